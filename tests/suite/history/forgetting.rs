//! A history that has forgotten its beginning commits, merges, finds gaps and is read as before, and says from where on it
//! knows.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use sendright::history::{History, HistoryEntry, HistoryQuery};
use sendright::{Command, Directory, Permission, Request};

use super::every_kind::{ACME, ADA, World, account, day, user};
use super::newest_first::shown;
use crate::support::histories::{Told, at, steps};
use crate::support::properties::cases;
use crate::support::stamp::stamp;

fn rename(name: &str) -> Command {
    Command::RenameAccount { account: account(ACME), name: name.parse().unwrap(), replaces: None }
}

/// Changes 1 to 6, with these days as their times, and after each an action.
fn on_days(days: [i64; 6]) -> World {
    let mut world = World::new();
    let start = day(0);
    for (number, days) in (0..).zip(days) {
        world.now = start + Duration::days(days);
        if number > 0 {
            world.does(user(ADA), rename(&format!("Name {number}")));
            world.now = start + Duration::days(days);
        }
        world.uses(user(ADA), Permission::SmsLaunch, ACME, 0, &format!("action {number}"));
    }
    world
}

fn kept(history: &History) -> Vec<(u64, bool)> {
    history.entries().iter().map(|entry| (entry.revision(), entry.change().is_some())).collect()
}

#[test]
fn changes_are_forgotten_by_revision_and_actions_by_time() {
    let world = on_days([0, 1, 2, 3, 4, 5]);
    let start = day(0);
    let mut history = world.history.clone();
    assert_eq!((history.known_from(), history.actions_known_from()), (1, None));
    assert_eq!(history.forget_changes_before(3), 2);
    assert_eq!((history.known_from(), history.actions_known_from()), (3, None));
    assert_eq!(history.forget_changes_before(2), 0, "it knows no more for that");
    assert_eq!(history.known_from(), 3);
    assert_eq!(history.forget_actions_before(start + Duration::days(1)), 1);
    assert_eq!(history.forget_actions_before(start), 0);
    assert_eq!(history.actions_known_from(), Some(start + Duration::days(1)));
    let expected =
        [(2, false), (3, true), (3, false), (4, true), (4, false), (5, true), (5, false), (6, true), (6, false)];
    assert_eq!(kept(&history), expected);

    let mut history = world.history.clone();
    assert_eq!(history.forget_before(start + Duration::days(3)), 6, "three changes and three actions");
    assert_eq!(kept(&history), [(4, true), (4, false), (5, true), (5, false), (6, true), (6, false)]);
    assert_eq!(history.forget_before(DateTime::<Utc>::MIN_UTC), 0);
    assert_eq!(history.forget_before(DateTime::<Utc>::MAX_UTC), 6);
    assert_eq!((history.known_from(), history.entries().len()), (7, 0));
}

/// The second change is dated a year ahead, and a clock of the fifth went back: neither takes away what is not old.
#[test]
fn c2_what_is_not_old_is_kept_whatever_a_clock_said_of_others() {
    let mut world = on_days([0, 365, 2, 3, 1, 5]);
    let start = day(0);
    assert_eq!(world.history.forget_before(start + Duration::days(2)), 3, "a change, and two actions");
    let left = [(2, true), (2, false), (3, true), (3, false), (4, true), (4, false), (5, true), (6, true), (6, false)];
    assert_eq!(kept(&world.history), left);
    assert_eq!(world.history.known_from(), 2);
    // What counts as of an instant is found in what is kept.
    let as_of = |days| world.history.as_of(start + Duration::days(days)).map(|as_of| as_of.revision);
    assert_eq!((as_of(0), as_of(4), as_of(5)), (None, Some(5), Some(6)));
    // By revision it is taken away.
    assert_eq!(world.history.forget_changes_before(6), 4);
    assert_eq!(
        world.history.forget_before(start + Duration::days(6)),
        4,
        "but for the action that is dated a year ahead"
    );
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn c2_nothing_is_forgotten_that_is_not_old(days in proptest::array::uniform6(0_i64..9), instant in 0_i64..10) {
        let mut history = on_days(days).history;
        let (before, instant) = (history.entries().to_vec(), day(0) + Duration::days(instant));
        let gone = history.forget_before(instant);
        let left = history.entries();
        prop_assert_eq!(gone, before.len() - left.len());
        prop_assert!(before.iter().all(|entry| left.contains(entry) || entry.at() < instant));
        // And of what is old, a change stays only behind one that is not.
        let first = before.iter().filter(|entry| entry.change().is_some()).find(|entry| entry.at() >= instant);
        let first = first.map_or(u64::MAX, HistoryEntry::revision);
        let may_stay = |entry: &HistoryEntry| entry.at() >= instant || entry.change().is_some() && entry.revision() > first;
        prop_assert!(left.iter().all(may_stay));
    }
}

#[test]
fn what_is_forgotten_is_no_gap_and_what_is_lost_is() {
    let mut world = on_days([0, 1, 2, 3, 4, 5]);
    let directory = world.directory.clone();
    world.directory.execute(user(ADA), rename("past the history"), stamp(&world.directory, world.now)).unwrap();
    let last = world.directory.revision();
    let gaps = |history: &History| history.gaps_in(1..=last).collect::<Vec<_>>();
    assert_eq!(gaps(&world.history), [7..=7]);
    world.history.forget_changes_before(4);
    assert_eq!(gaps(&world.history), [7..=7]);
    assert_eq!(world.history.gaps().count(), 0);
    // The fourth is lost: the first that it would know.
    let left = world.history.entries().iter().filter(|entry| entry.revision() != 4).cloned();
    let mut history = History::new();
    history.insert(left).unwrap();
    history.forget_changes_before(4);
    assert_eq!(history.gaps().collect::<Vec<_>>(), [4..=4]);
    assert_eq!(gaps(&history), [4..=4, 7..=7]);
    history.forget_changes_before(100);
    assert_eq!(gaps(&history), []);

    // A directory that catches up brings nothing back; what follows is noted.
    let mut behind = Directory::new();
    let mut history = world.history.clone();
    let noted = history.clone();
    for entry in on_days([0, 1, 2, 3, 4, 5]).history.entries() {
        let sendright::history::Event::Change { command, .. } = entry.event() else { continue };
        let change = behind.plan(entry.actor(), command, stamp(&behind, entry.at())).unwrap();
        history.commit(&mut behind, change).unwrap();
    }
    assert!(behind == directory && history == noted);
    let mut empty = History::new();
    empty.forget_changes_before(8);
    let mut catching_up = directory.clone();
    for name in ["seven", "eight"] {
        let change = catching_up.plan(user(ADA), &rename(name), stamp(&catching_up, world.now)).unwrap();
        empty.commit(&mut catching_up, change).unwrap();
    }
    assert_eq!(kept(&empty), [(8, true)], "the seventh is before what it knows");
}

/// An action that a node behind the log recorded today is not forgotten with the changes of last year.
#[test]
fn a_late_action_at_an_early_revision_is_kept() {
    let mut world = on_days([0, 1, 2, 3, 4, 5]);
    let behind = on_days([0, 1, 2, 3, 4, 5]).history.entries()[0].clone();
    let mut old = Directory::new();
    let sendright::history::Event::Change { command, .. } = behind.event() else { panic!() };
    old.execute(behind.actor(), (**command).clone(), stamp(&old, behind.at())).unwrap();
    world.history.forget_before(world.now);
    let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(world.now + Duration::days(1));
    let late = HistoryEntry::of_action(&old.authorize(&request).unwrap(), &old, None);
    assert_eq!(world.history.insert([late.clone(), behind]), Ok(1), "but for the change");
    assert!(world.history.entries().contains(&late));
    // Nobody's name is told by what came later: who was a member then is forgotten.
    let read: Vec<_> = world.history.for_reader(user(ADA), HistoryQuery::new(), &world.directory, world.now).collect();
    let told = read[0].brief().to_string();
    assert!(told.contains("somebody elsewhere used sms.launch in “Acme”"), "{told}");
}

proptest! {
    #![proptest_config(cases(24))]

    /// Of what is kept, everybody reads what they read of the whole history; of an action whose time is forgotten, no more.
    #[test]
    fn r1_a_history_that_has_forgotten_is_read_as_the_whole(steps in steps(60), revision in 0_u64..40) {
        let told = Told::of(&steps);
        let revision = revision.min(told.directory().revision() + 1);
        let mut history = told.history.clone();
        history.forget_changes_before(revision);
        for principal in told.principals() {
            for then in 0..=told.directory().revision() {
                // What was done at a revision has a minute of its own.
                let query = HistoryQuery::new().from(at(then)).until(at(then + 1));
                let read = |history: &History| {
                    history.for_reader(principal, query, told.directory(), told.now()).collect::<Vec<_>>()
                };
                let (whole, kept) = (read(&told.history), read(&history));
                let is_known = then > revision || told.history.find(query).all(|entry| {
                    let before = entry.revision() - u64::from(entry.change().is_some());
                    before + 1 >= revision
                });
                if is_known {
                    prop_assert_eq!(kept, whole);
                    continue;
                }
                let [kept, whole] = [kept, whole].map(|read| read.iter().flat_map(shown).collect::<BTreeSet<_>>());
                prop_assert!(kept.is_subset(&whole), "{:?}", kept.difference(&whole));
            }
        }
    }
}
