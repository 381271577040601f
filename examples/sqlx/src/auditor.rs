use chrono::{DateTime, Utc};
use core::fmt;
use sendright::Principal;
use sendright::history::{HistoryQuery, HistoryReader, ReaderEntry};
use tokio::sync::Mutex;

use crate::cursor::Cursor;
use crate::engine::Engine;
use crate::error::LogError;
use crate::follow::Followed;
use crate::log::Log;

/// Reads the history for one reader after the other: for an audit page.
///
/// What somebody may read depends on who was a member when, so the history is read from its end, with the directory at its side.
/// An auditor has a directory of its own, and nobody else waits for it. It takes the memory of a second directory: have one where
/// audits are read, or in a process of its own.
pub struct Auditor<DB: Engine> {
    log: Log<DB>,
    followed: Mutex<Followed>,
}

impl<DB: Engine> fmt::Debug for Auditor<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auditor").field("log", &self.log).finish_non_exhaustive()
    }
}

/// Some entries, as one reader may read them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryPage {
    /// The entries, the newest first.
    pub entries: Vec<ReaderEntry>,
    /// Whether there are more after them.
    pub more: bool,
    /// Whether no entry of a change was missing so far. If one was, less is shown than the reader may read, and never more.
    pub is_complete: bool,
}

/// So many entries are read at once.
const ROWS: u32 = 500;

/// The most entries of a page.
pub const LONGEST_PAGE: usize = 1_000;

impl<DB: Engine> Auditor<DB> {
    /// Starts an auditor with what is in the log.
    ///
    /// # Errors
    ///
    /// [`LogError`]: the log can't be read as a whole.
    pub async fn start(log: Log<DB>) -> Result<Self, LogError> {
        let followed = Mutex::new(log.load().await?);
        Ok(Self { log, followed })
    }

    /// What the principal may read now of the entries that match (rule R1): after so many, so many, and no more than [`LONGEST_PAGE`].
    ///
    /// It reads from the end of the history as far as the page is: a page that is far behind, or of a few entries among many, takes
    /// as long as everything before it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright::history::HistoryQuery;
    /// use sendright_sqlx::{Auditor, Log};
    /// # use sendright::testing::{World, now, user};
    /// # use sendright_sqlx::{Node, Settings};
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # Log::migrate(&pool).await?;
    /// # let log = Log::open(pool, "main").await?;
    /// # let node = Node::start(log.clone(), Settings::default()).await?;
    /// # for change in World::new().account_for("acme", "ada").changes() {
    /// #     node.execute(change.actor(), change.command(), now()).await?;
    /// # }
    /// let auditor = Auditor::start(log).await?;
    /// let page = auditor.read_for(user("ada"), HistoryQuery::new(), now(), 0, 50).await?;
    /// assert_eq!((page.entries.len(), page.more, page.is_complete), (1, false, true));
    ///
    /// // Who is nobody reads nothing.
    /// assert!(auditor.read_for(user("mallory"), HistoryQuery::new(), now(), 0, 50).await?.entries.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`LogError`].
    pub async fn read_for(
        &self,
        principal: impl Into<Principal>,
        query: HistoryQuery<'_>,
        at: DateTime<Utc>,
        skip: usize,
        take: usize,
    ) -> Result<HistoryPage, LogError> {
        let principal = principal.into();
        let mut followed = self.followed.lock().await;
        // Taken out, as another thread goes on with it. If this fails or is dropped meanwhile, the next one starts anew.
        let known = core::mem::take(&mut *followed);
        *followed = match known.position() {
            (0, _) => self.log.load().await?,
            _ => self.log.followed_on(known).await?,
        };
        let directory = &followed.directory;

        let mut reader = HistoryReader::new(principal, directory, at);
        let (mut entries, mut cursor) = (Vec::new(), Cursor::at_revision(directory.revision()));
        let (mut left, take) = (skip, take.min(LONGEST_PAGE));
        while entries.len() <= take {
            let rows = self.log.history(cursor, ROWS).await?;
            let Some(last) = rows.last() else { break };
            cursor = last.cursor;
            let rows = rows.iter().map(|row| &row.entry);
            let read = reader.read_all(query, rows).skip_while(|_| {
                let skipped = left > 0;
                left = left.saturating_sub(1);
                skipped
            });
            entries.extend(read.take(take + 1 - entries.len()));
        }
        let more = entries.len() > take;
        entries.truncate(take);
        Ok(HistoryPage { entries, more, is_complete: reader.is_complete() })
    }
}
