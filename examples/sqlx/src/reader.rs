use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use sendright::{Change, Directory};

use crate::error::{LogError, TooOld};
use crate::follow::{Followed, Position};

/// Asks the directory of a node. A clone costs a count, and asks the same directory.
///
/// A question waits for nothing but a change that is being applied in memory, at most, never for the database.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use std::time::Duration;
/// # use sendright::testing::{account, now, user};
/// # use sendright::{Permission, Request};
/// # use sendright_sqlx::{Log, Node, Settings};
/// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
/// # Log::migrate(&pool).await?;
/// # let node = Node::start(Log::open(pool, "main").await?, Settings::default()).await?;
/// # for change in sendright::testing::World::new().account_for("acme", "ada").changes() {
/// #     node.execute(change.actor(), change.command(), now()).await?;
/// # }
/// let reader = node.reader();
/// let request = Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(now());
/// assert!(reader.ask(|directory| directory.authorize(&request)).is_ok());
///
/// // A question that must not be answered from before the last minute.
/// let decision = reader.ask_within(Duration::from_mins(1), |directory| directory.authorize(&request))?;
/// assert!(decision.is_ok());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    followed: RwLock<Followed>,
    start: Instant,
    /// Up to when this is known to be all that there was in the log, in microseconds after the start.
    current: AtomicU64,
}

impl Reader {
    pub(crate) fn new(followed: Followed, current: Instant) -> Self {
        let shared = Shared { followed: RwLock::new(followed), start: current, current: AtomicU64::new(0) };
        Self { shared: Arc::new(shared) }
    }

    /// Asks the directory something. Ask what is needed and go: a change waits for this question, and others for the change.
    ///
    /// A question inside a question may wait for ever.
    pub fn ask<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        self.with(|followed| ask(&followed.directory))
    }

    /// The same, if what the node knows is not older than this.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::time::Duration;
    /// # use sendright::Directory;
    /// # use sendright_sqlx::{Log, Node, Settings};
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # Log::migrate(&pool).await?;
    /// let node = Node::start(Log::open(pool, "main").await?, Settings::default()).await?;
    /// let reader = node.reader();
    /// assert_eq!(reader.ask_within(Duration::from_secs(10), Directory::revision)?, 0);
    ///
    /// // It does not follow the log, so what it knows grows old.
    /// tokio::time::sleep(Duration::from_millis(20)).await;
    /// let refused = reader.ask_within(Duration::from_millis(10), Directory::revision).unwrap_err();
    /// assert_eq!((refused.code(), refused.http_status()), ("too_old", 503));
    ///
    /// // It looks, and answers.
    /// node.catch_up().await?;
    /// assert_eq!(reader.ask_within(Duration::from_secs(10), Directory::revision)?, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`TooOld`]: the node has not heard from the database for longer.
    pub fn ask_within<T>(&self, age: Duration, ask: impl FnOnce(&Directory) -> T) -> Result<T, TooOld> {
        let is = self.age();
        if is > age {
            return Err(TooOld { age: is });
        }
        Ok(self.ask(ask))
    }

    /// For how long the log may have grown without the node's knowing: the time since the last look at the database of which
    /// everything is known that it found.
    ///
    /// A node that follows looks again and again, so that this stays below [`Settings::poll`](crate::Settings::poll) and the time
    /// of a query; while the database does not answer, it grows.
    #[must_use]
    pub fn age(&self) -> Duration {
        let current = Duration::from_micros(self.shared.current.load(Ordering::Acquire));
        self.shared.start.elapsed().saturating_sub(current)
    }

    /// The revision of the directory.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.ask(Directory::revision)
    }

    pub(crate) fn with<T>(&self, ask: impl FnOnce(&Followed) -> T) -> T {
        // Only a panic as a change is applied poisons the lock, and the library does not panic.
        ask(&self.shared.followed.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn position(&self) -> Position {
        self.with(Followed::position)
    }

    /// Applies a change. The lock is held for this one alone.
    pub(crate) fn take(&self, change: Change) -> Result<(), LogError> {
        self.shared.followed.write().unwrap_or_else(PoisonError::into_inner).take(change)
    }

    /// Notes that everything is known which was in the log at this moment.
    pub(crate) fn is_current(&self, at: Instant) {
        let since = at.saturating_duration_since(self.shared.start);
        self.shared.current.fetch_max(u64::try_from(since.as_micros()).unwrap_or(u64::MAX), Ordering::AcqRel);
    }
}
