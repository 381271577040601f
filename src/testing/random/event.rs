use super::attempt::Attempt;
use super::question::Question;

/// What happens to a directory and to what stands before it, such as a cache: a question, or a command.
///
/// A further kind of event would break a `match` on purpose: whoever plays a scenario must decide about all that happens.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Somebody asks.
    Asked(Question),
    /// Somebody gives a command, which the directory may refuse.
    Given(Attempt),
}
