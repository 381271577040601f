//! Snapshots and logs that nobody should have stored: each is refused, and the message names the record (rules I1 to I7).

use std::fmt::Display;

use sendright::{Account, Change, Directory, Snapshot};
use serde_json::{Value, json};

use super::every_command::{
    ACME, ADA, BOB, DEEP, EVE, FAY, GUS, JIM, NORTH, OTHER, SOUTH, ZOE, account, changes, directory, invitation, key,
    minute, role, user,
};

/// A snapshot as JSON, to be spoilt.
pub(crate) fn snapshot() -> Value {
    serde_json::to_value(directory().snapshot()).unwrap()
}

/// What comes of a snapshot, with the message of whoever refuses it: the reader or the directory.
pub(crate) fn restore(snapshot: Value) -> Result<Directory, String> {
    let snapshot: Snapshot = serde_json::from_value(snapshot).map_err(|error| error.to_string())?;
    Directory::restore(snapshot).map_err(|error| error.to_string())
}

/// What comes of a log, with the message of whoever refuses it.
pub(crate) fn replay(log: Vec<Value>) -> Result<Directory, String> {
    let changes: Result<Vec<Change>, _> = log.into_iter().map(serde_json::from_value).collect();
    Directory::replay(changes.map_err(|error| error.to_string())?).map_err(|error| error.to_string())
}

/// The record with an id, in a list of a snapshot.
pub(crate) fn record<'a>(snapshot: &'a mut Value, list: &str, id: impl Display) -> &'a mut Value {
    let (list, id) = (snapshot[list].as_array_mut().unwrap(), format!("{id}"));
    list.iter_mut().find(|record| record["id"] == id.as_str()).unwrap()
}

pub(crate) fn member(snapshot: &mut Value, at: u128, who: u128) -> &mut Value {
    let (at, who) = (account(at).to_string(), user(who).to_string());
    let found = |record: &&mut Value| record["account"] == at.as_str() && record["user"] == who.as_str();
    snapshot["memberships"].as_array_mut().unwrap().iter_mut().find(found).unwrap()
}

pub(crate) fn push(snapshot: &mut Value, list: &str, record: Value) {
    snapshot[list].as_array_mut().unwrap().push(record);
}

#[track_caller]
pub(crate) fn assert_not_restored(what: &str, spoil: impl FnOnce(&mut Value), message: &str) {
    let (original, mut spoilt) = (snapshot(), snapshot());
    spoil(&mut spoilt);
    assert_ne!(original, spoilt, "{what}: nothing was spoilt");
    match restore(spoilt) {
        Ok(_) => panic!("{what}: it was restored"),
        Err(error) => assert!(error.contains(message), "{what}\n    told: {error}\nexpected: {message}"),
    }
}

/// An assignment as it is stored, with all its fields; those that are not given say nothing.
pub(crate) fn assignment(given: Value) -> Value {
    let mut all = json!({"roles": [], "levels": {}, "withheld": [], "from": null, "until": null});
    all.as_object_mut().unwrap().append(&mut given.as_object().unwrap().clone());
    all
}

/// A minute, as it is stored.
pub(crate) fn instant(number: i64) -> String {
    minute(number).to_rfc3339()
}

pub(crate) const NIL: &str = "00000000-0000-0000-0000-000000000000";

fn unknown() -> Value {
    json!(user(99))
}

#[test]
fn an_error_tells_the_id_of_the_record() {
    let mut spoilt = snapshot();
    record(&mut spoilt, "roles", role(1))["account"] = unknown();
    let error = Directory::restore(serde_json::from_value(spoilt).unwrap()).unwrap_err();
    assert_eq!(error.id(), Some(role(1).uuid()));
    let sentence = format!("the snapshot's role {} is not valid: its account does not exist", role(1));
    assert_eq!(error.to_string(), sentence);
}

/// A key of an account names in whose hands it was: users of the tree, there or gone, and the operator.
#[test]
fn g6_a_key_of_an_account_was_in_the_hands_of_users_of_the_tree_and_of_the_operator() {
    let told = |problem: &str| format!("API key {} is not valid: {problem}", key(4));
    for hand in ["created_by", "changed_by", "secret_given_to"] {
        let set = |actor: Value| move |s: &mut Value| record(s, "api_keys", key(4))["owner"]["account"][hand] = actor;
        for nobody in [json!({"user": user(99)}), json!({"user": NIL})] {
            assert_not_restored(hand, set(nobody), &told("it was in the hands of a user who never was"));
        }
        let foreign = "it was in the hands of a user of another tenant";
        assert_not_restored(hand, set(json!({"user": user(ZOE)})), &told(foreign));
        assert_not_restored(hand, set(json!({"api_key": key(2)})), &told("it was in the hands of an API key"));
        let gone = |s: &mut Value| s["gone"]["users"].as_array_mut().unwrap().retain(|id| *id != json!(user(JIM)));
        assert_not_restored(hand, gone, &told("it was in the hands of a user who never was"));
        // The operator, and one who is gone.
        for actor in [json!("system"), json!({"user": user(JIM)}), json!({"user": user(ADA)})] {
            let mut s = snapshot();
            set(actor)(&mut s);
            assert!(restore(s).is_ok(), "{hand}");
        }
    }
    let closed = |s: &mut Value| record(s, "api_keys", key(4))["account"] = json!(account(SOUTH));
    assert_not_restored("in a closed account", closed, &told("its account is closed"));
    let nowhere = |s: &mut Value| record(s, "api_keys", key(4))["account"] = unknown();
    assert_not_restored("in no account", nowhere, &told("its account does not exist"));
    let elsewhere = |s: &mut Value| record(s, "api_keys", key(4))["account"] = json!(account(OTHER));
    let foreign = "it was in the hands of a user of another tenant";
    assert_not_restored("in another tree", elsewhere, &told(foreign));
    let both = |s: &mut Value| record(s, "api_keys", key(4))["owner"]["user"] = json!(user(ADA));
    assert_not_restored("of a person and of the account", both, "expected");
    let half = |s: &mut Value| {
        record(s, "api_keys", key(4))["owner"]["account"].as_object_mut().unwrap().remove("secret_given_to");
    };
    assert_not_restored("without one of the hands", half, "missing field `secret_given_to`");
}

/// Whoever is above a sub-account says how it pays; nobody is above a root account (rule G4).
#[test]
fn g4_a_root_account_says_how_it_pays() {
    let told = format!("account {} is not valid: it is a root account, and does not say how it pays", account(ACME));
    let silent = |of: u128| move |s: &mut Value| record(s, "accounts", account(of))["billing"] = Value::Null;
    assert_not_restored("a root account", silent(ACME), &told);
    let mut s = snapshot();
    silent(NORTH)(&mut s);
    let restored = restore(s).unwrap();
    assert_eq!(restored.billing(account(NORTH)), restored.billing(account(ACME)));
}

#[test]
fn the_sample_itself_is_sound() {
    assert_eq!(restore(snapshot()).unwrap(), directory());
    let log = changes().iter().map(|change| serde_json::to_value(change).unwrap()).collect();
    assert_eq!(replay(log).unwrap(), directory());
}

#[test]
fn i2_the_tree_of_accounts_has_no_cycle_no_orphan_and_five_levels() {
    let north = format!("account {} is not valid: ", account(NORTH));
    let told = |reason: &str| north.clone() + reason;
    let set =
        |field: &'static str, value: Value| move |s: &mut Value| record(s, "accounts", account(NORTH))[field] = value;
    let parent = "its parent does not exist or comes after it";
    let level = "its depth, the field `level`, is not one more than its parent's";
    assert_not_restored("itself", set("parent", json!(account(NORTH))), &told(parent));
    assert_not_restored("a cycle of two", set("parent", json!(account(DEEP))), &told(parent));
    assert_not_restored("an orphan", set("parent", json!(account(99))), &told(parent));
    assert_not_restored("a wrong level", set("level", json!(2)), &told(level));
    assert_not_restored("a level beyond all", set("level", json!(255)), &told(level));
    assert_not_restored("no number", set("level", json!(256)), "expected u8");
    assert_not_restored("a root on level 1", set("parent", Value::Null), &told(level));
    assert_not_restored(
        "a parent after its child",
        |s| s["accounts"].as_array_mut().unwrap().reverse(),
        "its parent does not exist or comes after it",
    );
    let chain = |s: &mut Value| {
        let mut above = record(s, "accounts", account(DEEP)).clone();
        // The first is one below `DEEP`, which is two below the root account; the last is one too many.
        for number in 30..30 + u128::from(Account::MAX_DEPTH) - 1 {
            let mut below = above.clone();
            below["id"] = json!(account(number));
            below["parent"] = above["id"].clone();
            below["level"] = json!(above["level"].as_u64().unwrap() + 1);
            push(s, "accounts", below.clone());
            above = below;
        }
    };
    let last = account(30 + u128::from(Account::MAX_DEPTH) - 2);
    let told_deep = format!("account {last} is not valid: it is deeper than allowed");
    assert_not_restored("below the deepest account", chain, &told_deep);
    assert_not_restored(
        "a sub-account with a policy",
        set("email_policy", json!({"admitted": "no_free_mail", "refused": []})),
        &told("it is a sub-account and has an email policy of its own"),
    );
}

#[test]
fn i2_every_reference_points_to_something_that_is_there() {
    let key_place = |message: &str| format!("API key {} is not valid: {message}", key(2));
    let invited = |message: &str| format!("invitation {} is not valid: {message}", invitation(4));
    let set = |list: &'static str, id: String, field: &'static str| {
        move |s: &mut Value| record(s, list, id)[field] = unknown()
    };
    assert_not_restored(
        "a user of no root",
        set("users", user(EVE).to_string(), "root"),
        &format!("user {} is not valid: its root account does not exist", user(EVE)),
    );
    assert_not_restored(
        "a user of a sub-account",
        |s| record(s, "users", user(EVE))["root"] = json!(account(NORTH)),
        &format!("user {} is not valid: its root account is a sub-account", user(EVE)),
    );
    assert_not_restored(
        "a role of no account",
        set("roles", role(1).to_string(), "account"),
        &format!("role {} is not valid: its account does not exist", role(1)),
    );
    assert_not_restored(
        "a membership in no account",
        |s| member(s, ACME, EVE)["account"] = unknown(),
        &format!(
            "membership of user {} in account {} is not valid: its account does not exist",
            user(EVE),
            unknown().as_str().unwrap()
        ),
    );
    assert_not_restored(
        "a membership of nobody",
        |s| member(s, ACME, EVE)["user"] = unknown(),
        &format!("membership of user {} in account {} is not valid: its user does not exist", user(99), account(ACME)),
    );
    assert_not_restored(
        "a key of nobody",
        |s| record(s, "api_keys", key(2))["owner"] = json!({"user": unknown()}),
        &key_place("its owner does not exist"),
    );
    assert_not_restored(
        "a key of no account",
        set("api_keys", key(2).to_string(), "account"),
        &key_place("its account does not exist"),
    );
    assert_not_restored(
        "an invitation to no account",
        set("invitations", invitation(4).to_string(), "account"),
        &invited("its account does not exist"),
    );
    for inviter in [json!({"user": user(99)}), json!({"api_key": key(99)}), json!({"user": NIL})] {
        assert_not_restored(
            "an invitation by nobody",
            |s| record(s, "invitations", invitation(4))["inviter"] = inviter,
            &invited("its inviter does not exist"),
        );
    }
    assert_not_restored(
        "an invitation by a deleted user",
        |s| {
            let gone = s["gone"]["users"][0].clone();
            record(s, "invitations", invitation(4))["inviter"] = json!({"user": gone});
        },
        &invited("its inviter does not exist"),
    );
    assert_not_restored(
        "an invitation by a revoked key",
        |s| {
            assert_eq!(record(s, "invitations", invitation(4))["inviter"], json!({"api_key": key(2)}));
            s["api_keys"].as_array_mut().unwrap().retain(|record| record["id"] != json!(key(2)));
            push(&mut s["gone"], "api_keys", json!(key(2)));
        },
        &invited("its inviter does not exist"),
    );
    assert_not_restored(
        "an invitation to a closed account",
        |s| record(s, "invitations", invitation(4))["account"] = json!(account(SOUTH)),
        &invited("its account is closed"),
    );
    assert_not_restored(
        "an invitation below a closed account",
        |s| record(s, "accounts", account(NORTH))["closed"] = json!(true),
        &format!("invitation {} is not valid: its account is closed", invitation(5)),
    );
}

#[test]
fn i3_c6_nothing_crosses_trees_and_an_address_is_one_users() {
    assert_not_restored(
        "an address twice",
        |s| record(s, "users", user(FAY))["email"] = json!("EVE.adams@Acme.example"),
        &format!("user {} is not valid: its address is another user's", user(FAY)),
    );
    assert_not_restored(
        "a membership in another tree",
        |s| member(s, ACME, EVE)["account"] = json!(account(OTHER)),
        &format!(
            "the snapshot's membership of user {} in account {} is not valid: its user belongs to another tenant",
            user(EVE),
            account(OTHER)
        ),
    );
    assert_not_restored(
        "a user with memberships in another tree",
        |s| record(s, "users", user(BOB))["root"] = json!(account(OTHER)),
        &format!("membership of user {} in account {} is not valid: its user belongs to", user(BOB), account(NORTH)),
    );
    assert_not_restored(
        "a key in another tree",
        |s| record(s, "api_keys", key(2))["account"] = json!(account(OTHER)),
        &format!("API key {} is not valid: its owner belongs to another tenant", key(2)),
    );
    assert_not_restored(
        "an inviter from another tree",
        |s| record(s, "invitations", invitation(4))["inviter"] = json!({"user": user(ZOE)}),
        &format!("invitation {} is not valid: its inviter belongs to another tenant", invitation(4)),
    );
    for address in ["eve", "eve@", "@acme.example", "a b@acme.example", "eve@acme", "", "mıke@acme.example"] {
        let spoil = |s: &mut Value| record(s, "users", user(EVE))["email"] = json!(address);
        assert_not_restored(address, spoil, "the address can't be used");
    }
    let same = |s: &mut Value| record(s, "users", user(ZOE))["email"] = json!("ada@acme.example");
    let mut two = snapshot();
    same(&mut two);
    assert!(restore(two).is_ok(), "in two trees, an address may be two users'");
}

#[test]
fn i4_a_membership_gives_something_by_roles_that_are_usable_there() {
    let set = |given: Value| move |s: &mut Value| member(s, ACME, EVE)["assignment"] = assignment(given);
    let told = |message: &str| format!("user {} in account {} is not valid: {message}", user(EVE), account(ACME));
    let unusable = "it uses a role that is defined neither in its account nor in one above";
    assert_not_restored("nothing", set(json!({})), &told("its assignment has neither a role nor a level above none"));
    assert_not_restored(
        "a level of none",
        set(json!({"levels": {"email": "none"}, "withheld": ["sms.send"]})),
        &told("its assignment has neither a role nor a level above none"),
    );
    assert_not_restored("an unknown role", set(json!({"roles": [role(99)]})), &told(unusable));
    assert_not_restored("a deleted role", set(json!({"roles": ["sender", role(2)]})), &told(unusable));
    assert_not_restored(
        "a role that became one of a sub-account",
        |s| record(s, "roles", role(1))["account"] = json!(account(DEEP)),
        &format!("membership of user {} in account {} is not valid: {unusable}", user(BOB), account(NORTH)),
    );
    assert_not_restored(
        "a window that ends before it begins",
        set(json!({"roles": ["sender"], "from": instant(9), "until": instant(8)})),
        &told("its assignment ends before it starts"),
    );
    assert_not_restored(
        "a window without an instant",
        set(json!({"roles": ["sender"], "from": instant(9), "until": instant(9)})),
        &told("its assignment ends before it starts"),
    );
    assert_not_restored(
        "an invitation to nothing",
        |s| record(s, "invitations", invitation(4))["assignment"] = assignment(json!({})),
        &format!("invitation {} is not valid: its assignment has neither", invitation(4)),
    );
    assert_not_restored(
        "an invitation to an unknown role",
        |s| record(s, "invitations", invitation(4))["assignment"] = assignment(json!({"roles": [role(2)]})),
        &format!("invitation {} is not valid: {unusable}", invitation(4)),
    );
    assert_not_restored(
        "an unknown preset",
        set(json!({"roles": ["owner"]})),
        "unknown preset `owner`: expected one of `admin`",
    );
}

#[test]
fn i1_every_open_root_has_an_administrator_for_good() {
    let told = |number| format!("account {} is not valid: it has no permanent administrator", account(number));
    let keep_one = |spoil: fn(&mut Value)| {
        move |s: &mut Value| {
            member(s, ACME, FAY)["assignment"] = assignment(json!({"roles": ["standard"]}));
            spoil(s);
        }
    };
    let assign = |given: Value| move |s: &mut Value| member(s, OTHER, ZOE)["assignment"] = assignment(given);
    let soon = instant(1_000);
    assert_not_restored(
        "deactivated",
        keep_one(|s| record(s, "users", user(ADA))["active"] = json!(false)),
        &told(ACME),
    );
    assert_not_restored("no members", |s| s["memberships"] = json!([]), "it has no permanent administrator");
    assert_not_restored("a term", assign(json!({"roles": ["admin"], "until": soon})), &told(OTHER));
    assert_not_restored("to begin", assign(json!({"roles": ["admin"], "from": soon})), &told(OTHER));
    assert_not_restored("less", assign(json!({"roles": ["admin"], "withheld": ["sms.view"]})), &told(OTHER));
    assert_not_restored("custom", assign(json!({"roles": ["admin"], "withheld": ["custom.31"]})), &told(OTHER));
    assert_not_restored("levels alone", assign(json!({"levels": {"user": "approver"}})), &told(OTHER));
    assert_not_restored(
        "suspension is no excuse",
        |s| {
            record(s, "accounts", account(OTHER))["suspension"]["by_operator"] = json!(true);
            assign(json!({"roles": ["standard"]}))(s);
        },
        &told(OTHER),
    );
    let mut closed = snapshot();
    record(&mut closed, "accounts", account(OTHER))["closed"] = json!(true);
    assign(json!({"roles": ["standard"]}))(&mut closed);
    assert!(restore(closed).is_ok(), "a closed root needs none");
    let mut own_details = snapshot();
    assign(json!({"roles": ["admin"], "withheld": ["profile.edit"]}))(&mut own_details);
    assert!(restore(own_details).is_ok(), "one's own details are no part of it");
}

#[test]
fn i5_no_id_is_nil_or_stands_twice() {
    let lists = [
        ("accounts", "account", account(SOUTH).to_string()),
        ("users", "user", user(GUS).to_string()),
        ("roles", "role", role(1).to_string()),
        ("invitations", "invitation", invitation(6).to_string()),
        ("api_keys", "API key", key(2).to_string()),
    ];
    for (list, kind, id) in lists {
        assert_not_restored(
            list,
            |s| record(s, list, &id)["id"] = json!(NIL),
            &format!("{kind} {NIL} is not valid: its id is nil, or another record has the same id"),
        );
        let twice = |s: &mut Value| {
            let mut again = record(s, list, &id).clone();
            if list == "users" {
                again["email"] = json!("other@acme.example");
            }
            push(s, list, again);
        };
        assert_not_restored(
            list,
            twice,
            &format!("{kind} {id} is not valid: its id is nil, or another record has the same id"),
        );
        if list == "accounts" {
            continue;
        }
        let reused = |s: &mut Value| push(&mut s["gone"], list, json!(id));
        let told = format!("used id {id} is not valid: it is nil, or a record has it");
        assert_not_restored(list, reused, &told);
        let told = format!("used id {NIL} is not valid: it is nil, or a record has it");
        assert_not_restored(list, |s| push(&mut s["gone"], list, json!(NIL)), &told);
    }
    assert_not_restored(
        "a membership twice",
        |s| {
            let again = member(s, ACME, EVE).clone();
            push(s, "memberships", again);
        },
        &format!(
            "membership of user {} in account {} is not valid: the user has another membership there",
            user(EVE),
            account(ACME)
        ),
    );
}

/// Of two invitations the person could take the older one, of which the administrator thought better (rule C7).
#[test]
fn c7_security_25_an_address_is_invited_to_an_account_once() {
    let again = |s: &mut Value, field: &str, value: Value| {
        let mut again = record(s, "invitations", invitation(4)).clone();
        again["id"] = json!(invitation(50));
        again[field] = value;
        push(s, "invitations", again);
    };
    let told = format!("invitation {} is not valid: its address has another invitation to its account", invitation(50));
    assert_not_restored("pending", |s| again(s, "expires", json!(instant(30_000))), &told);
    assert_not_restored("expired", |s| again(s, "expires", json!(instant(1))), &told);
    assert_not_restored("in other letters", |s| again(s, "email", json!("JO@acme.example")), &told);

    for (field, value) in [("email", json!("jo.lee@acme.example")), ("account", json!(account(NORTH)))] {
        let mut two = snapshot();
        again(&mut two, field, value);
        assert!(restore(two).is_ok(), "another {field}");
    }
}
