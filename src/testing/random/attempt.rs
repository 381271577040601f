use chrono::{DateTime, Utc};

use crate::directory::{Change, Command, Directory, Refusal, Stamp};
use crate::organization::Actor;
use crate::testing::fixture::change;

/// Somebody gives a command: one that a directory accepts, or one that it must refuse.
///
/// ```
/// use sendright::testing::{Attempt, World, account, user};
/// use sendright::{Actor, Preset, commands::SuspendAccount};
///
/// let mut directory = World::new().account("acme").member("bob", Preset::Basic).into_directory();
/// let (suspend, at) = (SuspendAccount::new(account("acme")), directory.time().unwrap());
/// let bobs = Attempt::new(user("bob"), suspend.clone(), at);
/// let operators = Attempt::new(Actor::System, suspend, at);
///
/// assert_eq!(bobs.execute(&mut directory).unwrap_err().code(), "operator_only");
/// assert_eq!(operators.execute(&mut directory).unwrap().revision(), directory.revision());
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Attempt {
    /// Who gives it.
    pub actor: Actor,
    /// The command.
    pub command: Command,
    /// When.
    pub at: DateTime<Utc>,
}

impl Attempt {
    /// Somebody gives this command at this instant.
    #[must_use]
    pub fn new(actor: impl Into<Actor>, command: impl Into<Command>, at: DateTime<Utc>) -> Self {
        Self { actor: actor.into(), command: command.into(), at }
    }

    /// Gives the command, with an id of the change that is the same each time.
    ///
    /// # Errors
    ///
    /// [`Refusal`], as of [`Directory::execute`].
    pub fn execute(&self, directory: &mut Directory) -> Result<Change, Refusal> {
        directory.execute(self.actor, self.command.clone(), self.stamp(directory))
    }

    /// What [`Directory::plan`] is given.
    pub fn stamp(&self, directory: &Directory) -> Stamp {
        Stamp::new(self.at, change(directory.revision() + 1))
    }
}
