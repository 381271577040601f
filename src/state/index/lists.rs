//! What belongs to accounts and users, and what refers to roles: lists that are found by a row or an id.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKeyId, Billing, ChangeId, InvitationId, RoleId, UserId};

use super::super::row::{AccountRow, UserRow};
use super::small::{Places, SmallSet};

/// What belongs to an account.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccountLists {
    /// How it pays, by itself or as the account above.
    pub(crate) billing: Billing,
    pub(crate) members: BTreeSet<UserRow>,
    /// The API keys that are made for it.
    pub(crate) keys: SmallSet<ApiKeyId, 1>,
    parent: Option<Box<ParentLists>>,
    rare: Option<Box<RareLists>>,
}

/// What belongs to accounts with others below them: most have none.
#[derive(Clone, Debug, Default)]
struct ParentLists {
    /// The accounts above each child: the account itself first, and the root account last.
    path: Box<[AccountId]>,
    children: BTreeSet<AccountId>,
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
    /// Of a root account: the last change of its tree, and its revision, or 0 if it came from a snapshot, which tells the revision
    /// of the directory alone. A copy of what the records have, found by an access without another hash.
    pub(super) last_change: Option<(ChangeId, u64)>,
}

static NO_CHILDREN: BTreeSet<AccountId> = BTreeSet::new();

/// Those of an account that has none of it.
static NOTHING: RareLists = RareLists {
    invitations: SmallSet::Empty,
    own_keys: SmallSet::Empty,
    roles: BTreeSet::new(),
    users: BTreeSet::new(),
    administrators: BTreeSet::new(),
    last_change: None,
};

impl AccountLists {
    pub(crate) fn children(&self) -> &BTreeSet<AccountId> {
        self.parent.as_ref().map_or(&NO_CHILDREN, |parent| &parent.children)
    }

    /// The accounts above each child, the account itself first and the root account last; none if it has no child.
    pub(crate) fn above_children(&self) -> &[AccountId] {
        self.parent.as_ref().map_or(&[], |parent| &parent.path)
    }

    /// Adds a child; `path` makes what is above it, if it is the first.
    pub(super) fn add_child(&mut self, child: AccountId, path: impl FnOnce() -> Box<[AccountId]>) {
        let parent =
            self.parent.get_or_insert_with(|| Box::new(ParentLists { path: path(), ..ParentLists::default() }));
        parent.children.insert(child);
    }

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
