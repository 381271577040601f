//! The stored form of each kind of entry, as JSON Lines and in a compact format.

use sendright::history::{History, HistoryEntry};

use super::every_kind::World;
use crate::support::golden::{assert_golden, hex};

#[test]
fn json_lines_are_those_of_the_golden_file_and_read_back() {
    let world = World::whole();
    let lines: String =
        world.history.entries().iter().map(|entry| serde_json::to_string(entry).unwrap() + "\n").collect();
    assert_golden("history/entries.jsonl", &lines);
    let again = History::read(lines.lines().map(serde_json::from_str)).unwrap();
    assert_eq!(again, world.history);
    assert_eq!(again.gaps().count(), 0);
    let sentences = |history: &History| history.entries().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(sentences(&again), sentences(&world.history));
}

#[test]
fn the_compact_format_is_that_of_the_golden_file_and_reads_back() {
    let world = World::whole();
    let mut golden = String::new();
    let mut stored = Vec::new();
    for entry in world.history.entries() {
        let bytes = postcard::to_allocvec(entry).unwrap();
        golden += &(hex(&bytes) + "\n");
        stored.push(bytes);
    }
    assert_golden("history/entries.postcard.hex", &golden);
    let again = History::read(stored.iter().map(|bytes| postcard::from_bytes::<HistoryEntry>(bytes))).unwrap();
    assert_eq!(again, world.history);
}
