//! What is stored, and what comes back: formats, replay, restore, and everything bad that could come in (rules C2, I7).

mod commit;
mod erasures;
mod every_command;
mod hostile_logs;
mod hostile_snapshots;
mod json_lines_of_the_example;
mod random_damage;
mod restore_and_replay;
mod size_and_huge_input;
mod soundness;
mod stored_formats;

// The part of the example that reads commands from a shell.
#[path = "../../../examples/team/commands.rs"]
mod commands;
#[path = "../../../examples/team/lines.rs"]
mod lines;
