use chrono::{DateTime, Utc};

use crate::permission::PermissionSet;

use super::id::{AccountId, ApiKeyId, UserId};
use super::text::Name;

/// A principal that acts within its owner's power: it holds what the owner holds, within its cap, in one account and, if
/// it says so, below (rule G5). The library keeps no secret of it.
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
    pub(crate) revoked: bool,
}

impl ApiKey {
    /// The id.
    #[must_use]
    pub const fn id(&self) -> ApiKeyId {
        self.id
    }

    /// The user within whose power it acts.
    #[must_use]
    pub const fn owner(&self) -> UserId {
        self.owner
    }

    /// The account that it works in.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// Whether it works in the accounts below, too.
    #[must_use]
    pub const fn is_for_subtree(&self) -> bool {
        self.subtree
    }

    /// What people call it.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// What it may be used for at most.
    pub const fn cap(&self) -> PermissionSet {
        self.cap
    }

    /// When it ends, exclusive; `None` if it never does.
    #[must_use]
    pub const fn ends(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// Whether it was revoked, which is for good.
    #[must_use]
    pub const fn is_revoked(&self) -> bool {
        self.revoked
    }

    pub(crate) fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.until.is_some_and(|until| until <= at)
    }
}
