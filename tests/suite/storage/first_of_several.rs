//! Where several records of a snapshot break a rule, the first of them is told, by the first check that it fails (rule I7).

use serde_json::{Value, json};

use super::hostile_snapshots::{NIL, assert_not_restored, push, snapshot};

const UNKNOWN: &str = "00000000-0000-0000-0000-0000000000ff";
const SAME_ID: &str = "its id is nil, or another record has the same id";

/// Of a record of the sound snapshot, what is at a field.
fn of(list: &str, place: usize, field: &str) -> Value {
    snapshot()[list][place][field].clone()
}

/// The first record of a list with something else at a field than the first has.
fn other(list: &str, field: &str) -> usize {
    let records = snapshot()[list].as_array().unwrap().clone();
    records.iter().position(|record| record[field] != records[0][field]).unwrap()
}

#[track_caller]
fn assert_told(what: &str, spoil: impl FnOnce(&mut Value), record: &str, problem: &str) {
    assert_not_restored(what, spoil, &format!("{record} is not valid: {problem}"));
}

fn user(place: usize) -> String {
    format!("user {}", of("users", place, "id").as_str().unwrap())
}

fn member(place: usize) -> String {
    let (user, account) = (of("memberships", place, "user"), of("memberships", place, "account"));
    format!("membership of user {} in account {}", user.as_str().unwrap(), account.as_str().unwrap())
}

#[test]
fn i7_the_first_user_is_told() {
    let sub_account = of("accounts", other("accounts", "level"), "id");
    let spoilt_root = |s: &mut Value, place: usize| s["users"][place]["root"] = sub_account.clone();
    let no_root = "its root account is a sub-account";
    assert_told(
        "an id before a root account",
        |s| {
            s["users"][2]["id"] = of("users", 0, "id");
            spoilt_root(s, 2);
        },
        &user(0),
        SAME_ID,
    );
    assert_told(
        "a nil id before a root account",
        |s| {
            s["users"][2]["id"] = json!(NIL);
            spoilt_root(s, 2);
        },
        &format!("user {NIL}"),
        SAME_ID,
    );
    assert_told(
        "a root account before an id",
        |s| {
            spoilt_root(s, 1);
            s["users"][2]["id"] = of("users", 0, "id");
        },
        &user(1),
        no_root,
    );
    assert_told(
        "an address before a nil id",
        |s| {
            (s["users"][1]["root"], s["users"][1]["email"]) = (of("users", 0, "root"), of("users", 0, "email"));
            s["users"][2]["id"] = json!(NIL);
        },
        &user(1),
        "its address is another user's",
    );
    assert_told(
        "a root account before an address",
        |s| {
            spoilt_root(s, 1);
            spoilt_root(s, 2);
            s["users"][2]["email"] = of("users", 1, "email");
        },
        &user(1),
        no_root,
    );
    assert_told(
        "a root account before the address of the same user",
        |s| {
            // Nobody but the two has this root account, so the first is told for it.
            spoilt_root(s, 2);
            let copy = s["users"][2].clone();
            push(s, "users", copy);
        },
        &user(2),
        no_root,
    );
}

#[test]
fn i7_the_first_membership_is_told() {
    let again = "the user has another membership there";
    let empty = "its assignment has neither a role nor a level above none";
    let copied = |s: &mut Value, place: usize| {
        let copy = s["memberships"][place].clone();
        push(s, "memberships", copy);
    };
    let emptied = |s: &mut Value, place: usize| {
        s["memberships"][place]["assignment"]["roles"] = json!([]);
        s["memberships"][place]["assignment"]["levels"] = json!({});
    };
    let last = snapshot()["memberships"].as_array().unwrap().len();
    assert_told(
        "another membership before the assignment of the same",
        |s| {
            copied(s, 1);
            emptied(s, last);
        },
        &member(1),
        again,
    );
    assert_told(
        "an assignment before another membership",
        |s| {
            copied(s, 1);
            emptied(s, 2);
        },
        &member(2),
        empty,
    );
    assert_told(
        "another membership before a user",
        |s| {
            copied(s, 0);
            copied(s, 1);
            s["memberships"][last + 1]["user"] = json!(UNKNOWN);
        },
        &member(0),
        again,
    );
    assert_told(
        "a user before another membership",
        |s| {
            s["memberships"][1]["user"] = json!(UNKNOWN);
            copied(s, 0);
        },
        &format!("membership of user {UNKNOWN} in account {}", of("memberships", 1, "account").as_str().unwrap()),
        "its user does not exist",
    );
}
