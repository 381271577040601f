//! Golden files of stored values: each in JSON and, in hexadecimal, in a compact format.
//!
//! Every value that stands in a file must still be read from both forms, as one and the same value, and the sample must still
//! say all that stood there, under the same name or in the same place. Values, fields and elements may be added.

use std::fmt::{Debug, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Bless, read, write};

/// What can be stored and compared.
pub(crate) trait Stored: Serialize + DeserializeOwned + PartialEq + Debug {}

impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Stored for T {}

/// A value in both forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forms {
    pub(crate) json: String,
    pub(crate) compact: String,
}

/// A value in both forms, after it was read back from each.
#[track_caller]
pub(crate) fn both_forms<T: Stored>(value: &T) -> Forms {
    let json = serde_json::to_string(value).unwrap();
    let compact = postcard::to_allocvec(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), value);
    assert_eq!(&postcard::from_bytes::<T>(&compact).unwrap(), value);
    Forms { json, compact: hex(&compact) }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len()).step_by(2).map(|place| u8::from_str_radix(hex.get(place..place + 2)?, 16).ok()).collect()
}

/// How a value of the file is found again among those that are written now.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    /// By the text that it is, or the only name in it.
    Name,
    /// By its place: what is new comes at the end.
    Place,
}

impl By {
    fn find<'a>(self, place: usize, value: &Value, actual: &'a [(Value, Forms)]) -> Option<&'a (Value, Forms)> {
        match self {
            Self::Name => actual.iter().find(|(other, _)| name(other) == name(value)),
            Self::Place => actual.get(place),
        }
    }
}

fn name(value: &Value) -> Option<&str> {
    match value {
        Value::String(name) => Some(name),
        Value::Object(map) if map.len() == 1 => map.keys().next().map(String::as_str),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What became of the values of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Same,
    /// All stood the test, and this came in addition.
    Added(Vec<String>),
    /// This can't be read, or is not what it was.
    Lost(Vec<String>),
}

/// What was found, each a line for people.
#[derive(Default)]
struct Found {
    lost: Vec<String>,
    added: Vec<String>,
}

/// Compares the values of a file with those that are written now.
pub(crate) fn judge<T: Stored>(golden: &[Forms], actual: &[Forms], by: By) -> Verdict {
    let parse = |forms: &Forms| serde_json::from_str::<Value>(&forms.json);
    let actual: Vec<(Value, Forms)> = actual.iter().map(|forms| (parse(forms).unwrap(), forms.clone())).collect();
    let mut found = Found::default();
    let mut known = Vec::new();
    for (place, forms) in golden.iter().enumerate() {
        let told = format!("value {}, `{}`", place + 1, start(&forms.json));
        if let Err(why) = reads::<T>(forms) {
            found.lost.push(format!("{told}, {why}"));
        }
        let counterpart = parse(forms).ok().and_then(|value| Some((by.find(place, &value, &actual)?, value)));
        let Some(((now, written), value)) = counterpart else {
            found.lost.push(format!("{told}, is gone"));
            continue;
        };
        known.push(written);
        compare(&told, &value, now, &mut found);
    }
    let new = actual.iter().filter(|(_, forms)| !known.contains(&forms));
    found.added.extend(new.map(|(_, forms)| format!("`{}` is new", start(&forms.json))));
    match found {
        Found { lost, .. } if !lost.is_empty() => Verdict::Lost(lost),
        Found { added, .. } if !added.is_empty() => Verdict::Added(added),
        Found { .. } => Verdict::Same,
    }
}

/// Whether both forms are read, to their ends, as the same value.
fn reads<T: Stored>(forms: &Forms) -> Result<(), String> {
    let value = serde_json::from_str::<T>(&forms.json).map_err(|error| format!("can't be read: {error}"))?;
    let bytes = bytes(&forms.compact).ok_or("is no hexadecimal in the file")?;
    match postcard::take_from_bytes::<T>(&bytes) {
        Err(error) => Err(format!("can't be read from the compact format: {error}")),
        Ok((_, rest)) if !rest.is_empty() => Err("is not read to its end from the compact format".into()),
        Ok((other, _)) if other != value => Err("is another value in the compact format".into()),
        Ok(_) => Ok(()),
    }
}

/// Notes what is gone or changed of a value, and what came in addition.
fn compare(at: &str, golden: &Value, now: &Value, found: &mut Found) {
    match (golden, now) {
        (Value::Object(golden), Value::Object(now)) => {
            for (name, value) in golden {
                match now.get(name) {
                    Some(now) => compare(&format!("{at}, `{name}`"), value, now, found),
                    None => found.lost.push(format!("{at}: `{name}` is gone")),
                }
            }
            let new = now.keys().filter(|name| !golden.contains_key(*name));
            found.added.extend(new.map(|name| format!("{at}: `{name}` is new")));
        }
        (Value::Array(golden), Value::Array(now)) => compare_lists(at, golden, now, found),
        _ if golden == now => {}
        _ => found.lost.push(format!(
            "{at}: it was `{}`, it is `{}`",
            start(&golden.to_string()),
            start(&now.to_string())
        )),
    }
}

/// The elements of a list are found again in their order; others may come between them.
fn compare_lists(at: &str, golden: &[Value], now: &[Value], found: &mut Found) {
    let mut rest = now.iter();
    for (place, value) in golden.iter().enumerate() {
        let told = format!("{at}, element {}", place + 1);
        loop {
            let Some(next) = rest.next() else {
                let text = start(&value.to_string()).to_owned();
                found.lost.push(format!("{told}: `{text}` is gone or changed"));
                return;
            };
            let mut inside = Found::default();
            compare(&told, value, next, &mut inside);
            if inside.lost.is_empty() {
                found.added.append(&mut inside.added);
                break;
            }
            found.added.push(format!("{at}: `{}` is new", start(&next.to_string())));
        }
    }
    found.added.extend(rest.map(|new| format!("{at}: `{}` is new", start(&new.to_string()))));
}

/// As much of a text as a message has room for.
fn start(text: &str) -> &str {
    text.char_indices().nth(100).map_or(text, |(end, _)| &text[..end])
}

/// Whether the file is to be written anew; an error is the message that the test fails with.
pub(crate) fn settle(file: &str, verdict: Verdict, bless: Bless) -> Result<bool, String> {
    let listed = |lines: Vec<String>| lines.iter().fold(String::new(), |list, line| format!("{list}\n- {line}"));
    match (verdict, bless) {
        (Verdict::Same, _) => Ok(false),
        (Verdict::Added(_), Bless::WithoutLoss | Bless::Everything) | (Verdict::Lost(_), Bless::Everything) => Ok(true),
        (Verdict::Added(added), Bless::Nothing) => Err(format!(
            "{file}: something was added, and all that was stored is read as before. \
             SENDRIGHT_BLESS=1 cargo test writes it down.{}",
            listed(added)
        )),
        (Verdict::Lost(lost), Bless::Nothing | Bless::WithoutLoss) => Err(format!(
            "{file}: stored data would be lost. What was written once must be read for ever, and a sample grows at its end. \
             SENDRIGHT_BLESS=1 does not write this; SENDRIGHT_BLESS=lossy does.{}",
            listed(lost)
        )),
    }
}

/// Where values are kept, each of them in both forms.
#[derive(Clone, Copy, Debug)]
pub(crate) enum File<'a> {
    /// A line for each value: both forms, with a space between them.
    Lines(&'a str),
    /// A file for each form, with a line for each value.
    Apart { json: &'a str, compact: &'a str },
    /// A file for each form of one value, whose JSON has many lines.
    Alone { json: &'a str, compact: &'a str },
}

impl File<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Lines(name) | Self::Apart { json: name, .. } | Self::Alone { json: name, .. } => name,
        }
    }

    fn read(&self) -> Vec<Forms> {
        let forms = |json: &str, compact: &str| Forms { json: json.into(), compact: compact.into() };
        match self {
            Self::Lines(file) => read(file)
                .lines()
                .map(|line| line.rsplit_once(' ').unwrap_or((line, "")))
                .map(|(json, compact)| forms(json, compact))
                .collect(),
            Self::Apart { json, compact } => {
                let (json, compact) = (read(json), read(compact));
                let (json, compact): (Vec<&str>, Vec<&str>) = (json.lines().collect(), compact.lines().collect());
                let line = |lines: &[&str], number: usize| lines.get(number).copied().unwrap_or_default().to_owned();
                let numbers = 0..json.len().max(compact.len());
                numbers.map(|number| Forms { json: line(&json, number), compact: line(&compact, number) }).collect()
            }
            Self::Alone { json, compact } => match (read(json), read(compact)) {
                (json, compact) if json.is_empty() && compact.is_empty() => Vec::new(),
                (json, compact) => vec![forms(&json, compact.trim_end())],
            },
        }
    }

    fn write(&self, values: &[Forms]) {
        let lines = |form: fn(&Forms) -> String| values.iter().map(|forms| form(forms) + "\n").collect::<String>();
        match self {
            Self::Lines(file) => write(file, &lines(|forms| format!("{} {}", forms.json, forms.compact))),
            Self::Apart { json, compact } => {
                write(json, &lines(|forms| forms.json.clone()));
                write(compact, &lines(|forms| forms.compact.clone()));
            }
            Self::Alone { json, compact } => {
                write(json, &values.iter().map(|forms| forms.json.as_str()).collect::<String>());
                write(compact, &lines(|forms| forms.compact.clone()));
            }
        }
    }

    /// Fails if what was stored and is written now is not what stands in the file.
    #[track_caller]
    fn hold(&self, verdict: Verdict, written: &[Forms]) {
        let verdict = match verdict {
            Verdict::Same if self.read() != written => {
                Verdict::Added(vec!["another text, which means the same".into()])
            }
            verdict @ (Verdict::Same | Verdict::Added(_) | Verdict::Lost(_)) => verdict,
        };
        match settle(self.name(), verdict, Bless::asked()) {
            Ok(true) => self.write(written),
            Ok(false) => {}
            Err(message) => panic!("{message}"),
        }
    }
}

/// Holds values to a file in which they are stored.
#[track_caller]
pub(crate) fn assert_stored<'a, T: Stored + 'a>(file: File<'_>, by: By, values: impl IntoIterator<Item = &'a T>) {
    let written: Vec<Forms> = values.into_iter().map(both_forms).collect();
    file.hold(judge::<T>(&file.read(), &written, by), &written);
}

/// Holds a state to a file that was written of an earlier one: `then` is the state as it was at that time.
#[track_caller]
pub(crate) fn assert_stored_state<T: Stored>(file: File<'_>, then: &T, now: &T) {
    let forms = |value| {
        let json = serde_json::to_string_pretty(value).unwrap() + "\n";
        vec![Forms { json, ..both_forms(value) }]
    };
    file.hold(judge::<T>(&file.read(), &forms(then), By::Place), &forms(now));
}
