//! The service in a database, with many members.

use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use sendright::history::HistoryEntry;
use sendright::{AccountId, Change, ChangeId, Directory, Request, Right, UserId};
use sendright_axum::Backend;
use sendright_benches::World;
use sendright_service::{Person, Product, Secret, SecretDigest, See, Store, Terms};
use sendright_sqlx::{Appended, Log};
use sqlx::Sqlite;
use sqlx::sqlite::SqlitePool;
use tempfile::TempDir;

/// So many members, who may see their account's campaigns, have a session and a campaign.
const SIGNED_IN: u32 = 500;

/// The service.
pub(crate) struct Setting {
    pub(crate) product: Arc<Product<Sqlite>>,
    pub(crate) pool: SqlitePool,
    /// Those who send requests.
    pub(crate) people: Vec<Someone>,
    _folder: TempDir,
}

/// Somebody who has signed in, and a campaign of theirs.
pub(crate) struct Someone {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) token: Secret,
    pub(crate) campaign: i64,
}

impl Setting {
    pub(crate) async fn new(memberships: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("service.db");
        let pool = Sqlite::connect(&format!("sqlite://{}?mode=rwc", path.display())).await.unwrap();
        let (world, changes) = World::with_changes(memberships).unwrap();
        Log::migrate(&pool).await.unwrap();
        store(&Log::open(pool.clone(), "main").await.unwrap(), changes).await;
        let product = Product::open(pool.clone(), Terms::new(SecretDigest::of("the operator"))).await.unwrap();
        let product = Arc::new(product);

        let mut people = Vec::new();
        let mut random = fastrand::Rng::with_seed(7);
        while people.len() < SIGNED_IN as usize {
            let (user, account) = world.any_active_member(&mut random);
            let sees = Request::new(user, See::REQUIRED, account).at(Utc::now());
            if product.with_directory(|directory| directory.authorize(&sees)).is_err() {
                continue;
            }
            let campaign = Sqlite::add_campaign(&pool, account, Some(user), "Hello").await.unwrap();
            people.push(Someone { user, account, token: sign_in(&pool, user).await, campaign });
        }
        Self { product, pool, people, _folder: folder }
    }
}

/// Stores all changes in one transaction.
async fn store(log: &Log<Sqlite>, changes: Vec<Change>) {
    let mut transaction = log.begin().await.unwrap();
    let (mut directory, mut after) = (Directory::new(), None::<ChangeId>);
    for change in changes {
        let entry = HistoryEntry::of(&directory, &change).unwrap();
        let appended = log.append_in(&mut transaction, after, &change, &entry).await.unwrap();
        assert_eq!(appended, Appended::Stored);
        after = Some(change.id());
        directory.commit(change).unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn sign_in(pool: &SqlitePool, user: UserId) -> Secret {
    let secret = Secret::generate().unwrap();
    let person = Person { user, email: "somebody@example.org".parse().unwrap(), name: "Somebody".parse().unwrap() };
    let ends = (Utc::now() + TimeDelta::days(1)).timestamp_millis();
    Sqlite::add_session(pool, &secret.digest(), &person, ends).await.unwrap();
    secret
}
