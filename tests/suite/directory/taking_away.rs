//! C10: what only takes away stays possible, and nothing closed holds a role, a person or a key.

use sendright::{AccountId, Actor, ApiKeyId, Assignment, EmailPolicy, Permission, PermissionSet, Preset, UserId};
#[cfg(feature = "serde")]
use sendright::{Command, Directory};

use crate::support::commands::*;
#[cfg(feature = "serde")]
use crate::support::stamp::stamp;
use crate::support::world::*;

/// A sub-account with somebody who has a key there, and the administrator of the tree.
fn scene() -> (World, AccountId, AccountId, UserId, UserId, ApiKeyId) {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let bob = w.member(north, Assignment::of(Preset::SubaccountAdmin));
    let key = w.key(bob, north, Permission::SmsSend);
    (w, acme, north, ada, bob, key)
}

/// b2b-saas-starter#289: while an account was suspended nobody could remove a member or revoke a leaked key.
#[test]
fn c10_security_27_in_a_suspended_account_members_and_keys_can_be_taken_away() {
    let (w, acme, north, ada, bob, key) = scene();
    for halted in [acme, north] {
        let mut w = w.clone();
        let invited = w.invited(ada, north, Assignment::of(Preset::Basic));
        w.ok(Actor::System, suspend(halted));
        for (actor, command) in [
            (ada, remove(bob, north)),
            (bob, leave(north)),
            (ada, deactivate(bob)),
            (ada, revoke_key(key)),
            (bob, revoke_key(key)),
            (ada, revoke_invitation(invited.id)),
            (invited.user, decline(invited.id, &invited.email)),
            (ada, reset(bob)),
            (bob, reset(bob)),
        ] {
            w.clone().ok(actor, command);
        }
        // What gives waits until it is resumed.
        let (id, (_, email)) = (w.id(), w.person());
        for command in [
            invite(id, north, &email, Assignment::of(Preset::Basic)),
            assign(bob, north, Assignment::of(Preset::Basic)),
            define(w.id(), north, own(Permission::SmsSend)),
            edit(bob),
        ] {
            w.refuses(ada, command, "account_suspended");
        }
        // And who may not is refused as ever.
        let nobody = w.member(north, Assignment::of(Preset::Basic));
        for command in [remove(bob, north), revoke_key(key), deactivate(bob), revoke_invitation(invited.id)] {
            let code = w.code_of(nobody, &command);
            assert_eq!(code, "missing", "{}", command.name());
        }
    }
}

/// The product plan stands against it still: it is not a status.
#[test]
fn c10_the_product_plan_stands_against_it() {
    let (mut w, _, north, ada, bob, key) = scene();
    w.ok(Actor::System, set_features(north, PermissionSet::SMS_SEND));
    w.ok(Actor::System, suspend(north));
    for command in [remove(bob, north), revoke_key(key)] {
        w.refuses(ada, command, "ceiling");
    }
}

/// prefect legacy-ui#1217, freescout#5109: a role used in a closed account could never be deleted; names and policies of
/// closed accounts could not be forgotten.
#[test]
fn c10_security_28_45_nothing_closed_holds_a_role_a_person_or_a_key() {
    let (mut w, acme, north, ada, bob, key) = scene();
    let (above, here) = (w.role(acme, own(Permission::SmsSend)), w.role(north, own(Permission::SmsSend)));
    let eve = w.member(north, Assignment::of(above).and(here));
    w.ok(ada, close(north));
    w.refuses(ada, delete_role(above), "role_in_use");
    // Coverage counts a closed account like an open one: who does not cover them does not remove them.
    let lesser = w.holding(acme, subtree(Permission::UserDeactivate | Permission::IntegrationKeys));
    w.refuses(lesser, remove(bob, north), "uncovered");
    w.refuses(lesser, revoke_key(key), "uncovered");
    w.ok(ada, revoke_key(key));
    w.ok(ada, remove(bob, north));
    w.ok(eve, leave(north));
    w.ok(ada, delete_role(above));
    // A role of the closed account itself, its name and its policy are the operator's to do away with.
    for command in [delete_role(here), rename(north)] {
        w.refuses(ada, command.clone(), "account_closed");
        w.ok(Actor::System, command);
    }
    w.ok(ada, set_policy(acme, EmailPolicy::NO_FREE_MAIL));
    w.ok(Actor::System, close(acme));
    // To reset another's password is not only to take away.
    w.refuses(ada, reset(eve), "account_closed");
    w.ok(eve, reset(eve));
    w.refuses(Actor::System, set_policy(acme, EmailPolicy::corporate("acme.example").unwrap()), "account_closed");
    w.ok(Actor::System, set_policy(acme, EmailPolicy::ANY));
    w.ok(Actor::System, rename(acme));
    for user in [ada, bob, eve, lesser] {
        w.ok(Actor::System, delete(user));
    }
    let left: Vec<_> = w.directory.defined_roles(acme).map(sendright::Role::id).collect();
    for role in left {
        w.ok(Actor::System, delete_role(role));
    }
    assert_eq!(w.directory.users(acme).count(), 0);
    assert_eq!(w.directory.api_keys(acme).count() + w.directory.defined_roles(acme).count(), 0);
    assert_eq!(w.directory.invitations(acme).count() + w.directory.members(acme).count(), 0);
}

/// What a snapshot holds, but for the ids of what is gone and for what every change sets.
#[cfg(feature = "serde")]
fn sections(directory: &Directory) -> serde_json::Value {
    let mut snapshot = serde_json::to_value(directory.snapshot()).unwrap();
    for field in ["gone", "revision", "time", "latest_time", "trees"] {
        snapshot.as_object_mut().unwrap().remove(field);
    }
    snapshot
}

/// I8: what is over leaves nothing but its id.
#[cfg(feature = "serde")]
#[test]
fn i8_security_34_commands_that_cancel_each_other_leave_nothing_but_ids() {
    let (mut w, acme, ada) = World::with_root();
    let before = sections(&w.directory);
    for _ in 0..20 {
        let invited = w.invited(ada, acme, Assignment::of(Preset::Basic));
        w.ok(ada, revoke_invitation(invited.id));
        let replaced = w.invited(ada, acme, Assignment::of(Preset::Basic));
        w.invited_to(ada, acme, &replaced.email, Assignment::of(Preset::Basic));
        let last = w.directory.invitations(acme).next().unwrap().id();
        w.ok(replaced.user, decline(last, &replaced.email));
        let key = w.key(ada, acme, Permission::SmsSend);
        w.ok(ada, revoke_key(key));
        let role = w.role(acme, own(Permission::SmsSend));
        w.ok(ada, delete_role(role));
        let bob = w.member(acme, Assignment::of(Preset::Basic));
        w.ok(ada, delete(bob));
    }
    assert_eq!(sections(&w.directory), before);
}

/// I8: cheap commands that cancel each other, twenty thousand or as many as `SENDRIGHT_COMMANDS` says, leave the state as it
/// was, but for ids; and the index is what the records say.
#[cfg(feature = "serde")]
#[test]
fn i8_many_commands_that_cancel_each_other_leave_nothing_but_ids() {
    let count = std::env::var("SENDRIGHT_COMMANDS").map_or(20_000, |count| count.parse().unwrap());
    let (mut w, acme, north, ada, bob, _) = scene();
    let (basic, sender) = (|| Assignment::of(Preset::Basic), || Assignment::of(Preset::Sender));
    // So many that the index is not checked after every command.
    for _ in 0..12 {
        w.member(north, basic());
    }
    let cleo = w.member(north, basic());
    let (email, other) = (w.email(cleo), address("cleo@acme.example"));
    let named = |name: &str| Command::RenameAccount { account: north, name: name.parse().unwrap(), replaces: None };
    let was = named(w.directory.account(north).unwrap().name().as_str());
    let before = sections(&w.directory);
    let (mut directory, now) = (w.directory.clone(), w.now());
    while directory.revision() < count {
        let (invited, person) = (w.id(), w.person());
        let (key, role) = (w.id(), w.id());
        let cycle: [(Actor, Command); 20] = [
            (ada.into(), invite(invited, north, &person.1, basic())),
            (bob.into(), revoke_invitation(invited)),
            (bob.into(), create_key(key, north, Permission::SmsSend)),
            (ada.into(), revoke_key(key)),
            (ada.into(), define(role, acme, own(Permission::SmsSend))),
            (ada.into(), assign(cleo, north, Assignment::of(role))),
            (ada.into(), change_role(role, own(Permission::SmsView))),
            (ada.into(), assign(cleo, north, basic())),
            (ada.into(), delete_role(role)),
            (Actor::System, add(person.0, north, &person.1, sender())),
            (ada.into(), delete(person.0)),
            (ada.into(), suspend(north)),
            (ada.into(), resume(north)),
            (ada.into(), named("Another")),
            (ada.into(), was.clone()),
            (cleo.into(), change_email(cleo, &other)),
            (cleo.into(), change_email(cleo, &email)),
            (ada.into(), deactivate(cleo)),
            (ada.into(), reactivate(cleo)),
            (cleo.into(), reset(cleo)),
        ];
        for (actor, command) in cycle {
            directory.execute(actor, command, stamp(&directory, now)).unwrap();
        }
    }
    assert_eq!(sections(&directory), before);
    #[cfg(debug_assertions)]
    assert_eq!(directory.inconsistency(), None);
}
