use core::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::organization::{AccountId, UserId};

/// Every membership, in one table that answers the question of every request in one look-up: 40 bytes each.
///
/// The ids stand in it, as to look them up elsewhere would take as long again.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    table: HashTable<Record>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(super) user: UserId,
    pub(super) account: AccountId,
    pub(super) answer: Answer,
    /// The place of the assignment.
    pub(super) assignment: u32,
}

/// What a record says of its user in its account: the place of masks, or that they take a look around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer(u32);

impl Answer {
    /// It takes more than this membership.
    pub(super) const LOOK_AROUND: Self = Self(u32::MAX);
    /// These masks count for a time only.
    const FOR_A_TIME: u32 = 1 << 31;

    /// The masks of a place, always or for a time.
    pub(super) const fn masks(place: u32, for_a_time: bool) -> Self {
        Self(if for_a_time { place | Self::FOR_A_TIME } else { place })
    }

    /// The place of the masks; one where there are none, if there are none.
    #[inline]
    pub(super) const fn place(self) -> u32 {
        self.0 & !Self::FOR_A_TIME
    }

    #[inline]
    pub(super) const fn is_for_a_time(self) -> bool {
        self.0 & Self::FOR_A_TIME != 0
    }
}

impl Records {
    #[inline]
    fn hash(hasher: DefaultHashBuilder, user: UserId, account: AccountId) -> u64 {
        hasher.hash_one((user, account))
    }

    pub(super) fn reserve(&mut self, more: usize) {
        let Self { table, hasher } = self;
        table.reserve(more, |record| Self::hash(*hasher, record.user, record.account));
    }

    #[inline]
    pub(super) fn find(&self, user: UserId, account: AccountId) -> Option<&Record> {
        let hash = Self::hash(self.hasher, user, account);
        self.table.find(hash, |record| record.user == user && record.account == account)
    }

    pub(super) fn find_mut(&mut self, user: UserId, account: AccountId) -> Option<&mut Record> {
        let hash = Self::hash(self.hasher, user, account);
        self.table.find_mut(hash, |record| record.user == user && record.account == account)
    }

    /// Puts a record in the place of what was there, which it gives back.
    #[inline]
    pub(super) fn set(&mut self, record: Record) -> Option<Record> {
        let Self { table, hasher } = self;
        let entry = table.entry(
            Self::hash(*hasher, record.user, record.account),
            |other| other.user == record.user && other.account == record.account,
            |other| Self::hash(*hasher, other.user, other.account),
        );
        match entry {
            Entry::Occupied(mut entry) => Some(core::mem::replace(entry.get_mut(), record)),
            Entry::Vacant(entry) => {
                entry.insert(record);
                None
            }
        }
    }

    pub(super) fn remove(&mut self, user: UserId, account: AccountId) -> Option<Record> {
        let hash = Self::hash(self.hasher, user, account);
        let found = self.table.find_entry(hash, |record| record.user == user && record.account == account);
        found.ok().map(|entry| entry.remove().0)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Record> {
        self.table.iter()
    }
}
