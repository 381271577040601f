use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::{AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sendright::history::HistoryEntry;
use sendright::{Actor, Authorized, Change, ChangeId, Command, Directory, Name};
use sqlx::Transaction;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout, timeout_at};

use crate::counts::{Counters, Counts};
use crate::engine::Engine;
use crate::error::{ExecuteError, LogError};
use crate::log::{Appended, Log, last_change};
use crate::reader::Reader;
use crate::settings::Settings;

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
    pub(crate) inner: Arc<Inner<DB>>,
}

pub(crate) struct Inner<DB: Engine> {
    pub(crate) log: Log<DB>,
    pub(crate) reader: Reader,
    pub(crate) settings: Settings,
    /// Commands of one node go one by one, so that they don't lose against each other.
    turn: Mutex<()>,
    /// How many changes the other nodes are still to be told of.
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

/// Why a command is planned again.
enum Again {
    /// Another node was faster.
    Lost,
    /// The database asks for another try.
    Conflict,
}

/// What is written into a transaction that is still to be committed, or why it is not.
type Attempt<DB> = Result<(Transaction<'static, DB>, Planned), Again>;

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
                Ok(written) => written,
                Err(Again::Lost) => {
                    lost += 1;
                    self.inner.counters.count_lost();
                    continue;
                }
                Err(Again::Conflict) => {
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

    /// A dry run: tells what a command would do now, and stores nothing. It is planned on the log as it is, which is read first.
    ///
    /// What it gives is what the closure makes of the directory and of the change that would be stored: the impact, mostly
    /// ([`Directory::impact`]). The closure is a question to the [reader](Reader::ask): the same holds for it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright::commands::RemoveMember;
    /// use sendright_sqlx::{Log, Node, Settings};
    /// # use sendright::Preset;
    /// # use sendright::testing::{World, account, now, user};
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # Log::migrate(&pool).await?;
    /// # let node = Node::start(Log::open(pool, "main").await?, Settings::default()).await?;
    /// # for change in World::new().account_for("acme", "ada").member("bob", Preset::Sender).changes() {
    /// #     node.execute(change.actor(), change.command(), now()).await?;
    /// # }
    /// let remove = RemoveMember::new(user("bob"), account("acme")).into();
    /// let impact = node.dry_run(user("ada"), &remove, now(), |directory, change| directory.impact(change)).await??;
    /// assert_eq!(impact.accesses().len(), 1, "Bob loses his access");
    /// assert!(node.reader().ask(|directory| directory.user(user("bob")).is_some()), "and still has it");
    ///
    /// // What the command would be refused for, the dry run is.
    /// let refused = node.dry_run(user("bob"), &remove, now(), |_, _| ()).await;
    /// assert_eq!(refused.unwrap_err().http_status(), 403);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ExecuteError::Refused`], as the command would be; [`ExecuteError::Log`], if the log can't be read.
    pub async fn dry_run<T>(
        &self,
        actor: impl Into<Actor> + Send,
        command: &Command,
        at: DateTime<Utc>,
        tell: impl FnOnce(&Directory, &Change) -> T + Send,
    ) -> Result<T, ExecuteError> {
        let actor = actor.into();
        timeout_at(after(self.inner.settings.timeout), self.catch_up()).await.map_err(|_| timed_out())??;
        self.inner.reader.ask(|directory| Ok(tell(directory, &directory.plan(actor, command, at)?)))
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
            Err(error) if is_conflict(&error) => return Ok(Err(Again::Conflict)),
            done => done.map_err(ExecuteError::Application)?,
        }
        match log.append_in(&mut transaction, planned.after, &planned.change, &planned.entry).await {
            Ok(Appended::Stored) => Ok(Ok((transaction, planned))),
            Ok(Appended::Stale) => Ok(Err(Again::Lost)),
            Err(error) if is_conflict(&error) => Ok(Err(Again::Conflict)),
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
}

/// Whether the database asks for another try: transactions waited for each other, or were not one after the other.
fn is_conflict(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "40001" || code == "40P01")
}

/// So long from now; as good as never, where there is no such instant.
pub(crate) fn after(duration: Duration) -> Instant {
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
