use chrono::{DateTime, Utc};

use crate::permission::PermissionSet;

use super::id::{AccountId, ApiKeyId, UserId};
use super::name::Name;

/// An API key: it holds what its owner holds, within its cap, in one account and, if it is for the subtree, in the accounts
/// below (rule G5). The library stores no secret of the key. A key that is revoked is gone; only its id is remembered, so that
/// nothing gets it again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ApiKey {
    pub(crate) id: ApiKeyId,
    pub(crate) owner: UserId,
    pub(crate) account: AccountId,
    pub(crate) subtree: bool,
    pub(crate) name: Name,
    pub(crate) cap: PermissionSet,
    #[cfg_attr(feature = "serde", serde(with = "super::time::option"))]
    pub(crate) until: Option<DateTime<Utc>>,
}

/// What a command sets of an API key (rule C11).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct ApiKeySettings {
    /// Whether it also works in the accounts below.
    pub subtree: bool,
    /// The name that people see.
    pub name: Name,
    /// The permissions that it can use at most.
    pub cap: PermissionSet,
    /// Its end, exclusive; `None` if it never ends.
    #[cfg_attr(feature = "serde", serde(with = "super::time::option"))]
    pub until: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// What can be changed of it, as a command that changes it says that it replaces it.
    #[must_use]
    pub fn settings(&self) -> ApiKeySettings {
        ApiKeySettings { subtree: self.subtree, name: self.name.clone(), cap: self.cap, until: self.until }
    }

    /// The id of the key.
    #[must_use]
    pub const fn id(&self) -> ApiKeyId {
        self.id
    }

    /// The user who owns it. The key holds nothing that its owner does not hold.
    #[must_use]
    pub const fn owner(&self) -> UserId {
        self.owner
    }

    /// The account in which it works.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Whether it also works in the accounts below.
    #[must_use]
    pub const fn is_for_subtree(&self) -> bool {
        self.subtree
    }

    /// The name that people see.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// The permissions that it can use at most.
    pub const fn cap(&self) -> PermissionSet {
        self.cap
    }

    /// When it ends (exclusive); `None` if it does not end.
    #[must_use]
    pub const fn ends(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    pub(crate) fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= at)
    }
}
