//! How entries are written as sentences for people.

mod changed;
mod command;
mod consequences;
mod context;
mod sentence;
mod words;

pub(super) use command::write_command;
pub(super) use consequences::write_consequences;
pub(super) use context::{Context, Parts};
pub(super) use sentence::{Data, write_action};
pub(super) use words::Instant;
