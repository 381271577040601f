//! Several machines: nodes as processes of their own, on one PostgreSQL, which are killed, cut off, and played against each other.
//!
//! ```text
//! .ci/postgres cargo test -p sendright-sqlx --features postgres --test machines
//! ```
//!
//! Each machine is this program again: with the name of a log in `SENDRIGHT_MACHINE` it is a node of that log, and no test.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod cut_off;
mod demotions;
mod kills;
mod machine;
mod revoked;
mod wire;

use core::future::Future;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use sendright::commands::RenameAccount;
use sendright::testing::{World, account, now};
use sendright::{Command, Directory, Preset};
use sendright_sqlx::{Log, Node, Settings};
use sqlx::Postgres;
use sqlx::postgres::PgPool;
use tokio::runtime::{Builder, Runtime};

fn main() -> ExitCode {
    if let Ok(log) = std::env::var(machine::LOG) {
        runtime().block_on(machine::run(&log));
        return ExitCode::SUCCESS;
    }
    let tests = tests![
        cut_off::a_machine_that_is_cut_off_refuses_changes_and_says_how_old_its_answers_are,
        cut_off::a_change_whose_fate_is_not_known_is_stored_once_or_never,
        demotions::two_administrators_demote_each_other_a_hundred_times,
        demotions::no_false_conflict_reaches_a_client,
        kills::no_acknowledged_change_is_lost_and_none_happens_twice,
        revoked::what_one_machine_revokes_another_refuses,
    ];
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}

/// The tests, by the names of their functions.
macro_rules! tests {
    ($($test:path),+ $(,)?) => {
        vec![$(test(stringify!($test), $test)),+]
    };
}
use tests;

fn test<F: Future<Output = ()>>(name: &str, test: impl FnOnce() -> F + Send + 'static) -> Trial {
    Trial::test(name, move || {
        runtime().block_on(test());
        Ok(())
    })
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// The address of the server, which `.ci/postgres` starts.
fn address() -> String {
    std::env::var("SENDRIGHT_POSTGRES").expect("run it by `.ci/postgres`, which starts a server")
}

/// A new log, and a node of this process with Acme, which Ada and Bob administer.
async fn acme() -> Node<Postgres> {
    let pool = PgPool::connect(&address()).await.unwrap();
    Log::migrate(&pool).await.unwrap();
    let log = Log::open(pool, &uuid::Uuid::now_v7().to_string()).await.unwrap();
    let node = Node::start(log, Settings::default()).await.unwrap();
    for change in World::new().account_for("acme", "ada").member("bob", Preset::Admin).changes() {
        node.execute(change.actor(), change.command(), now()).await.unwrap();
    }
    node
}

/// A command that is accepted, once: no two have the same name.
fn rename(name: &str) -> Command {
    RenameAccount::new(account("acme"), name.parse().unwrap()).into()
}

/// What is in the log.
async fn replayed(log: &Log<Postgres>) -> Directory {
    Directory::replay(log.changes(1, u32::MAX).await.unwrap()).unwrap()
}

/// What a machine and this process compare: that of equal directories is the same.
fn digest(directory: &Directory) -> String {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    serde_json::to_string(&directory.snapshot_ref()).unwrap().hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}
