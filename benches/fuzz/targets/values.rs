//! Target: see `sendright_fuzz::values`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::values::hold);
