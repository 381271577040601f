//! The history, by behaviour: what is noted, how it reads, what is found in it, and what is read in again.
#![allow(
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic, and commands read best where they are made"
)]

#[cfg(feature = "serde")]
mod complete;
mod entries;
mod following;
#[cfg(feature = "serde")]
mod golden;
#[path = "../golden/golden.rs"]
mod golden_file;
mod queries;
#[cfg(feature = "serde")]
mod reading;
mod sentences;
mod story;
mod world;
