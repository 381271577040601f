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
use sqlx::postgres::{PgConnectOptions, PgPool};
use sqlx::{Database, Postgres, Row};
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

    async fn texts(&self, select: String) -> Vec<String> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(select)).fetch_all(&self.pool().await).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn numbers(&self, select: String) -> Vec<Vec<Option<u64>>> {
        let rows = sqlx::query(sqlx::AssertSqlSafe(select)).fetch_all(&self.pool().await).await.unwrap();
        let number = |row: &<Postgres as Database>::Row, column| row.get::<Option<i64>, _>(column);
        let numbers =
            |row| (0..Row::len(row)).map(|column| number(row, column).map(|number| number.try_into().unwrap()));
        rows.iter().map(|row| numbers(row).collect()).collect()
    }

    suite::listing::messages!(Postgres, uuid::Uuid, TABLE, "ANALYZE; SET enable_seqscan = off", "EXPLAIN");

    fn name(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }
}

const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS message (list TEXT, number BIGINT, account UUID, owner UUID, text TEXT);
    CREATE INDEX IF NOT EXISTS message_of ON message (account, owner);
";

suite::suite!(Server);
