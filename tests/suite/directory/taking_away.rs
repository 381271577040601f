//! C10: what only takes away stays possible, and nothing closed holds a role, a person or a key.

use sendright::{AccountId, Actor, ApiKeyId, Assignment, EmailPolicy, Permission, PermissionSet, Preset, UserId};

use crate::support::commands::*;
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

#[cfg(feature = "serde")]
/// I8: what is over leaves nothing but its id.
#[test]
fn i8_commands_that_cancel_each_other_leave_nothing_but_ids() {
    let (mut w, acme, ada) = World::with_root();
    let sections = |w: &World| {
        let mut snapshot = serde_json::to_value(w.directory.snapshot()).unwrap();
        for field in ["gone", "revision", "time", "latest_time", "trees"] {
            snapshot.as_object_mut().unwrap().remove(field);
        }
        snapshot
    };
    let before = sections(&w);
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
    assert_eq!(sections(&w), before);
}
