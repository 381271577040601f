//! The history: a log of the changes of a directory and of the actions that an application performed.
//!
//! - [`History`] is the log. Changes are committed through it, and actions are added to it.
//! - [`HistoryEntry`] is one entry: who did what, when, on which account, and which users and accounts it affected. It is
//!   written as a sentence for people.
//! - [`Event`] is what was done: a change, with a [`Difference`] between two [`Record`]s for everything that it altered,
//!   or an action.
//! - [`HistoryQuery`] selects entries: by user, email address, account, time and [`EventKind`].
//! - [`HistoryError`] is the error for stored entries that can't be read.

mod collect;
mod entry;
mod event;
mod log;
mod names;
mod query;
mod record;
mod render;
#[cfg(feature = "serde")]
mod validate;
mod version;
#[cfg(feature = "serde")]
mod wire;

pub use entry::HistoryEntry;
pub use event::{Event, EventKind, UnknownEventKind};
pub use log::{History, HistoryError};
pub use query::HistoryQuery;
pub use record::{Difference, Record};
