//! Target: see `sendright_fuzz::change`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::change::hold);
