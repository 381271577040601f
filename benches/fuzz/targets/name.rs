//! Target: see `sendright_fuzz::name`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::name::hold);
