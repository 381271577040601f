//! The permission layer, by behaviour; the rules that a test holds are in its name (`v3_…`).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod auto_traits;
mod catalogue;
mod custom;
#[path = "../golden/golden.rs"]
mod golden_file;
mod grants;
mod levels;
mod matrices;
mod names;
mod presets;
mod readme;
mod set;
mod strategies;
#[cfg(feature = "serde")]
mod wire;
