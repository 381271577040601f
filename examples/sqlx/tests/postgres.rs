//! The suite on PostgreSQL: a log for each test, on the server whose address is in `SENDRIGHT_POSTGRES`. `.ci/postgres` starts one:
//!
//! ```text
//! .ci/postgres cargo test -p sendright-sqlx --features postgres
//! ```
#![cfg(feature = "postgres")]
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "suite/mod.rs"]
mod suite;

use sendright_sqlx::Log;
use sqlx::Postgres;
use sqlx::postgres::{PgConnectOptions, PgPool};
use suite::Place;
use tokio::sync::OnceCell;

static MIGRATED: OnceCell<()> = OnceCell::const_new();

/// A server.
pub(crate) struct Server;

impl Place for Server {
    type Database = Postgres;

    fn new() -> Self {
        Self
    }

    async fn pool(&self) -> PgPool {
        let address = std::env::var("SENDRIGHT_POSTGRES").expect("run it by `.ci/postgres`, which starts a server");
        let options: PgConnectOptions = address.parse().unwrap();
        // What is written is not flushed to the disk: no test loses power.
        let pool = PgPool::connect_with(options.options([("synchronous_commit", "off")])).await.unwrap();
        MIGRATED.get_or_init(async || Log::migrate(&pool).await.unwrap()).await;
        pool
    }

    async fn run(&self, statements: String) {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements)).execute(&self.pool().await).await.unwrap();
    }

    fn name(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }
}

suite::suite!(Server);
