//! The crate's behaviour, a folder for each subject. The tests of a rule have its number in their name, and run by it:
//! `cargo test --all-features e3_`. So have those of a failure that another product had: `security_07_`.
//!
//! What a random model and a theorem find is in `tests/model`.
#![allow(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic, and commands read best where they are made"
)]

mod support;

mod decision;
mod directory;
mod growth;
mod history;
mod manual;
mod matrix;
mod organization;
mod past_failures;
mod permission;
mod published;
#[cfg(feature = "serde")]
mod refused;
mod review;
#[cfg(feature = "serde")]
mod storage;
mod testing;
#[cfg(feature = "serde")]
mod upgrade;
