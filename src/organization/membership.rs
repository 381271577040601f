use crate::permission::Grants;

use super::assignment::Assignment;
use super::id::{AccountId, UserId};

/// What a user is in an account, by one [`Assignment`]; at most one for each user and account (rule G1).
///
/// It is a look into the directory, and as small as one: equal assignments are kept once for all who have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership<'a> {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) assignment: &'a Assignment,
    /// Computed from the assignment when it or one of its roles changes, not when it is asked.
    pub(crate) grants: &'a Grants,
}

impl<'a> Membership<'a> {
    /// The user.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The account.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// What was assigned.
    pub const fn assignment(&self) -> &'a Assignment {
        self.assignment
    }

    /// What it grants while it is live (rule G1).
    pub const fn grants(&self) -> Grants {
        *self.grants
    }
}
