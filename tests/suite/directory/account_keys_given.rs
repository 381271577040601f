//! G6: who gives a key of an account, and what they must hold for it (E2, E3); C10, C11, and in whose hands it was.

use sendright::{AccountId, Actor, ApiKeyId, Assignment, Command, Permission, PermissionSet, Preset, UserId};

use crate::support::commands::*;
use crate::support::world::*;

const SEND: PermissionSet = PermissionSet::SMS_SEND;
const LAUNCH: PermissionSet = PermissionSet::SMS_LAUNCH;
const KEYS: PermissionSet = PermissionSet::INTEGRATION_KEYS;

/// A root, a sub-account, and somebody there who holds `sms.send` and may manage keys.
fn scene() -> (World, AccountId, AccountId, UserId, UserId) {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let eve = w.holding(north, account(SEND | KEYS));
    (w, acme, north, ada, eve)
}

fn with(key: ApiKeyId, at: AccountId, cap: impl Into<PermissionSet>, until: Option<i64>) -> Command {
    create_account_key_with(key, at, false, cap, until.map(t))
}

#[test]
fn e2_g6_who_makes_it_covers_what_it_will_hold() {
    let (mut w, acme, north, ada, eve) = scene();
    let key = w.id();
    w.refuses(eve, create_account_key(key, north, SEND | LAUNCH), "uncovered");
    w.refuses(eve, create_account_key_with(key, north, true, SEND, None), "uncovered");
    w.refuses(eve, create_account_key(key, acme, SEND), "no_access");
    w.clone().ok(eve, create_account_key(key, north, SEND));
    // One's own details are nothing to be covered, as a key has none.
    w.clone().ok(eve, create_account_key(key, north, SEND | Permission::ProfileEdit));
    w.clone().ok(eve, create_account_key_with(key, north, true, PermissionSet::EMPTY, None));
    // What is held for one's own data is less than a key of the account holds.
    let own_only = w.holding(north, own(SEND).union(account(KEYS)));
    w.refuses(own_only, create_account_key(key, north, SEND), "uncovered");
    // `integration.keys` in the account, and not `integration.api`.
    let without = w.holding(north, subtree(PermissionSet::ALL - KEYS));
    w.refuses(without, create_account_key(key, north, SEND), "missing");
    let wide = w.holding(north, subtree(SEND).union(account(KEYS)));
    w.ok(wide, create_account_key_with(key, north, true, SEND, None));
    let another = w.id();
    w.ok(ada, create_account_key_with(another, north, true, PermissionSet::ALL, None));
}

/// Coverage is before ceilings, and the account must be active.
#[test]
fn g6_a_suspended_account_and_the_product_plan_stand_against_making_changing_and_resetting() {
    let (mut w, _, north, ada, _) = scene();
    let key = w.account_key(ada, north, SEND);
    let new = w.id();
    let commands = || [create_account_key(new, north, SEND), change_key(key, false, LAUNCH, None), reset_key(key)];
    let mut suspended = w.clone();
    suspended.ok(Actor::System, suspend(north));
    let mut planned = w.clone();
    planned.ok(Actor::System, set_features(north, PermissionSet::ALL - KEYS));
    for command in commands() {
        suspended.refuses(ada, command.clone(), "account_suspended");
        planned.refuses(ada, command.clone(), "ceiling");
        w.clone().ok(ada, command);
    }
}

/// E3: the maker's own membership ends before the key would.
#[test]
fn e3_g6_a_key_of_an_account_ends_no_later_than_what_its_maker_holds() {
    let (mut w, _, north, ada, _) = scene();
    let role = w.giving(north, account(SEND | KEYS));
    let temp = w.member(north, role.until(t(10)));
    let key = w.id();
    w.refuses(temp, with(key, north, SEND, None), "outlasts");
    let by_a_millisecond = create_account_key_with(key, north, false, SEND, Some(t(10) + MILLI));
    w.refuses(temp, by_a_millisecond, "outlasts");
    w.clone().ok(temp, with(key, north, SEND, Some(10)));
    // A key that is there for good: nothing is gained by keeping it, or by taking from it; by its secret, all is.
    w.ok(ada, with(key, north, SEND, None));
    w.refuses(temp, reset_key(key), "outlasts");
    w.clone().ok(temp, change_key(key, false, PermissionSet::EMPTY, None));
    w.clone().ok(temp, change_key(key, false, SEND, Some(t(5))));
    w.clone().ok(temp, revoke_key(key));
    // To extend it gives for the time that is added.
    w.ok(ada, change_key(key, false, SEND, Some(t(5))));
    w.refuses(temp, change_key(key, false, SEND, Some(t(11))), "outlasts");
    w.clone().ok(temp, change_key(key, false, SEND, Some(t(10))));
    w.ok(temp, reset_key(key));
}

/// One that has ended gives all that it holds, when it is extended.
#[test]
fn e3_g6_to_extend_a_key_that_had_ended_gives_all_of_it() {
    let (mut w, _, north, ada, eve) = scene();
    let role = w.giving(north, account(SEND | KEYS));
    let temp = w.member(north, role.until(t(10)));
    let (key, more) = (w.id(), w.id());
    w.ok(ada, with(key, north, SEND, Some(1)));
    w.ok(ada, with(more, north, SEND | LAUNCH, Some(1)));
    w.set_clock(t(2));
    w.refuses(temp, change_key(key, false, SEND, None), "outlasts");
    w.refuses(eve, change_key(more, false, SEND | LAUNCH, None), "uncovered");
    // Nor is it first taken from, and then extended: what it held is covered, ended or not.
    w.refuses(eve, change_key(more, false, SEND, Some(t(1))), "uncovered");
    w.refuses(eve, change_key(more, false, SEND, None), "uncovered");
    w.refuses(eve, reset_key(more), "uncovered");
    w.clone().ok(temp, change_key(key, false, SEND, Some(t(10))));
    w.ok(eve, change_key(key, false, SEND, None));
    assert!(w.may(key, SEND, north));
}

/// E2: before and after. Nobody gets at a key of more power by making it less, or by exchanging two.
#[test]
fn e2_g6_who_changes_or_resets_it_covers_what_it_held_and_will_hold() {
    let (mut w, _, north, ada, eve) = scene();
    let (mine, more) = (w.account_key(eve, north, SEND), w.account_key(ada, north, SEND | LAUNCH));
    let wide = w.id();
    w.ok(ada, create_account_key_with(wide, north, true, SEND, None));
    // Widened.
    w.refuses(eve, change_key(mine, false, SEND | LAUNCH, None), "uncovered");
    w.refuses(eve, change_key(mine, true, SEND, None), "uncovered");
    w.refuses(eve, change_key(mine, true, SEND, Some(t(1))), "uncovered");
    // Narrowed, shortened, named anew, reset, revoked; and kept for later.
    for key in [more, wide] {
        for command in [
            change_key(key, false, SEND, None),
            change_key(key, false, PermissionSet::EMPTY, None),
            change_key(key, false, SEND | LAUNCH, Some(t(1))),
            Command::ChangeApiKey {
                key,
                subtree: key == wide,
                name: "Another".parse().unwrap(),
                cap: w.directory.api_key(key).unwrap().cap(),
                until: None,
                replaces: None,
            },
            reset_key(key),
            revoke_key(key),
        ] {
            w.refuses(eve, command, "uncovered");
        }
    }
    // The caps of two keys exchanged: whoever has the secret of one would have the power of the other.
    w.refuses(eve, change_key(mine, false, SEND | LAUNCH, None), "uncovered");
    w.refuses(eve, change_key(more, false, SEND, None), "uncovered");
    // What she covers is hers to change; it is the account's, and not its maker's.
    w.ok(eve, change_key(mine, false, PermissionSet::EMPTY, Some(t(9))));
    w.ok(eve, change_key(mine, false, SEND, None));
    w.ok(ada, change_key(mine, false, SEND | LAUNCH, None));
    w.refuses(eve, reset_key(mine), "uncovered");
    w.refuses(eve, change_key(mine, false, SEND, None), "uncovered");
}

/// C10: what only takes away stays possible. To revoke, what rule I1 calls Admin covers any key, and the product plan does not
/// stand against it.
#[test]
fn c10_g6_it_is_revoked_whatever_the_status_and_the_product_plan() {
    let (mut w, acme, north, ada, eve) = scene();
    let admin = w.holding(acme, subtree(PermissionSet::ALL));
    let key = w.account_key(Actor::System, north, PermissionSet::ALL);
    w.refuses(eve, revoke_key(key), "uncovered");
    let without = w.holding(north, subtree(PermissionSet::ALL - KEYS));
    for command in [
        None,
        Some(suspend(north)),
        Some(suspend(acme)),
        Some(set_features(north, PermissionSet::ALL - KEYS)),
        Some(set_features(acme, PermissionSet::EMPTY)),
    ] {
        let mut w = w.clone();
        if let Some(command) = command {
            w.ok(Actor::System, command);
        }
        w.clone().ok(ada, revoke_key(key));
        w.clone().ok(admin, revoke_key(key));
        // By a key of a person who may, too; by nobody who may not.
        w.refuses(without, revoke_key(key), w.code_of(without, &revoke_key(key)));
        assert!(["missing", "ceiling"].contains(&w.code_of(without, &revoke_key(key))));
        w.ok(Actor::System, deactivate(admin));
        w.refuses(admin, revoke_key(key), "user_deactivated");
    }
    let mut both = w.clone();
    both.ok(Actor::System, set_features(north, PermissionSet::ALL - KEYS));
    both.ok(Actor::System, suspend(north));
    let personal: ApiKeyId = both.id();
    both.clone().ok(ada, revoke_key(key));
    both.ok(ada, create_key_with(personal, acme, true, PermissionSet::ALL - KEYS, None));
    assert_ne!(both.code_of(personal, &revoke_key(key)), "ok", "the key's cap lacks it");
    let personal: ApiKeyId = both.id();
    both.ok(ada, create_key_with(personal, acme, true, PermissionSet::ALL, None));
    both.ok(personal, revoke_key(key));
}

#[test]
fn c10_g6_one_that_has_ended_is_revoked_without_coverage() {
    let (mut w, _, north, ada, eve) = scene();
    let key = w.id();
    w.ok(ada, with(key, north, SEND | LAUNCH, Some(5)));
    w.set_clock(t(5) - MILLI);
    w.refuses(eve, revoke_key(key), "uncovered");
    w.set_clock(t(5));
    let without = w.holding(north, subtree(PermissionSet::ALL - KEYS));
    w.refuses(without, revoke_key(key), "missing");
    w.ok(eve, revoke_key(key));
}

#[test]
fn c11_g6_a_retry_is_safe() {
    let (mut w, _, north, ada, eve) = scene();
    let key: ApiKeyId = w.id();
    let create = with(key, north, SEND, None);
    w.ok(ada, create.clone());
    w.refuses(ada, create.clone(), "already_so");
    // Made by another, or with other content, or for a person, it is another key.
    w.refuses(eve, create.clone(), "id_taken");
    w.refuses(Actor::System, create.clone(), "id_taken");
    for command in [
        with(key, north, LAUNCH, None),
        with(key, north, SEND, Some(9)),
        create_account_key_with(key, north, true, SEND, None),
        create_key(key, north, SEND),
    ] {
        w.refuses(ada, command, "id_taken");
    }
    w.refuses(ada, change_key(key, false, SEND, None), "already_so");
    // A reset is an order to act, and accepted each time.
    w.ok(ada, reset_key(key));
    w.ok(ada, reset_key(key));
    let seen = w.directory.api_key(key).unwrap().settings();
    w.ok(ada, change_key(key, false, SEND, Some(t(9))));
    let late = Command::ChangeApiKey {
        key,
        subtree: false,
        name: "Late".parse().unwrap(),
        cap: SEND,
        until: None,
        replaces: Some(seen),
    };
    w.refuses(ada, late, "changed_meanwhile");
    w.ok(ada, revoke_key(key));
    w.refuses(ada, revoke_key(key), "unknown_api_key");
    w.refuses(Actor::System, revoke_key(key), "already_so");
    w.refuses(Actor::System, reset_key(key), "unknown_api_key");
    w.refuses(ada, create, "id_taken");
}

/// It names who made it, who last changed or reset it, and who was given the secret that is in use.
#[test]
fn g6_it_names_in_whose_hands_it_was() {
    let (mut w, acme, north, ada, _) = scene();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let key = w.account_key(ada, north, SEND);
    let hands = |w: &World| {
        let custody = *w.directory.api_key(key).unwrap().custody().unwrap();
        (custody.created_by(), custody.changed_by(), custody.secret_given_to())
    };
    let listed = |w: &World, user| w.directory.keys_in_custody_of(user).map(sendright::ApiKey::id).collect::<Vec<_>>();
    let (a, b, system) = (Actor::from(ada), Actor::from(bob), Actor::System);
    assert_eq!(hands(&w), (a, a, a));
    assert_eq!((listed(&w, ada), listed(&w, bob)), (vec![key], vec![]));
    // A change shows nobody the secret.
    w.ok(bob, change_key(key, false, SEND | LAUNCH, None));
    assert_eq!(hands(&w), (a, b, a));
    assert_eq!((listed(&w, ada), listed(&w, bob)), (vec![key], vec![key]));
    w.ok(bob, reset_key(key));
    assert_eq!(hands(&w), (a, b, b));
    w.ok(Actor::System, change_key(key, false, SEND, None));
    assert_eq!(hands(&w), (a, system, b));
    w.ok(Actor::System, reset_key(key));
    assert_eq!(hands(&w), (a, system, system));
    assert_eq!((listed(&w, ada), listed(&w, bob)), (vec![key], vec![]));
    // Who is gone is named still, and found.
    w.ok(bob, reset_key(key));
    let cleo = w.member(acme, Assignment::of(Preset::Admin));
    w.ok(cleo, delete(ada));
    w.ok(cleo, delete(bob));
    assert_eq!(hands(&w), (a, b, b));
    assert_eq!((listed(&w, ada), listed(&w, bob)), (vec![key], vec![key]));
    w.ok(cleo, reset_key(key));
    assert_eq!((listed(&w, ada), listed(&w, bob), listed(&w, cleo)), (vec![key], vec![], vec![key]));
    // A person's keys are in the list of their own.
    w.key(cleo, acme, SEND);
    assert_eq!(listed(&w, cleo), [key]);
    w.ok(cleo, revoke_key(key));
    assert_eq!((listed(&w, ada), listed(&w, cleo)), (vec![], vec![]));
}
