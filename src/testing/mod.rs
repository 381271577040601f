//! Fixtures, strategies and laws, for the tests of those who build on this crate.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test that meets what it did not expect fails by a panic"
)]

#[cfg(feature = "proptest")]
pub mod strategies;
