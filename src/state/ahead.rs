//! What is about to be looked up, looked up for many at once.
//!
//! In a large state each look-up waits for the memory. In a short loop of nothing else the processor waits for several at
//! the same time, and the look-up that follows soon after finds it near. It changes nothing, and nothing depends on it.

use core::hint::black_box;

use smallvec::SmallVec;

use crate::organization::{AccountId, User, UserId};

use super::State;

impl State {
    /// For users that are about to be inserted.
    pub(crate) fn look_ahead_for_users(&self, users: &[User]) {
        black_box(users.iter().filter(|user| self.index.user_row(&self.records, user.id).is_some()).count());
        let taken = |user: &&User| self.index.addresses.find(&self.records, user.root, &user.email).is_some();
        black_box(users.iter().filter(taken).count());
    }

    /// For memberships that are about to be set.
    pub(crate) fn look_ahead_for_members(&self, members: impl Iterator<Item = (UserId, AccountId)> + Clone) {
        let rows: SmallVec<[_; 64]> =
            members.clone().filter_map(|(user, _)| self.index.user_row(&self.records, user)).collect();
        black_box(members.clone().filter(|(user, account)| self.record(*user, *account).is_some()).count());
        black_box(members.filter(|(user, _)| self.index.reaching_down.of(*user).is_some()).count());
        let lists = rows.iter().filter_map(|row| self.index.user_lists(*row));
        black_box(lists.map(|lists| lists.accounts.len()).sum::<usize>());
        black_box(rows.iter().filter(|row| self.records.user(**row).is_some_and(|user| user.active)).count());
    }
}
