//! Each error, as it comes about: what it is called, what it says, and whether to try again.

use core::fmt::Debug;
use core::time::Duration;

use sendright::commands::DeleteUser;
use sendright::testing::user;
use sendright::{Change, Erasure};
use sendright_sqlx::{Cursor, EraseError, ExecuteError, Log, LogError, Node, Settings};

use super::damaged::set_change;
use super::{Place, acme, beside, log, node_of, rename, today};

/// The variants of an enum, as its source has them.
fn variants(name: &str) -> Vec<&'static str> {
    let (_, body) = include_str!("../../src/error.rs").split_once(&format!("pub enum {name} {{\n")).unwrap();
    let (body, _) = body.split_once("\n}\n").unwrap();
    let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
    let lines = lines.filter(|line| line.starts_with(|first: char| first.is_ascii_uppercase()));
    let mut variants: Vec<_> = lines.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect();
    variants.sort_unstable();
    variants
}

/// Holds that there is one error of each variant, so that a variant that is added has to come about here.
///
/// A match would not: outside of their crate these enums can't be matched as a whole.
fn are_all<E: Debug>(name: &str, errors: &[E]) {
    let errors: Vec<String> = errors.iter().map(|error| format!("{error:?}")).collect();
    let mut produced: Vec<&str> =
        errors.iter().map(|error| error.split(|c: char| !c.is_alphanumeric()).next().unwrap()).collect();
    produced.sort_unstable();
    assert_eq!(produced, variants(name), "the variants of {name} that come about here, and those that there are");
}

/// A node whose log is damaged by a statement, in which `OF_LOG` stands for the condition that a row is of it.
async fn damaged<P: Place>(place: &P, statement: &str) -> Log<P::Database> {
    let node = node_of(place, &acme()).await;
    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    node.log().make_snapshot().await.unwrap();
    let without = u32::from(statement.contains("sendright_snapshot"));
    node.log().forget_snapshots(without).await.unwrap();
    place.run(statement.replace("OF_LOG", &format!("log = '{}'", node.log().name()))).await;
    node.log().clone()
}

/// Whether an error says this, with names and numbers in the place of `…`.
fn says(error: &str, sentence: &str) -> bool {
    let mut rest = error;
    let mut parts = sentence.split('…').map(|part| {
        let (before, after) = rest.split_once(part)?;
        rest = after;
        Some(before)
    });
    let begins = parts.next().flatten() == Some("");
    begins && parts.all(|part| part.is_some()) && sentence.rsplit('…').next().is_some_and(|end| error.ends_with(end))
}

pub(crate) async fn each_error_of_a_log_comes_about<P: Place>(place: &P) {
    let told = [
        (
            "name",
            "`a\\nb` is not the name of a log: it takes 1 to 100 bytes, without control characters",
            name(place).await,
        ),
        ("not_empty", "the log `…` is not empty: copy to one that is", not_empty(place).await),
        ("unavailable", "the database does not answer", unavailable(place).await),
        ("database", "the database can't do what is asked", database(place).await),
        ("migration", "the tables can't be made", migration(place).await),
        ("unreadable_change", "revision 2 of the log can't be read", unreadable_change(place).await),
        (
            "other_change",
            "the row of revision 2 of the log `…` holds another change: restore the row from a backup, and start again",
            other_change(place).await,
        ),
        ("unreadable_entry", "entry … of the history can't be read", unreadable_entry(place).await),
        (
            "other_entry",
            "row … of the history of the log `…` holds another entry: restore the row from a backup",
            other_entry(place).await,
        ),
        ("broken", "revision 3 of the log does not fit those before it", broken(place).await),
        (
            "unreadable_snapshot",
            "the snapshot of revision 2 can't be restored: delete its row, and start again",
            unreadable_snapshot(place).await,
        ),
        (
            "fork",
            "the log does not go on from revision 2, which this node has: start the node again",
            fork(place).await,
        ),
        (
            "other_end",
            "the changes of the log `…` end at revision 2, and its row has another end: restore it as a whole, and start again",
            other_end(place).await,
        ),
        ("gap", "revision 2 of the log is missing", gap(place).await),
    ];
    for (code, sentence, error) in &told {
        assert_eq!((error.code(), error.is_passing()), (*code, *code == "unavailable"), "{error:?}");
        assert!(says(&error.to_string(), sentence), "{error}");
    }
    are_all("LogError", &told.map(|(_, _, error)| error));
}

async fn name<P: Place>(place: &P) -> LogError {
    Log::open(place.pool().await, "a\nb").await.unwrap_err()
}

async fn not_empty<P: Place>(place: &P) -> LogError {
    let node = node_of(place, &acme()).await;
    node.log().copy_trees(|_| true, node.log()).await.unwrap_err()
}

async fn unavailable<P: Place>(place: &P) -> LogError {
    let log = log(place).await;
    log.pool().close().await;
    log.revision().await.unwrap_err()
}

async fn database<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "UPDATE sendright_log SET revision = -1 WHERE OF_LOG").await;
    log.revision().await.unwrap_err()
}

/// The tables are of a later version.
async fn migration<P: Place>(place: &P) -> LogError {
    let pool = place.empty().await;
    Log::migrate(&pool).await.unwrap();
    let mut connection = pool.acquire().await.unwrap();
    P::run_in(&mut connection, "UPDATE _sendright_migrations SET version = 1000").await.unwrap();
    Log::migrate(&pool).await.unwrap_err()
}

async fn unreadable_change<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "UPDATE sendright_change SET change = '{}' WHERE OF_LOG AND revision = 2").await;
    log.directory().await.unwrap_err()
}

async fn other_change<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "").await;
    set_change(place, &log, 2, &log.changes(1, 1).await.unwrap()[0]).await;
    log.directory().await.unwrap_err()
}

async fn unreadable_entry<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "UPDATE sendright_history SET entry = '{}' WHERE OF_LOG AND revision = 2").await;
    log.history(Cursor::at_revision(3), 10).await.unwrap_err()
}

async fn other_entry<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "UPDATE sendright_history SET at = at + 1 WHERE OF_LOG AND revision = 2").await;
    log.history(Cursor::at_revision(3), 10).await.unwrap_err()
}

/// A change in its own row, which names another one before it.
async fn broken<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "").await;
    let changes = log.changes(2, 2).await.unwrap();
    let mut json = serde_json::to_value(&changes[1]).unwrap();
    json["previous"] = serde_json::to_value(changes[0].previous()).unwrap();
    let change: Change = serde_json::from_value(json).unwrap();
    set_change(place, &log, 3, &change).await;
    assert_eq!(log.erase(|_, _| panic!("it is not asked")).await.unwrap_err().code(), "broken");
    log.directory().await.unwrap_err()
}

async fn unreadable_snapshot<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "UPDATE sendright_snapshot SET revision = 2 WHERE OF_LOG").await;
    log.directory().await.unwrap_err()
}

/// The log that a node follows was emptied.
async fn fork<P: Place>(place: &P) -> LogError {
    let node = node_of(place, &acme()).await;
    place.run(format!("DELETE FROM sendright_change WHERE log = '{}'", node.log().name())).await;
    node.catch_up().await.unwrap_err()
}

async fn other_end<P: Place>(place: &P) -> LogError {
    let node = node_of(place, &acme()).await;
    place.run(format!("UPDATE sendright_log SET revision = 1 WHERE log = '{}'", node.log().name())).await;
    let error = node.execute(user("ada"), &rename(1), today()).await.unwrap_err();
    if let ExecuteError::Log(error) = error { error } else { panic!("{error:?}") }
}

/// A row is gone from the middle, and one from the beginning of a log without a snapshot. To erase somebody reads it too.
async fn gap<P: Place>(place: &P) -> LogError {
    let log = damaged(place, "DELETE FROM sendright_change WHERE OF_LOG AND revision = 1").await;
    let error = log.directory().await.unwrap_err();
    assert!(matches!(error, LogError::Gap { revision: 1 }), "{error:?}");
    let log = damaged(place, "DELETE FROM sendright_change WHERE OF_LOG AND revision = 2").await;
    assert_eq!(log.erase(|_, _| panic!("it is not asked")).await.unwrap_err().code(), "gap");
    assert_eq!(log.copy_trees(|_| true, &super::log(place).await).await.unwrap_err().code(), "gap");
    log.directory().await.unwrap_err()
}

pub(crate) async fn each_error_of_a_command_comes_about<P: Place>(place: &P) {
    let told = [
        ("no_access", 404, "…", refused(place).await),
        ("busy", 503, "the log was busy for … ms: try again later", busy(place).await),
        ("unavailable", 503, "the database does not answer", log_unavailable(place).await),
        (
            "application",
            500,
            "what is stored with the change was not stored, and neither was the change",
            application(place).await,
        ),
        (
            "uncertain",
            503,
            "whether revision 3 was stored is not known: the database does not answer",
            uncertain(place).await,
        ),
    ];
    for (code, status, sentence, error) in &told {
        assert_eq!((error.code(), error.http_status()), (*code, *status), "{error:?}");
        assert!(says(&error.to_string(), sentence), "{error}");
        assert_eq!(error.refusal().is_some(), *code == "no_access");
    }
    are_all("ExecuteError", &told.map(|(_, _, _, error)| error));
}

async fn refused<P: Place>(place: &P) -> ExecuteError {
    let node = node_of(place, &acme()).await;
    node.execute(user("mallory"), &rename(1), today()).await.unwrap_err()
}

/// Another node is faster, and there is one attempt.
async fn busy<P: Place>(place: &P) -> ExecuteError {
    let node = node_of(place, &acme()).await;
    let mut settings = Settings::default();
    (settings.attempts, settings.timeout) = (1, Duration::from_mins(1));
    let hasty = Node::start(node.log().clone(), settings).await.unwrap();
    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    hasty.execute(user("ada"), &rename(2), today()).await.unwrap_err()
}

async fn log_unavailable<P: Place>(place: &P) -> ExecuteError {
    let node = node_of(place, &acme()).await;
    node.log().pool().close().await;
    node.execute(user("ada"), &rename(1), today()).await.unwrap_err()
}

async fn application<P: Place>(place: &P) -> ExecuteError {
    let node = node_of(place, &acme()).await;
    let command = rename(1);
    let fails =
        node.execute_with(user("ada"), &command, today(), |_, _| Box::pin(async { Err(sqlx::Error::RowNotFound) }));
    fails.await.unwrap_err()
}

/// The commit fails, and then the node has no connection to ask by.
async fn uncertain<P: Place>(place: &P) -> ExecuteError {
    const FAILS_AT_COMMIT: &str = "CREATE TEMPORARY TABLE parent (id INTEGER PRIMARY KEY); \
         CREATE TEMPORARY TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED); \
         INSERT INTO child VALUES (1)";
    let node = node_of(place, &acme()).await;
    let (pool, command) = (node.log().pool().clone(), rename(1));
    let executed = node.execute_with(user("ada"), &command, today(), move |connection, _| {
        // From now on it gives no connection.
        drop(pool.close());
        Box::pin(P::run_in(connection, FAILS_AT_COMMIT))
    });
    let error = executed.await.unwrap_err();
    let ExecuteError::Uncertain { change, .. } = &error else { panic!("{error:?}") };
    assert_eq!(node.counts().uncertain, 1);
    assert!(!beside(place, &node).await.was_stored(change).await.unwrap());
    error
}

pub(crate) async fn each_error_of_an_erasure_comes_about<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let log = node.log();
    let refused = log.erase(|directory, changes| Erasure::of_user(user("bob"), directory, changes)).await;

    // An erasure of a log that goes on: here Bob is still there.
    let (mut directory, mut changes) = (log.directory().await.unwrap(), log.changes(1, 100).await.unwrap());
    changes.push(directory.execute(user("ada"), DeleteUser::new(user("bob")), today()).unwrap());
    let of_another = Erasure::of_user(user("bob"), &directory, &changes).unwrap();
    let before = log.changes(1, 100).await.unwrap();
    let differs = log.erase(|_, _| Ok(of_another)).await;
    assert_eq!(log.changes(1, 100).await.unwrap(), before, "nothing was written");

    log.pool().close().await;
    let unavailable = log.erase(|_, _| panic!("it is not asked")).await;
    let errors = [refused, differs, unavailable].map(Result::unwrap_err);
    assert_eq!(errors.each_ref().map(EraseError::code), ["still_user", "differs", "unavailable"]);
    let sentences = errors.each_ref().map(ToString::to_string);
    assert!(sentences[0].ends_with("is still there: delete the user first"), "{}", sentences[0]);
    assert_eq!(sentences[1], "the log without the person gives another directory: nothing was written");
    assert_eq!(sentences[2], "the database does not answer");
    are_all("EraseError", &errors);
}
