//! Target: see `sendright_fuzz::command`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::command::hold);
