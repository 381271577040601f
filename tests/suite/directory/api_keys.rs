//! G5 and C9: API keys, which act within the power of their owners.

use sendright::{AccountId, Actor, ApiKeyId, Assignment, Denial, Permission, PermissionSet, Preset, Request, UserId};

use crate::support::commands::*;
use crate::support::world::*;

/// A root, and somebody in it who has keys.
fn owner() -> (World, AccountId, UserId, UserId) {
    let (mut w, acme, ada) = World::with_root();
    let grants = subtree(Permission::SmsSend | Permission::SentView | Permission::IntegrationApi);
    let bob = w.holding(acme, grants);
    (w, acme, ada, bob)
}

#[test]
fn g5_a_key_holds_what_its_owner_holds_within_its_cap() {
    let (mut w, acme, ada, bob) = owner();
    let key = w.key(bob, acme, Permission::SmsSend | Permission::SmsLaunch | Permission::ProfileEdit);
    assert!(w.may(key, Permission::SmsSend, acme));
    let proof = w.ask(Request::new(key, Permission::SmsSend, acme)).unwrap();
    assert_eq!((proof.principal(), proof.user()), (key.into(), Some(bob)));
    // The owner has not one, the cap has not the other.
    w.denies(key, Permission::SmsLaunch, acme, Denial::Missing(set(Permission::SmsLaunch)));
    w.denies(key, Permission::SentView, acme, Denial::Missing(set(Permission::SentView)));
    let profile = Request::new(key, Permission::ProfileEdit, acme).own();
    assert_eq!(w.ask(profile).map(|_| ()), Err(Denial::Missing(set(Permission::ProfileEdit))));
    // What the owner loses, the key has lost.
    let less = w.giving(acme, account(Permission::SentView));
    w.ok(ada, assign(bob, acme, less));
    w.denies(key, Permission::SmsSend, acme, Denial::Missing(set(Permission::SmsSend)));
}

#[test]
fn g5_a_key_works_in_its_account_and_below_if_it_says_so() {
    let (mut w, acme, _, bob) = owner();
    let north = w.sub(acme);
    let below = w.sub(north);
    let (here, wide): (ApiKeyId, ApiKeyId) = (w.id(), w.id());
    w.ok(bob, create_key(here, north, Permission::SmsSend));
    w.ok(bob, create_key_with(wide, north, true, Permission::SmsSend, None));
    for (key, place, expected) in [
        (here, acme, Err(Denial::NoAccess)),
        (here, north, Ok(())),
        (here, below, Err(Denial::NoAccess)),
        (wide, acme, Err(Denial::NoAccess)),
        (wide, north, Ok(())),
        (wide, below, Ok(())),
    ] {
        assert_eq!(w.ask(Request::new(key, Permission::SmsSend, place)).map(|_| ()), expected);
    }
}

#[test]
fn g5_a_key_without_the_subtree_covers_no_subtree_grants() {
    let (mut w, acme, ada) = World::with_root();
    let (here, wide): (ApiKeyId, ApiKeyId) = (w.id(), w.id());
    w.ok(ada, create_key(here, acme, PermissionSet::ALL));
    w.ok(ada, create_key_with(wide, acme, true, PermissionSet::ALL, None));
    let role = w.id();
    w.refuses(here, define(role, acme, subtree(Permission::SmsSend)), "uncovered");
    w.ok(here, define(role, acme, account(Permission::SmsSend)));
    let role = w.id();
    w.ok(wide, define(role, acme, subtree(Permission::SmsSend)));
}

#[test]
fn g5_a_key_is_live_while_its_owner_the_memberships_and_itself_are() {
    let (mut w, acme, ada, _) = owner();
    let temporary = w.giving(acme, account(Permission::SmsSend | Permission::IntegrationApi));
    let bob = w.member(acme, temporary.until(t(20)));
    let (long, short): (ApiKeyId, ApiKeyId) = (w.id(), w.id());
    w.ok(bob, create_key(long, acme, Permission::SmsSend));
    w.ok(bob, create_key_with(short, acme, false, Permission::SmsSend, Some(t(10))));
    for (now, key, expected) in [
        (t(10) - MILLI, short, Ok(())),
        (t(10), short, Err(Denial::Expired)),
        (t(10), long, Ok(())),
        (t(20) - MILLI, long, Ok(())),
        (t(20), long, Err(Denial::Expired)),
    ] {
        w.set_clock(now);
        assert_eq!(w.ask(Request::new(key, Permission::SmsSend, acme)).map(|_| ()), expected, "{now}");
    }
    w.set_clock(t(1));
    w.ok(ada, revoke_key(short));
    w.denies(short, Permission::SmsSend, acme, Denial::KeyRevoked);
    w.ok(ada, deactivate(bob));
    w.denies(long, Permission::SmsSend, acme, Denial::KeyRevoked);
    w.ok(ada, reactivate(bob));
    w.denies(long, Permission::SmsSend, acme, Denial::KeyRevoked);
}

#[test]
fn g5_removal_and_leaving_revoke_the_keys_there_and_below_for_good() {
    for leaves in [false, true] {
        let (mut w, acme, ada) = World::with_root();
        let north = w.sub(acme);
        let below = w.sub(north);
        let bob = w.member(acme, Assignment::of(Preset::Admin));
        w.join(bob, north, Assignment::of(Preset::Standard));
        let keys = [acme, north, below].map(|place| w.key(bob, place, Permission::SmsSend));
        let others = w.key(ada, north, Permission::SmsSend);
        let (actor, command) = if leaves { (bob, leave(north)) } else { (ada, remove(bob, north)) };
        w.ok(actor, command);
        let revoked = keys.map(|key| w.directory.api_key(key).is_none());
        assert_eq!(revoked, [false, true, false], "below, another membership reaches");
        assert!(w.directory.api_key(others).is_some());
        // For good: to come back does not bring them back.
        w.join(bob, north, Assignment::of(Preset::Admin));
        w.denies(keys[1], Permission::SmsSend, north, Denial::KeyRevoked);
        w.refuses(bob, change_key(keys[1], false, Permission::SmsSend, None), "unknown_api_key");
    }
}

/// Planted fault 3.
#[test]
fn c9_a_key_is_made_by_its_owner_for_the_owner_alone() {
    let (mut w, acme, ada, bob) = owner();
    let key: ApiKeyId = w.id();
    for actor in [Actor::System, w.key(bob, acme, PermissionSet::ALL).into()] {
        w.refuses(actor, create_key(key, acme, Permission::SmsSend), "person_only");
    }
    w.ok(ada, create_key(key, acme, PermissionSet::ALL));
    assert_eq!(w.directory.api_key(key).unwrap().owner(), Some(ada), "whoever makes it, owns it");
    // Without `integration.api`, no key.
    let eve = w.holding(acme, account(Permission::SmsSend | Permission::IntegrationKeys));
    let key: ApiKeyId = w.id();
    w.refuses(eve, create_key(key, acme, Permission::SmsSend), "missing");
    // Nor in an account where one has nothing.
    let (elsewhere, _) = w.root();
    w.refuses(ada, create_key(key, elsewhere, Permission::SmsSend), "no_access");
}

#[test]
fn c9_a_key_is_widened_and_extended_by_its_owner_alone() {
    let (mut w, acme, ada, bob) = owner();
    let (cap, wider) = (set(Permission::SentView), Permission::SentView | Permission::SmsSend);
    let key: ApiKeyId = w.id();
    w.ok(bob, create_key_with(key, acme, false, cap, Some(t(10))));
    let other = w.key(bob, acme, PermissionSet::ALL);
    let widenings = [
        change_key(key, false, wider, Some(t(10))),
        change_key(key, true, cap, Some(t(10))),
        change_key(key, false, cap, Some(t(10) + MILLI)),
        change_key(key, false, cap, None),
    ];
    for change in widenings {
        w.refuses(ada, change.clone(), "not_the_owner");
        w.refuses(other, change.clone(), "person_only");
        w.refuses(key, change.clone(), "person_only");
        w.clone().ok(bob, change);
    }
    // To widen takes `integration.api` still; to narrow takes nothing of the owner.
    let less = w.giving(acme, account(Permission::SentView));
    w.ok(ada, assign(bob, acme, less));
    w.refuses(bob, change_key(key, false, wider, Some(t(10))), "missing");
    w.ok(bob, change_key(key, false, PermissionSet::EMPTY, Some(t(5))));
    w.refuses(bob, change_key(key, false, PermissionSet::EMPTY, Some(t(5))), "already_so");
    w.ok(bob, revoke_key(key));
    w.refuses(bob, revoke_key(key), "unknown_api_key");
    w.refuses(Actor::System, revoke_key(key), "already_so");
}

#[test]
fn c9_who_has_integration_keys_and_covers_the_owner_narrows_and_revokes() {
    let (mut w, acme, _, bob) = owner();
    let key = w.key(bob, acme, Permission::SmsSend);
    let narrower = change_key(key, false, PermissionSet::EMPTY, None);
    let keys = Permission::IntegrationKeys;
    let held = Permission::SmsSend | Permission::SentView | Permission::IntegrationApi;
    let uncovering = w.holding(acme, account(held | keys));
    let covering = w.holding(acme, subtree(held).union(account(keys)));
    let without = w.holding(acme, subtree(held));
    for command in [narrower, revoke_key(key)] {
        w.refuses(without, command.clone(), "missing");
        w.refuses(uncovering, command.clone(), "uncovered");
        w.clone().ok(covering, command);
    }
    // A key that can do it, does it.
    let assignment = w.giving(acme, subtree(PermissionSet::ALL));
    let carl = w.member(acme, assignment);
    let acting: ApiKeyId = w.id();
    w.ok(carl, create_key_with(acting, acme, true, held | keys, None));
    w.ok(acting, revoke_key(key));
}

#[test]
fn c9_deactivation_reset_and_anothers_change_of_the_address_revoke_keys() {
    let (mut w, acme, ada, bob) = owner();
    let key = w.key(bob, acme, Permission::SmsSend);
    let new = address("bob.new@acme.example");
    let cases = [
        (Actor::from(ada), deactivate(bob), true),
        (ada.into(), reset(bob), true),
        (bob.into(), reset(bob), true),
        (ada.into(), change_email(bob, &new), true),
        (Actor::System, change_email(bob, &new), true),
        (bob.into(), change_email(bob, &new), false),
        (ada.into(), edit(bob), false),
        (ada.into(), call(bob, "+49 30 1234567"), true),
        (Actor::System, call(bob, "+49 30 1234567"), true),
        (bob.into(), call(bob, "+49 30 1234567"), false),
    ];
    for (actor, command, revokes) in cases {
        let mut w = w.clone();
        w.ok(actor, command.clone());
        assert_eq!(w.directory.api_key(key).is_none(), revokes, "{actor}: {}", command.name());
    }
    w.ok(ada, delete(bob));
    assert!(w.directory.api_key(key).is_none());
    w.refuses(ada, create_key(key, acme, Permission::SmsSend), "id_taken");
}

/// Planted fault 3: what a key does in commands is within its owner's power and its cap.
#[test]
fn c9_a_key_never_acts_beyond_its_owner_or_its_cap() {
    let (mut w, acme, ada) = World::with_root();
    let rights = Permission::UserManageRoles | Permission::IntegrationApi | Permission::SentView;
    let bob = w.holding(acme, account(rights));
    let everything = w.key(bob, acme, PermissionSet::ALL);
    let capped = w.key(ada, acme, Permission::UserManageRoles | Permission::SentView);
    for key in [everything, capped] {
        let role = w.id();
        w.refuses(key, define(role, acme, account(Permission::SmsSend)), "uncovered");
        w.ok(key, define(role, acme, account(Permission::SentView)));
    }
    let no_right = w.key(ada, acme, Permission::SentView);
    let role = w.id();
    w.refuses(no_right, define(role, acme, account(Permission::SentView)), "missing");
}

/// C4 frees the operator from permissions and coverage; C9 says whose key it is to widen.
#[test]
fn c9_the_operator_widens_no_key_either() {
    let (mut w, acme, _, bob) = owner();
    let (cap, wider) = (set(Permission::SentView), Permission::SentView | Permission::SmsSend);
    let key: ApiKeyId = w.id();
    w.ok(bob, create_key_with(key, acme, false, cap, Some(t(10))));
    w.clone().ok(Actor::System, change_key(key, false, PermissionSet::EMPTY, Some(t(5))));
    w.clone().ok(Actor::System, revoke_key(key));
    for (subtree, cap, until) in [(false, wider, Some(t(10))), (true, cap, Some(t(10))), (false, cap, None)] {
        w.refuses(Actor::System, change_key(key, subtree, cap, until), "not_the_owner");
    }
}
