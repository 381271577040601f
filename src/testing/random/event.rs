use super::attempt::Attempt;
use super::question::Question;

/// What happens to a directory and to what stands before it, such as a cache: a question, or a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Somebody asks.
    Asked(Question),
    /// Somebody gives a command, which the directory may refuse.
    Given(Attempt),
}
