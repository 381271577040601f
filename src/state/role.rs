use std::collections::BTreeSet;

use crate::organization::{AccountId, InvitationId, Name, Role, RoleId, UserId};
use crate::permission::Grants;

use super::State;

/// A custom role and who refers to it.
#[derive(Clone, Debug)]
pub(crate) struct RoleEntry {
    pub(crate) role: Role,
    pub(crate) holders: BTreeSet<(AccountId, UserId)>,
    /// The invitations that would give it; some may have expired.
    pub(crate) invitations: BTreeSet<InvitationId>,
}

impl State {
    pub(crate) fn role(&self, id: RoleId) -> Option<&Role> {
        self.roles.get(&id).map(|entry| &entry.role)
    }

    pub(crate) fn role_entry(&self, id: RoleId) -> Option<&RoleEntry> {
        self.roles.get(&id)
    }

    pub(crate) fn roles(&self) -> impl Iterator<Item = &Role> {
        self.roles.values().map(|entry| &entry.role)
    }

    /// The roles that an account defined, in the order of their ids.
    pub(crate) fn roles_of(&self, account: AccountId) -> impl Iterator<Item = &Role> {
        let roles = self.account(account).into_iter().flat_map(|entry| entry.roles.iter());
        roles.filter_map(|role| self.role(*role))
    }

    pub(crate) fn insert_role(&mut self, role: Role) {
        if let Some(entry) = self.entry_mut(role.account) {
            entry.roles.insert(role.id);
        }
        let entry = RoleEntry { holders: BTreeSet::new(), invitations: BTreeSet::new(), role };
        self.roles.insert(entry.role.id, entry);
    }

    /// Changes a role, and with it the grants of all who hold it.
    pub(crate) fn change_role(&mut self, id: RoleId, name: Name, grants: Grants) {
        let Some(entry) = self.roles.get_mut(&id) else { return };
        entry.role.name = name;
        entry.role.grants = grants;
        for (account, user) in entry.holders.clone() {
            self.refresh_grants(user, account);
        }
    }

    /// Removes a role to which nothing refers but invitations that are over; these go with it.
    pub(crate) fn remove_role(&mut self, id: RoleId) {
        let Some(entry) = self.roles.remove(&id) else { return };
        if let Some(account) = self.entry_mut(entry.role.account) {
            account.roles.remove(&id);
        }
        for invitation in entry.invitations {
            self.remove_invitation(invitation);
        }
        self.gone.roles.insert(id);
    }

    pub(super) fn note_holder(&mut self, id: RoleId, user: UserId, account: AccountId) {
        if let Some(entry) = self.roles.get_mut(&id) {
            entry.holders.insert((account, user));
        }
    }

    pub(super) fn forget_holder(&mut self, id: RoleId, user: UserId, account: AccountId) {
        if let Some(entry) = self.roles.get_mut(&id) {
            entry.holders.remove(&(account, user));
        }
    }

    pub(super) fn role_entry_mut(&mut self, id: RoleId) -> Option<&mut RoleEntry> {
        self.roles.get_mut(&id)
    }
}
