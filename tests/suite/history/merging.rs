//! Entries of several nodes become one history: in any order, as often as they arrive, the same everywhere; two timelines
//! don't mix.

use std::collections::BTreeMap;

use chrono::Duration;
use proptest::prelude::*;
use sendright::history::{Event, History, HistoryEntry, MergeError};
use sendright::{Actor, Change, Command, Directory, Erasure, Permission, Request};

use super::every_kind::{ACME, ADA, BOB, World, account, user};
use crate::support::histories::{Told, steps};
use crate::support::properties::cases;
use crate::support::stamp::{stamp, stamp_of_fork};

/// How often each entry is there. Entries are equal if all that they tell is, so their text tells them apart.
fn counted(entries: &[HistoryEntry]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for entry in entries {
        *counted.entry(format!("{entry:?}")).or_default() += 1;
    }
    counted
}

fn more_of_both(one: &History, other: &History) -> BTreeMap<String, usize> {
    let mut more = counted(one.entries());
    for (entry, times) in counted(other.entries()) {
        let most = more.entry(entry).or_default();
        *most = times.max(*most);
    }
    more
}

/// By revision, the change first, then by time.
fn is_in_order(history: &History) -> bool {
    let place = |entry: &HistoryEntry| {
        let is_action = entry.change().is_none();
        (entry.revision(), is_action, is_action.then(|| entry.at()))
    };
    history.entries().is_sorted_by_key(place)
}

fn merged(one: &History, other: &History) -> History {
    let mut merged = one.clone();
    merged.merge(other.clone()).unwrap();
    merged
}

/// The part that a node has: some entries, in its order, each so often.
fn part(told: &Told, times: &[u8], turn: usize) -> History {
    let mut part = History::new();
    let mut entries: Vec<_> = told.history.entries().iter().zip(times.iter().cycle()).collect();
    let length = entries.len();
    entries.rotate_left(turn % length);
    if turn % 2 == 1 {
        entries.reverse();
    }
    for (entry, times) in entries {
        for _ in 0..*times {
            part.insert([entry.clone()]).unwrap();
        }
    }
    part
}

/// Does some actions once more, as a node that records a proof twice.
fn recorded_twice(told: &Told, which: u64) -> History {
    let mut history = History::new();
    let directory = told.directory();
    for (number, principal) in told.principals().into_iter().enumerate() {
        let request = Request::new(principal, Permission::SmsView, account(0x1000)).at(told.now());
        let Ok(proof) = directory.authorize(&request) else { continue };
        for _ in 0..=(which >> number) % 3 {
            history.record(proof, directory, None);
        }
    }
    history
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn merging_is_commutative_associative_and_idempotent(
        steps in steps(40),
        times in proptest::array::uniform3(proptest::collection::vec(0_u8..3, 1..50)),
        turns in proptest::array::uniform3(0_usize..100),
        twice in proptest::array::uniform3(0_u64..64),
        forgotten in proptest::array::uniform3((0_u64..12, proptest::option::of(0_u64..30))),
    ) {
        let told = Told::of(&steps);
        let parts: Vec<History> = (0..3).map(|number| {
            let mut part = part(&told, &times[number], turns[number]);
            part.merge(recorded_twice(&told, twice[number])).unwrap();
            let (revision, time) = forgotten[number];
            part.forget_changes_before(revision / 4);
            if let Some(time) = time.filter(|_| revision % 4 == 0) {
                part.forget_actions_before(crate::support::histories::at(time));
            }
            part
        }).collect();
        let [one, two, three] = &parts[..] else { panic!() };
        let both = merged(one, two);
        prop_assert_eq!(&both, &merged(two, one));
        prop_assert_eq!(merged(&both, three), merged(one, &merged(two, three)));
        prop_assert_eq!(&merged(&both, &both), &both);
        prop_assert_eq!(&merged(&both, one), &both);
        prop_assert_eq!(&merged(one, &History::new()), one);
        prop_assert!(is_in_order(&both));
        if one.known_from().max(two.known_from()) == 1 && one.actions_known_from().max(two.actions_known_from()).is_none() {
            prop_assert_eq!(counted(both.entries()), more_of_both(one, two));
        }
        // One entry after the other makes no other history, but for actions that are equal.
        let mut inserted = one.clone();
        let added = inserted.insert(two.entries().iter().rev().cloned()).unwrap();
        prop_assert_eq!(added, inserted.entries().len() - one.entries().len());
        let mut single: Vec<_> = both.entries().to_vec();
        single.dedup();
        let mut inserted_single = inserted.entries().to_vec();
        inserted_single.retain(|entry| both.entries().contains(entry));
        inserted_single.dedup();
        prop_assert_eq!(inserted_single, single);
    }

    /// All entries in any order and with any of them twice make the history that committing made, in the one order.
    #[test]
    fn entries_in_any_order_make_the_history_of_the_log(
        steps in steps(60), order in any::<u64>(), twice in proptest::collection::vec(any::<bool>(), 1..40),
    ) {
        let told = Told::of(&steps);
        let mut entries: Vec<HistoryEntry> = told.history.entries().to_vec();
        let again: Vec<_> = { entries.iter().zip(twice.iter().cycle()) }.filter(|(_, twice)| **twice).collect();
        let again: Vec<_> = again.into_iter().map(|(entry, _)| entry.clone()).collect();
        entries.extend(again);
        // Any order, by a hash that the case chooses.
        entries.sort_by_key(|entry| {
            format!("{entry:?}").bytes().fold(order, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
        });
        let mut history = History::new();
        prop_assert_eq!(history.insert(entries).unwrap(), told.history.entries().len());
        prop_assert!(is_in_order(&history));
        prop_assert_eq!(counted(history.entries()), counted(told.history.entries()));
        prop_assert_eq!(history.gaps_in(1..=told.directory().revision()).count(), 0);
        let read = History::read(history.entries().iter().map(|entry| Ok::<_, String>(entry.clone())));
        prop_assert_eq!(read.as_ref(), Ok(&history), "it can be stored in that order");
        // A node that follows commits what the history has, and adds nothing.
        let mut follower = Directory::new();
        let before = history.clone();
        for change in told.log.clone() {
            history.commit(&mut follower, change).unwrap();
        }
        prop_assert!(history == before && &follower == told.directory());
    }
}

fn rename(name: &str) -> Command {
    Command::RenameAccount { account: account(ACME), name: name.parse().unwrap(), replaces: None }
}

/// A world at revision 2, and another way on from revision 1.
fn two_timelines() -> (World, Change, HistoryEntry, Directory) {
    let mut world = World::new();
    let mut fork = world.directory.clone();
    world.does(user(ADA), rename("A"));
    let other = fork.plan(user(ADA), &rename("B"), stamp_of_fork(&fork, world.now)).unwrap();
    let entry = HistoryEntry::of(&fork, &other).unwrap();
    fork.commit(other.clone()).unwrap();
    (world, other, entry, fork)
}

#[test]
fn two_changes_of_one_revision_are_an_error_that_names_both() {
    let (mut world, other, entry, fork) = two_timelines();
    let here = world.history.entries()[1].change().unwrap();
    let mut there = History::new();
    there.insert([entry.clone()]).unwrap();
    let more = fork.plan(user(ADA), &rename("C"), stamp_of_fork(&fork, world.now)).unwrap();
    let (before, later) = (world.history.clone(), HistoryEntry::of(&fork, &more).unwrap());
    let error = MergeError::Fork { revision: 2, here, there: other.id() };
    // With an entry that would fit, and that must not be added.
    assert_eq!(world.history.insert([later.clone(), entry.clone()]), Err(error));
    assert_eq!(world.history, before);
    assert_eq!(world.history.merge(there.clone()), Err(error));
    assert_eq!(world.history, before);
    assert_eq!(there.merge(before.clone()), Err(MergeError::Fork { revision: 2, here: other.id(), there: here }));
    assert_eq!(there.entries(), core::slice::from_ref(&entry));
    // Also if both arrive at once.
    let both = [world.history.entries()[1].clone(), entry.clone()];
    assert_eq!(History::new().insert(both), Err(error));
    assert_eq!(error.code(), "fork");
    assert_eq!(
        error.to_string(),
        format!(
            "revision 2 is change {here} in one and change {} in the other: they are of two timelines, and only one of them \
             is that of the log",
            other.id()
        )
    );
    // Where the history has no change, only the number can be compared, and it fits.
    assert_eq!(world.history.insert([later]), Ok(1));
}

/// One node has erased Bob, and another has not: neither brings him back nor is it taken for another timeline.
#[test]
fn an_entry_that_was_erased_and_one_that_was_not_don_t_mix() {
    let (mut directory, mut history, mut log) = (Directory::new(), History::new(), Vec::new());
    let mut world = World::new();
    world.add(BOB, "Bob", ACME, sendright::Assignment::of(sendright::Preset::Sender));
    world.does(user(ADA), Command::DeleteUser { user: user(BOB) });
    for entry in world.history.entries() {
        let Event::Change { command, .. } = entry.event() else { continue };
        let change = directory.plan(entry.actor(), command, stamp(&directory, entry.at())).unwrap();
        log.push(change.clone());
        history.commit(&mut directory, change).unwrap();
    }
    let erasure = Erasure::of_user(user(BOB), &directory, &log).unwrap();
    let erased = history.clone().erasing(&erasure);
    let change = history.entries()[1].change().unwrap();
    for (mut one, other) in [(erased.clone(), history.clone()), (history.clone(), erased.clone())] {
        let before = one.clone();
        let error = one.merge(other).unwrap_err();
        assert_eq!(error, MergeError::Differs { revision: 2, change });
        assert_eq!(one, before);
        assert_eq!(error.code(), "differs");
        assert_eq!(
            error.to_string(),
            format!(
                "change {change}, of revision 2, is told in two ways: if somebody was erased from one of them, erase them from \
                 the other"
            )
        );
    }
    // Erased in both, they are the same again.
    let mut again = erased.clone();
    again.insert(history.entries().iter().cloned().map(|entry| entry.erasing(&erasure))).unwrap();
    assert_eq!(again, erased);
}

/// A part that was split from a log and numbered anew is another log.
#[test]
fn a_log_and_a_part_that_was_numbered_anew_don_t_mix() {
    let mut world = World::new();
    let open = Command::OpenAccount {
        account: account(0x99),
        name: "Other".parse().unwrap(),
        billing: sendright::Billing::Prepaid,
        features: sendright::Selection::EVERYTHING,
        administrator: user(0x98),
        email: super::every_kind::email("other"),
        administrator_name: "Olga".parse().unwrap(),
    };
    let other = world.directory.plan(Actor::System, &open, stamp(&world.directory, world.now)).unwrap();
    world.history.commit(&mut world.directory, other.clone()).unwrap();
    let part = other.renumbered(1);
    let (mut split, mut history) = (Directory::new(), History::new());
    history.commit(&mut split, part.clone()).unwrap();
    let first = world.history.entries()[0].change().unwrap();
    let error = MergeError::Fork { revision: 1, here: first, there: part.id() };
    assert_eq!(world.history.merge(history), Err(error));
}

/// The transaction was stored, and the answer lost: the entry comes back from the database, and is not added again.
#[test]
fn a_retry_whose_answer_was_lost_adds_nothing() {
    let mut world = World::new();
    let change = world.directory.plan(user(ADA), &rename("A"), stamp(&world.directory, world.now)).unwrap();
    let entry = HistoryEntry::of(&world.directory, &change).unwrap();
    let mut table = vec![entry];
    // The node does not know whether it was stored. It reads the table, and commits what it finds.
    world.history.insert(table.clone()).unwrap();
    world.history.commit(&mut world.directory, change.clone()).unwrap();
    assert_eq!(world.history.entries().len(), 2);
    assert_eq!(world.history.insert(table.drain(..)), Ok(0));
    // What was planned beside it is of no use any more.
    assert!(HistoryEntry::of(&world.directory, &change).unwrap_err().is_past());
}

/// Clocks don't order: of two nodes one is hours behind, and its changes stay where the log has them.
#[test]
fn c2_clocks_move_no_change_and_actions_stand_at_their_revision() {
    let mut world = World::new();
    let behind = world.directory.clone();
    let early = world.now;
    world.does(user(ADA), rename("A"));
    world.now = early - Duration::days(400);
    world.does(user(ADA), rename("B"));
    world.now = early + Duration::days(400);
    let launch = |directory: &Directory, about: &str| {
        let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(world.now);
        HistoryEntry::of_action(&directory.authorize(&request).unwrap(), directory, Some(about.parse().unwrap()))
    };
    let (old, new) = (launch(&behind, "by a node behind"), launch(&world.directory, "by a node at the end"));
    let mut history = History::new();
    let changes = world.history.entries().to_vec();
    history.insert([new.clone(), old.clone()]).unwrap();
    history.insert(changes.iter().rev().cloned()).unwrap();
    let [opening, first, second] = &changes[..] else { panic!() };
    assert_eq!(history.entries(), [opening, &old, first, second, &new].map(Clone::clone));
    assert!(history.entries()[3].clock_was().is_some());
    assert_eq!(history.as_of(early - Duration::days(300)).unwrap().revision, 3);
}

/// Actions that were allowed at one revision are in the order of their times, whatever else they tell.
#[test]
fn actions_at_one_revision_are_in_the_order_of_their_times() {
    let world = World::new();
    let launch = |minutes: i64, about: &str| {
        let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME));
        let proof = world.directory.authorize(&request.at(world.now + Duration::minutes(minutes))).unwrap();
        HistoryEntry::of_action(&proof, &world.directory, Some(about.parse().unwrap()))
    };
    let (first, second, third) = (launch(-9, "c"), launch(0, "b"), launch(7, "a"));
    let mut history = History::new();
    history.insert([second.clone(), third.clone()]).unwrap();
    history.insert([first.clone()]).unwrap();
    assert_eq!(history.entries(), [first, second, third]);
}

/// A node that recorded an action late, of a revision that it has passed, has it where it recorded it; merging puts it in place.
#[test]
fn what_was_recorded_late_is_put_in_place() {
    let mut world = World::new();
    let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(world.now);
    let proof = world.directory.authorize(&request).unwrap();
    world.does(user(ADA), rename("A"));
    world.history.record(proof, &world.directory, None);
    let revisions = |history: &History| history.entries().iter().map(HistoryEntry::revision).collect::<Vec<_>>();
    assert_eq!(revisions(&world.history), [1, 2, 1]);
    let change = world.directory.plan(user(ADA), &rename("B"), stamp(&world.directory, world.now)).unwrap();
    let entry = HistoryEntry::of(&world.directory, &change).unwrap();
    for more in [vec![entry], vec![]] {
        let mut history = world.history.clone();
        let added = more.len();
        assert_eq!(history.insert(more), Ok(added));
        assert_eq!(revisions(&history), [1, 1, 2, 3][..3 + added]);
    }
    assert_eq!(world.history.gaps().count(), 0);
}

/// Two actions that are equal in everything but `about` are two; without it they are one that arrived twice, but those that
/// one node recorded stay.
#[test]
fn equal_actions_are_one_entry_that_arrives_twice() {
    let world = World::new();
    let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(world.now);
    let proof = world.directory.authorize(&request).unwrap();
    let action = |about: Option<&str>| {
        HistoryEntry::of_action(&proof, &world.directory, about.map(|about| about.parse().unwrap()))
    };
    let mut history = History::new();
    assert_eq!(
        history.insert([action(Some("request 1")), action(Some("request 2")), action(None), action(None)]),
        Ok(3)
    );
    assert_eq!(history.insert([action(Some("request 2")), action(None)]), Ok(0));
    let mut recorded = History::new();
    recorded.record(proof, &world.directory, None);
    recorded.record(proof, &world.directory, None);
    assert_eq!(recorded.insert([action(None)]), Ok(0));
    assert_eq!(recorded.entries().len(), 2);
    history.merge(recorded.clone()).unwrap();
    assert_eq!(history.entries().len(), 4, "two without `about`, as the node recorded them");
    history.merge(recorded).unwrap();
    assert_eq!(history.entries().len(), 4);
}

/// A node that runs a later version wrote an entry: it is refused by name, and what this version reads is merged.
#[cfg(feature = "serde")]
#[test]
fn an_entry_of_a_later_version_is_refused_by_itself() {
    let world = World::new();
    let line = serde_json::to_string(&world.history.entries()[0]).unwrap();
    let later = line.replacen("\"v\":2", "\"v\":3", 1);
    assert_ne!(line, later);
    let read: Vec<Result<HistoryEntry, _>> = [later, line].iter().map(|line| serde_json::from_str(line)).collect();
    assert!(read[0].as_ref().unwrap_err().to_string().contains("update sendright to read this"));
    let mut history = History::new();
    assert_eq!(history.insert(read.into_iter().flatten()), Ok(1));
    assert_eq!(history, world.history);
}
