//! Logs that nobody should have stored: each is refused at the change that can't be (rules C2, I1 to I7).

use chrono::{DateTime, Utc};
use sendright::{Account, Actor, Assignment, Change, Command, Directory, Permission, Preset};
use serde_json::{Value, json};

use super::every_command::{
    ACME, ADA, BOB, DEEP, EVE, FAY, IVY, LAST, NORTH, OTHER, SOUTH, ZOE, account, add_user, changes, directory, email,
    invitation, invite, key, minute, name, open_account, open_subaccount, role, unplanned, user,
};
use super::hostile_snapshots::{NIL, replay};
use crate::support::commands::invite_until;

fn log() -> Vec<Value> {
    changes().iter().map(|change| serde_json::to_value(change).unwrap()).collect()
}

#[track_caller]
fn assert_not_replayed(what: &str, log: Vec<Value>, message: &str) {
    match replay(log) {
        Ok(_) => panic!("{what}: it was replayed"),
        Err(error) => assert!(error.contains(message), "{what}\n    told: {error}\nexpected: {message}"),
    }
}

/// The place of the first change with a command of this name.
fn place(log: &[Value], command: &str) -> usize {
    log.iter().position(|change| change["command"].get(command).is_some()).unwrap()
}

/// The log with a command more, that nobody has planned.
fn with(actor: Actor, command: &Command) -> Vec<Value> {
    let mut log = log();
    log.push(unplanned(&directory(), actor, command, minute(LAST)));
    log
}

/// The log with some commands of the operator more, each at its minute.
fn with_each(commands: &[(i64, Command)]) -> Vec<Value> {
    let (mut log, mut directory) = (log(), directory());
    for (number, command) in commands {
        let change = unplanned(&directory, Actor::System, command, minute(*number));
        let _ = directory.commit(serde_json::from_value(change.clone()).unwrap());
        log.push(change);
    }
    log
}

#[track_caller]
fn assert_invalid(actor: Actor, command: &Command, message: &str) {
    let log = with(actor, command);
    let told = format!("revision {} does not fit: {message}", log.len());
    assert_not_replayed(command.name(), log, &told);
}

#[test]
fn c2_revisions_follow_one_another() {
    let told = |expected, found| format!("the next change must have revision {expected}, not {found}");
    let edit = |spoil: fn(&mut Vec<Value>)| {
        let mut log = log();
        spoil(&mut log);
        log
    };
    assert_not_replayed("a gap", edit(|log| drop(log.remove(7))), &told(8, 9));
    assert_not_replayed("no beginning", edit(|log| drop(log.remove(0))), &told(1, 2));
    assert_not_replayed("twice", edit(|log| log.insert(7, log[6].clone())), &told(8, 7));
    assert_not_replayed("exchanged", edit(|log| log.swap(6, 7)), &told(7, 8));
    assert_not_replayed("from 0", edit(|log| log[0]["revision"] = json!(0)), &told(1, 0));
    assert_not_replayed("the last", edit(|log| log[0]["revision"] = json!(u64::MAX)), &told(1, u64::MAX));
}

/// One clock was years behind, another years ahead: the log makes the same directory, and the times are as they were told.
#[test]
fn c2_security_23_a_log_whose_times_go_back_is_replayed() {
    for (at, latest) in
        [("1998-01-01T00:00:00Z", minute(LAST)), ("2099-01-01T00:00:00Z", instant("2099-01-01T00:00:00Z"))]
    {
        let mut log = log();
        let define = place(&log, "define_role");
        log[define]["at"] = json!(at);
        let replayed = replay(log).unwrap();
        assert_eq!((replayed.time(), replayed.latest_time()), (Some(minute(LAST)), Some(latest)));
        let without_times = |directory: &Directory| {
            let mut snapshot = serde_json::to_value(directory.snapshot()).unwrap();
            snapshot["latest_time"] = Value::Null;
            snapshot
        };
        assert_eq!(without_times(&replayed), without_times(&directory()));
        assert_eq!(Directory::restore(replayed.snapshot()).unwrap(), replayed);
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A change fits the log of its tree alone, wherever it is put.
#[test]
fn c2_security_41_a_change_names_the_last_one_of_its_tree() {
    let ids: Vec<Value> = log().iter().map(|change| change["id"].clone()).collect();
    let told = |place: usize, found: &str, expected: &str| {
        format!("revision {} was planned after {found}, and the last change of its tree is {expected}:", place + 1)
    };
    let change = |id: &Value| format!("change {}", id.as_str().unwrap());
    let edit = |place: usize, previous: Value| {
        let mut log = log();
        log[place]["previous"] = previous;
        log
    };
    let last = ids.len() - 1;
    let expected = change(&ids[last - 1]);
    let fork = |previous: &Value| told(last, &change(previous), &expected);
    // Change 1, counted from 0, opens the other tree.
    assert_not_replayed("another tree", edit(last, ids[1].clone()), &fork(&ids[1]));
    assert_not_replayed("an earlier one", edit(last, ids[last - 2].clone()), &fork(&ids[last - 2]));
    assert_not_replayed("itself", edit(last, ids[last].clone()), &fork(&ids[last]));
    assert_not_replayed("nil", edit(last, json!(NIL)), &fork(&json!(NIL)));
    assert_not_replayed("none", edit(last, Value::Null), &told(last, "no change", &expected));
    assert_not_replayed("a tree after another", edit(1, ids[0].clone()), &told(1, &change(&ids[0]), "no change"));
    assert_not_replayed("in the middle", edit(20, ids[18].clone()), &told(20, &change(&ids[18]), &change(&ids[19])));
    // The first change of a tree after that of the other tree names the last of its own.
    assert_eq!(log()[2]["previous"], ids[0]);
}

/// A change has an id of its own (rule C2).
#[test]
fn c2_a_change_has_an_id_of_its_own() {
    let edit = |place: usize, id: Value| {
        let mut log = log();
        log[place]["id"] = id;
        log
    };
    let last = log().len() - 1;
    let before = log()[last - 1]["id"].clone();
    let taken = format!("the id {} was used before: create a new id", before.as_str().unwrap());
    assert_not_replayed("twice", edit(last, before), &taken);
    assert_not_replayed("nil", edit(last, json!(NIL)), "the nil UUID can't be an id: create a new id");
    assert_not_replayed("nil", edit(0, json!(NIL)), "the nil UUID can't be an id: create a new id");
    let other = json!("0f000000-0000-0000-0000-000000000001");
    let replayed = replay(edit(last, other.clone())).unwrap();
    assert_eq!(json!(replayed.last_change(account(ACME))), other);
}

#[test]
fn what_is_no_change_is_refused() {
    let edit = |place: usize, spoil: fn(&mut Value)| {
        let mut log = log();
        spoil(&mut log[place]);
        log
    };
    let v = |change: &mut Value| change["v"] = json!(3);
    assert_not_replayed(
        "of the future",
        edit(5, v),
        "update sendright to read this: it is of format 3, and this version reads 2",
    );
    let v = |change: &mut Value| change["v"] = json!(1);
    assert_not_replayed("never released", edit(5, v), "this is of format 1, which was never released: no version");
    let v = |change: &mut Value| change["v"] = json!(0);
    assert_not_replayed("before the first", edit(5, v), "there is no format 0: the first is 2");
    let previous = |change: &mut Value| drop(change.as_object_mut().unwrap().remove("previous"));
    assert_not_replayed("no place", edit(0, previous), "missing field `previous`");
    let id = |change: &mut Value| drop(change.as_object_mut().unwrap().remove("id"));
    assert_not_replayed("no id", edit(5, id), "missing field `id`");
    let unknown = |change: &mut Value| change["command"] = json!({"grant_all": {"user": user(EVE)}});
    assert_not_replayed("unknown", edit(5, unknown), "unknown variant `grant_all`, expected one of `open_account`");
    let two = |change: &mut Value| change["command"]["leave"] = json!({"account": account(ACME)});
    assert_not_replayed("two commands", edit(5, two), "invalid length 2, expected a map with one entry");
    let field = |change: &mut Value| change["by"] = json!("me");
    assert_not_replayed(
        "a field",
        edit(5, field),
        "unknown field `by`, expected one of `v`, `id`, `previous`, `revision`",
    );
    let field = |change: &mut Value| change["command"]["open_account"]["subtree"] = json!(true);
    assert_not_replayed("a field", edit(0, field), "unknown field `subtree`, expected one of `account`, `name`");
    let actor = |change: &mut Value| change["actor"] = json!("root");
    assert_not_replayed("an actor", edit(5, actor), "unknown variant `root`, expected one of `system`, `user`");
    let at = |change: &mut Value| change["at"] = json!("yesterday");
    assert_not_replayed("a time", edit(5, at), "`yesterday` is not an instant: expected RFC 3339 such as");
    let mut unnested = log();
    let define = place(&unnested, "define_role");
    unnested[define]["command"]["define_role"]["grants"] = json!({"subtree": ["sms.send"], "own": ["sms.send"]});
    assert_not_replayed("unnested grants", unnested, "`sms.send` is listed under two scopes");
}

#[test]
fn i2_references_of_a_log() {
    let (system, ada) = (Actor::System, Actor::from(user(ADA)));
    let nobody = user(99);
    let rename = Command::RenameAccount { account: account(NORTH), name: name("North"), replaces: None };
    assert_invalid(nobody.into(), &rename, &format!("no user {nobody} is within reach"));
    assert_invalid(user(IVY).into(), &rename, &format!("no user {} is within reach", user(IVY)));
    assert_invalid(key(99).into(), &rename, &format!("no API key {} is within reach", key(99)));
    assert_invalid(ada, &open_subaccount(50, 99), &format!("no account {} is within reach", account(99)));
    assert_invalid(system, &Command::DeleteUser { user: nobody }, &format!("no user {nobody}"));
    assert_invalid(system, &Command::DeleteRole { role: role(2) }, &format!("no role {}", role(2)));
    assert_invalid(system, &Command::RevokeApiKey { key: key(3) }, &format!("no API key {}", key(3)));
    let revoke = |number| Command::RevokeInvitation { invitation: invitation(number) };
    assert_invalid(ada, &revoke(99), &format!("no invitation {}", invitation(99)));
    assert_invalid(ada, &revoke(1), &format!("no invitation {}", invitation(1)));
    assert!(replay(with(ada, &revoke(6))).is_ok(), "it has expired, and is still there");
    let accept = |number, local| Command::AcceptInvitation {
        invitation: invitation(number),
        email: email(local),
        name: name("New"),
        phone: None,
    };
    assert_invalid(user(50).into(), &accept(6, "lee"), &format!("invitation {} can no longer be", invitation(6)));
    assert_invalid(user(50).into(), &accept(1, "bob"), &format!("no invitation {}", invitation(1)));
    // A key that is revoked is nobody, like one that never was.
    assert_invalid(key(1).into(), &rename, &format!("no API key {} is within reach", key(1)));
    let unknown_role = Assignment::of(role(99));
    assert_invalid(system, &add_user(50, ACME, "new", unknown_role), &format!("role {} can't be used", role(99)));
}

#[test]
fn i2_depth_in_a_log() {
    let (mut log, deepest) = (log(), usize::from(Account::MAX_DEPTH));
    // North is one below the root account, and each of these below the last: the last of all is one too many.
    for (number, parent) in (50..).zip(std::iter::once(NORTH).chain(50..)).take(deepest) {
        let so_far = replay(log.clone()).expect("not below the deepest account yet");
        log.push(unplanned(&so_far, user(ADA).into(), &open_subaccount(number, parent), minute(LAST)));
    }
    let (end, parent) = (log.len(), account(50 + deepest as u128 - 2));
    let told =
        format!("revision {end} does not fit: account {parent} can't have sub-accounts: it is at depth {deepest}");
    assert_not_replayed("below the deepest account", log, &told);
}

#[test]
fn i3_c6_addresses_and_trees_in_a_log() {
    let basic = || Assignment::of(Preset::Basic);
    assert_invalid(
        Actor::System,
        &add_user(50, NORTH, "fay", basic()),
        "the address is another user's: choose another, or look for the user",
    );
    let fay = Command::ChangeEmail { user: user(EVE), email: email("fay") };
    assert_invalid(user(ADA).into(), &fay, "the address is another user's: choose another, or look for the user");
    let zoe = add_user(ZOE, ACME, "zoe", basic());
    assert_invalid(Actor::System, &zoe, &format!("user {} belongs to another tenant", user(ZOE)));
    let bob = add_user(BOB, OTHER, "bob", basic());
    assert_invalid(Actor::System, &bob, &format!("user {} belongs to another tenant", user(BOB)));
    let told = format!("user {} belongs to another tenant", user(ZOE));
    assert_invalid(user(ZOE).into(), &invite(50, ACME, "new", basic(), 10_000), &told);
    let accept =
        Command::AcceptInvitation { invitation: invitation(4), email: email("jo"), name: name("Jo"), phone: None };
    assert_invalid(user(ZOE).into(), &accept, &told);
}

#[test]
fn i4_windows_and_assignments_in_a_log() {
    let add = |assignment| add_user(50, ACME, "new", assignment);
    let basic = || Assignment::of(Preset::Basic);
    assert_invalid(Actor::System, &add(Assignment::default()), "the assignment gives nothing");
    assert_invalid(
        Actor::System,
        &add(basic().from(minute(900)).until(minute(800))),
        "no time is left between 2026-11-03 00:00:00 UTC and 2026-11-02 22:20:00 UTC",
    );
    assert_invalid(Actor::System, &add(basic().until(minute(1))), "no time is left between");
    assert_invalid(Actor::System, &invite(50, ACME, "new", basic(), 1), "no time is left between");
    assert_invalid(
        Actor::System,
        &invite(50, SOUTH, "new", basic(), 10_000),
        &format!("account {} is closed for good", account(SOUTH)),
    );
    let below = Assignment::of(role(1));
    let told = format!("role {} can't be used in account {}", role(1), account(OTHER));
    assert_invalid(Actor::System, &add_user(50, OTHER, "new", below), &told);
}

#[test]
fn i1_the_last_administrator_in_a_log() {
    let told = format!("account {} would have no permanent administrator", account(OTHER));
    let zoe = user(ZOE);
    let assign = |assignment| Command::Assign { user: zoe, account: account(OTHER), assignment, replaces: None };
    assert_invalid(zoe.into(), &Command::Leave { account: account(OTHER) }, &told);
    assert_invalid(Actor::System, &Command::RemoveMember { user: zoe, account: account(OTHER) }, &told);
    assert_invalid(Actor::System, &Command::DeleteUser { user: zoe }, &told);
    assert_invalid(Actor::System, &Command::DeactivateUser { user: zoe }, &told);
    assert_invalid(Actor::System, &assign(Assignment::of(Preset::Standard)), &told);
    assert_invalid(Actor::System, &assign(Assignment::of(Preset::Admin).until(minute(10_000))), &told);
    assert_invalid(Actor::System, &assign(Assignment::of(Preset::Admin).from(minute(10_000))), &told);
}

/// Beside them: one who stays an administrator, and one who is not counted on.
#[test]
fn i1_who_is_no_last_administrator_may_go_in_a_log() {
    let (fay, zoe) = (user(FAY), user(ZOE));
    let assign = |assignment| Command::Assign { user: zoe, account: account(OTHER), assignment, replaces: None };
    let admin = || Assignment::of(Preset::Admin);
    for command in [
        assign(admin().and(Preset::Basic)),
        assign(admin().from(minute(LAST))),
        assign(admin().withholding(Permission::ProfileEdit)),
        Command::DeleteUser { user: fay },
    ] {
        assert!(replay(with(Actor::System, &command)).is_ok(), "{command:?}");
    }
}

/// A command is judged by its own time: another administrator counts who has started by then, whatever other clocks said.
#[test]
fn i1_c2_the_other_administrator_has_started_by_the_time_of_the_command() {
    let other = || {
        let (user, account, assignment) = (user(50), account(OTHER), Assignment::of(Preset::Admin).from(minute(60)));
        Command::AddUser {
            user,
            account,
            email: email("other"),
            name: name("Other"),
            assignment,
            phone: None,
            on_behalf_of: None,
        }
    };
    let remove = |number| Command::RemoveMember { user: user(number), account: account(OTHER) };
    let told = format!("revision {} does not fit: account {} would have no", log().len() + 2, account(OTHER));
    assert_not_replayed("too early", with_each(&[(48, other()), (59, remove(ZOE))]), &told);
    assert!(replay(with_each(&[(48, other()), (60, remove(ZOE))])).is_ok());
    assert_not_replayed("on a slow clock", with_each(&[(99, other()), (59, remove(ZOE))]), &told);
    assert!(replay(with_each(&[(48, other()), (48, remove(50))])).is_ok(), "the other goes before the start");
}

/// No closed account holds a person or a key for ever.
#[test]
fn c10_a_closed_account_is_emptied_in_a_log() {
    let close = |number| Command::CloseAccount { account: account(number) };
    let remove = Command::RemoveMember { user: user(ZOE), account: account(OTHER) };
    assert!(replay(with_each(&[(48, close(OTHER)), (48, remove)])).is_ok());
    let emptied = replay(with_each(&[(48, close(ACME)), (48, Command::RevokeApiKey { key: key(2) })])).unwrap();
    assert_eq!(emptied.api_key(key(2)), None);
    let add = add_user(50, OTHER, "new", Assignment::of(Preset::Basic));
    let told = format!("account {} is closed for good", account(OTHER));
    assert_not_replayed("what gives", with_each(&[(48, close(OTHER)), (48, add)]), &told);
}

#[test]
fn i5_ids_are_never_nil_and_never_used_again_in_a_log() {
    let ada = Actor::from(user(ADA));
    let basic = || Assignment::of(Preset::Basic);
    let define = |id: sendright::RoleId| Command::DefineRole {
        role: id,
        account: account(ACME),
        name: name("Role"),
        grants: Preset::Basic.grants(),
    };
    let create = |id: sendright::ApiKeyId| Command::CreateApiKey {
        key: id,
        account: account(ACME),
        subtree: false,
        name: name("Key"),
        cap: sendright::PermissionSet::SMS_SEND,
        until: None,
    };
    let taken = |id: uuid::Uuid| format!("the id {id} was used before: create a new id");
    let accept = |number, local| Command::AcceptInvitation {
        invitation: invitation(number),
        email: email(local),
        name: name("New"),
        phone: None,
    };
    // What is there, and what is gone.
    assert_invalid(Actor::System, &open_account(SOUTH, 50, "new@acme.example"), &taken(account(SOUTH).uuid()));
    assert_invalid(ada, &open_subaccount(DEEP, ACME), &taken(account(DEEP).uuid()));
    assert_invalid(Actor::System, &open_account(50, FAY, "new@acme.example"), &taken(user(FAY).uuid()));
    assert_invalid(Actor::System, &open_account(50, IVY, "new@acme.example"), &taken(user(IVY).uuid()));
    assert_invalid(Actor::System, &add_user(IVY, ACME, "ivy", basic()), &taken(user(IVY).uuid()));
    assert_invalid(user(IVY).into(), &accept(4, "jo"), &taken(user(IVY).uuid()));
    for number in [1, 2] {
        assert_invalid(ada, &define(role(number)), &taken(role(number).uuid()));
    }
    for number in 1..=6 {
        assert_invalid(ada, &invite(number, ACME, "new", basic(), 10_000), &taken(invitation(number).uuid()));
    }
    for number in 1..=3 {
        assert_invalid(ada, &create(key(number)), &taken(key(number).uuid()));
    }
    let nil = uuid::Uuid::nil();
    let told = "the nil UUID can't be an id: create a new id";
    let nil_account = Command::OpenSubaccount { account: nil.into(), parent: account(ACME), name: name("Nil") };
    assert_invalid(ada, &nil_account, told);
    assert_invalid(ada, &define(nil.into()), told);
    assert_invalid(ada, &create(nil.into()), told);
    assert_invalid(sendright::UserId::from(nil).into(), &accept(4, "jo"), told);
    let expires = minute(10_000);
    let (invitation, account, email) = (nil.into(), account(ACME), email("new"));
    assert_invalid(ada, &invite_until(invitation, account, &email, basic(), expires), told);
}

/// A log that is read names its first fault and keeps nothing of what follows.
#[test]
fn c2_a_log_is_replayed_whole_or_not_at_all() {
    let mut log = log();
    let middle = log.len() / 2;
    log[middle]["revision"] = json!(1);
    let told = format!("the next change must have revision {}, not 1", middle + 1);
    assert_not_replayed("in the middle", log, &told);
    let sound: Vec<Change> = changes();
    assert_eq!(sound.len() as u64, Directory::replay(sound).unwrap().revision());
}
