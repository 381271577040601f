//! What serde's derives leave open, so that what is written reads back equal in every format (rule V9). Nothing here knows
//! a type of this crate.
//!
//! Each file imports only from those above it in this list.

mod fields_only;
mod flattened;
pub(crate) mod nullable;

mod one_entry;

pub(crate) use flattened::deserialize_any;
pub(crate) use one_entry::{Variants, one_entry, read, write};
