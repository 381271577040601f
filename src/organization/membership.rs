use crate::permission::Grants;

use super::assignment::Assignment;
use super::id::{AccountId, UserId};

/// What a user is in an account, by one [`Assignment`]; at most one for each user and account (rule G1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) assignment: Assignment,
    /// Computed from the assignment when it or one of its roles changes, not when it is asked.
    pub(crate) grants: Grants,
}

impl Membership {
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
    pub const fn assignment(&self) -> &Assignment {
        &self.assignment
    }

    /// What it grants while it is live (rule G1).
    pub const fn grants(&self) -> Grants {
        self.grants
    }
}
