//! Every [`CommitError`], as the answer to a change, and every [`AdvanceError`], as the answer of a snapshot.

use sendright::commands::OpenSubaccount;
use sendright::testing::{World, account};
use sendright::{Actor, AdvanceError, Change, CommitError, Directory, Snapshot, Stamp};
use serde_json::json;
use uuid::Uuid;

use crate::support::variants::assert_all_made;

/// Two tenants in one directory.
fn world() -> World {
    World::new().account("acme").account("other")
}

/// Plans to open `shop` below an account, as the change with this id.
fn opens_shop(directory: &Directory, parent: &str, id: u128) -> Change {
    let command = OpenSubaccount::new(account("shop"), account(parent), "Shop".parse().unwrap()).into();
    directory.plan(Actor::System, &command, Stamp::new(world().now(), Uuid::from_u128(id).into())).unwrap()
}

/// A code, a directory, and a change that does not fit it.
fn rows() -> Vec<(&'static str, Directory, Change)> {
    let world = world();
    let directory = world.directory();
    let [opened, next] = world.changes() else { panic!("a change for each account") };
    let after = |change: Change| {
        let mut directory = directory.clone();
        directory.commit(change).unwrap();
        directory
    };
    let [one, another] = [1, 2].map(|id| opens_shop(directory, "acme", id));
    // Planned on a copy, where another change came first.
    let copy = after(another);
    let kiosk = OpenSubaccount::new(account("kiosk"), account("acme"), "Kiosk".parse().unwrap()).into();
    let forked = copy.plan(Actor::System, &kiosk, Stamp::new(world.now(), Uuid::from_u128(3).into())).unwrap();
    // Planned at once in two trees, with one id for what they make.
    let same_id = opens_shop(directory, "other", 4).renumbered(one.revision() + 1);
    vec![
        ("past", directory.clone(), opened.clone()),
        ("gap", Directory::new(), next.clone()),
        ("fork", after(one.clone()), forked),
        ("invalid", after(one), same_id),
    ]
}

#[test]
fn c2_every_commit_error_is_the_answer_to_a_change() {
    let mut made: Vec<CommitError> = Vec::new();
    for (code, mut directory, change) in rows() {
        let before = directory.clone();
        let error = directory.commit(change).expect_err(code);
        assert_eq!(error.code(), code);
        assert!(directory == before, "{code}: the directory stays as it was");
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/directory/change.rs"), "CommitError", made);
}

#[test]
fn i7_every_advance_error_is_the_answer_of_a_snapshot() {
    let world = world();
    let sound = world.directory().snapshot();
    let mut spoilt = serde_json::to_value(&sound).unwrap();
    spoilt["revision"] = json!(0);
    let spoilt: Snapshot = serde_json::from_value(spoilt).unwrap();
    let rows = [("invalid_snapshot", spoilt, None), ("past", sound, world.changes().first())];
    let made: Vec<AdvanceError> = { rows.into_iter() }
        .map(|(code, snapshot, change)| {
            let error = snapshot.advance(change.cloned()).expect_err(code);
            assert_eq!(error.code(), code);
            error
        })
        .collect();
    assert_all_made(include_str!("../../../src/directory/advance.rs"), "AdvanceError", made);
}
