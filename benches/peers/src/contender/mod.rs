//! Who takes part. Each is used as its documentation recommends; the first lines of each file say how.

use ::sendright::{AccountId, Preset, UserId};

use crate::{Question, Roster};

#[cfg(feature = "casbin")]
pub mod casbin;
#[cfg(feature = "cedar")]
pub mod cedar;
#[cfg(feature = "gatehouse")]
pub mod gatehouse;
mod map;
mod roles;
pub mod sendright;

pub use map::Map;
pub use roles::Roles;

/// What can be asked and measured.
pub trait Contender: Sized + Sync {
    /// The name that stands in the report.
    const NAME: &'static str;

    /// What is loaded, in the form that the contender takes it in: made before anything is timed.
    type Plain;

    /// A question in the contender's own types, which an application has at hand.
    type Asked: Sync;

    /// What [`load`](Self::load) takes.
    fn plain(roster: &Roster) -> Self::Plain;

    /// Takes all memberships in.
    fn load(plain: &Self::Plain) -> Self;

    /// A question in the contender's own types.
    fn asked(&self, question: &Question) -> Self::Asked;

    /// The answer.
    fn allows(&self, asked: &Self::Asked) -> bool;

    /// How many of independent questions are allowed.
    fn count(&self, asked: &[Self::Asked]) -> usize {
        asked.iter().filter(|asked| self.allows(asked)).count()
    }

    /// How many rows of a list one user may see: all questions are of one user and one permission.
    fn filter(&self, rows: &[Self::Asked]) -> usize {
        self.count(rows)
    }

    /// Gives a member another role instead of the one that they have.
    fn assign(&mut self, member: &Reassigned);
}

/// A member who is given another role.
#[derive(Clone, Copy, Debug)]
pub struct Reassigned {
    /// Who.
    pub user: UserId,
    /// Where.
    pub account: AccountId,
    /// The role that they have.
    pub from: Preset,
    /// The role that they get.
    pub to: Preset,
}
