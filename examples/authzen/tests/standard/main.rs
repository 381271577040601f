//! The point, by requests through its router.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::expect_used, reason = "tests")]

mod asking;
mod certification;
mod examples;
mod laws;
mod pages;
mod product;
mod refused;
