//! How a [`Listing`] becomes one SQL condition, for a table of messages in SQLite. An application has the same for its own
//! tables: copy it.
//!
//! The text of the condition is always the same, so that a statement is prepared once. The accounts are bound as a JSON
//! array each and not by a placeholder for each of them: SQLite takes 32,766 placeholders at most, and a text of up to a
//! thousand million bytes, which is some 25 million accounts.

use rusqlite::{Connection, Result, Row, params};
use sendright::{AccountId, Listing, UserId};

/// A table whose rows belong to an account and, perhaps, to the user who made them. Ids are text.
pub const SCHEMA: &str = "
    CREATE TABLE message (
        id INTEGER PRIMARY KEY,
        account TEXT NOT NULL,
        owner TEXT,
        text TEXT NOT NULL
    );
    CREATE INDEX message_of ON message (account, owner);
";

/// Whether a row is listed. Bind the accounts to `?1` and the own accounts to `?2`, as [`json`] arrays, and the owner to
/// `?3`.
///
/// The parentheses are a part of it: what is joined to it by `AND` counts for both halves. A row without an owner is
/// nobody's own, as `NULL` is equal to nothing.
pub const LISTED: &str = "(account IN (SELECT value FROM json_each(?1)) \
     OR account IN (SELECT value FROM json_each(?2)) AND owner = ?3)";

/// Some ids as a JSON array of text. An id is hexadecimal digits and hyphens: there is nothing to escape.
#[must_use]
pub fn json(accounts: &[AccountId]) -> String {
    let quoted: Vec<String> = accounts.iter().map(|account| format!("\"{account}\"")).collect();
    format!("[{}]", quoted.join(","))
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// Whose account it was sent from, as text.
    pub account: String,
    /// Who sent it, as text; `None` for what the product sent itself.
    pub owner: Option<String>,
    /// What it said.
    pub text: String,
}

/// The messages that are listed, in the order of their numbers.
///
/// # Errors
///
/// What SQLite says.
pub fn listed(connection: &Connection, listing: &Listing) -> Result<Vec<Message>> {
    let select = format!("SELECT id, account, owner, text FROM message WHERE {LISTED} ORDER BY id");
    let mut statement = connection.prepare_cached(&select)?;
    let (accounts, own_accounts) = (json(listing.accounts()), json(listing.own_accounts()));
    let rows = statement
        .query_map(params![accounts, own_accounts, listing.owner().map(|owner| owner.to_string())], message)?;
    rows.collect()
}

fn message(row: &Row<'_>) -> Result<Message> {
    Ok(Message { id: row.get(0)?, account: row.get(1)?, owner: row.get(2)?, text: row.get(3)? })
}

/// Stores a message, for the application that has checked that it may be sent.
///
/// # Errors
///
/// What SQLite says.
pub fn insert(connection: &Connection, account: AccountId, owner: Option<UserId>, text: &str) -> Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO message (account, owner, text) VALUES (?1, ?2, ?3)")?;
    statement.execute(params![account.to_string(), owner.map(|owner| owner.to_string()), text])?;
    Ok(())
}
