//! I7: what comes in from outside is checked: snapshots and changes that were tampered with, or never were sound.

use sendright::{Account, Actor, Assignment, Change, Directory, Permission, PermissionSet, Preset, RoleId, Snapshot};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::catalogue::reserved_bits;
use crate::support::commands::*;
use crate::support::stamp::stamp;
use crate::support::world::*;

/// A directory with something of everything: two roots (a sub-account under the first), users, a role, memberships, an
/// invitation, a key, and an id that is gone.
fn everything() -> World {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let _ = w.root();
    let assignment = w.giving(acme, account(Permission::IntegrationApi));
    let bob = w.member(north, assignment.clone().from(t(-5)).until(t(50)));
    w.key(bob, north, Permission::IntegrationApi);
    w.invited(ada, north, assignment);
    let gone = w.member(north, Assignment::of(Preset::Template));
    w.ok(ada, delete(gone));
    w
}

/// The ids in it, as they were given.
const ACME: u128 = 1;
const ADA: u128 = 2;
const NORTH: u128 = 3;
const OTHER: u128 = 4;
const EVE: u128 = 5;
const ROLE: u128 = 6;
const BOB: u128 = 7;
const KEY: u128 = 8;
const INVITATION: u128 = 10;
const GONE: u128 = 11;
const UNKNOWN: u128 = 99;

fn text(id: u128) -> Value {
    json!(Uuid::from_u128(id).to_string())
}

#[track_caller]
fn restore(json: Value) -> Result<Directory, String> {
    let snapshot: Snapshot = serde_json::from_value(json).map_err(|error| error.to_string())?;
    Directory::restore(snapshot).map_err(|error| {
        assert!(error.id().is_none_or(|id| error.to_string().contains(&id.to_string())), "{error}");
        error.to_string()
    })
}

/// The record of a list whose field is an id.
#[track_caller]
fn record<'a>(json: &'a mut Value, list: &str, field: &str, id: u128) -> &'a mut Value {
    let records = json[list].as_array_mut().unwrap();
    records.iter_mut().find(|record| record[field] == text(id)).unwrap()
}

/// Another record like one that is there, with some fields of its own.
fn another(json: &mut Value, list: &str, field: &str, id: u128, change: &[(&str, Value)]) {
    let mut copy = record(json, list, field, id).clone();
    for (field, value) in change {
        copy[*field] = value.clone();
    }
    json[list].as_array_mut().unwrap().push(copy);
}

type Spoil = fn(&mut Value);

#[test]
fn i7_a_sound_snapshot_is_restored() {
    let w = everything();
    let json = serde_json::to_value(w.directory.snapshot()).unwrap();
    let restored = restore(json.clone()).unwrap();
    assert!(restored == w.directory);
    assert_eq!(serde_json::to_value(restored.snapshot()).unwrap(), json);
    assert_eq!((restored.revision(), restored.time()), (w.directory.revision(), w.directory.time()));
    let bytes = postcard::to_allocvec(&w.directory.snapshot()).unwrap();
    let snapshot: Snapshot = postcard::from_bytes(&bytes).unwrap();
    assert!(Directory::restore(snapshot).unwrap() == w.directory);
}

/// How to spoil a snapshot, and the record and the problem that are named then.
type Unsound = (Spoil, &'static str, u128, &'static str);

fn unsound_accounts() -> Vec<Unsound> {
    let parent = "its parent does not exist or comes after it";
    vec![
        // I2: accounts.
        (|s| record(s, "accounts", "id", NORTH)["parent"] = text(NORTH), "account", NORTH, parent),
        (|s| record(s, "accounts", "id", ACME)["parent"] = text(NORTH), "account", ACME, parent),
        (|s| record(s, "accounts", "id", NORTH)["parent"] = text(UNKNOWN), "account", NORTH, parent),
        (|s| s["accounts"].as_array_mut().unwrap().reverse(), "account", NORTH, parent),
        (
            |s| record(s, "accounts", "id", NORTH)["level"] = json!(2),
            "account",
            NORTH,
            "its depth, the field `level`, is not one more than its parent's",
        ),
        (
            |s| record(s, "accounts", "id", ACME)["level"] = json!(255),
            "account",
            ACME,
            "its depth, the field `level`, is not one more than its parent's",
        ),
        (
            |s| record(s, "accounts", "id", NORTH)["email_policy"]["admitted"] = json!("no_free_mail"),
            "account",
            NORTH,
            "it is a sub-account and has an email policy of its own",
        ),
    ]
}

fn unsound_ids() -> Vec<Unsound> {
    let id = "its id is nil, or another record has the same id";
    vec![
        // I5: ids, of every kind.
        (|s| record(s, "accounts", "id", OTHER)["id"] = text(0), "account", 0, id),
        (|s| another(s, "accounts", "id", ACME, &[]), "account", ACME, id),
        (|s| record(s, "users", "id", BOB)["id"] = text(0), "user", 0, id),
        (|s| another(s, "users", "id", BOB, &[("email", json!("x@acme.example"))]), "user", BOB, id),
        (|s| record(s, "roles", "id", ROLE)["id"] = text(0), "role", 0, id),
        (|s| another(s, "roles", "id", ROLE, &[]), "role", ROLE, id),
        (|s| record(s, "invitations", "id", INVITATION)["id"] = text(0), "invitation", 0, id),
        (|s| another(s, "invitations", "id", INVITATION, &[]), "invitation", INVITATION, id),
        (|s| record(s, "api_keys", "id", KEY)["id"] = text(0), "API key", 0, id),
        (|s| another(s, "api_keys", "id", KEY, &[]), "API key", KEY, id),
        (|s| s["gone"]["users"] = json!([text(0)]), "used id", 0, "it is nil, or a record has it"),
        (|s| s["gone"]["users"] = json!([text(BOB)]), "used id", BOB, "it is nil, or a record has it"),
    ]
}

fn unsound_users() -> Vec<Unsound> {
    vec![
        // I2, I3: users.
        (|s| record(s, "users", "id", BOB)["root"] = text(UNKNOWN), "user", BOB, "its root account does not exist"),
        (|s| record(s, "users", "id", BOB)["root"] = text(NORTH), "user", BOB, "its root account is a sub-account"),
        (
            |s| another(s, "users", "id", BOB, &[("id", text(UNKNOWN))]),
            "user",
            UNKNOWN,
            "its address is another user's",
        ),
        (
            |s| {
                let upper = record(s, "users", "id", ADA)["email"].as_str().unwrap().to_uppercase();
                record(s, "users", "id", BOB)["email"] = json!(upper);
            },
            "user",
            BOB,
            "its address is another user's",
        ),
        // I2: roles.
        (|s| record(s, "roles", "id", ROLE)["account"] = text(UNKNOWN), "role", ROLE, "its account does not exist"),
        // I2 to I4, G1: memberships.
        (
            |s| record(s, "memberships", "user", BOB)["account"] = text(UNKNOWN),
            "membership of user",
            BOB,
            "its account does not exist",
        ),
        (
            |s| record(s, "memberships", "user", BOB)["user"] = text(UNKNOWN),
            "membership of user",
            UNKNOWN,
            "its user does not exist",
        ),
        (
            |s| record(s, "memberships", "user", BOB)["account"] = text(OTHER),
            "membership of user",
            BOB,
            "its user belongs to another tenant",
        ),
        (
            |s| another(s, "memberships", "user", BOB, &[]),
            "membership of user",
            BOB,
            "the user has another membership there",
        ),
        (
            |s| record(s, "memberships", "user", BOB)["assignment"]["roles"] = json!([]),
            "membership of user",
            BOB,
            "its assignment has neither a role nor a level above none",
        ),
        (
            |s| record(s, "memberships", "user", BOB)["assignment"]["until"] = json!("2026-11-22T04:00:00Z"),
            "membership of user",
            BOB,
            "its assignment ends before it starts",
        ),
        (
            |s| record(s, "memberships", "user", BOB)["assignment"]["roles"] = json!([text(UNKNOWN)]),
            "membership of user",
            BOB,
            "it uses a role that is defined neither in its account nor in one above",
        ),
        (
            |s| record(s, "roles", "id", ROLE)["account"] = text(OTHER),
            "membership of user",
            BOB,
            "it uses a role that is defined neither in its account nor in one above",
        ),
    ]
}

fn unsound_keys_invitations_and_roots() -> Vec<Unsound> {
    let no_admin = "it has no permanent administrator";
    vec![
        // I2: keys.
        (
            |s| record(s, "api_keys", "id", KEY)["owner"]["user"] = text(UNKNOWN),
            "API key",
            KEY,
            "its owner does not exist",
        ),
        (|s| record(s, "api_keys", "id", KEY)["account"] = text(UNKNOWN), "API key", KEY, "its account does not exist"),
        (
            |s| record(s, "api_keys", "id", KEY)["account"] = text(OTHER),
            "API key",
            KEY,
            "its owner belongs to another tenant",
        ),
        // I2, I4, C7: invitations.
        (
            |s| record(s, "invitations", "id", INVITATION)["account"] = text(UNKNOWN),
            "invitation",
            INVITATION,
            "its account does not exist",
        ),
        (
            |s| record(s, "invitations", "id", INVITATION)["assignment"]["roles"] = json!([]),
            "invitation",
            INVITATION,
            "its assignment has neither a role nor a level above none",
        ),
        (
            |s| record(s, "invitations", "id", INVITATION)["inviter"] = json!({ "user": text(UNKNOWN) }),
            "invitation",
            INVITATION,
            "its inviter does not exist",
        ),
        (
            |s| record(s, "invitations", "id", INVITATION)["inviter"] = json!({ "user": text(EVE) }),
            "invitation",
            INVITATION,
            "its inviter belongs to another tenant",
        ),
        (
            |s| record(s, "accounts", "id", NORTH)["closed"] = json!(true),
            "invitation",
            INVITATION,
            "its account is closed",
        ),
        // I1: administrators.
        (|s| record(s, "users", "id", ADA)["active"] = json!(false), "account", ACME, no_admin),
        (
            |s| record(s, "memberships", "user", ADA)["assignment"]["until"] = json!("2999-01-01T00:00:00Z"),
            "account",
            ACME,
            no_admin,
        ),
        (
            |s| record(s, "memberships", "user", ADA)["assignment"]["from"] = json!("2026-11-22T09:00:00.001Z"),
            "account",
            ACME,
            no_admin,
        ),
        (
            |s| record(s, "memberships", "user", ADA)["assignment"]["withheld"] = json!(["sms.send"]),
            "account",
            ACME,
            no_admin,
        ),
    ]
}

#[test]
fn i7_a_snapshot_that_is_not_sound_is_refused_with_the_record_that_is_not() {
    let cases = [unsound_accounts(), unsound_ids(), unsound_users(), unsound_keys_invitations_and_roots()].concat();
    let sound = serde_json::to_value(everything().directory.snapshot()).unwrap();
    for (spoil, kind, id, problem) in cases {
        let mut json = sound.clone();
        spoil(&mut json);
        // A membership is named by its account too.
        let error = restore(json).map(|_| ()).unwrap_err();
        assert!(error.starts_with(&format!("the snapshot's {kind} {}", Uuid::from_u128(id))), "{error}");
        assert!(error.ends_with(&format!(" is not valid: {problem}")), "{error}");
    }
    // Beside them, what is not refused: an administrator who starts with the snapshot, or with a change before the last if
    // a clock went back; a closed root without one.
    for (from, latest) in [
        ("2026-11-22T09:00:00Z", "2026-11-22T09:00:00Z"),
        ("2026-11-22T09:00:00.000999999Z", "2026-11-22T09:00:00Z"),
        ("2026-11-22T10:00:00Z", "2026-11-22T10:00:00Z"),
    ] {
        let mut json = sound.clone();
        record(&mut json, "memberships", "user", ADA)["assignment"]["from"] = json!(from);
        json["latest_time"] = json!(latest);
        assert!(restore(json).is_ok(), "{from}");
    }
    let mut json = sound;
    record(&mut json, "memberships", "user", EVE)["assignment"]["until"] = json!("2999-01-01T00:00:00Z");
    record(&mut json, "accounts", "id", OTHER)["closed"] = json!(true);
    assert!(restore(json).is_ok());
}

#[test]
fn i7_a_revision_and_a_time_that_no_log_has_are_refused() {
    let no_times: Spoil = |s| (s["time"], s["latest_time"]) = (Value::Null, Value::Null);
    let cases: [(Spoil, &str); 5] = [
        (|s| s["revision"] = json!(0), "its revision is 0, but there is a time or an account"),
        (no_times, "its revision is not 0, but it has no time"),
        (|s| s["accounts"] = json!([]), "its revision is not 0, but there is no account"),
        (|s| s["revision"] = json!(u64::MAX), "its revision is too large"),
        (|s| s["revision"] = json!(1_u64 << 63), "its revision is too large"),
    ];
    let sound = serde_json::to_value(everything().directory.snapshot()).unwrap();
    for (spoil, problem) in cases {
        let mut json = sound.clone();
        spoil(&mut json);
        let error = restore(json).map(|_| ()).unwrap_err();
        assert_eq!(error, format!("the snapshot's head is not valid: {problem}"));
    }
    assert!(restore(serde_json::to_value(Directory::new().snapshot()).unwrap()).unwrap() == Directory::new());
}

#[test]
fn i7_what_does_not_read_is_no_snapshot() {
    let cases: [(Spoil, &str); 9] = [
        (|s| s["v"] = json!(3), "update sendright to read this: it is of format 3, and this version reads 2"),
        (|s| s["more"] = json!(true), "unknown field `more`"),
        (|s| record(s, "users", "id", BOB)["role"] = json!("admin"), "unknown field `role`"),
        (|s| record(s, "users", "id", BOB)["email"] = json!("nobody"), "the address can't be used"),
        (|s| record(s, "users", "id", BOB)["name"] = json!(""), "a name must not be empty"),
        (|s| record(s, "accounts", "id", ACME)["features"] = json!(["sms.sned"]), "unknown permission `sms.sned`"),
        (|s| record(s, "roles", "id", ROLE)["grants"]["own"] = json!(["integration.api"]), "listed under two scopes"),
        (|s| record(s, "api_keys", "id", KEY)["until"] = json!("soon"), "`soon` is not an instant"),
        (|s| record(s, "accounts", "id", ACME)["level"] = json!(-1), "invalid value"),
    ];
    let sound = serde_json::to_value(everything().directory.snapshot()).unwrap();
    for (spoil, expected) in cases {
        let mut json = sound.clone();
        spoil(&mut json);
        let error = restore(json).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
    assert!(serde_json::from_value::<Snapshot>(json!({})).is_err());
}

#[test]
fn i5_a_snapshot_remembers_the_ids_that_are_gone() {
    let w = everything();
    let json = serde_json::to_value(w.directory.snapshot()).unwrap();
    assert_eq!(json["gone"]["users"], json!([text(GONE)]));
    let restored = restore(json).unwrap();
    let command = add(
        Uuid::from_u128(GONE).into(),
        Uuid::from_u128(ACME).into(),
        &address("x@acme.example"),
        Assignment::of(Preset::Basic),
    );
    assert_eq!(restored.plan(Actor::System, &command, stamp(&restored, t(0))).unwrap_err().code(), "id_taken");
}

/// An account below the deepest, in a snapshot.
#[test]
fn security_18_the_depth_holds_in_a_snapshot() {
    let (mut w, acme, _) = World::with_root();
    let mut deepest = acme;
    for _ in 0..Account::MAX_DEPTH {
        deepest = w.sub(deepest);
    }
    let mut json = serde_json::to_value(w.directory.snapshot()).unwrap();
    assert!(restore(json.clone()).is_ok());
    let parent = json!(deepest.to_string());
    another(
        &mut json,
        "accounts",
        "id",
        ACME,
        &[("id", text(99)), ("parent", parent), ("level", json!(Account::MAX_DEPTH + 1))],
    );
    let expected = format!("the snapshot's account {} is not valid: it is deeper than allowed", Uuid::from_u128(99));
    assert_eq!(restore(json).map(|_| ()), Err(expected));
}

/// Bits that stand for no permission, and names that are none, on every way in.
#[test]
fn security_19_unknown_permissions_are_refused_on_input() {
    let read = |bits: u128| {
        let bytes = postcard::to_allocvec(bits.to_le_bytes().as_slice()).unwrap();
        postcard::from_bytes::<PermissionSet>(&bytes)
    };
    for bit in reserved_bits() {
        assert!(read(1 << bit).is_err() && read(PermissionSet::ALL.bits() | 1 << bit).is_err(), "bit {bit}");
    }
    assert_eq!(read(PermissionSet::ALL.bits()), Ok(PermissionSet::ALL));
    let (mut w, acme, ada) = World::with_root();
    w.ok(ada, define(RoleId::from(Uuid::from_u128(77)), acme, subtree(Permission::SmsSend)));
    w.key(ada, acme, Permission::SmsSend);
    let json = serde_json::to_string(w.changes()).unwrap();
    for name in ["sms.sned", "custom.32", "SMS.SEND", "*", ""] {
        let spoilt = json.replace("\"sms.send\"", &format!("\"{name}\""));
        assert!(serde_json::from_str::<Vec<Change>>(&spoilt).is_err(), "{name}");
    }
    assert_eq!(serde_json::from_str::<Vec<Change>>(&json).unwrap(), w.changes());
}

/// A log of changes, edited, and what the replay says.
#[test]
fn i7_a_log_that_does_not_fit_is_refused() {
    let w = everything();
    let json = serde_json::to_value(w.changes()).unwrap();
    let replay = |json: Value| {
        let changes: Vec<Change> = serde_json::from_value(json).map_err(|error| error.to_string())?;
        Directory::replay(changes).map_err(|error| error.to_string())
    };
    assert!(replay(json.clone()).unwrap() == w.directory);
    let cases: [(Spoil, &str); 9] = [
        (|log| log[1]["revision"] = json!(3), "the next change must have revision 2, not 3"),
        (|log| log[2] = log[1].clone(), "the next change must have revision 3, not 2"),
        (|log| log[1]["previous"] = text(UNKNOWN), "revision 2 was planned after change 00000000-0000-0000-"),
        (
            |log| log[1]["command"]["open_subaccount"]["account"] = text(0),
            "revision 2 does not fit: the nil UUID can't be an id",
        ),
        (|log| log[1]["command"]["open_subaccount"]["account"] = text(ACME), "was used before"),
        (|log| log[1]["command"]["open_subaccount"]["parent"] = text(UNKNOWN), "no account"),
        (|log| log[5]["actor"] = json!({ "user": text(UNKNOWN) }), "no user"),
        (|log| log[1]["v"] = json!(3), "it is of format 3"),
        (|log| log[1]["command"] = json!({ "drop_everything": {} }), "unknown variant `drop_everything`"),
    ];
    for (spoil, expected) in cases {
        let mut log = json.clone();
        spoil(&mut log);
        let error = replay(log).map(|_| ()).unwrap_err();
        assert!(error.contains(expected), "{error}");
    }
}

/// E is judged when a command is planned, and never again: a later version must read its own past.
#[test]
fn i7_replay_does_not_judge_the_actors_rights_again() {
    let (mut w, acme, ada) = World::with_root();
    let eve = w.member(acme, Assignment::of(Preset::Basic));
    w.ok(ada, rename(acme));
    let mut log = serde_json::to_value(w.changes()).unwrap();
    log[2]["actor"] = json!({ "user": eve.to_string() });
    let changes: Vec<Change> = serde_json::from_value(log).unwrap();
    assert!(Directory::replay(changes).unwrap() == w.directory);
    assert_eq!(w.code_of(eve, &rename(acme)), "missing");
}
