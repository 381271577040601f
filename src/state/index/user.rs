use core::hash::BuildHasher;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};

use crate::organization::{User, UserId};

use super::super::records::Records;
use super::super::row::UserRow;
use super::{Index, UserLists, lists_at};

/// The row of each user; the ids themselves stand with the users.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserIds {
    rows: HashTable<UserRow>,
    hasher: DefaultHashBuilder,
}

impl UserIds {
    pub(crate) fn reserve(&mut self, records: &Records, more: usize) {
        let Self { rows, hasher } = self;
        rows.reserve(more, |row| hash_at(*hasher, records, *row));
    }

    #[inline]
    pub(crate) fn find(&self, records: &Records, id: UserId) -> Option<UserRow> {
        let has_it = |row: &UserRow| records.user(*row).is_some_and(|user| user.id == id);
        self.rows.find(self.hasher.hash_one(id), has_it).copied()
    }

    /// Adds a user who is not there.
    fn insert(&mut self, records: &Records, id: UserId, row: UserRow) {
        let Self { rows, hasher } = self;
        rows.insert_unique(hasher.hash_one(id), row, |row| hash_at(*hasher, records, *row));
    }

    /// Adds users, up to the first whose id another has, whom it tells.
    pub(super) fn insert_all(&mut self, records: &Records, mut rows: impl Iterator<Item = UserRow>) -> Option<UserRow> {
        let Self { rows: table, hasher } = self;
        let taken = |row: &UserRow| {
            let Some(id) = records.user(*row).map(|user| user.id) else { return false };
            let has_it = |other: &UserRow| records.user(*other).is_some_and(|user| user.id == id);
            match table.entry(hasher.hash_one(id), has_it, |row| hash_at(*hasher, records, *row)) {
                Entry::Occupied(_) => true,
                Entry::Vacant(entry) => {
                    entry.insert(*row);
                    false
                }
            }
        };
        rows.find(taken)
    }

    fn remove(&mut self, id: UserId, row: UserRow) {
        if let Ok(entry) = self.rows.find_entry(self.hasher.hash_one(id), |other| *other == row) {
            entry.remove();
        }
    }

    #[cfg(debug_assertions)]
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

fn hash_at(hasher: DefaultHashBuilder, records: &Records, row: UserRow) -> u64 {
    records.user(row).map_or(0, |user| hasher.hash_one(user.id))
}

impl Index {
    /// A user was added, altered or removed: the address, and what depends on whether the user is active. Memberships, keys
    /// and invitations of a user who is removed were removed before.
    pub(crate) fn user_changed(&mut self, records: &mut Records, row: UserRow, before: Option<&User>) {
        if let Some(before) = before {
            self.addresses.remove(before, row);
        }
        match (before, records.user(row)) {
            (None, Some(user)) => self.add_user(records, user, row),
            (Some(before), None) => return self.remove_user(before, row),
            (Some(_), Some(_)) | (None, None) => {}
        }
        self.addresses.insert(records, row);
        let Some((id, root, active)) = records.user(row).map(|user| (user.id, user.root, user.active)) else { return };
        if before.is_some_and(|before| before.active != active) {
            self.reaching_down.set_active(id, active);
            if let Some(at_home) = self.place(records, id, root) {
                self.recompute_administrator(records, at_home, records.memberships.find(id, root));
            }
            self.answer_again_everywhere(records, row);
        }
    }

    fn add_user(&mut self, records: &Records, user: &User, row: UserRow) {
        self.users.insert(records, user.id, row);
        lists_at(&mut self.user_lists, row.position());
        if let Some(lists) = self.lists_of_account_mut(user.root) {
            lists.rare_mut().users.insert(row);
        }
    }

    fn remove_user(&mut self, user: &User, row: UserRow) {
        self.users.remove(user.id, row);
        if let Some(lists) = self.lists_of_account_mut(user.root) {
            lists.rare_mut().users.remove(&row);
        }
        if let Some(lists) = self.user_lists_mut(row) {
            *lists = UserLists::default();
        }
    }
}
