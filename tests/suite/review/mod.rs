//! The review layer, by behaviour; the rules that a test holds are in its name (`d6_…`).

mod account_keys;
mod impacts;
mod inventory;
mod listings;
mod who_can_and_what_can;
