//! The history: the SQL of the documentation of `sendright::history`, and what a reader may read.

use sendright::commands::{Assign, DeleteUser, RenameAccount};
use sendright::history::{AsOf, History, HistoryEntry, HistoryQuery};
use sendright::testing::{World, account, day, user};
use sendright::{Directory, Erasure, Permission, Preset, Request};
use sendright_sqlx::{Auditor, Log};

use super::{Place, acme, is_equal_to_log, log, node_of, rename, replayed, today};

/// The statements in the block of SQL, without their comments: on the table of this package, for one log.
fn statements(log: &str) -> Vec<String> {
    let page = include_str!("../../../../src/history/mod.rs");
    let (_, block) = page.split_once("//! ```sql\n").unwrap();
    let (block, _) = block.split_once("//! ```").unwrap();
    let lines = block.lines().map(|line| line.trim_start_matches("//!").trim());
    let sql: Vec<&str> = lines.filter(|line| !line.starts_with("--")).collect();
    let table = format!("FROM (SELECT * FROM sendright_history WHERE log = '{log}') AS history");
    let sql = sql.join(" ").replace("FROM history", &table);
    sql.split(';').map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

/// Forty changes whose times go back and forth, and actions between them; one in so many changes is missing.
fn with_gaps(missing: u64) -> History {
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

/// Stores entries alone, the last first: the order of a table is none.
async fn store<P: Place>(log: &Log<P::Database>, history: &History) {
    for entry in history.entries().iter().rev() {
        let mut connection = log.pool().acquire().await.unwrap();
        log.record_in(&mut connection, entry).await.unwrap();
    }
}

pub(crate) async fn sql_orders_finds_gaps_and_what_counts_as_of_an_instant<P: Place>(place: &P) {
    let (mut gaps_seen, mut ahead_seen) = (0, 0);
    for missing in [0, 3, 7, 19] {
        let (history, last) = (with_gaps(missing), 41_u64);
        let log = log(place).await;
        store::<P>(&log, &history).await;
        let statements = statements(log.name());
        let [order, gaps, as_of, ahead] = statements.as_slice() else { panic!("{statements:#?}") };

        let rows = place.texts(order.clone()).await;
        let rows: Vec<HistoryEntry> = rows.iter().map(|row| serde_json::from_str(row).unwrap()).collect();
        assert_eq!(rows, history.entries());

        for last in 0..=last + 2 {
            let found = place.numbers(gaps.replace(":last", &last.to_string())).await;
            let found: Vec<(u64, u64)> = found.iter().map(|row| (row[0].unwrap(), row[1].unwrap())).collect();
            let expected: Vec<(u64, u64)> = history.gaps_in(1..=last).map(|gap| (*gap.start(), *gap.end())).collect();
            assert_eq!(found, expected, "up to {last}");
            gaps_seen += found.len();
        }

        for instant in (-1..24).map(day) {
            let at = |statement: &str| statement.replace(":instant", &instant.timestamp_millis().to_string());
            let revision = place.numbers(at(as_of)).await[0][0];
            let Some(AsOf { revision: expected, ahead: later, .. }) = history.as_of(instant) else {
                assert_eq!(revision, None);
                continue;
            };
            assert_eq!(revision, Some(expected));
            let found = place.numbers(at(ahead).replace(":revision", &expected.to_string())).await[0][0];
            assert_eq!(found, later);
            ahead_seen += usize::from(later.is_some());
        }
    }
    assert!(gaps_seen > 100 && ahead_seen > 50, "{gaps_seen} {ahead_seen}");
}

/// Page by page as the history in memory gives it, also where pages of rows are longer than pages of entries.
pub(crate) async fn an_auditor_reads_what_the_history_in_memory_gives<P: Place>(place: &P) {
    let world = acme().sub("shop").member("sam", Preset::Standard);
    let node = node_of(place, &world).await;
    for number in 0..600 {
        let (actor, command) = match number % 3 {
            0 => (user("ada"), rename(number)),
            1 => (user("sam"), RenameAccount::new(account("shop"), format!("Shop {number}").parse().unwrap()).into()),
            _ => {
                let preset = if number % 2 == 0 { Preset::Standard } else { Preset::Admin };
                (user("ada"), Assign::new(user("sam"), account("shop"), preset.into()).into())
            }
        };
        let _ = node.execute(actor, &command, today()).await;
    }
    let (mut directory, mut history) = (Directory::new(), History::new());
    for change in node.log().changes(1, u32::MAX).await.unwrap() {
        history.commit(&mut directory, change).unwrap();
    }
    assert!(history.entries().len() > 400, "{}", history.entries().len());

    let auditor = Auditor::start(node.log().clone()).await.unwrap();
    for reader in ["ada", "sam", "mallory"] {
        for query in [HistoryQuery::new(), HistoryQuery::new().affecting(user("sam"))] {
            let mut expected: Vec<_> = history.for_reader(user(reader), query, &directory, today()).collect();
            expected.reverse();
            let page = auditor.read_for(user(reader), query, today(), 0, 1_000).await.unwrap();
            assert_eq!(page.entries, expected, "{reader}");
            assert!(!page.more && page.is_complete);

            let page = auditor.read_for(user(reader), query, today(), 20, 10).await.unwrap();
            assert_eq!(page.entries, expected.iter().skip(20).take(10).cloned().collect::<Vec<_>>());
            assert_eq!(page.more, expected.len() > 30);
            assert_eq!(expected.is_empty(), reader == "mallory");
        }
    }

    // It goes on with what has come since.
    node.execute(user("ada"), &rename(1_000), today()).await.unwrap();
    let page = auditor.read_for(user("ada"), HistoryQuery::new(), today(), 0, 1).await.unwrap();
    assert_eq!(page.entries[0].command(), Some("rename_account"));
}

/// In no column of a table, and everything else is as it was.
pub(crate) async fn somebody_who_is_erased_is_nowhere<P: Place>(place: &P) {
    let world = acme().member("mortimer", Preset::Standard).member("sam", Preset::Sender);
    let node = node_of(place, &world).await;
    let log = node.log();
    let erase = async || log.erase(|directory, changes| Erasure::of_user(user("mortimer"), directory, changes)).await;
    assert_eq!(erase().await.unwrap_err().code(), "still_user");
    // Also by a proof of a directory that is ahead of the log.
    let mut ahead = world.directory().clone();
    for number in 0..10 {
        let change = ahead.plan(user("ada"), &rename(number), today()).unwrap();
        ahead.commit(change).unwrap();
    }
    let request = Request::new(user("mortimer"), Permission::SmsSend, account("acme")).at(today());
    let action = HistoryEntry::of_action(&ahead.authorize(&request).unwrap(), &ahead, None);
    log.record_in(&mut log.pool().acquire().await.unwrap(), &action).await.unwrap();
    node.execute(user("ada"), &DeleteUser::new(user("mortimer")).into(), today()).await.unwrap();
    log.make_snapshot().await.unwrap().unwrap();
    let mentions = async || {
        let mut found = 0;
        for select in [
            "SELECT change FROM sendright_change",
            "SELECT entry FROM sendright_history",
            "SELECT about FROM sendright_history_about",
        ] {
            let rows = place.texts(select.to_owned()).await;
            found += rows.iter().filter(|row| row.to_lowercase().contains("mortimer")).count();
        }
        found
    };
    assert!(mentions().await > 3);

    let before = replayed(log).await;
    erase().await.unwrap();
    assert_eq!(mentions().await, 0);
    assert_eq!(log.forget_snapshots(0).await.unwrap(), 0, "there is none left");
    assert!(replayed(log).await == before && node.reader().ask(|directory| *directory == before));
    node.catch_up().await.unwrap();
    node.execute(user("ada"), &rename(1), today()).await.unwrap();

    // The history is the one that the log now gives, and to erase again changes nothing.
    let (mut directory, mut history) = (Directory::new(), History::new());
    for change in log.changes(1, u32::MAX).await.unwrap() {
        history.commit(&mut directory, change).unwrap();
    }
    let rows = log.history(sendright_sqlx::Cursor::at_revision(node.revision()), 100).await.unwrap();
    let stored: Vec<HistoryEntry> = rows.into_iter().rev().map(|row| row.entry).collect();
    assert_eq!(stored, history.entries(), "that of the proof comes after them");
    erase().await.unwrap();
    assert_eq!(
        log.history(sendright_sqlx::Cursor::at_revision(node.revision()), 100).await.unwrap().len(),
        stored.len()
    );
}

/// It is made from what was, and stored after the erasure has deleted those that were there.
pub(crate) async fn no_snapshot_is_kept_that_was_begun_before_an_erasure<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (log, mut kept) = (node.log(), 0);
    for number in 0..30 {
        let name = format!("passing-{number}");
        let world = World::new().account_for("acme", "ada").member(&name, Preset::Standard);
        let added = world.changes().last().unwrap();
        node.execute(added.actor(), added.command(), today()).await.unwrap();
        let snapshot = tokio::spawn({
            let log = log.clone();
            async move { log.make_snapshot().await.unwrap() }
        });
        node.execute(user("ada"), &DeleteUser::new(user(&name)).into(), today()).await.unwrap();
        let deleted = node.revision();
        log.erase(|directory, changes| Erasure::of_user(user(&name), directory, changes)).await.unwrap();
        snapshot.await.unwrap();
        let select = format!("SELECT revision FROM sendright_snapshot WHERE log = '{}'", log.name());
        let revisions = place.numbers(select).await;
        assert!(revisions.iter().all(|row| row[0] >= Some(deleted)), "{revisions:?}, and {deleted} is the deletion");
        kept += revisions.len();
    }
    assert!(is_equal_to_log(&node).await);
    println!("{kept} of 30 snapshots were made after the erasure");
}
