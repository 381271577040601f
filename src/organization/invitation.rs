use chrono::{DateTime, Utc};

use super::assignment::Assignment;
use super::email::Email;
use super::id::{AccountId, InvitationId};
use super::principal::Actor;

/// An offer to an address: who proves that it is theirs before it expires, gets the assignment in the account, once
/// (rule C7). It is kept while it is pending; one that is over leaves only its id behind.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Invitation {
    pub(crate) id: InvitationId,
    pub(crate) account: AccountId,
    pub(crate) email: Email,
    pub(crate) assignment: Assignment,
    #[cfg_attr(feature = "serde", serde(with = "super::time"))]
    pub(crate) expires: DateTime<Utc>,
    pub(crate) inviter: Actor,
}

impl Invitation {
    /// The id.
    #[must_use]
    pub const fn id(&self) -> InvitationId {
        self.id
    }

    /// The account that it leads to.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The address that was invited.
    #[must_use]
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// What it will give.
    pub const fn assignment(&self) -> &Assignment {
        &self.assignment
    }

    /// When it expires, exclusive.
    #[must_use]
    pub const fn expires(&self) -> DateTime<Utc> {
        self.expires
    }

    /// Who vouches for it: who sent it or renewed it last.
    #[must_use]
    pub const fn inviter(&self) -> Actor {
        self.inviter
    }

    /// Whether it can still be accepted at an instant.
    #[must_use]
    pub fn is_pending(&self, at: DateTime<Utc>) -> bool {
        at < self.expires
    }
}
