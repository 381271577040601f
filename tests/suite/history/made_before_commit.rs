//! An entry made from the directory before a change is the one that committing through a history makes, and costs nothing of
//! the directory.

use proptest::prelude::*;
use sendright::history::{Difference, Event, History, HistoryEntry, Record};
use sendright::testing::strategies::worlds;
use sendright::{
    Actor, Assignment, Change, Command, CommitError, Directory, Grants, Permission, PermissionSet, Preset, Request,
    Scope,
};

use super::every_kind::{ACME, ADA, BOB, CLERK, KEY, NORTH, SALES, World, account, key, role, user};
use crate::support::histories::{Told, steps};
use crate::support::properties::cases;
use crate::support::stamp::{stamp, stamp_of_fork};

/// The directory that a log makes, after each change both entries compared.
fn both_ways(log: &[Change]) -> Result<History, TestCaseError> {
    let (mut directory, mut history) = (Directory::new(), History::new());
    for change in log {
        let was = directory.clone();
        let made = HistoryEntry::of(&directory, change).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(&directory, &was, "{} altered it", change.command().name());
        history.commit(&mut directory, change.clone()).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(history.entries().last(), Some(&made), "{:?}", change);
    }
    Ok(history)
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn an_entry_of_a_random_history_is_the_same_made_before_or_after(steps in steps(80)) {
        let told = Told::of(&steps);
        let history = both_ways(&told.log)?;
        let changes = told.history.entries().iter().filter(|entry| entry.change().is_some());
        prop_assert!(history.entries().iter().eq(changes));
    }

    #[test]
    fn an_entry_of_a_random_world_is_the_same_made_before_or_after(
        world in worlds().accounts(8).people(8).keys(6).with_attempts(40)
    ) {
        let mut directory = world.world().clone().into_directory();
        let mut log = world.world().changes().to_vec();
        for attempt in world.parts() {
            log.extend(attempt.execute(&mut directory));
        }
        both_ways(&log)?;
    }
}

#[test]
fn every_kind_of_command_has_the_same_entry_before_and_after() {
    let (mut directory, mut history, mut kinds) = (Directory::new(), History::new(), Vec::new());
    for entry in World::whole().history.entries() {
        let Event::Change { command, .. } = entry.event() else { continue };
        let change = directory.plan(entry.actor(), command, stamp(&directory, entry.at())).unwrap();
        assert_eq!(HistoryEntry::of(&directory, &change).as_ref(), Ok(entry));
        history.commit(&mut directory, change).unwrap();
        kinds.push(command.name());
    }
    for name in Command::NAMES {
        assert!(kinds.contains(&name), "{name}");
    }
}

/// What can't be committed has no entry, and the error is that of committing it.
#[test]
fn what_does_not_fit_has_no_entry() {
    let rename =
        |name: &str| Command::RenameAccount { account: account(ACME), name: name.parse().unwrap(), replaces: None };
    let mut world = World::new();
    let before = world.directory.clone();
    let first = before.plan(user(ADA), &rename("A"), stamp(&before, world.now)).unwrap();
    let lost = before.plan(user(ADA), &rename("B"), stamp_of_fork(&before, world.now)).unwrap();
    world.directory.commit(first.clone()).unwrap();
    let second = world.directory.plan(user(ADA), &rename("C"), stamp(&world.directory, world.now)).unwrap();
    let fork = {
        let mut fork = before.clone();
        fork.commit(lost.clone()).unwrap();
        fork.plan(user(ADA), &rename("D"), stamp_of_fork(&fork, world.now)).unwrap()
    };
    let unfit = {
        let mut other = world.clone();
        other.add(BOB, "Bob", ACME, Assignment::of(Preset::Basic));
        let deactivate = Command::DeactivateUser { user: user(BOB) };
        let change = other.directory.plan(Actor::System, &deactivate, stamp(&other.directory, world.now)).unwrap();
        change.renumbered(3)
    };
    let cases =
        [(first, "past"), (lost, "past"), (second.clone().renumbered(4), "gap"), (fork, "fork"), (unfit, "invalid")];
    for (change, code) in cases {
        let error = HistoryEntry::of(&world.directory, &change).unwrap_err();
        assert_eq!(error.code(), code);
        assert_eq!(world.directory.clone().commit(change), Err::<(), CommitError>(error));
    }
    assert!(HistoryEntry::of(&world.directory, &second).is_ok());
}

/// An action's entry needs no history, and is the one that a history has.
#[test]
fn an_entry_of_an_action_is_the_one_that_a_history_records() {
    let world = World::whole();
    let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(world.now);
    let proof = world.directory.authorize(&request).unwrap();
    for about in [None, Some("campaign 42".parse().unwrap())] {
        for directory in [world.directory.clone(), Directory::new()] {
            let entry = HistoryEntry::of_action(&proof, &directory, about.clone());
            let mut history = History::new();
            history.record(proof, &directory, about.clone());
            assert_eq!(history.entries(), [entry]);
        }
    }
}

/// An entry gets another number and stays what it is; one made by a directory that was behind stays behind.
#[test]
fn c2_an_entry_is_numbered_anew() {
    let world = World::whole();
    let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(world.now);
    let proof = world.directory.authorize(&request).unwrap();
    for (directory, supplied) in [(world.directory.clone(), 7), (Directory::new(), 6)] {
        let entry = HistoryEntry::of_action(&proof, &directory, None);
        let renumbered = entry.clone().renumbered(7);
        let Event::Action { directory_revision, .. } = renumbered.event() else { panic!("{renumbered:?}") };
        assert_eq!((renumbered.revision(), *directory_revision), (7, supplied));
        let told = |entry: &HistoryEntry| (entry.at(), entry.actor(), entry.account());
        assert_eq!(told(&renumbered), told(&entry));
        assert_eq!(entry.clone().renumbered(7).renumbered(8), entry.renumbered(8));
    }
}

/// Whether a key ends with a membership depends on another one, above, and on what its custom role gives.
#[test]
fn g5_what_a_role_above_gives_decides_whether_a_key_ends() {
    for (scope, ends) in [(Scope::Account, true), (Scope::Subtree, false)] {
        let mut world = World::new();
        let (acme, sales, north) = (account(ACME), account(SALES), account(NORTH));
        for (id, parent) in [(sales, acme), (north, sales)] {
            world.does(user(ADA), Command::OpenSubaccount { account: id, parent, name: "Below".parse().unwrap() });
        }
        let grants = Grants::of(PermissionSet::INTEGRATION_API, scope);
        let name = "Clerk".parse().unwrap();
        world.does(user(ADA), Command::DefineRole { role: role(CLERK), account: acme, name, grants });
        world.add(BOB, "Bob", ACME, Assignment::of(role(CLERK)));
        world.add(BOB, "Bob", SALES, Assignment::of(Preset::Admin));
        let create = Command::CreateApiKey {
            key: key(KEY),
            account: north,
            subtree: false,
            name: "Nightly".parse().unwrap(),
            cap: PermissionSet::ALL,
            until: None,
        };
        world.does(user(BOB), create);
        let remove = Command::RemoveMember { user: user(BOB), account: sales };
        let change = world.directory.plan(user(ADA), &remove, stamp(&world.directory, world.now)).unwrap();
        let entry = HistoryEntry::of(&world.directory, &change).unwrap();
        world.history.commit(&mut world.directory, change).unwrap();
        assert_eq!(world.history.entries().last(), Some(&entry));
        assert_eq!(world.directory.api_key(key(KEY)).is_none(), ends);
        let ended = |difference: &Difference| matches!(difference.before(), Some(Record::ApiKey(_)));
        assert_eq!(entry.differences().iter().any(ended), ends, "{entry}");
    }
}
