//! Public types can grow: enums, and structs with public fields, are non-exhaustive, or closed on purpose and say so.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What is closed, and why. Its documentation says so, too.
const CLOSED: [(&str, &str); 9] = [
    ("Actor", "an application must decide about another kind of actor"),
    ("Event", "whoever plays a scenario must decide about all that happens (in `testing`; that of a history may grow)"),
    ("Level", "two bits"),
    ("List", "a filter of rows must decide about another part of what is asked"),
    ("ListedRow", "as `List`"),
    ("Principal", "an application must decide about another kind of principal"),
    ("Question", "a wrapper must decide about another part of what is asked"),
    ("Row", "as `Question`"),
    ("Selection", "a permission is named or not"),
];

/// A public enum, or a public struct with a public field.
struct Item {
    name: String,
    path: PathBuf,
    /// Its documentation and attributes.
    above: String,
}

impl Item {
    fn may_grow(&self) -> bool {
        self.above.contains("#[non_exhaustive]")
    }

    fn says_that_it_is_closed(&self) -> bool {
        self.above.contains("on purpose") || self.above.contains("without a wildcard")
    }
}

#[test]
fn whatever_is_public_may_grow_or_is_closed_and_says_so() {
    let items = items();
    let closed: BTreeSet<&str> = CLOSED.iter().map(|(name, _)| *name).collect();
    for item in &items {
        let (name, path) = (item.name.as_str(), item.path.display());
        if item.may_grow() {
            assert!(!item.says_that_it_is_closed(), "{path}: `{name}` may grow, and says that it is closed");
        } else {
            assert!(closed.contains(name), "{path}: `{name}` is neither `#[non_exhaustive]` nor in the list here");
            assert!(item.says_that_it_is_closed(), "{path}: `{name}` does not say that it is closed");
        }
    }
    let found: Vec<&str> = items.iter().filter(|item| !item.may_grow()).map(|item| item.name.as_str()).collect();
    assert!(closed.iter().all(|name| found.contains(name)), "no longer closed: {closed:?}, {found:?}");
    assert!(items.len() >= 40, "the sources are read: {}", items.len());
}

#[test]
fn items_are_read_off_a_source() {
    let source = "
/// Open.
#[derive(Clone)]
#[non_exhaustive]
pub enum Open {
    /// One.
    One,
}

#[non_exhaustive]
pub enum Before {}

/// Closed.
pub enum Closed<'a, T> { One(&'a T) }
pub(crate) enum Inner { One }
mod inner {
    pub struct Fields {
        pub(crate) inner: u8,
        pub one: u8,
    }

    pub struct Hidden {
        one: u8,
    }
}
pub struct Tuple(pub u8);
pub struct Private(u8);
";
    let found: Vec<(String, bool)> =
        items_of(Path::new("x.rs"), source).into_iter().map(|item| (item.name.clone(), item.may_grow())).collect();
    let expected = [("Open", true), ("Before", true), ("Closed", false), ("Fields", false), ("Tuple", false)];
    assert_eq!(found, expected.map(|(name, grows)| (name.to_owned(), grows)));
}

fn items() -> Vec<Item> {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.iter().flat_map(|path| items_of(path, &fs::read_to_string(path).unwrap())).collect()
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn items_of(path: &Path, source: &str) -> Vec<Item> {
    let lines: Vec<&str> = source.lines().collect();
    let mut items = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if let Some(name) = grows_by_a_line(line, &lines[number + 1..]) {
            let above = lines[..number].iter().rev().take_while(|line| is_of_an_item(line));
            items.push(Item { name, path: path.into(), above: above.copied().collect::<Vec<_>>().join("\n") });
        }
    }
    items
}

/// Documentation and attributes, and not the end of the item before.
fn is_of_an_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("///") || line.starts_with("#[") || line.starts_with("$(#[")
}

/// The name of a public enum, or of a public struct with a public field.
fn grows_by_a_line(line: &str, below: &[&str]) -> Option<String> {
    let rest = line.trim_start();
    let name =
        |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').next().map(str::to_owned);
    if let Some(rest) = rest.strip_prefix("pub enum ") {
        return name(rest);
    }
    let rest = rest.strip_prefix("pub struct ")?;
    let is_public = |field: &str| field.trim_start().starts_with("pub ");
    let end = &line[..line.len() - line.trim_start().len()];
    let end = format!("{end}}}");
    let in_lines = line.ends_with('{') && below.iter().take_while(|line| **line != end).any(|line| is_public(line));
    let in_this = rest.split(['(', '{']).nth(1).is_some_and(|fields| fields.split(',').any(is_public));
    (in_lines || in_this).then(|| name(rest)).flatten()
}
