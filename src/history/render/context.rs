//! What every part of a sentence needs: the entry, and how users, accounts, roles and keys are called in it.

use std::collections::BTreeSet;

use crate::history::beyond::Beyond;
use crate::history::entry::HistoryEntry;
use crate::history::names::Names;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ApiKeyId, AssignedRole, Assignment, Invitation, Name, RoleId, UserId};
use crate::permission::{CustomNames, Grants, PermissionSet};

use super::words::{ActorName, AssignmentText, GrantList, Named, OfOwner, PermissionList, RoleName, The};

/// What a sentence reads of an entry, or of what a reader may see of one.
#[derive(Clone, Copy)]
pub(in crate::history) struct Parts<'a> {
    pub(in crate::history) names: &'a Names,
    pub(in crate::history) actor: Actor,
    pub(in crate::history) user: Option<UserId>,
    pub(in crate::history) account: Option<AccountId>,
    pub(in crate::history) affected_users: &'a BTreeSet<UserId>,
    pub(in crate::history) differences: &'a [Difference],
}

#[derive(Clone, Copy)]
pub(in crate::history) struct Context<'a> {
    pub(in crate::history) entry: Parts<'a>,
    /// Whether ids are written also where there is a name.
    pub(in crate::history) with_ids: bool,
    /// The application's names for its own permissions.
    pub(in crate::history) permission_names: &'a CustomNames<'a>,
}

impl<'a> Parts<'a> {
    pub(in crate::history) fn of(entry: &'a HistoryEntry) -> Self {
        Self {
            names: &entry.names,
            actor: entry.actor,
            user: entry.user,
            account: entry.account,
            affected_users: &entry.affected_users,
            differences: entry.differences(),
        }
    }
}

impl<'a> Context<'a> {
    pub(in crate::history) fn user(&self, id: UserId) -> Named<'a> {
        self.named(self.entry.names.users.get(&id), "user", id.uuid())
    }

    pub(in crate::history) fn user_or_themselves(&self, id: UserId) -> Named<'a> {
        if self.is_actor(id) { Named { name: None, kind: "themselves", id: None } } else { self.user(id) }
    }

    pub(in crate::history) fn account(&self, id: AccountId) -> Named<'a> {
        self.named(self.entry.names.accounts.get(&id), "account", id.uuid())
    }

    /// The account on which it was done.
    pub(in crate::history) fn account_of_entry(&self) -> Named<'a> {
        match self.entry.account {
            Some(account) => self.account(account),
            None => Named { name: None, kind: "account", id: None },
        }
    }

    pub(in crate::history) fn role(&self, id: RoleId) -> The<'a> {
        The(self.role_name(id))
    }

    pub(in crate::history) fn api_key(&self, id: ApiKeyId) -> The<'a> {
        The(self.named(self.entry.names.api_keys.get(&id), "API key", id.uuid()))
    }

    /// The actor of the entry; an API key with its owner, if a person owns it.
    pub(in crate::history) fn actor(&self) -> ActorName<'a> {
        match self.entry.actor {
            Actor::System => ActorName::Operator,
            Actor::User(user) => ActorName::User(self.user(user)),
            Actor::ApiKey(key) => ActorName::ApiKey(self.api_key(key), self.entry.user.map(|user| self.user(user))),
        }
    }

    /// Who vouches for an invitation: whoever sent or renewed it last.
    pub(in crate::history) fn inviter(&self, invitation: &Invitation) -> ActorName<'a> {
        match invitation.inviter {
            Actor::System => ActorName::Operator,
            Actor::User(user) => ActorName::User(self.user(user)),
            Actor::ApiKey(key) => ActorName::ApiKey(self.api_key(key), None),
        }
    }

    /// The owner of the API key that it is about, if that is not the user who acts.
    pub(in crate::history) fn of_key_owner(&self) -> OfOwner<'a> {
        let owner = self.entry.affected_users.iter().copied().next().filter(|owner| Some(*owner) != self.entry.user);
        OfOwner(owner.map(|owner| self.user(owner)))
    }

    pub(in crate::history) fn assignment(&self, assignment: &'a Assignment) -> AssignmentText<'a> {
        let roles = assignment.roles().iter().map(|role| match role {
            AssignedRole::Preset(preset) => RoleName::Preset(*preset),
            AssignedRole::Custom(role) => RoleName::Custom(self.role_name(*role)),
        });
        AssignmentText { roles: roles.collect(), assignment, permission_names: self.permission_names }
    }

    /// The assignment of a membership; `None` for another record.
    pub(in crate::history) fn membership(&self, record: &'a Record) -> Option<AssignmentText<'a>> {
        if let Record::Membership { assignment, .. } = record { Some(self.assignment(assignment)) } else { None }
    }

    pub(in crate::history) const fn permissions(&self, permissions: PermissionSet) -> PermissionList<'a> {
        PermissionList(permissions, self.permission_names)
    }

    pub(in crate::history) const fn grants(&self, grants: Grants) -> GrantList<'a> {
        GrantList(grants, self.permission_names)
    }

    pub(in crate::history) fn is_actor(&self, id: UserId) -> bool {
        self.entry.actor == Actor::User(id)
    }

    /// The records before the change.
    pub(in crate::history) fn records_before(&self) -> impl Iterator<Item = &'a Record> + use<'a> {
        self.entry.differences.iter().filter_map(Difference::before)
    }

    fn role_name(&self, id: RoleId) -> Named<'a> {
        self.named(self.entry.names.roles.get(&id), "role", id.uuid())
    }

    fn named(&self, name: Option<&'a Name>, kind: &'static str, id: uuid::Uuid) -> Named<'a> {
        if let Some(beyond) = Beyond::in_place_of(id).filter(|_| name.is_none()) {
            return Named { name: None, kind: beyond.called(kind), id: None };
        }
        let id = (self.with_ids || name.is_none()).then_some(id);
        Named { name, kind, id }
    }
}
