//! Entries as sentences for people.

mod changed;
mod command;
mod consequences;
mod context;
mod sentence;
mod words;
