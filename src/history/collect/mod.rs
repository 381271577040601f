//! How entries are made: from a change, by the state before it and after it, and from the proof of an action.

mod action;
mod change;
mod mentioned;

pub(super) use action::entry_of_action;
pub(super) use change::BeforeChange;
