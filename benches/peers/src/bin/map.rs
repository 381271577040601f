//! The hand-written map alone.

use std::process::ExitCode;

use sendright_peers::contender::Map;

fn main() -> ExitCode {
    sendright_peers::take_part(|stage| stage.engine::<Map>())
}
