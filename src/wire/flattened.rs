use core::any::type_name;

use serde::de::Visitor;
use serde::de::value::MapDeserializer;
use serde::{Deserialize, Deserializer};

/// Reads whatever the format has in this place. If the place is a flattened field, this is a map of the entries with these
/// names alone, and other flattened fields don't get them any more.
pub(crate) fn deserialize_any<'de, D: Deserializer<'de>, V: Visitor<'de>>(
    deserializer: D,
    names: &'static [&'static str],
    visitor: V,
) -> Result<V::Value, D::Error> {
    if is_flattened::<D>() {
        deserializer.deserialize_struct("", names, visitor)
    } else {
        deserializer.deserialize_any(visitor)
    }
}

/// Whether a deserializer is the one that serde gives to a field with `#[serde(flatten)]`.
///
/// It has the fields that are left of a struct, also those of other flattened fields, and hands out the right ones only if
/// it is asked by their names. It doesn't say what it is, so its type is compared by name with one of its kind. Were it ever
/// not recognized, a value would still be read if no other flattened field is beside it.
pub(super) fn is_flattened<'de, D: Deserializer<'de>>() -> bool {
    #[derive(Deserialize)]
    struct Outer {
        #[serde(flatten)]
        inner: Inner,
    }

    /// The name of the deserializer that it was given.
    struct Inner(&'static str);

    impl<'de> Deserialize<'de> for Inner {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Ok(Self(type_name::<D>()))
        }
    }

    let no_fields = MapDeserializer::<_, D::Error>::new(core::iter::empty::<(&str, &str)>());
    Outer::deserialize(no_fields).is_ok_and(|outer| outer.inner.0 == type_name::<D>())
}
