//! A field that may be null: `#[serde(with = "crate::wire::nullable")]`. It is always written, and must be there to be read
//! (rule C11).
//!
//! Without this, serde takes a field that is absent for null, so a command would clear what its sender forgot; and a format
//! without null, such as TOML, leaves such a field out.

use serde::ser::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[expect(clippy::ref_option, reason = "the form that serde calls")]
pub(crate) fn serialize<T: Serialize, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => serializer.serialize_some(value),
        // TOML leaves out a field whose error says that there is no null, and knows this error by its type. So it gets
        // another type, with the same text, and the whole value is refused.
        None => serializer.serialize_none().map_err(S::Error::custom),
    }
}

pub(crate) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}
