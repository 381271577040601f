use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::directory::{Change, Command, Thing, Touched};
use crate::history::entry::HistoryEntry;
use crate::history::event::Event;
use crate::history::names::Names;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ChangeId, Format, UserId};
use crate::state::{Id, State};

use super::mentioned::{id_of_actor, ids_in_command, ids_in_entry, ids_in_record};

/// What is read from the state before a change is committed, because it may be gone afterwards.
pub(in crate::history) struct BeforeChange {
    id: ChangeId,
    at: DateTime<Utc>,
    clock_was: Option<DateTime<Utc>>,
    revision: u64,
    actor: Actor,
    command: Command,
    user: Option<UserId>,
    account: Option<AccountId>,
    affected_accounts: BTreeSet<AccountId>,
    affected_users: BTreeSet<UserId>,
    /// The names of everything that the sentence can mention.
    names: Names,
    touched: Vec<TouchedRecord>,
}

/// One thing that the change can alter, with its record and its user before the change.
struct TouchedRecord {
    thing: Thing,
    before: Option<Record>,
    user: Option<UserId>,
}

impl BeforeChange {
    pub(in crate::history) fn new(state: &State, change: &Change) -> Self {
        let (actor, command) = (change.actor(), change.command());
        let Touched { things, whom, account, mut accounts, .. } = command.touches(state, actor, change.at());
        accounts.extend(account);
        let touched: Vec<TouchedRecord> = things.into_iter().map(|thing| TouchedRecord::new(state, thing)).collect();
        let user = state.user_behind(actor);
        let users = whom.iter().copied().chain(user).chain(touched.iter().filter_map(|touched| touched.user));
        let mut names = Names::default();
        names.add(id_of_actor(actor), state);
        names.add(ids_in_command(command), state);
        names.add(users.map(Id::User).chain(account.map(Id::Account)), state);
        names.add(touched.iter().filter_map(|touched| touched.before.as_ref()).flat_map(ids_in_record), state);
        Self {
            id: change.id(),
            at: change.at(),
            clock_was: state.time.filter(|was| change.at() < *was),
            revision: change.revision(),
            actor,
            command: command.clone(),
            user,
            account,
            affected_accounts: accounts,
            affected_users: whom,
            names,
            touched,
        }
    }

    /// What the change makes of the things that it can alter, tried out: a state of these alone.
    pub(in crate::history) fn tried(&self, state: &State, change: &Change) -> State {
        change.tried_on(state, self.touched.iter().map(|touched| touched.thing), &self.affected_users)
    }

    /// The entry of the change, by the state after it, or what of it was [tried out](Self::tried).
    pub(in crate::history) fn into_entry(self, after: &State) -> HistoryEntry {
        let Self {
            id,
            at,
            clock_was,
            revision,
            actor,
            user,
            account,
            mut affected_accounts,
            mut affected_users,
            names,
            ..
        } = self;
        let mut differences = Vec::new();
        for TouchedRecord { thing, before, user } in self.touched {
            if let Some(difference) = Difference::new(before, record_of(thing, after)) {
                affected_users.extend(difference.sides().filter_map(Record::user).chain(user));
                affected_accounts.extend(difference.sides().filter_map(Record::account));
                differences.push(difference);
            }
        }
        let event = Event::Change { id, command: Box::new(self.command), differences };
        let mut entry = HistoryEntry {
            format: Format,
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
        let mentioned = ids_in_entry(&entry);
        entry.names.add(mentioned.iter().copied(), after);
        entry.names = entry.names.only(mentioned);
        entry
    }
}

impl TouchedRecord {
    fn new(state: &State, thing: Thing) -> Self {
        let before = record_of(thing, state);
        let user = before.as_ref().and_then(|record| user_of(record, state));
        Self { thing, before, user }
    }
}

/// The record of a thing in a state.
fn record_of(thing: Thing, state: &State) -> Option<Record> {
    match thing {
        Thing::Account(id) => state.account(id).map(|entry| Record::Account(entry.account.clone())),
        Thing::User(id) => state.user(id).cloned().map(Record::User),
        Thing::Role(id) => state.role(id).cloned().map(Record::Role),
        Thing::Membership(user, account) => state.membership(user, account).map(|membership| {
            let assignment = membership.assignment.clone();
            Record::Membership { user, account, assignment }
        }),
        Thing::Invitation(id) => state.invitation(id).cloned().map(Record::Invitation),
        Thing::ApiKey(id) => state.key(id).cloned().map(Record::ApiKey),
    }
}

/// The user that a record belongs to; for an invitation, the user who has its address.
fn user_of(record: &Record, state: &State) -> Option<UserId> {
    match record {
        Record::Invitation(invitation) => state.user_of(state.account(invitation.account)?.root(), &invitation.email),
        Record::Account(_) | Record::User(_) | Record::Role(_) | Record::Membership { .. } | Record::ApiKey(_) => {
            record.user()
        }
    }
}
