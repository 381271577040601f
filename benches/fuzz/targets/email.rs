//! Target: see `sendright_fuzz::email`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::email::hold);
