//! The one order that entries of several nodes are merged into.

use core::cmp::Ordering;

use super::entry::HistoryEntry;
use super::event::Event;

/// By revision; the change that made a revision comes before the actions that were allowed at it. These are in the order of
/// their times, and then of all that they tell, so that only actions whose entries are equal are not told apart. Neither are
/// two changes of one revision.
pub(super) fn order(one: &HistoryEntry, other: &HistoryEntry) -> Ordering {
    let by_kind = || match (&one.event, &other.event) {
        (Event::Change { .. }, Event::Change { .. }) => Ordering::Equal,
        (Event::Change { .. }, Event::Action { .. }) => Ordering::Less,
        (Event::Action { .. }, Event::Change { .. }) => Ordering::Greater,
        (Event::Action { .. }, Event::Action { .. }) => {
            one.at.cmp(&other.at).then_with(|| whose(one).cmp(&whose(other))).then_with(|| order_by_event(one, other))
        }
    };
    one.revision.cmp(&other.revision).then_with(by_kind)
}

/// Who acted and where.
fn whose(entry: &HistoryEntry) -> impl Ord + '_ {
    let HistoryEntry { actor, user, account, affected_accounts, affected_users, names, clock_was, .. } = entry;
    (actor, user, account, affected_accounts, affected_users, clock_was, names)
}

fn order_by_event(one: &HistoryEntry, other: &HistoryEntry) -> Ordering {
    told(one).cmp(&told(other))
}

fn told(entry: &HistoryEntry) -> impl Ord + '_ {
    match &entry.event {
        Event::Change { .. } => None,
        Event::Action { required, scope, owner, shared_from, about, directory_revision } => {
            Some((required.bits(), scope, owner, shared_from, about, directory_revision))
        }
    }
}
