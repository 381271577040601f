//! What finds entries without a look at all of them.
//!
//! For each [`Key`] (a user, an account, an address, a kind) there is a list of the positions of the entries that have it, and
//! over the times of all entries a tree of their least and greatest. What is found by them is asked for the rest of the query
//! all the same, so an index may give a position too many, and never one too few.
//!
//! Entries are known by their positions in the list, not by numbers that stay: so lists are in the order in which entries are
//! found, and what is found is merged from them lazily, from either end. When entries are put in the middle, those after them
//! are [taken off](Index::truncate) and pushed again, which costs as much as the list of entries moves: nearly always a few at
//! its end.

mod key;
mod positions;
mod postings;
mod times;

use super::entry::HistoryEntry;

pub(super) use key::Key;
pub(super) use positions::{Positions, Sought};
pub(super) use times::{Times, Window};

use postings::Postings;

/// The index of the entries of a history. It is derived from them: equal entries have equal indexes.
#[derive(Clone, Default)]
pub(super) struct Index {
    postings: Postings,
    times: Times,
    /// Of the changes alone.
    change_times: Times,
}

impl Index {
    pub(super) const fn new() -> Self {
        Self { postings: Postings::new(), times: Times::new(), change_times: Times::new() }
    }

    /// Adds the entry after the last.
    pub(super) fn push(&mut self, entry: &HistoryEntry) {
        let position = compact(self.times.len());
        Key::each_of(entry, |key| self.postings.push(key, position));
        self.times.push(entry.at);
        if entry.is_change() {
            self.change_times.push(entry.at);
        }
    }

    /// Takes off the last entries, which are these.
    pub(super) fn truncate(&mut self, removed: &[HistoryEntry]) {
        let length = self.times.len().saturating_sub(removed.len());
        if length == 0 {
            *self = Self::new();
            return;
        }
        for entry in removed {
            Key::each_of(entry, |key| self.postings.truncate(key, compact(length)));
        }
        let changes = removed.iter().filter(|entry| entry.is_change()).count();
        self.times.truncate(length);
        self.change_times.truncate(self.change_times.len().saturating_sub(changes));
    }

    /// The positions of the entries that have a key, in order. By chance, one that has it not may be among them.
    pub(super) fn positions_of(&self, key: Key<'_>) -> &[u32] {
        self.postings.list(key)
    }

    /// The times of all entries.
    pub(super) const fn times(&self) -> &Times {
        &self.times
    }

    /// The times of the changes, by their number among the changes.
    pub(super) const fn change_times(&self) -> &Times {
        &self.change_times
    }
}

/// A position as it is kept: four bytes.
///
/// # Panics
///
/// From 2³² entries on: some terabytes of them.
#[expect(clippy::expect_used, reason = "to go on would find one entry in the place of another")]
pub(super) fn compact(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 entries fit in a history")
}
