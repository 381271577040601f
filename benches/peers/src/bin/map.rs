//! The hand-written map alone.

use std::process::ExitCode;

use sendright_peers::contender::Map;
use sendright_peers::{Stage, take_part};

fn main() -> ExitCode {
    take_part(Stage::engine::<Map>)
}
