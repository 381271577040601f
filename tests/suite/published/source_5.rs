//! Source 5: a product with the roles Administrator and Sender.

use sendright::actions::{self, Action};
use sendright::{Actor, Assignment, Billing, Denial, InvitationId, Permission, Preset, Request, User};

use super::does;
use crate::support::commands::*;
use crate::support::world::*;

fn sender() -> Assignment {
    Assignment::of(Preset::Sender)
}

/// The Administrator invites by email, with a role. Only the person with that address gets it, and a Sender invites nobody.
#[test]
fn source_5_the_administrator_invites_by_email_with_a_role() {
    let (mut w, acme, ada) = World::with_root();
    let invited = w.invited(ada, acme, sender());
    w.denies(invited.user, Permission::SmsSend, acme, Denial::NoAccess);
    w.refuses(invited.user, accept(invited.id, &address("other@acme.example")), "not_the_invited_address");
    w.accepts(&invited);
    assert!(w.may(invited.user, Permission::SmsSend, acme));
    w.denies(invited.user, Permission::UserInvite, acme, Denial::Missing(set(Permission::UserInvite)));
    let (id, (_, email)) = (w.id(), w.person());
    w.refuses(invited.user, invite(id, acme, &email, sender()), "missing");
}

/// The role can be changed at any time, that of an invitation, too; a Sender changes none.
#[test]
fn source_5_the_role_is_changed_at_any_time() {
    let (mut w, acme, ada) = World::with_root();
    let sees = Permission::BillingView;
    // Before it is accepted: another invitation takes the place of the first.
    let first = w.invited(ada, acme, sender());
    let second = w.invited_to(ada, acme, &first.email, Assignment::of(Preset::Admin));
    w.refuses(first.user, accept(first.id, &first.email), "unknown_invitation");
    w.ok(first.user, accept(second, &first.email));
    let bob = first.user;
    assert!(w.may(bob, sees, acme));
    // Afterwards, up and down, at once: what was taken from the directory before is no longer current.
    for (assignment, expected) in [(sender(), false), (Assignment::of(Preset::Admin), true), (sender(), false)] {
        let before = w.directory.access(bob, acme, w.now()).unwrap();
        w.ok(ada, assign(bob, acme, assignment));
        assert_eq!(w.may(bob, sees, acme), expected);
        assert!(!before.is_current(&w.directory));
    }
    w.refuses(bob, assign(bob, acme, Assignment::of(Preset::Admin)), "missing");
}

/// Access is revoked: an invitation before it is accepted, a membership, or the whole user. It counts at once.
#[test]
fn source_5_access_is_revoked() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, sender());
    let carl = w.member(acme, sender());
    let invited = w.invited(ada, acme, sender());
    for command in [revoke_invitation(invited.id), remove(bob, acme), deactivate(bob)] {
        w.refuses(carl, command, "missing");
    }
    w.ok(ada, revoke_invitation(invited.id));
    w.refuses(invited.user, accept(invited.id, &invited.email), "unknown_invitation");
    let mut other = w.clone();
    w.ok(ada, remove(bob, acme));
    w.denies(bob, Permission::SmsSend, acme, Denial::NoAccess);
    other.ok(ada, deactivate(bob));
    other.denies(bob, Permission::SmsSend, acme, Denial::UserDeactivated);
}

/// One person holds roles in several accounts: as one user in those of one customer, and as one user for each customer.
#[test]
fn source_5_one_person_holds_roles_in_several_accounts() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let bob = w.member(acme, sender());
    w.join(bob, north, Assignment::of(Preset::Admin));
    assert!(!w.may(bob, Permission::BillingView, acme) && w.may(bob, Permission::BillingView, north));

    let (other, eve) = w.root();
    let email = w.email(bob);
    let invitation: InvitationId = w.invited_to(eve, other, &email, Assignment::of(Preset::Admin));
    w.refuses(bob, accept(invitation, &email), "other_tree");
    let bob_there = w.id();
    w.ok(bob_there, accept(invitation, &email));
    // What sign-in asks: who has this address, at each customer.
    let users: Vec<_> =
        w.directory.roots().map(|root| w.directory.user_by_email(root.id(), &email).map(User::id)).collect();
    assert_eq!(users, [Some(bob), Some(bob_there)]);
    // Neither has anything of the other, and what happens to one does not happen to the other.
    w.denies(bob, Permission::SmsSend, other, Denial::NoAccess);
    w.denies(bob_there, Permission::SmsSend, acme, Denial::NoAccess);
    w.ok(ada, delete(bob));
    assert!(w.may(bob_there, Permission::SmsSend, other));
}

/// A Sender adds credits and sees no invoice: to buy is not to see the bill.
#[test]
fn source_5_a_sender_adds_credits_and_sees_no_invoice() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, sender());
    assert!(w.may(bob, Permission::CreditPurchase, acme));
    for invoice in [Permission::BillingView, Permission::BillingManage] {
        w.denies(bob, invoice, acme, Denial::Missing(set(invoice)));
        assert!(w.may(ada, invoice, acme));
    }
    w.ok(Actor::System, set_billing(acme, Billing::Postpaid));
    w.denies(bob, Permission::CreditPurchase, acme, Denial::Ceiling(set(Permission::CreditPurchase)));
}

/// The Administrator updates the account's details and creates API keys; a Sender does neither.
#[test]
fn source_5_details_and_keys_are_the_administrators() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, sender());
    let key = w.id();
    for command in
        [rename(acme), create_key(key, acme, Permission::SmsSend), super::source_2::account_key(w.id(), acme)]
    {
        w.refuses(bob, command.clone(), "missing");
        w.clone().ok(ada, command);
    }
}

/// Administrators and Senders schedule campaigns and what is sent singly, and stop what is scheduled; nobody else does. When
/// the time has come, whoever scheduled may no longer be one: the same question is asked at that instant.
#[test]
fn source_5_a_sender_schedules_a_campaign() {
    const LATER: [Action; 4] = [
        actions::SMS_CAMPAIGN_LAUNCH_LATER,
        actions::SMS_SEND_FREE_TEXT_LATER,
        actions::SMS_SEND_TEMPLATE_TO_GROUP_LATER,
        actions::SMS_CAMPAIGN_CANCEL,
    ];
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, sender().until(t(100)));
    for action in LATER {
        assert_eq!((does(&w, ada, action, acme), does(&w, bob, action, acme)), (Ok(()), Ok(())), "{action}");
    }
    // Who sends now and not later, who prepares, and who is not here.
    let schedules = set(Permission::MessageSchedule);
    let now_only = w.member(acme, sender().withholding(schedules));
    assert_eq!(does(&w, now_only, actions::SMS_CAMPAIGN_LAUNCH_NOW, acme), Ok(()));
    assert_eq!(does(&w, now_only, actions::SMS_CAMPAIGN_LAUNCH_LATER, acme), Err(Denial::Missing(schedules)));
    let prepares = w.member(acme, sender().withholding(Permission::SmsLaunch));
    let launch = Err(Denial::Missing(set(Permission::SmsLaunch)));
    assert_eq!(does(&w, prepares, actions::SMS_CAMPAIGN_EDIT_FREE_TEXT, acme), Ok(()));
    assert_eq!(does(&w, prepares, actions::SMS_CAMPAIGN_LAUNCH_LATER, acme), launch);
    let (stranger, _) = w.person();
    assert_eq!(does(&w, stranger, actions::SMS_CAMPAIGN_LAUNCH_LATER, acme), Err(Denial::NoAccess));
    // A Sender's channel is SMS.
    let emailing = actions::EMAIL_CAMPAIGN_LAUNCH_LATER;
    assert_eq!(does(&w, bob, emailing, acme), Err(Denial::Missing(set(Permission::EmailLaunch))));
    // At the time for which it is scheduled.
    let ask = |w: &World, at| {
        let request = Request::new(bob, actions::SMS_CAMPAIGN_LAUNCH_LATER, acme).at(at);
        w.directory.authorize(&request).map(|_| ())
    };
    assert_eq!((ask(&w, t(100) - MILLI), ask(&w, t(100))), (Ok(()), Err(Denial::Expired)));
    w.ok(Actor::System, suspend(acme));
    assert_eq!(ask(&w, t(50)), Err(Denial::AccountSuspended));
    w.ok(Actor::System, resume(acme));
    w.ok(ada, remove(bob, acme));
    assert_eq!(ask(&w, t(50)), Err(Denial::NoAccess));
}
