//! What a history of 1e5 entries takes in memory, index included, and how long it takes to find something, beside a look at all
//! entries.
//!
//! ```text
//! cargo bench -p sendright-benches --bench history
//! ```
//!
//! `SENDRIGHT_ENTRIES=1000000` measures another size.

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use std::convert::Infallible;
use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::Duration as Span;
use sendright::history::{History, HistoryEntry, HistoryQuery};
use sendright::{
    AccountId, Actor, Assignment, Billing, Command, Directory, Permission, Preset, Request, Selection, UserId,
};
use sendright_benches::{account, name, stamp, user};

/// Accounts below the root account.
const ACCOUNTS: u32 = 1_000;

fn main() {
    let entries = match std::env::var("SENDRIGHT_ENTRIES").map(|size| size.parse()) {
        Ok(Ok(size)) => size,
        Ok(Err(error)) => panic!("SENDRIGHT_ENTRIES is no number: {error}"),
        Err(_) if std::env::args().any(|argument| argument == "--test") => 5_000,
        Err(_) => 100_000,
    };
    let (directory, history) = made(entries);
    let length = history.entries().len();
    println!("a history of {length} entries");
    memory(&history);
    finding(&directory, &history);
    altering(&history);
}

fn memory(history: &History) {
    let entries = kept(|| history.entries().to_vec());
    let whole = kept(|| history.clone());
    let each = |bytes: i64| bytes / i64::try_from(history.entries().len()).unwrap_or(1);
    println!("  bytes an entry: {} without the index, {} with it", each(entries), each(whole));
}

fn finding(directory: &Directory, history: &History) {
    let (somebody, somewhere) = (user(ACCOUNTS + 17), account(17));
    let at = history.entries().get(history.entries().len() / 2).map(HistoryEntry::at).unwrap_or_default();
    let minute = (at, at + Span::minutes(1));
    let queries = [
        ("by a user", HistoryQuery::new().by(somebody)),
        ("involving a user", HistoryQuery::new().involving(somebody)),
        ("on an account", HistoryQuery::new().account(somewhere)),
        ("in a minute", HistoryQuery::new().from(minute.0).until(minute.1)),
        ("by a user, on an account", HistoryQuery::new().by(somebody).account(somewhere)),
        ("the whole", HistoryQuery::new()),
    ];
    for (what, query) in queries {
        let found = history.find(query).count();
        let by_index = least(20, || history.find(query).count());
        let by_all = least(20, || query.select(history.entries()).count());
        println!("  find {what}: {found} found in {by_index:?}, by a look at all in {by_all:?}");
    }
    let query = HistoryQuery::new().account(somewhere);
    let page = |reader: UserId| history.for_reader(reader, query, directory, at).rev().take(20).count();
    println!("  twenty that an administrator may read of an account: {:?}", least(20, || page(user(0))));
}

fn altering(history: &History) {
    let entries = || history.entries().to_vec();
    let read = || History::read(entries().into_iter().map(Ok::<_, Infallible>)).unwrap_or_default();
    println!("  clone the entries: {:?}; and read them into a history: {:?}", least(3, entries), least(3, read));
    for (what, place) in [("ten from the end", history.entries().len().saturating_sub(10)), ("at the beginning", 0)] {
        let mut others = entries();
        let late = others.remove(place);
        let last = others.pop();
        let others = History::read(others.into_iter().map(Ok::<_, Infallible>)).unwrap_or_default();
        let times = (0..3).map(|_| {
            let mut others = others.clone();
            // It needs room, too: a list that grows moves.
            others.insert(last.clone()).unwrap_or_else(|error| panic!("{error}"));
            let late = late.clone();
            let begin = Instant::now();
            others.insert([late]).unwrap_or_else(|error| panic!("{error}"));
            begin.elapsed()
        });
        println!("  insert an entry {what}: {:?}", times.min().unwrap_or_default());
    }
    let revision = history.entries().len() as u64 / 10;
    let mut forgetful = history.clone();
    let begin = Instant::now();
    let forgotten = forgetful.forget_changes_before(revision);
    println!("  forget {forgotten} entries: {:?}", begin.elapsed());
}

/// The least of some times.
fn least<T>(times: u32, mut act: impl FnMut() -> T) -> Duration {
    let each = (0..times).map(|_| {
        let begin = Instant::now();
        let made = black_box(act());
        let time = begin.elapsed();
        drop(made);
        time
    });
    each.min().unwrap_or_default()
}

/// Half of the entries are changes, and half actions; each a second after the one before.
fn made(entries: u32) -> (Directory, History) {
    let (mut directory, mut history) = (Directory::new(), History::new());
    let mut now = chrono::DateTime::UNIX_EPOCH + Span::days(20_000);
    let mut random = fastrand::Rng::with_seed(1);
    let commit = |directory: &mut Directory, history: &mut History, command: Command, at| {
        let change = directory.plan(Actor::System, &command, stamp(directory, at));
        let change = change.unwrap_or_else(|refusal| panic!("{refusal}"));
        history.commit(directory, change).unwrap_or_else(|error| panic!("{error}"));
    };
    let email = |number: u32| format!("user{number}@acme.example").parse().unwrap_or_else(|error| panic!("{error}"));
    let open = Command::OpenAccount {
        account: account(0),
        name: name("Acme"),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(0),
        email: email(0),
        administrator_name: name("Ada"),
    };
    commit(&mut directory, &mut history, open, now);
    for number in 1..=ACCOUNTS {
        let (id, parent) = (account(number), account(0));
        commit(&mut directory, &mut history, Command::OpenSubaccount { account: id, parent, name: name("Sub") }, now);
    }
    // A user of a number is in the account of the number's rest.
    let place = |number: u32| -> AccountId { account(1 + number % ACCOUNTS) };
    let mut users = ACCOUNTS;
    for number in ACCOUNTS + 1..entries {
        now += Span::seconds(1);
        let known = random.u32(ACCOUNTS..users.max(ACCOUNTS + 1));
        match number % 8 {
            0..4 if users > ACCOUNTS => {
                let request = Request::new(user(known), Permission::SmsSend, place(known)).at(now);
                let proof = directory.authorize(&request).unwrap_or_else(|denial| panic!("{denial}"));
                history.record(proof, &directory, Some(name(&format!("campaign {number}"))));
            }
            4..6 if users > ACCOUNTS => {
                let assignment = Assignment::of(if number % 3 == 0 { Preset::Sender } else { Preset::Advanced });
                let assign = Command::Assign { user: user(known), account: place(known), assignment, replaces: None };
                if let Ok(change) = directory.plan(Actor::System, &assign, stamp(&directory, now)) {
                    history.commit(&mut directory, change).unwrap_or_else(|error| panic!("{error}"));
                }
            }
            _ => {
                let add = Command::AddUser {
                    user: user(users),
                    account: place(users),
                    email: email(users),
                    name: name("User"),
                    assignment: Assignment::of(Preset::Sender),
                    phone: None,
                    on_behalf_of: None,
                };
                users += 1;
                commit(&mut directory, &mut history, add, now);
            }
        }
    }
    (directory, history)
}

/// How many bytes are held by what something makes.
fn kept<T>(make: impl FnOnce() -> T) -> i64 {
    let mut kept = None;
    let counted = allocation_counter::measure(|| kept = Some(make()));
    drop(kept);
    counted.bytes_current
}
