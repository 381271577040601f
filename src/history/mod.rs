//! The history: a log of the changes of a directory and of the actions that an application performed.
//!
//! - [`History`] is the log. Changes are committed through it, and actions are added to it.
//! - [`HistoryEntry`] is one entry: who did what, when, on which account, and which users and accounts it affected. It is
//!   written as a sentence for people.
//! - [`Event`] is what was done: a change, with a [`Difference`] between two [`Record`]s for everything that it altered,
//!   or an action.
//! - [`HistoryQuery`] selects entries: by user, email address, account, time and [`EventKind`].
//! - [`ReaderEntry`] is an entry as far as one reader may read it ([`History::for_reader`], [`HistoryReader`]).
//! - [`HistoryError`] is the error for stored entries that can't be read, and [`MergeError`] that for entries of several nodes
//!   that don't belong together.
//!
//! # In a database, on several nodes
//!
//! A [`History`] holds its entries in memory. An application that stores changes in a database stores entries beside them, and
//! needs no `History`:
//!
//! 1. Plan the command: a [`Change`](crate::Change).
//! 2. Make its entry, from the directory before it: [`HistoryEntry::of`].
//! 3. Store both in one transaction. The table of changes has a unique revision, so of two nodes that plan at the same time one
//!    wins, and its transaction has both or nothing.
//! 4. Commit the change in memory.
//!
//! Another node reads the changes that it lacks and commits them. Entries it reads when somebody asks for them.
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! use chrono::{TimeZone, Utc};
//! use sendright::history::{HistoryEntry, HistoryQuery, HistoryReader};
//! # use sendright::{Billing, Selection};
//! use sendright::{AccountId, Actor, Change, Command, CommitError, Directory, Permission, Request, Stamp, UserId};
//! # let id = uuid::Uuid::from_u128;
//! # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
//! # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
//!
//! /// Stands for a database: a table of changes and a table of entries, as JSON.
//! #[derive(Default)]
//! struct Database {
//!     changes: Vec<String>,
//!     entries: Vec<String>,
//! }
//!
//! impl Database {
//!     /// One transaction: both, or neither if the revision is taken.
//!     fn store(&mut self, change: &Change, entry: &HistoryEntry) -> Result<bool, serde_json::Error> {
//!         if change.revision() != self.changes.len() as u64 + 1 {
//!             return Ok(false);
//!         }
//!         self.changes.push(serde_json::to_string(change)?);
//!         self.entries.push(serde_json::to_string(entry)?);
//!         Ok(true)
//!     }
//! }
//!
//! /// A node reads the changes that it lacks, and commits them.
//! fn follow(directory: &mut Directory, database: &Database) -> Result<(), Box<dyn std::error::Error>> {
//!     for row in database.changes.iter().skip(directory.revision() as usize) {
//!         directory.commit(serde_json::from_str(row)?)?;
//!     }
//!     Ok(())
//! }
//!
//! let (mut database, mut first, mut second) = (Database::default(), Directory::new(), Directory::new());
//! # let open = Command::OpenAccount {
//! #     account: acme,
//! #     name: "Acme".parse()?,
//! #     billing: Billing::Prepaid,
//! #     features: Selection::EVERYTHING,
//! #     administrator: ada,
//! #     email: "ada@acme.example".parse()?,
//! #     administrator_name: "Ada".parse()?,
//! # };
//! let change = first.plan(Actor::System, &open, Stamp::new(now, id(100).into()))?;
//! let entry = HistoryEntry::of(&first, &change)?;
//! assert!(database.store(&change, &entry)?);
//! first.commit(change)?;
//! follow(&mut second, &database)?;
//!
//! // Both nodes plan another name at the same time. The first stores it, so the second does not.
//! let rename = |name: &str| Command::RenameAccount { account: acme, name: name.parse().unwrap(), replaces: None };
//! let won = first.plan(ada, &rename("Acme SE"), Stamp::new(now, id(101).into()))?;
//! let lost = second.plan(ada, &rename("Acme AG"), Stamp::new(now, id(102).into()))?;
//! assert!(database.store(&won, &HistoryEntry::of(&first, &won)?)?);
//! first.commit(won)?;
//! assert!(!database.store(&lost, &HistoryEntry::of(&second, &lost)?)?);
//!
//! // What was planned on the race that it lost fits nowhere, whatever number it gets. It plans the command again.
//! follow(&mut second, &database)?;
//! let renumbered = lost.renumbered(3);
//! assert!(HistoryEntry::of(&second, &renumbered).is_err_and(|error| error.is_fork()));
//! let again = second.plan(ada, &rename("Acme AG"), Stamp::new(now, id(103).into()))?;
//! assert!(database.store(&again, &HistoryEntry::of(&second, &again)?)?);
//! second.commit(again)?;
//!
//! // The first node, which is behind, performs an action, and stores its entry.
//! let proof = first.authorize(&Request::new(ada, Permission::SmsLaunch, acme).at(now))?;
//! let launch = HistoryEntry::of_action(&proof, &first, Some("campaign 42".parse()?));
//! database.entries.push(serde_json::to_string(&launch)?);
//! assert_eq!((first.revision(), second.revision()), (2, 3));
//!
//! // Ada reads on the second node, the newest first: SELECT entry … ORDER BY revision DESC, change_id IS NULL DESC, at DESC.
//! let mut rows: Vec<HistoryEntry> = database.entries.iter().map(|row| serde_json::from_str(row)).collect::<Result<_, _>>()?;
//! rows.sort_by_key(|entry| (entry.revision(), entry.change().is_none(), entry.at()));
//! let mut reader = HistoryReader::new(ada, &second, now);
//! let page = reader.read_all(HistoryQuery::new(), rows.iter().rev()).take(3);
//! let page: Vec<String> = page.map(|entry| entry.brief().to_string()).collect();
//! assert_eq!(page, [
//!     "2026-11-22 09:00 UTC: “Ada” renamed “Acme SE”: is “Acme AG”",
//!     "2026-11-22 09:00 UTC: “Ada” used sms.launch in “Acme SE”: “campaign 42”",
//!     "2026-11-22 09:00 UTC: “Ada” renamed “Acme”: is “Acme SE”",
//! ]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! ## When something fails
//!
//! - *The transaction fails.* Nothing is stored, and nothing was committed in memory: plan again, or not.
//! - *The revision is taken.* Another node was faster. Commit what it stored, and plan the command again: the change that was
//!   planned names another change before it and can't be saved by another number ([`CommitError::Fork`](crate::CommitError)).
//! - *The answer is lost.* Whether it was stored is not known. Read the changes after the directory's revision: if the first has
//!   the id of the planned change ([`Change::id`](crate::Change::id)), it was stored; commit it. Otherwise it is as if the
//!   revision were taken. The entry was stored with it, or not.
//! - *The process ends between storing and committing.* The change is in the log, and the next start commits it.
//!
//! ## The columns
//!
//! What is asked in SQL is stored in columns of its own, beside the entry as JSON:
//!
//! | column | from | for |
//! | --- | --- | --- |
//! | `revision` | [`revision`](HistoryEntry::revision) | order, gaps, `as_of` |
//! | `change_id`, unique, null for an action | [`change`](HistoryEntry::change) | order; to find an entry again |
//! | `at`, in milliseconds | [`at`](HistoryEntry::at) | conditions on time, `as_of`, how long to keep it |
//! | `user_id`, null for the operator | [`user`](HistoryEntry::user) | `by` |
//! | `kind` | [`Command::name`](crate::Command::name), or a row for each permission of an action | `kind` |
//! | `entry` | the entry as JSON | everything else |
//! | a table of accounts: a row for each | [`affected_accounts`](HistoryEntry::affected_accounts) | `account`, `accounts` |
//! | a table of users: a row for each | [`affected_users`](HistoryEntry::affected_users) | `affecting` |
//! | a table of addresses: a row for each | [`addresses`](HistoryEntry::addresses) | `address`; erasing |
//!
//! Among rows with a `change_id`, `revision` is unique as well. SQL that does as the methods of the same names:
//!
//! ```sql
//! -- History::entries, after merging: the changes of a revision before the actions allowed at it.
//! SELECT entry FROM history ORDER BY revision, change_id IS NULL, at;
//!
//! -- History::gaps_in(1..=:last)
//! SELECT preceding + 1 AS first, revision - 1 AS last FROM (
//!     SELECT revision, LAG(revision, 1, 0) OVER (ORDER BY revision) AS preceding FROM (
//!         SELECT revision FROM history WHERE change_id IS NOT NULL AND revision <= :last UNION ALL SELECT :last + 1
//!     ) AS present
//! ) AS neighbours WHERE revision > preceding + 1;
//!
//! -- History::as_of(:instant): revision, and the first before it that a clock dated later.
//! SELECT MAX(revision) AS revision FROM history WHERE change_id IS NOT NULL AND at <= :instant;
//! SELECT MIN(revision) AS ahead FROM history WHERE change_id IS NOT NULL AND at > :instant AND revision < :revision;
//! ```
//!
//! Conditions that SQL does not have are tested entry by entry: [`HistoryQuery::matches`], [`HistoryQuery::select`]. For
//! one reader, SQL must not leave out changes, see [`HistoryReader`].
//!
//! ## In memory all the same
//!
//! A `History` is handy as a cache of the last weeks, on each node:
//!
//! - [`History::insert`] and [`History::merge`] take in what the database or other nodes have, in any order and as often as it
//!   comes; all nodes have the same order afterwards. Two changes of one revision are an error that names both.
//! - [`History::forget_before`] drops what is older. It then says from where on it [knows](History::known_from), and old
//!   entries don't come back.
//!
//! *What it can't see.* An entry does not name the change before it, so two timelines are found where both have a change of one
//! revision and not otherwise; the log of changes finds them always. An action has no id: put what makes it different into
//! `about`. After an [`Erasure`](crate::Erasure), erase also what arrives later from nodes and backups; an entry that is
//! erased here and not there is an error ([`MergeError::Differs`]), and does not bring anybody back.

// The layout of the module. Each file imports only files in rows above it; no two files import each other, and
// no file adds methods to a type that the type's own file calls.
//
// | file | what is in it | what it imports |
// | --- | --- | --- |
// | `record.rs` | what was stored before and after a change: `Record`, `Difference` | |
// | `names.rs` | the names at the time of an entry | |
// | `event.rs` | what was done: `Event`, `EventKind` | `record` |
// | `beyond.rs` | what stands in the place of an id that a reader may not see | |
// | `entry.rs` | `HistoryEntry` and what can be read from it | `event`, `names`, `record` |
// | `collect/` | how entries are made, from the state before and after a change or from a proof | `entry`, `event`, `names`, `record` |
// | `render/` | how entries are written as sentences | `beyond`, `entry`, `event`, `names`, `record` |
// | `index/` | what finds entries without a look at all of them | `entry`, `event`, `record` |
// | `reader/` | entries as one reader may read them (rule R1) | all above; its `find.rs` also `query` and `log`, its `newest_first.rs` `query` |
// | `make.rs` | an entry without a history: of a change before it is committed, and of an action | `collect`, `entry` |
// | `forgotten.rs` | what a history has forgotten | `entry` |
// | `order.rs` | the order that merging gives | `entry`, `event` |
// | `erase.rs` | entries without a person who is erased | `entry`, `event`, `record` |
// | `query.rs` | `HistoryQuery`: conditions on entries | `entry`, `event`, `index`, `reader` |
// | `validate.rs` | whether the parts of an entry that is read fit together | `entry`, `event`, `record` |
// | `wire.rs` | how events and records are written, and a stored entry is read | `entry`, `event`, `names`, `record`, `validate` |
// | `log.rs` | `History`: committing, recording, finding, reading | `collect`, `entry`, `forgotten`, `index`, `order`, `query` |
// | `revisions.rs` | which revisions a `History` has, and which counted when | `entry`, `index`, `log` |
// | `merge.rs` | entries of several nodes in one `History` | `entry`, `index`, `log`, `order` |
// | `forget.rs` | how much of the past a `History` keeps | `entry`, `forgotten`, `index`, `log` |
//
// In `index/`, the order is `term.rs` (what entries are found by), `postings.rs` (the positions of each term), `times.rs` (the
// tree of times), `positions.rs` (what is in several of them at once).
//
// In `reader/`, the order is `presence.rs` (who was a member when), `reach.rs` (what a reader reaches), `outline.rs` (what is
// told of a command beyond reach), `entry.rs`, `sight.rs` (what a reader sees of an entry), `sentence.rs`, `find.rs`;
// `walk.rs` (who was a member, from the present back, change by change), `newest_first.rs`.
//
// In `collect/`, `change.rs` and `action.rs` import `mentioned.rs` (the ids whose names an entry keeps). In `render/`, the
// order is `words.rs` (values as text), `context.rs` (how an entry calls users, accounts, roles and keys), `changed.rs`
// (what was before and is now), `command.rs` and `consequences.rs` (the two parts of a sentence about a change) and
// `sentence.rs`. Only `command.rs` asks which command it is. Everything else reads the table of facts about commands in
// the directory.

mod beyond;
mod collect;
mod entry;
mod erase;
mod event;
mod forget;
mod forgotten;
mod index;
mod log;
mod make;
mod merge;
mod names;
mod order;
mod query;
mod reader;
mod record;
mod render;
mod revisions;
#[cfg(feature = "serde")]
mod validate;
#[cfg(feature = "serde")]
mod wire;

pub use entry::HistoryEntry;
pub use event::{Event, EventKind, UnknownEventKind};
pub use log::{History, HistoryError};
pub use merge::MergeError;
pub use query::HistoryQuery;
pub use reader::{HistoryReader, ReaderEntry, Seen, SeenActor};
pub use record::{Difference, Record};
pub use revisions::AsOf;
