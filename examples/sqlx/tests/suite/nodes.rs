//! Nodes: how they start, how they follow, and where they stop.

use core::time::Duration;

use sendright::commands::Assign;
use sendright::testing::{account, user};
use sendright::{ChangeId, Permission, Preset, Request};
use sendright_sqlx::{Log, Node, Settings};

use super::{Place, acme, beside, is_equal_to_log, node_of, rename, replayed, today};

pub(crate) async fn a_node_starts_from_a_snapshot_and_the_log<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let log = node.log();
    assert_eq!(log.make_snapshot().await.unwrap(), Some(node.revision()));
    assert_eq!(log.make_snapshot().await.unwrap(), None, "there is one of this revision");
    assert!(is_equal_to_log(&beside(place, &node).await).await, "from the snapshot alone");

    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    assert!(is_equal_to_log(&beside(place, &node).await).await, "from the snapshot and a change");

    assert_eq!(log.make_snapshot().await.unwrap(), Some(node.revision()));
    assert_eq!(log.forget_snapshots(1).await.unwrap(), 1);
    assert!(log.directory().await.unwrap() == replayed(log).await);
    assert_eq!(log.forget_snapshots(0).await.unwrap(), 1);
    assert!(is_equal_to_log(&beside(place, &node).await).await, "from the log alone");
}

/// The log was put back, and a snapshot was left that is of what it was: to start again does not help, to delete its row does.
pub(crate) async fn a_snapshot_that_is_not_of_the_log_is_told_as_such<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (log, kept) = (node.log(), node.revision());
    let last = log.find(kept).await.unwrap().unwrap();
    node.execute(user("ada"), &rename(1), today()).await.unwrap();
    log.make_snapshot().await.unwrap();
    place.run(put_back(log.name(), kept, last)).await;

    let error = Node::start(log.clone(), Settings::default()).await.unwrap_err();
    assert_eq!((error.code(), error.is_passing()), ("unreadable_snapshot", false));
    assert!(error.to_string().contains("delete its row"), "{error}");
    log.forget_snapshots(0).await.unwrap();
    assert!(is_equal_to_log(&beside(place, &node).await).await);
}

/// Whoever wants to wait for ever says so by the longest time that there is.
pub(crate) async fn a_node_that_waits_for_ever_does_not_panic<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let mut settings = Settings::default();
    (settings.timeout, settings.poll) = (Duration::MAX, Some(Duration::MAX));
    let patient = Node::start(node.log().clone(), settings).await.unwrap();
    patient.execute(user("ada"), &rename(1), today()).await.unwrap();
    let followed = tokio::time::timeout(Duration::from_millis(50), patient.follow()).await;
    assert!(followed.is_err(), "it goes on");
}

/// What one node revokes, another refuses: as soon as it is told, or looks.
pub(crate) async fn a_node_follows<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let other = beside(place, &node).await;
    let reader = other.reader();
    let request = Request::new(user("bob"), Permission::SmsLaunch, account("acme")).at(today());
    assert!(reader.ask(|directory| directory.authorize(&request)).is_ok());

    let following = tokio::spawn({
        let other = other.clone();
        async move { other.follow().await }
    });
    let demote = Assign::new(user("bob"), account("acme"), Preset::Template.into()).into();
    node.execute(user("ada"), &demote, today()).await.unwrap();
    let refused = async {
        while reader.ask(|directory| directory.authorize(&request)).is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), refused).await.expect("it follows");
    assert!(reader.age() < Duration::from_secs(5));
    assert!(!following.is_finished());
    following.abort();
    assert!(is_equal_to_log(&other).await);

    // Nobody looks any more: the answers grow old, and whoever must not have old ones is told so.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let too_old = reader.ask_within(Duration::from_millis(10), |_| ()).unwrap_err();
    assert!(too_old.age >= Duration::from_millis(10));
    assert_eq!((too_old.code(), too_old.http_status()), ("too_old", 503));
    assert!(reader.ask_within(Duration::from_mins(1), |_| ()).is_ok());
}

/// A backup was put in the place of the log, and it grew again: what the node knows is another past.
pub(crate) async fn a_node_stops_at_a_log_that_is_another<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (log, kept) = (node.log(), node.revision());
    let last = log.find(kept).await.unwrap().unwrap();
    let undone = node.execute(user("ada"), &rename(1), today()).await.unwrap().change;
    place.run(put_back(log.name(), kept, last)).await;

    // Shorter than what the node has, and then as long, with another change at its end.
    refuses(&node).await;
    assert!(!node.was_stored(&undone).await.unwrap());
    beside(place, &node).await.execute(user("ada"), &rename(2), today()).await.unwrap();
    assert_eq!(log.revision().await.unwrap(), node.revision());
    refuses(&node).await;
    assert_eq!(log.revision().await.unwrap(), kept + 1);
    assert!(is_equal_to_log(&beside(place, &node).await).await, "one that is started again is well");
}

fn put_back(name: &str, kept: u64, last: ChangeId) -> String {
    format!(
        "DELETE FROM sendright_history WHERE log = '{name}' AND revision > {kept}; \
         DELETE FROM sendright_change WHERE log = '{name}' AND revision > {kept}; \
         UPDATE sendright_log SET revision = {kept}, last_change = '{last}' WHERE log = '{name}'",
    )
}

async fn refuses<DB: sendright_sqlx::Engine>(node: &Node<DB>) {
    let error = node.catch_up().await.unwrap_err();
    assert_eq!((error.code(), error.is_passing()), ("fork", false));
    let error = node.execute(user("ada"), &rename(3), today()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), ("fork", 500));
    assert_eq!(node.follow().await.unwrap_err().code(), "fork");
}

/// Four clients, two nodes: each command is accepted once, whatever the others do.
pub(crate) async fn many_commands_through_two_nodes_meet_no_false_conflict<P: Place>(place: &P) {
    const COMMANDS: usize = 25;
    let first = node_of(place, &acme()).await;
    let second = beside(place, &first).await;
    let before = first.revision();
    let clients: Vec<_> = (0..4_usize)
        .map(|client| {
            let node = if client % 2 == 0 { first.clone() } else { second.clone() };
            tokio::spawn(async move {
                for number in 0..COMMANDS {
                    let command = rename(client * COMMANDS + number);
                    node.execute(user("ada"), &command, today()).await.unwrap();
                }
            })
        })
        .collect();
    for client in clients {
        client.await.unwrap();
    }
    for node in [&first, &second] {
        node.catch_up().await.unwrap();
        assert_eq!(node.revision(), before + 4 * COMMANDS as u64);
        assert!(is_equal_to_log(node).await);
    }
    let lost = first.counts().lost + second.counts().lost;
    assert!(lost > 0, "they were never at it at once");
}

/// Two tenants in one log, who get a shard each: both go on where they were, with their history.
pub(crate) async fn a_log_is_split_into_shards_by_root<P: Place>(place: &P) {
    let world = acme().account_for("zenith", "zoe").sub("branch").member("yan", Preset::Standard);
    let node = node_of(place, &world).await;
    let in_zenith = |number: usize| {
        let name = format!("Branch {number}").parse().unwrap();
        sendright::commands::RenameAccount::new(account("branch"), name).into()
    };
    for number in 0..20 {
        let command = if number % 3 == 0 { rename(number) } else { in_zenith(number) };
        let by = user(if number % 3 == 0 { "ada" } else { "zoe" });
        node.execute(by, &command, today()).await.unwrap();
        let (who, at) = if number % 2 == 0 { ("bob", "acme") } else { ("zoe", "branch") };
        let request = Request::new(user(who), Permission::SmsLaunch, account(at)).at(today());
        let proof = node.reader().ask(|directory| directory.authorize(&request)).unwrap();
        node.record(proof, Some(format!("campaign {number}").parse().unwrap())).await.unwrap();
    }

    let mut copied = 0;
    for (root, user_of, other) in [("acme", "ada", "zoe"), ("zenith", "zoe", "ada")] {
        let shard = Log::open(place.pool().await, &place.name()).await.unwrap();
        copied += node.log().copy_trees(|id| id == account(root), &shard).await.unwrap();
        let again = node.log().copy_trees(|_| true, &shard).await.unwrap_err();
        assert_eq!(again.code(), "not_empty");

        let shard = Node::start(shard, Settings::default()).await.unwrap();
        assert!(is_equal_to_log(&shard).await);
        shard.reader().ask(|directory| {
            assert!(directory.user(user(user_of)).is_some() && directory.user(user(other)).is_none());
            let whole =
                |account: &sendright::Account| node.reader().ask(|all| all.account(account.id()) == Some(account));
            assert!(directory.subtree(account(root)).all(whole), "as it was");
        });

        // The history is the same but for its numbers, and nothing is missing.
        let newest = sendright_sqlx::Cursor::at_revision(u64::MAX >> 1);
        let told = async |log: &Log<P::Database>| -> Vec<String> {
            let rows = log.history_about(&account(root).to_string(), newest, 1_000).await.unwrap();
            rows.iter().map(|row| row.entry.to_string()).collect()
        };
        assert_eq!(told(shard.log()).await, told(node.log()).await);
        let rows = shard.log().history(newest, 1_000).await.unwrap();
        let changes: Vec<u64> =
            rows.iter().filter(|row| row.entry.change().is_some()).map(|row| row.entry.revision()).rev().collect();
        assert_eq!(changes, (1..=shard.revision()).collect::<Vec<_>>());
        assert_eq!(rows.len() - changes.len(), 10, "each action is there");

        let command = if root == "acme" { rename(100) } else { in_zenith(100) };
        shard.execute(user(user_of), &command, today()).await.unwrap();
    }
    assert_eq!(copied, node.revision(), "each change is of one of them");
}

/// A row that is not what it should be is for a person to look at, and nobody is told to try again. A database that is gone may come
/// back.
pub(crate) async fn what_does_not_pass_is_not_called_unavailable<P: Place>(place: &P) {
    let node = node_of(place, &acme()).await;
    let (log, name) = (node.log(), node.log().name().to_owned());
    place.run(format!("UPDATE sendright_log SET revision = -1 WHERE log = '{name}'")).await;
    let error = log.revision().await.unwrap_err();
    assert_eq!((error.code(), error.is_passing()), ("database", false));
    let error = log.settled_revision().await.unwrap_err();
    assert_eq!((error.code(), error.is_passing()), ("database", false));

    place.run(format!("UPDATE sendright_change SET change = '{{}}' WHERE log = '{name}' AND revision = 2")).await;
    let error = log.directory().await.unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("unreadable_change", "revision 2 of the log can't be read")
    );

    log.pool().close().await;
    let error = log.revision().await.unwrap_err();
    assert_eq!((error.code(), error.is_passing()), ("unavailable", true));
    let error = node.execute(user("ada"), &rename(1), today()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), ("unavailable", 503));
    assert_eq!(Log::open(place.pool().await, "").await.unwrap_err().code(), "name");
}
