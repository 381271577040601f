//! Rows: the positions of accounts and users in their tables, a fourth of an id's size and reached without hashing; and
//! the tables that find something by its id.

use core::hash::{BuildHasher, Hash};

use hashbrown::{DefaultHashBuilder, HashTable};

macro_rules! rows {
    ($($row:ident, $of:literal;)*) => {$(
        #[doc = concat!("The row of ", $of, "; it stays the same for as long as ", $of, " is there.")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $row(u32);

        impl $row {
            #[inline]
            pub(super) fn new(position: usize) -> Self {
                Self(compact(position))
            }

            #[inline]
            pub(super) const fn position(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}
rows! {
    AccountRow, "an account";
    UserRow, "a user";
}

/// A position as it is kept: four bytes, of which the highest bit stays free.
///
/// # Panics
///
/// From 2³¹ − 1 users, accounts or different assignments on: some hundred gigabytes of them.
#[expect(clippy::expect_used, reason = "to go on would give one the row of another")]
pub(super) fn compact(position: usize) -> u32 {
    u32::try_from(position).ok().filter(|row| *row < u32::MAX >> 1).expect("fewer than 2^31 fit in a directory")
}

/// What is found by an id in one look-up.
pub(super) trait Card {
    type Id: Copy + Eq + Hash;

    fn id(&self) -> Self::Id;
}

/// Cards, each found by its id.
#[derive(Clone, Debug)]
pub(super) struct ById<C> {
    cards: HashTable<C>,
    hasher: DefaultHashBuilder,
}

impl<C> Default for ById<C> {
    fn default() -> Self {
        Self { cards: HashTable::new(), hasher: DefaultHashBuilder::default() }
    }
}

impl<C: Card> ById<C> {
    pub(super) fn reserve(&mut self, more: usize) {
        let Self { cards, hasher } = self;
        cards.reserve(more, |card| hasher.hash_one(card.id()));
    }

    #[inline]
    pub(super) fn find(&self, id: C::Id) -> Option<&C> {
        self.cards.find(self.hasher.hash_one(id), |card| card.id() == id)
    }

    pub(super) fn find_mut(&mut self, id: C::Id) -> Option<&mut C> {
        self.cards.find_mut(self.hasher.hash_one(id), |card| card.id() == id)
    }

    /// Adds a card whose id is not there.
    pub(super) fn insert(&mut self, card: C) {
        let Self { cards, hasher } = self;
        cards.insert_unique(hasher.hash_one(card.id()), card, |card| hasher.hash_one(card.id()));
    }
}
