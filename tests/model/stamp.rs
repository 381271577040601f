//! Ids of changes that are the same in every run.

use chrono::{DateTime, Utc};
use sendright::{Directory, Stamp};
use uuid::Uuid;

/// An instant, and the id of the change that a directory would make next.
pub(crate) fn stamp(directory: &Directory, at: DateTime<Utc>) -> Stamp {
    Stamp::new(at, Uuid::from_u128(0xc4a6e << 64 | u128::from(directory.revision() + 1)).into())
}
