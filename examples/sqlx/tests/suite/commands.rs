//! A command: what is stored, what is not, and who is faster.

use core::future::ready;
use core::pin::pin;

use core::time::Duration;

use sendright::commands::Assign;
use sendright::testing::{account, user};
use sendright::{Permission, Preset, Request};
use sendright_sqlx::{Cursor, ExecuteError, Log, Node, Settings};

use super::{Place, acme, beside, is_equal_to_log, node_of, rename, today};

pub(crate) async fn a_command_is_stored_with_its_entry<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let executed = node.execute(user("ada"), &rename(1), today()).await.unwrap();
    assert_eq!((executed.lost, executed.conflicts, executed.change.revision()), (0, 0, node.revision()));
    assert!(is_equal_to_log(&node).await);

    let newest = Cursor::at_revision(node.revision());
    let rows = node.log().history(newest, 100).await.unwrap();
    let changes: Vec<_> = rows.iter().map(|row| row.entry.change()).collect();
    assert_eq!(changes[0], Some(executed.change.id()));
    assert_eq!(changes.len() as u64, node.revision(), "each change has an entry");

    // An action, which was allowed at the revision of the last change, comes after it.
    let request = Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(today());
    let proof = node.reader().ask(|directory| directory.authorize(&request)).unwrap();
    node.record(proof, Some("campaign 42".parse().unwrap())).await.unwrap();
    let rows = node.log().history(newest, 2).await.unwrap();
    assert_eq!(rows[0].entry.change(), None);
    assert_eq!(rows[1].entry.change(), Some(executed.change.id()));

    // Page by page is the same as at once.
    let (mut pages, mut after) = (Vec::new(), newest);
    while let [row] = node.log().history(after, 1).await.unwrap().as_slice() {
        pages.push(row.clone());
        after = row.cursor;
    }
    assert_eq!(pages, node.log().history(newest, 100).await.unwrap());

    // By what it is about.
    let about = async |about: String| node.log().history_about(&about, newest, 100).await.unwrap().len();
    assert_eq!(about("sms.launch".to_owned()).await, 1);
    assert_eq!(about("rename_account".to_owned()).await, 1);
    assert_eq!(about(account("acme").to_string()).await, pages.len());
    assert_eq!(about(user("nobody").to_string()).await, 0);
}

pub(crate) async fn a_refused_command_stores_nothing<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let before = node.revision();
    let refused = node.execute(user("mallory"), &rename(1), today()).await.unwrap_err();
    assert_eq!((refused.code(), refused.http_status()), ("no_access", 404));
    assert_eq!((node.log().revision().await.unwrap(), node.revision()), (before, before));
    assert_eq!((node.counts().refused, node.counts().stored), (1, before));
}

/// It tells of the log as it is, on a node that has not heard of it, and changes nothing.
pub(crate) async fn a_dry_run_stores_nothing<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let behind = beside(place, &node).await;
    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    let (revision, command, done) = (node.revision(), rename(2), rename(1));

    let dry_run = async |actor, command| {
        let told = behind.dry_run(actor, command, today(), |directory, change| {
            assert_eq!(change.command(), command);
            (directory.account(account("acme")).unwrap().name().to_string(), change.revision())
        });
        told.await
    };
    assert_eq!(dry_run(user("ada"), &command).await.unwrap(), ("Acme 1".to_owned(), revision + 1));
    assert_eq!((node.log().revision().await.unwrap(), behind.revision()), (revision, revision));
    assert_eq!(dry_run(user("ada"), &done).await.unwrap_err().code(), "already_so");
    assert_eq!(dry_run(user("mallory"), &command).await.unwrap_err().code(), "no_access");
    assert_eq!(behind.counts(), sendright_sqlx::Counts::default());
    assert!(is_equal_to_log(&behind).await);

    behind.log().pool().close().await;
    let error = dry_run(user("ada"), &command).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), ("unavailable", 503));
}

/// What the application stores goes with the change: both are there, or neither is. The history is a table like any other.
pub(crate) async fn what_is_stored_with_a_change_is_stored_or_not_with_it<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let request = Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(today());
    let proof = node.reader().ask(|directory| directory.authorize(&request)).unwrap();
    let (action, command) = (node.entry_of(proof, None), rename(1));
    let store = |fails: bool| {
        let (log, action) = (node.log().clone(), action.clone());
        node.execute_with(user("ada"), &command, today(), move |connection, _| {
            let (log, action) = (log.clone(), action.clone());
            Box::pin(async move {
                log.record_in(connection, &action).await?;
                if fails { Err(sqlx::Error::RowNotFound) } else { Ok(()) }
            })
        })
    };
    let stored = async || {
        let (rows, revision) = (node.log().history(Cursor::at_revision(u64::MAX >> 1), 100), node.log().revision());
        (rows.await.unwrap().len(), revision.await.unwrap())
    };
    let (rows, revision) = stored().await;

    let failed = store(true).await.unwrap_err();
    assert_eq!((failed.code(), failed.http_status()), ("application", 500));
    assert_eq!(stored().await, (rows, revision));
    assert_eq!(node.revision(), revision);

    store(false).await.unwrap();
    assert_eq!(stored().await, (rows + 2, revision + 1));
    assert!(is_equal_to_log(&node).await);
}

/// Bob was added on another node, a moment ago. He gives a command on this one, which has not heard of it.
pub(crate) async fn one_who_is_behind_is_not_refused_for_it<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let behind = beside(place, &node).await;
    let carl = sendright::testing::World::new().account_for("acme", "ada").member("carl", Preset::Admin);
    let added = carl.changes().last().unwrap().clone();
    node.execute(added.actor(), added.command(), today()).await.unwrap();

    assert!(behind.revision() < node.revision());
    let executed = behind.execute(user("carl"), &rename(2), today()).await.unwrap();
    assert_eq!(executed.lost, 0);
    assert!(is_equal_to_log(&behind).await);
}

/// The same, where it was not the command but somebody who follows, on the same node, who heard of it: between the refusal and the
/// second look. All connections are taken, so that both wait for one, the other before the command.
pub(crate) async fn a_refusal_is_looked_at_again_whoever_caught_up<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let behind = beside(place, &node).await;
    let carl = sendright::testing::World::new().account_for("acme", "ada").member("carl", Preset::Admin);
    let added = carl.changes().last().unwrap().clone();
    node.execute(added.actor(), added.command(), today()).await.unwrap();

    let (pool, command, mut taken) = (behind.log().pool(), rename(2), Vec::new());
    for _ in 0..pool.options().get_max_connections() {
        taken.push(pool.acquire().await.unwrap());
    }
    let (mut following, mut executing) =
        (pin!(behind.catch_up()), pin!(behind.execute(user("carl"), &command, today())));
    tokio::select! {
        biased;
        _ = &mut following => panic!("it waits for a connection"),
        _ = &mut executing => panic!("it waits for a connection"),
        () = ready(()) => {}
    }
    taken.truncate(1);
    assert!(following.await.unwrap(), "it was the first");
    executing.await.unwrap();
    assert!(is_equal_to_log(&behind).await);
}

/// Each demotes the other, planned on one revision: the second loses it, is planned again, and is refused.
pub(crate) async fn two_administrators_demote_each_other<P: Place>(place: &P) {
    let first = node_of(place, &acme()).await;
    let second = beside(place, &first).await;
    let demote = |name: &str| Assign::new(user(name), account("acme"), Preset::Sender.into()).into();

    first.execute(user("ada"), &demote("bob"), today()).await.unwrap();
    assert_eq!(second.counts().lost, 0);
    let refused = second.execute(user("bob"), &demote("ada"), today()).await.unwrap_err();
    assert!(matches!(refused, ExecuteError::Refused(_)), "{refused:?}");
    assert_eq!((second.counts().lost, second.counts().conflicts), (1, 0), "it was planned on what it knew, and lost");
    assert!(is_equal_to_log(&second).await);
}

/// Nothing is stored then, and the node goes on.
pub(crate) async fn who_loses_too_often_is_told_to_try_again<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let log = Log::open(place.pool().await, node.log().name()).await.unwrap();
    let mut settings = Settings::default();
    (settings.attempts, settings.timeout) = (1, Duration::from_millis(300));
    let hasty = Node::start(log, settings).await.unwrap();

    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    let busy = hasty.execute(user("ada"), &rename(2), today()).await.unwrap_err();
    assert_eq!((busy.code(), busy.http_status()), ("busy", 503));
    assert!(busy.to_string().ends_with("try again later"), "{busy}");

    // A command that does not end is given up, and the one behind it has its turn.
    hasty.catch_up().await.unwrap();
    let stuck = tokio::spawn({
        let hasty = hasty.clone();
        let command = rename(3);
        async move { hasty.execute_with(user("ada"), &command, today(), |_, _| Box::pin(core::future::pending())).await }
    });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let executed = hasty.execute(user("ada"), &rename(4), today()).await.unwrap();
    let given_up = stuck.await.unwrap().unwrap_err();
    assert_eq!((given_up.code(), given_up.http_status()), ("unavailable", 503));
    assert_eq!((hasty.counts().failed, hasty.counts().stored), (2, 1));
    assert_eq!(executed.change.revision(), node.revision() + 1, "nothing else was stored");
    assert!(is_equal_to_log(&hasty).await);
}

/// In the middle of a transaction it answers at once: it would wait for ever, if it waited for the transaction.
pub(crate) async fn a_reader_does_not_wait_for_the_database<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (reader, before, command) = (node.reader(), node.revision(), rename(1));
    let executed = node.execute_with(user("ada"), &command, today(), move |_, change| {
        let (reader, revision) = (reader.clone(), change.revision());
        Box::pin(async move {
            let asked = tokio::task::spawn_blocking(move || reader.revision()).await;
            assert_eq!(asked.unwrap() + 1, revision);
            Ok(())
        })
    });
    executed.await.unwrap();
    assert_eq!(node.revision(), before + 1);
}
