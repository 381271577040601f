use chrono::{DateTime, Utc};

use crate::directory::{Change, Command, Directory, Refusal, Stamp};
use crate::organization::Actor;
use crate::testing::fixture::change;

/// Somebody gives a command: one that a directory accepts, or one that it must refuse.
///
/// ```
/// use sendright::testing::{Attempt, World, account, user};
/// use sendright::{Actor, Command, Preset};
///
/// let mut directory = World::new().account("acme").member("bob", Preset::Basic).into_directory();
/// let suspend = |actor| Attempt { actor, command: Command::SuspendAccount { account: account("acme") }, at: directory.time().unwrap() };
/// let (bobs, operators) = (suspend(user("bob").into()), suspend(Actor::System));
///
/// assert_eq!(bobs.execute(&mut directory).unwrap_err().code(), "operator_only");
/// assert_eq!(operators.execute(&mut directory).unwrap().revision(), directory.revision());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Attempt {
    /// Who gives it.
    pub actor: Actor,
    /// The command.
    pub command: Command,
    /// When.
    pub at: DateTime<Utc>,
}

impl Attempt {
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
