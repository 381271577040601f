//! The service's own tables: campaigns, sessions, and the digests of keys. The log and the history are `sendright-sqlx`'s.

use core::future::Future;

use sendright::{AccountId, ApiKeyId, Email, Listing, Name, UserId};
use sendright_axum::Digest;
use sendright_sqlx::{Engine, ListingSql};
use sqlx::migrate::{Migrate, Migrator};
use sqlx::{Database, Pool};

use crate::secret::SecretDigest;

/// A campaign: a text to send, of an account and, perhaps, of the user who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its number.
    pub id: i64,
    /// The account that it is of.
    pub account: AccountId,
    /// Whose it is; nobody's own, where the key of an account wrote it.
    pub owner: Option<UserId>,
    /// The text.
    pub text: String,
    /// When it was launched, in milliseconds.
    pub launched_at: Option<i64>,
}

/// Somebody who has signed in: their id, the address that they proved, and their name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub user: UserId,
    /// The address that they proved.
    pub email: Email,
    /// Their name.
    pub name: Name,
}

/// A database that holds the service: [`Sqlite`](sqlx::Sqlite), or [`Postgres`](sqlx::Postgres) with its feature.
///
/// The statements are the same text for both; the ids are of other types.
pub trait Store: Engine + ListingSql + Database<Connection: Migrate> {
    /// Connects to the database at an address.
    fn connect(address: &str) -> impl Future<Output = sqlx::Result<Pool<Self>>> + Send;

    /// What makes the service's tables.
    fn own_migrator() -> Migrator;

    /// The campaigns that a listing has, after a number, at most so many.
    fn campaigns(
        pool: &Pool<Self>,
        listing: &Listing,
        after: i64,
        at_most: i64,
    ) -> impl Future<Output = sqlx::Result<Vec<Campaign>>> + Send;

    /// The campaign of an account that has this number.
    fn campaign(
        pool: &Pool<Self>,
        account: AccountId,
        id: i64,
    ) -> impl Future<Output = sqlx::Result<Option<Campaign>>> + Send;

    /// Where the campaign with this number is, and whose.
    fn place_of(
        pool: &Pool<Self>,
        id: i64,
    ) -> impl Future<Output = sqlx::Result<Option<(AccountId, Option<UserId>)>>> + Send;

    /// Stores a campaign, and tells its number.
    fn add_campaign(
        pool: &Pool<Self>,
        account: AccountId,
        owner: Option<UserId>,
        text: &str,
    ) -> impl Future<Output = sqlx::Result<i64>> + Send;

    /// Notes that a campaign is launched. Tells whether it was not before: of two who launch it, one does.
    fn launch(
        connection: &mut Self::Connection,
        account: AccountId,
        id: i64,
        at: i64,
    ) -> impl Future<Output = sqlx::Result<bool>> + Send;

    /// Stores a session until an instant.
    fn add_session(
        pool: &Pool<Self>,
        digest: &SecretDigest,
        person: &Person,
        ends: i64,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Who has this session at an instant.
    fn session(
        pool: &Pool<Self>,
        digest: &SecretDigest,
        at: i64,
    ) -> impl Future<Output = sqlx::Result<Option<Person>>> + Send;

    /// Ends a session.
    fn end_session(pool: &Pool<Self>, digest: &SecretDigest) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Ends all sessions of a user.
    fn end_sessions_of(
        connection: &mut Self::Connection,
        user: UserId,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// Stores the digest of a key's secret, in the place of the one before.
    fn set_secret(
        connection: &mut Self::Connection,
        key: ApiKeyId,
        digest: &Digest,
    ) -> impl Future<Output = sqlx::Result<()>> + Send;

    /// The digest of a key's secret.
    fn secret(pool: &Pool<Self>, key: ApiKeyId) -> impl Future<Output = sqlx::Result<Option<Digest>>> + Send;
}

/// A value of a column that can't be what it should be.
fn unreadable(error: impl core::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

/// The part that is the same text for both, of another type of id.
macro_rules! statements {
    ($database:ty, $id:ty) => {
        async fn campaigns(
            pool: &Pool<Self>,
            listing: &Listing,
            after: i64,
            at_most: i64,
        ) -> sqlx::Result<Vec<Campaign>> {
            let select = "SELECT id, account, owner, text, launched_at FROM campaign WHERE id > ";
            let mut query = QueryBuilder::<$database>::new(select);
            query.push_bind(after).push(" AND ");
            <$database>::push_listed(&mut query, listing, "account", "owner");
            query.push(" ORDER BY id LIMIT ").push_bind(at_most);
            let rows: Vec<Row> = query.build_query_as().fetch_all(pool).await?;
            Ok(rows.into_iter().map(campaign).collect())
        }

        async fn campaign(pool: &Pool<Self>, account: AccountId, id: i64) -> sqlx::Result<Option<Campaign>> {
            let select = "SELECT id, account, owner, text, launched_at FROM campaign WHERE account = $1 AND id = $2";
            let query = sqlx::query_as(select).bind(<$id>::from(account.uuid())).bind(id);
            Ok(query.fetch_optional(pool).await?.map(campaign))
        }

        async fn place_of(pool: &Pool<Self>, id: i64) -> sqlx::Result<Option<(AccountId, Option<UserId>)>> {
            let query = sqlx::query_as("SELECT account, owner FROM campaign WHERE id = $1").bind(id);
            let row: Option<($id, Option<$id>)> = query.fetch_optional(pool).await?;
            Ok(row.map(|(account, owner)| (Uuid::from(account).into(), owner.map(|owner| Uuid::from(owner).into()))))
        }

        async fn add_campaign(
            pool: &Pool<Self>,
            account: AccountId,
            owner: Option<UserId>,
            text: &str,
        ) -> sqlx::Result<i64> {
            let insert = "INSERT INTO campaign (account, owner, text) VALUES ($1, $2, $3) RETURNING id";
            let owner = owner.map(|owner| <$id>::from(owner.uuid()));
            let query = sqlx::query_scalar(insert).bind(<$id>::from(account.uuid())).bind(owner).bind(text);
            query.fetch_one(pool).await
        }

        async fn launch(connection: &mut Self::Connection, account: AccountId, id: i64, at: i64) -> sqlx::Result<bool> {
            let update = "UPDATE campaign SET launched_at = $3 WHERE account = $1 AND id = $2 AND launched_at IS NULL";
            let query = sqlx::query(update).bind(<$id>::from(account.uuid())).bind(id).bind(at);
            Ok(query.execute(connection).await?.rows_affected() == 1)
        }

        async fn add_session(pool: &Pool<Self>, digest: &SecretDigest, person: &Person, ends: i64) -> sqlx::Result<()> {
            let insert = "INSERT INTO session (digest, user_id, email, name, ends) VALUES ($1, $2, $3, $4, $5)";
            let query = sqlx::query(insert).bind(digest.as_str()).bind(<$id>::from(person.user.uuid()));
            let query = query.bind(person.email.as_str()).bind(person.name.as_str()).bind(ends);
            query.execute(pool).await.map(|_| ())
        }

        async fn session(pool: &Pool<Self>, digest: &SecretDigest, at: i64) -> sqlx::Result<Option<Person>> {
            let select = "SELECT user_id, email, name FROM session WHERE digest = $1 AND ends > $2";
            let query = sqlx::query_as(select).bind(digest.as_str()).bind(at);
            let row: Option<($id, String, String)> = query.fetch_optional(pool).await?;
            let Some((user, email, name)) = row else { return Ok(None) };
            let (email, name) = (email.parse().map_err(unreadable)?, name.parse().map_err(unreadable)?);
            Ok(Some(Person { user: Uuid::from(user).into(), email, name }))
        }

        async fn end_session(pool: &Pool<Self>, digest: &SecretDigest) -> sqlx::Result<()> {
            let query = sqlx::query("DELETE FROM session WHERE digest = $1").bind(digest.as_str());
            query.execute(pool).await.map(|_| ())
        }

        async fn end_sessions_of(connection: &mut Self::Connection, user: UserId) -> sqlx::Result<()> {
            let query = sqlx::query("DELETE FROM session WHERE user_id = $1").bind(<$id>::from(user.uuid()));
            query.execute(connection).await.map(|_| ())
        }

        async fn set_secret(connection: &mut Self::Connection, key: ApiKeyId, digest: &Digest) -> sqlx::Result<()> {
            let insert = "INSERT INTO api_key_secret (api_key, digest) VALUES ($1, $2) \
                 ON CONFLICT (api_key) DO UPDATE SET digest = excluded.digest";
            let query = sqlx::query(insert).bind(<$id>::from(key.uuid())).bind(digest.to_string());
            query.execute(connection).await.map(|_| ())
        }

        async fn secret(pool: &Pool<Self>, key: ApiKeyId) -> sqlx::Result<Option<Digest>> {
            let select = "SELECT digest FROM api_key_secret WHERE api_key = $1";
            let query = sqlx::query_scalar(select).bind(<$id>::from(key.uuid()));
            let digest: Option<String> = query.fetch_optional(pool).await?;
            digest.map(|digest| digest.parse().map_err(unreadable)).transpose()
        }
    };
}

/// A row of `campaign`.
macro_rules! row {
    ($id:ty) => {
        type Row = (i64, $id, Option<$id>, String, Option<i64>);

        fn campaign((id, account, owner, text, launched_at): Row) -> Campaign {
            let owner = owner.map(|owner| Uuid::from(owner).into());
            Campaign { id, account: Uuid::from(account).into(), owner, text, launched_at }
        }
    };
}

mod sqlite {
    use core::time::Duration;

    use sendright::{AccountId, ApiKeyId, Listing, UserId};
    use sendright_axum::Digest;
    use sendright_sqlx::ListingSql;
    use sqlx::migrate::Migrator;
    use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool};
    use sqlx::{Pool, QueryBuilder, Sqlite};
    use uuid::Uuid;
    use uuid::fmt::Hyphenated;

    use super::{Campaign, Person, Store, unreadable};
    use crate::secret::SecretDigest;

    row!(Hyphenated);

    impl Store for Sqlite {
        /// Readers don't wait for whoever writes, and whoever writes waits for the other.
        async fn connect(address: &str) -> sqlx::Result<SqlitePool> {
            let options: SqliteConnectOptions = address.parse()?;
            let options = options.journal_mode(SqliteJournalMode::Wal).busy_timeout(Duration::from_secs(5));
            SqlitePool::connect_with(options).await
        }

        fn own_migrator() -> Migrator {
            sqlx::migrate!("migrations/sqlite")
        }

        statements!(Sqlite, Hyphenated);
    }
}

#[cfg(feature = "postgres")]
mod postgres {
    use sendright::{AccountId, ApiKeyId, Listing, UserId};
    use sendright_axum::Digest;
    use sendright_sqlx::ListingSql;
    use sqlx::migrate::Migrator;
    use sqlx::postgres::PgPool;
    use sqlx::{Pool, Postgres, QueryBuilder};
    use uuid::Uuid;

    use super::{Campaign, Person, Store, unreadable};
    use crate::secret::SecretDigest;

    row!(Uuid);

    impl Store for Postgres {
        async fn connect(address: &str) -> sqlx::Result<PgPool> {
            PgPool::connect(address).await
        }

        fn own_migrator() -> Migrator {
            sqlx::migrate!("migrations/postgres")
        }

        statements!(Postgres, Uuid);
    }
}
