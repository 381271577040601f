//! The listing against a real database: the rows that the condition selects are exactly those that `authorize` allows one by one
//! (rule D6).

use sendright::testing::laws::Trial;
use sendright::testing::{World, account, key, user};
use sendright::{AccountId, Actor, Command, Listing, Permission, UserId};
use sqlx::Pool;
use tokio::runtime::Runtime;

use super::{Place, today};

/// A row: whose account it is, who owns it, and what it says.
pub(crate) type Message = (AccountId, Option<UserId>, &'static str);

/// Messages in a database, of one list each time.
struct Messages<P: Place> {
    pool: Pool<P::Database>,
    list: String,
}

impl<P: Place> Messages<P> {
    async fn new(place: &P, rows: &[Message]) -> Self {
        let (pool, list) = (place.pool().await, place.name());
        P::insert(&pool, &list, rows).await;
        Self { pool, list }
    }

    /// The rows that are listed, by their numbers.
    async fn listed(&self, listing: &Listing, said: &str) -> Vec<usize> {
        P::select(&self.pool, &self.list, listing, said).await
    }
}

/// From the same seed each time.
pub(crate) fn d6_the_database_selects_what_authorize_allows<P: Place>() {
    let (place, runtime) = (P::new(), Runtime::new().unwrap());
    let pool = runtime.block_on(place.pool());
    let trial = Trial::new().seed(6).cases(96).parts(48);
    let tally = trial.listing(|directory, list| {
        let Ok(listing) = directory.listing(list.principal, list.required, list.account, list.at) else {
            return Some(Vec::new());
        };
        let rows: Vec<Message> = list.rows.iter().map(|row| (row.account, row.row.owner, "Hello")).collect();
        let name = place.name();
        Some(runtime.block_on(async {
            P::insert(&pool, &name, &rows).await;
            P::select(&pool, &name, &listing, "Hello").await
        }))
    });
    let tally = tally.unwrap_or_else(|broken| panic!("{broken}"));
    assert!(tally.allowed > 1_500 && tally.denied > 1_500, "{tally:?}");
}

/// Acme, which Ada administers.
fn acme() -> World {
    World::new().account_for("acme", "ada")
}

/// More accounts than a statement may have values.
pub(crate) async fn a_listing_of_forty_thousand_accounts_is_one_condition<P: Place>(place: &P) {
    let mut directory = acme().into_directory();
    let subaccounts: Vec<AccountId> = (1..=40_000).map(|number| account(&number.to_string())).collect();
    for id in &subaccounts {
        let open = Command::OpenSubaccount { account: *id, parent: account("acme"), name: "Sub".parse().unwrap() };
        directory.execute(Actor::System, open, today()).unwrap();
    }
    let rows: Vec<Message> = subaccounts.iter().step_by(40).map(|id| (*id, Some(user("bob")), "Hello")).collect();
    let messages = Messages::new(place, &rows).await;

    let listing = directory.listing(user("ada"), Permission::SentView, account("acme"), today()).unwrap();
    assert_eq!(listing.accounts().len(), 40_001);
    assert_eq!(messages.listed(&listing, "Hello").await.len(), rows.len());
}

/// A condition that is joined with another counts as a whole, and what looks like SQL is text.
pub(crate) async fn the_condition_joins_with_others<P: Place>(place: &P) {
    let world = acme().sub("shop").member("bob", sendright::Preset::Regular);
    let (acme, shop, bob) = (account("acme"), account("shop"), Some(user("bob")));
    let rows = [
        (acme, bob, "Hello"),
        (shop, bob, "Robert'); DROP TABLE message;--"),
        (shop, bob, "Hello"),
        (shop, Some(user("ada")), "Hello"),
        (shop, None, "Hello"),
    ];
    let messages = Messages::new(place, &rows).await;
    let list = |name| world.directory().listing(user(name), Permission::SentView, shop, today());
    assert_eq!(messages.listed(&list("bob").unwrap(), "Hello").await, [2]);
    assert_eq!(messages.listed(&list("bob").unwrap(), "Robert'); DROP TABLE message;--").await, [1]);
    assert_eq!(messages.listed(&list("ada").unwrap(), "Hello").await, [2, 3, 4]);
    assert_eq!(list("mallory").unwrap_err().code(), "no_access");

    // Each half uses the index, and no row is looked at in vain.
    let plan = P::plan(&messages.pool, &list("bob").unwrap()).await;
    assert!(plan.matches("message_of").count() >= 2, "{plan}");
    assert!(!plan.contains("SCAN message") && !plan.contains("Seq Scan"), "{plan}");
}

/// A key of an account has no rows of its own: it lists the rows without an owner too, all or none (rule D2).
pub(crate) async fn d2_g6_a_key_of_an_account_lists_all_rows_or_none<P: Place>(place: &P) {
    let owners = [Some(user("ada")), Some(user("bob")), None];
    let messages = Messages::new(place, &owners.map(|owner| (account("acme"), owner, "Hello"))).await;
    let world = acme().account_key("viewer", Permission::SentView).account_key("sender", Permission::SmsSend);
    let list = |name| world.directory().listing(key(name), Permission::SentView, account("acme"), today());
    let all = list("viewer").unwrap();
    assert_eq!((all.owner(), all.own_accounts().len()), (None, 0));
    assert_eq!(messages.listed(&all, "Hello").await.len(), 3);
    assert_eq!(list("sender").unwrap_err().code(), "missing");
}

/// How rows are written, found, and looked for, in one database.
macro_rules! messages {
    ($database:ty, $id:ty, $table:expr, $prepare:expr, $explain:expr) => {
        async fn insert(pool: &sqlx::Pool<$database>, list: &str, rows: &[suite::listing::Message]) {
            sqlx::raw_sql($table).execute(pool).await.unwrap();
            let insert = "INSERT INTO message (list, number, account, owner, text) ";
            for (chunk, rows) in rows.chunks(1_000).enumerate() {
                let mut query = sqlx::QueryBuilder::<$database>::new(insert);
                query.push_values(rows.iter().enumerate(), |mut row, (number, (account, owner, text))| {
                    row.push_bind(list.to_owned()).push_bind(i64::try_from(chunk * 1_000 + number).unwrap());
                    row.push_bind(<$id>::from(account.uuid())).push_bind(owner.map(|owner| <$id>::from(owner.uuid())));
                    row.push_bind(*text);
                });
                query.build().execute(pool).await.unwrap();
            }
        }

        async fn select(
            pool: &sqlx::Pool<$database>,
            list: &str,
            listing: &sendright::Listing,
            said: &str,
        ) -> Vec<usize> {
            use sendright_sqlx::ListingSql;
            let mut query = sqlx::QueryBuilder::<$database>::new("SELECT number FROM message WHERE list = ");
            query.push_bind(list).push(" AND text = ").push_bind(said).push(" AND ");
            <$database>::push_listed(&mut query, listing, "account", "owner");
            let rows: Vec<(i64,)> = query.push(" ORDER BY number").build_query_as().fetch_all(pool).await.unwrap();
            rows.into_iter().map(|(number,)| usize::try_from(number).unwrap()).collect()
        }

        async fn plan(pool: &sqlx::Pool<$database>, listing: &sendright::Listing) -> String {
            use sendright_sqlx::ListingSql;
            use sqlx::Row;
            sqlx::raw_sql("ANALYZE").execute(pool).await.unwrap();
            let mut query =
                sqlx::QueryBuilder::<$database>::new(format!("{} SELECT number FROM message WHERE ", $explain));
            <$database>::push_listed(&mut query, listing, "account", "owner");
            let rows = query.build().fetch_all(pool).await.unwrap();
            let lines: Vec<String> = rows.iter().map(|row| row.get(row.len() - 1)).collect();
            lines.join("\n")
        }
    };
}

pub(crate) use messages;
