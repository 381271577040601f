//! The ids that the sentence of an entry mentions, whose names are therefore kept with it.

use crate::directory::Command;
use crate::history::entry::HistoryEntry;
use crate::history::event::Event;
use crate::history::record::{Difference, Record};
use crate::organization::{Actor, Assignment};
use crate::state::Id;

pub(super) fn ids_in_entry(entry: &HistoryEntry) -> Vec<Id> {
    let mut ids: Vec<Id> = entry.affected_users().chain(entry.user).map(Id::User).collect();
    ids.extend(entry.account.map(Id::Account));
    ids.extend(id_of_actor(entry.actor));
    match &entry.event {
        Event::Change { id: _, command, differences } => {
            ids.extend(ids_in_command(command));
            ids.extend(differences.iter().flat_map(Difference::sides).flat_map(ids_in_record));
        }
        Event::Action { shared_from, .. } => ids.extend(shared_from.map(Id::Account)),
    }
    ids
}

/// The ids in a command whose names are not mentioned for another reason: its user and its account always are.
pub(super) fn ids_in_command(command: &Command) -> impl Iterator<Item = Id> {
    let facts = command.facts();
    let parent = facts.parent.map(Id::Account);
    let (role, key) = (facts.role.map(Id::Role), facts.key.map(Id::ApiKey));
    parent.into_iter().chain(role).chain(key).chain(facts.assignment.into_iter().flat_map(roles_in))
}

pub(super) fn ids_in_record(record: &Record) -> Vec<Id> {
    let mut ids: Vec<Id> = record.assignment().into_iter().flat_map(roles_in).collect();
    ids.extend(record.user().map(Id::User));
    ids.extend(record.account().map(Id::Account));
    match record {
        Record::Role(role) => ids.push(Id::Role(role.id)),
        Record::ApiKey(key) => ids.push(Id::ApiKey(key.id)),
        Record::Invitation(invitation) => ids.extend(id_of_actor(invitation.inviter)),
        Record::Account(_) | Record::User(_) | Record::Membership { .. } => {}
    }
    ids
}

/// The id of the user or the API key; the operator has none.
pub(super) const fn id_of_actor(actor: Actor) -> Option<Id> {
    match actor {
        Actor::System => None,
        Actor::User(user) => Some(Id::User(user)),
        Actor::ApiKey(key) => Some(Id::ApiKey(key)),
    }
}

fn roles_in(assignment: &Assignment) -> impl Iterator<Item = Id> {
    assignment.custom_roles().map(Id::Role)
}
