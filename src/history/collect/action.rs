use crate::decision::Authorized;
use crate::history::entry::HistoryEntry;
use crate::history::event::Event;
use crate::history::names::Names;
use crate::organization::{Format, Name};
use crate::state::State;

use super::mentioned::ids_in_entry;

/// The entry of an action, with the names that a state has.
pub(in crate::history) fn entry_of_action(proof: &Authorized, state: &State, about: Option<Name>) -> HistoryEntry {
    let (owner, shared_from) = (proof.owner(), proof.shared_from());
    let (required, scope, directory_revision) = (proof.required(), proof.scope(), state.revision);
    let mut entry = HistoryEntry {
        format: Format,
        at: proof.at(),
        revision: proof.revision(),
        clock_was: None,
        actor: proof.principal().into(),
        user: proof.user(),
        account: Some(proof.account()),
        affected_accounts: shared_from.into_iter().chain([proof.account()]).collect(),
        affected_users: owner.into_iter().collect(),
        names: Names::default(),
        event: Event::Action { required, scope, owner, shared_from, about, directory_revision },
    };
    entry.names.add(ids_in_entry(&entry), state);
    entry
}
