//! G6 for what is committed without being planned: a key of an account gives no command, and no key has one in its hands.

use std::collections::BTreeSet;

use sendright::{Actor, Change, Command, CommitError, Directory, Permission, PermissionSet};

use super::every_command::{ACME, ADA, ZOE, account, directory, key, minute, name, steps, unplanned, user};
use crate::support::stamp::stamp;

/// The key of an account in the directory of every command, and a person's.
const OF_ACCOUNT: u128 = 4;
const PERSONAL: u128 = 2;

#[track_caller]
fn assert_refused(directory: &Directory, actor: Actor, command: &Command, code: &str) {
    let change: Change = serde_json::from_value(unplanned(directory, actor, command, minute(1_000))).unwrap();
    let mut committed = directory.clone();
    match committed.commit(change) {
        Err(CommitError::Invalid { refusal, .. }) => assert_eq!(refusal.code(), code, "{actor}: {}", command.name()),
        other => panic!("{actor}: {}: {other:?}", command.name()),
    }
    assert_eq!(committed, *directory);
}

#[test]
fn g6_a_key_of_an_account_gives_no_command_not_even_unplanned() {
    let (directory, actor) = (directory(), Actor::from(key(OF_ACCOUNT)));
    let mut names = BTreeSet::new();
    for (_, command) in steps() {
        names.insert(command.name());
        let refusal = directory.plan(actor, &command, stamp(&directory, minute(1_000))).unwrap_err();
        assert_eq!(refusal.code(), "not_by_account_key", "{}", command.name());
        assert_refused(&directory, actor, &command, "not_by_account_key");
    }
    assert_eq!(names, BTreeSet::from(Command::NAMES));
}

/// It would be in the hands of a key, or of another tenant, and the snapshot could not be restored.
#[test]
fn g6_c6_a_key_of_an_account_comes_into_no_other_hands_by_an_unplanned_change() {
    let directory = directory();
    let (of_account, cap) = (key(OF_ACCOUNT), PermissionSet::SMS_SEND);
    let commands = [
        Command::CreateAccountKey {
            key: key(50),
            account: account(ACME),
            subtree: false,
            name: name("Nightly"),
            cap,
            until: None,
        },
        Command::ChangeApiKey {
            key: of_account,
            subtree: false,
            name: name("Nightly"),
            cap,
            until: None,
            replaces: None,
        },
        Command::ResetApiKey { key: of_account },
    ];
    for command in &commands {
        assert_refused(&directory, key(PERSONAL).into(), command, "not_by_key");
        assert_refused(&directory, user(ZOE).into(), command, "other_tree");
        assert_refused(&directory, user(99).into(), command, "unknown_user");
        for actor in [Actor::System, user(ADA).into()] {
            let change = serde_json::from_value(unplanned(&directory, actor, command, minute(1_000))).unwrap();
            let mut committed = directory.clone();
            committed.commit(change).unwrap();
            assert_eq!(Directory::restore(committed.snapshot()).unwrap(), committed);
        }
    }
}

/// What is stored of it comes back, in JSON and compact, with the hands of one who is gone.
#[test]
fn g6_i7_a_key_of_an_account_comes_back_from_a_snapshot() {
    let directory = directory();
    let stored = directory.api_key(key(OF_ACCOUNT)).unwrap();
    let custody = stored.custody().unwrap();
    let Actor::User(gone) = custody.created_by() else { panic!("{custody:?}") };
    assert!(directory.user(gone).is_none());
    let json = serde_json::to_string(&directory.snapshot()).unwrap();
    let compact = postcard::to_allocvec(&directory.snapshot()).unwrap();
    for snapshot in [serde_json::from_str(&json).unwrap(), postcard::from_bytes(&compact).unwrap()] {
        let restored = Directory::restore(snapshot).unwrap();
        assert_eq!(restored.api_key(key(OF_ACCOUNT)), Some(stored));
        assert!(restored.keys_in_custody_of(gone).map(sendright::ApiKey::id).eq([key(OF_ACCOUNT)]));
        assert!(restored.keys_that_can(Permission::SmsSend, account(ACME), minute(100)).eq([key(OF_ACCOUNT)]));
    }
    let json = serde_json::to_value(stored).unwrap();
    assert_eq!(json["owner"]["account"]["created_by"], serde_json::json!({"user": gone}));
    assert_eq!(serde_json::from_value::<sendright::ApiKey>(json).unwrap(), *stored);
}
