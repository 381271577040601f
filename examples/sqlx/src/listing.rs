//! The rows that a listing has, as a condition in SQL.

use sendright::{AccountId, Listing};
use sqlx::QueryBuilder;

/// How a listing becomes a condition in the SQL of a database.
pub trait ListingSql: sqlx::Database {
    /// Adds the condition that a row is listed, for a table with these columns.
    ///
    /// The condition has its own parentheses: what is joined to it by `AND` counts for both halves. Its text is the same for all
    /// listings, so that a statement is prepared once; the accounts are bound as one value, however many they are. A row without
    /// an owner is nobody's own, as `NULL` is equal to nothing.
    ///
    /// The columns are UUIDs in PostgreSQL, and text with hyphens in SQLite. An index on both, in this order, serves both halves.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use sendright::Permission;
    /// use sendright_sqlx::ListingSql;
    /// use sqlx::{QueryBuilder, Row, Sqlite};
    /// # use sendright::testing::{World, account, now, user};
    ///
    /// # let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
    /// # sqlx::query("CREATE TABLE message (account TEXT, owner TEXT, text TEXT)").execute(&pool).await?;
    /// # for owner in ["rita", "sam"] {
    /// #     let insert = sqlx::query("INSERT INTO message VALUES ($1, $2, 'Hello')");
    /// #     insert.bind(account("acme").to_string()).bind(user(owner).to_string()).execute(&pool).await?;
    /// # }
    /// # let world = World::new().account("acme").member("rita", sendright::Preset::Regular);
    /// # let directory = world.directory();
    /// let listing = directory.listing(user("rita"), Permission::SentView, account("acme"), now())?;
    ///
    /// let mut query = QueryBuilder::<Sqlite>::new("SELECT text FROM message WHERE ");
    /// Sqlite::push_listed(&mut query, &listing, "account", "owner");
    /// let mine = query.build().fetch_all(&pool).await?;
    /// assert_eq!(mine.len(), 1);
    /// assert_eq!(mine[0].get::<String, _>("text"), "Hello");
    /// # Ok(())
    /// # }
    /// ```
    fn push_listed(query: &mut QueryBuilder<Self>, listing: &Listing, account: &'static str, owner: &'static str);
}

#[cfg(feature = "sqlite")]
impl ListingSql for sqlx::Sqlite {
    fn push_listed(query: &mut QueryBuilder<Self>, listing: &Listing, account: &'static str, owner: &'static str) {
        query.push("(").push(account).push(" IN (SELECT value FROM json_each(");
        query.push_bind(json(listing.accounts())).push(")) OR ").push(account);
        query.push(" IN (SELECT value FROM json_each(").push_bind(json(listing.own_accounts())).push(")) AND ");
        query.push(owner).push(" = ").push_bind(listing.owner().map(|owner| owner.to_string())).push(")");
    }
}

/// Some ids as a JSON array of text. An id is hexadecimal digits and hyphens: there is nothing to escape. A text of `SQLite` may have
/// a thousand million bytes, and a statement 32,766 values.
#[cfg(feature = "sqlite")]
fn json(accounts: &[AccountId]) -> String {
    let quoted: Vec<String> = accounts.iter().map(|account| format!("\"{account}\"")).collect();
    format!("[{}]", quoted.join(","))
}

#[cfg(feature = "postgres")]
impl ListingSql for sqlx::Postgres {
    fn push_listed(query: &mut QueryBuilder<Self>, listing: &Listing, account: &'static str, owner: &'static str) {
        query.push("(").push(account).push(" = ANY(").push_bind(ids(listing.accounts())).push(") OR ");
        query.push(account).push(" = ANY(").push_bind(ids(listing.own_accounts())).push(") AND ");
        query.push(owner).push(" = ").push_bind(listing.owner().map(sendright::UserId::uuid)).push(")");
    }
}

#[cfg(feature = "postgres")]
fn ids(accounts: &[AccountId]) -> Vec<uuid::Uuid> {
    accounts.iter().map(|account| account.uuid()).collect()
}
