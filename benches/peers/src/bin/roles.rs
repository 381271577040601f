//! The hand-written maps with names of roles alone.

use std::process::ExitCode;

use sendright_peers::contender::Roles;
use sendright_peers::{Stage, take_part};

fn main() -> ExitCode {
    take_part(Stage::engine::<Roles>)
}
