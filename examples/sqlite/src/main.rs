//! Prints which messages three people see, as a database selects them by one condition.
//!
//! ```text
//! cargo run -p sendright-sqlite-example
//! ```

use std::error::Error;
use std::io::{self, Write};

use chrono::{DateTime, TimeZone, Utc};
use rusqlite::Connection;
use sendright::{AccountId, Actor, Assignment, Billing, Command, Directory, Permission, Preset, Selection, UserId};
use sendright_sqlite_example::{LISTED, SCHEMA, insert, listed};
use uuid::Uuid;

const ACME: u128 = 1;
const NORTH: u128 = 2;
const SOUTH: u128 = 3;
const ADA: u128 = 11;
const BOB: u128 = 12;
const CLEO: u128 = 13;

fn main() -> Result<(), Box<dyn Error>> {
    let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).single().unwrap_or_default();
    let mut directory = organization(now)?;
    let connection = messages()?;

    let out = &mut io::stdout().lock();
    writeln!(out, "WHERE {LISTED}\n")?;
    print(out, &directory, &connection, now)?;

    directory.execute(user(ADA), Command::CloseAccount { account: account(SOUTH) }, now)?;
    writeln!(out, "Ada closes the branch in the south:\n")?;
    print(out, &directory, &connection, now)
}

/// What each of them sees in Acme and all below.
fn print(
    out: &mut impl Write,
    directory: &Directory,
    connection: &Connection,
    now: DateTime<Utc>,
) -> Result<(), Box<dyn Error>> {
    for (who, number) in [
        ("Ada, administrator of Acme and all below", ADA),
        ("Bob, who is Advanced in the north and sends in the south", BOB),
        ("Cleo, who sends in the south until December", CLEO),
    ] {
        let listing = match directory.listing(user(number), Permission::SentView, account(ACME), now) {
            Ok(listing) => listing,
            Err(denial) => {
                writeln!(out, "{who}; no messages: {denial}\n")?;
                continue;
            }
        };
        let (all, own) = (listing.accounts().len(), listing.own_accounts().len());
        writeln!(out, "{who}; accounts with all messages: {all}, with their own only: {own}")?;
        for message in listed(connection, &listing)? {
            writeln!(out, "  {} {}", message.id, message.text)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Acme with a branch in the north and one in the south.
fn organization(now: DateTime<Utc>) -> Result<Directory, Box<dyn Error>> {
    let december = now + chrono::Duration::days(9);
    let mut directory = Directory::new();
    let open = Command::OpenAccount {
        account: account(ACME),
        name: "Acme".parse()?,
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator: user(ADA),
        email: "ada@acme.example".parse()?,
        administrator_name: "Ada".parse()?,
    };
    directory.execute(Actor::System, open, now)?;
    for (branch, name) in [(NORTH, "North"), (SOUTH, "South")] {
        let open = Command::OpenSubaccount { account: account(branch), parent: account(ACME), name: name.parse()? };
        directory.execute(user(ADA), open, now)?;
    }
    for (person, branch, name, assignment) in [
        (BOB, NORTH, "bob", Assignment::of(Preset::Advanced)),
        (BOB, SOUTH, "bob", Assignment::of(Preset::Regular)),
        (CLEO, SOUTH, "cleo", Assignment::of(Preset::Regular).until(december)),
    ] {
        let email = format!("{name}@acme.example").parse()?;
        let add = Command::AddUser {
            user: user(person),
            account: account(branch),
            email,
            name: name.parse()?,
            assignment,
            phone: None,
            on_behalf_of: None,
        };
        directory.execute(Actor::System, add, now)?;
    }
    Ok(directory)
}

/// A database with some messages in it.
fn messages() -> rusqlite::Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(SCHEMA)?;
    for (branch, owner, text) in [
        (ACME, Some(ADA), "from Ada, in Acme"),
        (NORTH, Some(ADA), "from Ada, in the north"),
        (NORTH, Some(BOB), "from Bob, in the north"),
        (NORTH, None, "from nobody, in the north"),
        (SOUTH, Some(BOB), "from Bob, in the south"),
        (SOUTH, Some(CLEO), "from Cleo, in the south"),
        (SOUTH, None, "from nobody, in the south"),
    ] {
        insert(&connection, account(branch), owner.map(user), text)?;
    }
    Ok(connection)
}

fn account(number: u128) -> AccountId {
    Uuid::from_u128(number).into()
}

fn user(number: u128) -> UserId {
    Uuid::from_u128(number).into()
}
