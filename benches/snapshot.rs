//! What it takes to make a snapshot of a directory of 1e6 memberships, in time and in memory, by each of the ways that the
//! manual describes; and how long others wait for the directory meanwhile.
//!
//! ```text
//! cargo bench -p sendright-benches --bench snapshot
//! ```
//!
//! `SENDRIGHT_MEMBERSHIPS=100000` measures another size.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::hint::black_box;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use sendright::{Actor, Assignment, Change, Command, Directory, Permission, Preset, Request};
use sendright_benches::{World, stamp, user};

/// Changes between one snapshot and the next.
const CHANGES: u32 = 10_000;

fn main() {
    let memberships = match std::env::var("SENDRIGHT_MEMBERSHIPS").map(|size| size.parse()) {
        Ok(Ok(size)) => size,
        Ok(Err(error)) => panic!("SENDRIGHT_MEMBERSHIPS is no number: {error}"),
        Err(_) if std::env::args().any(|argument| argument == "--test") => 10_000,
        Err(_) => 1_000_000,
    };
    let mut world = World::new(memberships).unwrap_or_else(|refusal| panic!("{refusal}"));
    let before = world.directory.snapshot();
    let log: Vec<Change> = (0..CHANGES).map(|number| assigned(&mut world.directory, number % memberships)).collect();
    let directory = world.directory;
    let written = compact(&directory.snapshot());
    assert!(written == compact(&directory.snapshot_ref()), "both are written alike");

    println!("snapshots of {memberships} memberships, {} MB in a compact format", written.len() >> 20);
    println!("  what                                     time         most memory, beside what is there");
    measured("snapshot(): a copy", || directory.snapshot());
    measured("snapshot(), written to memory", || compact(&directory.snapshot()));
    measured("snapshot_ref(), written to memory", || compact(&directory.snapshot_ref()));
    measured("snapshot_ref(), written to a stream", || streamed(&directory));
    measured("clone()", || directory.clone());
    let advance = || before.clone().advance(log.iter().cloned()).unwrap_or_else(|error| panic!("{error}"));
    measured("Snapshot::advance by the changes", advance);
    let mut follower = Directory::restore(before.clone()).unwrap_or_else(|error| panic!("{error}"));
    let begin = Instant::now();
    for change in &log {
        follower.commit(change.clone()).unwrap_or_else(|error| panic!("{error}"));
    }
    println!("  a follower commits the changes           {:>9.1?}", begin.elapsed());
    drop((before, log));

    println!("others meanwhile, of whom one reads and one writes: the longest that each waited");
    let lock = RwLock::new(directory);
    waited("nobody makes a snapshot", &lock, || thread::sleep(Duration::from_millis(500)));
    waited("snapshot() under the lock", &lock, || drop(black_box(read(&lock).snapshot())));
    waited("snapshot_ref() written under the lock", &lock, || drop(black_box(compact(&read(&lock).snapshot_ref()))));
    waited("clone() under the lock, the rest after", &lock, || {
        let copy = read(&lock).clone();
        drop(black_box(compact(&copy.snapshot_ref())));
    });
    waited("a follower", &lock, || drop(black_box(compact(&follower.snapshot_ref()))));
}

fn read(lock: &RwLock<Directory>) -> std::sync::RwLockReadGuard<'_, Directory> {
    lock.read().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a member another assignment.
fn assigned(directory: &mut Directory, number: u32) -> Change {
    let (user, account) = (user(number), World::account_of(number));
    let before = directory.membership(user, account).map(|membership| membership.assignment().clone());
    let preset = if before == Some(Assignment::of(Preset::Basic)) { Preset::Sender } else { Preset::Basic };
    let assignment = Assignment::of(preset);
    let assign = Command::Assign { user, account, assignment, replaces: None };
    let stamp = stamp(directory, directory.time().unwrap_or_default());
    directory.execute(Actor::System, assign, stamp).unwrap_or_else(|refusal| panic!("{refusal}"))
}

fn compact<T: ?Sized + serde::Serialize>(snapshot: &T) -> Vec<u8> {
    postcard::to_allocvec(snapshot).unwrap_or_else(|error| panic!("{error}"))
}

/// Counts what is written, as a file that is fast would.
fn streamed(directory: &Directory) -> usize {
    struct Counting(usize);

    impl Write for Counting {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += black_box(bytes).len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let stream = io::BufWriter::new(Counting(0));
    let stream = postcard::to_io(&directory.snapshot_ref(), stream).unwrap_or_else(|error| panic!("{error}"));
    stream.into_inner().map_or(0, |counting| counting.0)
}

/// The least time of three, and the most memory at once.
fn measured<T>(what: &str, make: impl Fn() -> T) {
    let times = (0..3).map(|_| {
        let begin = Instant::now();
        let result = black_box(make());
        let time = begin.elapsed();
        drop(result);
        time
    });
    let time = times.min().unwrap_or_default();
    let counted = allocation_counter::measure(|| drop(black_box(make())));
    println!("  {what:<40} {time:>9.1?} {:>9} MB", counted.bytes_max >> 20);
}

/// The longest that a reader and a writer waited while something was made.
fn waited(what: &str, lock: &RwLock<Directory>, make: impl FnOnce()) {
    let done = AtomicBool::new(false);
    let (held, reader, writer) = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (user, account) = (user(17), World::account_of(17));
            longest(&done, || {
                let directory = read(lock);
                let now = directory.time().unwrap_or_default();
                let request = Request::new(user, Permission::SmsView, account).at(now);
                let _ = black_box(directory.authorize(&request));
            })
        });
        let writer = scope.spawn(|| {
            longest(&done, || {
                let mut directory = lock.write().unwrap_or_else(PoisonError::into_inner);
                assigned(&mut directory, 27);
            })
        });
        thread::sleep(Duration::from_millis(50));
        let begin = Instant::now();
        make();
        let held = begin.elapsed();
        done.store(true, Ordering::Relaxed);
        (held, reader.join(), writer.join())
    });
    let of = |waited: thread::Result<Duration>| waited.unwrap_or_else(|_| panic!("a thread has failed"));
    println!("  {what:<40} made in {held:>9.1?}, reader {:>9.1?}, writer {:>9.1?}", of(reader), of(writer));
}

/// How long the longest of many turns took, a tenth of a millisecond apart.
fn longest(done: &AtomicBool, turn: impl Fn()) -> Duration {
    let mut longest = Duration::ZERO;
    while !done.load(Ordering::Relaxed) {
        let begin = Instant::now();
        turn();
        longest = longest.max(begin.elapsed());
        thread::sleep(Duration::from_micros(100));
    }
    longest
}
