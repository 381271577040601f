use std::collections::BTreeSet;

use crate::organization::{AccountId, ApiKeyId, InvitationId, UserId};

use super::State;

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
        let mut part = Self::default();
        let memberships: Vec<_> = wanted.users.iter().flat_map(|user| self.memberships_of(*user)).collect();
        let keys: Vec<_> = wanted.keys.iter().filter_map(|key| self.key(*key)).collect();
        let invitations: Vec<_> = wanted.invitations.iter().filter_map(|id| self.invitation(*id)).collect();
        let places = memberships.iter().map(|membership| membership.account);
        let places = places.chain(keys.iter().map(|key| key.account));
        let places = places.chain(invitations.iter().map(|invitation| invitation.account));
        let places: BTreeSet<AccountId> = places.chain(wanted.accounts.iter().copied()).collect();
        let lines =
            places.iter().filter_map(|account| self.account(*account)).flat_map(super::account::AccountEntry::path);
        let accounts: BTreeSet<AccountId> = lines.collect();
        let mut accounts: Vec<_> = accounts.iter().filter_map(|account| self.account(*account)).collect();
        accounts.sort_unstable_by_key(|entry| entry.account.depth);
        for entry in accounts {
            part.insert_account(entry.account.clone());
            for role in self.roles_of(entry.account.id) {
                part.insert_role(role.clone());
            }
        }
        let owners = keys.iter().filter_map(|key| key.owner());
        let users: BTreeSet<UserId> = wanted.users.iter().copied().chain(owners).collect();
        for user in users.into_iter().filter_map(|user| self.user(user)) {
            part.insert_user(user.clone());
        }
        for membership in memberships {
            part.set_membership(membership.user, membership.account, membership.assignment.clone());
        }
        for key in keys {
            part.insert_key(key.clone());
        }
        for invitation in invitations {
            part.insert_invitation(invitation.clone());
        }
        part
    }
}
