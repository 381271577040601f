use core::time::Duration;

use sendright::{Change, CommitError, ErasureError, Refusal};

/// Why a log can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// No log can have this name: it is empty, longer than [`LONGEST_NAME`](crate::LONGEST_NAME) bytes, or has control characters.
    #[error("`{}` is not the name of a log: it takes 1 to {} bytes, without control characters", .name.escape_debug(), crate::LONGEST_NAME)]
    Name {
        /// What was given.
        name: String,
    },
    /// A log that must be empty has changes.
    #[error("the log `{name}` is not empty: copy to one that is")]
    NotEmpty {
        /// Its name.
        name: String,
    },
    /// The database did not answer. Nothing is wrong with what it holds: try again.
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    /// The database does not do what it is asked, and will not do it the next time: the tables are not there
    /// ([`migrate`](crate::Log::migrate) makes them), the role may not write them, or a value is not what it should be.
    #[error("the database can't do what is asked")]
    Database(#[source] sqlx::Error),
    /// The tables are not there, or are of a later version: run [`migrate`](crate::Log::migrate).
    #[error("the tables can't be made")]
    Migration(#[source] sqlx::migrate::MigrateError),
    /// A change can't be read: it was written by a later version, or was damaged. Run the version that wrote it.
    #[error("revision {revision} of the log can't be read")]
    Change {
        /// The revision of the change.
        revision: u64,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// The row of a revision holds a change of another revision or with another id: it was written from outside, or a backup was
    /// restored in part. The change that belongs there is in a backup: put its row back, and start the nodes again.
    #[error(
        "the row of revision {revision} of the log `{log}` holds another change: restore the row from a backup, and start again"
    )]
    OtherChange {
        /// The name of the log.
        log: String,
        /// The revision of the row.
        revision: u64,
    },
    /// An entry of the history can't be read.
    #[error("entry {entry} of the history can't be read")]
    Entry {
        /// The number of its row.
        entry: i64,
        /// What is wrong with it.
        #[source]
        source: serde_json::Error,
    },
    /// A row of the history holds an entry whose revision, change, time or user is not what its columns say, so it is not where it
    /// belongs. Restore the row from a backup.
    #[error("row {entry} of the history of the log `{log}` holds another entry: restore the row from a backup")]
    OtherEntry {
        /// The name of the log.
        log: String,
        /// The number of the row.
        entry: i64,
    },
    /// A change does not fit those before it: the log was written from outside, or by a version that is at fault.
    #[error("revision {revision} of the log does not fit those before it")]
    Broken {
        /// The revision of the change.
        revision: u64,
        /// What does not fit.
        #[source]
        source: CommitError,
    },
    /// A snapshot can't be read, or breaks a rule. Delete its row: the one before it, and the log, are enough.
    #[error("the snapshot of revision {revision} can't be restored: delete its row, and start again")]
    Snapshot {
        /// The revision of the snapshot.
        revision: u64,
        /// What is wrong with it.
        #[source]
        source: Box<dyn core::error::Error + Send + Sync>,
    },
    /// The log does not follow what this node knows: a backup was put in its place, or it was written from outside. What this
    /// node answers belongs to another log: stop it, and start again.
    #[error("the log does not go on from revision {revision}, which this node has: start the node again")]
    Fork {
        /// The last revision that this node knows.
        revision: u64,
    },
    /// The row of the log has another end than its changes: a part of it was written from outside, or restored without the rest.
    /// Restore all of it from one backup, and start the nodes again.
    #[error(
        "the changes of the log `{log}` end at revision {revision}, and its row has another end: restore it as a whole, and start again"
    )]
    OtherEnd {
        /// The name of the log.
        log: String,
        /// The revision of the last change.
        revision: u64,
    },
    /// The log begins after what this node has, which is therefore too old: a snapshot is missing, or a row.
    #[error("revision {revision} of the log is missing")]
    Gap {
        /// The revision that should come next.
        revision: u64,
    },
}

impl LogError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Name { .. } => "name",
            Self::NotEmpty { .. } => "not_empty",
            Self::Unavailable(_) => "unavailable",
            Self::Database(_) => "database",
            Self::Migration(_) => "migration",
            Self::Change { .. } => "unreadable_change",
            Self::OtherChange { .. } => "other_change",
            Self::Entry { .. } => "unreadable_entry",
            Self::OtherEntry { .. } => "other_entry",
            Self::Broken { .. } => "broken",
            Self::Snapshot { .. } => "unreadable_snapshot",
            Self::Fork { .. } => "fork",
            Self::OtherEnd { .. } => "other_end",
            Self::Gap { .. } => "gap",
        }
    }

    /// Whether it may be gone in a moment: the database did not answer. Everything else is for a person to look at.
    #[must_use]
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }
}

impl From<sqlx::Error> for LogError {
    fn from(error: sqlx::Error) -> Self {
        if may_pass(&error) { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

/// Whether the same may be done the next time.
#[expect(clippy::wildcard_enum_match_arm, reason = "what `sqlx` adds is of the statement until it is known to pass")]
fn may_pass(error: &sqlx::Error) -> bool {
    use sqlx::Error;
    match error {
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed
        | Error::BeginFailed => true,
        Error::Database(error) => error.code().is_some_and(|code| is_of_the_moment(&code)),
        _ => false,
    }
}

/// Whether the code of an error is of the state of the server and not of the statement.
fn is_of_the_moment(code: &str) -> bool {
    if let (5, Some(class)) = (code.len(), code.get(..2)) {
        // SQLSTATE: connection, transaction, rollback, resources, locks, operator, system.
        return ["08", "25", "40", "53", "55", "57", "58"].contains(&class);
    }
    // SQLite, of which the last byte is the kind: busy, locked, out of memory, interrupted, input and output, full, can't open, protocol.
    let kind = code.parse::<u32>().map(|code| code & 0xff);
    kind.is_ok_and(|kind| [5, 6, 7, 9, 10, 13, 14, 15].contains(&kind))
}

/// Why a command was not executed, or may not have been.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExecuteError {
    /// The directory refuses the command, on the log as it was when it was asked.
    #[error(transparent)]
    Refused(Box<Refusal>),
    /// Other commands took so long that this one did not have its turn. Nothing was stored: try again later.
    #[error("the log was busy for {} ms: try again later", .waited.as_millis())]
    Busy {
        /// How long it waited.
        waited: Duration,
    },
    /// The log can't be read or written. Nothing was stored: if [it passes](LogError::is_passing), try again later.
    #[error(transparent)]
    Log(#[from] LogError),
    /// What the application stores with the change could not be stored, so nothing was.
    #[error("what is stored with the change was not stored, and neither was the change")]
    Application(#[source] sqlx::Error),
    /// The database did not answer when it was told to keep the change, nor when it was asked whether it had. The node finds out
    /// by itself; ask it by [`Node::was_stored`](crate::Node::was_stored), before the command is given again.
    ///
    /// Its `Debug` form has the change, with names and addresses. What is displayed has none.
    #[error("whether revision {} was stored is not known: the database does not answer", .change.revision())]
    Uncertain {
        /// What may have been stored.
        change: Box<Change>,
        /// What the database said.
        #[source]
        source: sqlx::Error,
    },
}

impl ExecuteError {
    /// The stable code, for programs: that of the refusal or of the log within, or this one's.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.code(),
            Self::Busy { .. } => "busy",
            Self::Log(error) => error.code(),
            Self::Application(_) => "application",
            Self::Uncertain { .. } => "uncertain",
        }
    }

    /// The HTTP status: that of the refusal; 503 for what passes and may be tried again; 500 for what a person must look at.
    #[must_use]
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Refused(refusal) => refusal.http_status(),
            Self::Busy { .. } | Self::Uncertain { .. } => 503,
            Self::Log(error) if error.is_passing() => 503,
            Self::Log(_) | Self::Application(_) => 500,
        }
    }

    /// The refusal, if it is one.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Busy { .. } | Self::Log(_) | Self::Application(_) | Self::Uncertain { .. } => None,
        }
    }
}

impl From<Refusal> for ExecuteError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<sqlx::Error> for ExecuteError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// Why nobody was [erased](crate::Log::erase). Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EraseError {
    /// The person is still there, or never was.
    #[error(transparent)]
    Refused(#[from] ErasureError),
    /// The log can't be read or written.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log without the person gives another directory: the erasure is of another log, or of this one at another revision. If it was
    /// made of what [`erase`](crate::Log::erase) gives, this is a fault of the library.
    #[error("the log without the person gives another directory: nothing was written")]
    Differs,
}

impl EraseError {
    /// The stable code, for programs: that of the error within, or this one's.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Refused(error) => error.code(),
            Self::Log(error) => error.code(),
            Self::Differs => "differs",
        }
    }
}

impl From<sqlx::Error> for EraseError {
    fn from(error: sqlx::Error) -> Self {
        Self::Log(error.into())
    }
}

/// The answers of a node are older than was asked for: it has not heard from the database for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the last that this node knows is {} ms old", .age.as_millis())]
pub struct TooOld {
    /// How old its answers are.
    pub age: Duration,
}

impl TooOld {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        "too_old"
    }

    /// The HTTP status: 503.
    #[must_use]
    pub const fn http_status(self) -> u16 {
        503
    }
}
