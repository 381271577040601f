//! What is stored, and what comes back: formats, replay, restore, and everything bad that could come in (rules C2, I7).
#![cfg(feature = "serde")]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod commit;
mod golden;
#[path = "../golden/golden.rs"]
mod golden_file;
mod hostile;
mod hostile_log;
mod json_lines;
mod mutation;
mod sample;
mod size;
mod sound;

// The part of the example that reads commands from a shell.
#[path = "../../examples/team/commands.rs"]
mod commands;
#[path = "../../examples/team/lines.rs"]
mod lines;
