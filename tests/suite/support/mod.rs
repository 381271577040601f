//! What tests of several subjects use.

pub(crate) mod catalogue;
pub(crate) mod commands;
pub(crate) mod golden;
pub(crate) mod histories;
pub(crate) mod properties;
pub(crate) mod stamp;
#[cfg(feature = "serde")]
pub(crate) mod variants;
pub(crate) mod world;
pub(crate) mod worlds;
