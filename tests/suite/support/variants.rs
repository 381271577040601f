//! The variants of the crate's error enums, read from their source.
//!
//! These enums are `#[non_exhaustive]`, so that no match outside the crate is exhaustive. The source is the one list in which
//! every variant is; `cargo fmt` gives it the form that is read here.

use std::collections::BTreeSet;
use std::fmt::Debug;

/// The variants of an enum, read from the source of its file.
fn declared<'a>(source: &'a str, name: &str) -> BTreeSet<&'a str> {
    let begins = |line: &&str| line.strip_prefix("pub enum ").and_then(|rest| rest.strip_prefix(name)).is_some();
    let body = source.lines().skip_while(|line| !begins(line)).skip(1).take_while(|line| *line != "}");
    // A field is indented more, and documentation, an attribute or a brace does not begin with a capital.
    let variants =
        body.filter_map(|line| line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase)));
    variants.map(first_word).collect()
}

/// The variant of a value: `Debug` begins with its name.
pub(crate) fn variant(value: &impl Debug) -> String {
    first_word(&format!("{value:?}")).into()
}

fn first_word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

/// Fails if a variant of the enum was not made, so that a new one needs a test that is refused with it.
#[track_caller]
pub(crate) fn assert_all_made<E: Debug>(source: &str, name: &str, made: impl IntoIterator<Item = E>) {
    let made: Vec<String> = made.into_iter().map(|value| variant(&value)).collect();
    let made: BTreeSet<&str> = made.iter().map(String::as_str).collect();
    let declared = declared(source, name);
    assert!(!declared.is_empty(), "no enum `{name}` is in the source");
    let never: Vec<&&str> = declared.difference(&made).collect();
    assert!(never.is_empty(), "nothing here is refused with {name}::{never:?}: add a row for each");
    assert_eq!(made, declared, "the source of `{name}` is read wrongly: a variant was made that is not in it");
}

#[test]
fn variants_are_read_from_an_enum() {
    let source = "pub enum Other {\n    No,\n}\n\npub enum Is<E> {\n    /// Documented.\n    #[error(\"{}\", A)]\n    One(A),\n    Two {\n        \
                  /// Field.\n        three: A,\n    },\n    Four,\n}\n";
    assert_eq!(declared(source, "Is"), BTreeSet::from(["One", "Two", "Four"]));
    assert_eq!(declared(source, "Other"), BTreeSet::from(["No"]));
    assert!(declared(source, "None").is_empty());
    assert_eq!((variant(&Some(1)), variant(&None::<u8>)), ("Some".into(), "None".into()));
}
