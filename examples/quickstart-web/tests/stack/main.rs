//! Requests through the whole stack: the router, the layer, the handlers, the directory, and the database.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it did not expect fails by a panic"
)]

mod campaigns;
mod commands;
mod front_end;
mod invitations;
mod outsiders;
mod size;
mod stack;
mod team;
