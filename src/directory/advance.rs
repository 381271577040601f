//! A snapshot, and the changes since: a later snapshot, without the directory that runs.

use super::Directory;
use super::change::{Change, CommitError};
use super::snapshot::{Snapshot, SnapshotError};

/// The reason why a snapshot can't be [advanced](Snapshot::advance).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
#[non_exhaustive]
pub enum AdvanceError {
    /// The snapshot does not restore: it breaks a rule.
    Snapshot(#[from] SnapshotError),
    /// A change does not follow: one before it is missing, it is in the snapshot already, or it is of another timeline.
    Change(#[from] CommitError),
}

impl AdvanceError {
    /// The stable code, for programs: that of the error within.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Snapshot(error) => error.code(),
            Self::Change(error) => error.code(),
        }
    }
}

impl Snapshot {
    /// The snapshot after some more changes: those that follow its [revision](Self::revision), in order. It is equal to the one
    /// of the directory that made them.
    ///
    /// Nothing of that directory is needed, and so no lock on it: the last snapshot and the log are enough, on a background
    /// thread or in another process. It restores a directory for the time being, so it takes the time and the memory of
    /// [`Directory::restore`]; whoever makes snapshots often keeps a directory for them alone. The page on
    /// [large directories](crate::manual::snapshots) has both.
    ///
    /// # Errors
    ///
    /// [`AdvanceError`]: the snapshot does not restore, or a change does not follow. Then there is nothing new to store; the last
    /// snapshot is still in the store from which it was read.
    ///
    /// ```
    /// # use chrono::{TimeZone, Utc};
    /// use sendright::Directory;
    /// # use sendright::{AccountId, Actor, Billing, Command, Selection, Stamp, UserId};
    /// # let id = uuid::Uuid::from_u128;
    /// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
    /// # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: Selection::EVERYTHING,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// let mut directory = Directory::new();
    /// let yesterday = directory.snapshot();
    /// let log = vec![directory.execute(Actor::System, open, Stamp::new(now, id(3).into()))?];
    ///
    /// let known = yesterday.revision();
    /// let since = log.iter().filter(|change| change.revision() > known).cloned();
    /// let today = yesterday.advance(since)?;
    /// assert_eq!(today, directory.snapshot());
    ///
    /// // What is in it already does not follow.
    /// assert_eq!(today.advance(log).unwrap_err().code(), "past");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn advance(self, changes: impl IntoIterator<Item = Change>) -> Result<Self, AdvanceError> {
        let mut directory = Directory::restore(self)?;
        for change in changes {
            directory.commit(change)?;
        }
        Ok(directory.snapshot())
    }
}
