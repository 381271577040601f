//! The question of every request, and its answer.

mod names;

mod denial;
mod request;

mod equation;
pub(crate) mod evidence;

pub(crate) mod authorize;
mod authorized;

pub(crate) mod access;
pub(crate) mod explain;

pub use access::Access;
pub use authorized::Authorized;
pub use denial::Denial;
pub use explain::Explanation;
pub use request::{Request, RequestDraft};
