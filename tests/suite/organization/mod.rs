//! The plain values of an organization, by behaviour.

mod email_addresses;
mod names;
mod phones;
