//! What a snapshot holds of a state, in its order: one definition for the snapshot that is copied and the one that is borrowed.

use crate::organization::{Account, AccountId, ApiKey, Assignment, ChangeId, Invitation, Role, User, UserId};
use crate::state::State;

/// The last change of each tree, by root account.
pub(super) fn trees(state: &State) -> impl ExactSizeIterator<Item = (AccountId, ChangeId)> {
    let mut trees: Vec<_> = state.last_changes().collect();
    trees.sort_unstable_by_key(|(root, _)| *root);
    trees.into_iter()
}

/// Parents before their sub-accounts.
pub(super) fn accounts(state: &State) -> impl ExactSizeIterator<Item = &Account> {
    by_key(state.accounts(), |account| (account.depth, account.id))
}

pub(super) fn users(state: &State) -> impl ExactSizeIterator<Item = &User> {
    by_key(state.users(), |user| user.id)
}

pub(super) fn roles(state: &State) -> impl ExactSizeIterator<Item = &Role> {
    by_key(state.roles(), |role| role.id)
}

/// By account, and by user in each.
pub(super) fn memberships(state: &State) -> impl ExactSizeIterator<Item = (AccountId, UserId, &Assignment)> {
    let memberships = state.memberships().map(|member| (member.account, member.user, member.assignment));
    let mut memberships: Vec<_> = memberships.collect();
    memberships.sort_unstable_by_key(|(account, user, _)| (*account, *user));
    memberships.into_iter()
}

/// A membership as it is stored.
#[cfg(feature = "serde")]
#[derive(serde::Serialize)]
#[serde(rename = "Member")]
pub(super) struct MemberRef<'a> {
    pub(super) account: AccountId,
    pub(super) user: UserId,
    pub(super) assignment: &'a Assignment,
}

pub(super) fn invitations(state: &State) -> impl ExactSizeIterator<Item = &Invitation> {
    by_key(state.invitations(), |invitation| invitation.id)
}

pub(super) fn keys(state: &State) -> impl ExactSizeIterator<Item = &ApiKey> {
    by_key(state.keys(), |key| key.id)
}

/// Keys are read once and stand beside the references, as records are all over the memory.
fn by_key<'a, T: 'a, K: Ord + Copy>(
    records: impl Iterator<Item = &'a T>,
    key: impl Fn(&T) -> K,
) -> impl ExactSizeIterator<Item = &'a T> {
    let mut records: Vec<(K, &T)> = records.map(|record| (key(record), record)).collect();
    records.sort_unstable_by_key(|(key, _)| *key);
    records.into_iter().map(|(_, record)| record)
}
