//! gatehouse alone.

use std::process::ExitCode;

use sendright_peers::contender::gatehouse::Gatehouse;
use sendright_peers::{Stage, take_part};

fn main() -> ExitCode {
    take_part(Stage::engine::<Gatehouse>)
}
