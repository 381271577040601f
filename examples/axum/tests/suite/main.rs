//! The layer, the extractors and the routes, by requests through them.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod forgotten;
mod law;
mod layers;
mod nested;
mod product;
mod rejections;
mod routes;
mod spans;
mod tokens;
