//! E1, E2 and E4 to E6: nobody does to others what they could not do to themselves. E3 is in `escalation_over_time.rs`.

use sendright::{Actor, ApiKeyId, Assignment, Command, Grants, Permission, PermissionSet, Preset, RoleId, UserId};

use crate::support::commands::*;
use crate::support::world::*;

const VIEW: PermissionSet = PermissionSet::SENT_VIEW;
const SEND: PermissionSet = PermissionSet::SMS_SEND;

/// All that acts on others take.
fn rights() -> PermissionSet {
    Permission::UserInvite
        | Permission::UserAssignRole
        | Permission::UserManageRoles
        | Permission::UserEdit
        | Permission::UserDeactivate
        | Permission::UserDelete
        | Permission::UserResetPassword
        | Permission::SubaccountManage
        | Permission::IntegrationApi
        | Permission::IntegrationKeys
}

/// Planted fault 1.
#[test]
fn e1_coverage_is_compared_before_ceilings() {
    let (mut w, acme, ada) = World::with_root();
    let boss = w.holding(acme, account(SEND | VIEW));
    let lead = w.holding(acme, account(rights() | VIEW));
    // The account does not offer SMS: neither can use it, and the boss still has it.
    w.ok(Actor::System, set_features(acme, PermissionSet::ALL - SEND));
    let sms = w.role(acme, account(SEND));
    let (id, (_, email)) = (w.id(), w.person());
    let new: RoleId = w.id();
    for command in [
        remove(boss, acme),
        deactivate(boss),
        reset(boss),
        assign(boss, acme, Assignment::of(Preset::Template)),
        invite(id, acme, &email, Assignment::of(sms)),
        define(new, acme, account(SEND)),
        delete_role(sms),
    ] {
        w.refuses(lead, command, "uncovered");
    }
    // And the other way round: what the ceiling takes from the actor still covers.
    w.ok(ada, define(new, acme, subtree(SEND)));
    w.ok(ada, remove(boss, acme));
    w.ok(ada, invite(id, acme, &email, Assignment::of(sms)));
}

/// Planted fault 1: a suspended account, where what is held is hardly available.
#[test]
fn e1_a_status_does_not_take_coverage_away() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let boss = w.holding(north, account(SEND));
    let lead = w.holding(acme, account(rights()).union(subtree(VIEW)));
    let chief = w.holding(acme, account(rights()).union(subtree(VIEW | SEND)));
    w.ok(chief, suspend(north));
    w.refuses(lead, resume(north), "uncovered");
    w.ok(chief, resume(north));
    assert!(w.may(boss, SEND, north));
}

#[test]
fn e1_the_actor_counts_with_what_is_live_withheld_and_capped() {
    let (mut w, acme, _) = World::with_root();
    let bob = w.holding(acme, account(SEND));
    let (full, view) = (w.role(acme, account(rights() | SEND)), w.role(acme, account(rights())));
    let actors = [
        (Assignment::of(full), "ok"),
        (Assignment::of(full).withholding(SEND), "uncovered"),
        (Assignment::of(full).from(t(50)), "not_yet_valid"),
        (Assignment::of(view), "uncovered"),
    ];
    for (assignment, code) in actors {
        let lead = w.member(acme, assignment.clone());
        assert_eq!(w.code_of(lead, &remove(bob, acme)), code, "{assignment:?}");
    }
    // What is to come covers nothing yet, beside what is live.
    let north = w.sub(acme);
    let carl = w.holding(north, account(SEND));
    let later = w.giving(acme, subtree(SEND));
    let lead = w.member(acme, later.from(t(50)));
    let now = w.giving(north, account(rights()));
    w.join(lead, north, now);
    w.refuses(lead, remove(carl, north), "uncovered");
    w.set_clock(t(50));
    w.ok(lead, remove(carl, north));
    // A key covers within its cap.
    let chief = w.member(acme, Assignment::of(full));
    let capped = w.key(chief, acme, rights());
    let whole = w.key(chief, acme, rights() | SEND);
    w.refuses(capped, remove(bob, acme), "uncovered");
    w.ok(whole, remove(bob, acme));
}

#[test]
fn e1_the_target_counts_with_all_that_has_not_ended() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let lead = w.holding(north, account(rights() | VIEW));
    let (view, send) = (w.giving(north, account(VIEW)), w.giving(acme, subtree(SEND)));
    // What is to come counts, what comes from above counts, what has ended does not, what is deactivated counts.
    let later = w.giving(north, account(SEND));
    let to_come = w.member(north, later.from(t(100)));
    let from_above = w.member(acme, send.clone());
    w.join(from_above, north, view.clone());
    let ended_above = w.member(acme, send.until(t(5)));
    w.join(ended_above, north, view);
    w.refuses(lead, remove(to_come, north), "uncovered");
    w.refuses(lead, remove(from_above, north), "uncovered");
    w.refuses(lead, remove(ended_above, north), "uncovered");
    w.ok(Actor::System, deactivate(from_above));
    w.refuses(lead, remove(from_above, north), "uncovered");
    w.set_clock(t(5));
    w.ok(lead, remove(ended_above, north));
}

#[test]
fn e1_what_a_user_holds_in_a_closed_account_does_not_count() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let bob = w.holding(north, account(VIEW));
    let more = w.giving(south, account(SEND));
    w.join(bob, south, more);
    let lead = w.holding(north, account(rights() | VIEW));
    w.refuses(lead, deactivate(bob), "uncovered_elsewhere");
    w.ok(ada, close(south));
    w.ok(lead, deactivate(bob));
}

/// What is offered to an address ends by whatever would give the address to somebody else, so that it need not be covered.
#[test]
fn e1_c8_invitations_end_where_the_address_is_as_good_as_the_user() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let bob = w.holding(north, account(VIEW));
    let email = w.email(bob);
    let send = w.giving(acme, account(SEND));
    let lead = w.holding(north, account(rights() | VIEW));
    let new = address("robert@acme.example");
    let pending = w.invited_to(ada, acme, &email, send.clone());
    let expired = w.id();
    let other = w.sub(acme);
    w.ok(ada, invite_until(expired, other, &email, send.clone(), t(5)));
    let to_new = w.invited_to(ada, acme, &new, send);
    w.set_clock(t(6));
    let off = {
        let mut w = w.clone();
        w.ok(Actor::System, deactivate(bob));
        w
    };
    for command in [reset(bob), change_email(bob, &new), call(bob, "+49 30 1234567"), reactivate(bob)] {
        let changes_address = matches!(command, Command::ChangeEmail { .. });
        let mut w = if matches!(command, Command::ReactivateUser { .. }) { off.clone() } else { w.clone() };
        w.ok(lead, command);
        assert!(w.directory.invitation(pending).is_none() && w.directory.invitation(expired).is_none());
        assert_eq!(w.directory.invitation(to_new).is_none(), changes_address);
    }
    // One's own password and what gives nobody the address leave them alone.
    for (actor, command) in [(bob, reset(bob)), (lead, edit(bob)), (lead, deactivate(bob))] {
        let mut w = w.clone();
        w.ok(actor, command);
        assert!(w.directory.invitation(pending).is_some() && w.directory.invitation(expired).is_some());
    }
}

#[test]
fn e2_both_what_the_target_held_and_what_it_will_hold() {
    let (mut w, acme, _) = World::with_root();
    let lead = w.holding(acme, account(rights() | VIEW));
    let (view, send) = (w.giving(acme, account(VIEW)), w.giving(acme, account(SEND)));
    let wide = w.giving(acme, subtree(VIEW));
    for (before, after, code) in [
        (&view, &view, "already_so"),
        (&view, &send, "uncovered"),
        (&send, &view, "uncovered"),
        (&view, &wide, "uncovered"),
        (&wide, &view, "uncovered"),
    ] {
        let bob = w.member(acme, before.clone());
        assert_eq!(w.code_of(lead, &assign(bob, acme, after.clone())), code);
    }
    // To withhold what one has not is to do to others what one could not.
    let bob = w.member(acme, send.clone());
    w.refuses(lead, assign(bob, acme, send.withholding(SEND)), "uncovered");
}

#[test]
fn e2_acts_on_a_user_touch_all_of_the_users_accounts() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let bob = w.holding(north, account(VIEW));
    let more = w.giving(south, account(SEND));
    w.join(bob, south, more);
    let lead = w.holding(north, account(rights() | VIEW | SEND));
    let new = address("robert@acme.example");
    for command in [edit(bob), change_email(bob, &new), reset(bob), deactivate(bob), delete(bob)] {
        w.refuses(lead, command.clone(), "uncovered_elsewhere");
        w.clone().ok(ada, command);
    }
    let mut off = w.clone();
    off.ok(Actor::System, deactivate(bob));
    off.refuses(lead, reactivate(bob), "uncovered_elsewhere");
    off.ok(ada, reactivate(bob));
    // The permission at one of the accounts is enough, if all is covered.
    let chief = w.holding(north, account(rights() | VIEW));
    let cover = w.giving(south, account(SEND));
    w.join(chief, south, cover);
    w.clone().ok(chief, deactivate(bob));
    // Of one account alone, the user is removed from that account.
    w.ok(lead, remove(bob, north));
    w.refuses(lead, deactivate(bob), "unknown_user");
}

#[test]
fn e2_a_user_of_no_open_account_is_acted_on_at_the_root() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let gone = w.holding(north, account(SEND));
    let at_root = w.holding(acme, account(Permission::UserDelete));
    let in_north = w.holding(north, account(Permission::UserDelete | Permission::SmsSend));
    w.clone().ok(in_north, delete(gone));
    w.refuses(at_root, delete(gone), "unknown_user");
    w.ok(ada, remove(gone, north));
    w.refuses(in_north, delete(gone), "unknown_user");
    w.ok(at_root, delete(gone));
}

/// Planted fault 2.
#[test]
fn e4_a_role_nobody_holds_is_not_widened_without_cover() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, account(VIEW));
    let lead = w.holding(acme, account(rights() | VIEW));
    w.refuses(lead, change_role(role, account(VIEW | SEND)), "uncovered");
    w.refuses(lead, change_role(role, subtree(VIEW)), "uncovered");
    w.ok(lead, change_role(role, own(VIEW)));
    w.ok(ada, change_role(role, account(VIEW | SEND)));
    // Nor narrowed or deleted, once it holds more than the actor.
    w.refuses(lead, change_role(role, account(VIEW)), "uncovered");
    w.refuses(lead, delete_role(role), "uncovered");
    let new: RoleId = w.id();
    w.refuses(lead, define(new, acme, account(SEND)), "uncovered");
    w.ok(lead, define(new, acme, account(VIEW)));
}

#[test]
fn e4_every_holder_is_covered_with_all_they_hold() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let role = w.role(acme, account(VIEW));
    let lead = w.holding(acme, account(rights()).union(subtree(VIEW)));
    let bob = w.member(north, Assignment::of(role));
    w.clone().ok(lead, change_role(role, own(VIEW)));
    // The holder has more than the role gives.
    let sending = w.role(north, account(SEND));
    w.ok(ada, assign(bob, north, Assignment::of(role).and(sending)));
    w.refuses(lead, change_role(role, own(VIEW)), "uncovered");
    w.ok(ada, assign(bob, north, Assignment::of(role)));
    // From above, too.
    let above = w.giving(acme, subtree(SEND));
    w.join(bob, acme, above.until(t(9)));
    w.refuses(lead, change_role(role, own(VIEW)), "uncovered");
    w.set_clock(t(9));
    w.ok(lead, change_role(role, own(VIEW)));
    assert!(!w.may(bob, VIEW, north), "it counts at once");
}

#[test]
fn e4_a_change_counts_for_holders_and_invitations_as_long_as_they_last() {
    let (mut w, acme, _) = World::with_root();
    let role = w.role(acme, account(VIEW));
    let lasting = w.giving(acme, account(rights() | VIEW | SEND));
    let lead = w.member(acme, lasting.until(t(100)));
    let widen = change_role(role, account(VIEW | SEND));
    for (until, code) in [(Some(t(100)), "ok"), (Some(t(100) + MILLI), "outlasts"), (None, "outlasts")] {
        let assignment = until.map_or(Assignment::of(role), |until| Assignment::of(role).until(until));
        let mut held = w.clone();
        held.member(acme, assignment.clone());
        assert_eq!(held.code_of(lead, &widen), code, "a holder until {until:?}");
        assert_eq!(held.code_of(lead, &change_role(role, own(VIEW))), "ok", "nothing is gained");
        let mut invited = w.clone();
        invited.invited(Actor::System, acme, assignment.clone());
        assert_eq!(invited.code_of(lead, &widen), code, "an invitation until {until:?}");
        assert_eq!(invited.code_of(lead, &change_role(role, own(VIEW))), "ok", "nothing is gained");
        // One that has expired counts, too: a slower clock may take it for pending, and it can be renewed.
        let mut expired = w.clone();
        let (id, (_, email)) = (expired.id(), expired.person());
        expired.ok(Actor::System, invite_until(id, acme, &email, assignment, t(10)));
        expired.set_clock(t(20));
        assert_eq!(expired.code_of(lead, &widen), code, "an invitation until {until:?}, which has expired");
    }
}

#[test]
fn e4_what_is_withheld_is_not_gained_by_a_wider_role() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, account(VIEW));
    let bob = w.member(acme, Assignment::of(role).withholding(SEND));
    w.ok(ada, change_role(role, account(VIEW | SEND)));
    assert!(!w.may(bob, SEND, acme));
}

#[test]
fn e4_a_role_in_use_is_not_deleted() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, account(VIEW));
    let invited = w.invited(ada, acme, Assignment::of(role));
    w.refuses(ada, delete_role(role), "role_in_use");
    let mut expired = w.clone();
    expired.set_clock(t(1000) - MILLI);
    expired.refuses(ada, delete_role(role), "role_in_use");
    expired.set_clock(t(1000));
    expired.ok(ada, delete_role(role));
    w.accepts(&invited);
    w.refuses(ada, delete_role(role), "role_in_use");
    // A membership that has ended and is stored still refers to it.
    w.ok(ada, assign(invited.user, acme, Assignment::of(role).until(t(5))));
    w.set_clock(t(5));
    w.refuses(ada, delete_role(role), "role_in_use");
    w.ok(ada, delete(invited.user));
    w.ok(ada, delete_role(role));
    let id = w.id();
    let (_, email) = w.person();
    w.refuses(ada, invite(id, acme, &email, Assignment::of(role)), "role_not_usable");
}

#[test]
fn e5_security_33_for_a_reset_an_address_and_a_number_own_counts_as_account() {
    let (mut w, acme, _) = World::with_root();
    let bob = w.holding(acme, own(SEND));
    let only_own = w.holding(acme, account(rights()).union(own(SEND)));
    let whole = w.holding(acme, account(rights() | SEND));
    let new = address("robert@acme.example");
    for command in [reset(bob), change_email(bob, &new), call(bob, "+49 30 1234567")] {
        w.refuses(only_own, command.clone(), "uncovered");
        w.clone().ok(whole, command);
    }
    for command in [edit(bob), deactivate(bob), delete(bob)] {
        w.clone().ok(only_own, command);
    }
}

#[test]
fn e6_a_status_touches_every_membership_there_and_below() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let below = w.sub(north);
    w.holding(north, account(VIEW));
    let deep = w.holding(below, account(SEND));
    let lead = w.holding(acme, account(rights()).union(subtree(VIEW)));
    let chief = w.holding(acme, account(rights()).union(subtree(VIEW | SEND)));
    for command in [suspend(north), close(north)] {
        w.refuses(lead, command.clone(), "uncovered");
        w.clone().ok(chief, command);
    }
    // A membership that has yet to begin counts; one that has ended, or is in a closed account below, does not.
    let send = w.giving(below, account(SEND));
    w.ok(Actor::System, assign(deep, below, send.clone().from(t(50))));
    w.refuses(lead, suspend(north), "uncovered");
    w.ok(Actor::System, assign(deep, below, send.clone().until(t(5))));
    let mut ended = w.clone();
    ended.set_clock(t(5));
    ended.ok(lead, suspend(north));
    w.ok(Actor::System, assign(deep, below, send));
    w.ok(Actor::System, close(below));
    w.ok(lead, suspend(north));
    w.ok(lead, resume(north));
    w.ok(lead, close(north));
}

#[test]
fn e7_a_group_of_two_gains_nothing_that_neither_had() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let mallory = w.holding(acme, account(rights() | VIEW));
    let trudy = w.holding(north, account(rights() | SEND));
    // Together they hold `sms.send` in the sub-account and `sent.view` in the root; neither gets it across.
    let (role, key): (RoleId, ApiKeyId) = (w.id(), w.id());
    w.ok(mallory, define(role, acme, account(VIEW)));
    w.refuses(mallory, change_role(role, account(SEND)), "uncovered");
    w.refuses(trudy, change_role(role, account(SEND)), "unknown_role");
    let (id, email) = (w.id(), w.email(trudy));
    w.ok(mallory, invite(id, acme, &email, Assignment::of(role)));
    w.ok(trudy, accept(id, &email));
    w.refuses(trudy, create_key_with(key, acme, true, PermissionSet::ALL, None), "missing");
    w.refuses(mallory, assign(trudy, acme, Assignment::of(Preset::Sender)), "uncovered");
    let held = w.directory.membership(trudy, acme).unwrap().grants();
    assert!(Grants::covers(&account(rights() | VIEW), &held));
    // A sub-account that one opens is one where ancestors' subtree grants count as held, and no more.
    let fresh = w.id();
    w.ok(mallory, open_sub(fresh, acme));
    let nobody: [UserId; 2] = [mallory, trudy];
    for user in nobody {
        assert!(!w.may(user, VIEW, fresh) && !w.may(user, SEND, fresh));
    }
}
