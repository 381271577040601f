mod members;
mod restore;

use core::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::organization::{Account, AccountId, ApiKey, ChangeId, Format, Invitation, Role, User, UserId};
use crate::state::{State, UsedIds};

use super::erasure::Erasure;
use super::stored;
use members::Members;

/// Everything that a [`Directory`](crate::Directory) stores, in a fixed order, so that equal directories have equal
/// snapshots.
///
/// It is opaque, and can be serialized with the feature `serde`. A snapshot may come from anywhere: all of it is checked
/// when it is [restored](crate::Directory::restore).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Snapshot {
    #[cfg_attr(feature = "serde", serde(rename = "v"))]
    format: Format,
    revision: u64,
    /// Of the last change.
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time::option"))]
    time: Option<DateTime<Utc>>,
    /// Of any change so far.
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time::option"))]
    latest_time: Option<DateTime<Utc>>,
    trees: Vec<Tree>,
    /// Parents before their sub-accounts.
    accounts: Vec<Account>,
    users: Vec<User>,
    roles: Vec<Role>,
    memberships: Members,
    invitations: Vec<Invitation>,
    api_keys: Vec<ApiKey>,
    gone: UsedIds,
}

/// The last change of the tree of a root account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
struct Tree {
    root: AccountId,
    last_change: ChangeId,
}

/// The record of a snapshot that breaks a rule, and how. Nothing was restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot's {record} is not valid: {problem}")]
pub struct SnapshotError {
    record: Box<Record>,
    problem: &'static str,
}

/// A part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Record {
    Head,
    One(&'static str, Uuid),
    Membership(UserId, AccountId),
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("head"),
            Self::One(kind, id) => write!(f, "{kind} {id}"),
            Self::Membership(user, account) => write!(f, "membership of user {user} in account {account}"),
        }
    }
}

impl SnapshotError {
    /// The id of the record that breaks a rule; for a membership, its user's; `None` for the head of the snapshot, which
    /// holds its revision and time.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match *self.record {
            Record::Head => None,
            Record::One(_, id) => Some(id),
            Record::Membership(user, _) => Some(user.uuid()),
        }
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_snapshot"
    }
}

impl Snapshot {
    pub(super) fn of(state: &State) -> Self {
        Self {
            format: Format,
            revision: state.revision,
            time: state.time,
            latest_time: state.latest,
            trees: stored::trees(state).map(|(root, last_change)| Tree { root, last_change }).collect(),
            accounts: stored::accounts(state).cloned().collect(),
            users: stored::users(state).cloned().collect(),
            roles: stored::roles(state).cloned().collect(),
            memberships: stored::memberships(state).collect(),
            invitations: stored::invitations(state).cloned().collect(),
            api_keys: stored::keys(state).cloned().collect(),
            gone: state.gone().clone(),
        }
    }

    /// The revision of the directory of which it is: the changes up to this one are in it, and those that follow can
    /// [advance](Self::advance) it. 0 is the revision of an empty directory.
    ///
    /// ```
    /// use sendright::Directory;
    ///
    /// let directory = Directory::new();
    /// assert_eq!(directory.snapshot().revision(), directory.revision());
    /// ```
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The same snapshot without the persons of an erasure: for one that was made while they were users. See
    /// [`Erasure`](crate::Erasure).
    #[must_use]
    pub fn erasing(mut self, erasure: &Erasure) -> Self {
        self.users.iter_mut().for_each(|user| erasure.erase_user(user));
        self.invitations.iter_mut().for_each(|invitation| erasure.erase_invitation(invitation));
        self
    }
}
