//! What a membership takes in memory, beside the yardstick's map: bytes asked of the allocator and kept.
//!
//! ```text
//! cargo bench -p sendright-benches --bench memory
//! ```
//!
//! A membership takes what a directory has more than one with the same accounts and users in which nobody is a member.
//! `SENDRIGHT_MEMBERSHIPS=10000000` measures that size instead of 1e6.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use sendright::{Actor, Command, Directory, Snapshot};
use sendright_benches::{World, Yardstick, stamp, user};

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
    for number in 0..memberships {
        let remove = Command::RemoveMember { user: user(number), account: World::account_of(number) };
        let removed = world.directory.execute(Actor::System, remove, stamp(&world.directory, world.now));
        let _ = removed.unwrap_or_else(|refusal| panic!("{refusal}"));
    }
    let without = stored(&world);
    drop(world);
    let without = restored(&without);

    let each = |bytes: i64| bytes / i64::from(memberships);
    println!("memory at {memberships} memberships, in bytes for each");
    println!("  the yardstick's map: {}", each(yardstick));
    println!("  a membership: {}, {} % of it", each(whole - without), (whole - without) * 100 / yardstick);
    println!("  the directory, with a user for each and an account for ten: {}", each(whole));
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
