//! The SQL of the documentation of `sendright::history` does in a database what the methods that it names do in memory.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that meets what it did not expect fails by a panic")]

use rusqlite::{Connection, named_params, params};
use sendright::commands::RenameAccount;
use sendright::history::{AsOf, History, HistoryEntry};
use sendright::testing::{World, account, day, user};
use sendright::{Directory, Permission, Request};

/// The statements in the block of SQL, without their comments.
fn statements() -> Vec<String> {
    let page = include_str!("../../../src/history/mod.rs");
    let (_, block) = page.split_once("//! ```sql\n").unwrap();
    let (block, _) = block.split_once("//! ```").unwrap();
    let lines = block.lines().map(|line| line.trim_start_matches("//!").trim());
    let sql: Vec<&str> = lines.filter(|line| !line.starts_with("--")).collect();
    sql.join(" ").split(';').map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

/// Forty changes whose times go back and forth, and actions between them; one in so many changes is missing.
fn history(missing: u64) -> History {
    let world = World::new().account_for("acme", "ada");
    let mut directory = Directory::replay(world.changes().iter().cloned()).unwrap();
    let mut history = History::new();
    for number in 0..40_u64 {
        let now = day(i32::try_from(number * 7_919 % 23).unwrap());
        let name = format!("Acme {number}").parse().unwrap();
        let change = directory.plan(user("ada"), &RenameAccount::new(account("acme"), name).into(), now).unwrap();
        let entry = HistoryEntry::of(&directory, &change).unwrap();
        directory.commit(change).unwrap();
        let proof =
            directory.authorize(&Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(now)).unwrap();
        let about = format!("campaign {number}").parse().unwrap();
        let action = HistoryEntry::of_action(&proof, &directory, Some(about));
        // An action arrives before the change that it follows.
        let entries = [Some(action), Some(entry).filter(|_| missing == 0 || number % missing != 1)];
        history.insert(entries.into_iter().flatten()).unwrap();
    }
    history
}

fn stored(history: &History) -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let table = "CREATE TABLE history (revision INTEGER, change_id TEXT UNIQUE, at INTEGER, entry TEXT)";
    connection.execute_batch(table).unwrap();
    // The last first: the order of a table is none.
    for entry in history.entries().iter().rev() {
        let change = entry.change().map(|change| change.to_string());
        let row = params![entry.revision(), change, entry.at().timestamp_millis(), entry.brief().to_string()];
        connection.execute("INSERT INTO history VALUES (?1, ?2, ?3, ?4)", row).unwrap();
    }
    connection
}

#[test]
fn sql_orders_finds_gaps_and_what_counts_as_of_an_instant() {
    let statements = statements();
    let [order, gaps, as_of, ahead] = statements.as_slice() else { panic!("{statements:#?}") };
    let (mut gaps_seen, mut ahead_seen) = (0, 0);
    for missing in [0, 3, 7, 19] {
        let (history, last) = (history(missing), 41_u64);
        let connection = stored(&history);

        let mut query = connection.prepare(order).unwrap();
        let rows: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        let expected: Vec<String> = history.entries().iter().map(|entry| entry.brief().to_string()).collect();
        assert_eq!(rows, expected);

        for last in 0..=last + 2 {
            let mut query = connection.prepare(gaps).unwrap();
            let found = query.query_map(named_params! { ":last": last }, |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            let found: Vec<(u64, u64)> = found.map(Result::unwrap).collect();
            let expected: Vec<(u64, u64)> = history.gaps_in(1..=last).map(|gap| (*gap.start(), *gap.end())).collect();
            assert_eq!(found, expected, "up to {last}");
            gaps_seen += found.len();
        }

        for instant in (-1..24).map(day) {
            let at = named_params! { ":instant": instant.timestamp_millis() };
            let revision: Option<u64> = connection.query_row(as_of, at, |row| row.get(0)).unwrap();
            let Some(AsOf { revision: expected, ahead: later, .. }) = history.as_of(instant) else {
                assert_eq!(revision, None);
                continue;
            };
            assert_eq!(revision, Some(expected));
            let at = named_params! { ":instant": instant.timestamp_millis(), ":revision": expected };
            assert_eq!(connection.query_row(ahead, at, |row| row.get::<_, Option<u64>>(0)).unwrap(), later);
            ahead_seen += usize::from(later.is_some());
        }
    }
    assert!(gaps_seen > 100 && ahead_seen > 50, "{gaps_seen} {ahead_seen}");
}
