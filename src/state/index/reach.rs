//! Which users hold something below an account: by their memberships with a subtree set that is not empty (rule G2).
//!
//! Most users have none, so that most questions end with a look at the membership in the account itself.

use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::organization::UserId;

use super::super::row::AccountRow;
use super::Frame;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReachingDown(HashMap<UserId, Reach>);

/// The memberships of a user that reach below their accounts.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// Whether the user is active.
    pub(super) active: bool,
    /// In the order of the rows of the accounts.
    memberships: SmallVec<[ReachingMembership; 2]>,
}

/// So many memberships of a user are compared one by one.
const FEW: usize = 2;

/// A membership that reaches below its account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ReachingMembership {
    pub(crate) account: AccountRow,
    /// The row of the assignment.
    pub(crate) assignment: u32,
}

impl ReachingDown {
    #[inline]
    pub(crate) fn of(&self, user: UserId) -> Option<&Reach> {
        self.0.get(&user)
    }

    /// How many of a user's memberships do.
    pub(super) fn count(&self, user: UserId) -> usize {
        self.of(user).map_or(0, |reach| reach.memberships.len())
    }

    pub(super) fn set_active(&mut self, user: UserId, active: bool) {
        if let Some(reach) = self.0.get_mut(&user) {
            reach.active = active;
        }
    }

    /// Sets that a user's membership reaches below its account.
    pub(super) fn set(&mut self, user: UserId, active: bool, membership: ReachingMembership) {
        let reach = self.0.entry(user).or_insert_with(|| Reach { active, memberships: SmallVec::new() });
        match reach.find(membership.account) {
            Ok(position) => {
                if let Some(old) = reach.memberships.get_mut(position) {
                    *old = membership;
                }
            }
            Err(position) => reach.memberships.insert(position, membership),
        }
    }

    /// A user's membership in an account does not reach below it.
    pub(super) fn remove(&mut self, user: UserId, account: AccountRow) {
        let Some(reach) = self.0.get_mut(&user) else { return };
        if let Ok(position) = reach.find(account) {
            reach.memberships.remove(position);
        }
        if reach.memberships.is_empty() {
            self.0.remove(&user);
        }
    }

    /// All users with what reaches down: whether they are active, and their memberships.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (UserId, bool, &[ReachingMembership])> {
        self.0.iter().map(|(user, reach)| (*user, reach.active, reach.memberships.as_slice()))
    }
}

impl Reach {
    fn find(&self, account: AccountRow) -> Result<usize, usize> {
        self.memberships.binary_search_by_key(&account, |membership| membership.account)
    }

    /// Tells each membership in an account above one, in no order in particular.
    #[inline]
    pub(super) fn for_each_above(&self, frame: &Frame, mut tell: impl FnMut(ReachingMembership)) {
        // Most have one or two: to compare them with what is above is shorter than to search each that is above among them.
        if self.memberships.len() <= FEW {
            self.memberships.iter().filter(|membership| frame.is_below(membership.account)).for_each(|it| tell(*it));
        } else {
            let found = frame.above().iter().filter_map(|above| self.memberships.get(self.find(*above).ok()?));
            found.for_each(|it| tell(*it));
        }
    }
}
