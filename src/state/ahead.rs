//! What is about to be looked up, looked up for many at once.
//!
//! In a large state each look-up waits for the memory. In a short loop of nothing else the processor waits for several at
//! the same time, and whoever looks again soon after finds it near. It changes nothing, and nothing depends on it.

use core::hint::black_box;

use smallvec::SmallVec;

use crate::organization::{AccountId, User, UserId};

use super::State;

impl State {
    /// For users that are about to be inserted.
    pub(crate) fn look_ahead_for_users(&self, users: &[User]) {
        black_box(users.iter().filter(|user| self.users.card(user.id).is_some()).count());
        let taken = |user: &&User| self.addresses.find(&self.users, user.root, &user.email).is_some();
        black_box(users.iter().filter(taken).count());
    }

    /// For memberships that are about to be set.
    pub(crate) fn look_ahead_for_members(&self, members: impl Iterator<Item = (UserId, AccountId)> + Clone) {
        let places: SmallVec<[_; 64]> = members.clone().filter_map(|(user, _)| self.users.place(user)).collect();
        black_box(members.clone().filter(|(user, account)| self.records.find(*user, *account).is_some()).count());
        black_box(members.filter(|(user, _)| self.reaching_down.of(*user).is_some()).count());
        let entries = places.iter().filter_map(|place| self.users.at(*place));
        black_box(entries.map(|entry| entry.accounts.len()).sum::<usize>());
    }
}
