//! Placeholder.
pub mod book;
pub mod catalogue;
pub mod dice;
pub mod finding;
pub mod judge;
pub mod order;
pub mod question;
pub mod run;
pub mod tally;
pub mod translate;
pub mod world;
