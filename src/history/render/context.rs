//! How sentences name people and things.

use crate::organization::{AccountId, Actor, ApiKeyId, AssignedRole, Assignment, Invitation, Name, RoleId, UserId};

use super::record::Record;
use super::sentence::Sentence;
use super::words::{Assigned, Called, Of, RoleWord, The, Who, as_invitation};

impl<'a> Sentence<'a> {
    pub(super) fn place(&self) -> Called<'a> {
        match self.entry.account {
            Some(account) => self.account(account),
            None => Called { name: None, what: "account", id: None },
        }
    }

    /// Who vouches for an invitation: who sent or renewed it last.
    pub(super) fn voucher(&self, invitation: &Invitation) -> Who<'a> {
        match invitation.inviter {
            Actor::ApiKey(key) => Who::Key(The(self.key(key)), None),
            actor @ (Actor::System | Actor::User(_)) => self.actor(actor),
        }
    }

    /// The address of the invitation that it is about.
    pub(super) fn invited(&self) -> String {
        self.records().find_map(as_invitation).map_or_else(String::new, |invitation| invitation.email.to_string())
    }

    pub(super) fn of_owner(&self) -> Of<'a> {
        let owner = self.entry.whom().next().filter(|owner| Some(*owner) != self.entry.user);
        Of(owner.map(|owner| self.user(owner)))
    }

    pub(super) fn membership(&self, record: &'a Record) -> Option<Assigned<'a>> {
        if let Record::Membership { assignment, .. } = record { Some(self.assignment(assignment)) } else { None }
    }

    pub(super) fn actor(&self, actor: Actor) -> Who<'a> {
        match actor {
            Actor::System => Who::Operator,
            Actor::User(user) => Who::User(self.user(user)),
            Actor::ApiKey(key) => Who::Key(The(self.key(key)), self.entry.user.map(|user| self.user(user))),
        }
    }

    pub(super) fn user(&self, id: UserId) -> Called<'a> {
        self.called(self.entry.user_name(id), "user", id.uuid())
    }

    pub(super) fn user_or_self(&self, id: UserId) -> Called<'a> {
        if self.is_actor(id) { Called { name: None, what: "themselves", id: None } } else { self.user(id) }
    }

    pub(super) fn account(&self, id: AccountId) -> Called<'a> {
        self.called(self.entry.account_name(id), "account", id.uuid())
    }

    pub(super) fn role(&self, id: RoleId) -> Called<'a> {
        self.called(self.entry.role_name(id), "role", id.uuid())
    }

    pub(super) fn key(&self, id: ApiKeyId) -> Called<'a> {
        self.called(self.entry.api_key_name(id), "API key", id.uuid())
    }

    fn called(&self, name: Option<&'a Name>, what: &'static str, id: uuid::Uuid) -> Called<'a> {
        let id = (self.ids || name.is_none()).then_some(id);
        Called { name, what, id }
    }

    pub(super) fn assignment(&self, assignment: &'a Assignment) -> Assigned<'a> {
        let roles = assignment.roles().iter().map(|role| match role {
            AssignedRole::Preset(preset) => RoleWord::Preset(*preset),
            AssignedRole::Custom(role) => RoleWord::Custom(self.role(*role)),
        });
        Assigned { roles: roles.collect(), assignment, names: self.names }
    }

    pub(super) fn is_actor(&self, id: UserId) -> bool {
        self.entry.actor == Actor::User(id)
    }
}
