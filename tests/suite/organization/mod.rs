//! The plain values of an organization, by behaviour.

mod email_addresses;
