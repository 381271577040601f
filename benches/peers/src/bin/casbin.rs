//! casbin's `Enforcer` alone.

use std::process::ExitCode;

use casbin::Enforcer;
use sendright_peers::contender::casbin::Casbin;
use sendright_peers::{Stage, take_part};

fn main() -> ExitCode {
    take_part(Stage::engine::<Casbin<Enforcer>>)
}
