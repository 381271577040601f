use super::email::Email;
use super::id::{AccountId, UserId};
use super::name::Name;
use super::phone::Phone;

/// A person with one login: an email address, a name and perhaps a telephone number.
///
/// A user belongs to one tenant. A person who works for two tenants is two users (rule C6).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct User {
    pub(crate) id: UserId,
    pub(crate) root: AccountId,
    pub(crate) email: Email,
    pub(crate) name: Name,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(crate) phone: Option<Box<Phone>>,
    pub(crate) active: bool,
}

/// What a command sets of a user: the name and the telephone number (rule C11). Those of a user are their
/// [`details`](User::details).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct UserDetails {
    /// The name that people see.
    pub name: Name,
    /// The telephone number; `None` for none.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub phone: Option<Phone>,
}

impl UserDetails {
    /// A name, without a telephone number.
    #[must_use]
    pub const fn new(name: Name) -> Self {
        Self { name, phone: None }
    }

    /// The telephone number; `None` for none.
    #[must_use]
    pub fn phone(self, phone: impl Into<Option<Phone>>) -> Self {
        Self { phone: phone.into(), ..self }
    }
}

impl User {
    /// The name and the telephone number, as a command that changes them says that it replaces them.
    #[must_use]
    pub fn details(&self) -> UserDetails {
        UserDetails { name: self.name.clone(), phone: self.phone().cloned() }
    }

    /// A user who is new, and active.
    pub(crate) fn new(id: UserId, root: AccountId, email: Email, UserDetails { name, phone }: UserDetails) -> Self {
        Self { id, root, email, name, phone: phone.map(Box::new), active: true }
    }

    /// The id of the user.
    #[must_use]
    pub const fn id(&self) -> UserId {
        self.id
    }

    /// The root account of the tenant to which the user belongs.
    #[must_use]
    pub const fn root(&self) -> AccountId {
        self.root
    }

    /// The email address. It was proved to be the user's.
    #[must_use]
    pub const fn email(&self) -> &Email {
        &self.email
    }

    /// The name that people see.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The telephone number, if there is one.
    #[must_use]
    pub const fn phone(&self) -> Option<&Phone> {
        match &self.phone {
            Some(phone) => Some(phone),
            None => None,
        }
    }

    /// Whether the user is active. A deactivated user is denied everything.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        self.active
    }
}
