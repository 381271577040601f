//! Random worlds, and what is asked of them and done to them.

mod asking;
mod attempt;
mod chance;
mod commanding;
mod draft;
mod event;
mod facts;
mod happening;
mod list;
mod part;
mod question;
mod recipe;
mod renaming;
mod scenario;
mod scenarios;
mod shrink;
mod simpler;

pub(crate) use part::Part;
pub(crate) use recipe::NOWHERE;

pub use attempt::Attempt;
pub use event::Event;
pub use list::{List, ListedRow};
pub use question::{About, Question, Row};
pub use scenario::Scenario;
pub(crate) use scenarios::Source;
pub use scenarios::{OnWorld, Scenarios, Worlds, on, worlds};
