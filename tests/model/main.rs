//! A naive model beside the directory: it keeps rows in lists, works everything out anew on each question, permission by
//! permission and instant by instant, and must agree with the directory after every step of long random sequences.
//!
//! - `model`, `held`: what is remembered, and what is held; `model_decide`: rules G and D; `coverage`: rules E;
//! - `model_command`, `model_joining`, `model_user`, `model_role_key`: what stands against a command; `model_effect`: what
//!   it does; `invariants`: rules I;
//! - `generate`, `drafts`, `commands`, `questions`: random worlds; `properties`, `agreement`, `discretion`, `shrink`: the
//!   test against the model;
//! - `theorem`, `picture`: rule E7, on the directory alone.
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
mod chance;
mod coverage;
mod discretion;
mod drafts;
mod figures;
mod generate;
mod held;
mod invariants;
mod kinds;
mod model;
mod model_command;
mod model_decide;
mod model_effect;
mod model_joining;
mod model_role_key;
mod model_user;
mod picture;
mod properties;
mod questions;
mod shrink;
mod theorem;
