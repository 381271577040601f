//! Target: see `sendright_fuzz::words`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::words::hold);
