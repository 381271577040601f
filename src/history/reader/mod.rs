//! The history as one reader may read it (rule R1).
//!
//! What a reader may not see is replaced before a sentence is written, so that no sentence can tell it.

mod entry;
mod find;
mod newest_first;
mod outline;
mod presence;
mod reach;
mod sentence;
mod sight;
mod walk;

pub use entry::{ReaderEntry, Seen, SeenActor};
pub use newest_first::HistoryReader;
