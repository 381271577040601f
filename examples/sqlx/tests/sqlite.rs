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
use sqlx::Sqlite;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqliteSynchronous};
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

    async fn run(&self, statements: String) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(&self.pool().await).await.unwrap();
    }

    fn name(&self) -> String {
        format!("log {}", self.logs.fetch_add(1, Ordering::Relaxed))
    }
}

suite::suite!(File);
