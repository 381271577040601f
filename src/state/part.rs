use std::collections::BTreeSet;

use crate::organization::{AccountId, ApiKeyId, InvitationId, UserId};

use super::State;
use super::excerpt::Excerpt;

/// What a part of a state holds, beside what it refers to.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartOf {
    /// Accounts; those above them come along.
    pub(crate) accounts: BTreeSet<AccountId>,
    /// Users, with all that they are a member of, and the accounts of that.
    pub(crate) users: BTreeSet<UserId>,
    pub(crate) keys: BTreeSet<ApiKeyId>,
    pub(crate) invitations: BTreeSet<InvitationId>,
}

impl State {
    /// A state that holds a part of this one, in which the same is held by the users that it has: to try out what a change
    /// does, in the time that the part takes. All custom roles of its accounts come along; its last changes do not.
    pub(crate) fn part(&self, wanted: &PartOf) -> Self {
        let PartOf { accounts, users, keys, invitations } = wanted;
        let memberships = users.iter().flat_map(|user| self.memberships_of(*user));
        let memberships: BTreeSet<_> = memberships.map(|membership| (membership.user, membership.account)).collect();
        let places = memberships.iter().map(|(_, account)| *account);
        let places = places.chain(keys.iter().filter_map(|key| self.key(*key)).map(|key| key.account));
        let invited = invitations.iter().filter_map(|id| self.invitation(*id));
        let places = places.chain(invited.map(|invitation| invitation.account)).chain(accounts.iter().copied());
        let entries = self.with_those_above(places);
        let roles = entries.iter().flat_map(|entry| self.roles_of(entry.account.id)).map(|role| role.id).collect();
        let accounts = entries.iter().map(|entry| entry.account.id).collect();
        let (users, keys, invitations) = (users.clone(), keys.clone(), invitations.clone());
        self.excerpt(&Excerpt { accounts, users, roles, memberships, keys, invitations })
    }
}
