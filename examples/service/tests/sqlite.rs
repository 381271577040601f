//! The suite on SQLite: a file for each test.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "suite/mod.rs"]
mod suite;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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

    async fn texts(&self, query: &'static str) -> Vec<String> {
        sqlx::query_scalar(query).fetch_all(&self.pool().await).await.unwrap()
    }
}

suite::suite!(File);

/// The program itself, as somebody runs it.
struct Program {
    child: Child,
    told: Vec<String>,
}

impl Program {
    /// Starts it, and reads what it tells until it listens.
    fn start(file: &File) -> Self {
        let address = format!("sqlite://{}?mode=rwc", file.0.path().join("service.db").display());
        let mut command = Command::new(env!("CARGO_BIN_EXE_sendright-service"));
        command.env_remove("SENDRIGHT_OPERATOR").env("SENDRIGHT_DATABASE", address);
        command.env("SENDRIGHT_LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut told = Vec::new();
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            told.push(line.unwrap());
            if told.last().unwrap().starts_with("Listening") {
                break;
            }
        }
        Self { child, told }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Its first run has the demo, and its second the same log. It ends with an error if the log is another one all of a sudden.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_program_runs_and_ends_when_it_can_not_follow() {
    let file = File::new().await;
    let first = Program::start(&file);
    assert!(first.told.iter().any(|line| line.contains("curl")), "{:?}", first.told);
    drop(first);
    let mut second = Program::start(&file);
    assert!(!second.told.iter().any(|line| line.contains("curl")), "{:?}", second.told);

    let another = "UPDATE sendright_change SET change_id = '01930000-0000-7000-8000-000000000001' WHERE revision = 3";
    file.run(another).await;
    let until = Instant::now() + Duration::from_secs(30);
    let ended = loop {
        match second.child.try_wait().unwrap() {
            Some(status) => break status,
            None if Instant::now() > until => panic!("it still runs"),
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert!(!ended.success());
}
