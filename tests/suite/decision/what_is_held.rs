//! G: what a principal holds.

use sendright::{
    Account, AccountStatus, Actor, Area, Assignment, Billing, Denial, Level, Levels, Permission, PermissionSet, Preset,
    Request, Scope,
};

use crate::support::commands::*;
use crate::support::world::*;

#[test]
fn g1_roles_and_levels_add_up_without_what_is_withheld() {
    let (mut w, acme, _) = World::with_root();
    let role = w.role(acme, subtree(Permission::ContactView).union(own(Permission::ContactEdit)));
    let levels = Levels::NONE.with(Area::Email, Level::Editor);
    let assignment = Assignment::of(role).and(Preset::Basic).with_levels(levels).withholding(Permission::SmsLaunch);
    let bob = w.member(acme, assignment.clone());
    let held = [
        (Permission::ContactView, Some(Scope::Account)),
        (Permission::ContactEdit, Some(Scope::Own)),
        (Permission::EmailEdit, Some(Scope::Account)),
        (Permission::EmailLaunch, None),
        (Permission::SmsSend, Some(Scope::Own)),
        (Permission::SmsLaunch, None),
    ];
    for (permission, scope) in held {
        assert_eq!(w.scope_of(bob, permission, acme), scope, "{permission}");
    }
    let expected = w.directory.role(role).unwrap().grants();
    let expected = expected.union(Preset::Basic.grants()).union(levels.grants()).without(Permission::SmsLaunch);
    assert_eq!(w.directory.membership(bob, acme).unwrap().grants(), expected);
    // One membership for a user and account.
    let email = w.email(bob);
    w.refuses(Actor::System, add(bob, acme, &email, Assignment::of(Preset::Template)), "already_member");
}

#[test]
fn g1_a_membership_is_live_from_its_start_until_before_its_end() {
    let (mut w, acme, _) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Sender).from(t(10)).until(t(20)));
    let answers = [
        (t(0), Err(Denial::NotYetValid)),
        (t(10) - MILLI, Err(Denial::NotYetValid)),
        (t(10), Ok(())),
        (t(10) + MILLI, Ok(())),
        (t(20) - MILLI, Ok(())),
        (t(20), Err(Denial::Expired)),
        (t(20) + MILLI, Err(Denial::Expired)),
    ];
    for (now, expected) in answers {
        w.set_clock(now);
        assert_eq!(w.ask(Request::new(bob, Permission::SmsSend, acme)).map(|_| ()), expected, "{now}");
    }
}

#[test]
fn g1_a_membership_that_has_ended_counts_as_none() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Sender).until(t(5)));
    w.set_clock(t(5));
    let again = Assignment::of(Preset::Basic);
    w.refuses(ada, assign(bob, acme, again.clone()), "not_a_member");
    // It is no obstacle to another.
    let email = w.email(bob);
    let invitation = w.invited_to(ada, acme, &email, again);
    w.ok(bob, accept(invitation, &email));
    assert_eq!(w.scope_of(bob, Permission::SmsSend, acme), Some(Scope::Own));
}

/// What has ended by itself can be put away: its roles are free then, and keys are revoked.
#[test]
fn g1_a_membership_that_has_ended_can_be_removed_and_left() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, account(Permission::SmsSend));
    let bob = w.member(acme, Assignment::of(role).until(t(5)));
    let cleo = w.member(acme, Assignment::of(Preset::Sender).until(t(5)));
    w.set_clock(t(5));
    w.refuses(ada, delete_role(role), "role_in_use");
    w.ok(ada, remove(bob, acme));
    w.ok(ada, delete_role(role));
    w.ok(cleo, leave(acme));
    w.refuses(ada, remove(bob, acme), "not_a_member");
    w.refuses(cleo, leave(acme), "not_a_member");
}

#[test]
fn g2_an_ancestors_subtree_grants_count_below_and_no_others_do() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let hamburg = w.sub(north);
    let south = w.sub(acme);
    let grants = subtree(Permission::SmsSend).union(account(Permission::SmsLaunch)).union(own(Permission::SmsEdit));
    let bob = w.holding(north, grants);
    let table = [
        (acme, [None, None, None]),
        (north, [Some(Scope::Account), Some(Scope::Account), Some(Scope::Own)]),
        (hamburg, [Some(Scope::Account), None, None]),
        (south, [None, None, None]),
    ];
    for (place, scopes) in table {
        let asked = [Permission::SmsSend, Permission::SmsLaunch, Permission::SmsEdit];
        assert_eq!(asked.map(|permission| w.scope_of(bob, permission, place)), scopes, "{place}");
    }
    w.denies(bob, Permission::SmsLaunch, hamburg, Denial::Missing(set(Permission::SmsLaunch)));
    w.denies(bob, Permission::SmsSend, south, Denial::NoAccess);
    w.denies(bob, Permission::SmsSend, acme, Denial::NoAccess);
}

/// Planted fault 4.
#[test]
fn g2_account_scope_grants_of_an_ancestor_never_leak_down() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let bob = w.holding(acme, account(PermissionSet::ALL));
    w.denies(bob, Permission::SentView, north, Denial::NoAccess);
    // Not beside a membership of one's own there, either.
    let assignment = w.giving(north, account(Permission::SentView));
    w.join(bob, north, assignment);
    assert!(w.may(bob, Permission::SentView, north));
    w.denies(bob, Permission::SmsSend, north, Denial::Missing(set(Permission::SmsSend)));
    // Nor beside what is for the subtree.
    let carl = w.holding(acme, subtree(Permission::SentView).union(account(PermissionSet::ALL)));
    assert!(w.may(carl, Permission::SentView, north) && w.may(carl, Permission::SmsSend, acme));
    w.denies(carl, Permission::SmsSend, north, Denial::Missing(set(Permission::SmsSend)));
}

/// Planted fault 5.
#[test]
fn g2_grants_of_a_sibling_never_leak_across() {
    let (mut w, acme, _) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let below_north = w.sub(north);
    let bob = w.holding(north, subtree(PermissionSet::ALL));
    assert!(w.may(bob, Permission::SmsSend, below_north));
    w.denies(bob, Permission::SmsSend, south, Denial::NoAccess);
    let assignment = w.giving(south, account(Permission::SentView));
    w.join(bob, south, assignment);
    w.denies(bob, Permission::SmsSend, south, Denial::Missing(set(Permission::SmsSend)));
    w.denies(bob, Permission::SentView, acme, Denial::NoAccess);
}

#[test]
fn g2_two_memberships_may_satisfy_one_request_together() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let bob = w.holding(acme, subtree(Permission::SmsSend));
    let here = w.giving(north, account(Permission::SentView));
    w.join(bob, north, here.until(t(5)));
    let both = Permission::SmsSend | Permission::SentView;
    assert!(w.may(bob, both, north));
    w.denies(bob, both, acme, Denial::Missing(set(Permission::SentView)));
    // One of the two ends: what the other gives stays.
    w.set_clock(t(5));
    w.denies(bob, both, north, Denial::Missing(set(Permission::SentView)));
    assert!(w.may(bob, Permission::SmsSend, north));
}

#[test]
fn g3_ones_own_details_are_ones_own_whatever_the_account_says() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let (other_root, _) = w.root();
    let bob = w.member(acme, Assignment::of(Preset::Sender).withholding(Permission::ProfileEdit).until(t(5)));
    let eve = w.member(acme, Assignment::of(Preset::Admin));
    w.ok(Actor::System, set_features(acme, Permission::SmsSend));
    let own = |w: &World, place| w.ask(Request::new(bob, Permission::ProfileEdit, place).own()).map(|_| ());
    // Withheld, cut by the ceiling, in an account that no membership reaches, after the membership's end, suspended.
    assert_eq!((own(&w, acme), own(&w, north)), (Ok(()), Ok(())));
    w.set_clock(t(5));
    assert_eq!(own(&w, acme), Ok(()));
    w.ok(Actor::System, suspend(acme));
    assert_eq!(own(&w, acme), Ok(()));
    assert_eq!(own(&w, other_root), Err(Denial::NoAccess));
    // Only oneself, and nobody without an owner.
    let over_bob = Request::new(eve, Permission::ProfileEdit, acme).owned_by(bob);
    assert!(w.ask(over_bob).is_err());
    assert!(w.ask(Request::new(eve, Permission::ProfileEdit, acme)).is_err());
    // A user who is not active has nothing.
    w.ok(Actor::System, deactivate(bob));
    assert_eq!(own(&w, acme), Err(Denial::UserDeactivated));
}

#[test]
fn g3_what_is_required_beside_ones_own_details_follows_d1() {
    let (mut w, acme, _) = World::with_root();
    let bob = w.holding(acme, own(Permission::SmsSend));
    let asks = |required: PermissionSet| w.ask(Request::new(bob, required, acme).own()).map(|_| ());
    assert_eq!(asks(Permission::ProfileEdit | Permission::SmsSend), Ok(()));
    let denied = asks(Permission::ProfileEdit | Permission::SmsLaunch);
    assert_eq!(denied, Err(Denial::Missing(set(Permission::SmsLaunch))));
}

#[test]
fn g3_ones_own_details_are_ignored_when_grants_are_compared() {
    let (mut w, acme, _) = World::with_root();
    let right = account(Permission::UserAssignRole | Permission::SentView);
    let ivy = w.holding(acme, right);
    // The target's role has `profile.edit`, which Ivy has not.
    let target = w.giving(acme, account(Permission::SentView | Permission::ProfileEdit));
    let bob = w.member(acme, target.clone());
    w.ok(ivy, assign(bob, acme, target.until(t(50))));
}

#[test]
fn g4_what_billing_level_and_status_take_away() {
    let (mut w, acme, _) = World::with_root();
    assert_eq!(w.directory.ceiling(acme), Some(PermissionSet::ALL));
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    assert_eq!(w.directory.ceiling(acme), Some(PermissionSet::ALL - Permission::CreditPurchase));
    w.ok(Actor::System, set_billing(acme, Billing::Prepaid));

    let mut deepest = acme;
    for level in 1..=Account::MAX_DEPTH {
        deepest = w.sub(deepest);
        let cut = if level == Account::MAX_DEPTH { set(Permission::SubaccountManage) } else { PermissionSet::EMPTY };
        assert_eq!(w.directory.ceiling(deepest), Some(PermissionSet::ALL - cut), "level {level}");
    }

    w.ok(Actor::System, suspend(acme));
    let guest: PermissionSet = Area::ALL.into_iter().map(|area| area.permissions(Level::Guest)).collect();
    let kept = guest | Permission::BillingView | Permission::BillingManage;
    let kept = kept | Permission::CreditView | Permission::CreditPurchase;
    assert_eq!(w.directory.ceiling(acme), Some(kept));
    assert!(!kept.intersects(PermissionSet::CUSTOM) && !kept.contains(Permission::SmsSend));
    // Read through, not copied.
    assert_eq!(w.directory.ceiling(deepest), Some(kept));
    w.ok(Actor::System, close(acme));
    assert_eq!(w.directory.ceiling(deepest), Some(PermissionSet::EMPTY));
    assert_eq!(w.directory.status(deepest), Some(AccountStatus::Closed));
    w.refuses(Actor::System, resume(acme), "account_closed");
}

#[test]
fn g4_a_ceiling_is_cut_by_those_above_at_once() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    w.ok(Actor::System, set_features(acme, PermissionSet::ALL - Permission::SmsSend));
    w.ok(Actor::System, set_features(north, PermissionSet::ALL - Permission::EmailSend));
    for (place, permission, offered) in [
        (acme, Permission::EmailSend, true),
        (acme, Permission::SmsSend, false),
        (north, Permission::SmsSend, false),
        (north, Permission::EmailSend, false),
        (north, Permission::ChatSend, true),
    ] {
        assert_eq!(w.may(ada, permission, place), offered, "{permission}");
    }
    // What was given back is back.
    w.ok(Actor::System, set_features(acme, PermissionSet::ALL));
    assert!(w.may(ada, Permission::SmsSend, north));
}

#[test]
fn g4_features_and_billing_are_the_operators() {
    let (mut w, acme, ada) = World::with_root();
    w.refuses(ada, set_features(acme, PermissionSet::ALL), "operator_only");
    w.refuses(ada, set_billing(acme, Billing::Postpaid), "operator_only");
}

#[test]
fn g4_each_side_lifts_its_own_suspension() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    w.ok(ada, suspend(north));
    w.refuses(ada, suspend(north), "already_so");
    w.refuses(Actor::System, resume(north), "already_so");
    w.ok(Actor::System, suspend(north));
    w.refuses(Actor::System, suspend(north), "already_so");
    w.ok(ada, resume(north));
    let suspension = w.directory.account(north).unwrap().suspension();
    assert!(suspension.by_operator() && !suspension.by_members());
    w.refuses(ada, resume(north), "already_so");
    assert_eq!(w.directory.status(north), Some(AccountStatus::Suspended));
    w.denies(ada, Permission::SmsSend, north, Denial::AccountSuspended);
    w.ok(Actor::System, resume(north));
    assert!(w.may(ada, Permission::SmsSend, north));
}
