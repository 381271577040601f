//! The questions of an auditor: read for people, complete, in an order of their own.

mod assigned;
mod impact;
mod inventory;
mod listing;
mod people;
mod who;

pub use self::impact::{AccessChange, Impact};
pub use self::listing::Listing;
