use core::fmt;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::organization::{AccountId, ChangeId, Format};
use crate::state::{State, UsedIds};

use super::stored::{self, MemberRef};

/// A [`Snapshot`](crate::Snapshot) that borrows the directory: what it writes is the same, byte for byte, and nothing is copied
/// for it.
///
/// [`Directory::snapshot_ref`](crate::Directory::snapshot_ref) makes it, at no cost. All work is done while it is serialized: it
/// sorts references to the records, one kind after the other, which take at most 40 bytes for each record of the kind; and it
/// gives the records to the format one by one. So a format that writes to a stream needs no memory for the whole, and one that
/// writes to memory needs only what is written.
///
/// The directory can't change while it is borrowed. Whoever holds a lock on it should write to memory, and to a disk or a
/// network after the lock is released. To hold no lock for so long at all, see the page on
/// [large directories](crate::manual::snapshots).
///
/// ```
/// use sendright::{Directory, Snapshot};
///
/// let directory = Directory::new();
/// let borrowed = serde_json::to_string(&directory.snapshot_ref())?;
/// assert_eq!(borrowed, serde_json::to_string(&directory.snapshot())?);
///
/// let read: Snapshot = serde_json::from_str(&borrowed)?;
/// assert_eq!(Directory::restore(read)?, directory);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct SnapshotRef<'a> {
    state: &'a State,
}

impl<'a> SnapshotRef<'a> {
    pub(super) const fn of(state: &'a State) -> Self {
        Self { state }
    }

    /// The revision of the directory: the changes up to this one are in it.
    #[must_use]
    pub const fn revision(self) -> u64 {
        self.state.revision
    }
}

impl fmt::Debug for SnapshotRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SnapshotRef").field("revision", &self.revision()).finish_non_exhaustive()
    }
}

/// The form of a snapshot; golden files and a test hold it to the one that is copied.
impl Serialize for SnapshotRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let state = self.state;
        let snapshot = Fields {
            format: Format,
            revision: state.revision,
            time: state.time,
            latest_time: state.latest,
            trees: Each(|| stored::trees(state).map(|(root, last_change)| Tree { root, last_change })),
            accounts: Each(|| stored::accounts(state)),
            users: Each(|| stored::users(state)),
            roles: Each(|| stored::roles(state)),
            memberships: Each(|| {
                stored::memberships(state).map(|(account, user, assignment)| MemberRef { account, user, assignment })
            }),
            invitations: Each(|| stored::invitations(state)),
            api_keys: Each(|| stored::keys(state)),
            gone: state.gone(),
        };
        snapshot.serialize(serializer)
    }
}

// INVARIANT: the fields of `Snapshot`, in its order and by its names.
#[derive(Serialize)]
#[serde(rename = "Snapshot")]
struct Fields<'a, T, A, U, R, M, I, K> {
    #[serde(rename = "v")]
    format: Format,
    revision: u64,
    #[serde(with = "crate::organization::time::option")]
    time: Option<DateTime<Utc>>,
    #[serde(with = "crate::organization::time::option")]
    latest_time: Option<DateTime<Utc>>,
    trees: T,
    accounts: A,
    users: U,
    roles: R,
    memberships: M,
    invitations: I,
    api_keys: K,
    gone: &'a UsedIds,
}

#[derive(Serialize)]
struct Tree {
    root: AccountId,
    last_change: ChangeId,
}

/// A list that is made when it is written, and gone before the next is.
struct Each<F>(F);

impl<F: Fn() -> I, I: ExactSizeIterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
