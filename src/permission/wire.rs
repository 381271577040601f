//! The wire formats (rule V9). Permissions, areas, levels, scopes and presets are names everywhere. Sets, selections, levels
//! and grants are made of names in human-readable formats, and bytes in compact ones.
//!
//! A reader that is told that its format is human-readable takes the bytes, too: serde buffers what is inside tagged,
//! flattened and untagged types, and calls the buffer human-readable whatever the format is. No bytes can be mistaken for
//! names.
//!
//! Bytes begin with the lowest bit, and zeros at the end are left out: more than 128 permissions are more bytes.
//!
//! Input is checked completely: an unknown name, an undefined bit, a permission that is listed twice and grants that are not
//! nested are errors, and the message names them. A list is refused at its first repetition, so no input makes a
//! deserializer collect more than all permissions.

#![expect(clippy::indexing_slicing, reason = "each array has an element for each value of the enum that indexes it")]

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Deserializer, Error, Expected, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use crate::wire::deserialize_any;

use super::actions::Action;
use super::area::Area;
use super::grants::Grants;
use super::level::Level;
use super::levels::Levels;
use super::name::{Named, cut};
use super::permission::Permission;
use super::preset::Preset;
use super::scope::Scope;
use super::selection::Selection;
use super::set::PermissionSet;

struct Name<T>(PhantomData<T>);

impl<T: Named> Visitor<'_> for Name<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        name.parse().map_err(|error| E::custom(format_args!("{error}; a later version may have written it")))
    }
}

macro_rules! named_on_the_wire {
    ($($type:ty),*) => {$(
        /// Writes the name, in every format.
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        /// Reads the name; an unknown one is an error that names it.
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Name(PhantomData))
            }
        }
    )*};
}
named_on_the_wire!(Action, Area, Level, Permission, Preset, Scope);

/// Asks for any form that the format can tell apart, or for bytes if it can't tell any. A map has entries with these names.
fn read<'de, D: Deserializer<'de>, V: Visitor<'de>>(
    deserializer: D,
    names: &'static [&'static str],
    visitor: V,
) -> Result<V::Value, D::Error> {
    if deserializer.is_human_readable() {
        deserialize_any(deserializer, names, visitor)
    } else {
        deserializer.deserialize_bytes(visitor)
    }
}

/// The names of all areas and scopes.
static AREAS: [&str; Area::ALL.len()] = {
    let mut names = [""; Area::ALL.len()];
    let mut i = 0;
    while i < names.len() {
        names[i] = Area::ALL[i].name();
        i += 1;
    }
    names
};
static SCOPES: [&str; Scope::ALL.len()] = [Scope::ALL[0].name(), Scope::ALL[1].name(), Scope::ALL[2].name()];

/// How many bytes a number takes without the zeros at its end.
const fn width(bits: u128) -> usize {
    (u128::BITS - bits.leading_zeros()).div_ceil(u8::BITS) as usize
}

fn write_bits<S: Serializer>(bits: u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bits.to_le_bytes().get(..width(bits)).unwrap_or_default())
}

/// The number that bytes make; the lowest bit that does not fit, if there is one.
fn bits_of(bytes: &[u8]) -> Result<u128, usize> {
    let mut bits = [0; size_of::<u128>()];
    let beyond = bytes.iter().enumerate().skip(bits.len()).find(|(_, byte)| **byte != 0);
    if let Some((place, byte)) = beyond {
        return Err(place * 8 + byte.trailing_zeros() as usize);
    }
    bits.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    Ok(u128::from_le_bytes(bits))
}

fn set_of<E: Error>(bytes: &[u8]) -> Result<PermissionSet, E> {
    let bits = bits_of(bytes).map_err(|bit| {
        E::custom(format_args!("bit {bit} stands for no permission: a later version may have written it"))
    })?;
    PermissionSet::from_bits(bits).map_err(E::custom)
}

/// The error for a text where there should be none. Serde's own would repeat it, however long it is.
fn no_text<E: Error>(text: &str, expected: &dyn Expected) -> E {
    E::invalid_type(Unexpected::Str(&cut(text)), expected)
}

/// Writes a list of names in human-readable formats, and the [bits](PermissionSet::bits) as bytes in compact ones.
impl Serialize for PermissionSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
        } else {
            write_bits(self.bits(), serializer)
        }
    }
}

/// Reads the names or the bytes; an unknown name, a name that is listed twice and an undefined bit are errors.
impl<'de> Deserialize<'de> for PermissionSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, &[], SetVisitor)
    }
}

struct SetVisitor;

impl<'de> Visitor<'de> for SetVisitor {
    type Value = PermissionSet;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of permissions such as [\"sms.view\", \"sms.send\"]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<PermissionSet, A::Error> {
        let mut set = PermissionSet::EMPTY;
        while let Some(permission) = names.next_element::<Permission>()? {
            if set.contains(permission) {
                return Err(A::Error::custom(format_args!("`{permission}` is listed twice: list it once")));
            }
            set |= permission;
        }
        Ok(set)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<PermissionSet, E> {
        Err(no_text(text, &self))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<PermissionSet, E> {
        set_of(bytes)
    }
}

/// What a selection of everything is called in human-readable formats, and the set of what it leaves out.
const EVERYTHING: &str = "everything";
const EVERYTHING_BUT: &str = "everything_but";

/// Writes `"everything"`, `{"everything_but": […]}` or a list of names in human-readable formats. In compact ones, the bytes
/// of the set follow a byte that is 0 if the set alone is selected, and 1 if all but it is.
impl Serialize for Selection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            let (first, set) = match self {
                Self::Only(set) => (0, set),
                Self::AllBut(set) => (1, set),
            };
            let bits = set.bits().to_le_bytes();
            let bytes: Vec<u8> = core::iter::once(first).chain(bits).take(1 + width(set.bits())).collect();
            return serializer.serialize_bytes(&bytes);
        }
        match self {
            Self::Only(set) => set.serialize(serializer),
            Self::AllBut(set) if set.is_empty() => serializer.serialize_str(EVERYTHING),
            Self::AllBut(set) => {
                let mut map = serializer.serialize_map(Some(1))?;
                map.serialize_entry(EVERYTHING_BUT, set)?;
                map.end()
            }
        }
    }
}

/// Reads what is written; a list is a selection of these alone, however long it is.
impl<'de> Deserialize<'de> for Selection {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, &[EVERYTHING_BUT], SelectionVisitor)
    }
}

struct SelectionVisitor;

impl<'de> Visitor<'de> for SelectionVisitor {
    type Value = Selection;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "\"everything\", a list of permissions such as [\"sms.view\"], or {\"everything_but\": [\"sms.view\"]}",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Selection, E> {
        if text == EVERYTHING {
            Ok(Selection::EVERYTHING)
        } else {
            Err(E::invalid_value(Unexpected::Str(&cut(text)), &self))
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, names: A) -> Result<Selection, A::Error> {
        SetVisitor.visit_seq(names).map(Selection::Only)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Selection, A::Error> {
        let Some(key) = entries.next_key::<String>()? else { return Err(A::Error::missing_field(EVERYTHING_BUT)) };
        if key != EVERYTHING_BUT {
            return Err(A::Error::unknown_field(cut(&key).as_str(), &[EVERYTHING_BUT]));
        }
        let set = entries.next_value()?;
        match entries.next_key::<String>()? {
            None => Ok(Selection::AllBut(set)),
            Some(key) if key == EVERYTHING_BUT => Err(A::Error::duplicate_field(EVERYTHING_BUT)),
            Some(key) => Err(A::Error::unknown_field(cut(&key).as_str(), &[EVERYTHING_BUT])),
        }
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Selection, E> {
        match bytes.split_first() {
            Some((0, set)) => set_of(set).map(Selection::Only),
            Some((1, set)) => set_of(set).map(Selection::AllBut),
            Some(_) | None => Err(E::invalid_value(Unexpected::Bytes(bytes), &self)),
        }
    }
}

/// Writes a map from area to level in human-readable formats, and the [bits](Levels::bits) as bytes in compact ones.
impl Serialize for Levels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_map(self.iter())
        } else {
            write_bits(self.bits().into(), serializer)
        }
    }
}

/// Reads the map or the bytes; an unknown area or level and an area that is listed twice are errors.
impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, &AREAS, LevelsVisitor)
    }
}

struct LevelsVisitor;

impl<'de> Visitor<'de> for LevelsVisitor {
    type Value = Levels;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from areas to levels such as {\"email\": \"editor\"}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Levels, A::Error> {
        let mut levels = Levels::NONE;
        let mut seen = [false; Area::SLOTS];
        while let Some((area, level)) = entries.next_entry::<Area, Level>()? {
            if core::mem::replace(&mut seen[area as usize], true) {
                return Err(A::Error::custom(format_args!("the area `{area}` is listed twice: list it once")));
            }
            levels = levels.with(area, level);
        }
        Ok(levels)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Levels, E> {
        Err(no_text(text, &self))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Levels, E> {
        let unknown = |bit: usize| {
            E::custom(format_args!("there is no area number {}: a later version may have written it", bit / 2))
        };
        let bits = bits_of(bytes).map_err(unknown)?;
        let beyond = (bits >> u64::BITS).trailing_zeros() + u64::BITS;
        let bits = u64::try_from(bits).map_err(|_| unknown(beyond as usize))?;
        Levels::from_bits(bits).map_err(E::custom)
    }
}

/// Writes `{"own": […], "account": […], "subtree": […]}` in human-readable formats, with each permission once, under its
/// widest scope; in compact ones the bytes of the three nested sets, the same number for each, one after the other.
impl Serialize for Grants {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return serializer.collect_map(Scope::ALL.map(|scope| (scope, self.widest_at(scope))));
        }
        // The widest of nested sets has the highest bit.
        let width = width(self.at(Scope::Own).bits());
        let bytes =
            Scope::ALL.into_iter().flat_map(|scope| self.at(scope).bits().to_le_bytes().into_iter().take(width));
        serializer.serialize_bytes(&bytes.collect::<Vec<u8>>())
    }
}

/// Reads the map or the bytes; a permission that is listed twice and sets that are not nested are errors. A scope that is
/// left out has no permissions.
impl<'de> Deserialize<'de> for Grants {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, &SCOPES, GrantsVisitor)
    }
}

struct GrantsVisitor;

impl<'de> Visitor<'de> for GrantsVisitor {
    type Value = Grants;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map from scopes to lists of permissions such as {\"account\": [\"sms.send\"]}")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Grants, A::Error> {
        let mut grants = Grants::NONE;
        let mut seen = [false; Scope::ALL.len()];
        while let Some((scope, listed)) = entries.next_entry::<Scope, PermissionSet>()? {
            if core::mem::replace(&mut seen[scope as usize], true) {
                return Err(A::Error::custom(format_args!("the scope `{scope}` is listed twice: list it once")));
            }
            // What was listed before, under any scope, is held at Own.
            if let Some(again) = (grants.at(Scope::Own) & listed).iter().next() {
                return Err(A::Error::custom(format_args!(
                    "`{again}` is listed under two scopes, the second `{scope}`: list it once, under the widest"
                )));
            }
            grants = grants.with(listed, scope);
        }
        Ok(grants)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Grants, E> {
        Err(no_text(text, &self))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Grants, E> {
        if bytes.len() % Scope::ALL.len() != 0 {
            return Err(E::invalid_length(bytes.len(), &"as many bytes for each of the three scopes"));
        }
        let width = bytes.len() / Scope::ALL.len();
        let set = |scope: Scope| {
            set_of(bytes.get(scope as usize * width..).and_then(|rest| rest.get(..width)).unwrap_or_default())
        };
        Grants::nested(set(Scope::Own)?, set(Scope::Account)?, set(Scope::Subtree)?).map_err(E::custom)
    }
}
