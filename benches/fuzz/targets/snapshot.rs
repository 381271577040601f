//! Target: see `sendright_fuzz::snapshot`.
#![cfg_attr(fuzzing, no_main)]

sendright_fuzz::target!(sendright_fuzz::snapshot::hold);
