//! The listing against a real database: the rows that the condition selects are exactly those that `authorize` allows one
//! by one (rule D6).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

use rusqlite::Connection;
use sendright::testing::laws::Trial;
use sendright::testing::{List, World, account, key, user};
use sendright::{AccountId, Actor, Command, Directory, Permission};
use sendright_sqlite_example::{LISTED, Message, SCHEMA, insert, json, listed};

fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection
}

/// The rows of a table that the condition selects, by their places.
fn selected(directory: &Directory, list: &List) -> Vec<usize> {
    let connection = database();
    for listed in &list.rows {
        insert(&connection, listed.account, listed.row.owner, "Hello").unwrap();
    }
    let listing = directory.listing(list.principal, list.required, list.account, list.at);
    let Ok(listing) = listing else { return Vec::new() };
    let selected = listed(&connection, &listing).unwrap();
    assert!(selected.is_sorted_by_key(|message| message.id), "in the order of their numbers");
    selected.iter().map(|message| usize::try_from(message.id - 1).unwrap()).collect()
}

/// From the same seed each time; twelve lists of twelve rows in each world.
#[test]
fn d6_the_database_selects_what_authorize_allows() {
    let trial = Trial::new().seed(6).parts(48);
    let tally =
        trial.listing(|directory, list| Some(selected(directory, list))).unwrap_or_else(|broken| panic!("{broken}"));
    assert!(tally.allowed > 5_000 && tally.denied > 5_000, "{tally:?}");
}

/// Acme, which Ada administers.
fn acme() -> World {
    World::new().account_for("acme", "ada")
}

/// More accounts than a statement may have placeholders.
#[test]
fn a_listing_of_forty_thousand_accounts_is_one_condition() {
    let (connection, world) = (database(), acme());
    let now = world.now();
    let mut directory = world.into_directory();
    let subaccounts: Vec<AccountId> = (1..=40_000).map(|number| account(&number.to_string())).collect();
    for id in &subaccounts {
        let open = Command::OpenSubaccount { account: *id, parent: account("acme"), name: "Sub".parse().unwrap() };
        directory.execute(Actor::System, open, now).unwrap();
        insert(&connection, *id, Some(user("bob")), "Hello").unwrap();
    }

    let listing = directory.listing(user("ada"), Permission::SentView, account("acme"), now).unwrap();
    assert_eq!(listed(&connection, &listing).unwrap().len(), subaccounts.len());

    let placeholders = vec!["?"; listing.accounts().len()].join(", ");
    let refused = connection.prepare(&format!("SELECT id FROM message WHERE account IN ({placeholders})"));
    assert!(refused.unwrap_err().to_string().contains("too many SQL variables"));
}

/// The index is used for both halves of the condition; no row is looked at in vain.
#[test]
fn the_condition_uses_the_index() {
    let connection = database();
    let mut statement =
        connection.prepare(&format!("EXPLAIN QUERY PLAN SELECT id FROM message WHERE {LISTED}")).unwrap();
    let plan: Vec<String> =
        statement.query_map(["[]", "[]", ""], |row| row.get("detail")).unwrap().map(Result::unwrap).collect();
    assert!(plan.iter().any(|step| step.contains("message_of (account=?)")), "{plan:#?}");
    assert!(plan.iter().any(|step| step.contains("message_of (account=? AND owner=?)")), "{plan:#?}");
    assert!(!plan.iter().any(|step| step.starts_with("SCAN message")), "{plan:#?}");
}

/// A condition that is joined with another counts as a whole, and what looks like SQL is text.
#[test]
fn the_condition_joins_with_others() {
    let connection = database();
    let (acme, shop, bob) = (account("acme"), account("shop"), user("bob"));
    insert(&connection, acme, Some(bob), "Robert'); DROP TABLE message;--").unwrap();
    insert(&connection, acme, Some(bob), "Hello").unwrap();
    insert(&connection, shop, Some(bob), "Hello").unwrap();
    let select = format!("SELECT count(*) FROM message WHERE text = 'Hello' AND {LISTED}");
    let count = |accounts: &[AccountId], own: &[AccountId]| -> i64 {
        connection.query_row(&select, (json(accounts), json(own), bob.to_string()), |row| row.get(0)).unwrap()
    };
    assert_eq!(count(&[acme], &[shop]), 2);
    assert_eq!(count(&[acme], &[]), 1);
    assert_eq!(count(&[], &[shop]), 1);
    assert_eq!(count(&[], &[]), 0);
}

/// A key of an account has no rows of its own: it lists the rows without an owner too, all or none (rule D2).
#[test]
fn d2_g6_a_key_of_an_account_lists_all_rows_or_none() {
    let connection = database();
    for owner in [Some(user("ada")), Some(user("bob")), None] {
        insert(&connection, account("acme"), owner, "Hello").unwrap();
    }
    let world = acme().account_key("viewer", Permission::SentView).account_key("sender", Permission::SmsSend);
    let list = |name| world.directory().listing(key(name), Permission::SentView, account("acme"), world.now());
    let all = list("viewer").unwrap();
    assert_eq!((all.owner(), all.own_accounts().len()), (None, 0));
    assert_eq!(listed(&connection, &all).unwrap().len(), 3);
    assert_eq!(list("sender").unwrap_err().code(), "missing");
}

#[test]
fn a_message_is_read_as_it_was_stored() {
    let (connection, world) = (database(), acme());
    insert(&connection, account("acme"), None, "Hello").unwrap();
    let listing = world.directory().listing(user("ada"), Permission::SentView, account("acme"), world.now()).unwrap();
    let expected = Message { id: 1, account: account("acme").to_string(), owner: None, text: "Hello".to_owned() };
    assert_eq!(listed(&connection, &listing).unwrap(), [expected]);
}
