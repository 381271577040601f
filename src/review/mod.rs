//! The questions of an auditor: read for people, complete, in an order of their own.

mod history;
mod listing;
mod matrix;
mod who;

#[allow(unused_imports, reason = "filled in file by file")]
pub use self::{history::*, listing::*, matrix::*, who::*};
