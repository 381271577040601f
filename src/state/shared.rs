use core::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};
use slab::Slab;

use super::roster::compact;

/// Values that many refer to, each kept once, with what is computed from it, while somebody refers to it.
#[derive(Clone, Debug)]
pub(super) struct Shared<K, V = ()> {
    kept: Slab<Kept<K, V>>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Debug)]
struct Kept<K, V> {
    key: K,
    computed: V,
    references: usize,
}

impl<K, V> Default for Shared<K, V> {
    fn default() -> Self {
        Self { kept: Slab::new(), places: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<K: Hash + Eq, V> Shared<K, V> {
    #[inline]
    pub(super) fn at(&self, place: u32) -> Option<(&K, &V)> {
        self.kept.get(place as usize).map(|kept| (&kept.key, &kept.computed))
    }

    /// Computes anew what goes with the value of a place.
    pub(super) fn compute(&mut self, place: u32, compute: impl FnOnce(&K) -> V) {
        if let Some(kept) = self.kept.get_mut(place as usize) {
            kept.computed = compute(&kept.key);
        }
    }

    /// The place of a value, with one more who refers to it.
    pub(super) fn refer(&mut self, key: K, compute: impl FnOnce(&K) -> V) -> u32 {
        let Self { kept, places, hasher } = self;
        let hash = hasher.hash_one(&key);
        let is_at = |place: &u32| kept.get(*place as usize).is_some_and(|kept| kept.key == key);
        if let Some(place) = places.find(hash, is_at).copied() {
            if let Some(kept) = kept.get_mut(place as usize) {
                kept.references += 1;
            }
            return place;
        }
        let computed = compute(&key);
        let place = compact(kept.insert(Kept { key, computed, references: 1 }));
        places.insert_unique(hash, place, |place| hash_at(*hasher, kept, *place));
        place
    }

    /// One fewer refers to a place; after the last, it is free.
    pub(super) fn release(&mut self, place: u32) {
        let Self { kept, places, hasher } = self;
        let Some(released) = kept.get_mut(place as usize) else { return };
        released.references -= 1;
        if released.references == 0 {
            if let Ok(entry) = places.find_entry(hash_at(*hasher, kept, place), |other| *other == place) {
                entry.remove();
            }
            kept.try_remove(place as usize);
        }
    }
}

fn hash_at<K: Hash, V>(hasher: DefaultHashBuilder, kept: &Slab<Kept<K, V>>, place: u32) -> u64 {
    kept.get(place as usize).map_or(0, |kept| hasher.hash_one(&kept.key))
}
