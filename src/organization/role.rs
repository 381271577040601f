use crate::permission::Grants;

use super::id::{AccountId, RoleId};
use super::text::Name;

/// A role that an account defined: grants under a name, usable in that account and below (rule I4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Role {
    pub(crate) id: RoleId,
    pub(crate) account: AccountId,
    pub(crate) name: Name,
    pub(crate) grants: Grants,
}

impl Role {
    /// The id.
    #[must_use]
    pub const fn id(&self) -> RoleId {
        self.id
    }

    /// The account that defined it.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The name, for people; no rule looks at it.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// What it gives.
    pub const fn grants(&self) -> Grants {
        self.grants
    }
}
