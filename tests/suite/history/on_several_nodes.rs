//! Several nodes store changes and entries in one database, each both in one transaction, and lose races, answers and
//! themselves. Whatever happens, the table of entries is the history of the log.

use proptest::prelude::*;
use sendright::history::{History, HistoryEntry};
use sendright::{Actor, Change, Command, Directory, Permission, Request, Stamp};
use uuid::Uuid;

use super::every_kind::{ACME, ADA, World, account, day, user};
use crate::support::properties::cases;

#[derive(Default)]
struct Database {
    changes: Vec<Change>,
    entries: Vec<HistoryEntry>,
}

impl Database {
    /// Both, or neither if the revision is taken.
    fn store(&mut self, change: &Change, entry: HistoryEntry) -> bool {
        let is_next = change.revision() == self.changes.len() as u64 + 1;
        if is_next {
            self.changes.push(change.clone());
            self.entries.push(entry);
        }
        is_next
    }
}

#[derive(Default)]
struct Node {
    directory: Directory,
    /// What was planned, with its entry, and is not stored yet.
    planned: Option<(Change, HistoryEntry)>,
    /// A cache of entries, in any order as they came.
    cache: History,
}

impl Node {
    fn follows(&mut self, database: &Database) {
        let next = usize::try_from(self.directory.revision()).unwrap();
        for change in &database.changes[next..] {
            self.directory.commit(change.clone()).unwrap();
        }
    }
}

/// What a node does: plan, store (and commit), store and lose the answer, follow, act, take in entries, end and start again.
fn step(node: &mut Node, database: &mut Database, what: u8, number: u128) {
    let at = day(0) + chrono::Duration::hours(i64::try_from(number * 7 % 50).unwrap());
    match what {
        0 | 1 => {
            let rename = Command::RenameAccount {
                account: account(ACME),
                name: format!("Name {number}").parse().unwrap(),
                replaces: None,
            };
            let stamp = Stamp::new(at, Uuid::from_u128(0xabc << 64 | number).into());
            let Ok(change) = node.directory.plan(user(ADA), &rename, stamp) else { return };
            let entry = HistoryEntry::of(&node.directory, &change).unwrap();
            node.planned = Some((change, entry));
        }
        2 | 3 => {
            let Some((change, entry)) = node.planned.take() else { return };
            let stored = database.store(&change, entry);
            let committed = node.directory.commit(change);
            // A node that has followed others since can't commit what it planned before; nor was it stored.
            assert!(!stored || committed.is_ok(), "{committed:?}");
            if !stored && committed.is_ok() {
                // It must not commit what is not stored. It starts again.
                *node = Node::default();
                node.follows(database);
            }
        }
        4 => {
            let Some((change, entry)) = node.planned.take() else { return };
            let stored = database.store(&change, entry);
            // The answer is lost. It reads the log: what has its id was stored.
            node.follows(database);
            assert_eq!(stored, database.changes.iter().any(|there| there.id() == change.id()));
        }
        5 | 6 => node.follows(database),
        7 => {
            let request = Request::new(user(ADA), Permission::SmsLaunch, account(ACME)).at(at);
            let Ok(proof) = node.directory.authorize(&request) else { return };
            let about = Some(format!("action {number}").parse().unwrap());
            let entry = HistoryEntry::of_action(&proof, &node.directory, about);
            node.cache.insert([entry.clone()]).unwrap();
            database.entries.push(entry);
        }
        8 => {
            let some = database.entries.iter().skip(number as usize % 5).step_by(2).cloned();
            node.cache.insert(some).unwrap();
        }
        _ => {
            *node = Node::default();
            node.follows(database);
        }
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn whatever_nodes_do_the_table_is_the_history_of_the_log(steps in proptest::collection::vec((0_usize..3, 0_u8..10), 1..120)) {
        let mut database = Database::default();
        let mut nodes: [Node; 3] = Default::default();
        let world = World::new();
        let opening = world.history.entries()[0].clone();
        let sendright::history::Event::Change { id, command, .. } = opening.event() else { panic!() };
        let change = Directory::new().plan(Actor::System, command, Stamp::new(opening.at(), *id)).unwrap();
        assert!(database.store(&change, opening.clone()));
        for (number, (node, what)) in (0_u128..).zip(steps) {
            step(&mut nodes[node], &mut database, what, number);
        }
        // The history that commits the whole log has the same changes.
        let (mut directory, mut history) = (Directory::new(), History::new());
        for change in database.changes.clone() {
            history.commit(&mut directory, change).unwrap();
        }
        let mut table = History::new();
        table.insert(database.entries.iter().rev().cloned()).unwrap();
        let changes = table.entries().iter().filter(|entry| entry.change().is_some());
        prop_assert!(changes.eq(history.entries()));
        prop_assert_eq!(table.entries().len(), database.entries.len());
        prop_assert_eq!(table.gaps_in(1..=directory.revision()).count(), 0);
        // Caches fit the table and each other, whoever takes in what from whom.
        let mut all = table.clone();
        for node in &mut nodes {
            node.follows(&database);
            prop_assert_eq!(&node.directory, &directory);
            all.merge(node.cache.clone()).unwrap();
            node.cache.merge(table.clone()).unwrap();
            prop_assert_eq!(&node.cache, &table);
        }
        prop_assert_eq!(all, table);
    }
}
