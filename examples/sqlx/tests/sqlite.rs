//! The suite on SQLite: a file for each test.
#![cfg(feature = "sqlite")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "suite/mod.rs"]
mod suite;

use std::sync::atomic::{AtomicU32, Ordering};

use sendright_sqlx::Log;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
use sqlx::{Database, Row, Sqlite};
use suite::Place;

/// A folder with a database. What is written is not flushed to the disk: no test loses power.
pub(crate) struct File {
    folder: tempfile::TempDir,
    logs: AtomicU32,
}

impl Place for File {
    type Database = Sqlite;

    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), logs: AtomicU32::new(0) }
    }

    async fn pool(&self) -> SqlitePool {
        let file = self.folder.path().join("log.db");
        let (is_new, options) = (!file.exists(), SqliteConnectOptions::new().filename(file).create_if_missing(true));
        let options = options.journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Off);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        if is_new {
            Log::migrate(&pool).await.unwrap();
        }
        pool
    }

    async fn empty(&self) -> SqlitePool {
        let file = self.folder.path().join(format!("{}.db", self.name()));
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(file).create_if_missing(true)).await.unwrap()
    }

    async fn run_in(connection: &mut sqlx::SqliteConnection, statements: &'static str) -> sqlx::Result<()> {
        sqlx::raw_sql(statements).execute(connection).await.map(drop)
    }

    async fn run(&self, statements: String) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(&self.pool().await).await.unwrap();
    }

    async fn texts(&self, select: String) -> Vec<String> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(select)).fetch_all(&self.pool().await).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn numbers(&self, select: String) -> Vec<Vec<Option<u64>>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(select)).fetch_all(&self.pool().await).await.unwrap();
        let number = |row: &<Sqlite as Database>::Row, column| row.get::<Option<i64>, _>(column);
        let numbers =
            |row| (0..Row::len(row)).map(|column| number(row, column).map(|number| number.try_into().unwrap()));
        rows.iter().map(|row| numbers(row).collect()).collect()
    }

    suite::listing::messages!(Sqlite, uuid::fmt::Hyphenated, TABLE, "ANALYZE", "EXPLAIN QUERY PLAN");

    fn name(&self) -> String {
        format!("log {}", self.logs.fetch_add(1, Ordering::Relaxed))
    }
}

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS message (list TEXT, number BIGINT, account TEXT, owner TEXT, text TEXT);
    CREATE INDEX IF NOT EXISTS message_of ON message (account, owner);
";

suite::suite!(File);

/// Nodes that start at once on a new file.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_make_the_tables_at_once() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let options = SqliteConnectOptions::new().filename(folder.path().join("log.db")).create_if_missing(true);
        let first = SqlitePool::connect_with(options.clone()).await.unwrap();
        let nodes: Vec<_> = (0..4)
            .map(|_| {
                let options = options.clone();
                tokio::spawn(async move { Log::migrate(&SqlitePool::connect_with(options).await.unwrap()).await })
            })
            .collect();
        for node in nodes {
            node.await.unwrap().unwrap();
        }
        Log::open(first, "main").await.unwrap();
    }
}
