//! The review layer, by behaviour; the rules that a test holds are in its name (`d6_…`).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod inventory;
mod listing;
mod who;
mod world;
