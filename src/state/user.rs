use std::collections::BTreeSet;

use crate::organization::{AccountId, ApiKeyId, Email, InvitationId, Membership, User, UserId};

use super::State;

/// A user and what is theirs.
#[derive(Clone, Debug)]
pub(crate) struct UserEntry {
    pub(crate) user: User,
    pub(super) accounts: BTreeSet<AccountId>,
    pub(super) keys: BTreeSet<ApiKeyId>,
    /// The pending invitations that the user or a key of theirs sent.
    pub(super) sent: BTreeSet<InvitationId>,
}

impl State {
    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id).map(|entry| &entry.user)
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values().map(|entry| &entry.user)
    }

    /// The user of an address in a tree.
    pub(crate) fn user_of(&self, root: AccountId, email: &Email) -> Option<UserId> {
        self.addresses.get(&(root, email.clone())).copied()
    }

    /// The user's memberships, ended ones too, in the order of the accounts' ids.
    pub(crate) fn memberships_of(&self, id: UserId) -> impl Iterator<Item = &Membership> {
        let accounts = self.users.get(&id).into_iter().flat_map(|entry| entry.accounts.iter().copied());
        accounts.filter_map(move |account| self.membership(id, account))
    }

    /// The user's keys, revoked ones too.
    pub(crate) fn keys_of(&self, id: UserId) -> impl Iterator<Item = ApiKeyId> + '_ {
        self.users.get(&id).into_iter().flat_map(|entry| entry.keys.iter().copied())
    }

    pub(crate) fn insert_user(&mut self, user: User) {
        self.addresses.insert((user.root, user.email.clone()), user.id);
        let entry = UserEntry { accounts: BTreeSet::new(), keys: BTreeSet::new(), sent: BTreeSet::new(), user };
        self.users.insert(entry.user.id, entry);
    }

    /// Alters what a user says of themselves and whether they are active.
    pub(crate) fn alter_user(&mut self, id: UserId, alter: impl FnOnce(&mut User)) {
        let Some(entry) = self.users.get_mut(&id) else { return };
        let root = entry.user.root;
        self.addresses.remove(&(root, entry.user.email.clone()));
        alter(&mut entry.user);
        self.addresses.insert((root, entry.user.email.clone()), id);
        self.note_administrator(id, root);
        self.copy_memberships_of(id);
    }

    /// Removes a user with their memberships and keys, the invitations to their address and those that they sent.
    pub(crate) fn remove_user(&mut self, id: UserId) {
        let Some(entry) = self.users.get(&id).cloned() else { return };
        for account in entry.accounts {
            self.remove_membership(id, account);
        }
        for invitation in self.invitations_to(entry.user.root, &entry.user.email).chain(entry.sent).collect::<Vec<_>>()
        {
            self.remove_invitation(invitation);
        }
        for key in entry.keys {
            self.keys.remove(&key);
            self.gone.api_keys.insert(key);
        }
        self.addresses.remove(&(entry.user.root, entry.user.email));
        self.users.remove(&id);
        self.gone.users.insert(id);
    }

    pub(super) fn user_entry_mut(&mut self, id: UserId) -> Option<&mut UserEntry> {
        self.users.get_mut(&id)
    }
}
