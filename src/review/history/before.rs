use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::directory::{Change, Command, Thing, Touched};
use crate::organization::{AccountId, Actor, UserId};
use crate::state::{Id, State};

use super::entry::{Deed, EntryVersion, HistoryEntry};
use super::names::{Names, in_command, in_record};
use super::record::{Difference, Record, record_of, whose};

/// What must be noted before a change is committed, because afterwards it is gone.
pub(super) struct Before {
    at: DateTime<Utc>,
    revision: u64,
    actor: Actor,
    command: Command,
    user: Option<UserId>,
    account: Option<AccountId>,
    accounts: BTreeSet<AccountId>,
    whom: BTreeSet<UserId>,
    names: Names,
    records: Vec<Noted>,
}

/// A thing, what was remembered of it, and whose it was.
struct Noted {
    thing: Thing,
    record: Option<Record>,
    whose: Option<UserId>,
}

impl Noted {
    fn new(state: &State, thing: Thing) -> Self {
        let record = record_of(thing, state);
        let whose = record.as_ref().and_then(|record| whose(state, record));
        Self { thing, record, whose }
    }
}

impl Before {
    pub(super) fn new(state: &State, change: &Change) -> Self {
        let (actor, command) = (change.actor(), change.command());
        let Touched { things, whom, account, mut accounts, .. } = command.touches(state, actor);
        accounts.extend(account);
        let records: Vec<Noted> = things.into_iter().map(|thing| Noted::new(state, thing)).collect();
        let user = state.user_behind(actor);
        let users = whom.iter().copied().chain(user).chain(records.iter().filter_map(|noted| noted.whose));
        let mut names = Names::default();
        names.note(state, in_command(actor, command));
        names.note(state, users.map(Id::User).chain(account.map(Id::Account)));
        names.note(state, records.iter().filter_map(|noted| noted.record.as_ref()).flat_map(in_record));
        let (at, revision, command) = (change.at(), change.revision(), command.clone());
        Self { at, revision, actor, command, user, account, accounts, whom, names, records }
    }

    /// The entry, by what the state is after the change.
    pub(super) fn compare(self, state: &State) -> HistoryEntry {
        let Self { at, revision, actor, command, user, account, mut accounts, mut whom, names, records } = self;
        let mut differences = Vec::new();
        for Noted { thing, record, whose } in records {
            if let Some(difference) = Difference::new(record, record_of(thing, state)) {
                whom.extend(difference.sides().filter_map(Record::user).chain(whose));
                accounts.extend(difference.sides().filter_map(Record::account));
                differences.push(difference);
            }
        }
        let deed = Deed::Change { command: Box::new(command), differences };
        let version = EntryVersion;
        let mut entry = HistoryEntry { version, at, revision, actor, user, account, accounts, whom, names, deed };
        let mentions = entry.mentions();
        entry.names.note(state, mentions.iter().copied());
        entry.names = entry.names.only(mentions);
        entry
    }
}
