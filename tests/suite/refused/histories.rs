//! Every [`MergeError`] and every [`HistoryError`], as the answer of a history.

use sendright::commands::RenameAccount;
use sendright::history::{History, HistoryEntry, HistoryError, MergeError};
use sendright::testing::{World, account, user};
use sendright::{Actor, Change, Directory, Erasure, Preset, Stamp};
use uuid::Uuid;

use crate::support::variants::assert_all_made;

/// Bob was a member, and is deleted.
fn world() -> World {
    World::new().account("acme").member("bob", Preset::Sender).deleted("bob")
}

/// The history of a log.
fn told(log: &[Change]) -> Vec<HistoryEntry> {
    let (mut directory, mut history) = (Directory::new(), History::new());
    for change in log {
        history.commit(&mut directory, change.clone()).unwrap();
    }
    history.entries().to_vec()
}

/// A code, and entries that do not go together.
fn merged() -> Vec<(&'static str, Vec<HistoryEntry>)> {
    let world = world();
    let directory = world.directory();
    let [one, other] = [1, 2].map(|id| {
        let rename = RenameAccount::new(account("acme"), "Acme AG".parse().unwrap()).into();
        let stamp = Stamp::new(world.now(), Uuid::from_u128(id).into());
        HistoryEntry::of(directory, &directory.plan(Actor::System, &rename, stamp).unwrap()).unwrap()
    });
    let added = told(world.changes()).swap_remove(1);
    let erasure = Erasure::of_user(user("bob"), directory, world.changes()).unwrap();
    let erased = added.clone().erasing(&erasure);
    vec![("fork", vec![one, other]), ("differs", vec![added, erased])]
}

#[test]
fn every_merge_error_is_the_answer_to_entries() {
    let mut made: Vec<MergeError> = Vec::new();
    for (code, entries) in merged() {
        let mut history = History::new();
        let error = history.insert(entries).expect_err(code);
        assert_eq!(error.code(), code);
        assert!(history.entries().is_empty(), "{code}: nothing is added");
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/history/merge.rs"), "MergeError", made);
}

#[test]
fn every_history_error_is_the_answer_to_stored_entries() {
    let mut reversed = told(world().changes());
    reversed.reverse();
    let no_entry = || serde_json::from_str("{}");
    let rows = [("invalid_line", vec![no_entry()]), ("out_of_order", reversed.into_iter().map(Ok).collect())];
    let mut made: Vec<HistoryError<serde_json::Error>> = Vec::new();
    for (code, lines) in rows {
        let error = History::read(lines).expect_err(code);
        assert_eq!(error.code(), code);
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/history/log.rs"), "HistoryError", made);
}
