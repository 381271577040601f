//! The version of the stored form of an entry. It is written with every entry, and read before the rest of one.

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EntryVersion;

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::EntryVersion;

    const CURRENT: u32 = 1;

    impl Serialize for EntryVersion {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u32(CURRENT)
        }
    }

    impl<'de> Deserialize<'de> for EntryVersion {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match u32::deserialize(deserializer)? {
                CURRENT => Ok(Self),
                other => Err(D::Error::custom(format_args!(
                    "the format version is {other}, and this version of sendright reads {CURRENT}: update it"
                ))),
            }
        }
    }
}
