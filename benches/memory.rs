//! What a membership takes in memory, beside the yardstick's map: bytes asked of the allocator and kept.
//!
//! ```text
//! cargo bench -p sendright-benches --bench memory
//! ```
//!
//! Three directories with the same accounts and users are compared: one as it is, one in which all keys were revoked, and that one
//! with all members removed. The id of a revoked key stays in use, and so is not counted as the key's.
//! `SENDRIGHT_MEMBERSHIPS=10000000` measures that size instead of 1e6.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use sendright::{Actor, ApiKey, Command, Directory, Snapshot};
use sendright_benches::{World, Yardstick, account, stamp, user};

fn main() {
    let memberships = match std::env::var("SENDRIGHT_MEMBERSHIPS").map(|size| size.parse()) {
        Ok(Ok(size)) => size,
        Ok(Err(error)) => panic!("SENDRIGHT_MEMBERSHIPS is no number: {error}"),
        Err(_) if std::env::args().any(|argument| argument == "--test") => 10_000,
        Err(_) => 1_000_000,
    };
    let mut world = World::new(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
    let entries = Yardstick::entries(&world);
    let yardstick = kept(|| Yardstick::of(&entries));
    drop(entries);
    let whole = restored(&stored(&world));
    let keys: Vec<_> = world.directory.api_keys(account(0)).map(ApiKey::id).collect();
    for key in &keys {
        operator(&mut world, Command::RevokeApiKey { key: *key });
    }
    let without_keys = restored(&stored(&world));
    for number in 0..memberships {
        operator(&mut world, Command::RemoveMember { user: user(number), account: World::account_of(number) });
    }
    let without = stored(&world);
    drop(world);
    let without = restored(&without);

    let each = |bytes: i64| bytes / i64::from(memberships);
    println!("memory at {memberships} memberships, in bytes for each");
    println!("  the yardstick's map: {}", each(yardstick));
    let of_memberships = without_keys - without;
    println!("  a membership: {}, {} % of it", each(of_memberships), of_memberships * 100 / yardstick);
    println!("  a membership's share of the keys, of which there are {}: {}", keys.len(), each(whole - without_keys));
    println!("  the directory, with a user for each and an account for ten: {}", each(whole));
}

fn operator(world: &mut World, command: Command) {
    let change = world.directory.execute(Actor::System, command, stamp(&world.directory, world.now));
    let _ = change.unwrap_or_else(|refusal| panic!("{refusal}"));
}

fn stored(world: &World) -> Vec<u8> {
    postcard::to_allocvec(&world.directory.snapshot()).unwrap_or_else(|error| panic!("{error}"))
}

fn restored(stored: &[u8]) -> i64 {
    kept(|| {
        let snapshot: Snapshot = postcard::from_bytes(stored).unwrap_or_else(|error| panic!("{error}"));
        Directory::restore(snapshot).unwrap_or_else(|error| panic!("{error}"))
    })
}

/// How many bytes are held by what something makes.
fn kept<T>(make: impl FnOnce() -> T) -> i64 {
    let mut kept = None;
    let counted = allocation_counter::measure(|| kept = Some(make()));
    drop(kept);
    counted.bytes_current
}
