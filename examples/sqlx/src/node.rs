use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sendright::history::HistoryEntry;
use sendright::{Actor, Authorized, Change, ChangeId, Command, Name};
use sqlx::Transaction;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout, timeout_at};

use crate::counts::{Counters, Counts};
use crate::engine::Engine;
use crate::error::{ExecuteError, LogError};
use crate::follow::{Position, next_of, read};
use crate::log::{Appended, Log, last_change};
use crate::reader::Reader;
use crate::settings::Settings;
use crate::snapshot::PAGE;

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Executed {
    /// What was stored and applied.
    pub change: Change,
    /// How often another node was faster, so that it was planned again.
    pub lost: u32,
    /// How often the database asked for another try, so that it was planned again.
    pub conflicts: u32,
}

/// The work of [`Node::execute_with`]: it stores something of the application in the transaction of a change.
pub type StoreFuture<'t> = Pin<Box<dyn Future<Output = sqlx::Result<()>> + Send + 't>>;

/// A directory in memory that follows a log, and appends to it. A clone is another handle to the same node.
///
/// Questions are asked of its [`Reader`]. Commands are planned on the directory and stored in the log in one transaction with
/// their entry of the history; then they are applied. Any number of nodes, in one process or in many, may do so with one log:
///
/// - What is answered as executed is stored, and in the log once. What fails, but for [`ExecuteError::Uncertain`], is not there.
/// - A command is decided on the log as it is. It is planned on what the node knows; if another node was faster, or the command is
///   refused on what may be old, it is planned again on what has come since.
/// - A command whose future is dropped is stored as a whole or not at all. If it is, the node finds it in the log.
pub struct Node<DB: Engine> {
    inner: Arc<Inner<DB>>,
}

struct Inner<DB: Engine> {
    log: Log<DB>,
    reader: Reader,
    settings: Settings,
    /// Commands of one node go one by one, so that they don't lose against each other.
    turn: Mutex<()>,
    /// Of so many changes the others are still to be told.
    untold: AtomicU64,
    counters: Counters,
}

impl<DB: Engine> Clone for Node<DB> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<DB: Engine> fmt::Debug for Node<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("log", &self.inner.log).field("revision", &self.revision()).finish_non_exhaustive()
    }
}

/// What is about to be stored, and what it was planned on.
struct Planned {
    change: Change,
    entry: HistoryEntry,
    after: Option<ChangeId>,
}

/// What became of one try to store a command.
enum Attempt<DB: Engine> {
    /// It is in a transaction that is still to be committed.
    Written(Transaction<'static, DB>, Planned),
    /// Another node was faster.
    Lost,
    /// The database asks for another try.
    Conflict,
}

impl<DB: Engine> Node<DB> {
    /// Starts a node with what is in the log: from the last snapshot, and the changes since.
    ///
    /// # Errors
    ///
    /// [`LogError`]: the log can't be read as a whole. There is no node on half of it.
    pub async fn start(log: Log<DB>, settings: Settings) -> Result<Self, LogError> {
        let begun = std::time::Instant::now();
        let reader = Reader::new(log.load().await?, begun);
        let inner = Inner {
            log,
            reader,
            settings,
            turn: Mutex::new(()),
            untold: AtomicU64::new(0),
            counters: Counters::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Whom to ask. It is cheap to clone and to share.
    #[must_use]
    pub fn reader(&self) -> Reader {
        self.inner.reader.clone()
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &Log<DB> {
        &self.inner.log
    }

    /// The revision of the directory.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.inner.reader.revision()
    }

    /// What it has done so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.inner.counters.read()
    }

    /// Executes a command: it is decided, stored with its entry of the history, and applied.
    ///
    /// The instant is that of the request. It stays the same where the command is planned again.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright::commands::RenameAccount;
    /// use sendright_sqlx::{Log, Node, Settings};
    /// # use sendright::testing::{World, account, now, user};
    ///
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// Log::migrate(&pool).await?;
    /// let node = Node::start(Log::open(pool, "main").await?, Settings::default()).await?;
    /// # for change in World::new().account_for("acme", "ada").changes() {
    /// #     node.execute(change.actor(), change.command(), now()).await?;
    /// # }
    /// let rename = RenameAccount::new(account("acme"), "Acme SE".parse()?).into();
    /// let executed = node.execute(user("ada"), &rename, now()).await?;
    /// assert_eq!(executed.change.revision(), node.log().revision().await?);
    ///
    /// let refused = node.execute(user("mallory"), &rename, now()).await.unwrap_err();
    /// assert_eq!((refused.code(), refused.http_status()), ("no_access", 404));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ExecuteError`] says whether it was stored: only [`ExecuteError::Uncertain`] leaves that open.
    pub async fn execute(
        &self,
        actor: impl Into<Actor> + Send,
        command: &Command,
        at: DateTime<Utc>,
    ) -> Result<Executed, ExecuteError> {
        self.execute_with(actor, command, at, |_, _| Box::pin(async { Ok(()) })).await
    }

    /// Executes a command, and stores something of the application in the same transaction: a row of an outbox, from which the
    /// mail of an invitation is sent, or the digest of a key.
    ///
    /// It is called for each time that the command is planned, in another transaction each time, and the last one counts. The first
    /// time that is before the log is held, so that what it does keeps nobody else waiting in PostgreSQL; if another node was faster,
    /// and in SQLite, the log is held meanwhile. Do what is quick, and only in the database. What the future needs it owns.
    ///
    /// # Errors
    ///
    /// Those of [`execute`](Self::execute), and [`ExecuteError::Application`], if it fails.
    pub async fn execute_with<A>(
        &self,
        actor: impl Into<Actor> + Send,
        command: &Command,
        at: DateTime<Utc>,
        also: A,
    ) -> Result<Executed, ExecuteError>
    where
        A: for<'t> FnMut(&'t mut DB::Connection, &'t Change) -> StoreFuture<'t> + Send,
    {
        let executed = self.try_to(actor.into(), command, at, also).await;
        self.inner.counters.count(&executed);
        executed
    }

    async fn try_to<A>(
        &self,
        actor: Actor,
        command: &Command,
        at: DateTime<Utc>,
        mut also: A,
    ) -> Result<Executed, ExecuteError>
    where
        A: for<'t> FnMut(&'t mut DB::Connection, &'t Change) -> StoreFuture<'t> + Send,
    {
        let (begun, until) = (Instant::now(), after(self.inner.settings.timeout));
        let busy = || ExecuteError::Busy { waited: begun.elapsed() };
        let Ok(_turn) = timeout_at(until, self.inner.turn.lock()).await else { return Err(busy()) };

        let (mut lost, mut conflicts) = (0, 0);
        while lost + conflicts < self.inner.settings.attempts.max(1) {
            let asked = std::time::Instant::now();
            let attempt = self.attempt(actor, command, at, lost + conflicts > 0, &mut also);
            let (transaction, planned) = match timeout_at(until, attempt).await.map_err(|_| timed_out())?? {
                Attempt::Written(transaction, planned) => (transaction, planned),
                Attempt::Lost => {
                    lost += 1;
                    self.inner.counters.count_lost();
                    continue;
                }
                Attempt::Conflict => {
                    conflicts += 1;
                    self.inner.counters.count_conflict();
                    continue;
                }
            };
            self.keep(transaction, &planned.change).await?;
            // All that came before it is known, or it would not have been stored. Somebody who follows may have been faster.
            self.inner.reader.take(planned.change.clone())?;
            self.inner.reader.is_current(asked);
            self.tell_others();
            return Ok(Executed { change: planned.change, lost, conflicts });
        }
        Err(busy())
    }

    /// Tells other nodes of a change, which is stored and applied, and of all that come meanwhile. Nobody waits for it, and whoever is
    /// not told looks a little later.
    fn tell_others(&self) {
        if DB::NOTIFY.is_none() || self.inner.untold.fetch_add(1, Ordering::AcqRel) > 0 {
            return;
        }
        let node = self.clone();
        tokio::spawn(async move {
            loop {
                let told = node.inner.untold.load(Ordering::Acquire);
                let _ = timeout(Duration::from_millis(DB::POLL), node.inner.log.notify()).await;
                if node.inner.untold.fetch_sub(told, Ordering::AcqRel) == told {
                    return;
                }
            }
        });
    }

    /// Plans the command, and writes it into a transaction that is still to be committed.
    async fn attempt<A>(
        &self,
        actor: Actor,
        command: &Command,
        at: DateTime<Utc>,
        hold: bool,
        also: &mut A,
    ) -> Result<Attempt<DB>, ExecuteError>
    where
        A: for<'t> FnMut(&'t mut DB::Connection, &'t Change) -> StoreFuture<'t> + Send,
    {
        let Inner { log, .. } = &*self.inner;
        let (mut transaction, planned) = if hold {
            let mut transaction = DB::begin(log.pool()).await?;
            let end = log.hold(&mut transaction).await?;
            self.catch_up_in(&mut transaction).await?;
            let (revision, last) = self.inner.reader.position();
            if end != (revision, last_change(last)) {
                // Else every attempt would lose, to nobody.
                return Err(LogError::OtherEnd { log: log.name().to_owned(), revision }.into());
            }
            let planned = self.plan(actor, command, at)?;
            (transaction, planned)
        } else {
            // What is refused writes nothing. It may be refused only as the node is behind.
            let known = self.inner.reader.position();
            let mut planned = self.plan(actor, command, at);
            if let Err(ExecuteError::Refused(_)) = planned {
                self.catch_up().await?;
                // Somebody who follows may have been faster: what counts is on what it was refused.
                if self.inner.reader.position() != known {
                    planned = self.plan(actor, command, at);
                }
            }
            let planned = planned?;
            (DB::begin(log.pool()).await?, planned)
        };
        match also(&mut transaction, &planned.change).await {
            Err(error) if is_conflict(&error) => return Ok(Attempt::Conflict),
            done => done.map_err(ExecuteError::Application)?,
        }
        match log.append_in(&mut transaction, planned.after, &planned.change, &planned.entry).await {
            Ok(Appended::Stored) => Ok(Attempt::Written(transaction, planned)),
            Ok(Appended::Stale) => Ok(Attempt::Lost),
            Err(error) if is_conflict(&error) => Ok(Attempt::Conflict),
            Err(error) => Err(error.into()),
        }
    }

    fn plan(&self, actor: Actor, command: &Command, at: DateTime<Utc>) -> Result<Planned, ExecuteError> {
        self.inner.reader.with(|followed| {
            let change = followed.directory.plan(actor, command, at).map_err(ExecuteError::from)?;
            let revision = change.revision();
            let entry = HistoryEntry::of(&followed.directory, &change);
            let entry = entry.map_err(|source| LogError::Broken { revision, source })?;
            Ok(Planned { change, entry, after: followed.last })
        })
    }

    /// Commits the transaction. If the database does not say whether it did, it is asked.
    async fn keep(&self, transaction: Transaction<'static, DB>, change: &Change) -> Result<(), ExecuteError> {
        let until = after(self.inner.settings.timeout);
        let failed = match timeout_at(until, transaction.commit()).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => error,
            Err(_) => no_answer(),
        };
        let until = after(self.inner.settings.timeout);
        match timeout_at(until, self.was_stored(change)).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(failed.into()),
            Ok(Err(_)) | Err(_) => Err(ExecuteError::Uncertain { change: Box::new(change.clone()), source: failed }),
        }
    }

    /// Whether a change that was [uncertain](ExecuteError::Uncertain) is in the log. If it is not, it never will be.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`]: it is still not known.
    pub async fn was_stored(&self, change: &Change) -> Result<bool, LogError> {
        self.inner.log.settled_revision().await?;
        let found = self.inner.log.find(change.revision()).await?;
        Ok(found == Some(change.id()))
    }

    /// Records an action that the application performed with a proof (see [`HistoryEntry::of_action`]): in a transaction of its
    /// own. To store it with what was done, make the entry with [`entry_of`](Self::entry_of), and give it to [`Log::record_in`].
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`].
    pub async fn record(&self, proof: impl Into<Authorized>, about: Option<Name>) -> Result<(), LogError> {
        let entry = self.entry_of(proof, about);
        let mut transaction = DB::begin(self.inner.log.pool()).await?;
        self.inner.log.record_in(&mut transaction, &entry).await?;
        Ok(transaction.commit().await?)
    }

    /// The entry of an action.
    #[must_use]
    pub fn entry_of(&self, proof: impl Into<Authorized>, about: Option<Name>) -> HistoryEntry {
        let proof = proof.into();
        self.inner.reader.ask(|directory| HistoryEntry::of_action(&proof, directory, about))
    }

    /// Applies what others have stored. Tells whether there was anything.
    ///
    /// # Errors
    ///
    /// [`LogError`]. What was read until then is applied.
    pub async fn catch_up(&self) -> Result<bool, LogError> {
        let mut connection = self.inner.log.pool().acquire().await?;
        self.catch_up_in(&mut connection).await
    }

    async fn catch_up_in(&self, connection: &mut DB::Connection) -> Result<bool, LogError> {
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
    /// through, as behind a pooler that gives connections to transactions, it looks every [`poll`](Settings::poll).
    ///
    /// A database that does not answer does not end it: the answers grow [old](Reader::age), commands fail, and it goes on as soon
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

/// Whether the database asks for another try: transactions waited for each other, or were not one after the other.
fn is_conflict(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "40001" || code == "40P01")
}

/// So long from now; as good as never, where there is no such instant.
fn after(duration: Duration) -> Instant {
    const NEVER: Duration = Duration::from_hours(30 * 365 * 24);
    let now = Instant::now();
    now.checked_add(duration.min(NEVER)).unwrap_or(now)
}

fn no_answer() -> sqlx::Error {
    sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer in time"))
}

/// Nothing was committed: what is dropped is rolled back.
fn timed_out() -> ExecuteError {
    no_answer().into()
}
