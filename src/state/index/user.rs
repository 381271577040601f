use crate::organization::{User, UserId};

use super::super::records::Records;
use super::super::row::{Card, UserRow};
use super::{Index, UserLists, lists_at};

/// Where a user is found.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UserCard {
    id: UserId,
    row: UserRow,
}

impl UserCard {
    #[inline]
    pub(crate) const fn row(&self) -> UserRow {
        self.row
    }
}

impl Card for UserCard {
    type Id = UserId;

    #[inline]
    fn id(&self) -> UserId {
        self.id
    }
}

impl Index {
    /// A user was added, altered or removed: the address, and what depends on whether the user is active. Memberships, keys
    /// and invitations of a user who is removed were removed before.
    pub(crate) fn user_changed(&mut self, records: &mut Records, row: UserRow, before: Option<&User>) {
        if let Some(before) = before {
            self.addresses.remove(before, row);
        }
        match (before, records.user(row)) {
            (None, Some(user)) => self.add_user(user, row),
            (Some(before), None) => return self.remove_user(before, row),
            (Some(_), Some(_)) | (None, None) => {}
        }
        self.addresses.insert(records, row);
        let Some((id, root, active)) = records.user(row).map(|user| (user.id, user.root, user.active)) else { return };
        if before.is_some_and(|before| before.active != active) {
            self.reaching_down.set_active(id, active);
            if let Some(at_home) = self.place(id, root) {
                self.recompute_administrator(records, at_home);
            }
            self.answer_again_everywhere(records, row);
        }
    }

    fn add_user(&mut self, user: &User, row: UserRow) {
        self.users.insert(UserCard { id: user.id, row });
        lists_at(&mut self.user_lists, row.position());
        if let Some(lists) = self.lists_of_account_mut(user.root) {
            lists.users.insert(row);
        }
    }

    fn remove_user(&mut self, user: &User, row: UserRow) {
        self.users.remove(user.id);
        if let Some(lists) = self.lists_of_account_mut(user.root) {
            lists.users.remove(&row);
        }
        if let Some(lists) = self.user_lists_mut(row) {
            *lists = UserLists::default();
        }
    }
}
