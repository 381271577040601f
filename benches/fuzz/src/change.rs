//! Changes in any of the formats, one after the other, in a small world: each is committed, and leaves a directory that keeps
//! all rules; or is refused, and leaves the directory as it was.

use sendright::history::HistoryEntry;
use sendright::{Change, Command, Directory, Snapshot};
use serde_json::Value;

use crate::history::is_a_line;
use crate::laws::{is_short, json, survives};
use crate::sound::sound;
use crate::world::WORLD;

/// Holds the laws of changes to any bytes: a change after the other, with nothing or white space between them.
pub fn hold(bytes: &[u8]) {
    let mut world = Trial::new();
    for change in readable(bytes).into_iter().chain(compact(bytes)) {
        survives(&change);
        // As it came, it is mostly of another log.
        world.commit(change.clone());
        world.commit(change.clone().renumbered(world.directory.revision() + 1));
        world.commit(put_in_place(&world.directory, &change));
    }
    if world.directory.revision() > WORLD.directory().revision() {
        sound(&world.directory);
    }
}

/// No more are read: a target should be fast.
const MOST: usize = 4;

fn readable(bytes: &[u8]) -> Vec<Change> {
    let changes = serde_json::Deserializer::from_slice(bytes).into_iter::<Change>();
    changes.take(MOST).map_while(Result::ok).collect()
}

fn compact(mut bytes: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    while let (true, Ok((change, rest))) = (changes.len() < MOST, postcard::take_from_bytes::<Change>(bytes)) {
        changes.push(change);
        bytes = rest;
    }
    changes
}

/// The change as the next one, after the last of its tree.
fn put_in_place(directory: &Directory, change: &Change) -> Change {
    let opens_tree = matches!(change.command(), Command::OpenAccount { .. });
    let root = directory.root_of(change).filter(|_| !opens_tree);
    let mut stored: Value = serde_json::from_slice(&json(change)).unwrap();
    let previous = root.and_then(|root| directory.last_change(root));
    stored["previous"] = serde_json::to_value(previous).unwrap();
    stored["revision"] = (directory.revision() + 1).into();
    serde_json::from_value(stored).unwrap()
}

/// The world, and a snapshot of it after the last change that it took.
struct Trial {
    directory: Directory,
    taken: Snapshot,
}

impl Trial {
    fn new() -> Self {
        Self { directory: WORLD.directory().clone(), taken: WORLD.directory().snapshot() }
    }

    fn commit(&mut self, change: Change) {
        let Self { directory, taken } = self;
        let revision = directory.revision();
        let entry = HistoryEntry::of(directory, &change);
        let impact = directory.impact(&change).map(|impact| impact.display(directory).to_string());
        match directory.commit(change) {
            Ok(()) => {
                assert_eq!(directory.revision(), revision + 1);
                assert!(impact.is_ok());
                is_a_line(&entry.unwrap());
                *taken = directory.snapshot();
                assert!(
                    Directory::restore(taken.clone()).as_ref() == Ok(directory),
                    "its snapshot is another directory"
                );
            }
            Err(error) => {
                is_short(&error);
                assert!(directory.snapshot() == *taken, "it was refused, and changed the directory");
                assert_eq!(entry.err().as_ref(), Some(&error), "its entry was made, or refused otherwise");
                assert_eq!(impact.err().as_ref(), Some(&error), "its impact was told, or refused otherwise");
            }
        }
    }
}
