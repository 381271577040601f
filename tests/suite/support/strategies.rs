//! Random values: any permission, any set, any levels, any grants.

use proptest::prelude::*;
use proptest::sample::select;
#[cfg(feature = "serde")]
use sendright::Selection;
use sendright::{Area, Grants, Level, Levels, Permission, PermissionSet, Scope};

/// The first bit of the application's own permissions.
pub(crate) const FIRST_CUSTOM: u8 = 96;

/// The bits between the catalogue and the application's own permissions, which stand for nothing.
pub(crate) fn reserved_bits() -> impl Iterator<Item = u8> + Clone {
    u8::try_from(Permission::ALL.len()).unwrap()..FIRST_CUSTOM
}

/// Every permission, built in and custom.
pub(crate) fn every_permission() -> Vec<Permission> {
    (0..128).filter_map(Permission::from_bit).collect()
}

/// Every area, with [`Area::Custom`].
pub(crate) fn every_area() -> Vec<Area> {
    Area::ALL.into_iter().chain([Area::Custom]).collect()
}

pub(crate) fn permission() -> impl Strategy<Value = Permission> + Clone {
    select(every_permission())
}

pub(crate) fn scope() -> impl Strategy<Value = Scope> + Clone {
    select(&Scope::ALL[..])
}

pub(crate) fn level() -> impl Strategy<Value = Level> + Clone {
    select(&Level::ALL[..])
}

pub(crate) fn area() -> impl Strategy<Value = Area> + Clone {
    select(every_area())
}

/// Sets of every density: few permissions, about half of them, nearly all.
pub(crate) fn set() -> impl Strategy<Value = PermissionSet> + Clone {
    let few = proptest::collection::vec(permission(), 0..6).prop_map(PermissionSet::from_iter);
    let half = any::<u128>().prop_map(|bits| PermissionSet::from_bits(bits & PermissionSet::ALL.bits()).unwrap());
    prop_oneof![few.clone(), half, few.prop_map(|few| PermissionSet::ALL - few)]
}

/// These permissions, or all but these.
#[cfg(feature = "serde")]
pub(crate) fn selection() -> impl Strategy<Value = Selection> + Clone {
    prop_oneof![set().prop_map(Selection::Only), set().prop_map(Selection::AllBut)]
}

pub(crate) fn levels() -> impl Strategy<Value = Levels> + Clone {
    proptest::collection::vec((area(), level()), 0..30)
        .prop_map(|entries| entries.into_iter().fold(Levels::NONE, |levels, (area, level)| levels.with(area, level)))
}

pub(crate) fn grants() -> impl Strategy<Value = Grants> + Clone {
    (set(), set(), set()).prop_map(|(own, account, subtree)| {
        Grants::of(own, Scope::Own).with(account, Scope::Account).with(subtree, Scope::Subtree)
    })
}
