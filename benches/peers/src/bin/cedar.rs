//! Cedar alone.

use std::process::ExitCode;

use sendright_peers::contender::cedar::Cedar;
use sendright_peers::{Stage, take_part};

fn main() -> ExitCode {
    take_part(Stage::engine::<Cedar>)
}
