//! The listing against a real database: the rows that the condition selects are exactly those that `authorize` allows one
//! by one (rule D6).
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[path = "../../../tests/suite/support/organizations.rs"]
#[allow(dead_code, reason = "the crate's own tests use all of it")]
mod organizations;
#[path = "../../../tests/suite/support/properties.rs"]
#[allow(dead_code, reason = "the crate's own tests use all of it")]
mod properties;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use rusqlite::Connection;
use sendright::{
    AccountId, Actor, Billing, Command, Directory, Permission, PermissionSet, Principal, Request, Selection, UserId,
};
use sendright_sqlite_example::{LISTED, Message, SCHEMA, insert, json, listed};

use organizations::{World, account, day, days, required, user, world};
use properties::cases;

fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection
}

/// A message of every owner, and one of nobody's, in every account; known or not.
fn rows(world: &World) -> Vec<(AccountId, Option<UserId>)> {
    let owners = || world.users.iter().copied().map(Some).chain([None]);
    world.accounts.iter().flat_map(|account| owners().map(|owner| (*account, owner))).collect()
}

fn is_at_or_below(directory: &Directory, account: AccountId, top: AccountId) -> bool {
    account == top || directory.ancestors(account).any(|above| above.id() == top)
}

/// Whether a row is allowed by itself.
fn is_allowed(
    directory: &Directory,
    principal: Principal,
    required: PermissionSet,
    (account, owner): (AccountId, Option<UserId>),
    now: DateTime<Utc>,
) -> bool {
    let draft = Request::new(principal, required, account);
    let draft = owner.map_or(draft, |owner| draft.owned_by(owner));
    directory.authorize(&draft.at(now)).is_ok()
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn d6_the_database_selects_what_authorize_allows(
        world in world(),
        required in required(),
        now in days(),
        tops in proptest::sample::subsequence((0..9).collect::<Vec<u8>>(), 2),
    ) {
        let (connection, rows, directory) = (database(), rows(&world), &world.directory);
        for (account, owner) in &rows {
            insert(&connection, *account, *owner, "Hello").unwrap();
        }
        for (principal, top) in world.principals().into_iter().flat_map(|p| tops.iter().map(move |top| (p, account(*top)))) {
            let listing = directory.listing(principal, required, top, now);
            let selected: Vec<(String, Option<String>)> =
                listed(&connection, &listing).unwrap().into_iter().map(|m| (m.account, m.owner)).collect();
            let allowed: Vec<(String, Option<String>)> = rows
                .iter()
                .filter(|(account, _)| is_at_or_below(directory, *account, top))
                .filter(|row| is_allowed(directory, principal, required, **row, now))
                .map(|(account, owner)| (account.to_string(), owner.map(|owner| owner.to_string())))
                .collect();
            prop_assert_eq!(selected, allowed, "{} for {} from {}", principal, required, top);
        }
    }
}

/// Account 0 and its administrator, user 0.
fn one_account() -> Directory {
    let mut directory = Directory::new();
    let open = Command::OpenAccount {
        account: account(0),
        name: "Root".parse().unwrap(),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(0),
        email: "ada@acme.example".parse().unwrap(),
        administrator_name: "Ada".parse().unwrap(),
    };
    directory.execute(Actor::System, open, day(0)).unwrap();
    directory
}

/// More accounts than a statement may have placeholders.
#[test]
fn a_listing_of_forty_thousand_accounts_is_one_condition() {
    let connection = database();
    let mut directory = one_account();
    let subaccounts: Vec<AccountId> = (1..=40_000_u128).map(|n| uuid::Uuid::from_u128(0xA_0000 + n).into()).collect();
    for id in &subaccounts {
        let open = Command::OpenSubaccount { account: *id, parent: account(0), name: "Sub".parse().unwrap() };
        directory.execute(Actor::System, open, day(0)).unwrap();
        insert(&connection, *id, Some(user(1)), "Hello").unwrap();
    }

    let listing = directory.listing(user(0), Permission::SentView, account(0), day(0));
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
    insert(&connection, account(0), Some(user(0)), "Robert'); DROP TABLE message;--").unwrap();
    insert(&connection, account(0), Some(user(0)), "Hello").unwrap();
    insert(&connection, account(1), Some(user(0)), "Hello").unwrap();
    let select = format!("SELECT count(*) FROM message WHERE text = 'Hello' AND {LISTED}");
    let count = |accounts: &[AccountId], own: &[AccountId]| -> i64 {
        connection.query_row(&select, (json(accounts), json(own), user(0).to_string()), |row| row.get(0)).unwrap()
    };
    assert_eq!(count(&[account(0)], &[account(1)]), 2);
    assert_eq!(count(&[account(0)], &[]), 1);
    assert_eq!(count(&[], &[account(1)]), 1);
    assert_eq!(count(&[], &[]), 0);
}

/// A key of an account has no rows of its own: it lists the rows without an owner too, all or none (rule D2).
#[test]
fn d2_g6_a_key_of_an_account_lists_all_rows_or_none() {
    let (connection, mut directory) = (database(), one_account());
    for owner in [Some(user(0)), Some(user(1)), None] {
        insert(&connection, account(0), owner, "Hello").unwrap();
    }
    let create = |number: u8, cap: PermissionSet| Command::CreateAccountKey {
        key: organizations::key(number),
        account: account(0),
        subtree: false,
        name: "Nightly".parse().unwrap(),
        cap,
        until: None,
    };
    for (number, cap, rows) in [(1, PermissionSet::SENT_VIEW, 3), (2, PermissionSet::SMS_SEND, 0)] {
        directory.execute(user(0), create(number, cap), day(0)).unwrap();
        let listing = directory.listing(organizations::key(number), Permission::SentView, account(0), day(0));
        assert_eq!((listing.owner(), listing.own_accounts().len()), (None, 0));
        assert_eq!(listed(&connection, &listing).unwrap().len(), rows);
    }
}

#[test]
fn a_message_is_read_as_it_was_stored() {
    let connection = database();
    insert(&connection, account(0), None, "Hello").unwrap();
    let directory = one_account();
    let listing = directory.listing(user(0), Permission::SentView, account(0), day(0));
    let expected = Message { id: 1, account: account(0).to_string(), owner: None, text: "Hello".to_owned() };
    assert_eq!(listed(&connection, &listing).unwrap(), [expected]);
}
