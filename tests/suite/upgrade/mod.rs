//! Rule V7: what is stored means the same in every later version.
//!
//! The crate also builds with a catalogue of two more permissions (`RUSTFLAGS="--cfg sendright_next"`), as a later version may
//! have it: `sms.archive`, which Standard gives and the level Editor, and `email.forecast`, which the level Guest alone gives.
//! This build writes a log, a snapshot and the answers to every question (`tests/golden/upgrade`); the next one must make the
//! same of them. The next one writes a change and a snapshot that this one must stop at (`tests/golden/upgrade/next`).

mod answers;
#[cfg(sendright_next)]
mod next;
#[cfg(not(sendright_next))]
mod plain;
mod stored;
#[cfg_attr(sendright_next, allow(dead_code, reason = "the log is written by this version alone"))]
mod world;
