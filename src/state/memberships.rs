use core::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::organization::{AccountId, UserId};

/// Every membership, in one table that answers the question of every request in one look-up: 40 bytes each.
///
/// The ids stand in it, since to look them up elsewhere would take as long again.
#[derive(Clone, Debug, Default)]
pub(super) struct Memberships {
    table: HashTable<MembershipRecord>,
    hasher: DefaultHashBuilder,
}

/// Which assignment a user has in an account, and the answer that the index keeps of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MembershipRecord {
    pub(super) user: UserId,
    pub(super) account: AccountId,
    // INVARIANT: only the index writes it (`Index::membership_changed`, `Index::memberships_added` and those that call
    // `Index::answer_again`). It is beside the record because a second table would double the time of every request: `cargo
    // bench -p sendright-benches --bench authorize`.
    pub(super) answer: Answer,
    /// The row of the assignment.
    pub(super) assignment: u32,
}

impl MembershipRecord {
    /// Whether its answer counts within the window of its assignment only.
    #[inline]
    pub(crate) const fn is_within_window(&self) -> bool {
        self.answer.is_within_window()
    }
}

/// What the index knows of a user in an account: the row of the masks, or that a single membership does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer(u32);

impl Answer {
    /// The masks depend on more than this membership.
    pub(super) const UNKNOWN: Self = Self(u32::MAX);
    /// The masks count within the window of the assignment only.
    const WITHIN_WINDOW: u32 = 1 << 31;

    /// The masks of a row, at any time or within the window only.
    pub(super) const fn masks(row: u32, within_window: bool) -> Self {
        Self(if within_window { row | Self::WITHIN_WINDOW } else { row })
    }

    /// The row of the masks. For [`UNKNOWN`](Self::UNKNOWN) it is one that no masks have.
    #[inline]
    pub(super) const fn row(self) -> u32 {
        self.0 & !Self::WITHIN_WINDOW
    }

    #[inline]
    pub(super) const fn is_within_window(self) -> bool {
        self.0 & Self::WITHIN_WINDOW != 0
    }
}

impl Memberships {
    #[inline]
    fn hash(hasher: DefaultHashBuilder, user: UserId, account: AccountId) -> u64 {
        hasher.hash_one((user, account))
    }

    /// What hashes the ids of users and accounts. Who finds more by them than a record hashes by it too: the hash of a user is a
    /// part of that of the record, and computed once.
    #[inline]
    pub(super) const fn hasher(&self) -> DefaultHashBuilder {
        self.hasher
    }

    pub(super) fn reserve(&mut self, more: usize) {
        let Self { table, hasher } = self;
        table.reserve(more, |record| Self::hash(*hasher, record.user, record.account));
    }

    #[inline]
    pub(super) fn find(&self, user: UserId, account: AccountId) -> Option<&MembershipRecord> {
        let hash = Self::hash(self.hasher, user, account);
        self.table.find(hash, |record| record.user == user && record.account == account)
    }

    pub(super) fn find_mut(&mut self, user: UserId, account: AccountId) -> Option<&mut MembershipRecord> {
        let hash = Self::hash(self.hasher, user, account);
        self.table.find_mut(hash, |record| record.user == user && record.account == account)
    }

    #[inline]
    fn entry(&mut self, user: UserId, account: AccountId) -> Entry<'_, MembershipRecord> {
        let Self { table, hasher } = self;
        table.entry(
            Self::hash(*hasher, user, account),
            |other| other.user == user && other.account == account,
            |other| Self::hash(*hasher, other.user, other.account),
        )
    }

    /// Sets a record in place of what was there, which it returns.
    #[inline]
    pub(super) fn set(&mut self, record: MembershipRecord) -> Option<MembershipRecord> {
        match self.entry(record.user, record.account) {
            Entry::Occupied(mut entry) => Some(core::mem::replace(entry.get_mut(), record)),
            Entry::Vacant(entry) => {
                entry.insert(record);
                None
            }
        }
    }

    /// Adds a record, unless there is one of the same user and account; returns whether there was none.
    pub(super) fn insert(&mut self, record: MembershipRecord) -> bool {
        match self.entry(record.user, record.account) {
            Entry::Occupied(_) => false,
            Entry::Vacant(entry) => {
                entry.insert(record);
                true
            }
        }
    }

    pub(super) fn remove(&mut self, user: UserId, account: AccountId) -> Option<MembershipRecord> {
        let hash = Self::hash(self.hasher, user, account);
        let found = self.table.find_entry(hash, |record| record.user == user && record.account == account);
        found.ok().map(|entry| entry.remove().0)
    }

    #[cfg(debug_assertions)]
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &MembershipRecord> {
        self.table.iter()
    }
}
