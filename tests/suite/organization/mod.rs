//! The plain values of an organization, by behaviour.

mod email_addresses;
mod email_policies;
mod names;
mod phones;
mod printed_and_parsed;
