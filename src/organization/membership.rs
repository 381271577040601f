use crate::permission::Grants;

use super::assignment::Assignment;
use super::id::{AccountId, UserId};

/// The [`Assignment`] of a user in an account. There is at most one for each user and account (rule G1).
///
/// It borrows from the directory, which keeps equal assignments once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership<'a> {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) assignment: &'a Assignment,
    /// Computed when the assignment or one of its roles changes, not when it is read.
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

    /// The roles, levels, withheld permissions and window that the user has in the account.
    pub const fn assignment(&self) -> &'a Assignment {
        self.assignment
    }

    /// The grants that it gives while it is live (rule G1).
    pub const fn grants(&self) -> Grants {
        *self.grants
    }
}
