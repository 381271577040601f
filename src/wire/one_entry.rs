//! Enums with data. In formats that people read, a variant is a map with one entry, `{"user": "…"}`, whatever the format
//! has for enums. So YAML needs no tags, which serde can't read inside an application's tagged, flattened and untagged types.
//! Compact formats keep their own form: in Postcard a variant is its number.
//!
//! An enum takes part by a private mirror of it, `#[serde(remote = "…")]`, which the compiler holds to the original.

use core::fmt;
use core::marker::PhantomData;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess, VariantAccess, Visitor,
};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize, forward_to_deserialize_any};

use super::fields_only::FieldsOnly;
use super::flattened::{deserialize_any, is_flattened};

/// An enum with data, and how serde would write and read it.
pub(crate) trait Variants: Sized {
    /// Whether there are variants without data.
    const HAS_WORDS: bool = false;

    /// The name of the variant, if it has data.
    fn entry(&self) -> Option<&'static str>;

    fn derived_serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    fn derived_deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Implements `Serialize` and `Deserialize` for an enum with a mirror: `one_entry!(Actor as ActorWire, |actor| …)`, with the
/// name of a variant that has data; `words` if there are variants that have none.
macro_rules! one_entry {
    ($type:ty as $mirror:ty, $entry:expr $(, words = $words:literal)?) => {
        impl $crate::wire::Variants for $type {
            $(const HAS_WORDS: bool = $words;)?

            fn entry(&self) -> Option<&'static str> {
                let entry: fn(&Self) -> Option<&'static str> = $entry;
                entry(self)
            }

            fn derived_serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                <$mirror>::serialize(self, serializer)
            }

            fn derived_deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <$mirror>::deserialize(deserializer)
            }
        }

        /// Writes a map with one entry, or a word if there is no data, in human-readable formats.
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::wire::write(self, serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::read(deserializer)
            }
        }
    };
}
pub(crate) use one_entry;

pub(crate) fn write<T: Variants, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    struct Data<'a, T>(&'a T);

    impl<T: Variants> Serialize for Data<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.derived_serialize(FieldsOnly(serializer))
        }
    }

    match value.entry() {
        Some(variant) if serializer.is_human_readable() => {
            let mut map = serializer.serialize_map(Some(1))?;
            map.serialize_entry(variant, &Data(value))?;
            map.end()
        }
        Some(_) | None => value.derived_serialize(serializer),
    }
}

pub(crate) fn read<'de, T: Variants, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if !deserializer.is_human_readable() {
        T::derived_deserialize(deserializer)
    } else if T::HAS_WORDS && !is_flattened::<D>() {
        let Buffered::Of(Kept(read)) = Buffered::deserialize(deserializer)?;
        read.map_err(D::Error::custom)
    } else {
        T::derived_deserialize(OneEntry(deserializer))
    }
}

/// A value that was read from serde's buffer. In RON a word without quotation marks is lost unless serde buffers it.
#[derive(Deserialize)]
#[serde(untagged, bound(deserialize = "T: Variants"))]
enum Buffered<T> {
    Of(Kept<T>),
}

/// What was read, or the error: that of an untagged type would say no more than that nothing matched.
struct Kept<T>(Result<T, String>);

impl<'de, T: Variants> Deserialize<'de> for Kept<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(T::derived_deserialize(OneEntry(deserializer)).map_err(|error| error.to_string())))
    }
}

/// Gives an enum that is asked for what the format has in its place, if that is a map with one entry or a word.
struct OneEntry<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for OneEntry<D> {
    type Error = D::Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        deserialize_any(self.0, variants, AsEnum(visitor))
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct AsEnum<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for AsEnum<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)?;
        f.write_str(": a map with one entry, which is named after its kind")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<V::Value, E> {
        self.0.visit_enum(word.into_deserializer())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(Entry(map))
    }
}

/// The first entry of a map as the variant of an enum; it must be the only one.
struct Entry<A>(A);

impl<'de, A: MapAccess<'de>> EnumAccess<'de> for Entry<A> {
    type Error = A::Error;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(mut self, variant: T) -> Result<(T::Value, Self), A::Error> {
        match self.0.next_key_seed(Name(variant))? {
            Some(variant) => Ok((variant, self)),
            None => Err(A::Error::invalid_length(0, &"a map with one entry")),
        }
    }
}

/// The name of a variant as text: RON has words without quotation marks in the place of a variant, and not as a key.
struct Name<T>(T);

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, T: DeserializeSeed<'de>> Visitor<'de> for Name<T> {
    type Value = T::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T::Value, E> {
        self.0.deserialize(name.into_deserializer())
    }
}

impl<'de, A: MapAccess<'de>> Entry<A> {
    /// The data of the first entry.
    fn only<T: DeserializeSeed<'de>>(mut self, data: T) -> Result<T::Value, A::Error> {
        let data = self.0.next_value_seed(data)?;
        match self.0.next_key::<IgnoredAny>()? {
            None => Ok(data),
            Some(_) => Err(A::Error::invalid_length(2, &"a map with one entry")),
        }
    }
}

impl<'de, A: MapAccess<'de>> VariantAccess<'de> for Entry<A> {
    type Error = A::Error;

    /// A tagged or flattened word is written as an entry with null. Some formats buffer null as unit, and some as none.
    fn unit_variant(self) -> Result<(), A::Error> {
        self.only(PhantomData::<Option<()>>).map(|_| ())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, data: T) -> Result<T::Value, A::Error> {
        self.only(data)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.only(Fields(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, A::Error> {
        self.only(Fields(visitor))
    }
}

/// The fields of a variant: a map, or a list, which is what MessagePack makes of a struct.
struct Fields<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        deserializer.deserialize_any(self.0)
    }
}
