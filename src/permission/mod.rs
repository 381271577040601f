//! Permissions, sets of permissions, areas, levels, scopes, grants and presets: values that are `Copy` and need no
//! allocation.
//!
//! Each file imports only from those above it in this list.

mod catalogue;
pub(crate) mod name;

mod level;
mod scope;

mod area;
mod feature;

mod permission;

mod set;

mod custom;
mod grants;
pub(crate) mod list;
mod selection;

mod levels;
mod preset;

pub mod actions;

mod check;

#[cfg(feature = "serde")]
mod wire;

pub use area::Area;
pub use custom::{CustomNameError, CustomNames};
pub use feature::Feature;
pub use grants::{Grants, NotNestedError};
pub use level::Level;
pub use levels::{Levels, UnknownAreaError};
pub use name::UnknownNameError;
pub(crate) use name::{Shown, cut};
pub use permission::Permission;
pub use preset::Preset;
pub use scope::Scope;
pub use selection::Selection;
pub use set::{Iter as PermissionSetIter, PermissionSet, UnknownBitsError};
