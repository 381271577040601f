//! Several machines: nodes as processes of their own, on one PostgreSQL, which are killed, cut off, and played against each other.
//!
//! ```text
//! .ci/postgres cargo test -p sendright-sqlx --features postgres --test machines
//! ```
#![cfg(feature = "postgres")]
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

use sendright::commands::RenameAccount;
use sendright::testing::{World, account, now};
use sendright::{Command, Directory, Preset};
use sendright_sqlx::{Log, Node, Settings};
use sqlx::Postgres;
use sqlx::postgres::PgPool;

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
