//! What there is, listed: every permission, every area, and the bits that stand for nothing.

use sendright::{Area, Permission};

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
