use std::collections::BTreeSet;

use hashbrown::HashMap;

use crate::organization::{AccountId, AssignedRole, Assignment, InvitationId, Membership, Name, Role, RoleId, UserId};
use crate::permission::Grants;

use super::State;
use super::roster::{AccountPlace, UserPlace};

/// A custom role and who refers to it.
#[derive(Clone, Debug)]
pub(crate) struct RoleEntry {
    pub(crate) role: Role,
    holders: BTreeSet<(AccountPlace, UserPlace)>,
    /// The invitations that would give it; some may have expired.
    pub(crate) invitations: BTreeSet<InvitationId>,
}

/// What an assignment grants, by what its roles give (rule G1).
pub(super) fn grants_of(assignment: &Assignment, gives: impl Fn(AssignedRole) -> Grants) -> Grants {
    let roles = assignment.roles().iter().map(|role| gives(*role)).fold(Grants::NONE, Grants::union);
    roles.union(assignment.given_levels().grants()).without(assignment.withheld())
}

/// What a role gives.
pub(super) fn role_grants(roles: &HashMap<RoleId, RoleEntry>, role: AssignedRole) -> Grants {
    match role {
        AssignedRole::Preset(preset) => preset.grants(),
        AssignedRole::Custom(role) => roles.get(&role).map_or(Grants::NONE, |entry| entry.role.grants),
    }
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
        let holders: Vec<_> = entry.holders.iter().copied().collect();
        self.note_role_changed(&holders);
    }

    /// The memberships with a role, in the order of the accounts' ids, then of the users'.
    pub(crate) fn holders(&self, id: RoleId) -> impl Iterator<Item = Membership<'_>> {
        let places = self.roles.get(&id).into_iter().flat_map(|entry| entry.holders.iter());
        let ids = places.filter_map(|(account, user)| self.ids(*user, *account));
        let mut holders: Vec<(AccountId, UserId)> = ids.map(|(user, account)| (account, user)).collect();
        holders.sort_unstable();
        holders.into_iter().filter_map(|(account, user)| self.membership(user, account))
    }

    /// Whether somebody has a role.
    pub(crate) fn is_held(&self, id: RoleId) -> bool {
        self.roles.get(&id).is_some_and(|entry| !entry.holders.is_empty())
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

    pub(super) fn note_holder(&mut self, id: RoleId, user: UserPlace, account: AccountPlace) {
        if let Some(entry) = self.roles.get_mut(&id) {
            entry.holders.insert((account, user));
        }
    }

    pub(super) fn forget_holder(&mut self, id: RoleId, user: UserPlace, account: AccountPlace) {
        if let Some(entry) = self.roles.get_mut(&id) {
            entry.holders.remove(&(account, user));
        }
    }

    pub(super) fn role_entry_mut(&mut self, id: RoleId) -> Option<&mut RoleEntry> {
        self.roles.get_mut(&id)
    }
}
