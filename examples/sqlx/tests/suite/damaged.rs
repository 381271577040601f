//! Rows that hold what belongs elsewhere: whoever reads them says so, and nobody passes over them.

use sendright::history::HistoryQuery;
use sendright::testing::{account, user};
use sendright::{Change, Erasure, Permission, Preset, Request};
use sendright_sqlx::{Auditor, Cursor, EraseError, ExecuteError, Log, LogError, Node, Settings};

use super::{Place, acme, beside, is_equal_to_log, log, node_of, rename, today};

/// Writes a change into the row of a revision.
pub(crate) async fn set_change<P: Place>(place: &P, log: &Log<P::Database>, revision: u64, change: &Change) {
    let (name, json) = (log.name(), serde_json::to_string(change).unwrap());
    let set = format!("UPDATE sendright_change SET change = '{json}' WHERE log = '{name}' AND revision = {revision}");
    place.run(set).await;
}

/// What everybody says who reads changes, of some that this node has not read yet.
async fn told_of_changes<P: Place>(place: &P, behind: &Node<P::Database>) -> Vec<LogError> {
    let (log, empty) = (behind.log(), log(place).await);
    // It is refused on what the node knows, so the node reads what came.
    let refused = behind.execute(user("mallory"), &rename(4), today()).await.unwrap_err();
    let executed = behind.execute(user("ada"), &rename(4), today()).await.unwrap_err();
    let of_log = |error| if let ExecuteError::Log(error) = error { error } else { panic!("{error:?}") };
    vec![
        of_log(refused),
        of_log(executed),
        behind.catch_up().await.unwrap_err(),
        behind.follow().await.unwrap_err(),
        log.changes(1, u32::MAX).await.unwrap_err(),
        log.directory().await.unwrap_err(),
        log.make_snapshot().await.unwrap_err(),
        log.copy_trees(|_| true, &empty).await.unwrap_err(),
        erased(log).await,
        Node::start(log.clone(), Settings::default()).await.unwrap_err(),
        Auditor::start(log.clone()).await.unwrap_err(),
    ]
}

async fn erased<DB: sendright_sqlx::Engine>(log: &Log<DB>) -> LogError {
    let erased = log.erase(|directory, changes| Erasure::of_user(user("gone"), directory, changes)).await;
    if let Err(EraseError::Log(error)) = erased { error } else { panic!("{erased:?}") }
}

pub(crate) async fn a_row_that_holds_another_change_is_told_as_such<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (log, behind) = (node.log(), beside(place, &node).await);
    let auditor = Auditor::start(log.clone()).await.unwrap();
    let first = node.execute(user("ada"), &rename(1), today()).await.unwrap().change;
    let second = node.execute(user("ada"), &rename(2), today()).await.unwrap().change;
    let another = behind.reader().ask(|directory| directory.plan(user("ada"), &rename(3), today())).unwrap();

    let cases = [
        // Whoever has it would pass over it, and then over all that come after.
        ("one of before", &second, first.clone()),
        ("its own with another revision", &second, second.clone().renumbered(first.revision())),
        ("one of later", &first, second.clone()),
        ("one with another id", &first, another),
    ];
    for (what, belongs, holds) in cases {
        let revision = belongs.revision();
        set_change(place, log, revision, &holds).await;
        let mut told = told_of_changes(place, &behind).await;
        told.push(auditor.read_for(user("ada"), HistoryQuery::new(), today(), 0, 10).await.unwrap_err());
        for (reader, error) in told.iter().enumerate() {
            assert_eq!((error.code(), error.is_passing()), ("other_change", false), "{what}, {reader}: {error:?}");
            let way_out = "holds another change: restore the row from a backup, and start again";
            let sentence = format!("the row of revision {revision} of the log `{}` {way_out}", log.name());
            assert_eq!(error.to_string(), sentence);
        }
        // A node that has read it does not read it again.
        assert!(!node.catch_up().await.unwrap());
        set_change(place, log, revision, belongs).await;
    }
    assert!(behind.catch_up().await.unwrap());
    assert!(is_equal_to_log(&behind).await);
}

/// A row of the history is ordered by its columns, and what it holds must be of the same place.
pub(crate) async fn a_row_that_holds_another_entry_is_told_as_such<P: Place>(place: &P) {
    let node = node_of(place, &acme().member("gone", Preset::Sender).deleted("gone")).await;
    let log = node.log();
    let request = Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(today());
    let proof = node.reader().ask(|directory| directory.authorize(&request)).unwrap();
    node.record(proof, None).await.unwrap();
    let auditor = Auditor::start(log.clone()).await.unwrap();
    let (of_log, newest) = (format!("WHERE log = '{}'", log.name()), Cursor::at_revision(u64::MAX >> 1));
    let action = place.numbers(format!("SELECT entry_id FROM sendright_history {of_log} AND change_id IS NULL")).await;
    let action = action[0][0].unwrap();

    for (damage, repair) in [
        ("revision = revision - 1", "revision = revision + 1"),
        ("at = at + 1", "at = at - 1"),
        ("user_id = NULL", &*format!("user_id = '{}'", user("ada"))),
        ("change_id = user_id", "change_id = NULL"),
    ] {
        place.run(format!("UPDATE sendright_history SET {damage} WHERE entry_id = {action}")).await;
        let mut told = vec![
            log.history(newest, 100).await.unwrap_err(),
            log.history_about("sms.launch", newest, 100).await.unwrap_err(),
            auditor.read_for(user("ada"), HistoryQuery::new(), today(), 0, 10).await.unwrap_err(),
            erased(log).await,
        ];
        // One that has an id of a change is not an action that is copied.
        if damage != "change_id = user_id" {
            told.push(log.copy_trees(|_| true, &super::log(place).await).await.unwrap_err());
        }
        for error in told {
            assert_eq!((error.code(), error.is_passing()), ("other_entry", false), "{damage}: {error:?}");
            let way_out = "holds another entry: restore the row from a backup";
            assert_eq!(error.to_string(), format!("row {action} of the history of the log `{}` {way_out}", log.name()));
        }
        place.run(format!("UPDATE sendright_history SET {repair} WHERE entry_id = {action}")).await;
    }
    assert_eq!(log.history(newest, 100).await.unwrap().len() as u64, node.revision() + 1);
}

/// A snapshot of another log, which has as many changes.
pub(crate) async fn a_snapshot_in_the_row_of_another_is_told_as_such<P: Place>(place: &P) {
    let (node, other) = (node_of(place, &acme()).await, node_of(place, &acme()).await);
    let (log, other) = (node.log(), other.log());
    log.make_snapshot().await.unwrap().unwrap();
    other.make_snapshot().await.unwrap().unwrap();
    let is_told = async || {
        let error = log.directory().await.unwrap_err();
        assert_eq!((error.code(), error.is_passing()), ("unreadable_snapshot", false), "{error:?}");
        let sentence = "the snapshot of revision 2 can't be restored: delete its row, and start again";
        assert_eq!(error.to_string(), sentence);
        std::error::Error::source(&error).unwrap().to_string()
    };
    place
        .run(format!(
            "UPDATE sendright_snapshot SET snapshot = (SELECT snapshot FROM sendright_snapshot WHERE log = '{}') \
             WHERE log = '{}'",
            other.name(),
            log.name(),
        ))
        .await;
    assert_eq!(is_told().await, "its last change is another");

    log.forget_snapshots(0).await.unwrap();
    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    log.make_snapshot().await.unwrap().unwrap();
    place.run(format!("UPDATE sendright_snapshot SET revision = 2 WHERE log = '{}'", log.name())).await;
    assert_eq!(is_told().await, "it is of revision 3");
    log.forget_snapshots(0).await.unwrap();
    assert!(is_equal_to_log(&beside(place, &node).await).await);
}

/// The row of the log tells where it ends. Whoever planned on the changes would lose to nobody, again and again.
pub(crate) async fn a_log_with_another_end_than_its_changes_is_told_as_such<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (log, revision) = (node.log(), node.revision());
    let of_log = format!("WHERE log = '{}'", log.name());
    let last = place.texts(format!("SELECT last_change FROM sendright_log {of_log}")).await.remove(0);
    for damage in ["revision = 1", "revision = 3", "last_change = ''"] {
        place.run(format!("UPDATE sendright_log SET {damage} {of_log}")).await;
        let error = node.execute(user("ada"), &rename(1), today()).await.unwrap_err();
        assert_eq!((error.code(), error.http_status()), ("other_end", 500), "{damage}: {error:?}");
        let way_out = "and its row has another end: restore it as a whole, and start again";
        assert_eq!(
            error.to_string(),
            format!("the changes of the log `{}` end at revision {revision}, {way_out}", log.name())
        );
        place.run(format!("UPDATE sendright_log SET revision = {revision}, last_change = '{last}' {of_log}")).await;
    }
    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    assert!(is_equal_to_log(&node).await);
}
