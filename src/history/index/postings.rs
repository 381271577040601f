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

    /// Adds a position that is not before any that is there.
    pub(super) fn push(&mut self, term: Term<'_>, position: u32) {
        let hash = self.hasher.get_or_insert_default().hash_one(term);
        let entry = self.lists.entry(hash, |list| list.hash == hash, |list| list.hash);
        let mut list = entry.or_insert_with(|| List { hash, positions: SmallVec::new() });
        let positions = &mut list.get_mut().positions;
        if positions.last() != Some(&position) {
            positions.push(position);
        }
    }

    /// How many terms there are.
    pub(super) fn len(&self) -> usize {
        self.lists.len()
    }

    /// Takes away the positions of a term from this one on.
    pub(super) fn truncate(&mut self, term: Term<'_>, from: u32) {
        let Some(hash) = self.hasher.as_ref().map(|hasher| hasher.hash_one(term)) else { return };
        if let Ok(mut entry) = self.lists.find_entry(hash, |list| list.hash == hash) {
            if !entry.get_mut().truncate(from) {
                entry.remove();
            }
        }
    }

    /// Takes away the positions of all terms from this one on.
    pub(super) fn truncate_all(&mut self, from: u32) {
        self.lists.retain(|list| list.truncate(from));
    }
}

impl List {
    /// Whether it still has a position.
    fn truncate(&mut self, from: u32) -> bool {
        while self.positions.last().is_some_and(|last| *last >= from) {
            self.positions.pop();
        }
        !self.positions.is_empty()
    }
}
