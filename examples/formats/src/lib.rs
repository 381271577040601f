//! Every value of sendright in every common format of serde, alone and inside an application's own types (rule V9).
//!
//! [`Format`] writes a value and reads it again. [`Shape`] is where the value stands: alone, or inside a tagged, flattened
//! or untagged type of an application. The tests try every value in every shape of every format, and hold the table of the
//! manual to what they find.
//!
//! ```text
//! cargo test -p sendright-formats-example
//! ```

mod format;
mod shape;

pub use format::{Failure, Format};
pub use shape::Shape;
