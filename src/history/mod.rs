//! The history: a log of the changes of a directory and of the actions that an application performed.
//!
//! - [`History`] is the log. Changes are committed through it, and actions are added to it.
//! - [`HistoryEntry`] is one entry: who did what, when, on which account, and which users and accounts it affected. It is
//!   written as a sentence for people.
//! - [`Event`] is what was done: a change, with a [`Difference`] between two [`Record`]s for everything that it altered,
//!   or an action.
//! - [`HistoryQuery`] selects entries: by user, email address, account, time and [`EventKind`].
//! - [`ReaderEntry`] is an entry as far as one reader may read it ([`History::for_reader`]).
//! - [`HistoryError`] is the error for stored entries that can't be read.
//!
//! # Layout
//!
//! For people who work on the module. Each file imports only files in rows above it; no two files import each other, and
//! no file adds methods to a type that the type's own file calls.
//!
//! | file | what is in it | what it imports |
//! | --- | --- | --- |
//! | `record.rs` | what was stored before and after a change: `Record`, `Difference` | |
//! | `names.rs` | the names at the time of an entry | |
//! | `event.rs` | what was done: `Event`, `EventKind` | `record` |
//! | `beyond.rs` | what stands in the place of an id that a reader may not see | |
//! | `entry.rs` | `HistoryEntry` and what can be read from it | `event`, `names`, `record` |
//! | `collect/` | how entries are made, from the state before and after a change or from a proof | `entry`, `event`, `names`, `record` |
//! | `render/` | how entries are written as sentences | `beyond`, `entry`, `event`, `names`, `record` |
//! | `reader/` | entries as one reader may read them (rule R1) | all above; its `find.rs` also `query` and `log` |
//! | `erase.rs` | entries without a person who is erased | `entry`, `event`, `record` |
//! | `query.rs` | `HistoryQuery`: conditions on entries | `entry`, `event`, `reader` |
//! | `validate.rs` | whether the parts of an entry that is read fit together | `entry`, `event`, `record` |
//! | `wire.rs` | how events and records are written, and a stored entry is read | `entry`, `event`, `names`, `record`, `validate` |
//! | `log.rs` | `History`: committing, recording, finding, gaps, reading | `collect`, `entry`, `query` |
//!
//! In `reader/`, the order is `presence.rs` (who was a member when), `reach.rs` (what a reader reaches), `outline.rs` (what is
//! told of a command beyond reach), `entry.rs`, `sight.rs` (what a reader sees of an entry), `sentence.rs`, `find.rs`.
//!
//! In `collect/`, `change.rs` and `action.rs` import `mentioned.rs` (the ids whose names an entry keeps). In `render/`, the
//! order is `words.rs` (values as text), `context.rs` (how an entry calls users, accounts, roles and keys), `changed.rs`
//! (what was before and is now), `command.rs` and `consequences.rs` (the two parts of a sentence about a change) and
//! `sentence.rs`. Only `command.rs` asks which command it is. Everything else reads the table of facts about commands in
//! the directory.

mod beyond;
mod collect;
mod entry;
mod erase;
mod event;
mod forget;
mod log;
mod make;
mod merge;
mod names;
mod order;
mod query;
mod reader;
mod record;
mod render;
#[cfg(feature = "serde")]
mod validate;
#[cfg(feature = "serde")]
mod wire;

pub use entry::HistoryEntry;
pub use event::{Event, EventKind, UnknownEventKind};
pub use log::{AsOf, History, HistoryError};
pub use merge::MergeError;
pub use query::HistoryQuery;
pub use reader::{HistoryReader, ReaderEntry, Seen, SeenActor};
pub use record::{Difference, Record};
