//! casbin's `CachedEnforcer` alone.

use std::process::ExitCode;

use casbin::CachedEnforcer;
use sendright_peers::contender::casbin::Casbin;
use sendright_peers::{Stage, take_part};

fn main() -> ExitCode {
    take_part(Stage::engine::<Casbin<CachedEnforcer>>)
}
