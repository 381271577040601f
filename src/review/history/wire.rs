//! What comes in as an entry is checked whole.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use uuid::Uuid;

use crate::directory::Command;
use crate::organization::{AccountId, Actor, UserId};
use crate::permission::Scope;

use super::entry::{Deed, EntryVersion, HistoryEntry};
use super::names::Names;
use super::record::{Difference, Record};

const CURRENT: u32 = 1;

impl Serialize for EntryVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(CURRENT)
    }
}

impl<'de> Deserialize<'de> for EntryVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            CURRENT => Ok(Self),
            other => Err(D::Error::custom(format_args!(
                "the format version is {other}, and this version of sendright reads {CURRENT}: update it"
            ))),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename = "HistoryEntry", deny_unknown_fields)]
pub(super) struct Parts {
    #[serde(rename = "v")]
    version: EntryVersion,
    #[serde(with = "crate::organization::time")]
    at: DateTime<Utc>,
    revision: u64,
    actor: Actor,
    user: Option<UserId>,
    account: Option<AccountId>,
    whom: Vec<UserId>,
    names: Names,
    deed: Deed,
}

impl TryFrom<Parts> for HistoryEntry {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        let Parts { version, at, revision, actor, user, account, whom, names, deed } = parts;
        if !whom.is_sorted_by(|a, b| a < b) {
            return Err("`whom` is not in order, each user once");
        }
        let whom: BTreeSet<UserId> = whom.into_iter().collect();
        let entry = Self { version, at, revision, actor, user, account, whom, names, deed };
        entry.check_who()?;
        match &entry.deed {
            Deed::Change { command, differences } => entry.check_change(command, differences)?,
            Deed::Action { .. } => entry.check_action()?,
        }
        Ok(entry)
    }
}

impl HistoryEntry {
    fn check_who(&self) -> Result<(), &'static str> {
        match (self.actor, self.user) {
            (Actor::System, None) | (Actor::ApiKey(_), Some(_)) => {}
            (Actor::User(actor), Some(user)) if actor == user => {}
            (Actor::System | Actor::User(_) | Actor::ApiKey(_), _) => {
                return Err("`user` is not who is behind `actor`");
            }
        }
        let actor = match self.actor {
            Actor::System => None,
            Actor::User(user) => Some(user.uuid()),
            Actor::ApiKey(key) => Some(key.uuid()),
        };
        let users = self.whom().chain(self.user).map(UserId::uuid);
        let mut ids = users.chain(actor).chain(self.account.map(AccountId::uuid));
        if ids.any(|id| Uuid::is_nil(&id)) { Err("an id is nil") } else { Ok(()) }
    }

    fn check_change(&self, command: &Command, differences: &[Difference]) -> Result<(), &'static str> {
        if self.revision == 0 {
            return Err("the revision of a change is 1 or more");
        }
        if !differences.is_sorted_by(|a, b| a.thing() < b.thing()) {
            return Err("the differences are not in order, each thing once");
        }
        let users = differences.iter().flat_map(Difference::sides).filter_map(Record::user);
        if users.chain(user_of(command)).all(|user| self.whom.contains(&user)) {
            Ok(())
        } else {
            Err("a user whom it changes is not in `whom`")
        }
    }

    fn check_action(&self) -> Result<(), &'static str> {
        let Deed::Action { required, scope, owner, .. } = &self.deed else { return Ok(()) };
        let own = self.user.is_some() && *owner == self.user;
        if required.is_empty() {
            return Err("an action requires something");
        }
        if self.user.is_none() || self.account.is_none() {
            return Err("an action is somebody's, on an account");
        }
        if (*scope == Scope::Own) != own || *scope == Scope::Subtree {
            return Err("the scope is not that of the data's owner");
        }
        if self.whom.iter().eq(owner) { Ok(()) } else { Err("`whom` is not the data's owner") }
    }
}

/// The user that a command names.
fn user_of(command: &Command) -> Option<UserId> {
    if let Command::OpenAccount { administrator: user, .. }
    | Command::AddUser { user, .. }
    | Command::Assign { user, .. }
    | Command::RemoveMember { user, .. }
    | Command::EditUser { user, .. }
    | Command::ChangeEmail { user, .. }
    | Command::ResetPassword { user }
    | Command::DeactivateUser { user }
    | Command::ReactivateUser { user }
    | Command::DeleteUser { user } = command
    {
        Some(*user)
    } else {
        None
    }
}
