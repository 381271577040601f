use core::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::organization::{AccountId, Email, User};

use super::super::records::Records;
use super::super::row::UserRow;

/// Which user of a tenant has an address (rule I3); the addresses themselves stand with the users.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    rows: HashTable<UserRow>,
    hasher: DefaultHashBuilder,
}

impl Addresses {
    pub(crate) fn reserve(&mut self, records: &Records, more: usize) {
        let Self { rows, hasher } = self;
        rows.reserve(more, |row| hash_at(*hasher, records, *row));
    }

    pub(crate) fn find(&self, records: &Records, root: AccountId, email: &Email) -> Option<UserRow> {
        let has_it = |row: &UserRow| records.user(*row).is_some_and(|user| user.root == root && user.email == *email);
        self.rows.find(hash(self.hasher, root, email), has_it).copied()
    }

    /// Adds the address of a user.
    pub(super) fn insert(&mut self, records: &Records, row: UserRow) {
        let Self { rows, hasher } = self;
        rows.insert_unique(hash_at(*hasher, records, row), row, |row| hash_at(*hasher, records, *row));
    }

    /// Adds the addresses of users, up to the first whose address another has, whom it tells.
    pub(super) fn insert_all(&mut self, records: &Records, mut rows: impl Iterator<Item = UserRow>) -> Option<UserRow> {
        let Self { rows: table, hasher } = self;
        let taken = |row: &UserRow| {
            let Some(user) = records.user(*row) else { return false };
            let has_it = |other: &UserRow| {
                records.user(*other).is_some_and(|other| other.root == user.root && other.email == user.email)
            };
            match table.entry(hash(*hasher, user.root, &user.email), has_it, |row| hash_at(*hasher, records, *row)) {
                Entry::Occupied(_) => true,
                Entry::Vacant(entry) => {
                    entry.insert(*row);
                    false
                }
            }
        };
        rows.find(taken)
    }

    /// Removes the address that a user had.
    pub(super) fn remove(&mut self, before: &User, row: UserRow) {
        if let Ok(entry) = self.rows.find_entry(hash(self.hasher, before.root, &before.email), |other| *other == row) {
            entry.remove();
        }
    }

    #[cfg(debug_assertions)]
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn hash(hasher: DefaultHashBuilder, root: AccountId, email: &Email) -> u64 {
    hasher.hash_one((root, email))
}

fn hash_at(hasher: DefaultHashBuilder, records: &Records, row: UserRow) -> u64 {
    records.user(row).map_or(0, |user| hash(hasher, user.root, &user.email))
}
