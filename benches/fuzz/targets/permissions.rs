//! Target: see `sendright_fuzz::permissions`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::permissions::hold);
