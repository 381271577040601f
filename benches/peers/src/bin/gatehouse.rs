//! gatehouse alone.

use std::process::ExitCode;

use sendright_peers::contender::gatehouse::Gatehouse;

fn main() -> ExitCode {
    sendright_peers::take_part(|stage| stage.engine::<Gatehouse>())
}
