//! What every part of a sentence needs: the entry, and how users, accounts, roles and keys are called in it.

use crate::history::entry::HistoryEntry;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ApiKeyId, AssignedRole, Assignment, Invitation, Name, RoleId, UserId};
use crate::permission::{CustomNames, Grants, PermissionSet};

use super::words::{ActorName, AssignmentText, GrantList, Named, OfOwner, PermissionList, RoleName, The};

#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) entry: &'a HistoryEntry,
    /// Whether ids are written also where there is a name.
    pub(super) with_ids: bool,
    /// The application's names for its own permissions.
    pub(super) permission_names: &'a CustomNames<'a>,
}

impl<'a> Context<'a> {
    pub(super) fn user(&self, id: UserId) -> Named<'a> {
        self.named(self.entry.user_name(id), "user", id.uuid())
    }

    pub(super) fn user_or_themselves(&self, id: UserId) -> Named<'a> {
        if self.is_actor(id) { Named { name: None, kind: "themselves", id: None } } else { self.user(id) }
    }

    pub(super) fn account(&self, id: AccountId) -> Named<'a> {
        self.named(self.entry.account_name(id), "account", id.uuid())
    }

    /// The account on which it was done.
    pub(super) fn account_of_entry(&self) -> Named<'a> {
        match self.entry.account {
            Some(account) => self.account(account),
            None => Named { name: None, kind: "account", id: None },
        }
    }

    pub(super) fn role(&self, id: RoleId) -> The<'a> {
        The(self.role_name(id))
    }

    pub(super) fn api_key(&self, id: ApiKeyId) -> The<'a> {
        The(self.named(self.entry.api_key_name(id), "API key", id.uuid()))
    }

    /// The actor of the entry; an API key with its owner.
    pub(super) fn actor(&self) -> ActorName<'a> {
        match self.entry.actor {
            Actor::System => ActorName::Operator,
            Actor::User(user) => ActorName::User(self.user(user)),
            Actor::ApiKey(key) => ActorName::ApiKey(self.api_key(key), self.entry.user.map(|user| self.user(user))),
        }
    }

    /// Who vouches for an invitation: whoever sent or renewed it last.
    pub(super) fn inviter(&self, invitation: &Invitation) -> ActorName<'a> {
        match invitation.inviter {
            Actor::System => ActorName::Operator,
            Actor::User(user) => ActorName::User(self.user(user)),
            Actor::ApiKey(key) => ActorName::ApiKey(self.api_key(key), None),
        }
    }

    /// The owner of the API key that it is about, if that is not the user who acts.
    pub(super) fn of_key_owner(&self) -> OfOwner<'a> {
        let owner = self.entry.affected_users().next().filter(|owner| Some(*owner) != self.entry.user);
        OfOwner(owner.map(|owner| self.user(owner)))
    }

    pub(super) fn assignment(&self, assignment: &'a Assignment) -> AssignmentText<'a> {
        let roles = assignment.roles().iter().map(|role| match role {
            AssignedRole::Preset(preset) => RoleName::Preset(*preset),
            AssignedRole::Custom(role) => RoleName::Custom(self.role_name(*role)),
        });
        AssignmentText { roles: roles.collect(), assignment, permission_names: self.permission_names }
    }

    /// The assignment of a membership; `None` for another record.
    pub(super) fn membership(&self, record: &'a Record) -> Option<AssignmentText<'a>> {
        if let Record::Membership { assignment, .. } = record { Some(self.assignment(assignment)) } else { None }
    }

    pub(super) const fn permissions(&self, permissions: PermissionSet) -> PermissionList<'a> {
        PermissionList(permissions, self.permission_names)
    }

    pub(super) const fn grants(&self, grants: Grants) -> GrantList<'a> {
        GrantList(grants, self.permission_names)
    }

    pub(super) fn is_actor(&self, id: UserId) -> bool {
        self.entry.actor == Actor::User(id)
    }

    /// The records before the change.
    pub(super) fn records_before(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        self.entry.differences().iter().filter_map(Difference::before)
    }

    fn role_name(&self, id: RoleId) -> Named<'a> {
        self.named(self.entry.role_name(id), "role", id.uuid())
    }

    fn named(&self, name: Option<&'a Name>, kind: &'static str, id: uuid::Uuid) -> Named<'a> {
        let id = (self.with_ids || name.is_none()).then_some(id);
        Named { name, kind, id }
    }
}
