use super::email::Email;
use super::id::{AccountId, UserId};
use super::text::{Name, Phone};

/// A person: one login, one address, a name, optionally a telephone number. A user belongs to the tree of one root
/// account; who works for two customers is two users (rule C6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct User {
    pub(crate) id: UserId,
    pub(crate) root: AccountId,
    pub(crate) email: Email,
    pub(crate) name: Name,
    pub(crate) phone: Option<Phone>,
    pub(crate) active: bool,
}

impl User {
    /// The id.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.id
    }

    /// The root account of the tree that the user belongs to.
    #[must_use]
    pub const fn root(&self) -> AccountId {
        self.root
    }

    /// The address, proved to be the user's.
    #[must_use]
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The telephone number, if there is one.
    #[must_use]
    pub const fn phone(&self) -> Option<&Phone> {
        self.phone.as_ref()
    }

    /// Whether the user may act; one who was deactivated may not.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.active
    }
}
