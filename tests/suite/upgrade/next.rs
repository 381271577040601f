//! What the next version makes of what this one wrote, and who has its new permissions.

use sendright::{
    Actor, Assignment, Change, Command, Directory, Grants, Permission, PermissionSet, Preset, Scope, Selection,
};
use uuid::Uuid;

use crate::support::golden::{assert_golden, read};
use crate::support::stamp::stamp;

use super::answers::{answers, may};
use super::stored::{compact, directories, json};
use super::world::*;

/// What this version stored, by name.
fn of_today() -> Vec<(&'static str, Directory)> {
    directories(|file| read(&format!("upgrade/{file}")))
}

#[test]
fn v7_security_21_22_logs_and_snapshots_give_the_same_directory_with_the_same_answers() {
    let [(_, first), others @ ..] = &of_today()[..] else { panic!("there are four") };
    for (file, directory) in others {
        assert_eq!(directory, first, "{file}");
        assert_eq!(answers(directory), answers(first), "{file}");
    }
    // Never blessed here: they are those of the version before.
    let golden = read("upgrade/answers.txt");
    assert_eq!(answers(first).lines().count(), golden.lines().count());
    for (is, was) in answers(first).lines().zip(golden.lines()) {
        // One membership comes to reach below by nothing but what is new, so that what it does not allow is told otherwise.
        let reaches_newly = was.starts_with(&format!("user {ONLY} ")) && was.contains("no_access");
        let what_is_allowed = |line: &str| line.split(' ').take(7).collect::<Vec<_>>().join(" ");
        if reaches_newly {
            assert_eq!(what_is_allowed(is), what_is_allowed(was));
        } else {
            assert_eq!(is, was);
        }
    }
    // And it goes on, by whoever may.
    let mut directory = first.clone();
    let rename = Command::RenameAccount { account: account(NORTH), name: "N".parse().unwrap(), replaces: None };
    directory.execute(user(CUSTOM_ADMIN), rename, stamp(first, today())).unwrap();
    assert_eq!(Directory::restore(directory.snapshot()).unwrap(), directory);
}

/// The table of the manual: who has a permission that comes later.
#[test]
fn v7_who_has_a_new_permission() {
    let (archive, forecast) = (Permission::SmsArchive, Permission::EmailForecast);
    for (file, directory) in of_today() {
        let has = |number: u128, place: u128| {
            [archive, forecast].map(|permission| may(&directory, user(number), permission, place))
        };
        let by_key = |number: u128, place: u128| {
            [archive, forecast].map(|permission| may(&directory, key(number), permission, place))
        };
        assert_eq!(has(ADA, ACME), [true, true], "{file}: the preset Admin");
        assert_eq!(has(ADA, NORTH), [true, true], "{file}: a sub-account that was opened before");
        assert_eq!(has(CUSTOM_ADMIN, ACME), [false, false], "{file}: a custom role is a set");
        assert_eq!(has(STANDARD, ACME), [true, false], "{file}: a preset to which it is given");
        assert_eq!(has(LEVELS, ACME), [true, true], "{file}: a level that gives it");
        assert_eq!(has(ALL_BUT, ACME), [false, false], "{file}: all but a few are withheld");
        assert_eq!(has(ONLY, ACME), [true, true], "{file}: what is withheld is a set");
        assert_eq!(has(ADA, SOUTH), [false, false], "{file}: features that are a set");
        assert_eq!(has(ADA, WEST), [true, true], "{file}: features that are everything but a few");
        assert_eq!(has(OTHER_ADMIN, OTHER), [false, false], "{file}: features that are a set of all that there was");
        assert_eq!(has(ADA, FAR_NORTH), [false, true], "{file}: suspended, which keeps what Guests have");
        assert_eq!(has(ADA, EAST), [false, false], "{file}: closed");
        assert_eq!(by_key(1, ACME), [false, false], "{file}: a cap is a set");
        assert_eq!(by_key(5, ACME), [false, false], "{file}: that of a key of an account, too");
    }
}

/// I1 asks of an administrator what there was at first: a new permission makes no state unsound, and asks for nobody new.
#[test]
fn i1_v7_an_administrator_by_a_custom_role_stays_one() {
    let (_, mut directory) = of_today().remove(0);
    let remove = Command::RemoveMember { user: user(ADA), account: account(ACME) };
    directory.execute(Actor::System, remove, stamp(&directory, today())).unwrap();
    let leave = Command::Leave { account: account(ACME) };
    let refusal = directory.plan(user(CUSTOM_ADMIN), &leave, stamp(&directory, today())).unwrap_err();
    assert_eq!(refusal.code(), "last_administrator");
    // What they do not hold they do not give (rule E2): the operator or a Preset::Admin does.
    let assign = Command::Assign {
        user: user(LEVELS),
        account: account(ACME),
        assignment: Assignment::of(Preset::Admin),
        replaces: None,
    };
    let refusal = directory.plan(user(CUSTOM_ADMIN), &assign, stamp(&directory, today())).unwrap_err();
    assert_eq!(refusal.code(), "uncovered");
    assert!(directory.plan(Actor::System, &assign, stamp(&directory, today())).is_ok());
}

/// G6: whoever covers the first catalogue can revoke any key, also one that holds what came later; to change it or to reset it
/// takes coverage of all.
#[test]
fn g6_v7_an_administrator_by_a_custom_role_revokes_a_key_that_holds_what_came_later() {
    let (_, mut directory) = of_today().remove(0);
    let (key, name) = (key(8), || "Later".parse().unwrap());
    let cap = PermissionSet::ALL;
    let create = |cap| Command::CreateAccountKey {
        key,
        account: account(NORTH),
        subtree: false,
        name: name(),
        cap,
        until: None,
    };
    directory.execute(Actor::System, create(cap), stamp(&directory, today())).unwrap();
    assert!(may(&directory, key, Permission::SmsArchive, NORTH));
    let narrow = Command::ChangeApiKey {
        key,
        subtree: false,
        name: name(),
        cap: PermissionSet::EMPTY,
        until: None,
        replaces: None,
    };
    for command in [narrow, Command::ResetApiKey { key }] {
        let refusal = directory.plan(user(CUSTOM_ADMIN), &command, stamp(&directory, today())).unwrap_err();
        assert_eq!(refusal.code(), "uncovered");
        assert!(directory.plan(user(ADA), &command, stamp(&directory, today())).is_ok());
    }
    directory.execute(user(CUSTOM_ADMIN), Command::RevokeApiKey { key }, stamp(&directory, today())).unwrap();
}

/// The files at which this version must stop.
#[test]
fn v7_what_the_next_version_writes() {
    let (_, mut directory) = of_today().remove(0);
    let new = Permission::SmsArchive | Permission::EmailForecast;
    let role = Uuid::from_u128(0xd002).into();
    let commands = [
        Command::DefineRole {
            role,
            account: account(ACME),
            name: "Archivist".parse().unwrap(),
            grants: Grants::of(Permission::SmsArchive.into(), Scope::Account),
        },
        Command::SetFeatures { account: account(SOUTH), features: Selection::from(new) },
        Command::SetFeatures { account: account(NORTH), features: Selection::all_but(Permission::EmailForecast) },
        Command::Assign {
            user: user(LEVELS),
            account: account(ACME),
            assignment: Assignment::of(Preset::Basic).withholding(PermissionSet::EMAIL_FORECAST),
            replaces: None,
        },
    ];
    let changes: Vec<Change> =
        commands.map(|command| directory.execute(Actor::System, command, stamp(&directory, today())).unwrap()).into();
    assert_golden("upgrade/next/changes.jsonl", &json(&changes));
    assert_golden("upgrade/next/changes.postcard.hex", &compact(&changes));
    assert_golden("upgrade/next/snapshot.json", &json(&[directory.snapshot()]));
    assert_golden("upgrade/next/snapshot.postcard.hex", &compact(&[directory.snapshot()]));
}
