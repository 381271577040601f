//! Reviews: questions about many users, accounts or permissions at once. Each answer is complete, and its order is documented.

mod assigned;
mod impact;
mod inventory;
mod listing;
mod people;
mod who;

pub use self::impact::{AccessChange, Impact};
pub use self::listing::Listing;
