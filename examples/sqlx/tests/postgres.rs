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

    /// A schema.
    async fn empty(&self) -> PgPool {
        let (pool, schema) = (self.pool().await, format!("schema_{}", uuid::Uuid::now_v7().simple()));
        self.run(format!("CREATE SCHEMA {schema}")).await;
        let options = pool.connect_options().as_ref().clone().options([("search_path", &schema)]);
        PgPool::connect_with(options).await.unwrap()
    }

    async fn run_in(connection: &mut sqlx::PgConnection, statements: &'static str) -> sqlx::Result<()> {
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

/// A server, or a role, whose transactions are serializable of themselves: they would fail where these wait for each other.
#[tokio::test]
async fn what_a_server_takes_for_isolated_is_not_asked() {
    let log = suite::log(&Server).await;
    let options = Server.pool().await.connect_options().as_ref().clone();
    let strict =
        PgPool::connect_with(options.options([("default_transaction_isolation", "serializable")])).await.unwrap();
    let strict = Log::open(strict, log.name()).await.unwrap();

    let mut held = log.pool().begin().await.unwrap();
    sqlx::query("UPDATE sendright_log SET revision = 0 WHERE log = $1")
        .bind(log.name())
        .execute(&mut *held)
        .await
        .unwrap();
    let waiting = tokio::spawn(async move { strict.settled_revision().await });
    tokio::time::sleep(core::time::Duration::from_millis(300)).await;
    assert!(!waiting.is_finished());
    held.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), 0);
}

/// The database asks for another try: no other node was faster.
#[tokio::test]
async fn a_conflict_is_tried_again_and_counted_as_such() {
    const FAILS: &str = "DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$";
    let node = suite::node_of(&Server, &suite::acme()).await;
    let (command, mut attempts) = (suite::rename(1), 0);
    let executed = node.execute_with(sendright::testing::user("ada"), &command, suite::today(), |connection, _| {
        attempts += 1;
        Box::pin(Server::run_in(connection, if attempts < 3 { FAILS } else { "SELECT 1" }))
    });
    let executed = executed.await.unwrap();
    assert_eq!((executed.lost, executed.conflicts), (0, 2));
    assert_eq!((node.counts().lost, node.counts().conflicts), (0, 2));
    assert!(suite::is_equal_to_log(&node).await);
}

/// An action that is recorded in a transaction of the application, which goes on for long, keeps no command waiting.
#[tokio::test]
async fn who_records_an_action_holds_nobody_up() {
    use sendright::testing::{account, user};
    let node = suite::node_of(&Server, &suite::acme()).await;
    let request = sendright::Request::new(user("ada"), sendright::Permission::SmsLaunch, account("acme"));
    let request = request.at(suite::today());
    let proof = node.reader().ask(|directory| directory.authorize(&request)).unwrap();
    let action = node.entry_of(proof, None);
    let mut long = node.log().pool().begin().await.unwrap();
    node.log().record_in(&mut long, &action).await.unwrap();

    let short = core::time::Duration::from_secs(2);
    let revision = tokio::time::timeout(short, node.log().settled_revision()).await.expect("it does not wait");
    assert_eq!(revision.unwrap(), node.revision());
    long.commit().await.unwrap();
}
