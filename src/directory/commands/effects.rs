//! What joining, leaving, taking over and moving mean for keys, invitations and memberships: each a function of the state and
//! of the change alone, whatever later versions know (rule I7).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Actor, ApiKeyId, Assignment, Email, InvitationId, User, UserDetails, UserId};
use crate::state::{AccountEntry, State, Waking};

use crate::directory::touched::{Thing, Touched};

/// A person becomes a member, and a user if they are not one yet. A membership there that had ended is removed first, and no
/// key that had lost its power gets it back (rule G5). Other invitations to their address there end (rule C7).
pub(super) fn join(
    state: &mut State,
    user: UserId,
    account: AccountId,
    email: &Email,
    details: &UserDetails,
    assignment: Assignment,
    at: DateTime<Utc>,
) {
    let Some(root) = state.account(account).map(AccountEntry::root) else { return };
    if state.user(user).is_none() {
        state.insert_user(User::new(user, root, email.clone(), details.clone()));
    }
    if state.membership(user, account).is_some() {
        leave(state, user, account, at);
    }
    revoke_sleeping_keys(state, user, &BTreeSet::from([account]), at);
    state.set_membership(user, account, assignment);
    end_invitation(state, user, account);
}

pub(super) fn touch_joining(touched: &mut Touched<'_>, user: UserId, account: AccountId, email: &Email) {
    touch_leaving(touched, user, account);
    touch_sleeping_keys(touched, user, &BTreeSet::from([account]));
    touched.things.insert(Thing::User(user));
    touched.invitation_for(account, email);
}

/// A membership is removed. For good revoked are the user's keys there, and those below that account which no other live
/// membership reaches; the invitations that the user sent to those accounts end, and those to the user there (rules G5, C7).
pub(super) fn leave(state: &mut State, user: UserId, account: AccountId, at: DateTime<Utc>) {
    leave_all(state, user, &BTreeSet::from([account]), at);
}

/// The same for several memberships of a user, in one pass over the user's keys and invitations.
fn leave_all(state: &mut State, user: UserId, accounts: &BTreeSet<AccountId>, at: DateTime<Utc>) {
    state.remove_memberships(user, accounts.iter().copied());
    let is_cut_off = |state: &State, other: AccountId| {
        let entry = state.account(other);
        accounts.contains(&other)
            || entry.is_some_and(|entry| {
                entry.ancestors.iter().any(|above| accounts.contains(above)) && !state.is_reached_live(user, entry, at)
            })
    };
    let sent = state.invitations_sent_by(user).into_iter().filter_map(|id| state.invitation(id));
    let ended: Vec<InvitationId> = sent.filter(|sent| is_cut_off(state, sent.account)).map(|sent| sent.id).collect();
    for invitation in ended {
        state.remove_invitation(invitation);
    }
    state.revoke_keys(user, |state, key| is_cut_off(state, key.account));
    for account in accounts {
        end_invitation(state, user, *account);
    }
}

pub(super) fn touch_leaving(touched: &mut Touched<'_>, user: UserId, account: AccountId) {
    touched.membership(user, account);
    touch_power(touched, user);
    if let Some(user) = touched.state.user(user) {
        touched.invitation_for(account, &user.email);
    }
}

/// Before memberships give more than they did: revokes the user's keys there and below whose account no live membership
/// reaches, and those of accounts above, for the subtree, that work nowhere, so that nothing that slept wakes up (rule G5).
pub(super) fn revoke_sleeping_keys(state: &mut State, user: UserId, accounts: &BTreeSet<AccountId>, at: DateTime<Utc>) {
    let waking = Waking::new(state, user, accounts, at);
    state.revoke_keys(user, |state, key| waking.wakes(state, key));
}

/// A user's keys, which may sleep when memberships in these accounts give more. One for the subtree of an account above that
/// sleeps is in use by one of all the memberships that the user has: by which is enough to know.
pub(super) fn touch_sleeping_keys(touched: &mut Touched<'_>, user: UserId, accounts: &BTreeSet<AccountId>) {
    let (state, at) = (touched.state, touched.at);
    for key in state.keys_of(user) {
        touch_revoking(touched, key);
    }
    let (waking, keys) = (Waking::new(state, user, accounts, at), state.keys_of(user).filter_map(|key| state.key(key)));
    let asleep = keys.filter(|key| waking.sleeps_above(state, key));
    let mut sleeping: BTreeSet<AccountId> = asleep.map(|key| key.account).collect();
    if sleeping.is_empty() {
        return;
    }
    touched.things.extend(accounts.iter().map(|account| Thing::Membership(user, *account)));
    for held in state.live_memberships_of(user, at) {
        if state.above(held.account).iter().filter(|above| sleeping.remove(*above)).count() != 0 {
            touched.things.insert(Thing::Membership(user, held.account));
        }
    }
}

/// Somebody else could come to act as a user, or lets the user back in: the user's keys are revoked, invitations to the
/// address end, and memberships that had ended are removed, so that nothing which was not counted can come back on a slower
/// clock (rules C8, C9).
pub(super) fn take_over(state: &mut State, user: UserId, at: DateTime<Utc>) {
    let Some((root, email)) = state.user(user).map(|user| (user.root, user.email.clone())) else { return };
    state.revoke_keys(user, |_, _| true);
    state.remove_invitations_to(root, &email);
    let memberships = state.memberships_of(user).filter(|membership| membership.assignment.has_ended(at));
    let ended: BTreeSet<AccountId> = memberships.map(|membership| membership.account).collect();
    leave_all(state, user, &ended, at);
}

pub(super) fn touch_taking_over(touched: &mut Touched<'_>, user: UserId) {
    touched.user(user);
    touch_power(touched, user);
    let state = touched.state;
    let memberships = state.memberships_of(user).map(|membership| Thing::Membership(user, membership.account));
    touched.things.extend(memberships);
    if let Some(user) = state.user(user) {
        touched.invitations_to(user.root, &user.email);
    }
}

/// A person takes another address, and their invitations with them. Where both addresses have one for the same account, the
/// one that is pending stays; of two alike, that of the new address. One for an account where they are a member ends
/// (rule C7).
pub(super) fn move_invitations(state: &mut State, user: UserId, old: &Email, new: &Email, at: DateTime<Utc>) {
    let Some(root) = state.user(user).map(|user| user.root) else { return };
    let is_member = |state: &State, account: AccountId| {
        state.membership(user, account).is_some_and(|membership| !membership.assignment.has_ended(at))
    };
    let is_pending =
        |state: &State, id: InvitationId| state.invitation(id).is_some_and(|invited| invited.is_pending(at));
    for id in state.invitations_to(root, old) {
        let Some(account) = state.invitation(id).map(|invited| invited.account) else { continue };
        match state.invitation_for(root, new, account) {
            Some(other) if is_pending(state, other) || !is_pending(state, id) => {
                state.remove_invitation(id);
            }
            Some(other) => {
                state.remove_invitation(other);
                state.readdress_invitation(id, new);
            }
            None => state.readdress_invitation(id, new),
        }
    }
    for id in state.invitations_to(root, new) {
        if state.invitation(id).is_some_and(|invited| is_member(state, invited.account)) {
            state.remove_invitation(id);
        }
    }
}

/// All that a user acts by beside their memberships: keys, and invitations that they or their keys sent.
fn touch_power(touched: &mut Touched<'_>, user: UserId) {
    touched.keys_of(user);
    let sent = touched.state.invitations_sent_by(user).into_iter().map(Thing::Invitation);
    touched.things.extend(sent);
}

/// Notes that a key is revoked, and with it the invitations that it sent.
pub(super) fn touch_revoking(touched: &mut Touched<'_>, key: ApiKeyId) {
    touched.things.insert(Thing::ApiKey(key));
    touched.things.extend(touched.state.invitations_by(Actor::ApiKey(key)).into_iter().map(Thing::Invitation));
}

/// Ends the invitation of a user to an account.
fn end_invitation(state: &mut State, user: UserId, account: AccountId) {
    let invitation = state.user(user).and_then(|user| state.invitation_for(user.root, &user.email, account));
    if let Some(invitation) = invitation {
        state.remove_invitation(invitation);
    }
}
