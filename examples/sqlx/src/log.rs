use std::sync::Arc;

use sendright::history::HistoryEntry;
use sendright::{Change, ChangeId};
use sqlx::{Pool, Transaction};

use crate::engine::{Engine, Value};
use crate::error::LogError;

/// A log of changes and its history, in a database.
///
/// A database holds as many logs as are wanted, each under its name: one for each shard, or one for all. Two of them share nothing
/// but the tables.
///
/// A log is a name and a pool of connections; a clone is another handle to the same.
pub struct Log<DB: Engine> {
    pool: Pool<DB>,
    name: Arc<str>,
}

impl<DB: Engine> Clone for Log<DB> {
    fn clone(&self) -> Self {
        Self { pool: self.pool.clone(), name: Arc::clone(&self.name) }
    }
}

impl<DB: Engine> core::fmt::Debug for Log<DB> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Log").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What became of a change that was [appended](Log::append).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Appended {
    /// It is stored.
    Stored,
    /// Its revision is not the next one: it is not stored. Another node was faster; plan the command again.
    Stale,
}

/// The longest name of a log, in bytes.
pub const LONGEST_NAME: usize = 100;

impl<DB: Engine> Log<DB> {
    /// Opens the log of this name; it is empty if there was none.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright_sqlx::Log;
    ///
    /// let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// assert_eq!(Log::open(pool.clone(), "main").await.unwrap_err().code(), "database", "there are no tables");
    /// Log::migrate(&pool).await?;
    /// let log = Log::open(pool.clone(), "main").await?;
    /// assert_eq!((log.name(), log.revision().await?), ("main", 0));
    ///
    /// let refused = Log::open(pool, "").await.unwrap_err();
    /// assert_eq!(refused.code(), "name");
    /// assert_eq!(refused.to_string(), "`` is not the name of a log: it takes 1 to 100 bytes, without control characters");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`LogError::Name`], if the name is empty, longer than [`LONGEST_NAME`], or has control characters; [`LogError::Database`], if
    /// the tables are not there ([`migrate`](Self::migrate) makes them); [`LogError::Unavailable`].
    pub async fn open(pool: Pool<DB>, name: &str) -> Result<Self, LogError> {
        if name.is_empty() || name.len() > LONGEST_NAME || name.contains(char::is_control) {
            return Err(LogError::Name { name: name.to_owned() });
        }
        let log = Self { pool, name: name.into() };
        // What is there is not written: a node that starts waits for no transaction.
        if log.find_end().await?.is_none() {
            let mut connection = log.pool.acquire().await?;
            DB::run(
                &mut connection,
                "INSERT INTO sendright_log (log) VALUES ($1) ON CONFLICT DO NOTHING",
                vec![log.key()],
            )
            .await?;
        }
        Ok(log)
    }

    /// Makes the tables, or brings those of an earlier version up to date. Several nodes may do so at once; what is done already
    /// takes a moment.
    ///
    /// What was done is written in the table `_sendright_migrations`, so that the migrations of the application are its own.
    ///
    /// # Errors
    ///
    /// [`LogError::Migration`].
    pub async fn migrate(pool: &Pool<DB>) -> Result<(), LogError> {
        let mut migrator = DB::migrator();
        migrator.dangerous_set_table_name("_sendright_migrations");
        DB::migrate(pool, migrator).await.map_err(LogError::Migration)
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The pool, for the application's own tables beside it.
    #[must_use]
    pub const fn pool(&self) -> &Pool<DB> {
        &self.pool
    }

    /// The revision of the last change; zero, if there is none.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`].
    pub async fn revision(&self) -> Result<u64, LogError> {
        Ok(self.find_end().await?.unwrap_or_default())
    }

    /// The revision of the last change, once whoever is about to append one is done: a transaction whose end was not heard is
    /// kept by then, or never will be.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`].
    pub async fn settled_revision(&self) -> Result<u64, LogError> {
        let mut transaction = DB::begin(&self.pool).await?;
        let (revision, _) = self.hold(&mut transaction).await?;
        transaction.rollback().await?;
        Ok(revision)
    }

    /// Begins a transaction that is going to write: for what the application stores with an action that it
    /// [records](Self::record_in).
    ///
    /// In SQLite it takes the lock at once, as a transaction that reads first, and then finds another one before it, fails. In
    /// PostgreSQL it begins in a task of its own, so that whoever is dropped meanwhile leaves no transaction open.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn begin(&self) -> sqlx::Result<Transaction<'static, DB>> {
        DB::begin(&self.pool).await
    }

    /// Stores a change and its entry in a transaction of their own, after the change with this id; `None`, if it is the first.
    /// [`Node::execute`](crate::Node::execute) does this, and what belongs around it.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`]: it is stored as a whole, or not at all. The log tells which
    /// ([`find`](Self::find)).
    pub async fn append(
        &self,
        after: Option<ChangeId>,
        change: &Change,
        entry: &HistoryEntry,
    ) -> Result<Appended, LogError> {
        let mut transaction = DB::begin(&self.pool).await?;
        let appended = self.append_in(&mut transaction, after, change, entry).await?;
        if appended == Appended::Stored {
            transaction.commit().await?;
            self.notify().await;
        }
        Ok(appended)
    }

    /// Tells the nodes of other processes that the log has grown: after the commit of a transaction in which something was
    /// [appended](Self::append_in). If it fails, they find out by themselves a little later.
    pub async fn notify(&self) {
        let Some(notify) = DB::NOTIFY else { return };
        if let Ok(mut connection) = self.pool.acquire().await {
            let _ = DB::rows(&mut connection, notify, vec![self.key()]).await;
        }
    }

    /// Stores a change and its entry in a transaction of the application. If it is stale, roll back.
    ///
    /// Do it last: from here on until the transaction ends, everybody waits who appends to this log. After the commit,
    /// [notify](Self::notify).
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn append_in(
        &self,
        connection: &mut DB::Connection,
        after: Option<ChangeId>,
        change: &Change,
        entry: &HistoryEntry,
    ) -> sqlx::Result<Appended> {
        let revision = Value::revision(change.revision());
        // By the id too: a log that was put back, and has grown again, is another log.
        let next = "UPDATE sendright_log SET revision = $2, last_change = $3 \
             WHERE log = $1 AND revision = CAST($2 AS BIGINT) - 1 AND last_change = $4";
        let ids = [Some(change.id()), after].map(|id| Value::text(last_change(id)));
        let values = [self.key(), revision.clone()].into_iter().chain(ids).collect();
        if DB::run(connection, next, values).await? == 0 {
            return Ok(Appended::Stale);
        }
        let insert = "INSERT INTO sendright_change (log, revision, change_id, change) VALUES ($1, $2, $3, $4)";
        let json = serde_json::to_string(change).map_err(encoding)?;
        let values = vec![self.key(), revision, Value::Id(change.id().uuid()), Value::text(json)];
        DB::run(connection, insert, values).await?;
        self.add_entry(connection, entry).await?;
        Ok(Appended::Stored)
    }

    /// The changes from a revision on, in their order, at most so many.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`], [`LogError::Change`], [`LogError::OtherChange`].
    pub async fn changes(&self, from: u64, at_most: u32) -> Result<Vec<Change>, LogError> {
        let mut connection = self.pool.acquire().await?;
        let rows = self.rows_from(&mut connection, from, at_most).await?;
        rows.iter().map(Stored::change).collect()
    }

    /// The id of the change that has this revision, if there is one.
    ///
    /// # Errors
    ///
    /// [`LogError::Unavailable`].
    pub async fn find(&self, revision: u64) -> Result<Option<ChangeId>, LogError> {
        let mut connection = self.pool.acquire().await?;
        Ok(self.find_in(&mut connection, revision).await?)
    }

    pub(crate) async fn find_in(
        &self,
        connection: &mut DB::Connection,
        revision: u64,
    ) -> sqlx::Result<Option<ChangeId>> {
        let select = "SELECT change_id FROM sendright_change WHERE log = $1 AND revision = $2";
        let rows = DB::rows(connection, select, vec![self.key(), Value::revision(revision)]).await?;
        Ok(rows.first().map(|row| DB::id(row, 0)).transpose()?.flatten().map(ChangeId::from))
    }

    /// The rows from a revision on, of which the changes are not yet read: whoever knows one need not read it again.
    pub(crate) async fn rows_from(
        &self,
        connection: &mut DB::Connection,
        from: u64,
        at_most: u32,
    ) -> sqlx::Result<Vec<Stored>> {
        let select = "SELECT revision, change_id, change FROM sendright_change \
             WHERE log = $1 AND revision >= $2 ORDER BY revision LIMIT $3";
        let values = vec![self.key(), Value::revision(from), Value::Int(at_most.into())];
        let rows = DB::rows(connection, select, values).await?;
        rows.iter().map(|row| self.stored(row)).collect()
    }

    /// Holds the end of the log until the transaction ends, and tells where it is. Whoever was about to move it is done then.
    pub(crate) async fn hold(&self, connection: &mut DB::Connection) -> sqlx::Result<(u64, String)> {
        self.hold_by(connection, DB::HOLD).await
    }

    /// The same, and whoever was about to record an action is done, too.
    pub(crate) async fn hold_all(&self, connection: &mut DB::Connection) -> sqlx::Result<(u64, String)> {
        self.hold_by(connection, DB::HOLD_ALL).await
    }

    async fn hold_by(&self, connection: &mut DB::Connection, hold: &'static str) -> sqlx::Result<(u64, String)> {
        let rows = DB::rows(connection, hold, vec![self.key()]).await?;
        let end = |row| Ok((revision::<DB>(row, 0)?, DB::text(row, 1)?));
        rows.first().map_or_else(|| Ok(Default::default()), end)
    }

    async fn find_end(&self) -> sqlx::Result<Option<u64>> {
        let mut connection = self.pool.acquire().await?;
        let select = "SELECT revision FROM sendright_log WHERE log = $1";
        let rows = DB::rows(&mut connection, select, vec![self.key()]).await?;
        rows.first().map(|row| revision::<DB>(row, 0)).transpose()
    }

    fn stored(&self, row: &DB::Row) -> sqlx::Result<Stored> {
        let (revision, id) = (revision::<DB>(row, 0)?, DB::id(row, 1)?.map(ChangeId::from));
        Ok(Stored { log: Arc::clone(&self.name), revision, id, json: DB::text(row, 2)? })
    }

    /// The name, as a value of a statement.
    pub(crate) fn key(&self) -> Value {
        Value::text(&*self.name)
    }
}

/// A row of the log.
pub(crate) struct Stored {
    log: Arc<str>,
    pub(crate) revision: u64,
    pub(crate) id: Option<ChangeId>,
    json: String,
}

impl Stored {
    /// The change. By the columns of its row a node knows what it has read already, so they must be those of the change.
    pub(crate) fn change(&self) -> Result<Change, LogError> {
        let revision = self.revision;
        let change: Change =
            serde_json::from_str(&self.json).map_err(|source| LogError::Change { revision, source })?;
        if (change.revision(), Some(change.id())) != (revision, self.id) {
            return Err(LogError::OtherChange { log: self.log.as_ref().to_owned(), revision });
        }
        Ok(change)
    }
}

/// The id of the last change, as the row of the log has it: empty, if there is none.
pub(crate) fn last_change(id: Option<ChangeId>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// What can't be written.
pub(crate) fn encoding(error: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Encode(error.into())
}

pub(crate) fn revision<DB: Engine>(row: &DB::Row, column: usize) -> sqlx::Result<u64> {
    let number = DB::int(row, column)?;
    u64::try_from(number).map_err(|error| sqlx::Error::Decode(error.into()))
}
