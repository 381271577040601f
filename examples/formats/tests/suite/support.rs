//! What the history with every command needs.

#[path = "../../../../tests/suite/support/stamp.rs"]
#[allow(dead_code, reason = "the crate's own tests use all of it")]
pub(crate) mod stamp;
