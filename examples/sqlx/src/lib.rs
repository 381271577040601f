//! A log of changes and a history for [`sendright`], in SQLite or PostgreSQL, and nodes that follow it.
//!
//! The directory of sendright is a state machine over a log. This crate keeps the log, and what belongs around it.

mod auditor;
mod engine;
mod error;
mod follow;
mod history;
mod listing;
mod log;
mod node;
mod reader;
mod snapshot;

pub use auditor::{Auditor, Page};
pub use engine::Engine;
pub use error::{ExecuteError, LogError, TooOld};
pub use history::{Place, Row};
pub use listing::ListingSql;
pub use log::{Appended, LONGEST_NAME, Log};
pub use node::{Also, Counts, Executed, Node, Settings};
pub use reader::Reader;
