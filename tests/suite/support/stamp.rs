//! Ids of changes that are the same in every run.

use chrono::{DateTime, Utc};
use sendright::{Directory, Stamp};
use uuid::Uuid;

/// The same for a copy that goes its own way: the changes of a fork are others.
pub(crate) fn stamp_of_fork(directory: &Directory, at: DateTime<Utc>) -> Stamp {
    Stamp::new(at, Uuid::from_u128(0xf0a6e << 64 | u128::from(directory.revision() + 1)).into())
}

/// An instant, and the id of the change that a directory would make next.
pub(crate) fn stamp(directory: &Directory, at: DateTime<Utc>) -> Stamp {
    Stamp::new(at, Uuid::from_u128(0xc4a6e << 64 | u128::from(directory.revision() + 1)).into())
}
