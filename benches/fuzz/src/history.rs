//! A history as it is stored, in any of the formats: lines of JSON, or entries one after the other. It is refused, or read as a
//! history that is found by its index as by looking at every entry, and that a merge puts in one order.

use sendright::history::{EventKind, History, HistoryEntry, HistoryQuery};
use sendright::testing::user;

use crate::laws::{is_short, json, survives};
use crate::world::WORLD;

/// Holds the laws of a history to any bytes.
pub fn hold(bytes: &[u8]) {
    let lines = String::from_utf8_lossy(bytes);
    let readable = History::read(lines.lines().take(MOST).map(serde_json::from_str::<HistoryEntry>));
    let compact = History::read(compact(bytes).into_iter().map(Ok::<_, String>));
    for history in [readable.ok(), compact.inspect_err(is_short).ok()].into_iter().flatten() {
        is_read_again(&history);
        history.entries().iter().for_each(is_a_line);
        is_found_by_index(&history);
        is_read_by_readers(&history);
        is_merged(&history);
        is_forgotten(history);
    }
}

/// No more are read: a target should be fast.
const MOST: usize = 16;

fn compact(mut bytes: &[u8]) -> Vec<HistoryEntry> {
    let mut entries = Vec::new();
    while let (true, Ok((entry, rest))) = (entries.len() < MOST, postcard::take_from_bytes(bytes)) {
        entries.push(entry);
        bytes = rest;
    }
    entries
}

fn is_read_again(history: &History) {
    let lines: Vec<Vec<u8>> = history.entries().iter().map(json).collect();
    let again = History::read(lines.iter().map(|line| serde_json::from_slice(line)));
    assert_eq!(again.as_ref().ok(), Some(history), "it is read as another history");
}

/// An entry is one line for people, whatever is in it.
pub(crate) fn is_a_line(entry: &HistoryEntry) {
    survives(entry);
    for line in [entry.to_string(), entry.brief().to_string()] {
        assert!(!line.is_empty() && !line.contains(char::is_control), "`{line}`");
    }
}

/// Each condition that an entry meets, and pairs of them.
fn queries(entry: &HistoryEntry) -> Vec<HistoryQuery<'_>> {
    let any = HistoryQuery::new;
    let mut queries = vec![any(), any().from(entry.at()), any().until(entry.at()), any().accounts(&[])];
    queries.extend(entry.user().map(|user| any().by(user)));
    queries.extend(entry.user().map(|user| any().involving(user).from(entry.at())));
    queries.extend(entry.affected_users().flat_map(|user| [any().affecting(user), any().involving(user)]));
    queries.extend(entry.affected_accounts().map(|account| any().account(account)));
    queries.extend(entry.addresses().map(|address| any().address(address)));
    let commands = sendright::Command::NAMES.iter().filter_map(|name| name.parse::<EventKind>().ok());
    queries.extend(commands.map(|kind| any().kind(kind)).filter(|query| query.matches(entry)));
    queries
}

fn is_found_by_index(history: &History) {
    let (first, last) = (history.entries().first(), history.entries().last());
    for query in first.into_iter().chain(last).flat_map(queries) {
        assert!(history.find(query).eq(query.select(history.entries())), "the index finds others by {query:?}");
        assert!(history.find(query).rev().eq(history.entries().iter().rev().filter(|entry| query.matches(entry))));
    }
}

/// Nobody reads more than there is, and a stranger nothing.
fn is_read_by_readers(history: &History) {
    for reader in ["ada", "bob", "zoe", "mallory"] {
        let read: Vec<_> =
            history.for_reader(user(reader), HistoryQuery::new(), WORLD.directory(), WORLD.now()).collect();
        assert!(read.len() <= history.entries().len() && (reader != "mallory" || read.is_empty()));
        assert!(read.iter().all(|entry| !entry.brief().to_string().contains(char::is_control)));
    }
}

/// Whatever the order in which entries arrive and however often, they become one history.
fn is_merged(history: &History) {
    let (mut one, mut other) = (History::new(), History::new());
    let forward = one.insert(history.entries().iter().cloned());
    let backward = other.insert(history.entries().iter().rev().cloned());
    assert_eq!(forward, backward);
    match forward {
        Ok(_) => {
            assert_eq!(one, other, "the order of arrival makes a difference");
            assert_eq!(one.insert(history.entries().iter().cloned()), Ok(0), "what is there arrives again");
            assert_eq!(one, other);
            is_found_by_index(&one);
        }
        Err(error) => is_short(&error),
    }
}

fn is_forgotten(mut history: History) {
    let Some(middle) = history.entries().get(history.entries().len() / 2).map(HistoryEntry::at) else { return };
    let before = history.entries().len();
    let gone = history.forget_before(middle);
    assert_eq!(history.entries().len() + gone, before);
    assert_eq!(history.forget_before(middle), 0, "twice forgotten");
    is_found_by_index(&history);
}
