//! The hand-written maps with names of roles alone.

use std::process::ExitCode;

use sendright_peers::contender::Roles;

fn main() -> ExitCode {
    sendright_peers::take_part(|stage| stage.engine::<Roles>())
}
