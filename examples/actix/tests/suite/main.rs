//! The example in a running app: the laws of middleware and of lists, each answer, and the page of the manual that shows it.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod answers;
mod law;
mod page;
mod product;
