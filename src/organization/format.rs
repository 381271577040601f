//! The number of the stored format, which every change, snapshot and entry of a history carries (rule V7).

/// The format that this version writes, and the only one that it reads so far. It stands first, so that something of a later
/// format is refused before anything else of it is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Format;

#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use super::Format;

    const CURRENT: u32 = 2;

    impl Serialize for Format {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u32(CURRENT)
        }
    }

    impl<'de> Deserialize<'de> for Format {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            match u32::deserialize(deserializer)? {
                CURRENT => Ok(Self),
                1 => Err(D::Error::custom("this is of format 1, which was never released: no version reads it")),
                other if other > CURRENT => Err(D::Error::custom(format_args!(
                    "update sendright to read this: it is of format {other}, and this version reads {CURRENT}"
                ))),
                other => Err(D::Error::custom(format_args!("there is no format {other}: the first is 2"))),
            }
        }
    }
}
