//! A machine that can't reach the database.

use core::time::Duration;

use sendright::commands::Assign;
use sendright::testing::{account, now, user};
use sendright::{Actor, Preset};
use sendright_sqlx::Node;
use sqlx::Postgres;

use super::machine::{Machine, TIMEOUT};
use super::wire::{Commit, Wire};
use super::{acme, address, digest, rename, replayed};

/// It refuses commands, goes on answering, and says how old its answers are. When the wire is mended, it has what it missed.
pub(super) async fn a_machine_that_is_cut_off_refuses_changes_and_says_how_old_its_answers_are() {
    let node = acme().await;
    let wire = Wire::to(&address());
    let mut machine = Machine::start(wire.address(), node.log().name());
    assert!(machine.ask("rename Acme-1").starts_with("ok "));
    let age = |said: &str| -> (u64, bool) {
        let (age, may) = said.split_once(' ').unwrap();
        (age.parse().unwrap(), may.parse().unwrap())
    };
    assert!(age(&machine.ask("age")).0 < 2_000);

    wire.cut();
    let demote = Assign::new(user("bob"), account("acme"), Preset::Template.into()).into();
    node.execute(user("ada"), &demote, now()).await.unwrap();
    let before = node.revision();
    let refused = machine.ask("rename Acme-2");
    assert!(refused == "error unavailable 503" || refused == "error busy 503", "{refused}");
    tokio::time::sleep(2 * TIMEOUT).await;
    let (older, may) = age(&machine.ask("age"));
    assert!(older >= 2_000 && may, "it knows that it is old: {older} ms");
    assert_eq!(node.log().settled_revision().await.unwrap(), before, "nothing was stored");

    wire.mend();
    let mended = std::time::Instant::now();
    let caught_up = loop {
        let (age, may) = age(&machine.ask("age"));
        if !may && age < 2_000 {
            break mended.elapsed();
        }
        assert!(mended.elapsed() < Duration::from_secs(30), "it comes back");
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    node.execute(Actor::System, &Assign::new(user("bob"), account("acme"), Preset::Admin.into()).into(), now())
        .await
        .unwrap();
    assert!(machine.ask("rename Acme-3").starts_with("ok "));
    node.catch_up().await.unwrap();
    let expected = format!("{} {}", node.revision(), digest(&replayed(node.log()).await));
    assert_eq!(machine.ask("digest"), expected);
    println!("cut off for more than {older} ms; current again {} ms after the wire was mended", caught_up.as_millis());
}

/// The wire is cut as the machine tells the database to keep a change. It says that it does not know, and which change that is; when
/// the wire is mended, it finds out, and the change is in the log once or never.
pub(super) async fn a_change_whose_fate_is_not_known_is_stored_once_or_never() {
    for (commit, is_stored) in [(Commit::Arrives, true), (Commit::IsLost, false)] {
        let node = acme().await;
        let before = node.revision();
        let wire = Wire::to(&address());
        let mut machine = Machine::start(wire.address(), node.log().name());
        wire.cut_at_commit(commit);
        assert_eq!(machine.ask("rename Acme-1"), "error uncertain 503");
        let others = go_on(&node).await;

        wire.mend();
        let known = std::time::Instant::now();
        let told = loop {
            let told = machine.ask("known");
            if told != "error unavailable" {
                break told;
            }
            assert!(known.elapsed() < Duration::from_secs(30), "it comes back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(told, if is_stored { "stored" } else { "not stored" });
        node.catch_up().await.unwrap();
        assert_eq!(node.revision(), others);

        // To give it again is safe.
        let again = machine.ask("rename Acme-1");
        assert!(if is_stored { again == "error already_so 409" } else { again.starts_with("ok ") }, "{again}");
        node.catch_up().await.unwrap();
        let log = node.log().changes(before + 1, 10).await.unwrap();
        let once = log.iter().filter(|change| *change.command() == rename("Acme-1")).count();
        assert_eq!((once, log.len()), (1, 2), "once");
    }
}

/// The others go on, though nobody tells the server that the machine is gone: a transaction that nobody goes on with is ended. Tells
/// the revision after their command.
async fn go_on(node: &Node<Postgres>) -> u64 {
    let begun = std::time::Instant::now();
    let command = Assign::new(user("bob"), account("acme"), Preset::Template.into()).into();
    loop {
        match node.execute(user("ada"), &command, now()).await {
            Ok(executed) => return executed.change.revision(),
            Err(error) => assert_eq!((error.code(), error.http_status()), ("unavailable", 503)),
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "the log is held for ever");
    }
}
