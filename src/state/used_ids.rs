use std::collections::BTreeSet;

use uuid::Uuid;

use crate::organization::{AccountId, ApiKeyId, InvitationId, RoleId, UserId};

/// An id of some kind. Kinds are apart: an account and a user may have the same UUID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Id {
    Account(AccountId),
    User(UserId),
    Role(RoleId),
    Invitation(InvitationId),
    ApiKey(ApiKeyId),
}

impl Id {
    #[inline]
    pub(crate) const fn uuid(self) -> Uuid {
        match self {
            Self::Account(id) => id.uuid(),
            Self::User(id) => id.uuid(),
            Self::Role(id) => id.uuid(),
            Self::Invitation(id) => id.uuid(),
            Self::ApiKey(id) => id.uuid(),
        }
    }
}

/// Ids that were used and are never used again (rule I5). An account is never gone: it is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub(crate) struct UsedIds {
    pub(crate) users: BTreeSet<UserId>,
    pub(crate) roles: BTreeSet<RoleId>,
    pub(crate) invitations: BTreeSet<InvitationId>,
    pub(crate) api_keys: BTreeSet<ApiKeyId>,
}

impl UsedIds {
    #[inline]
    pub(super) fn contains(&self, id: Id) -> bool {
        match id {
            Id::Account(_) => false,
            Id::User(id) => self.users.contains(&id),
            Id::Role(id) => self.roles.contains(&id),
            Id::Invitation(id) => self.invitations.contains(&id),
            Id::ApiKey(id) => self.api_keys.contains(&id),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Id> + '_ {
        let users = self.users.iter().copied().map(Id::User);
        let roles = self.roles.iter().copied().map(Id::Role);
        let invitations = self.invitations.iter().copied().map(Id::Invitation);
        let api_keys = self.api_keys.iter().copied().map(Id::ApiKey);
        users.chain(roles).chain(invitations).chain(api_keys)
    }
}
