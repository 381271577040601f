//! The question of every request, and its answer.

mod denial;
mod request;

pub(crate) mod authorize;
mod authorized;

pub use authorized::Authorized;
pub use denial::Denial;
pub use request::{Request, RequestDraft};
