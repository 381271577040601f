//! Target: see `sendright_fuzz::history`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::history::hold);
