//! The stored formats: golden files and round trips.
//!
//! A line of a golden file is a value in JSON and in a compact format (in hexadecimal).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc};
use sendright::{Assignment, Change, Command, Directory, Snapshot};

use super::every_command::{changes, directory};
use crate::support::golden;
use crate::support::golden::stored::{By, File, assert_stored, assert_stored_state};

/// Every command that can be read, as serde lists them when it meets another.
fn every_command() -> BTreeSet<String> {
    let error = serde_json::from_str::<Command>(r#"{"": {}}"#).unwrap_err().to_string();
    let (_, listed) = error.split_once("expected one of ").unwrap();
    listed.split('`').skip(1).step_by(2).map(String::from).collect()
}

#[test]
fn every_command_is_as_it_ever_was() {
    let changes = changes();
    let by_name: BTreeMap<&str, &Command> =
        changes.iter().rev().map(|change| (change.command().name(), change.command())).collect();
    let named: BTreeSet<String> = by_name.keys().map(ToString::to_string).collect();
    assert_eq!(named, every_command(), "the sample has each command, under its name");
    assert_stored(File::Lines("directory/command.txt"), By::Name, by_name.values().copied());
}

#[test]
fn changes_are_as_they_ever_were() {
    assert_stored(File::Lines("directory/change.txt"), By::Place, &changes());
}

/// Of as many changes as the golden file was written after: what follows them may alter any record.
#[test]
fn a_snapshot_is_as_it_ever_was() {
    let file = File::Alone { json: "directory/snapshot.json", compact: "directory/snapshot.hex" };
    let stored: serde_json::Value = serde_json::from_str(&golden::read("directory/snapshot.json")).unwrap_or_default();
    let taken = stored["revision"].as_u64().map_or(usize::MAX, |revision| usize::try_from(revision).unwrap());
    let then = Directory::replay(changes().into_iter().take(taken)).unwrap();
    assert_stored_state(file, &then.snapshot(), &directory().snapshot());
}

#[test]
fn c3_replay_of_the_changes_is_the_state_in_every_format() {
    let directory = directory();
    assert_eq!(Directory::replay(changes()).unwrap(), directory);

    let json = changes().iter().map(|change| serde_json::to_string(change).unwrap()).collect::<Vec<_>>();
    let read = json.iter().map(|json| serde_json::from_str::<Change>(json).unwrap());
    assert_eq!(Directory::replay(read).unwrap(), directory);

    let compact = postcard::to_allocvec(&changes()).unwrap();
    assert_eq!(Directory::replay(postcard::from_bytes::<Vec<Change>>(&compact).unwrap()).unwrap(), directory);
}

#[test]
fn i7_the_directory_of_a_snapshot_is_the_state_in_every_format() {
    let directory = directory();
    let snapshot = directory.snapshot();
    assert_eq!(Directory::restore(snapshot.clone()).unwrap(), directory);

    let json = serde_json::to_string(&snapshot).unwrap();
    assert_eq!(Directory::restore(serde_json::from_str(&json).unwrap()).unwrap(), directory);

    let compact = postcard::to_allocvec(&snapshot).unwrap();
    assert_eq!(Directory::restore(postcard::from_bytes(&compact).unwrap()).unwrap(), directory);
}

/// A snapshot after any change, and the changes after it, make the same as all the changes.
#[test]
fn i7_a_snapshot_and_the_changes_after_it_are_the_state() {
    let changes = changes();
    for taken in 0..=changes.len() {
        let (before, after) = changes.split_at(taken);
        let early = Directory::replay(before.to_vec()).unwrap();
        let json = serde_json::to_string(&early.snapshot()).unwrap();
        let mut late = Directory::restore(serde_json::from_str::<Snapshot>(&json).unwrap()).unwrap();
        assert_eq!(late, early);
        for change in after {
            late.commit(change.clone()).unwrap();
        }
        assert_eq!(late, directory(), "from a snapshot at revision {taken}");
    }
}

/// Equal directories have equal snapshots, byte for byte, whatever order their tables have in memory.
#[test]
fn i7_a_snapshot_has_one_form() {
    let bytes = || postcard::to_allocvec(&Directory::replay(changes()).unwrap().snapshot()).unwrap();
    let first = bytes();
    assert!((0..20).all(|_| bytes() == first));
}

/// Whatever instant a caller has used is cut at the door, and comes back as it is then (rule V8).
#[test]
fn v8_every_instant_survives_both_formats() {
    let leap = Utc.with_ymd_and_hms(2016, 12, 31, 23, 59, 59).unwrap().with_nanosecond(1_500_000_000).unwrap();
    let instants = [
        Utc.with_ymd_and_hms(0, 1, 1, 0, 0, 0).unwrap(),
        Utc.with_ymd_and_hms(1969, 12, 31, 23, 59, 59).unwrap() + TimeDelta::nanoseconds(1),
        Utc.with_ymd_and_hms(9999, 12, 31, 23, 59, 59).unwrap() + TimeDelta::nanoseconds(999_999_999),
        leap,
        Utc.with_ymd_and_hms(10_000, 1, 1, 0, 0, 0).unwrap(),
        Utc.with_ymd_and_hms(-1, 12, 31, 0, 0, 0).unwrap(),
        DateTime::<Utc>::MIN_UTC,
        DateTime::<Utc>::MAX_UTC,
    ];
    let lost = |assignment: &Assignment| {
        let json = serde_json::from_str::<Assignment>(&serde_json::to_string(assignment).unwrap());
        let compact = postcard::from_bytes::<Assignment>(&postcard::to_allocvec(assignment).unwrap());
        json.ok().as_ref() != Some(assignment) || compact.ok().as_ref() != Some(assignment)
    };
    let lost: Vec<_> = instants.into_iter().filter(|instant| lost(&Assignment::default().from(*instant))).collect();
    assert!(lost.is_empty(), "written and not read again: {lost:?}");
}
