//! Logs that nobody should have stored: each is refused at the change that can't be (rules C2, I1 to I7).

use sendright::{Account, Actor, Assignment, Change, Command, Preset};
use serde_json::{Value, json};

use super::every_command::{
    ACME, ADA, BOB, DEEP, EVE, FAY, IVY, NORTH, OTHER, SOUTH, ZOE, account, add_user, changes, email, invitation,
    invite, key, minute, name, open_account, open_subaccount, role, user,
};
use super::hostile_snapshots::replay;

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
    let mut change = log.last().unwrap().clone();
    change["revision"] = json!(log.len() + 1);
    change["actor"] = json!(actor);
    change["command"] = json!(command);
    log.push(change);
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

#[test]
fn c2_time_does_not_run_backwards_in_a_log() {
    let mut log = log();
    log[9]["at"] = json!((minute(8) - chrono::TimeDelta::nanoseconds(1)).to_rfc3339());
    let told = "the time of the change, 2026-11-02 09:07:59.999999999 UTC, is before that of the last change, 2026-11-02 09:08:00 UTC";
    assert_not_replayed("backwards", log, told);
}

#[test]
fn what_is_no_change_is_refused() {
    let edit = |place: usize, spoil: fn(&mut Value)| {
        let mut log = log();
        spoil(&mut log[place]);
        log
    };
    assert_not_replayed("of the future", edit(5, |change| change["v"] = json!(2)), "the format version is 2, and this");
    let unknown = |change: &mut Value| change["command"] = json!({"grant_all": {"user": user(EVE)}});
    assert_not_replayed("unknown", edit(5, unknown), "unknown variant `grant_all`, expected one of `open_account`");
    let two = |change: &mut Value| change["command"]["leave"] = json!({"account": account(ACME)});
    assert_not_replayed("two commands", edit(5, two), "expected map with a single key");
    let field = |change: &mut Value| change["by"] = json!("me");
    assert_not_replayed("a field", edit(5, field), "unknown field `by`, expected one of `v`, `revision`");
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
    assert_invalid(ada, &revoke(1), &format!("invitation {} can no longer be answered", invitation(1)));
    assert_invalid(ada, &revoke(6), &format!("invitation {} can no longer be answered", invitation(6)));
    let unknown_role = Assignment::of(role(99));
    assert_invalid(system, &add_user(50, ACME, "new", unknown_role), &format!("role {} can't be used", role(99)));
}

#[test]
fn i2_depth_in_a_log() {
    let mut log = log();
    let end = log.len();
    // North is one below the root account, and each of these below the last: the last of all is one too many.
    let more = usize::from(Account::MAX_DEPTH);
    for (number, parent) in (50..).zip(std::iter::once(NORTH).chain(50..)).take(more) {
        let mut change = log.last().unwrap().clone();
        change["revision"] = json!(log.len() + 1);
        change["command"] = json!(open_subaccount(number, parent));
        log.push(change);
    }
    assert!(replay(log[..end + more - 1].to_vec()).is_ok(), "the deepest account");
    let parent = account(50 + more as u128 - 2);
    let told = format!(
        "revision {} does not fit: account {parent} can't have sub-accounts: it is at depth {more}",
        end + more
    );
    assert_not_replayed("below the deepest account", log, &told);
}

#[test]
fn i3_c6_addresses_and_trees_in_a_log() {
    let basic = || Assignment::of(Preset::Basic);
    assert_invalid(Actor::System, &add_user(50, NORTH, "fay", basic()), "`fay@acme.example` is another user's address");
    let fay = Command::ChangeEmail { user: user(EVE), email: email("fay") };
    assert_invalid(user(ADA).into(), &fay, "`fay@acme.example` is another user's address");
    let zoe = add_user(ZOE, ACME, "zoe", basic());
    assert_invalid(Actor::System, &zoe, &format!("user {} belongs to another tenant", user(ZOE)));
    let bob = add_user(BOB, OTHER, "bob", basic());
    assert_invalid(Actor::System, &bob, &format!("user {} belongs to another tenant", user(BOB)));
    let told = format!("user {} belongs to another tenant", user(ZOE));
    assert_invalid(user(ZOE).into(), &invite(50, ACME, "new", basic(), 10_000), &told);
    let accept = Command::AcceptInvitation { invitation: invitation(4), email: email("jo"), name: name("Jo") };
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
    assert_invalid(ada, &Command::Invite { invitation, account, email, assignment: basic(), expires }, told);
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
    assert_eq!(sound.len() as u64, sendright::Directory::replay(sound).unwrap().revision());
}
