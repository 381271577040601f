//! Runs one of the hot operations a number of times, for a tool that counts instructions; `.ci/instructions` compares the
//! counts with the budgets in `benches/budgets.txt`.
//!
//! ```text
//! instructions OPERATION TIMES
//! ```

#![allow(clippy::panic, reason = "what can not be set up is not counted")]

use std::hint::black_box;

use sendright::{ApiKeyId, Command, Permission, PermissionSet, Preset, Principal, Request, Scope};
use sendright_benches::{ADMINISTRATOR, BASIC, TEMPORARY, World, account, key, name, stamp, user};

const MEMBERSHIPS: u32 = 1_000;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let operation = arguments.next().unwrap_or_default();
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or_else(|| panic!("how many times?"));
    let world = world();
    // The second account: an even one, whose administrator has a key.
    let place = |place: u32| -> Principal { user(10 + place).into() };
    let sends = |principal| authorize(&world, principal, Permission::SmsSend, times);
    match operation.as_str() {
        "grants-allows" => grants(times),
        "access-allows" => access(&world, times),
        "authorize-allow" => sends(place(BASIC)),
        "authorize-lacks" => authorize(&world, place(BASIC), Permission::BillingView, times),
        "authorize-stranger" => sends(user(400 + BASIC).into()),
        "authorize-stranger-reaching" => sends(user(400 + ADMINISTRATOR).into()),
        "access" => accesses(&world, place(BASIC), times),
        "access-above" => accesses(&world, world.administrator.into(), times),
        "access-key" => accesses(&world, key(2).into(), times),
        "authorize-window" => sends(place(TEMPORARY)),
        "authorize-above" => sends(world.administrator.into()),
        "authorize-key" => sends(key(2).into()),
        "authorize-key-above" => sends(key_for_all().into()),
        "authorize-account-key" => sends(account_key().into()),
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

/// An access is made each time.
fn accesses(world: &World, principal: Principal, times: u32) {
    for _ in 0..times {
        let _ = black_box(world.directory.access(black_box(principal), black_box(account(2)), world.now));
    }
}

/// The request is made each time, as where an application asks; of what it is made, nothing is known.
fn authorize(world: &World, principal: Principal, permission: Permission, times: u32) {
    let account = account(2);
    for _ in 0..times {
        let draft = Request::new(black_box(principal), black_box(permission), black_box(account));
        let _ = black_box(world.directory.authorize(&draft.own().at(world.now)));
    }
}

/// The root's administrator has a key for everything below the root, and the second account one of its own.
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
    let change = world.directory.execute(world.administrator, make, stamp(&world.directory, world.now));
    let _ = change.unwrap_or_else(|refusal| panic!("{refusal}"));
    let (key, name, cap) = (account_key(), name("Nightly"), PermissionSet::ALL);
    let make = Command::CreateAccountKey { key, account: account(2), subtree: false, name, cap, until: None };
    let change = world.directory.execute(world.administrator, make, stamp(&world.directory, world.now));
    let _ = change.unwrap_or_else(|refusal| panic!("{refusal}"));
    world
}

/// A key of the second account itself.
fn account_key() -> ApiKeyId {
    key(1_000_000)
}

fn key_for_all() -> ApiKeyId {
    key(0)
}
