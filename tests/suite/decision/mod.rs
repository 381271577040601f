//! The one decision (rules D and G), and what is built on it and agrees with it: access and explanations.

mod access;
mod allocation;
mod authorize;
mod explanation_sentences;
mod explanations;
mod ids;
mod menus;
mod printed;
mod proofs;
mod questions;
mod remedies;
mod what_is_held;
