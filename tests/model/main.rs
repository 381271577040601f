//! A naive model beside the directory: it keeps rows in lists, works everything out anew on each question, permission by
//! permission and instant by instant, and must agree with the directory after every step of long random sequences.
//!
//! - `model`, `held`: what is remembered, and what is held; `model_decide`: rules G and D; `coverage`: rules E;
//! - `model_command`, `model_joining`, `model_user`, `model_role_key`, `model_retry`: what stands against a command; `model_effect`: what
//!   it does; `invariants`: rules I; `about`: what a command is about;
//! - `kinds`: a row for each kind of command; `complete`: that none is missing, here and elsewhere;
//! - `generate`, `drafts`, `questions`: random worlds; `properties`, `agreement`, `discretion`, `figures`, `shrink`: the test
//!   against the model;
//! - `theorem`, `picture`: rule E7, on the directory alone;
//! - `laws`, `laws_effect`: what holds for every command, on the directory alone; `lawful`: the random worlds in which it is
//!   tried; `bystanders`, `records`, `documented`: with whom, and how it is read.
//!
//! A new kind of command begins with `complete`, which fails and says what to add. Nothing here passes over a kind in
//! silence: a match over commands names them all and ends in `about::unknown`, as the compiler can't ask for it outside the
//! crate.
//!
//! `SENDRIGHT_SEQUENCES` sets how many sequences run, `SENDRIGHT_SEED` the first.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod about;
mod agreement;
#[cfg(feature = "serde")]
mod bystanders;
mod chance;
#[cfg(feature = "serde")]
mod complete;
mod coverage;
mod discretion;
#[cfg(feature = "serde")]
mod documented;
mod drafts;
mod figures;
mod generate;
mod held;
mod impact;
mod invariants;
mod kinds;
#[cfg(feature = "serde")]
mod lawful;
#[cfg(feature = "serde")]
mod laws;
#[cfg(feature = "serde")]
mod laws_effect;
mod model;
mod model_command;
mod model_decide;
mod model_effect;
mod model_joining;
mod model_retry;
mod model_role_key;
mod model_user;
mod naming;
mod picture;
mod properties;
mod questions;
#[cfg(feature = "serde")]
mod records;
mod shrink;
mod stamp;
mod theorem;
