//! The questions of an auditor: read for people, complete, in an order of their own.

mod assigned;
mod history;
mod inventory;
mod listing;
mod matrix;
mod who;

pub use self::history::{
    Deed, DeedKind, Difference, History, HistoryEntry, HistoryError, HistoryQuery, Record, UnknownDeedKind,
};
pub use self::listing::Listing;
pub use matrix::{AccessMatrix, MatrixChange, MatrixChanged};
