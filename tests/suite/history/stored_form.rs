//! The stored form of each kind of entry, as JSON Lines and in a compact format.

use sendright::history::{History, HistoryEntry};

use super::every_kind::World;
use crate::support::golden::stored::{By, File, assert_stored};

#[test]
fn entries_are_as_they_ever_were() {
    let file = File::Apart { json: "history/entries.jsonl", compact: "history/entries.postcard.hex" };
    assert_stored(file, By::Place, World::whole().history.entries());
}

#[test]
fn json_lines_read_back() {
    let history = World::whole().history;
    let lines: Vec<String> = history.entries().iter().map(|entry| serde_json::to_string(entry).unwrap()).collect();
    let again = History::read(lines.iter().map(|line| serde_json::from_str(line))).unwrap();
    assert_eq!(again, history);
    assert_eq!(again.gaps().count(), 0);
    let sentences = |history: &History| history.entries().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(sentences(&again), sentences(&history));
}

#[test]
fn the_compact_format_reads_back() {
    let history = World::whole().history;
    let stored: Vec<Vec<u8>> = history.entries().iter().map(|entry| postcard::to_allocvec(entry).unwrap()).collect();
    let again = History::read(stored.iter().map(|bytes| postcard::from_bytes::<HistoryEntry>(bytes))).unwrap();
    assert_eq!(again, history);
}
