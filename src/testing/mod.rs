//! What tests an application that is built on this crate: fixtures, random worlds and laws.
//!
//! | what | with the feature | it is |
//! | --- | --- | --- |
//! | [`World`] | `testing` | a fixture in a few lines, with names in place of ids |
#![cfg_attr(
    feature = "proptest",
    doc = "| [`laws`] | `proptest` | what an application's own guard, cache, lists, store and middleware must keep |"
)]
#![cfg_attr(
    feature = "proptest",
    doc = "| [`strategies`] | `proptest` | random values, and random worlds with what is asked of them |"
)]
//!
//! Add it as a dev-dependency, with one of the features. The manual has a
#![cfg_attr(feature = "proptest", doc = "[page](crate::manual::testing)")]
#![cfg_attr(not(feature = "proptest"), doc = "page")]
//! on it.
//!
//! ```
//! use sendright::testing::{World, account, user};
//! use sendright::{Permission, Preset, Request};
//!
//! let world = World::new().account("acme").sub("shop").member("bob", Preset::Basic);
//! let own = Request::new(user("bob"), Permission::SmsSend, account("shop")).own().at(world.now());
//! let others = Request::new(user("bob"), Permission::SmsSend, account("shop")).owned_by(user("cleo")).at(world.now());
//! assert!(world.directory().authorize(&own).is_ok());
//! assert_eq!(world.directory().authorize(&others).unwrap_err().code(), "lesser_scope");
//! ```
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
