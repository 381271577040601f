//! A directory that follows a log, change by change.

use sendright::{Change, ChangeId, Directory};

use crate::error::LogError;
use crate::log::Stored;

/// A directory, and the id of the change that made it what it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Followed {
    pub(crate) directory: Directory,
    pub(crate) last: Option<ChangeId>,
}

/// Where in a log somebody is.
pub(crate) type Position = (u64, Option<ChangeId>);

impl Followed {
    pub(crate) const fn position(&self) -> Position {
        (self.directory.revision(), self.last)
    }

    /// Takes the next change. One that was taken before is passed over: it was read twice, by two who follow. It is the same one, as
    /// a row holds the change of its revision and id ([`Stored::change`]), and the ids of the rows are compared ([`next_of`]).
    pub(crate) fn take(&mut self, change: Change) -> Result<(), LogError> {
        let (revision, id) = (change.revision(), change.id());
        if revision <= self.directory.revision() {
            return Ok(());
        }
        self.directory.commit(change).map_err(|source| LogError::Broken { revision, source })?;
        self.last = Some(id);
        Ok(())
    }
}

/// Of some rows from a position on, those that come next. The first is the one of the position itself, if there is any: it tells
/// that the log is still the same.
pub(crate) fn next_of(rows: Vec<Stored>, (revision, last): Position) -> Result<Vec<Stored>, LogError> {
    let mut rows = rows.into_iter();
    if revision > 0 && rows.next().is_none_or(|row| row.revision != revision || row.id != last) {
        return Err(LogError::Fork { revision });
    }
    let next: Vec<Stored> = rows.collect();
    match (revision + 1..).zip(&next).find(|(expected, row)| row.revision != *expected) {
        Some((expected, _)) => Err(LogError::Gap { revision: expected }),
        None => Ok(next),
    }
}

/// Reads the changes of some rows.
pub(crate) fn read(rows: &[Stored]) -> Result<Vec<Change>, LogError> {
    rows.iter().map(Stored::change).collect()
}
