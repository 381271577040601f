//! Runs one of the hot operations a number of times, for a tool that counts instructions; `.ci/instructions` compares the
//! counts with the budgets in `benches/budgets.txt`.
//!
//! ```text
//! instructions OPERATION TIMES
//! ```

#![allow(clippy::panic, reason = "what can not be set up is not counted")]

use std::hint::black_box;

use sendright::{ApiKeyId, Command, Permission, PermissionSet, Preset, Principal, Request, RequestDraft, Scope};
use sendright_benches::{BASIC, TEMPORARY, World, account, key, name, user};

const MEMBERSHIPS: u32 = 1_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let operation = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or_else(|| panic!("how many times?"));
    let world = world();
    // The second account of ten: an even one, whose administrator has a key.
    let (place, account) = (|place| user(10 + place), account(2));
    let send = |principal: Principal| Request::new(principal, Permission::SmsSend, account);
    match operation.as_str() {
        "grants-allows" => grants(times),
        "access-allows" => access(&world, times),
        "authorize-allow" => authorize(&world, send(place(BASIC).into()).own(), times),
        "authorize-lacks" => {
            authorize(&world, Request::new(place(BASIC), Permission::BillingView, account), times);
        }
        "authorize-stranger" => authorize(&world, send(user(400 + BASIC).into()), times),
        "authorize-window" => authorize(&world, send(place(TEMPORARY).into()), times),
        "authorize-above" => authorize(&world, send(world.administrator.into()), times),
        "authorize-key" => authorize(&world, send(key(2).into()), times),
        "authorize-key-above" => authorize(&world, send(key_for_all().into()), times),
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

/// The root's administrator has a key for everything below the root, too.
fn world() -> World {
    let mut world = World::new(MEMBERSHIPS).unwrap_or_else(|refusal| panic!("{refusal}"));
    let make = Command::CreateApiKey {
        key: key_for_all(),
        account: account(0),
        subtree: true,
        name: name("Key"),
        cap: PermissionSet::ALL,
        until: None,
    };
    let change = world.directory.execute(world.administrator, make, world.now);
    let _ = change.unwrap_or_else(|refusal| panic!("{refusal}"));
    world
}

fn key_for_all() -> ApiKeyId {
    key(0)
}
