//! The access matrix: who holds what, in one table, for people and for tests.
//!
//! Each file imports only from those above it in this list.

mod matrix;

mod organization;

mod csv;
mod html;
mod markdown;

mod golden;

pub use golden::{MatrixChange, MatrixChanged};
pub use matrix::AccessMatrix;
