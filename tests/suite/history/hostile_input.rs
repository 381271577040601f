//! Everything bad that could come in: refused with the line, never a panic.

use proptest::prelude::*;
use sendright::history::{History, HistoryEntry};
use serde_json::{Value, json};

use super::every_kind::World;
use crate::support::properties::cases;

fn lines() -> Vec<String> {
    let world = World::whole();
    world.history.entries().iter().map(|entry| serde_json::to_string(entry).unwrap()).collect()
}

fn read(lines: &[String]) -> Result<History, String> {
    History::read(lines.iter().map(|line| serde_json::from_str(line))).map_err(|error| error.to_string())
}

/// The first entry of a kind, altered.
#[track_caller]
fn refused(kind: &str, alter: impl FnOnce(&mut Value)) -> String {
    let line = lines().into_iter().find(|line| line.contains(kind)).unwrap();
    let mut value: Value = serde_json::from_str(&line).unwrap();
    assert!(serde_json::from_value::<HistoryEntry>(value.clone()).is_ok());
    alter(&mut value);
    serde_json::from_str::<HistoryEntry>(&value.to_string()).unwrap_err().to_string()
}

const NIL: &str = "00000000-0000-0000-0000-000000000000";
const OTHER: &str = "00000000-0000-0000-0000-0000000000ff";
const ACME_ID: &str = "00000000-0000-0000-0000-000000000001";
const SALES_ID: &str = "00000000-0000-0000-0000-000000000002";
const NORTH_ID: &str = "00000000-0000-0000-0000-000000000003";
/// In the one action on shared data.
const SHARED: &str = "\"shared_from\":\"";

type Case = (&'static str, fn(&mut Value), &'static str);

#[test]
fn an_entry_that_does_not_fit_together_is_refused() {
    let (change, assign, action) = ("rename_account", "\"assign\"", "campaign 42");
    let cases: &[Case] = &[
        (change, |e| e["v"] = json!(3), "update sendright to read this: it is of format 3, and this version reads 2"),
        (change, |e| e["v"] = json!(1), "this is of format 1, which was never released: no version reads it"),
        (change, |e| e["clock_was"] = e["at"].clone(), "`clock_was` is not later than `at`"),
        (change, |e| drop(e.as_object_mut().unwrap().remove("user")), "missing field `user`"),
        (action, |e| e["clock_was"] = json!("9999-01-01T00:00:00Z"), "an action has no change before it"),
        (change, |e| e["at"] = json!("yesterday"), "`yesterday` is not an instant"),
        (change, |e| e["revision"] = json!(0), "the revision of a change is 1 or more"),
        (change, |e| e["revision"] = json!(-1), "invalid value"),
        (change, |e| e["extra"] = json!(1), "unknown field `extra`"),
        (change, |e| e["user"] = json!(OTHER), "`user` is not who is behind `actor`"),
        (change, |e| e["user"] = Value::Null, "`user` is not who is behind `actor`"),
        (change, |e| e["actor"] = json!("system"), "`user` is not who is behind `actor`"),
        (change, |e| e["account"] = json!(NIL), "an id is nil"),
        (change, |e| e["deed"] = json!({"nothing": {}}), "unknown variant `nothing`"),
        (change, |e| e["deed"]["change"]["command"] = json!({"burn": {}}), "unknown variant `burn`"),
        (change, |e| e["deed"]["change"]["more"] = json!(1), "unknown field `more`"),
        (change, |e| e["names"]["users"] = json!({OTHER: "a\nb"}), "control character"),
        (
            change,
            |e| e["deed"]["change"]["differences"] = json!([{"before": null, "after": null}]),
            "two sides that differ",
        ),
        (
            change,
            |e| {
                let difference = &mut e["deed"]["change"]["differences"][0];
                difference["after"] = difference["before"].clone();
            },
            "two sides that differ",
        ),
        (
            change,
            |e| {
                e["deed"]["change"]["differences"][0]["after"]["account"]["id"] = json!(OTHER);
            },
            "two records of one thing",
        ),
        (
            change,
            |e| {
                let differences = e["deed"]["change"]["differences"].as_array_mut().unwrap();
                differences.push(differences[0].clone());
            },
            "the differences are not in order, each thing once",
        ),
        (assign, |e| e["whom"] = json!([]), "a user whom it changes is not in `whom`"),
        (
            assign,
            |e| {
                let whom = e["whom"][0].clone();
                e["whom"] = json!([whom, whom]);
            },
            "`whom` is not in order, each user once",
        ),
        (assign, |e| e["whom"] = json!([OTHER, e["whom"][0]]), "`whom` is not in order, each user once"),
        (action, |e| e["deed"]["action"]["required"] = json!([]), "an action requires something"),
        (action, |e| e["deed"]["action"]["required"] = json!(["sms.lunch"]), "unknown permission `sms.lunch`"),
        (action, |e| e["deed"]["action"]["scope"] = json!("own"), "the scope is not that of the data's owner"),
        (action, |e| e["deed"]["action"]["scope"] = json!("subtree"), "the scope is not that of the data's owner"),
        (action, |e| e["deed"]["action"]["owner"] = json!(OTHER), "`whom` is not the data's owner"),
        (action, |e| e["deed"]["action"]["about"] = json!("x".repeat(201)), "at most 200 characters"),
        (action, |e| e["account"] = Value::Null, "an action is somebody's, on an account"),
        (
            action,
            |e| {
                e["actor"] = json!("system");
                e["user"] = Value::Null;
            },
            "an action is somebody's, on an account",
        ),
    ];
    for (kind, alter, message) in cases {
        let error = refused(kind, alter);
        assert!(error.contains(message), "{error}, not {message}");
    }
}

/// What to look for, what to put where, and the error.
type Contradiction<'a> = (&'a str, &'a [(&'a str, Value)], &'a str);

/// A command that contradicts who gave it, where and to whom.
#[test]
fn a_change_that_contradicts_its_command_is_refused() {
    let (rename, open, leave, accept) = ("rename_account", "open_subaccount", "\"leave\"", "accept_invitation");
    let own_details = "+4930901820";
    let command = |kind: &str| format!("/deed/change/command/{kind}");
    let cases: &[Contradiction<'_>] = &[
        (rename, &[("/account", json!(OTHER))], "`account` is not that of the command"),
        (rename, &[(&(command("rename_account") + "/account"), json!(OTHER))], "`account` is not that of the command"),
        (rename, &[("/account", Value::Null)], "`account` is not that of the command"),
        (rename, &[("/accounts", json!([]))], "an account that it concerns is not in `accounts`"),
        (rename, &[("/accounts", json!([OTHER, SALES_ID]))], "`accounts` is not in order, each account once"),
        (rename, &[("/accounts", json!([NIL, NORTH_ID]))], "an id is nil"),
        (open, &[("/accounts", json!([SALES_ID]))], "an account that it concerns is not in `accounts`"),
        ("deactivate_user", &[("/accounts", json!([SALES_ID]))], "an account that it concerns is not in `accounts`"),
        (leave, &[("/whom", json!([])), ("/deed/change/differences", json!([]))], "is not in `whom`"),
        (accept, &[("/whom", json!([])), ("/deed/change/differences", json!([]))], "is not in `whom`"),
        (leave, &[("/actor", json!({"api_key": OTHER}))], "the command is for the person concerned"),
        (accept, &[("/actor", json!({"api_key": OTHER}))], "the command is for the person concerned"),
        (accept, &[("/actor", json!("system")), ("/user", Value::Null)], "the command is for the person concerned"),
        ("create_api_key", &[("/actor", json!({"api_key": OTHER}))], "the command is for the person concerned"),
        (own_details, &[("/actor", json!({"api_key": OTHER}))], "one's own details are not for a key"),
        // A key of an account has no person, and gives no commands (rule G6); and no key makes one.
        (
            rename,
            &[("/actor", json!({"api_key": OTHER})), ("/user", Value::Null)],
            "`user` is not who is behind `actor`",
        ),
        ("create_account_key", &[("/actor", json!({"api_key": OTHER}))], "the command is for persons and the operator"),
        (
            "set_billing",
            &[("/actor", json!({"user": OTHER})), ("/user", json!(OTHER))],
            "the command is the operator's",
        ),
    ];
    for (kind, alterations, message) in cases {
        let error = refused(kind, |entry| {
            for (place, value) in *alterations {
                *entry.pointer_mut(place).unwrap() = value.clone();
            }
        });
        assert!(error.contains(message), "{kind}: {error}, not {message}");
    }
}

/// Shared data is looked at from below, and nothing else (rule D3).
#[test]
fn d3_an_action_that_no_proof_allows_is_refused() {
    let action = |kind: &'static str, place: &'static str, value: Value, message: &str| {
        let error = refused(kind, |entry| *entry.pointer_mut(place).unwrap() = value);
        assert!(error.contains(message), "{place}: {error}, not {message}");
    };
    let looked = "shared data is only looked at: templates and contacts";
    let (shared, campaign) = (SHARED, "campaign 42");
    action(campaign, "/revision", json!(0), "nothing is allowed before the first revision");
    action(campaign, "/accounts", json!([ACME_ID, SALES_ID]), "`accounts` is not where the data is");
    action(shared, "/accounts", json!([NORTH_ID]), "`accounts` is not where the data is");
    action(shared, "/deed/action/required", json!(["contact.edit"]), looked);
    action(shared, "/deed/action/required", json!(["contact.view", "sms.send"]), looked);
    let error = refused(shared, |entry| {
        entry["deed"]["action"]["owner"] = json!(OTHER);
        entry["whom"] = json!([OTHER]);
    });
    assert!(error.contains(looked), "{error}");
    let error = refused(shared, |entry| {
        entry["deed"]["action"]["shared_from"] = json!(NORTH_ID);
        entry["accounts"] = json!([NORTH_ID]);
    });
    assert!(error.contains("an account does not share with itself"), "{error}");
    let error = refused(shared, |entry| {
        entry["deed"]["action"]["shared_from"] = json!(NIL);
        entry["accounts"] = json!([NIL, NORTH_ID]);
    });
    assert!(error.contains("an id is nil"), "{error}");
}

#[test]
fn what_is_named_twice_is_refused() {
    let line = lines().into_iter().find(|line| line.contains("rename_account")).unwrap();
    let names = format!("\"users\":{{\"{OTHER}\":\"A\",\"{OTHER}\":\"B\",");
    let error = serde_json::from_str::<HistoryEntry>(&line.replacen("\"users\":{", &names, 1)).unwrap_err();
    assert!(error.to_string().starts_with(&format!("`{OTHER}` is named twice: name it once")), "{error}");
}

#[test]
fn errors_name_the_line() {
    let mut bad = lines();
    bad[4] = "{}".into();
    assert_eq!(read(&bad).unwrap_err(), "line 5: missing field `v` at line 1 column 2");
    bad[2] = String::new();
    assert!(read(&bad).unwrap_err().starts_with("line 3: EOF"));

    let mut swapped = lines();
    swapped.swap(1, 2);
    assert_eq!(read(&swapped).unwrap_err(), "line 3: revision 2 does not follow revision 3");
    let mut twice = lines();
    twice.insert(1, twice[0].clone());
    assert!(read(&twice).unwrap_err().starts_with("line 2: revision 1 "));
    let mut back_in_time = lines();
    back_in_time[1] = back_in_time[1].replacen("2026-11-02", "2026-10-02", 1);
    assert!(read(&back_in_time).is_ok(), "revisions order, clocks don't");
    assert!(read(&lines()[5..]).is_ok(), "it may begin anywhere");
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_damage_makes_it_panic(
        line in 0..60_usize, place in 0..4000_usize, length in 0..40_usize, text in "\\PC{0,8}|[\"{}\\[\\],:0-9-]{0,8}"
    ) {
        let lines = lines();
        let line = &lines[line % lines.len()];
        let chars: Vec<char> = line.chars().collect();
        let start = place % chars.len();
        let end = (start + length).min(chars.len());
        let damaged: String = chars[..start].iter().copied().chain(text.chars()).chain(chars[end..].iter().copied()).collect();
        if let Ok(entry) = serde_json::from_str::<HistoryEntry>(&damaged) {
            let again = serde_json::to_string(&entry).unwrap();
            prop_assert_eq!(serde_json::from_str::<HistoryEntry>(&again).unwrap(), entry.clone());
            prop_assert!(!entry.to_string().contains('\n'));
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(entry) = postcard::from_bytes::<HistoryEntry>(&bytes) {
            let _ = entry.to_string();
        }
    }
}
