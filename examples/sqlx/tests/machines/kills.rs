//! Machines that are killed under load: nothing that was acknowledged is lost, and nothing happens twice.

use core::time::Duration;
use std::collections::{HashMap, HashSet};

use sendright::{Change, Command, Directory};
use sendright_sqlx::{Log, Node};
use sqlx::Postgres;

use super::machine::Machine;
use super::{acme, address, digest};

/// Under load, at any place.
const ANYWHERE: u64 = 40;
/// Between the log and the answer.
const STORED: u64 = 10;
/// Before the log, in a transaction.
const PLANNED: u64 = 10;

/// What clients were told: the revision and the id of the change of each name.
type Acknowledged = HashMap<String, (u64, String)>;

pub(super) async fn no_acknowledged_change_is_lost_and_none_happens_twice() {
    let node = acme().await;
    let name = node.log().name().to_owned();
    let (mut acknowledged, mut stored) = (Acknowledged::new(), HashSet::new());
    let mut starts = Starts { log: node.log().clone(), known: Directory::new(), number: 0 };

    // Another machine goes on all the time, so that the log is never quiet.
    let mut other = Machine::start(&address(), &name);
    other.tell("load other");

    for kill in 0..ANYWHERE {
        let mut machine = starts.one_more().await;
        machine.tell(&format!("load {kill}"));
        tokio::time::sleep(Duration::from_millis(20 + kill * 7_919 % 80)).await;
        machine.kill().iter().for_each(|line| note(&mut acknowledged, line));
    }
    for kill in 0..STORED {
        let mut machine = starts.one_more().await;
        assert_eq!(machine.ask(&format!("stored stored-{kill}")), "stored");
        machine.kill();
        stored.insert(format!("stored-{kill}"));
    }
    for kill in 0..PLANNED {
        let mut machine = starts.one_more().await;
        assert_eq!(machine.ask(&format!("planned planned-{kill}")), "planned");
        machine.kill();
    }
    other.kill().iter().for_each(|line| note(&mut acknowledged, line));
    starts.one_more().await.kill();

    let log = settled(&node).await;
    let mut names = HashSet::new();
    for change in &log {
        let Some(name) = renamed(change) else { continue };
        assert!(names.insert(name.to_owned()), "`{name}` happened twice");
        if let Some((revision, id)) = acknowledged.remove(name) {
            assert_eq!((change.revision(), change.id().to_string()), (revision, id), "`{name}`");
        }
    }
    assert!(acknowledged.is_empty(), "lost: {acknowledged:?}");
    assert!(stored.is_subset(&names), "lost: {:?}", stored.difference(&names));
    assert!(!names.iter().any(|name| name.starts_with("planned")), "it was never committed");
    assert_eq!(starts.number, ANYWHERE + STORED + PLANNED + 1);
    println!("{} kills, {} changes in the log", starts.number, log.len());
}

/// Starts machines, and looks whether each has what is in the log: from a snapshot, now and then.
struct Starts {
    log: Log<Postgres>,
    known: Directory,
    number: u64,
}

impl Starts {
    async fn one_more(&mut self) -> Machine {
        if self.number % 8 == 7 {
            self.log.make_snapshot().await.unwrap();
        }
        let machine = Machine::start(&address(), self.log.name());
        let words: Vec<&str> = machine.started.split(' ').collect();
        let ["started", revision, found] = words.as_slice() else { panic!("{words:?}") };
        let (known, revision) = (self.known.revision(), revision.parse::<u64>().unwrap());
        for change in self.log.changes(known + 1, u32::try_from(revision - known).unwrap()).await.unwrap() {
            self.known.commit(change).unwrap();
        }
        assert_eq!((self.known.revision(), digest(&self.known)), (revision, (*found).to_owned()), "equal to the log");
        self.number += 1;
        machine
    }
}

/// The log, once everybody who was killed is done.
async fn settled(node: &Node<Postgres>) -> Vec<Change> {
    node.log().settled_revision().await.unwrap();
    node.catch_up().await.unwrap();
    node.log().changes(1, u32::MAX).await.unwrap()
}

/// A line of a machine under load: the name, and what became of it.
fn note(acknowledged: &mut Acknowledged, line: &str) {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        [name, "ok", revision, id] => {
            acknowledged.insert((*name).to_owned(), (revision.parse().unwrap(), (*id).to_owned()));
        }
        other => panic!("{other:?}"),
    }
}

fn renamed(change: &Change) -> Option<&str> {
    let Command::RenameAccount { name, .. } = change.command() else { return None };
    Some(name.as_str())
}
