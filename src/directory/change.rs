use core::fmt;

use chrono::{DateTime, Utc};

use crate::organization::{Actor, ChangeId, Format};
use crate::state::State;

use super::command::Command;
use super::refusal::Refusal;

/// A command that was accepted, with its actor, its time, its revision and its place in its tree (rules C2, C3).
///
/// An application stores the changes. Applied in order to an empty directory, they give the same directory again
/// ([`Directory::replay`](crate::Directory::replay)).
///
/// A change has an id, and names the change before it in the same tree, that is, of the same root account. So a change that
/// was planned on a lost race or on a copy fits no other log, though its number may (see [`CommitError::Fork`]).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Change {
    #[cfg_attr(feature = "serde", serde(rename = "v"))]
    pub(super) format: Format,
    pub(super) id: ChangeId,
    /// The last change of the tree before this one; `None` for the one that opens the tree.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(super) previous: Option<ChangeId>,
    pub(super) revision: u64,
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time"))]
    pub(super) at: DateTime<Utc>,
    pub(super) actor: Actor,
    pub(super) command: Command,
}

impl Change {
    /// The id of this change.
    #[must_use]
    pub const fn id(&self) -> ChangeId {
        self.id
    }

    /// The change before this one in the same tree; `None` for the one that opens the root account.
    #[must_use]
    pub const fn previous(&self) -> Option<ChangeId> {
        self.previous
    }

    /// Does to a state what the command does, once it is known to fit.
    pub(crate) fn apply_to(&self, state: &mut State) {
        self.command.with_rules(|rules| rules.does(state, self.actor, self.at));
    }

    /// The same change with another revision: to split a directory, split its log by [root](crate::Directory::root_of) and
    /// number each part from 1 on (rule C2).
    #[must_use]
    pub fn renumbered(self, revision: u64) -> Self {
        Self { revision, ..self }
    }

    /// The revision of the directory after this change; 1 for the first change.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The time at which the command was given, as the application's clock said. It may be before that of the change before
    /// (rule C2).
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

/// The reason why a change can't be committed. The directory stays as it was (rule C2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommitError {
    /// The change is not the next one.
    #[error("the next change must have revision {expected}, not {found}")]
    OutOfOrder {
        /// The revision that the next change must have.
        expected: u64,
        /// The revision of this change.
        found: u64,
    },
    /// The change belongs to another timeline of its tree: it was planned on a copy, or on a race that it lost (rule C2).
    #[error(
        "revision {revision} was planned after {}, and the last change of its tree is {}: it is from a copy of the log, or \
         another node was faster; plan its command again",
        Last(.found), Last(.expected)
    )]
    Fork {
        /// The revision of this change.
        revision: u64,
        /// The last change of the tree; `None` if the change opens a tree.
        expected: Option<ChangeId>,
        /// The change that this one names as the one before.
        found: Option<ChangeId>,
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

/// A change, or that there is none.
struct Last<'a>(&'a Option<ChangeId>);

impl fmt::Display for Last<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(change) => write!(f, "change {change}"),
            None => f.write_str("no change"),
        }
    }
}

impl CommitError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OutOfOrder { expected, found } if *found < *expected => "past",
            Self::OutOfOrder { .. } => "gap",
            Self::Fork { .. } => "fork",
            Self::Invalid { .. } => "invalid",
        }
    }

    /// Whether a change with this revision was committed before. If it is the same change, by its [id](Change::id), there is
    /// nothing to do; if it is another one, plan the command again (rule C2).
    #[must_use]
    pub fn is_past(&self) -> bool {
        matches!(self, Self::OutOfOrder { expected, found } if found < expected)
    }

    /// Whether changes are missing between the last one and this one, so that the log must be read first.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        matches!(self, Self::OutOfOrder { expected, found } if found > expected)
    }

    /// Whether the change belongs to another timeline of its tree, so that its command must be planned again.
    #[must_use]
    pub const fn is_fork(&self) -> bool {
        matches!(self, Self::Fork { .. })
    }
}
