//! E3: what is gained is covered throughout, with every relation of windows; and the instants at their ends.

use chrono::{DateTime, Utc};
use sendright::{Actor, ApiKeyId, Assignment, Permission, PermissionSet};

use crate::support::commands::*;
use crate::support::world::*;

const VIEW: PermissionSet = PermissionSet::SENT_VIEW;
const SEND: PermissionSet = PermissionSet::SMS_SEND;

type Window = (Option<i64>, Option<i64>);

fn rights() -> PermissionSet {
    Permission::UserInvite
        | Permission::UserAssignRole
        | Permission::UserDeactivate
        | Permission::UserResetPassword
        | Permission::UserEdit
}

fn within(assignment: &Assignment, (from, until): Window) -> Assignment {
    let assignment = from.map_or(assignment.clone(), |from| assignment.clone().from(t(from)));
    until.map_or(assignment.clone(), |until| assignment.until(t(until)))
}

/// The actor's window against that of what is given; it is `t(10)`.
const OFFERS: [(Window, Window, &str); 16] = [
    ((None, None), (None, None), "ok"),
    ((None, None), (Some(20), Some(30)), "ok"),
    ((None, Some(30)), (None, Some(30)), "ok"),
    ((None, Some(30)), (None, Some(29)), "ok"),
    ((None, Some(30)), (None, Some(31)), "outlasts"),
    ((None, Some(30)), (None, None), "outlasts"),
    ((None, Some(30)), (Some(20), Some(30)), "ok"),
    ((None, Some(30)), (Some(20), Some(31)), "outlasts"),
    ((None, Some(30)), (Some(30), Some(40)), "outlasts"),
    ((None, Some(30)), (Some(40), None), "outlasts"),
    ((Some(10), Some(30)), (Some(0), Some(30)), "ok"),
    ((Some(5), None), (Some(0), None), "ok"),
    // What is not live now covers nothing, although it begins with what is given.
    ((Some(20), None), (Some(20), None), "not_yet_valid"),
    ((None, Some(10)), (None, Some(10)), "expired"),
    ((None, Some(11)), (Some(0), Some(11)), "ok"),
    ((None, Some(11)), (Some(5), Some(12)), "outlasts"),
];

#[test]
fn e3_an_offer_lasts_no_longer_than_what_the_actor_holds() {
    for (of_actor, of_offer, code) in OFFERS {
        let (mut w, acme, _) = World::with_root();
        let lead = w.giving(acme, account(rights() | VIEW));
        let lead = w.member(acme, within(&lead, of_actor));
        let offer = within(&w.giving(acme, account(VIEW)), of_offer);
        let (id, (_, email)) = (w.id(), w.person());
        w.set_clock(t(10));
        assert_eq!(w.code_of(lead, &invite(id, acme, &email, offer)), code, "{of_actor:?} offers {of_offer:?}");
    }
}

#[test]
fn e3_the_end_is_compared_to_the_millisecond() {
    let (mut w, acme, _) = World::with_root();
    let lead = w.giving(acme, account(rights() | VIEW));
    let lead = w.member(acme, lead.until(t(30)));
    let view = w.giving(acme, account(VIEW));
    for (until, code) in [(t(30) - MILLI, "ok"), (t(30), "ok"), (t(30) + MILLI, "outlasts")] {
        let (id, (_, email)) = (w.id(), w.person());
        let command = invite(id, acme, &email, view.clone().until(until));
        assert_eq!(w.code_of(lead, &command), code, "{until}");
    }
}

#[test]
fn e3_a_membership_that_covers_for_good_covers_what_another_gives_for_a_time() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    // Rights for good above; the permission for a time here. Each part is covered by memberships that last.
    let lead = w.holding(acme, subtree(rights() | VIEW));
    let sending = w.giving(north, account(SEND));
    w.join(lead, north, sending.until(t(30)));
    for (grants, until, code) in [
        (account(VIEW), None, "ok"),
        (account(VIEW | SEND), Some(30), "ok"),
        (account(VIEW | SEND), Some(31), "outlasts"),
        (account(VIEW | SEND), None, "outlasts"),
    ] {
        let offer = within(&w.giving(north, grants), (None, until));
        let (id, (_, email)) = (w.id(), w.person());
        assert_eq!(w.code_of(lead, &invite(id, north, &email, offer)), code, "{until:?}");
    }
}

/// The old window, the new window, and whether an actor who lasts until `t(50)` may set it; it is `t(10)`, and the grants
/// are the same before and after.
const TERMS: [(Window, Window, &str); 18] = [
    // Nothing is gained where the member held it before.
    ((None, None), (None, None), "ok"),
    ((None, None), (None, Some(90)), "ok"),
    ((None, None), (Some(60), None), "ok"),
    ((None, None), (Some(60), Some(90)), "ok"),
    ((None, Some(90)), (None, Some(90)), "ok"),
    ((None, Some(90)), (None, Some(80)), "ok"),
    // Extended: the part after is gained.
    ((None, Some(90)), (None, Some(91)), "outlasts"),
    ((None, Some(90)), (None, None), "outlasts"),
    ((None, Some(20)), (None, Some(50)), "ok"),
    ((None, Some(20)), (None, Some(51)), "outlasts"),
    // Brought forward: the part before is gained.
    ((Some(40), None), (Some(20), None), "ok"),
    ((Some(40), None), (None, None), "ok"),
    ((Some(60), None), (Some(20), None), "outlasts"),
    ((Some(60), None), (Some(51), Some(52)), "outlasts"),
    // Apart from the old one.
    ((Some(60), Some(70)), (Some(20), Some(30)), "ok"),
    ((None, Some(20)), (Some(60), Some(70)), "outlasts"),
    // On both sides of the old one.
    ((Some(20), Some(30)), (Some(15), Some(50)), "ok"),
    ((Some(20), Some(30)), (Some(15), None), "outlasts"),
];

#[test]
fn e3_a_changed_term_gains_what_it_adds() {
    for (before, after, code) in TERMS {
        let (mut w, acme, _) = World::with_root();
        let lead = w.giving(acme, account(rights() | VIEW));
        let lead = w.member(acme, lead.until(t(50)));
        let view = w.giving(acme, account(VIEW));
        let bob = w.member(acme, within(&view, before));
        w.set_clock(t(10));
        let code = if before == after { "already_so" } else { code };
        assert_eq!(w.code_of(lead, &assign(bob, acme, within(&view, after))), code, "{before:?} to {after:?}");
    }
}

#[test]
fn e3_more_grants_in_the_same_term_are_gained_throughout_it() {
    for (term, code) in [((None, Some(50)), "ok"), ((None, Some(51)), "outlasts"), ((None, None), "outlasts")] {
        let (mut w, acme, _) = World::with_root();
        let lead = w.giving(acme, account(rights() | VIEW | SEND));
        let lead = w.member(acme, lead.until(t(50)));
        let (view, more) = (w.giving(acme, account(VIEW)), w.giving(acme, account(VIEW | SEND)));
        let wider = w.giving(acme, own(SEND).union(account(VIEW)));
        let bob = w.member(acme, within(&view, term));
        assert_eq!(w.code_of(lead, &assign(bob, acme, within(&more, term))), code, "{term:?}");
        // A wider scope is more; a narrower one, or less, is none.
        let carl = w.member(acme, within(&wider, term));
        assert_eq!(w.code_of(lead, &assign(carl, acme, within(&more, term))), code, "{term:?}");
        assert_eq!(w.code_of(lead, &assign(carl, acme, within(&view, term))), "ok", "{term:?}");
        let dora = w.member(acme, within(&more, term));
        assert_eq!(w.code_of(lead, &assign(dora, acme, within(&wider, term))), "ok", "{term:?}");
    }
}

#[test]
fn e3_the_acting_key_must_last_too() {
    let (mut w, acme, ada) = World::with_root();
    let key: ApiKeyId = w.id();
    w.ok(ada, create_key_with(key, acme, false, rights() | VIEW, Some(t(30))));
    let view = w.giving(acme, account(VIEW));
    for (until, code) in [(Some(30), "ok"), (Some(31), "outlasts"), (None, "outlasts")] {
        let (id, (_, email)) = (w.id(), w.person());
        assert_eq!(w.code_of(key, &invite(id, acme, &email, within(&view, (None, until)))), code);
    }
}

#[test]
fn e3_in_a_reset_an_address_and_a_reactivation_all_is_gained() {
    let cases: [(Window, &str); 4] = [
        ((None, Some(50)), "ok"),
        ((None, Some(51)), "outlasts"),
        ((None, None), "outlasts"),
        ((Some(60), Some(70)), "outlasts"),
    ];
    for (term, code) in cases {
        let (mut w, acme, _) = World::with_root();
        let lead = w.giving(acme, account(rights() | VIEW));
        let lead = w.member(acme, lead.until(t(50)));
        let view = w.giving(acme, account(VIEW));
        let bob = w.member(acme, within(&view, term));
        let new = address("robert@acme.example");
        assert_eq!(w.code_of(lead, &reset(bob)), code, "{term:?}");
        assert_eq!(w.code_of(lead, &change_email(bob, &new)), code, "{term:?}");
        assert_eq!(w.code_of(lead, &call(bob, "+49 30 1234567")), code, "{term:?}");
        // These give nothing to anybody.
        assert_eq!(w.code_of(lead, &edit(bob)), "ok");
        assert_eq!(w.code_of(lead, &deactivate(bob)), "ok");
        w.ok(Actor::System, deactivate(bob));
        assert_eq!(w.code_of(lead, &reactivate(bob)), code, "{term:?}");
    }
}

#[test]
fn e3_an_invitation_is_renewed_by_who_covers_it_from_then_on() {
    let (mut w, acme, ada) = World::with_root();
    let lead = w.giving(acme, account(rights() | VIEW));
    let lead = w.member(acme, lead.until(t(50)));
    let view = w.giving(acme, account(VIEW));
    for (term, code) in [((None, Some(50)), "ok"), ((None, Some(51)), "outlasts"), ((Some(20), None), "outlasts")] {
        let invited = w.invited(ada, acme, within(&view, term));
        assert_eq!(w.code_of(lead, &renew(invited.id, t(900))), code, "{term:?}");
        assert_eq!(w.code_of(ada, &renew(invited.id, t(900))), "ok");
    }
}

#[test]
fn e3_a_window_with_no_instant_left_is_refused() {
    let (mut w, acme, ada) = World::with_root();
    let view = w.giving(acme, account(VIEW));
    let bob = w.member(acme, view.clone());
    w.set_clock(t(10));
    let never: Option<DateTime<Utc>> = None;
    let windows = [
        (never, t(10) - MILLI, "empty_window"),
        (None, t(10), "empty_window"),
        (None, t(10) + MILLI, "ok"),
        (Some(t(20)), t(20), "empty_window"),
        (Some(t(20)), t(20) - MILLI, "empty_window"),
        (Some(t(20)), t(20) + MILLI, "ok"),
    ];
    for (from, until, code) in windows {
        let assignment = from.map_or(view.clone(), |from| view.clone().from(from)).until(until);
        let (user, email) = w.person();
        let id = w.id();
        for actor in [Actor::from(ada), Actor::System] {
            assert_eq!(w.code_of(actor, &assign(bob, acme, assignment.clone())), code, "{until}");
            assert_eq!(w.code_of(actor, &invite(id, acme, &email, assignment.clone())), code, "{until}");
        }
        assert_eq!(w.code_of(Actor::System, &add(user, acme, &email, assignment)), code, "{until}");
    }
    // Expiries, and keys.
    let invited = w.invited(ada, acme, view);
    let (key, own_key): (ApiKeyId, ApiKeyId) = (w.id(), w.key(ada, acme, VIEW));
    for (until, code) in [(t(10), "empty_window"), (t(10) + MILLI, "ok")] {
        assert_eq!(w.code_of(ada, &renew(invited.id, until)), code);
        assert_eq!(w.code_of(ada, &create_key_with(key, acme, false, VIEW, Some(until))), code);
        assert_eq!(w.code_of(ada, &change_key(own_key, false, VIEW, Some(until))), code);
    }
}
