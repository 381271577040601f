//! The wire formats: names in human-readable formats, numbers in compact ones.
//!
//! Input is checked completely: an unknown name, an undefined bit, a permission that is listed twice and grants that are not
//! nested are errors, and the message names them. A list is refused at its first repetition, so no input makes a
//! deserializer collect more than all permissions.

#![expect(clippy::indexing_slicing, reason = "each array has an element for each value of the enum that indexes it")]

use core::fmt;
use core::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::area::Area;
use super::grants::Grants;
use super::level::Level;
use super::levels::Levels;
use super::name::Named;
use super::permission::Permission;
use super::preset::Preset;
use super::scope::Scope;
use super::set::PermissionSet;

/// Reads a value from its name or its number. It accepts both in every format, as formats of serde that buffer may ask for
/// the name and pass the number.
struct NameOrCode<T>(PhantomData<T>);

impl<T: Named> Visitor<'_> for NameOrCode<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTING)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        name.parse().map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, code: u64) -> Result<T, E> {
        let known = u8::try_from(code).ok().and_then(T::of_code);
        known.ok_or_else(|| {
            E::custom(format_args!("there is no {} number `{code}`: a later version may have written it", T::NOUN))
        })
    }
}

macro_rules! named_on_the_wire {
    ($($type:ty),*) => {$(
        /// Writes the name in human-readable formats, and the number in compact ones.
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.serialize_str(self.name())
                } else {
                    serializer.serialize_u8(self.code())
                }
            }
        }

        /// Reads the name or the number; an unknown one is an error that names it.
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    deserializer.deserialize_str(NameOrCode(PhantomData))
                } else {
                    deserializer.deserialize_u8(NameOrCode(PhantomData))
                }
            }
        }
    )*};
}
named_on_the_wire!(Area, Level, Permission, Preset, Scope);

/// Writes a list of names in human-readable formats, and the [bits](PermissionSet::bits) in compact ones.
impl Serialize for PermissionSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_seq(self.iter())
        } else {
            serializer.serialize_u128(self.bits())
        }
    }
}

/// Reads the names or the bits; an unknown name, a name that is listed twice and an undefined bit are errors.
impl<'de> Deserialize<'de> for PermissionSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_seq(SetVisitor)
        } else {
            deserializer.deserialize_u128(SetVisitor)
        }
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

    fn visit_u128<E: Error>(self, bits: u128) -> Result<PermissionSet, E> {
        PermissionSet::from_bits(bits).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, bits: u64) -> Result<PermissionSet, E> {
        self.visit_u128(bits.into())
    }
}

/// Writes a map from area to level in human-readable formats, and the [bits](Levels::bits) in compact ones.
impl Serialize for Levels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_map(self.iter())
        } else {
            serializer.serialize_u64(self.bits())
        }
    }
}

/// Reads the map or the bits; an unknown area or level and an area that is listed twice are errors.
impl<'de> Deserialize<'de> for Levels {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_map(LevelsVisitor)
        } else {
            deserializer.deserialize_u64(LevelsVisitor)
        }
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

    fn visit_u64<E: Error>(self, bits: u64) -> Result<Levels, E> {
        Levels::from_bits(bits).map_err(E::custom)
    }
}

/// Writes `{"own": […], "account": […], "subtree": […]}` in human-readable formats, with each permission once, under its
/// widest scope; the bits of the three nested sets in compact ones.
impl Serialize for Grants {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_map(Scope::ALL.map(|scope| (scope, self.widest_at(scope))))
        } else {
            Scope::ALL.map(|scope| self.at(scope)).serialize(serializer)
        }
    }
}

/// Reads the map or the three sets; a permission that is listed twice and sets that are not nested are errors. A scope that
/// is left out has no permissions.
impl<'de> Deserialize<'de> for Grants {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            deserializer.deserialize_map(GrantsVisitor)
        } else {
            let [own, account, subtree] = Deserialize::deserialize(deserializer)?;
            Self::nested(own, account, subtree).map_err(D::Error::custom)
        }
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
}
