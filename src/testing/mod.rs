//! Fixtures, strategies and laws, for the tests of those who build on this crate.
#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod fixture;
#[cfg(feature = "proptest")]
pub mod laws;
#[cfg(feature = "proptest")]
mod random;
#[cfg(feature = "proptest")]
pub mod strategies;

pub use fixture::{KeyTerms, MILLI, World, account, day, invitation, key, now, role, user};
#[cfg(feature = "proptest")]
pub use random::{About, Attempt, Event, List, ListedRow, Question, Row, Scenario};
