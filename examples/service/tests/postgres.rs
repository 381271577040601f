//! The suite on PostgreSQL: a database for each test, on the server whose address is in `SENDRIGHT_POSTGRES`. `.ci/postgres` starts
//! one:
//!
//! ```text
//! .ci/postgres cargo test -p sendright-service --features postgres
//! ```
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "suite/mod.rs"]
mod suite;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Postgres};
use suite::Place;

/// A database of a server.
pub(crate) struct Database(PgConnectOptions);

impl Place for Database {
    type Database = Postgres;

    async fn new() -> Self {
        let address = std::env::var("SENDRIGHT_POSTGRES").expect("run it by `.ci/postgres`, which starts a server");
        let options: PgConnectOptions = address.parse().unwrap();
        let name = format!("service_{}", sendright::AccountId::new().uuid().simple());
        let server = PgPool::connect_with(options.clone()).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}"))).execute(&server).await.unwrap();
        // What is written is not flushed to the disk: no test loses power.
        Self(options.database(&name).options([("synchronous_commit", "off")]))
    }

    async fn pool(&self) -> PgPool {
        PgPoolOptions::new().max_connections(4).connect_with(self.0.clone()).await.unwrap()
    }

    async fn run(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.pool().await).await.unwrap();
    }

    async fn texts(&self, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(&self.pool().await).await.unwrap()
    }
}

suite::suite!(Database);
