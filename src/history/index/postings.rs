use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::term::Term;

/// For each term the positions of the entries that have it.
///
/// Of a term its hash alone is kept, by a hasher that is seeded at random: so no address is in it, and one that is erased from
/// the entries is gone. Two terms of one hash share a list.
#[derive(Clone, Default)]
pub(super) struct Postings {
    lists: HashTable<List>,
    /// Made with the first term, as an empty history is a constant.
    hasher: Option<DefaultHashBuilder>,
}

#[derive(Clone)]
struct List {
    hash: u64,
    /// In order, each once. Most terms have few.
    positions: SmallVec<[u32; 4]>,
}

impl Postings {
    pub(super) const fn new() -> Self {
        Self { lists: HashTable::new(), hasher: None }
    }

    pub(super) fn list(&self, term: Term<'_>) -> &[u32] {
        let Some(hash) = self.hasher.as_ref().map(|hasher| hasher.hash_one(term)) else { return &[] };
        self.lists.find(hash, |list| list.hash == hash).map_or(&[], |list| &list.positions)
    }

    /// Adds a position, if it is not there.
    pub(super) fn insert(&mut self, term: Term<'_>, position: u32) {
        let hash = self.hasher.get_or_insert_default().hash_one(term);
        let entry = self.lists.entry(hash, |list| list.hash == hash, |list| list.hash);
        let mut list = entry.or_insert_with(|| List { hash, positions: SmallVec::new() });
        let positions = &mut list.get_mut().positions;
        if positions.last().is_none_or(|last| *last < position) {
            positions.push(position);
        } else if let Err(place) = positions.binary_search(&position) {
            positions.insert(place, position);
        }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    /// Takes away the positions of a term from this one on.
    pub(super) fn truncate(&mut self, term: Term<'_>, from: u32) {
        let Some(hash) = self.hasher.as_ref().map(|hasher| hasher.hash_one(term)) else { return };
        let Ok(mut entry) = self.lists.find_entry(hash, |list| list.hash == hash) else { return };
        let positions = &mut entry.get_mut().positions;
        while positions.last().is_some_and(|last| *last >= from) {
            positions.pop();
        }
        if positions.is_empty() {
            entry.remove();
        }
    }

    /// Puts other positions in the place of those from one on, or takes them away.
    pub(super) fn renumber(&mut self, from: u32, place_of: impl Fn(u32) -> Option<u32>) {
        self.lists.retain(|List { positions, .. }| {
            if positions.last().is_some_and(|last| *last >= from) {
                positions.retain(|position| {
                    let place = if *position < from { Some(*position) } else { place_of(*position) };
                    *position = place.unwrap_or(*position);
                    place.is_some()
                });
                if !positions.is_sorted() {
                    positions.sort_unstable();
                }
            }
            !positions.is_empty()
        });
    }
}
