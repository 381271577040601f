//! Who holds something below an account: their memberships with a subtree set that is not empty (rule G2).
//!
//! Most users have none, so that most questions end with a look at who is here.

use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::organization::UserId;

use super::frame::Frame;
use super::roster::AccountPlace;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct ReachingDown(HashMap<UserId, Reach>);

/// What of a user's reaches down.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    /// Whether the user is active.
    pub(super) active: bool,
    /// In the order of the places of the accounts.
    held: SmallVec<[Held; 2]>,
}

/// A membership that reaches below its account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) account: AccountPlace,
    /// The place of the assignment.
    pub(super) assignment: u32,
}

impl ReachingDown {
    #[inline]
    pub(super) fn of(&self, user: UserId) -> Option<&Reach> {
        self.0.get(&user)
    }

    /// How many of a user's memberships do.
    pub(super) fn count(&self, user: UserId) -> usize {
        self.of(user).map_or(0, |reach| reach.held.len())
    }

    pub(super) fn set_active(&mut self, user: UserId, active: bool) {
        if let Some(reach) = self.0.get_mut(&user) {
            reach.active = active;
        }
    }

    /// Notes a membership that does, in place of what was noted for its account.
    pub(super) fn note(&mut self, user: UserId, active: bool, account: AccountPlace, assignment: u32) {
        let reach = self.0.entry(user).or_insert_with(|| Reach { active, held: SmallVec::new() });
        let held = Held { account, assignment };
        match reach.place(account) {
            Ok(place) => {
                if let Some(old) = reach.held.get_mut(place) {
                    *old = held;
                }
            }
            Err(place) => reach.held.insert(place, held),
        }
    }

    /// Notes that a user's membership in an account does not, or is none.
    pub(super) fn forget(&mut self, user: UserId, account: AccountPlace) {
        let Some(reach) = self.0.get_mut(&user) else { return };
        if let Ok(place) = reach.place(account) {
            reach.held.remove(place);
        }
        if reach.held.is_empty() {
            self.0.remove(&user);
        }
    }
}

impl Reach {
    fn place(&self, account: AccountPlace) -> Result<usize, usize> {
        self.held.binary_search_by_key(&account, |held| held.account)
    }

    /// The memberships in the accounts above one, the nearest first.
    #[inline]
    pub(super) fn above<'a>(&'a self, frame: &'a Frame) -> impl Iterator<Item = &'a Held> {
        frame.above().filter_map(|account| self.held.get(self.place(account).ok()?))
    }
}
