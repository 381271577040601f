//! What finds entries without a look at all of them.
//!
//! For each [`Term`] (a user, an account, an address, a kind) there is a list of the positions of the entries that have it, and
//! over the times of all entries a tree of their least and greatest. What is found by them is asked for the rest of the query
//! all the same, so an index may give a position too many, and never one too few.
//!
//! Entries are known by their positions in the list, not by numbers that stay: so lists are in the order in which entries are
//! found, and what is found is merged from them lazily, from either end. Numbers that stay would have to be sorted by their
//! positions for each query, and an index that is made anew by the next query would make that one wait. When entries are put in the
//! middle, those after them are [listed again](Index::rearrange) if they are few, as they nearly always are; if they are many, the
//! positions in all lists are renumbered, which costs about what it costs to move the entries themselves.

mod positions;
mod postings;
mod term;
mod times;

use super::entry::HistoryEntry;

pub(super) use positions::{Positions, Sought};
pub(super) use term::Term;
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
        self.list(self.times.len(), entry);
        self.note_time(entry);
    }

    /// The entries from a position on, before which there are so many changes, are now these.
    pub(super) fn rearrange(&mut self, start: usize, changes: usize, arranged: &[Arranged]) {
        let length = self.times.len();
        let is_new = |(origin, _): &&Arranged| origin.is_none();
        let new = arranged.iter().filter(is_new).count();
        let all_stay = start + arranged.len() == length + new;
        // To look at each list costs less than to find the terms of many entries.
        if start == length || all_stay && arranged.len() <= self.postings.len() / 8 {
            for (_, entry) in arranged.iter().filter(|entry| !is_new(entry)) {
                Term::each_of(entry, |term| self.postings.truncate(term, compact(start)));
            }
            for (position, (_, entry)) in (start..).zip(arranged) {
                self.list(position, entry);
            }
        } else {
            let mut places = vec![None; length.saturating_sub(start)];
            for (position, (origin, _)) in (start..).zip(arranged) {
                let origin = origin.map(|origin| origin as usize - start);
                if let Some(place) = origin.and_then(|origin| places.get_mut(origin)) {
                    *place = Some(compact(position));
                }
            }
            self.postings.renumber(compact(start), |position| places.get(position as usize - start).copied().flatten());
            for (position, (_, entry)) in (start..).zip(arranged).filter(|(_, entry)| is_new(entry)) {
                self.list(position, entry);
            }
        }
        self.change_times.truncate(changes);
        self.times.truncate(start);
        for (_, entry) in arranged {
            self.note_time(entry);
        }
    }

    fn list(&mut self, position: usize, entry: &HistoryEntry) {
        Term::each_of(entry, |term| self.postings.insert(term, compact(position)));
    }

    fn note_time(&mut self, entry: &HistoryEntry) {
        self.times.push(entry.at);
        if entry.is_change() {
            self.change_times.push(entry.at);
        }
    }

    /// The positions of the entries that have a term, in order. By chance, one that lacks it may be among them.
    pub(super) fn positions_of(&self, term: Term<'_>) -> &[u32] {
        self.postings.list(term)
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

/// An entry at its new place, with the position that it had; `None` for a new one.
pub(super) type Arranged = (Option<u32>, HistoryEntry);

/// A position as it is kept: four bytes.
///
/// # Panics
///
/// From 2³² entries on: some terabytes of them.
#[expect(clippy::expect_used, reason = "to go on would find one entry in the place of another")]
pub(super) fn compact(position: usize) -> u32 {
    u32::try_from(position).expect("fewer than 2^32 entries fit in a history")
}
