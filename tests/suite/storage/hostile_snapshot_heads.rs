//! What a snapshot says before its records: its format, revision, times, and the last change of each tree (rules C2, I7, V7).

use chrono::TimeDelta;
use sendright::{Change, Snapshot};
use serde_json::{Value, json};

use super::every_command::{ACME, EVE, LAST, NORTH, OTHER, account, changes, directory, minute, role};
use super::hostile_snapshots::{NIL, assert_not_restored, instant, member, push, record, restore, snapshot};
use crate::support::stamp::stamp;

/// No directory has records without a change that made them, or a revision without a time.
#[test]
fn i7_a_snapshot_has_the_revision_and_time_of_a_directory() {
    assert_not_restored("no changes, and records", |s| s["revision"] = json!(0), "revision");
    assert_not_restored("no number", |s| s["revision"] = json!(-1), "invalid value: integer `-1`, expected u64");
    let told = "head is not valid: its latest time is missing, or before the time of the last change";
    assert_not_restored("changes at no time", |s| s["time"] = Value::Null, told);
    assert_not_restored("no latest time", |s| s["latest_time"] = Value::Null, told);
    assert_not_restored("a time after the latest", |s| s["latest_time"] = json!(instant(LAST - 1)), told);
    let before = (minute(LAST) - TimeDelta::milliseconds(1)).to_rfc3339();
    assert_not_restored("by a millisecond", |s| s["latest_time"] = json!(before), told);

    let mut went_back = snapshot();
    went_back["latest_time"] = json!(instant(LAST + 1));
    let restored = restore(went_back).unwrap();
    assert_eq!((restored.time(), restored.latest_time()), (Some(minute(LAST)), Some(minute(LAST + 1))));
}

/// Each root account once, with the last change of its tree.
#[test]
fn c2_i7_a_snapshot_has_the_last_change_of_each_tree() {
    let told = |number| format!("last change of account {} is not valid: ", account(number));
    let tree = |number: u128| json!({"root": account(number), "last_change": changes()[0].id()});
    let root = |number| tree(number)["root"].clone();
    let missing = format!("account {} is not valid: the last change of its tree is missing", account(ACME));
    assert_not_restored("none at all", |s| s["trees"] = json!([]), &missing);
    assert_not_restored("one is missing", |s| drop(s["trees"].as_array_mut().unwrap().remove(0)), &missing);
    let missing = format!("account {} is not valid: the last change of its tree is missing", account(OTHER));
    assert_not_restored("the other is missing", |s| drop(s["trees"].as_array_mut().unwrap().pop()), &missing);
    assert_not_restored("twice", |s| push(s, "trees", tree(ACME)), &(told(ACME) + "there is another"));
    let nil = |s: &mut Value| s["trees"][1]["last_change"] = json!(NIL);
    assert_not_restored("nil", nil, &(told(OTHER) + "its id is nil"));
    let unknown = |s: &mut Value| push(s, "trees", tree(99));
    assert_not_restored("of no account", unknown, &(told(99) + "its root account does not exist"));
    let foreign = |s: &mut Value| s["trees"][0]["root"] = root(99);
    assert_not_restored("in another's place", foreign, &(told(99) + "its root account does not exist"));
    let below = |s: &mut Value| push(s, "trees", tree(NORTH));
    assert_not_restored("of a sub-account", below, &(told(NORTH) + "its root account is a sub-account"));

    let mut exchanged = snapshot();
    exchanged["trees"].as_array_mut().unwrap().reverse();
    assert_eq!(restore(exchanged).unwrap(), directory(), "their order says nothing");
}

/// The last revision that can be counted must not end in an overflow when the next change comes.
#[test]
fn i7_a_revision_at_the_end_of_the_numbers_does_not_overflow() {
    let mut last = snapshot();
    last["revision"] = json!(u64::MAX);
    let Ok(directory) = restore(last) else { return };
    let rename = sendright::Command::RenameAccount {
        account: account(ACME),
        name: super::every_command::name("Acme"),
        replaces: None,
    };
    let _ = directory.plan(sendright::Actor::System, &rename, stamp(&directory, minute(1_000)));
}

#[test]
fn formats_are_checked_before_anything_else() {
    assert_not_restored(
        "of the future",
        |s| s["v"] = json!(3),
        "update sendright to read this: it is of format 3, and this version reads 2",
    );
    assert_not_restored(
        "never released",
        |s| s["v"] = json!(1),
        "this is of format 1, which was never released: no version reads it",
    );
    assert_not_restored("before the first", |s| s["v"] = json!(0), "there is no format 0: the first is 2");
    assert_not_restored("no number", |s| s["v"] = json!("2"), "invalid type: string \"2\", expected u32");
    assert_not_restored("none", |s| drop(s.as_object_mut().unwrap().remove("v")), "missing field `v`");
    assert_not_restored("an unknown field", |s| s["shadow"] = json!([]), "unknown field `shadow`, expected one of");
    for list in ["trees", "accounts", "users", "roles", "memberships", "invitations", "api_keys"] {
        assert_not_restored(list, |s| s[list][0]["shadow"] = json!(1), "unknown field `shadow`");
        assert_not_restored(list, |s| drop(s.as_object_mut().unwrap().remove(list)), "missing field");
    }
    assert_not_restored("gone", |s| s["gone"]["accounts"] = json!([]), "unknown field `accounts`");
    let granted = |s: &mut Value| member(s, ACME, EVE)["assignment"]["grants"] = json!({});
    assert_not_restored("an assignment", granted, "unknown field `grants`");
    assert_not_restored(
        "unnested grants",
        |s| record(s, "roles", role(1))["grants"] = json!({"own": ["sms.send"], "account": ["sms.send"]}),
        "`sms.send` is listed under two scopes",
    );

    // What a later version stores may have fields of which this one knows nothing, and format 1 had fewer.
    let told = |text: &str| {
        let (snapshot, change) = (serde_json::from_str::<Snapshot>(text), serde_json::from_str::<Change>(text));
        let (snapshot, change) = (snapshot.unwrap_err().to_string(), change.unwrap_err().to_string());
        assert_eq!(snapshot, change);
        snapshot
    };
    let later = told(r#"{"v": 3, "revision": 7, "shards": [], "command": {"merge_accounts": {}}}"#);
    assert!(later.starts_with("update sendright to read this: it is of format 3, and this version reads 2"), "{later}");
    let first = told(r#"{"v": 1, "revision": 7, "at": "2026-11-02T09:00:00Z"}"#);
    assert!(first.starts_with("this is of format 1, which was never released: no version reads it"), "{first}");
}

#[test]
fn compact_formats_of_the_future_and_unnested_grants_are_refused() {
    let mut snapshot = postcard::to_allocvec(&directory().snapshot()).unwrap();
    let mut change = postcard::to_allocvec(&changes()[0]).unwrap();
    assert!((snapshot[0], change[0]) == (2, 2), "the format comes first");
    for format in [0, 1, 3, 127] {
        (snapshot[0], change[0]) = (format, format);
        assert!(postcard::from_bytes::<Snapshot>(&snapshot).is_err());
        assert!(postcard::from_bytes::<Change>(&change).is_err());
    }

    let changes = changes();
    let define = changes.iter().find(|change| change.command().name() == "define_role").unwrap();
    let mut bytes = postcard::to_allocvec(define).unwrap();
    // The grants come last: own, account, subtree. Their last byte holds the custom permission at the widest scope.
    *bytes.last_mut().unwrap() ^= 0x60;
    assert!(postcard::from_bytes::<Change>(&bytes).is_err());
}
