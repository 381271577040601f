//! Runs one of the hot operations a number of times, for a tool that counts instructions; `.ci/instructions` compares the
//! counts with the budgets in `benches/budgets.txt`.
//!
//! ```text
//! instructions OPERATION TIMES
//! ```

#![allow(clippy::panic, reason = "what can not be set up is not counted")]

use std::hint::black_box;

use sendright::{
    Actor, ApiKeyId, Assignment, Command, Permission, PermissionSet, Preset, Principal, Request, RequestDraft, Scope,
    UserId,
};
use sendright_benches::{World, account, name, user};
use uuid::Uuid;

const MEMBERSHIPS: u32 = 1_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let operation = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or_else(|| panic!("how many times?"));
    let world = world();
    let request = |principal: Principal, permission| Request::new(principal, permission, World::account_of(7));
    let member = user(7).into();
    match operation.as_str() {
        "grants-allows" => grants(times),
        "access-allows" => access(&world, times),
        "authorize-allow" => authorize(&world, request(member, Permission::SmsSend).own(), times),
        "authorize-lacks" => authorize(&world, request(member, Permission::BillingView), times),
        "authorize-stranger" => authorize(&world, request(user(400).into(), Permission::SmsSend), times),
        "authorize-above" => authorize(&world, request(world.administrator.into(), Permission::SmsSend), times),
        "authorize-window" => authorize(&world, request(temporary().into(), Permission::SmsSend), times),
        "authorize-key" => authorize(&world, request(key().into(), Permission::SmsSend), times),
        other => panic!("no operation is called `{other}`"),
    }
}

fn grants(times: u32) {
    let grants = Preset::Sender.grants();
    for _ in 0..times {
        black_box(black_box(&grants).allows(black_box(PermissionSet::SMS_SEND), Scope::Account));
    }
}

fn access(world: &World, times: u32) {
    let access = world.directory.access(user(7), World::account_of(7), world.now);
    let access = access.unwrap_or_else(|denial| panic!("{denial}"));
    for _ in 0..times {
        black_box(black_box(&access).allows(black_box(PermissionSet::SMS_SEND)));
    }
}

fn authorize(world: &World, draft: RequestDraft, times: u32) {
    let request = draft.at(world.now);
    for _ in 0..times {
        let _ = black_box(world.directory.authorize(black_box(&request)));
    }
}

/// The members of the account that is asked about are Basic; one more is there until tomorrow, and the administrator has a
/// key for everything below the root.
fn world() -> World {
    let mut world = World::new(MEMBERSHIPS).unwrap_or_else(|refusal| panic!("{refusal}"));
    let add = Command::AddUser {
        user: temporary(),
        account: World::account_of(7),
        email: "temporary@acme.example".parse().unwrap_or_else(|error| panic!("{error}")),
        name: name("Temporary"),
        assignment: Assignment::of(Preset::Sender).until(world.now + chrono::Duration::days(1)),
    };
    let make = Command::CreateApiKey {
        key: key(),
        account: account(0),
        subtree: true,
        name: name("Key"),
        cap: PermissionSet::ALL,
        until: None,
    };
    for (actor, command) in [(Actor::System, add), (world.administrator.into(), make)] {
        let _ = world.directory.execute(actor, command, world.now).unwrap_or_else(|refusal| panic!("{refusal}"));
    }
    world
}

fn temporary() -> UserId {
    user(u32::MAX)
}

fn key() -> ApiKeyId {
    Uuid::from_u128(9 << 120).into()
}
