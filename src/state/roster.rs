//! Accounts and users, each by its id and at a place that it keeps for as long as it is there. A place is a fourth of an
//! id's size, and takes no look-up: what refers to many of them keeps places.

use core::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};
use slab::Slab;

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Roster<T> {
    entries: Slab<T>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

/// What a roster can keep.
pub(super) trait Listed {
    type Id: Copy + Eq + Hash;
    type Place: Copy + From<u32> + Into<u32>;

    fn id(&self) -> Self::Id;
}

macro_rules! places {
    ($($place:ident, $of:literal;)*) => {$(
        #[doc = concat!("Where ", $of, " is kept.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $place(u32);

        impl From<u32> for $place {
            #[inline]
            fn from(place: u32) -> Self {
                Self(place)
            }
        }

        impl From<$place> for u32 {
            #[inline]
            fn from(place: $place) -> Self {
                place.0
            }
        }
    )*};
}
places! {
    AccountPlace, "an account";
    UserPlace, "a user";
}

/// An index as it is kept: four bytes.
///
/// # Panics
///
/// From 2³¹ − 1 users, accounts or assignments that differ on: some hundred gigabytes of them.
#[expect(clippy::expect_used, reason = "to go on would give one the place of another")]
pub(super) fn compact(index: usize) -> u32 {
    u32::try_from(index).ok().filter(|place| *place < u32::MAX >> 1).expect("fewer than 2^31 fit in a directory")
}

impl<T> Default for Roster<T> {
    fn default() -> Self {
        Self { entries: Slab::new(), places: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<T: Listed> Roster<T> {
    pub(super) fn reserve(&mut self, more: usize) {
        let Self { entries, places, hasher } = self;
        entries.reserve(more);
        places.reserve(more, |place| hash(*hasher, entries, *place));
    }

    #[inline]
    pub(super) fn place(&self, id: T::Id) -> Option<T::Place> {
        self.index(id).map(T::Place::from)
    }

    #[inline]
    fn index(&self, id: T::Id) -> Option<u32> {
        let is_at = |place: &u32| self.entries.get(*place as usize).is_some_and(|entry| entry.id() == id);
        self.places.find(self.hasher.hash_one(id), is_at).copied()
    }

    #[inline]
    pub(super) fn at(&self, place: T::Place) -> Option<&T> {
        self.entries.get(place.into() as usize)
    }

    pub(super) fn at_mut(&mut self, place: T::Place) -> Option<&mut T> {
        self.entries.get_mut(place.into() as usize)
    }

    #[inline]
    pub(super) fn get(&self, id: T::Id) -> Option<&T> {
        self.entries.get(self.index(id)? as usize)
    }

    pub(super) fn get_mut(&mut self, id: T::Id) -> Option<&mut T> {
        self.entries.get_mut(self.index(id)? as usize)
    }

    /// Adds one whose id is not there; it is made knowing its place.
    pub(super) fn insert(&mut self, make: impl FnOnce(T::Place) -> T) -> T::Place {
        let Self { entries, places, hasher } = self;
        let vacant = entries.vacant_entry();
        let place = compact(vacant.key());
        let hash_of_new = hasher.hash_one(vacant.insert(make(place.into())).id());
        places.insert_unique(hash_of_new, place, |place| hash(*hasher, entries, *place));
        place.into()
    }

    pub(super) fn remove(&mut self, id: T::Id) -> Option<T> {
        let Self { entries, places, hasher } = self;
        let is_at = |place: &u32| entries.get(*place as usize).is_some_and(|entry| entry.id() == id);
        let (place, _) = places.find_entry(hasher.hash_one(id), is_at).ok()?.remove();
        entries.try_remove(place as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, entry)| entry)
    }
}

fn hash<T: Listed>(hasher: DefaultHashBuilder, entries: &Slab<T>, place: u32) -> u64 {
    entries.get(place as usize).map_or(0, |entry| hasher.hash_one(entry.id()))
}
