//! The formats: how each writes a value and reads it again.

use std::error::Error;
use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A format of serde, as one crate implements it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JSON as text.
    Json,
    /// JSON as a value in memory.
    JsonValue,
    /// CBOR.
    Cbor,
    /// CBOR as a value in memory.
    CborValue,
    /// MessagePack with structs as arrays.
    MessagePackArrays,
    /// MessagePack with structs as maps.
    MessagePackMaps,
    /// BSON as bytes.
    Bson,
    /// BSON as a document in memory, whose form is the human-readable one.
    BsonDocument,
    /// YAML, by `serde_yaml_ng`.
    YamlNg,
    /// YAML, by `serde_norway`.
    Norway,
    /// RON.
    Ron,
    /// TOML.
    Toml,
    /// Postcard.
    Postcard,
}

/// Why a value did not come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The format refused to write it.
    Refused(String),
    /// It was written, and could not be read.
    Unreadable(String),
}

impl Failure {
    fn refused(error: impl Display) -> Self {
        Self::Refused(error.to_string())
    }

    fn unreadable(error: impl Display) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// What a format that writes nothing but documents is given for a value alone.
#[derive(Serialize, Deserialize)]
struct Document<T> {
    value: T,
}

impl<T> Document<T> {
    fn into_value(self) -> T {
        self.value
    }
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 13] = [
        Self::Json,
        Self::JsonValue,
        Self::Cbor,
        Self::CborValue,
        Self::MessagePackArrays,
        Self::MessagePackMaps,
        Self::Bson,
        Self::BsonDocument,
        Self::YamlNg,
        Self::Norway,
        Self::Ron,
        Self::Toml,
        Self::Postcard,
    ];

    /// The name, with the crate that implements it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "JSON (`serde_json`)",
            Self::JsonValue => "JSON in memory (`serde_json::Value`)",
            Self::Cbor => "CBOR (`ciborium`)",
            Self::CborValue => "CBOR in memory (`ciborium::Value`)",
            Self::MessagePackArrays => "MessagePack, structs as arrays (`rmp-serde`)",
            Self::MessagePackMaps => "MessagePack, structs as maps (`rmp-serde`)",
            Self::Bson => "BSON (`bson`)",
            Self::BsonDocument => "BSON in memory (`bson::Document`)",
            Self::YamlNg => "YAML (`serde_yaml_ng`)",
            Self::Norway => "YAML (`serde_norway`)",
            Self::Ron => "RON (`ron`)",
            Self::Toml => "TOML (`toml`)",
            Self::Postcard => "Postcard (`postcard`)",
        }
    }

    /// Whether what is written says of itself what it is. Only then can serde read a tagged, flattened or untagged type.
    #[must_use]
    pub const fn describes_itself(self) -> bool {
        !matches!(self, Self::Postcard)
    }

    /// Whether the format has a null.
    #[must_use]
    pub const fn has_null(self) -> bool {
        !matches!(self, Self::Toml)
    }

    /// Writes a value and reads it again.
    ///
    /// # Errors
    ///
    /// [`Failure`] if it is not written, or not read.
    pub fn round_trip<T: Serialize + DeserializeOwned>(self, value: &T) -> Result<T, Failure> {
        let document = Document { value };
        match self {
            Self::Json => between(serde_json::to_vec(value), |bytes| serde_json::from_slice(&bytes)),
            Self::JsonValue => between(serde_json::to_value(value), serde_json::from_value),
            Self::Cbor => {
                let mut bytes = Vec::new();
                between(ciborium::into_writer(value, &mut bytes), |()| ciborium::from_reader(bytes.as_slice()))
            }
            Self::CborValue => between(ciborium::Value::serialized(value), |value| value.deserialized()),
            Self::MessagePackArrays => between(rmp_serde::to_vec(value), |bytes| rmp_serde::from_slice(&bytes)),
            Self::MessagePackMaps => between(rmp_serde::to_vec_named(value), |bytes| rmp_serde::from_slice(&bytes)),
            Self::YamlNg => between(serde_yaml_ng::to_string(value), |text| serde_yaml_ng::from_str(&text)),
            Self::Norway => between(serde_norway::to_string(value), |text| serde_norway::from_str(&text)),
            Self::Ron => between(ron::to_string(value), |text| ron::from_str(&text)),
            Self::Postcard => between(postcard::to_allocvec(value), |bytes| postcard::from_bytes(&bytes)),
            Self::Bson => {
                let written = bson::serialize_to_vec(&document);
                between(written, |bytes| bson::deserialize_from_slice(&bytes)).map(Document::into_value)
            }
            Self::BsonDocument => {
                let written = bson::serialize_to_document(&document);
                between(written, bson::deserialize_from_document).map(Document::into_value)
            }
            Self::Toml => {
                let written = toml::to_string(&document);
                between(written, |text| toml::from_str(&text)).map(Document::into_value)
            }
        }
    }
}

fn between<W, T, E: Error, F: Error>(
    written: Result<W, E>,
    read: impl FnOnce(W) -> Result<T, F>,
) -> Result<T, Failure> {
    read(written.map_err(Failure::refused)?).map_err(Failure::unreadable)
}
