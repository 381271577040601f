//! The question of every request, and its answer.

pub(crate) mod named;
pub(crate) mod names;
pub(crate) mod statuses;

mod denial;
mod request;

mod equation;
pub(crate) mod evidence;
mod held;

pub(crate) mod authorize;
mod authorized;
pub(crate) mod proof;

pub(crate) mod access;
pub(crate) mod explain;
#[cfg(feature = "serde")]
mod wire;

pub use access::Access;
pub use authorized::Authorized;
pub use denial::Denial;
pub use explain::Explanation;
pub use named::Named;
pub use proof::{Proof, ProofError, Right};
pub use request::{Request, RequestDraft};
