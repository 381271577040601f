//! How many changes a log carries in a second: by one node and by two, of one tenant and of two, in one log and in a log for each.
//!
//! ```text
//! cargo run --release -p sendright-sqlx --example throughput
//! .ci/postgres cargo run --release -p sendright-sqlx --features postgres --example throughput
//! ```
#![allow(clippy::print_stdout, reason = "it prints what it measured")]

use std::error::Error;
use std::time::{Duration, Instant};

use chrono::Utc;
use sendright::commands::{OpenAccount, RenameAccount};
use sendright::{AccountId, Actor, Billing, Selection, UserId};
use sendright_sqlx::{Engine, Log, Node, Settings};
use sqlx::Pool;

/// How long each is measured.
const TIME: Duration = Duration::from_secs(3);

type Failed = Box<dyn Error + Send + Sync>;

/// Somebody who gives a command after the other, on a node.
struct Client<DB: Engine> {
    node: Node<DB>,
    account: AccountId,
    administrator: UserId,
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    #[cfg(feature = "sqlite")]
    {
        let folder = tempfile::tempdir()?;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("log.db"));
        let options = options.create_if_missing(true).journal_mode(sqlx::sqlite::SqliteJournalMode::Wal);
        println!("SQLite, flushed to the disk at each change");
        measure(&sqlx::sqlite::SqlitePool::connect_with(options).await?).await?;
    }
    #[cfg(feature = "postgres")]
    {
        println!("PostgreSQL, flushed to the disk at each change");
        measure(&sqlx::postgres::PgPool::connect(&std::env::var("SENDRIGHT_POSTGRES")?).await?).await?;
    }
    Ok(())
}

async fn measure<DB: Engine>(pool: &Pool<DB>) -> Result<(), Failed>
where
    DB::Connection: sqlx::migrate::Migrate,
{
    Log::migrate(pool).await?;
    let log = async |name: &str| Log::open(pool.clone(), &format!("{name} {}", Utc::now())).await;
    let node = async |log: &Log<DB>| Node::start(log.clone(), Settings::default()).await;

    let one = log("one").await?;
    let (first, second) = (node(&one).await?, node(&one).await?);
    println!("| one tenant, one client | {} |", rate(vec![client(&first).await?]).await?);
    let four = vec![client(&first).await?, client(&first).await?, client(&first).await?, client(&first).await?];
    println!("| four tenants, one node | {} |", rate(four).await?);
    let two = vec![client(&first).await?, client(&second).await?];
    println!("| two tenants, a node each, one log | {} |", rate(two).await?);
    let (left, right) = (node(&log("left").await?).await?, node(&log("right").await?).await?);
    let two = vec![client(&left).await?, client(&right).await?];
    println!("| two tenants, a node and a log each | {} |", rate(two).await?);
    Ok(())
}

/// A client of a tenant of its own.
async fn client<DB: Engine>(node: &Node<DB>) -> Result<Client<DB>, Failed> {
    let (account, administrator) = (AccountId::new(), UserId::new());
    let email = format!("ada@{account}.example").parse()?;
    let open = OpenAccount::new(
        account,
        "Acme".parse()?,
        Billing::Prepaid,
        Selection::EVERYTHING,
        administrator,
        email,
        "Ada".parse()?,
    );
    node.execute(Actor::System, &open.into(), Utc::now()).await?;
    Ok(Client { node: node.clone(), account, administrator })
}

/// The changes a second of all clients together, and the longest that one waited.
async fn rate<DB: Engine>(clients: Vec<Client<DB>>) -> Result<String, Failed> {
    let begun = Instant::now();
    let clients = clients.into_iter().map(|client| tokio::spawn(give(client, begun + TIME))).collect::<Vec<_>>();
    let (mut changes, mut lost, mut longest) = (0, 0, Duration::ZERO);
    for client in clients {
        let (of_client, lost_by, waited) = client.await??;
        changes += of_client;
        lost += lost_by;
        longest = longest.max(waited);
    }
    let rate = f64::from(changes) / begun.elapsed().as_secs_f64();
    let lost = 100.0 * f64::from(lost) / f64::from(changes);
    Ok(format!("{rate:.0} changes a second | {lost:.0} % planned again | the longest {longest:.0?}"))
}

async fn give<DB: Engine>(client: Client<DB>, until: Instant) -> Result<(u32, u32, Duration), Failed> {
    let (mut changes, mut lost, mut longest) = (0, 0, Duration::ZERO);
    while Instant::now() < until {
        let rename = RenameAccount::new(client.account, format!("Acme {changes}").parse()?).into();
        let begun = Instant::now();
        lost += client.node.execute(client.administrator, &rename, Utc::now()).await?.lost;
        longest = longest.max(begun.elapsed());
        changes += 1;
    }
    Ok((changes, lost, longest))
}
