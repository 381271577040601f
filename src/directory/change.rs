use chrono::{DateTime, Utc};

use crate::organization::Actor;

use super::command::Command;
use super::refusal::Refusal;

/// A command that was accepted: what was done, by whom, when, and as which revision of the directory (rule C3).
///
/// Changes are what an application stores: applied in order to an empty directory, they make the same directory again
/// ([`Directory::replay`](crate::Directory::replay)).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Change {
    #[cfg_attr(feature = "serde", serde(rename = "v"))]
    pub(super) version: FormatVersion,
    pub(super) revision: u64,
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time"))]
    pub(super) at: DateTime<Utc>,
    pub(super) actor: Actor,
    pub(super) command: Command,
}

impl Change {
    /// The revision that the directory has after it, 1 for the first.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// When it was commanded.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who commanded it.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// What was commanded.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }
}

/// The version of a stored format. One that a later version of the crate wrote is refused when it is read, before
/// anything else is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FormatVersion;

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::FormatVersion;

    const CURRENT: u32 = 1;

    impl Serialize for FormatVersion {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u32(CURRENT)
        }
    }

    impl<'de> Deserialize<'de> for FormatVersion {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match u32::deserialize(deserializer)? {
                CURRENT => Ok(Self),
                other => Err(D::Error::custom(format_args!(
                    "the format version is {other}, and this version of sendright reads {CURRENT}: update it"
                ))),
            }
        }
    }
}

/// Why a change can't be committed; the directory stays as it was (rule C2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The change is not the next one.
    #[error("the next change is revision {expected}, and this is {found}")]
    OutOfOrder {
        /// The revision that would be next.
        expected: u64,
        /// The change's.
        found: u64,
    },
    /// The change is from before the last one.
    #[error("the change is of {found}, before the last one's {last}")]
    Time {
        /// When the last change was.
        last: DateTime<Utc>,
        /// When this one was.
        found: DateTime<Utc>,
    },
    /// The change does not fit the directory: it was planned on another, or was not planned at all.
    #[error("revision {revision} does not fit: {refusal}")]
    Invalid {
        /// The change's revision.
        revision: u64,
        /// Why.
        refusal: Box<Refusal>,
    },
}

impl CommitError {
    /// Whether the change, or another with its revision, was committed before: there is nothing to do.
    #[must_use]
    pub fn is_past(&self) -> bool {
        matches!(self, Self::OutOfOrder { expected, found } if found < expected)
    }

    /// Whether changes are missing between the last one and this: catch up with the log first.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::OutOfOrder { expected, found } if found > expected)
    }
}
