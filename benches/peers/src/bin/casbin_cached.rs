//! casbin's `CachedEnforcer` alone.

use std::process::ExitCode;

use casbin::CachedEnforcer;
use sendright_peers::contender::casbin::Casbin;

fn main() -> ExitCode {
    sendright_peers::take_part(|stage| stage.engine::<Casbin<CachedEnforcer>>())
}
