use core::hash::BuildHasher;
use std::collections::{BTreeMap, BTreeSet};

use crate::organization::{AccountId, AssignedRole, InvitationId, Membership, Name, Role, RoleId, UserId};
use crate::permission::Grants;

use super::State;
use super::records::role_grants;

/// A custom role and the stored invitations that would give it: a look into the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RoleEntry<'a> {
    pub(crate) role: &'a Role,
    /// Some may have expired.
    pub(crate) invitations: &'a BTreeSet<InvitationId>,
}

impl State {
    pub(crate) fn role(&self, id: RoleId) -> Option<&Role> {
        self.records.roles.get(&id)
    }

    pub(crate) fn role_entry(&self, id: RoleId) -> Option<RoleEntry<'_>> {
        let (role, lists) = (self.records.roles.get(&id)?, self.index.role_lists.get(&id)?);
        Some(RoleEntry { role, invitations: &lists.invitations })
    }

    pub(crate) fn roles(&self) -> impl Iterator<Item = &Role> {
        self.records.roles.values()
    }

    /// The roles that an account defined, in the order of their ids.
    pub(crate) fn roles_of(&self, account: AccountId) -> impl Iterator<Item = &Role> {
        let roles = self.index.lists_of_account(account).into_iter().flat_map(|lists| lists.rare().roles.iter());
        roles.filter_map(|role| self.role(*role))
    }

    /// The roles that an account defined whose names have this in common (rule C12), in the order of their ids.
    pub(crate) fn roles_named(&self, account: AccountId, comparison_key: &str) -> impl Iterator<Item = &Role> {
        let hash = self.name_hash(comparison_key);
        let same_hash = move |role: &&Role| {
            let lists = self.index.role_lists.get(&role.id);
            let of_it = || self.name_hash(&role.name.comparison_key());
            lists.is_some_and(|lists| *lists.name_hash.get_or_init(of_it) == hash)
        };
        self.roles_of(account).filter(same_hash).filter(move |role| role.name.comparison_key() == comparison_key)
    }

    /// The hash of what names have in common.
    pub(super) fn name_hash(&self, comparison_key: &str) -> u64 {
        self.records.memberships.hasher().hash_one(comparison_key)
    }

    /// What a role gives.
    pub(crate) fn role_grants(&self, role: AssignedRole) -> Grants {
        role_grants(&self.records.roles, role)
    }

    /// The memberships with a role, in the order of the accounts' ids, then of the users'.
    pub(crate) fn holders(&self, id: RoleId) -> impl Iterator<Item = Membership<'_>> {
        let holders = self.index.role_lists.get(&id).into_iter().flat_map(|lists| lists.holders.iter());
        let ids = holders
            .filter_map(|(account, user)| Some((self.records.account(*account)?.id, self.records.user(*user)?.id)));
        let mut holders: Vec<(AccountId, UserId)> = ids.collect();
        holders.sort_unstable();
        holders.into_iter().filter_map(|(account, user)| self.membership(user, account))
    }

    /// The memberships with a role, with what each would grant if the role gave something else; it is computed once for all
    /// that share an assignment.
    pub(crate) fn holders_if(&self, id: RoleId, grants: Grants) -> impl Iterator<Item = (Membership<'_>, Grants)> {
        let mut computed: BTreeMap<u32, Grants> = BTreeMap::new();
        self.holders(id).filter_map(move |holder| {
            let row = self.record(holder.user, holder.account)?.assignment;
            let would_grant = || self.grants_if(holder.assignment, Some((id, grants)));
            Some((holder, *computed.entry(row).or_insert_with(would_grant)))
        })
    }

    /// Whether a stored membership has a role.
    pub(crate) fn is_held(&self, id: RoleId) -> bool {
        self.index.role_lists.get(&id).is_some_and(|lists| !lists.holders.is_empty())
    }

    pub(crate) fn insert_role(&mut self, role: Role) {
        let id = role.id;
        self.records.roles.insert(id, role);
        self.index.role_changed(&mut self.records, id, None);
    }

    /// Changes a role, and with it the grants of all who hold it.
    pub(crate) fn change_role(&mut self, id: RoleId, name: Name, grants: Grants) {
        let Some(role) = self.records.roles.get_mut(&id) else { return };
        let before = role.clone();
        role.name = name;
        role.grants = grants;
        self.index.role_changed(&mut self.records, id, Some(&before));
    }

    /// Removes a role to which nothing refers but invitations that have expired; these are removed with it.
    pub(crate) fn remove_role(&mut self, id: RoleId) {
        let invitations = self.role_entry(id).map(|entry| entry.invitations.clone()).unwrap_or_default();
        for invitation in invitations {
            self.remove_invitation(invitation);
        }
        let Some(before) = self.records.roles.remove(&id) else { return };
        self.records.gone.roles.insert(id);
        self.index.role_changed(&mut self.records, id, Some(&before));
    }
}
