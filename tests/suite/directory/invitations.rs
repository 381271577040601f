//! C6 and C7: how people enter.

use sendright::{Actor, Assignment, Denial, InvitationId, Permission, PermissionSet, Preset, UserId};

use crate::support::commands::*;
use crate::support::world::*;

#[test]
fn c6_a_user_belongs_to_one_tree_and_nothing_crosses() {
    let (mut w, acme, ada) = World::with_root();
    let (other, eve) = w.root();
    let template = Assignment::of(Preset::Template);
    let email = w.email(ada);
    // Not by the operator, not by accepting, not by assigning, not by inviting into another tree.
    w.refuses(Actor::System, add(ada, other, &email, template.clone()), "other_tree");
    let invitation = w.invited_to(eve, other, &email, template.clone());
    for answer in [accept, decline] {
        w.refuses(ada, answer(invitation, &email), "other_tree");
    }
    w.refuses(eve, assign(ada, other, template.clone()), "not_a_member");
    let id = w.id();
    w.refuses(eve, invite(id, acme, &email, template), "no_access");
    // Who works for two is two users, with one address.
    let second: UserId = w.id();
    w.ok(second, accept(invitation, &email));
    assert_eq!(w.email(second), w.email(ada));
    assert_eq!(w.directory.user(second).unwrap().root(), other);
    w.denies(second, Permission::SentView, acme, Denial::NoAccess);
    w.denies(ada, Permission::SentView, other, Denial::NoAccess);
}

#[test]
fn c6_an_unproved_address_reserves_nothing() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let invited = w.invited(ada, acme, Assignment::of(Preset::Template));
    // Somebody else comes to have the address first; the invitation is then for that user.
    let bob = w.member(north, Assignment::of(Preset::Template));
    w.ok(bob, change_email(bob, &invited.email));
    w.refuses(invited.user, accept(invited.id, &invited.email), "address_taken");
    w.ok(bob, accept(invited.id, &invited.email));
}

#[test]
fn c7_accepting_makes_a_member_of_a_new_user_or_of_one_who_is_there() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let invited = w.invited(ada, acme, Assignment::of(Preset::Sender));
    w.denies(invited.user, Permission::SmsSend, acme, Denial::NoAccess);
    w.accepts(&invited);
    assert!(w.may(invited.user, Permission::SmsSend, acme));
    assert_eq!(w.directory.user(invited.user).unwrap().name().as_str(), "Newcomer");
    // The same user, invited elsewhere, keeps the name.
    w.ok(invited.user, edit(invited.user));
    let again = w.invited_to(ada, north, &invited.email, Assignment::of(Preset::Template));
    w.ok(invited.user, accept(again, &invited.email));
    assert_eq!(w.directory.user(invited.user).unwrap().name().as_str(), "Edited");
    assert_eq!(w.directory.memberships(invited.user).count(), 2);
}

#[test]
fn c7_only_the_invited_address_by_a_person() {
    let (mut w, acme, ada) = World::with_root();
    let template = Assignment::of(Preset::Template);
    let invited = w.invited(ada, acme, template.clone());
    let (stranger, another) = w.person();
    let bob = w.member(acme, template);
    let key = w.key(ada, acme, PermissionSet::ALL);
    let bobs = w.email(bob);
    for make in [accept, decline] {
        w.refuses(stranger, make(invited.id, &another), "not_the_invited_address");
        w.refuses(bob, make(invited.id, &bobs), "not_the_invited_address");
        // With the invited address, but as a user who has another.
        w.refuses(bob, make(invited.id, &invited.email), "not_the_users_address");
        w.refuses(Actor::System, make(invited.id, &invited.email), "person_only");
        w.refuses(key, make(invited.id, &invited.email), "person_only");
        let unknown = w.id();
        w.refuses(stranger, make(unknown, &another), "unknown_invitation");
        w.clone().ok(invited.user, make(invited.id, &invited.email));
    }
}

#[test]
fn c7_security_24_one_that_has_expired_is_not_answered_but_listed_renewed_and_revoked() {
    let (mut w, acme, ada) = World::with_root();
    let invited = w.invited(ada, acme, Assignment::of(Preset::Template));
    w.set_clock(t(1000) - MILLI);
    w.clone().accepts(&invited);
    w.refuses(ada, renew(invited.id, t(1000) - MILLI), "empty_window");
    w.refuses(ada, renew(invited.id, t(1000)), "already_so");
    let mut renewed = w.clone();
    renewed.ok(ada, renew(invited.id, t(2000)));
    renewed.set_clock(t(1999));
    renewed.accepts(&invited);
    w.set_clock(t(1000));
    for command in [accept(invited.id, &invited.email), decline(invited.id, &invited.email)] {
        w.refuses(invited.user, command, "invitation_over");
    }
    // It keeps its place until somebody takes it away, or gives it new time.
    let listed: Vec<InvitationId> = w.directory.invitations(acme).map(sendright::Invitation::id).collect();
    assert_eq!(listed, [invited.id]);
    assert_eq!(w.directory.open_invitations(acme, w.now()).count(), 0);
    for actor in [Actor::User(ada), Actor::System] {
        let mut gone = w.clone();
        gone.ok(actor, revoke_invitation(invited.id));
        assert!(gone.directory.invitation(invited.id).is_none());
        let mut renewed = w.clone();
        renewed.ok(actor, renew(invited.id, t(2000)));
        renewed.accepts(&invited);
    }
    let nobody = w.member(acme, Assignment::of(Preset::Template));
    w.refuses(nobody, revoke_invitation(invited.id), "missing");
    w.refuses(nobody, renew(invited.id, t(2000)), "missing");
}

#[test]
fn c7_security_25_there_is_one_invitation_for_an_address_and_an_account() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let (bob, email) = w.person();
    let first = w.invited_to(ada, acme, &email, Assignment::of(Preset::Admin));
    let elsewhere = w.invited_to(ada, north, &email, Assignment::of(Preset::Admin));
    // The administrator thinks better of it: the new one takes the place of the old.
    let second = w.invited_to(ada, acme, &email, Assignment::of(Preset::Template));
    w.refuses(bob, accept(first, &email), "unknown_invitation");
    assert!(w.directory.invitation(elsewhere).is_some(), "one to another account stays");
    w.clone().ok(bob, accept(second, &email));
    // Also of one that has expired, and its id stays used.
    w.set_clock(t(2000));
    let third = w.id();
    w.refuses(ada, invite_until(first, acme, &email, Assignment::of(Preset::Template), t(3000)), "id_taken");
    w.ok(ada, invite_until(third, acme, &email, Assignment::of(Preset::Template), t(3000)));
    assert!(w.directory.invitation(second).is_none());
    assert_eq!(w.directory.invitations_to(acme, &email).count(), 2);
    w.ok(bob, accept(third, &email));
}

#[test]
fn c7_security_30_nobody_is_invited_or_added_into_a_dead_end() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let template = Assignment::of(Preset::Template);
    let bob = w.member(south, template.clone());
    let email = w.email(bob);
    w.ok(ada, deactivate(bob));
    let id = w.id();
    for actor in [Actor::User(ada), Actor::System] {
        w.refuses(actor, invite(id, acme, &email, template.clone()), "user_deactivated");
    }
    w.refuses(Actor::System, add(bob, acme, &email, template.clone()), "user_deactivated");
    // Who can't know of him learns nothing; he is told when he tries.
    let nora = w.member(north, Assignment::of(Preset::Admin));
    w.ok(nora, invite(id, north, &email, template.clone()));
    w.refuses(bob, accept(id, &email), "user_deactivated");
    w.ok(ada, reactivate(bob));
    w.refuses(bob, accept(id, &email), "unknown_invitation");
    let again = w.invited_to(nora, north, &email, template);
    w.ok(bob, accept(again, &email));
}

#[test]
fn c7_security_31_invitations_go_along_with_a_persons_address() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south, west) = (w.sub(acme), w.sub(acme), w.sub(acme));
    let template = Assignment::of(Preset::Template);
    let bob = w.member(acme, template.clone());
    let (old, new) = (w.email(bob), address("robert@acme.example"));
    let moves = w.invited_to(ada, north, &old, template.clone());
    let expired = w.id();
    w.ok(ada, invite_until(expired, south, &old, template.clone(), t(2)));
    let at_new = w.invited_to(ada, south, &new, Assignment::of(Preset::Sender));
    let (old_west, new_west) = (w.invited_to(ada, west, &old, template.clone()), w.id());
    w.ok(ada, invite_until(new_west, west, &new, template.clone(), t(2)));
    let to_member = w.invited_to(ada, acme, &new, template.clone());
    w.set_clock(t(2));
    w.ok(bob, change_email(bob, &new));
    let there = |id| w.directory.invitation(id).map(|invitation| invitation.email().clone());
    assert_eq!(there(moves), Some(new.clone()), "it goes along");
    assert_eq!(
        (there(expired), there(at_new)),
        (None, Some(new.clone())),
        "of two for an account, that of the new address"
    );
    assert_eq!((there(old_west), there(new_west)), (Some(new.clone()), None), "but the one that is pending");
    assert_eq!(there(to_member), None, "he is a member there");
    // Nobody can come in by the address that he left.
    let stranger = w.id::<UserId>();
    w.refuses(stranger, accept(moves, &old), "not_the_invited_address");
    w.ok(bob, accept(moves, &new));
    // When somebody else changes it, what was offered to either ends.
    let last = address("rob@acme.example");
    let to_last = w.invited_to(ada, south, &last, template);
    w.ok(ada, change_email(bob, &last));
    assert!(w.directory.invitation(to_last).is_none() && w.directory.invitation(at_new).is_none());
}

#[test]
fn c7_of_two_invitations_that_are_alike_that_of_the_new_address_stays() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let template = Assignment::of(Preset::Template);
    let bob = w.member(acme, template.clone());
    let (old, new) = (w.email(bob), address("robert@acme.example"));
    let mut invited = |email, account, expires| {
        let id = w.id();
        w.ok(ada, invite_until(id, account, email, template.clone(), expires));
        id
    };
    let pending = [&old, &new].map(|email| invited(email, north, t(100)));
    let expired = [&old, &new].map(|email| invited(email, south, t(2)));
    w.set_clock(t(2));
    w.ok(bob, change_email(bob, &new));
    for two in [pending, expired] {
        assert_eq!(two.map(|id| w.directory.invitation(id).is_some()), [false, true]);
    }
}

#[test]
fn c7_single_use_and_over_is_over() {
    type End = fn(&mut World, UserId, &Invited);
    let ends: [(&str, End); 3] = [
        ("accepted", |w, _, invited| w.accepts(invited)),
        ("declined", |w, _, invited| w.ok(invited.user, decline(invited.id, &invited.email))),
        ("revoked", |w, ada, invited| w.ok(ada, revoke_invitation(invited.id))),
    ];
    for (how, end) in ends {
        let (mut w, acme, ada) = World::with_root();
        let template = Assignment::of(Preset::Template);
        let invited = w.invited(ada, acme, template.clone());
        end(&mut w, ada, &invited);
        assert!(w.directory.invitation(invited.id).is_none(), "{how}");
        // As if it had never been.
        w.refuses(invited.user, accept(invited.id, &invited.email), "unknown_invitation");
        let (other, _) = w.person();
        w.refuses(other, accept(invited.id, &invited.email), "unknown_invitation");
        for actor in [Actor::User(ada), Actor::System] {
            w.refuses(actor, renew(invited.id, t(2000)), "unknown_invitation");
        }
        w.refuses(ada, revoke_invitation(invited.id), "unknown_invitation");
        w.refuses(Actor::System, revoke_invitation(invited.id), "already_so");
        let (_, email) = w.person();
        w.refuses(ada, invite(invited.id, acme, &email, template), "id_taken");
    }
}

#[test]
fn c7_joining_ends_the_other_invitation_there() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let template = Assignment::of(Preset::Template);
    let (bob, email) = w.person();
    let first = w.invited_to(ada, acme, &email, template.clone());
    let elsewhere = w.invited_to(ada, north, &email, template.clone());
    w.ok(bob, accept(first, &email));
    // A member is not invited again; after a removal nothing is left pending there.
    let id = w.id();
    w.refuses(ada, invite(id, acme, &email, template.clone()), "already_member");
    assert!(w.directory.invitation(elsewhere).is_some(), "one elsewhere stays");
    w.ok(bob, accept(elsewhere, &email));
    // To renew does not bring it back, to invite anew makes another.
    w.ok(ada, remove(bob, acme));
    let third = w.invited_to(ada, acme, &email, template.clone());
    w.ok(Actor::System, add(bob, acme, &email, template));
    w.refuses(bob, accept(third, &email), "unknown_invitation");
}

#[test]
fn c7_removal_ends_what_was_pending_for_the_address_there() {
    // A membership that has ended leaves room for an invitation.
    for leaves in [false, true] {
        let (mut w, acme, ada) = World::with_root();
        let bob = w.member(acme, Assignment::of(Preset::Template).until(t(5)));
        let email = w.email(bob);
        w.set_clock(t(5));
        let invitation = w.invited_to(ada, acme, &email, Assignment::of(Preset::Sender));
        w.clone().ok(bob, accept(invitation, &email));
        let (actor, command) = if leaves { (bob, leave(acme)) } else { (ada, remove(bob, acme)) };
        w.ok(actor, command);
        w.refuses(bob, accept(invitation, &email), "unknown_invitation");
    }
}

#[test]
fn c7_deletion_and_closing_end_invitations_for_good() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let below = w.sub(north);
    let template = Assignment::of(Preset::Template);
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let bobs = w.email(bob);
    let wide = w.id();
    w.ok(bob, create_key_with(wide, acme, true, PermissionSet::ALL, None));
    let to_bob = w.invited_to(ada, north, &bobs, template.clone());
    let by_bob = w.invited(bob, north, template.clone());
    let by_his_key = w.invited(wide, north, template.clone());
    let by_ada = w.invited(ada, below, template.clone());
    w.clone().accepts(&by_bob);
    w.ok(ada, delete(bob));
    for id in [to_bob, by_bob.id, by_his_key.id] {
        assert!(w.directory.invitation(id).is_none());
    }
    w.refuses(by_bob.user, accept(by_bob.id, &by_bob.email), "unknown_invitation");
    // One that was renewed is vouched for by whoever renewed it.
    assert!(w.directory.invitation(by_ada.id).is_some());
    w.ok(ada, close(north));
    w.refuses(by_ada.user, accept(by_ada.id, &by_ada.email), "unknown_invitation");
}

#[test]
fn c7_whoever_renews_vouches_from_then_on() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let invited = w.invited(bob, acme, Assignment::of(Preset::Sender));
    w.ok(ada, renew(invited.id, t(500)));
    assert_eq!(w.directory.invitation(invited.id).unwrap().inviter(), ada.into());
    w.ok(ada, delete(bob));
    w.accepts(&invited);
}

#[test]
fn c7_the_account_is_active_and_the_user_too() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let bob = w.member(acme, Assignment::of(Preset::Template));
    let email = w.email(bob);
    let invitation = w.invited_to(Actor::System, north, &email, Assignment::of(Preset::Template));
    for halted in [acme, north] {
        let mut w = w.clone();
        w.ok(Actor::System, suspend(halted));
        w.refuses(bob, accept(invitation, &email), "account_suspended");
        w.ok(Actor::System, resume(halted));
        w.ok(bob, accept(invitation, &email));
    }
    w.ok(ada, deactivate(bob));
    w.refuses(bob, accept(invitation, &email), "user_deactivated");
    let stand_in = w.id::<UserId>();
    w.refuses(stand_in, accept(invitation, &email), "address_taken");
}

/// Planted fault 8.
#[test]
fn c7_the_inviter_must_still_be_permitted_and_cover() {
    type Loss = fn(&mut World, UserId, UserId);
    let losses: [(&str, Loss); 5] = [
        ("deactivated", |w, ada, bob| w.ok(ada, deactivate(bob))),
        ("no longer permitted to invite", |w, ada, bob| {
            let acme = w.directory.user(bob).unwrap().root();
            let less = Assignment::of(Preset::Admin).withholding(Permission::UserInvite);
            w.ok(ada, assign(bob, acme, less));
        }),
        ("no longer covers what it gives", |w, ada, bob| {
            let acme = w.directory.user(bob).unwrap().root();
            let less = Assignment::of(Preset::Admin).withholding(Permission::SmsSend);
            w.ok(ada, assign(bob, acme, less));
        }),
        ("does not cover it for as long", |w, ada, bob| {
            let acme = w.directory.user(bob).unwrap().root();
            w.ok(ada, assign(bob, acme, Assignment::of(Preset::Admin).until(t(500))));
        }),
        ("expired", |w, ada, bob| {
            let acme = w.directory.user(bob).unwrap().root();
            w.ok(ada, assign(bob, acme, Assignment::of(Preset::Admin).until(t(5))));
            w.set_clock(t(5));
        }),
    ];
    for (how, loss) in losses {
        let (mut w, acme, ada) = World::with_root();
        let bob = w.member(acme, Assignment::of(Preset::Admin));
        let invited = w.invited(bob, acme, Assignment::of(Preset::Sender));
        w.clone().accepts(&invited);
        loss(&mut w, ada, bob);
        let code = w.code_of(invited.user, &accept(invited.id, &invited.email));
        assert_eq!(code, "inviter_lost_authority", "{how}");
    }
    // Whoever is removed takes along what they sent there, and so does a key that is revoked.
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let key = w.key(ada, acme, PermissionSet::ALL);
    let (by_bob, by_key) =
        (w.invited(bob, acme, Assignment::of(Preset::Sender)), w.invited(key, acme, Assignment::of(Preset::Sender)));
    w.clone().accepts(&by_bob);
    w.clone().accepts(&by_key);
    w.ok(ada, remove(bob, acme));
    w.ok(ada, revoke_key(key));
    for invited in [by_bob, by_key] {
        w.refuses(invited.user, accept(invited.id, &invited.email), "unknown_invitation");
    }
}

#[test]
fn c7_roles_count_as_they_stand_at_acceptance() {
    let (mut w, acme, _) = World::with_root();
    let role = w.role(acme, account(Permission::SentView));
    let bob = w.holding(acme, account(Permission::UserInvite | Permission::SentView));
    let invited = w.invited(bob, acme, Assignment::of(role));
    w.ok(Actor::System, change_role(role, account(Permission::SmsSend)));
    w.refuses(invited.user, accept(invited.id, &invited.email), "inviter_lost_authority");
    w.ok(Actor::System, change_role(role, own(Permission::SentView)));
    w.accepts(&invited);
    assert!(!w.may(invited.user, Permission::SentView, acme));
}

#[test]
fn c7_a_window_that_has_passed_is_no_longer_accepted() {
    let (mut w, acme, ada) = World::with_root();
    let invited = w.invited(ada, acme, Assignment::of(Preset::Sender).from(t(2)).until(t(5)));
    w.set_clock(t(5) - MILLI);
    w.clone().accepts(&invited);
    w.set_clock(t(5));
    w.refuses(invited.user, accept(invited.id, &invited.email), "empty_window");
}
