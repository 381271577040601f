use crate::permission::Grants;

use super::id::{AccountId, RoleId};
use super::name::Name;

/// A custom role: grants with a name, defined by an account and usable in that account and below (rule I4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Role {
    pub(crate) id: RoleId,
    pub(crate) account: AccountId,
    pub(crate) name: Name,
    pub(crate) grants: Grants,
}

/// What a command sets of a custom role: its name and its grants (rule C11). Those of a role are its
/// [`definition`](Role::definition).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RoleDefinition {
    /// The name that people see.
    pub name: Name,
    /// The grants that it gives.
    pub grants: Grants,
}

impl RoleDefinition {
    /// A name, and the grants that a role of this name gives.
    #[must_use]
    pub const fn new(name: Name, grants: Grants) -> Self {
        Self { name, grants }
    }
}

impl Role {
    /// The name and the grants, as a command that changes them says that it replaces them.
    #[must_use]
    pub fn definition(&self) -> RoleDefinition {
        RoleDefinition { name: self.name.clone(), grants: self.grants }
    }

    /// The id of the role.
    #[must_use]
    pub const fn id(&self) -> RoleId {
        self.id
    }

    /// The account that defined it.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The name that people see, which no other custom role of the account has (rule C12). What the role gives never depends
    /// on it.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The grants that it gives.
    pub const fn grants(&self) -> Grants {
        self.grants
    }
}
