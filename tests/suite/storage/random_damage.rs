//! Random damage: whatever comes in is read or refused and never panics, and what is let in is sound (rule I7).

use std::sync::LazyLock;

use proptest::prelude::*;
use sendright::{Actor, Assignment, Change, Command, Directory, Preset, Snapshot};
use serde_json::{Value, json};

use super::every_command::{OTHER, ZOE, account, add_user, changes, directory, minute, put_in_place, unplanned, user};
use super::hostile_snapshots::{replay, restore, snapshot};
use super::soundness::assert_sound;
use crate::support::properties::cases;

/// Something that happens to a JSON document, at places that are counted modulo the number of its nodes.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Drop(usize),
    Duplicate(usize),
    /// Two values of the same name, or two elements of a list, change places.
    Swap(usize, usize),
    /// A value becomes another of the same name.
    Copy(usize, usize),
    /// A value becomes something else altogether.
    Replace(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<usize>;
    prop_oneof![
        at().prop_map(Damage::Drop),
        at().prop_map(Damage::Duplicate),
        (at(), at()).prop_map(|(a, b)| Damage::Swap(a, b)),
        (at(), at()).prop_map(|(a, b)| Damage::Copy(a, b)),
        (at(), at()).prop_map(|(a, b)| Damage::Replace(a, b)),
    ]
}

/// What a value may become: wrong in kind, at an edge, or right elsewhere.
fn oddities() -> [Value; 16] {
    [
        Value::Null,
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(1.5),
        json!(true),
        json!(false),
        json!(""),
        json!([]),
        json!({}),
        json!("00000000-0000-0000-0000-000000000000"),
        json!("system"),
        json!("ada@acme.example"),
        json!("1970-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59.999999999Z"),
        json!(["admin"]),
    ]
}

/// The paths of all nodes but the names in long lists, of which there are too many to be hit by anything else.
fn paths(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(value, String::new(), &mut found);
    found
}

fn walk(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(name, value)| walk(value, format!("{path}/{name}"), found)),
        Value::Array(list) if list.len() > 8 && list[0].is_string() => {}
        Value::Array(list) => list.iter().enumerate().for_each(|(i, value)| walk(value, format!("{path}/{i}"), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found.push(path);
}

/// The name of a node; an element of a list has that of the list.
fn name(path: &str) -> &str {
    let parts = path.rsplit('/');
    parts.into_iter().find(|part| part.parse::<usize>().is_err()).unwrap_or_default()
}

fn apply(document: &mut Value, damage: Damage) {
    let paths = paths(document);
    let path = |place: usize| paths[place % paths.len()].as_str();
    let like = |place: usize, other: usize| {
        let alike: Vec<&String> = paths.iter().filter(|other| name(other) == name(path(place))).collect();
        alike[other % alike.len()].as_str()
    };
    match damage {
        Damage::Drop(place) => remove(document, path(place)),
        Damage::Duplicate(place) => duplicate(document, path(place)),
        Damage::Swap(a, b) => {
            let (a, b) = (path(a), like(a, b));
            let (Some(one), Some(other)) = (document.pointer(a).cloned(), document.pointer(b).cloned()) else { return };
            set(document, a, other);
            set(document, b, one);
        }
        Damage::Copy(a, b) => {
            if let Some(value) = document.pointer(like(a, b)).cloned() {
                set(document, path(a), value);
            }
        }
        Damage::Replace(place, with) => set(document, path(place), oddities()[with % oddities().len()].clone()),
    }
}

fn set(document: &mut Value, path: &str, value: Value) {
    if let Some(place) = document.pointer_mut(path) {
        *place = value;
    }
}

fn remove(document: &mut Value, path: &str) {
    let Some((parent, name)) = path.rsplit_once('/') else { return };
    match document.pointer_mut(parent) {
        Some(Value::Object(map)) => drop(map.remove(name)),
        Some(Value::Array(list)) => drop(name.parse().map(|place: usize| list.remove(place))),
        _ => {}
    }
}

fn duplicate(document: &mut Value, path: &str) {
    let Some((parent, name)) = path.rsplit_once('/') else { return };
    if let (Some(Value::Array(list)), Ok(place)) = (document.pointer_mut(parent), name.parse::<usize>()) {
        let again = list[place].clone();
        list.insert(place, again);
    }
}

static SNAPSHOT: LazyLock<Value> = LazyLock::new(snapshot);
static LOG: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(changes()).unwrap());
static COMPACT: LazyLock<Vec<u8>> = LazyLock::new(|| postcard::to_allocvec(&directory().snapshot()).unwrap());
static COMPACT_LOG: LazyLock<Vec<u8>> = LazyLock::new(|| postcard::to_allocvec(&changes()).unwrap());

/// Administrators follow one another, each from a minute on, and each takes the one before away.
static SUCCESSIONS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let (directory, system, account) = (directory(), Actor::System, account(OTHER));
    let from = |number: u128| Assignment::of(Preset::Admin).from(minute(i64::try_from(number).unwrap() * 5));
    let commands = (1..10).flat_map(|number| {
        let before = user(if number == 1 { ZOE } else { 99 + number });
        let add = add_user(100 + number, OTHER, &format!("user{number}"), from(number));
        let shorten = Command::Assign { user: before, account, assignment: from(number + 3), replaces: None };
        [add, shorten, Command::RemoveMember { user: before, account }]
    });
    let mut log = LOG.as_array().unwrap()[..2].to_vec();
    for command in commands {
        let mut change = unplanned(&directory, system, &command, minute(0));
        change["id"] = json!(uuid::Uuid::from_u128(1_000 + u128::try_from(log.len()).unwrap()));
        log.push(change);
    }
    log
});

/// What fits of some changes is sound. Each is put in its place, to see more than that it is of another log.
fn commit_what_fits(log: impl IntoIterator<Item = Value>) {
    let mut directory = Directory::new();
    for change in log {
        if let Ok(change) = serde_json::from_value::<Change>(put_in_place(&directory, change)) {
            let _ = directory.commit(change);
        }
    }
    assert_sound(&directory);
}

fn cut(keeps: impl Fn(usize) -> bool) {
    let Value::Array(log) = &*LOG else { panic!("{:?}", *LOG) };
    commit_what_fits(log.iter().enumerate().filter(|(place, _)| keeps(*place)).map(|(_, change)| change.clone()));
}

#[test]
fn i7_a_log_without_one_of_its_changes_is_refused_or_sound() {
    (0..changes().len()).for_each(|missing| cut(|place| place != missing));
}

/// Bytes are changed, inserted, taken out, and cut off at the end.
fn spoil(bytes: &[u8], edits: &[(usize, u8, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, value, kind) in edits {
        let place = place % bytes.len().max(1);
        match kind % 16 {
            0 if !bytes.is_empty() => drop(bytes.remove(place)),
            1 => bytes.insert(place, *value),
            2 => bytes.truncate(place),
            3 => bytes.extend_from_within(place..),
            _ if !bytes.is_empty() => bytes[place] = *value,
            _ => {}
        }
    }
    bytes
}

fn edits() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    proptest::collection::vec(any::<(usize, u8, u8)>(), 1..4)
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn i7_a_damaged_snapshot_is_sound_or_refused(damages in proptest::collection::vec(damage(), 1..4)) {
        let mut document = SNAPSHOT.clone();
        for damage in damages {
            apply(&mut document, damage);
        }
        if let Ok(directory) = restore(document) {
            assert_sound(&directory);
        }
    }

    #[test]
    fn i7_a_damaged_log_is_sound_or_refused(damages in proptest::collection::vec(damage(), 1..3)) {
        let mut document = LOG.clone();
        for damage in damages {
            apply(&mut document, damage);
        }
        let Value::Array(log) = document else { return Ok(()) };
        if let Ok(directory) = replay(log.clone()) {
            assert_sound(&directory);
        }
        commit_what_fits(log);
    }

    #[test]
    fn i7_damaged_bytes_are_sound_or_refused(edits in edits()) {
        if let Ok(Ok(directory)) = postcard::from_bytes::<Snapshot>(&spoil(&COMPACT, &edits)).map(Directory::restore) {
            assert_sound(&directory);
        }
        if let Ok(Ok(directory)) = postcard::from_bytes::<Vec<Change>>(&spoil(&COMPACT_LOG, &edits)).map(Directory::replay) {
            assert_sound(&directory);
        }
    }

    #[test]
    fn i7_any_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = postcard::from_bytes::<Snapshot>(&bytes).map(Directory::restore);
        let _ = postcard::from_bytes::<Vec<Change>>(&bytes).map(Directory::replay);
        let _ = serde_json::from_slice::<Snapshot>(&bytes);
        let _ = serde_json::from_slice::<Change>(&bytes);
    }
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn i7_a_log_cut_anywhere_is_refused_or_sound(start in 1..60_usize, keep in proptest::collection::vec(any::<bool>(), 60)) {
        cut(|place| place < start || keep[place]);
    }
    /// Clocks are ahead, behind, or right: no time makes a directory whose snapshot is refused.
    #[test]
    fn c2_i7_whatever_the_clocks_said_what_fits_is_sound(
        times in proptest::collection::vec(prop_oneof![4 => 0..60_i64, 1 => -1_000_000..1_000_000_i64], 60),
    ) {
        commit_what_fits(SUCCESSIONS.iter().zip(times).map(|(change, number)| {
            let mut change = change.clone();
            change["at"] = json!(minute(number).to_rfc3339());
            change
        }));
    }
}
