use chrono::{DateTime, Utc};

use crate::organization::Actor;

use super::command::Command;
use super::refusal::Refusal;

/// A command that was accepted, with its actor, its time and its revision (rule C3).
///
/// An application stores the changes. Applied in order to an empty directory, they give the same directory again
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
    /// The revision of the directory after this change; 1 for the first change.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The time at which the command was given.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The actor who gave the command.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The command.
    #[must_use]
    pub const fn command(&self) -> &Command {
        &self.command
    }
}

/// The version of a stored format. A format that a later version of the crate wrote is refused before anything else of it
/// is read.
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

/// The reason why a change can't be committed. The directory stays as it was (rule C2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The change is not the next one.
    #[error("the next change must have revision {expected}, not {found}")]
    OutOfOrder {
        /// The revision that the next change must have.
        expected: u64,
        /// The revision of this change.
        found: u64,
    },
    /// The change is earlier than the last one.
    #[error("the time of the change, {found}, is before that of the last change, {last}")]
    Time {
        /// The time of the last change.
        last: DateTime<Utc>,
        /// The time of this change.
        found: DateTime<Utc>,
    },
    /// The change does not fit the directory: it was planned on a different directory, or not planned at all.
    #[error("revision {revision} does not fit: {refusal}")]
    Invalid {
        /// The revision of this change.
        revision: u64,
        /// The reason why it does not fit.
        refusal: Box<Refusal>,
    },
}

impl CommitError {
    /// Whether the change, or another one with its revision, was committed before, so that there is nothing to do.
    #[must_use]
    pub fn is_past(&self) -> bool {
        matches!(self, Self::OutOfOrder { expected, found } if found < expected)
    }

    /// Whether changes are missing between the last one and this one, so that the log must be read first.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::OutOfOrder { expected, found } if found > expected)
    }
}
