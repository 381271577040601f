//! What belongs to accounts and users, and what refers to roles: lists that are found by a row or an id.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKeyId, Billing, ChangeId, InvitationId, RoleId, UserId};
use crate::permission::PermissionSet;

use super::super::row::{AccountRow, UserRow};
use super::small::{Places, SmallSet};

/// What belongs to an account.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountLists {
    /// The accounts above, the parent first and the root account last; none for a root account.
    pub(crate) ancestors: Box<[AccountId]>,
    /// The features that go down to the accounts below (rule G4).
    pub(crate) passed_down: PermissionSet,
    /// How it pays, by itself or as the account above.
    pub(crate) billing: Billing,
    pub(crate) children: BTreeSet<AccountId>,
    pub(crate) members: BTreeSet<UserRow>,
    /// The API keys that are made for it.
    pub(crate) keys: SmallSet<ApiKeyId, 1>,
    /// Of a root account: the last change of its tree, and its revision, or 0 if it came from a snapshot, which tells the revision
    /// of the directory alone. A copy of what the records have, found by an access without another hash.
    pub(super) last_change: Option<(ChangeId, u64)>,
    rare: Option<Box<RareLists>>,
}

/// What belongs to few accounts: most are sub-accounts in which there is nothing but members.
#[derive(Clone, Debug, Default)]
pub(crate) struct RareLists {
    pub(crate) invitations: SmallSet<InvitationId, 1>,
    /// The API keys that belong to the account itself (rule G6).
    pub(crate) own_keys: SmallSet<ApiKeyId, 1>,
    /// The custom roles that it defined.
    pub(crate) roles: BTreeSet<RoleId>,
    /// Of a root account: the users of its tree.
    pub(crate) users: BTreeSet<UserRow>,
    /// Of a root account: the active users whose membership here never ends and covers Admin, by when it starts (rule I1).
    pub(crate) administrators: BTreeSet<(Option<DateTime<Utc>>, UserId)>,
}

/// Those of an account that has none of it.
static NOTHING: RareLists = RareLists {
    invitations: SmallSet::Empty,
    own_keys: SmallSet::Empty,
    roles: BTreeSet::new(),
    users: BTreeSet::new(),
    administrators: BTreeSet::new(),
};

impl AccountLists {
    pub(crate) fn rare(&self) -> &RareLists {
        self.rare.as_deref().unwrap_or(&NOTHING)
    }

    /// Makes them, if the account has none: for what is added.
    pub(super) fn rare_mut(&mut self) -> &mut RareLists {
        self.rare.get_or_insert_default()
    }

    /// For what is taken away.
    pub(super) fn rare_if_any(&mut self) -> Option<&mut RareLists> {
        self.rare.as_deref_mut()
    }
}

/// What belongs to a user.
#[derive(Clone, Debug, Default)]
pub(crate) struct UserLists {
    /// Where the user is a member.
    pub(crate) accounts: Places<(), 3>,
}

/// What refers to a custom role.
#[derive(Clone, Debug, Default)]
pub(crate) struct RoleLists {
    pub(crate) holders: BTreeSet<(AccountRow, UserRow)>,
    /// The stored invitations that would give it; some may have expired.
    pub(crate) invitations: BTreeSet<InvitationId>,
    /// The hash of what its name has in common with those that readers take for the same (rule C12), once it was asked for: that
    /// itself takes thousands of times as long to make, and may be ten times as long as the name.
    pub(crate) name_hash: OnceLock<u64>,
}

/// The lists of a row, which are made if the row is new.
pub(super) fn lists_at<T: Clone + Default>(lists: &mut Vec<T>, position: usize) -> Option<&mut T> {
    if lists.len() <= position {
        lists.resize(position + 1, T::default());
    }
    lists.get_mut(position)
}
