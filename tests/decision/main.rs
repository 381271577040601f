//! What is built on the one decision agrees with it: access and explanations.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "../golden/golden.rs"]
mod golden;
mod world;

mod access;
mod allocation;
mod explain;
mod remedies;
mod sentences;
