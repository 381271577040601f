//! What it takes to restore a directory of 1e6 memberships from a compact format, and to replay the changes that made it,
//! beside building the yardstick's map of the same size.
//!
//! ```text
//! cargo bench -p sendright-benches --bench restore
//! ```
//!
//! `SENDRIGHT_MEMBERSHIPS=100000` measures another size.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::time::Duration;

use criterion::{BatchSize, Criterion};
use sendright::{Directory, Snapshot};
use sendright_benches::{World, Yardstick};

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(10))
        .configure_from_args();
    let memberships = match std::env::var("SENDRIGHT_MEMBERSHIPS").map(|size| size.parse()) {
        Ok(Ok(size)) => size,
        Ok(Err(error)) => panic!("SENDRIGHT_MEMBERSHIPS is no number: {error}"),
        Err(_) => 1_000_000,
    };
    let (world, changes) = World::with_changes(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
    let entries = Yardstick::entries(&world);
    let stored = postcard::to_allocvec(&world.directory.snapshot()).unwrap_or_else(|error| panic!("{error}"));
    drop(world);

    let read = || -> Snapshot { postcard::from_bytes(&stored).unwrap_or_else(|error| panic!("{error}")) };
    let mut group = criterion.benchmark_group(format!("restore/{memberships}"));
    group.bench_function("yardstick: build the map", |b| b.iter_with_large_drop(|| Yardstick::of(&entries)));
    group.bench_function("read and restore", |b| b.iter_with_large_drop(|| Directory::restore(read())));
    let replay = format!("replay {} changes", changes.len());
    group.bench_function(replay, |b| {
        b.iter_batched(|| changes.clone(), Directory::replay, BatchSize::PerIteration);
    });
    group.bench_function("read alone", |b| b.iter_with_large_drop(read));
    group.finish();
    criterion.final_summary();
}
