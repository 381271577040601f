//! A log of changes and a history for [`sendright`], in SQLite or PostgreSQL, and nodes that follow it.
//!
//! The directory of sendright is a state machine: it decides which command becomes a change, and changes make it what it is. This
//! crate keeps the changes, so that none is lost, and lets any number of processes go by one log.
//!
//! - [`Log`]: the changes, their history and snapshots, under a name in a database. [`migrate`](Log::migrate) makes the tables.
//! - [`Node`]: a directory in memory that [follows](Node::follow) a log, and [executes](Node::execute) commands, or
//!   [tells](Node::dry_run) what they would do.
//! - [`Reader`]: whom to ask; it never waits for the database.
//! - [`Auditor`]: reads the history for one reader after the other.
//! - [`Cursor`]: where a page of the history ends, as text for the next request.
//! - [`ListingSql`]: a [`Listing`](sendright::Listing) as a condition in SQL.
//! - [`ExecuteError`], [`EraseError`], [`LogError`], [`ParseCursorError`], [`TooOld`]: each has a stable code. Those of a log say
//!   whether to try again.
//!
//! The README has an example of all, and says what is kept and what to watch.
//!
//! # How a command is executed
//!
//! 1. It is planned on what the node knows. If it is refused, the node reads what others have stored since, and if there is
//!    something, plans again. What is refused writes nothing.
//! 2. In a transaction, what the application stores with it is written; then the row of the log is moved from the revision and the
//!    id on which the change was planned, and the change and its entry are written. If the row is elsewhere, another node was faster:
//!    nothing is kept.
//! 3. The second time, the transaction holds the row first, reads what came, and plans on that: nobody is faster then.
//! 4. After the commit the change is applied in memory, and then answered.
//!
//! # Tables
//!
//! `sendright_log`, `sendright_change`, `sendright_history`, `sendright_history_about` and `sendright_snapshot`, which the
//! migrations describe, and `_sendright_migrations`. Changes and entries are JSON of the library's stable format, so that they can be
//! read by anything; snapshots are its compact form.
//!
//! # Features
//!
//! `sqlite`, by default, with SQLite compiled in; `postgres`. An application that has one of them only turns the other off.

mod auditor;
mod counts;
mod cursor;
mod engine;
mod erase;
mod error;
mod follow;
mod history;
mod listing;
mod log;
mod node;
mod reader;
mod settings;
mod snapshot;
mod split;

pub use auditor::{Auditor, HistoryPage, LONGEST_PAGE};
pub use counts::Counts;
pub use cursor::{Cursor, ParseCursorError};
pub use engine::Engine;
pub use error::{EraseError, ExecuteError, LogError, TooOld};
pub use history::HistoryRow;
pub use listing::ListingSql;
pub use log::{Appended, LONGEST_NAME, Log};
pub use node::{Executed, Node, StoreFuture};
pub use reader::Reader;
pub use settings::Settings;

/// The block of the README runs as a documentation test.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
struct Readme;
