//! Cedar alone.

use std::process::ExitCode;

use sendright_peers::contender::cedar::Cedar;

fn main() -> ExitCode {
    sendright_peers::take_part(|stage| stage.engine::<Cedar>())
}
