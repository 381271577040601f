//! Strategies for values.

pub use super::random::{Scenarios, Worlds, worlds};
