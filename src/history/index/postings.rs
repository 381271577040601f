use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};
use smallvec::SmallVec;

use super::key::Key;

/// For each key the positions of the entries that have it.
///
/// Of a key its hash alone is kept, by a hasher that is seeded at random: so no address is in it, and one that is erased from
/// the entries is gone. Two keys of one hash share a list.
#[derive(Clone, Default)]
pub(super) struct Postings {
    lists: HashTable<List>,
    /// Made with the first key, as an empty history is a constant.
    hasher: Option<DefaultHashBuilder>,
}

#[derive(Clone)]
struct List {
    hash: u64,
    /// In order, each once. Most keys have few.
    positions: SmallVec<[u32; 4]>,
}

impl Postings {
    pub(super) const fn new() -> Self {
        Self { lists: HashTable::new(), hasher: None }
    }

    pub(super) fn list(&self, key: Key<'_>) -> &[u32] {
        let Some(hash) = self.hasher.as_ref().map(|hasher| hasher.hash_one(key)) else { return &[] };
        self.lists.find(hash, |list| list.hash == hash).map_or(&[], |list| &list.positions)
    }

    /// Adds a position that is not before any that is there.
    pub(super) fn push(&mut self, key: Key<'_>, position: u32) {
        let hash = self.hasher.get_or_insert_default().hash_one(key);
        let entry = self.lists.entry(hash, |list| list.hash == hash, |list| list.hash);
        let mut list = entry.or_insert_with(|| List { hash, positions: SmallVec::new() });
        let positions = &mut list.get_mut().positions;
        if positions.last() != Some(&position) {
            positions.push(position);
        }
    }

    /// Takes away the positions from this one on.
    pub(super) fn truncate(&mut self, key: Key<'_>, from: u32) {
        let Some(hash) = self.hasher.as_ref().map(|hasher| hasher.hash_one(key)) else { return };
        let Ok(mut entry) = self.lists.find_entry(hash, |list| list.hash == hash) else { return };
        let positions = &mut entry.get_mut().positions;
        while positions.last().is_some_and(|last| *last >= from) {
            positions.pop();
        }
        if positions.is_empty() {
            entry.remove();
        }
    }
}
