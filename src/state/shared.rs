use core::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};
use slab::Slab;

use super::row::compact;

/// Values that many refer to: each is kept once, while somebody refers to it, with what is computed from it.
#[derive(Clone, Debug)]
pub(super) struct Shared<K, V = ()> {
    kept: Slab<Kept<K, V>>,
    rows: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Debug)]
struct Kept<K, V> {
    value: K,
    computed: V,
    references: usize,
}

impl<K, V> Default for Shared<K, V> {
    fn default() -> Self {
        Self { kept: Slab::new(), rows: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<K: Hash + Eq, V> Shared<K, V> {
    #[inline]
    pub(super) fn at(&self, row: u32) -> Option<(&K, &V)> {
        self.kept.get(row as usize).map(|kept| (&kept.value, &kept.computed))
    }

    /// Computes again what goes with the value of a row.
    pub(super) fn compute(&mut self, row: u32, compute: impl FnOnce(&K) -> V) {
        if let Some(kept) = self.kept.get_mut(row as usize) {
            kept.computed = compute(&kept.value);
        }
    }

    /// The row of a value, with one more reference to it.
    pub(super) fn refer(&mut self, value: K, compute: impl FnOnce(&K) -> V) -> u32 {
        let Self { kept, rows, hasher } = self;
        let hash = hasher.hash_one(&value);
        let has_it = |row: &u32| kept.get(*row as usize).is_some_and(|kept| kept.value == value);
        if let Some(row) = rows.find(hash, has_it).copied() {
            self.refer_again(row);
            return row;
        }
        let computed = compute(&value);
        let row = compact(kept.insert(Kept { value, computed, references: 1 }));
        rows.insert_unique(hash, row, |row| hash_at(*hasher, kept, *row));
        row
    }

    /// One reference more to a row.
    pub(super) fn refer_again(&mut self, row: u32) {
        if let Some(kept) = self.kept.get_mut(row as usize) {
            kept.references += 1;
        }
    }

    /// One reference less to a row; after the last, the row is free.
    pub(super) fn release(&mut self, row: u32) {
        let Self { kept, rows, hasher } = self;
        let Some(released) = kept.get_mut(row as usize) else { return };
        released.references -= 1;
        if released.references == 0 {
            if let Ok(entry) = rows.find_entry(hash_at(*hasher, kept, row), |other| *other == row) {
                entry.remove();
            }
            kept.try_remove(row as usize);
        }
    }

    /// All values that are kept, with what was computed and how many references there are.
    #[cfg(debug_assertions)]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &K, &V, usize)> {
        self.kept.iter().map(|(row, kept)| (compact(row), &kept.value, &kept.computed, kept.references))
    }
}

fn hash_at<K: Hash, V>(hasher: DefaultHashBuilder, kept: &Slab<Kept<K, V>>, row: u32) -> u64 {
    kept.get(row as usize).map_or(0, |kept| hasher.hash_one(&kept.value))
}
