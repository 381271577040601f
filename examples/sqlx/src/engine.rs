//! What a database must be able to do, and what differs between SQLite and PostgreSQL. Everything else is written once.

use core::future::Future;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Database, Pool, Transaction};
use uuid::Uuid;

/// A database that holds a log: [`Sqlite`](sqlx::Sqlite) or [`Postgres`](sqlx::Postgres), each with its feature.
///
/// It is sealed: the statements are written for these two.
pub trait Engine: Database + sealed::Statements {}

/// A value that is bound to a statement.
#[derive(Clone, Debug)]
pub enum Value {
    Int(i64),
    Text(String),
    Id(Uuid),
    NoId,
    Bytes(Vec<u8>),
}

impl Value {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A revision. It is below 2^63, as everything that the library writes (rule V9).
    pub(crate) fn revision(revision: u64) -> Self {
        Self::Int(i64::try_from(revision).unwrap_or(i64::MAX))
    }
}

impl From<Option<Uuid>> for Value {
    fn from(id: Option<Uuid>) -> Self {
        id.map_or(Self::NoId, Self::Id)
    }
}

pub(crate) mod sealed {
    use super::{Database, Future, MigrateError, Migrator, Pool, Transaction, Uuid, Value};

    /// How statements are run, and those that differ.
    pub trait Statements: Database {
        /// How often a node looks for changes of which nobody tells it, in milliseconds.
        const POLL: u64;

        /// Holds the end of a log until the transaction ends. `$1`: the log. Who records an action neither waits for it nor keeps it
        /// waiting.
        const HOLD: &'static str;

        /// The same, and nobody writes anything of the log meanwhile.
        const HOLD_ALL: &'static str;

        /// Lets a transaction compute for as long as it takes, between two statements.
        const TAKE_TIME: Option<&'static str>;

        /// What an entry is about. `$1`: the entry; `$2`: a JSON array of text.
        const ADD_ABOUT: &'static str;

        /// Tells the others that a log has grown. `$1`: the log. Nothing, where nobody can be told.
        const NOTIFY: Option<&'static str>;

        /// Where others are heard.
        type Bell: Send;

        fn migrator() -> Migrator;

        /// Makes the tables, where several may be at it at once.
        fn migrate(pool: &Pool<Self>, migrator: Migrator) -> impl Future<Output = Result<(), MigrateError>> + Send;

        /// A transaction that is going to write.
        fn begin(pool: &Pool<Self>) -> impl Future<Output = sqlx::Result<Transaction<'static, Self>>> + Send;

        fn run(
            connection: &mut Self::Connection,
            statement: &'static str,
            values: Vec<Value>,
        ) -> impl Future<Output = sqlx::Result<u64>> + Send;

        fn rows(
            connection: &mut Self::Connection,
            statement: &'static str,
            values: Vec<Value>,
        ) -> impl Future<Output = sqlx::Result<Vec<Self::Row>>> + Send;

        fn int(row: &Self::Row, column: usize) -> sqlx::Result<i64>;
        fn text(row: &Self::Row, column: usize) -> sqlx::Result<String>;
        fn id(row: &Self::Row, column: usize) -> sqlx::Result<Option<Uuid>>;
        fn bytes(row: &Self::Row, column: usize) -> sqlx::Result<Vec<u8>>;

        /// Begins to hear of changes; `None`, where nobody tells.
        fn listen(pool: &Pool<Self>) -> impl Future<Output = sqlx::Result<Option<Self::Bell>>> + Send;

        /// Waits until a log may have grown: for ever, where nobody tells.
        fn rung(bell: &mut Self::Bell, log: &str) -> impl Future<Output = sqlx::Result<()>> + Send;
    }
}

/// The part that is the same text for both, of other types.
macro_rules! statements {
    ($database:ty, $row:ty, $id:ty) => {
        async fn run(
            connection: &mut Self::Connection,
            statement: &'static str,
            values: Vec<Value>,
        ) -> sqlx::Result<u64> {
            let query = values.into_iter().fold(sqlx::query(statement), bound);
            Ok(query.execute(connection).await?.rows_affected())
        }

        async fn rows(
            connection: &mut Self::Connection,
            statement: &'static str,
            values: Vec<Value>,
        ) -> sqlx::Result<Vec<$row>> {
            let query = values.into_iter().fold(sqlx::query(statement), bound);
            query.fetch_all(connection).await
        }

        fn int(row: &$row, column: usize) -> sqlx::Result<i64> {
            row.try_get(column)
        }

        fn text(row: &$row, column: usize) -> sqlx::Result<String> {
            row.try_get(column)
        }

        fn id(row: &$row, column: usize) -> sqlx::Result<Option<Uuid>> {
            Ok(row.try_get::<Option<$id>, _>(column)?.map(Uuid::from))
        }

        fn bytes(row: &$row, column: usize) -> sqlx::Result<Vec<u8>> {
            row.try_get(column)
        }
    };
}

/// Binds the next value.
macro_rules! bound {
    ($database:ty, $id:ty) => {
        type Arguments = <$database as Database>::Arguments;

        fn bound(query: Query<'_, $database, Arguments>, value: Value) -> Query<'_, $database, Arguments> {
            match value {
                Value::Int(number) => query.bind(number),
                Value::Text(text) => query.bind(text),
                Value::Id(id) => query.bind(<$id>::from(id)),
                Value::NoId => query.bind(None::<$id>),
                Value::Bytes(bytes) => query.bind(bytes),
            }
        }
    };
}

#[cfg(feature = "sqlite")]
mod sqlite {
    use core::future::pending;

    use sqlx::migrate::{MigrateError, Migrator};
    use sqlx::query::Query;
    use sqlx::sqlite::SqliteRow;
    use sqlx::{Database, Pool, Row, Sqlite, Transaction};
    use uuid::Uuid;
    use uuid::fmt::Hyphenated;

    use super::{Engine, Value, sealed::Statements};

    impl Engine for Sqlite {}

    bound!(Sqlite, Hyphenated);

    impl Statements for Sqlite {
        const POLL: u64 = 100;

        // `BEGIN IMMEDIATE` holds everything.
        const HOLD: &'static str = "SELECT revision, last_change FROM sendright_log WHERE log = $1";

        const HOLD_ALL: &'static str = Self::HOLD;

        const TAKE_TIME: Option<&'static str> = None;

        const ADD_ABOUT: &'static str =
            "INSERT INTO sendright_history_about (about, entry_id) SELECT value, $1 FROM json_each($2)";

        const NOTIFY: Option<&'static str> = None;

        type Bell = ();

        fn migrator() -> Migrator {
            sqlx::migrate!("migrations/sqlite")
        }

        /// Under the lock of a transaction: `sqlx` takes none for `SQLite`, so that another one makes the same tables meanwhile.
        async fn migrate(pool: &Pool<Self>, migrator: Migrator) -> Result<(), MigrateError> {
            let mut transaction = Self::begin(pool).await?;
            // Not `run`: its future would not be `Send`.
            migrator.run_direct(None, &mut *transaction, false).await?;
            Ok(transaction.commit().await?)
        }

        /// It takes the lock at once: a transaction that reads first, and then finds another one before it, fails.
        async fn begin(pool: &Pool<Self>) -> sqlx::Result<Transaction<'static, Self>> {
            pool.begin_with("BEGIN IMMEDIATE").await
        }

        async fn listen(_: &Pool<Self>) -> sqlx::Result<Option<()>> {
            Ok(None)
        }

        async fn rung((): &mut (), _: &str) -> sqlx::Result<()> {
            pending().await
        }

        statements!(Sqlite, SqliteRow, Hyphenated);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use sqlx::migrate::{MigrateError, Migrator};
    use sqlx::postgres::{PgListener, PgRow};
    use sqlx::query::Query;
    use sqlx::{Database, Pool, Postgres, Row, Transaction};
    use uuid::Uuid;

    use super::{Engine, Value, sealed::Statements};

    impl Engine for Postgres {}

    /// Whoever waited for a row reads what is there then, whatever the server takes for its default: else it would fail. And a
    /// machine that is unplugged in the middle of a transaction does not hold a log until the server finds that nobody is there
    /// any more.
    const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL idle_in_transaction_session_timeout = '10s'";

    bound!(Postgres, Uuid);

    impl Statements for Postgres {
        const POLL: u64 = 1_000;

        const HOLD: &'static str = "SELECT revision, last_change FROM sendright_log WHERE log = $1 FOR NO KEY UPDATE";

        const HOLD_ALL: &'static str = "SELECT revision, last_change FROM sendright_log WHERE log = $1 FOR UPDATE";

        const TAKE_TIME: Option<&'static str> = Some("SET LOCAL idle_in_transaction_session_timeout = 0");

        const ADD_ABOUT: &'static str = "INSERT INTO sendright_history_about (about, entry_id) \
             SELECT value, $1 FROM json_array_elements_text($2::json) AS about(value)";

        // After the change, in a transaction of its own that is not flushed: transactions that notify are committed one by one, of
        // all logs and all databases of a server.
        const NOTIFY: Option<&'static str> =
            Some("SELECT set_config('synchronous_commit', 'off', TRUE), pg_notify('sendright', $1)");

        type Bell = PgListener;

        fn migrator() -> Migrator {
            sqlx::migrate!("migrations/postgres")
        }

        async fn migrate(pool: &Pool<Self>, migrator: Migrator) -> Result<(), MigrateError> {
            migrator.run(pool).await
        }

        /// In a task of its own, which is not dropped: `sqlx` 0.9 leaves a transaction open, and gives its connection to the next
        /// one, if it is dropped while it waits for the answer to `BEGIN` (its issue 4393).
        async fn begin(pool: &Pool<Self>) -> sqlx::Result<Transaction<'static, Self>> {
            let pool = pool.clone();
            let begun = tokio::spawn(async move { pool.begin_with(BEGIN).await });
            begun.await.unwrap_or(Err(sqlx::Error::WorkerCrashed))
        }

        async fn listen(pool: &Pool<Self>) -> sqlx::Result<Option<PgListener>> {
            let mut listener = PgListener::connect_with(pool).await?;
            listener.listen("sendright").await?;
            Ok(Some(listener))
        }

        async fn rung(bell: &mut PgListener, log: &str) -> sqlx::Result<()> {
            // A connection that was lost has lost notifications: it is as if it had rung.
            while let Some(notification) = bell.try_recv().await? {
                if notification.payload() == log {
                    break;
                }
            }
            Ok(())
        }

        statements!(Postgres, PgRow, Uuid);
    }
}
