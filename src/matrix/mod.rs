//! The access matrix: a table of who holds which permissions, for people and for tests.
//!
//! [`AccessMatrix`] is the table. It is written as Markdown, CSV or a page of HTML, and compared with a golden text; how
//! it differs from that is a [`MatrixChanged`], a list of [`MatrixChange`]s.

// The layout of the module. `matrix.rs` and `changes.rs` import no other file of it. `directory.rs` (the matrices
// of a directory's roles and members), `markdown.rs`, `csv.rs`, `html.rs` and `table.rs` (a matrix read from Markdown)
// import `matrix.rs`. `golden.rs` imports `matrix.rs`, `table.rs` and `changes.rs`.

mod changes;
mod csv;
mod directory;
mod golden;
mod html;
mod markdown;
mod matrix;
mod table;

pub use changes::{MatrixChange, MatrixChanged};
pub use matrix::AccessMatrix;
