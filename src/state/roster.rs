//! Accounts and users, each by its id and at a place that it keeps for as long as it is there. A place is a fourth of an
//! id's size, and takes no look-up: what refers to many of them keeps places.

use core::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};
use slab::Slab;

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Roster<C, T> {
    cards: HashTable<C>,
    entries: Slab<T>,
    hasher: DefaultHashBuilder,
}

/// What is found by an id at once, before the entry itself: at least where that is.
pub(super) trait Card {
    type Id: Copy + Eq + Hash;
    type Place: Copy + From<u32> + Into<u32>;

    fn id(&self) -> Self::Id;
    fn place(&self) -> Self::Place;
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

impl<C, T> Default for Roster<C, T> {
    fn default() -> Self {
        Self { cards: HashTable::new(), entries: Slab::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<C: Card, T> Roster<C, T> {
    pub(super) fn reserve(&mut self, more: usize) {
        let Self { cards, entries, hasher } = self;
        entries.reserve(more);
        cards.reserve(more, |card| hasher.hash_one(card.id()));
    }

    #[inline]
    pub(super) fn card(&self, id: C::Id) -> Option<&C> {
        self.cards.find(self.hasher.hash_one(id), |card| card.id() == id)
    }

    pub(super) fn card_mut(&mut self, id: C::Id) -> Option<&mut C> {
        self.cards.find_mut(self.hasher.hash_one(id), |card| card.id() == id)
    }

    pub(super) fn place(&self, id: C::Id) -> Option<C::Place> {
        self.card(id).map(Card::place)
    }

    pub(super) fn at(&self, place: C::Place) -> Option<&T> {
        self.entries.get(place.into() as usize)
    }

    pub(super) fn at_mut(&mut self, place: C::Place) -> Option<&mut T> {
        self.entries.get_mut(place.into() as usize)
    }

    pub(super) fn get(&self, id: C::Id) -> Option<&T> {
        self.at(self.place(id)?)
    }

    pub(super) fn get_mut(&mut self, id: C::Id) -> Option<&mut T> {
        self.at_mut(self.place(id)?)
    }

    /// Adds one whose id is not there, with a card that is made knowing its place.
    pub(super) fn insert(&mut self, entry: T, card: impl FnOnce(C::Place) -> C) -> C::Place {
        let Self { cards, entries, hasher } = self;
        let place = C::Place::from(compact(entries.insert(entry)));
        let card = card(place);
        cards.insert_unique(hasher.hash_one(card.id()), card, |card| hasher.hash_one(card.id()));
        place
    }

    pub(super) fn remove(&mut self, id: C::Id) -> Option<T> {
        let found = self.cards.find_entry(self.hasher.hash_one(id), |card| card.id() == id);
        let (card, _) = found.ok()?.remove();
        self.entries.try_remove(card.place().into() as usize)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().map(|(_, entry)| entry)
    }
}
