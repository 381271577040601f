use std::collections::BTreeSet;

use crate::organization::{AccountId, ApiKey, ApiKeyId, Assignment, InvitationId, RoleId, UserId};

use super::State;
use super::account::AccountEntry;

/// Records of a state, by their ids; those that are not there count for nothing. What they refer to comes along: the accounts
/// with those above them, the roles that are given, users whose the keys and memberships are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Excerpt {
    pub(crate) accounts: BTreeSet<AccountId>,
    pub(crate) users: BTreeSet<UserId>,
    pub(crate) roles: BTreeSet<RoleId>,
    pub(crate) memberships: BTreeSet<(UserId, AccountId)>,
    pub(crate) keys: BTreeSet<ApiKeyId>,
    pub(crate) invitations: BTreeSet<InvitationId>,
}

impl State {
    /// A state of these records alone, to try out what a change does in the time that they take. What its index answers is
    /// right only for what they tell; the last changes of the trees are not in it.
    pub(crate) fn excerpt(&self, wanted: &Excerpt) -> Self {
        let mut excerpt = Self::default();
        let memberships = || wanted.memberships.iter().filter_map(|(user, account)| self.membership(*user, *account));
        let keys = || wanted.keys.iter().filter_map(|key| self.key(*key));
        let invitations = || wanted.invitations.iter().filter_map(|id| self.invitation(*id));
        let users = wanted.users.iter().copied().chain(wanted.memberships.iter().map(|(user, _)| *user));
        let users: BTreeSet<UserId> = users.chain(keys().filter_map(ApiKey::owner)).collect();
        let users = || users.iter().filter_map(|user| self.user(*user));
        let given = memberships().map(|membership| membership.assignment);
        let given = given.chain(invitations().map(|invitation| &invitation.assignment));
        let roles: BTreeSet<RoleId> = given.flat_map(Assignment::custom_roles).collect();
        let roles = || wanted.roles.union(&roles).filter_map(|role| self.role(*role));

        let accounts = wanted.accounts.iter().copied().chain(users().map(|user| user.root));
        let accounts = accounts.chain(memberships().map(|membership| membership.account));
        let accounts = accounts.chain(roles().map(|role| role.account)).chain(keys().map(|key| key.account));
        let accounts = accounts.chain(invitations().map(|invitation| invitation.account));
        for entry in self.with_those_above(accounts) {
            excerpt.insert_account(entry.account.clone());
        }
        roles().for_each(|role| excerpt.insert_role(role.clone()));
        users().for_each(|user| excerpt.insert_user(user.clone()));
        for membership in memberships() {
            excerpt.set_membership(membership.user, membership.account, membership.assignment.clone());
        }
        keys().for_each(|key| excerpt.insert_key(key.clone()));
        invitations().for_each(|invitation| excerpt.insert_invitation(invitation.clone()));
        excerpt
    }

    /// Accounts and those above them, each once and after its parent.
    pub(super) fn with_those_above(&self, accounts: impl Iterator<Item = AccountId>) -> Vec<AccountEntry<'_>> {
        let accounts: BTreeSet<AccountId> = accounts.collect();
        let lines = accounts.iter().filter_map(|account| self.account(*account)).flat_map(AccountEntry::path);
        let accounts: BTreeSet<AccountId> = lines.collect();
        let mut entries: Vec<_> = accounts.iter().filter_map(|account| self.account(*account)).collect();
        entries.sort_unstable_by_key(|entry| entry.account.depth);
        entries
    }
}
