use chrono::{DateTime, Utc};

use super::entry::HistoryEntry;

/// What a history has forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Forgotten {
    /// The last revision whose change is forgotten; 0 if none is.
    pub(super) changes: u64,
    /// The instant before which actions are forgotten.
    pub(super) actions: Option<DateTime<Utc>>,
}

impl Forgotten {
    pub(super) fn has(&self, entry: &HistoryEntry) -> bool {
        if entry.is_change() {
            entry.revision <= self.changes
        } else {
            self.actions.is_some_and(|until| entry.at < until)
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { changes: self.changes.max(other.changes), actions: self.actions.max(other.actions) }
    }
}
