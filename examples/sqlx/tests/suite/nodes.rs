//! Nodes: how they start, how they follow, and where they stop.

use core::time::Duration;

use sendright::commands::Assign;
use sendright::testing::{account, user};
use sendright::{Permission, Preset, Request};
use sendright_sqlx::Node;

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
    let name = log.name();
    let put_back = format!(
        "DELETE FROM sendright_history WHERE log = '{name}' AND revision > {kept}; \
         DELETE FROM sendright_change WHERE log = '{name}' AND revision > {kept}; \
         UPDATE sendright_log SET revision = {kept}, last_change = '{last}' WHERE log = '{name}'",
    );
    place.run(put_back).await;

    // Shorter than what the node has, and then as long, with another change at its end.
    refuses(&node).await;
    assert!(!node.was_stored(&undone).await.unwrap());
    beside(place, &node).await.execute(user("ada"), &rename(2), today()).await.unwrap();
    assert_eq!(log.revision().await.unwrap(), node.revision());
    refuses(&node).await;
    assert_eq!(log.revision().await.unwrap(), kept + 1);
    assert!(is_equal_to_log(&beside(place, &node).await).await, "one that is started again is well");
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
