//! Which users hold something below an account: by their memberships with a subtree set that is not empty (rule G2).
//!
//! Most users have none, so that most questions end with a look at the membership in the account itself.

use hashbrown::HashMap;

use crate::organization::UserId;

use super::super::row::AccountRow;
use super::Frame;
use super::small::Places;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReachingDown(HashMap<UserId, Reach>);

/// The memberships of a user that reach below their accounts.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// Whether the user is active.
    pub(crate) active: bool,
    /// The row of the assignment in each account.
    assignments: Places<u32, 2>,
}

impl ReachingDown {
    #[inline]
    pub(crate) fn of(&self, user: UserId) -> Option<&Reach> {
        self.0.get(&user)
    }

    /// How many of a user's memberships do.
    pub(super) fn count(&self, user: UserId) -> usize {
        self.of(user).map_or(0, |reach| reach.assignments.len())
    }

    pub(super) fn set_active(&mut self, user: UserId, active: bool) {
        if let Some(reach) = self.0.get_mut(&user) {
            reach.active = active;
        }
    }

    /// Sets that a user's membership in an account reaches below it, with the row of its assignment.
    pub(super) fn set(&mut self, (user, active): (UserId, bool), account: AccountRow, assignment: u32) {
        let reach = self.0.entry(user).or_insert_with(|| Reach { active, assignments: Places::default() });
        reach.assignments.insert(account, assignment);
    }

    /// A user's membership in an account does not reach below it.
    pub(super) fn remove(&mut self, user: UserId, account: AccountRow) {
        let Some(reach) = self.0.get_mut(&user) else { return };
        reach.assignments.remove(account);
        if reach.assignments.is_empty() {
            self.0.remove(&user);
        }
    }

    /// All users with what reaches down.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (UserId, &Reach)> {
        self.0.iter().map(|(user, reach)| (*user, reach))
    }
}

impl Reach {
    /// The accounts of the memberships, each with the row of its assignment.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (AccountRow, u32)> + '_ {
        self.assignments.iter()
    }

    /// Tells the row of the assignment of each membership in an account above one, in no order in particular.
    #[inline]
    pub(super) fn for_each_above(&self, frame: &Frame, mut tell: impl FnMut(u32)) {
        match &self.assignments {
            Places::Empty => {}
            // Most have one or two: to compare them with what is above is shorter than to search each that is above among them.
            Places::Few { count, entries } => {
                let few = entries.iter().take(usize::from(*count));
                few.filter(|(account, _)| frame.is_below(*account)).for_each(|(_, it)| tell(*it));
            }
            Places::Many(all) => frame.above().iter().filter_map(|above| all.get(above)).for_each(|it| tell(*it)),
        }
    }
}
