use crate::organization::{AccountId, AssignedRole, Assignment, Membership, RoleId, UserId};
use crate::permission::{Grants, PermissionSet, Preset, Scope};

use super::{AccountEntry, Reaching, State};

/// Whether grants cover Admin; one's own details are nobody's to give (rules I1, G3).
pub(crate) fn covers_admin(grants: &Grants) -> bool {
    Preset::Admin.grants().beyond(grants).within(NOT_PROFILE).is_none()
}

/// Everything but one's own details, which are ignored when grants are compared (rule G3).
pub(crate) const NOT_PROFILE: PermissionSet = PermissionSet::ALL.difference(PermissionSet::PROFILE_EDIT);

impl State {
    pub(crate) fn membership(&self, user: UserId, account: AccountId) -> Option<&Membership> {
        self.memberships.get(&(user, account))
    }

    pub(crate) fn memberships(&self) -> impl Iterator<Item = &Membership> {
        self.memberships.values()
    }

    /// The memberships of a user that reach an account, live or not: the one there, and those above whose subtree set is
    /// not empty (rules G2, D4).
    pub(crate) fn reaching<'a>(&'a self, user: UserId, entry: &'a AccountEntry) -> impl Iterator<Item = Reaching<'a>> {
        let here = self.membership(user, entry.account.id);
        let here = here.map(|membership| Reaching { membership, grants: membership.grants });
        let above = entry.ancestors.iter().filter_map(move |account| {
            let membership = self.membership(user, *account)?;
            let grants = membership.grants.inherited();
            (!grants.is_none()).then_some(Reaching { membership, grants })
        });
        here.into_iter().chain(above)
    }

    /// What an assignment grants, with the roles as they stand (rule G1).
    pub(crate) fn grants_of(&self, assignment: &Assignment) -> Grants {
        self.grants_if(assignment, None)
    }

    /// What an assignment would grant if a role gave something else.
    pub(crate) fn grants_if(&self, assignment: &Assignment, changed: Option<(RoleId, Grants)>) -> Grants {
        let roles = assignment.roles().iter().map(|role| self.role_grants(*role, changed));
        let roles = roles.fold(Grants::NONE, Grants::union);
        roles.union(assignment.given_levels().grants()).without(assignment.withheld())
    }

    /// What a role gives, or would give if it were changed.
    pub(crate) fn role_grants(&self, role: AssignedRole, changed: Option<(RoleId, Grants)>) -> Grants {
        match (role, changed) {
            (AssignedRole::Preset(preset), _) => preset.grants(),
            (AssignedRole::Custom(role), Some((changed, grants))) if role == changed => grants,
            (AssignedRole::Custom(role), _) => self.role(role).map_or(Grants::NONE, |role| role.grants),
        }
    }

    /// Sets what a user is in an account, in place of what they were there.
    pub(crate) fn set_membership(&mut self, user: UserId, account: AccountId, assignment: Assignment) {
        let before = self.unlink_membership(user, account);
        for role in assignment.custom_roles() {
            self.note_holder(role, user, account);
        }
        if let Some(entry) = self.entry_mut(account) {
            entry.members.insert(user);
        }
        if let Some(entry) = self.user_entry_mut(user) {
            entry.accounts.insert(account);
        }
        let grants = self.grants_of(&assignment);
        self.memberships.insert((user, account), Membership { user, account, assignment, grants });
        self.note_administrator(user, account);
        self.note_subtree(user, account, &before, &grants);
    }

    pub(crate) fn remove_membership(&mut self, user: UserId, account: AccountId) {
        let before = self.unlink_membership(user, account);
        self.note_subtree(user, account, &before, &Grants::NONE);
    }

    /// Takes a membership out, and gives what it granted.
    fn unlink_membership(&mut self, user: UserId, account: AccountId) -> Grants {
        let Some(membership) = self.memberships.remove(&(user, account)) else { return Grants::NONE };
        for role in membership.assignment.custom_roles() {
            self.forget_holder(role, user, account);
        }
        if let Some(entry) = self.entry_mut(account) {
            entry.members.remove(&user);
            entry.administrators.remove(&(membership.assignment.starts(), user));
        }
        if let Some(entry) = self.user_entry_mut(user) {
            entry.accounts.remove(&account);
        }
        membership.grants
    }

    /// Keeps the copy of what is asked most true, after a membership's grants changed: what it grants at Subtree counts
    /// for the user's other memberships, too.
    fn note_subtree(&mut self, user: UserId, account: AccountId, before: &Grants, after: &Grants) {
        let reaches_down = |grants: &Grants| !grants.at(Scope::Subtree).is_empty();
        if reaches_down(before) == reaches_down(after) {
            return self.copy_membership(user, account);
        }
        let matters_to_others = self.note_reaching_down(user, reaches_down(after));
        self.copy_membership(user, account);
        if matters_to_others {
            self.copy_memberships_of(user);
        }
    }

    /// Computes a membership's grants anew, after one of its roles changed.
    pub(super) fn refresh_grants(&mut self, user: UserId, account: AccountId) {
        let Some(membership) = self.membership(user, account) else { return };
        let (before, grants) = (membership.grants, self.grants_of(&membership.assignment));
        if let Some(membership) = self.memberships.get_mut(&(user, account)) {
            membership.grants = grants;
        }
        self.note_administrator(user, account);
        self.note_subtree(user, account, &before, &grants);
    }

    /// Notes whether a user administers a root for good (rule I1).
    pub(super) fn note_administrator(&mut self, user: UserId, account: AccountId) {
        let Some(membership) = self.membership(user, account) else { return };
        let active = self.user(user).is_some_and(|user| user.active);
        let permanent = membership.assignment.ends().is_none();
        let administers = active && permanent && covers_admin(&membership.grants);
        let place = (membership.assignment.starts(), user);
        let Some(entry) = self.entry_mut(account).filter(|entry| entry.account.parent.is_none()) else { return };
        if administers {
            entry.administrators.insert(place);
        } else {
            entry.administrators.remove(&place);
        }
    }
}
