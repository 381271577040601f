//! The rules of the organization, the decision and the directory: one file for each family, and each test named after
//! the rule that it holds (`e3_…`) or the past failure that it would have caught (`security_07_…`).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod verbs;
mod world;

mod commands;
mod decision;
mod email;
mod errors;
mod escalation;
mod grants;
mod invariants;
mod invitations;
mod keys;
mod security;
mod security_more;
#[cfg(feature = "serde")]
mod snapshots;
mod windows;
