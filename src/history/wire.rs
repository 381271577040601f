//! How a stored entry is read: all of it is checked before there is an entry.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, de::Error};

use crate::organization::{AccountId, Actor, Format, UserId};

use super::entry::HistoryEntry;
use super::event::Event;
use super::names::Names;
use super::validate::validate;

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
    #[serde(deserialize_with = "crate::organization::present")]
    user: Option<UserId>,
    #[serde(deserialize_with = "crate::organization::present")]
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
