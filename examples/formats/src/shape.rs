//! Where a value stands: alone, or inside a type of an application.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::format::{Failure, Format};

/// Where a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Alone.
    Alone,
    /// A field of an internally tagged event: `#[serde(tag = "type")]`.
    TaggedField,
    /// The whole of an internally tagged event but its tag.
    TaggedWhole,
    /// The content of an adjacently tagged event: `#[serde(tag = "t", content = "c")]`.
    Adjacent,
    /// Among the fields of a struct: `#[serde(flatten)]`.
    Flattened,
    /// The same, beside another flattened field that takes the rest.
    FlattenedBeside,
    /// One of several types, told apart by what they look like: `#[serde(untagged)]`.
    Untagged,
    /// In a field of a tagged event, in an untagged type, among the fields of a struct.
    Nested,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tagged<T> {
    Whole(T),
    Field { request: u64, value: T },
    Nothing,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c", rename_all = "snake_case")]
enum Adjacent<T> {
    Nothing,
    Did(T),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flattened<T> {
    request: u64,
    #[serde(flatten)]
    value: T,
    trace: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct FlattenedBeside<T> {
    request: u64,
    #[serde(flatten)]
    value: T,
    #[serde(flatten)]
    rest: BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged<T> {
    Flag(bool),
    Value(T),
    Position { x: i64, y: i64 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Outer<T> {
    version: u64,
    #[serde(flatten)]
    value: T,
}

impl Shape {
    /// All shapes.
    pub const ALL: [Self; 8] = [
        Self::Alone,
        Self::TaggedField,
        Self::TaggedWhole,
        Self::Adjacent,
        Self::Flattened,
        Self::FlattenedBeside,
        Self::Untagged,
        Self::Nested,
    ];

    /// Whether only a struct or a map can stand there: serde has nowhere to write the tag or the other fields otherwise.
    #[must_use]
    pub const fn holds_maps_only(self) -> bool {
        matches!(self, Self::TaggedWhole | Self::Flattened | Self::FlattenedBeside)
    }

    /// Writes a value that stands there, and reads it again. The application's own fields are compared here.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it is not written, or not read.
    pub fn round_trip<T>(self, format: Format, value: T) -> Result<T, Failure>
    where
        T: Serialize + DeserializeOwned,
    {
        let (request, trace) = (7, String::from("a1"));
        let read = match self {
            Self::Alone => Some(format.round_trip(&value)?),
            Self::TaggedField => {
                let read = format.round_trip(&Tagged::Field { request, value })?;
                if let Tagged::Field { request: 7, value } = read { Some(value) } else { None }
            }
            Self::TaggedWhole => {
                let read = format.round_trip(&Tagged::Whole(value))?;
                if let Tagged::Whole(value) = read { Some(value) } else { None }
            }
            Self::Adjacent => {
                let read = format.round_trip(&Adjacent::Did(value))?;
                if let Adjacent::Did(value) = read { Some(value) } else { None }
            }
            Self::Flattened => {
                let read = format.round_trip(&Flattened { request, value, trace: trace.clone() })?;
                (read.request == request && read.trace == trace).then_some(read.value)
            }
            Self::FlattenedBeside => {
                let rest = BTreeMap::from([(String::from("trace"), trace)]);
                let read = format.round_trip(&FlattenedBeside { request, value, rest: rest.clone() })?;
                (read.request == request && read.rest == rest).then_some(read.value)
            }
            Self::Untagged => {
                let read = format.round_trip(&Untagged::Value(value))?;
                if let Untagged::Value(value) = read { Some(value) } else { None }
            }
            Self::Nested => {
                let value = Untagged::Value(Tagged::Field { request, value });
                let read = format.round_trip(&Outer { version: 1, value })?.value;
                if let Untagged::Value(Tagged::Field { value, .. }) = read { Some(value) } else { None }
            }
        };
        read.ok_or_else(|| Failure::Unreadable("something else was read".into()))
    }
}
