//! The suite on SQLite: a file for each test.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "suite/mod.rs"]
mod suite;

use sendright_service::Store;
use sqlx::{Sqlite, SqlitePool};
use suite::Place;

/// A folder with a database.
pub(crate) struct File(tempfile::TempDir);

impl Place for File {
    type Database = Sqlite;

    async fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn pool(&self) -> SqlitePool {
        let address = format!("sqlite://{}?mode=rwc", self.0.path().join("service.db").display());
        let pool = Sqlite::connect(&address).await.unwrap();
        // What is written is not flushed to the disk: no test loses power.
        sqlx::query("PRAGMA synchronous = OFF").execute(&pool).await.unwrap();
        pool
    }

    async fn run(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.pool().await).await.unwrap();
    }
}

suite::suite!(File);
