//! The permission layer, by behaviour; the rules that a test holds are in its name (`v3_…`).

mod actions;
mod auto_traits;
mod beyond_the_sources;
mod catalogue;
mod custom_permissions;
mod grants;
mod levels;
mod levels_in_the_manual;
mod names;
mod presets;
mod presets_in_the_readme;
pub(crate) mod published_matrices;
mod sets;
#[cfg(feature = "serde")]
mod wire_formats;
