//! A directory that follows a log, change by change, and the node that has it.

use core::time::Duration;

use sendright::{Change, ChangeId, Directory};
use tokio::time::timeout_at;

use crate::engine::Engine;
use crate::error::LogError;
use crate::log::Stored;
use crate::node::{Inner, Node, after};
use crate::snapshot::PAGE;

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

impl<DB: Engine> Node<DB> {
    /// Applies what others have stored. Tells whether there was anything.
    ///
    /// # Errors
    ///
    /// [`LogError`]. What was read until then is applied.
    pub async fn catch_up(&self) -> Result<bool, LogError> {
        let mut connection = self.inner.log.pool().acquire().await?;
        self.catch_up_in(&mut connection).await
    }

    pub(crate) async fn catch_up_in(&self, connection: &mut DB::Connection) -> Result<bool, LogError> {
        let Inner { log, reader, .. } = &*self.inner;
        let before = reader.position();
        let mut position: Position = before;
        loop {
            let asked = std::time::Instant::now();
            let rows = log.rows_from(connection, position.0, PAGE).await?;
            // What comes after this look is not what it was asked for: a log that grows all the time would never be known.
            let is_all = rows.len() < PAGE as usize;
            let rows = next_of(rows, position)?;
            if let Some(last) = rows.last() {
                position = (last.revision, last.id);
            }
            read(&rows)?.into_iter().try_for_each(|change| reader.take(change))?;
            if is_all {
                reader.is_current(asked);
                return Ok(position != before);
            }
        }
    }

    /// Follows the log: applies what other nodes store, as soon as they tell or it is found. It never ends of itself; spawn it, or
    /// the node answers from what it knew when it last executed a command.
    ///
    /// In PostgreSQL it keeps a connection of the pool for notifications: give the pool three, or more. Where no notification comes
    /// through, as behind a pooler that gives connections to transactions, it looks every [`poll`](crate::Settings::poll).
    ///
    /// A database that does not answer does not end it: the answers grow [old](crate::Reader::age), commands fail, and it goes on as soon
    /// as there is an answer.
    ///
    /// # Errors
    ///
    /// The log is not one that this node can follow any more ([`LogError::is_passing`] is false). The node still answers
    /// what it knew; stop it.
    pub async fn follow(&self) -> Result<core::convert::Infallible, LogError> {
        let poll = self.inner.settings.poll.unwrap_or(Duration::from_millis(DB::POLL));
        let (log, timeout) = (&self.inner.log, self.inner.settings.timeout);
        let mut bell: Option<DB::Bell> = None;
        loop {
            if bell.is_none() {
                // What comes between the look at the log and the first sound is found: it listens first. Where that gets no
                // answer, it looks all the same.
                bell = timeout_at(after(timeout), DB::listen(log.pool())).await.map_or(None, Result::unwrap_or_default);
            }
            let rung = async {
                match &mut bell {
                    Some(bell) => DB::rung(bell, log.name()).await,
                    None => core::future::pending().await,
                }
            };
            match timeout_at(after(timeout), self.catch_up()).await {
                Ok(Err(error)) if !error.is_passing() => return Err(error),
                Ok(_) | Err(_) => {}
            }
            if let Ok(Err(_)) = timeout_at(after(poll), rung).await {
                bell = None;
                tokio::time::sleep(poll).await;
            }
        }
    }
}
