//! The access matrix, by behaviour: what its cells say, its three forms, and the check against a golden text.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod cells;
mod escaping;
mod forms;
mod golden;
#[path = "../golden/golden.rs"]
mod golden_file;
mod members;
mod organization;
mod page;
