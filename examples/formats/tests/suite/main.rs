//! What is written reads back equal: every value, in every shape, in every format (rule V9), and instants through what other
//! systems store (rule V8).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod instants;
mod matrix;
mod samples;
mod support;

/// The history with every command in it, from the crate's own tests.
#[path = "../../../../tests/suite/storage/every_command.rs"]
#[allow(dead_code, reason = "the crate's own tests use all of it")]
mod every_command;
