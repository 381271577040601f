//! How what was done and records are written, `{"change": {…}}` in formats that people read, and how a stored entry is read:
//! all of it is checked before there is an entry.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, de::Error};

use crate::directory::Command;
use crate::organization::{
    Account, AccountId, Actor, ApiKey, Assignment, ChangeId, Format, Invitation, Name, Role, User, UserId,
};
use crate::permission::{PermissionSet, Scope};
use crate::wire::one_entry;

use super::entry::HistoryEntry;
use super::event::Event;
use super::names::Names;
use super::record::{Difference, Record};
use super::validate::validate;

/// The mirror of an event; the compiler compares the two.
// INVARIANT: append-only, as compact formats number the variants and fields.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Event", rename = "Deed", rename_all = "snake_case", deny_unknown_fields)]
enum EventWire {
    Change {
        id: ChangeId,
        command: Box<Command>,
        differences: Vec<Difference>,
    },
    Action {
        required: PermissionSet,
        scope: Scope,
        #[serde(with = "crate::wire::nullable")]
        owner: Option<UserId>,
        #[serde(with = "crate::wire::nullable")]
        shared_from: Option<AccountId>,
        #[serde(with = "crate::wire::nullable")]
        about: Option<Name>,
        #[serde(rename = "noted_at")]
        directory_revision: u64,
    },
}

/// The mirror of a record; the compiler compares the two.
// INVARIANT: append-only, as compact formats number the variants and fields.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Record", rename = "Record", rename_all = "snake_case", deny_unknown_fields)]
enum RecordWire {
    Account(Account),
    User(User),
    Role(Role),
    Membership { user: UserId, account: AccountId, assignment: Assignment },
    Invitation(Invitation),
    ApiKey(ApiKey),
}

one_entry!(Event as EventWire, |event| Some(match event {
    Event::Change { .. } => "change",
    Event::Action { .. } => "action",
}));

one_entry!(Record as RecordWire, |record| Some(match record {
    Record::Account(_) => "account",
    Record::User(_) => "user",
    Record::Role(_) => "role",
    Record::Membership { .. } => "membership",
    Record::Invitation(_) => "invitation",
    Record::ApiKey(_) => "api_key",
}));

/// The fields of an entry as they are stored, in their order.
#[derive(Deserialize)]
#[serde(rename = "HistoryEntry", deny_unknown_fields)]
struct Stored {
    #[serde(rename = "v")]
    format: Format,
    #[serde(with = "crate::organization::time")]
    at: DateTime<Utc>,
    revision: u64,
    #[serde(with = "crate::organization::time::option")]
    clock_was: Option<DateTime<Utc>>,
    actor: Actor,
    #[serde(with = "crate::wire::nullable")]
    user: Option<UserId>,
    #[serde(with = "crate::wire::nullable")]
    account: Option<AccountId>,
    accounts: Vec<AccountId>,
    whom: Vec<UserId>,
    names: Names,
    deed: Event,
}

impl<'de> Deserialize<'de> for HistoryEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { format, at, revision, clock_was, actor, user, account, accounts, whom, names, deed: event } =
            Stored::deserialize(deserializer)?;
        if !accounts.is_sorted_by(|a, b| a < b) {
            return Err(D::Error::custom("`accounts` is not in order, each account once"));
        }
        if !whom.is_sorted_by(|a, b| a < b) {
            return Err(D::Error::custom("`whom` is not in order, each user once"));
        }
        let (affected_accounts, affected_users) = (accounts.into_iter().collect(), whom.into_iter().collect());
        let entry = Self {
            format,
            at,
            revision,
            clock_was,
            actor,
            user,
            account,
            affected_accounts,
            affected_users,
            names,
            event,
        };
        validate(&entry).map_err(D::Error::custom)?;
        Ok(entry)
    }
}
