//! Every [`ErasureError`], as the answer to who wants somebody erased.

use sendright::testing::{World, account, user};
use sendright::{AccountId, Change, Directory, Email, Erasure, ErasureError, Preset, UserId};

use crate::support::variants::assert_all_made;

enum Who {
    User(UserId),
    Address(AccountId, Email),
}

/// A code, a directory, its log, and somebody who can't be erased.
fn rows() -> Vec<(&'static str, Directory, Vec<Change>, Who)> {
    let world = World::new().account("acme").member("bob", Preset::Sender).sub("shop");
    let (directory, log) = (world.directory().clone(), world.changes().to_vec());
    let behind = log.iter().take(1).cloned().collect();
    vec![
        ("still_user", directory.clone(), log.clone(), Who::User(user("bob"))),
        ("unknown_user", directory.clone(), log.clone(), Who::User(user("mallory"))),
        ("address_in_use", directory.clone(), log.clone(), Who::Address(account("acme"), World::email("bob"))),
        // A sub-account is no tree; its root account is to be named.
        ("unknown_root", directory.clone(), log.clone(), Who::Address(account("shop"), World::email("dan"))),
        ("unknown_root", directory.clone(), log, Who::Address(account("nowhere"), World::email("dan"))),
        ("other_revision", directory, behind, Who::User(user("mallory"))),
    ]
}

#[test]
fn every_erasure_error_is_the_answer_to_an_erasure() {
    let mut made: Vec<ErasureError> = Vec::new();
    for (code, directory, log, who) in rows() {
        let erasure = match who {
            Who::User(user) => Erasure::of_user(user, &directory, &log),
            Who::Address(root, email) => Erasure::of_address(root, &email, &directory, &log),
        };
        let error = erasure.expect_err(code);
        assert_eq!(error.code(), code);
        made.push(error);
    }
    assert_all_made(include_str!("../../../src/directory/erasure.rs"), "ErasureError", made);
}
