//! Every variant of every error, made by something that is refused with it. A variant without a row fails the test of its enum.

mod commits;
mod denials;
mod erasures;
mod histories;
mod policies;
mod refusals;
mod snapshots;
mod texts;
