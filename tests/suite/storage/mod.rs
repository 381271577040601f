//! What is stored, and what comes back: formats, replay, restore, and everything bad that could come in (rules C2, I7).

mod absent_fields;
mod account_keys;
mod commit;
mod erasures;
mod every_command;
mod first_of_several;
mod hostile_logs;
mod hostile_snapshot_heads;
mod hostile_snapshots;
mod inside_other_types;
mod instants;
#[cfg(feature = "generate")]
mod json_lines_of_the_example;
mod random_damage;
mod restore_and_replay;
mod size_and_huge_input;
mod snapshots_off_the_live_path;
mod soundness;
mod stored_formats;

// The part of the example that reads commands from a shell; it gives their changes new ids.
#[cfg(feature = "generate")]
#[path = "../../../examples/team/commands.rs"]
mod commands;
#[cfg(feature = "generate")]
#[path = "../../../examples/team/lines.rs"]
mod lines;
