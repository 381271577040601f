//! Logs and snapshots as text: JSON, and a compact form in hexadecimal.

use std::fmt::Write as _;

use sendright::{Change, Directory, Snapshot};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A line for each value, in JSON.
pub(super) fn json<T: Serialize>(values: &[T]) -> String {
    values.iter().map(|value| serde_json::to_string(value).unwrap() + "\n").collect()
}

/// A line for each value, compact.
pub(super) fn compact<T: Serialize>(values: &[T]) -> String {
    let mut lines = String::new();
    for value in values {
        for byte in postcard::to_allocvec(value).unwrap() {
            write!(lines, "{byte:02x}").unwrap();
        }
        lines.push('\n');
    }
    lines
}

pub(super) fn of_json<T: DeserializeOwned>(line: &str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|error| error.to_string())
}

pub(super) fn of_compact<T: DeserializeOwned>(line: &str) -> Result<T, String> {
    let byte = |place| u8::from_str_radix(&line[place..place + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..line.len()).step_by(2).map(byte).collect();
    postcard::from_bytes(&bytes).map_err(|error| error.to_string())
}

/// The four files that hold a directory, and what is made of each.
pub(super) fn directories(read: impl Fn(&str) -> String) -> Vec<(&'static str, Directory)> {
    let replay = |lines: Vec<Result<Change, String>>| Directory::replay(lines.into_iter().map(Result::unwrap)).unwrap();
    let restore = |snapshot: Result<Snapshot, String>| Directory::restore(snapshot.unwrap()).unwrap();
    vec![
        ("log.jsonl", replay(read("log.jsonl").lines().map(of_json).collect())),
        ("log.postcard.hex", replay(read("log.postcard.hex").lines().map(of_compact).collect())),
        ("snapshot.json", restore(of_json(&read("snapshot.json")))),
        ("snapshot.postcard.hex", restore(of_compact(read("snapshot.postcard.hex").trim_end()))),
    ]
}
