//! Which keys would get back what they had lost (rule G5): for the commands that revoke them, and to explain it.

use core::cell::OnceCell;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKey, Membership, UserId};

use super::State;

/// The keys of a user that sleep, and would be woken up by what the user is given in some accounts. So they are revoked first
/// (rule G5).
#[derive(Debug)]
pub(crate) struct Waking<'a> {
    user: UserId,
    accounts: &'a BTreeSet<AccountId>,
    /// The accounts above these.
    above: BTreeSet<AccountId>,
    at: DateTime<Utc>,
    /// The accounts whose keys for the subtree work below: looked up once, where a key asks for it, and not for each key (rule I9).
    in_use: OnceCell<BTreeSet<AccountId>>,
}

impl<'a> Waking<'a> {
    pub(crate) fn new(state: &State, user: UserId, accounts: &'a BTreeSet<AccountId>, at: DateTime<Utc>) -> Self {
        let above = accounts.iter().flat_map(|account| state.above(*account)).copied().collect();
        Self { user, accounts, above, at, in_use: OnceCell::new() }
    }

    /// Whether a key of the user is one: it is made there or below for an account that no live membership reaches, or above for
    /// the subtree, and works nowhere.
    pub(crate) fn wakes(&self, state: &State, key: &ApiKey) -> bool {
        let is_there = |account: &AccountId| self.accounts.contains(account);
        if is_there(&key.account) || state.above(key.account).iter().any(is_there) {
            self.sleeps(state, key)
        } else {
            self.sleeps_above(state, key) && !self.in_use(state).contains(&key.account)
        }
    }

    /// Whether a key of the user sleeps that is made above, for the subtree. It is one unless it is in use below.
    pub(crate) fn sleeps_above(&self, state: &State, key: &ApiKey) -> bool {
        key.subtree && self.above.contains(&key.account) && self.sleeps(state, key)
    }

    fn sleeps(&self, state: &State, key: &ApiKey) -> bool {
        state.account(key.account).is_some_and(|entry| !state.is_reached_live(self.user, entry, self.at))
    }

    fn in_use(&self, state: &State) -> &BTreeSet<AccountId> {
        let above = |membership: Membership<'_>| state.above(membership.account);
        let in_use = || state.live_memberships_of(self.user, self.at).flat_map(above).copied().collect();
        self.in_use.get_or_init(in_use)
    }
}

impl State {
    /// A user's live memberships in open accounts: in a closed one no key ever works again.
    pub(crate) fn live_memberships_of(&self, user: UserId, at: DateTime<Utc>) -> impl Iterator<Item = Membership<'_>> {
        let is_open = |account: AccountId| self.open_account(account).is_some();
        self.memberships_of(user).filter(move |held| held.assignment.counts(at) && is_open(held.account))
    }
}
