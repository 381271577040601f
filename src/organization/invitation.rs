use chrono::{DateTime, Utc};

use super::assignment::Assignment;
use super::email::Email;
use super::id::{AccountId, InvitationId};
use super::instant::whole;
use super::name::Name;
use super::phone::Phone;
use super::principal::Actor;

/// An invitation of an email address to an account (rule C7).
///
/// It can be accepted once, before it expires, by a person who proved to have the address; that person gets its assignment.
/// An invitation that was accepted, declined or revoked is removed, and only its id is kept. One that has expired can be
/// renewed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Invitation {
    pub(crate) id: InvitationId,
    pub(crate) account: AccountId,
    pub(crate) email: Email,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(crate) name: Option<Name>,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(crate) phone: Option<Phone>,
    pub(crate) assignment: Assignment,
    #[cfg_attr(feature = "serde", serde(with = "super::time"))]
    pub(crate) expires: DateTime<Utc>,
    pub(crate) inviter: Actor,
}

impl Invitation {
    /// The id of the invitation.
    #[must_use]
    pub const fn id(&self) -> InvitationId {
        self.id
    }

    /// The account to which it invites.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The address that was invited.
    #[must_use]
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// The name that it proposes for a person who is new. The one who accepts confirms it or gives another (rule C6).
    #[must_use]
    pub const fn name(&self) -> Option<&Name> {
        self.name.as_ref()
    }

    /// The telephone number that it proposes for a person who is new. The one who accepts confirms it or gives another (rule
    /// C6).
    #[must_use]
    pub const fn phone(&self) -> Option<&Phone> {
        self.phone.as_ref()
    }

    /// The assignment that whoever accepts gets.
    pub const fn assignment(&self) -> &Assignment {
        &self.assignment
    }

    /// When it expires (exclusive).
    #[must_use]
    pub const fn expires(&self) -> DateTime<Utc> {
        self.expires
    }

    /// Whoever sent it or renewed it last; at acceptance, the inviter must still be able to send it (rule C7).
    #[must_use]
    pub const fn inviter(&self) -> Actor {
        self.inviter
    }

    /// Whether it has not expired at an instant.
    #[must_use]
    pub fn is_pending(&self, at: DateTime<Utc>) -> bool {
        whole(at) < self.expires
    }
}
