//! The rules of the commands, a file for each family. Everything about a command stands together: who may give it, what
//! must hold, what it does and what it touches.
//!
//! [`Command::with_rules`](super::command::Command) leads from a command to its rules. What all commands have in common
//! stands here, and reads the table of facts.

pub(super) mod account;
mod effects;
pub(super) mod invitation;
pub(super) mod key;
pub(super) mod member;
pub(super) mod role;
pub(super) mod user;

use chrono::{DateTime, Utc};

use crate::organization::Actor;
use crate::state::State;

use super::authority::Authority;
use super::facts::{Facts, GivenBy};
use super::invariants::Fit;
use super::refusal::Refusal;
use super::touched::Touched;

/// The rules of one command. No method has a default: a new command answers all five questions.
pub(super) trait Rules {
    /// Who may give it: the permission, and what the actor must cover (rules C and E).
    ///
    /// It is not asked for the operator, who needs neither, unless the command's facts say so. Of what an actor does not
    /// reach, a refusal must not tell (rule C3).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal>;

    /// What planning judges and committing does not: whether everything is already so, whether what the actor saw has changed
    /// meanwhile (rule C11), whether somebody is invited who could not join (rule C7). It is asked after
    /// [`may`](Self::may), so that it tells nothing to one who may not.
    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal>;

    /// What must hold in the state so that the command fits it and leaves a sound one (rules I).
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal>;

    /// What it does to the state at an instant, once it is known to fit: a function of these alone, whatever later versions
    /// know (rule I7).
    fn does(&self, state: &mut State, actor: Actor, at: DateTime<Utc>);

    /// What it touches, read from the state before it.
    fn touches(&self, touched: &mut Touched<'_>);
}

/// Refuses an actor who may not give the command (rules C and E).
pub(super) fn check_authority(rules: &dyn Rules, facts: &Facts<'_>, by: &Authority<'_>) -> Result<(), Refusal> {
    check_person(facts, by.actor)?;
    match by.actor {
        Actor::System if facts.rules_bind_operator => rules.may(by),
        Actor::System => Ok(()),
        Actor::User(_) | Actor::ApiKey(_) if facts.given_by == GivenBy::Operator => {
            Err(Refusal::OperatorOnly(facts.name))
        }
        Actor::User(_) | Actor::ApiKey(_) => rules.may(by),
    }
}

/// Refuses what does not fit the state, or would leave one that is not sound (rules I).
pub(super) fn check_invariants(rules: &dyn Rules, facts: &Facts<'_>, fit: &Fit<'_>) -> Result<(), Refusal> {
    check_person(facts, fit.actor)?;
    rules.holds(fit)?;
    check_actor_exists(facts, fit)
}

/// Accepting, declining, leaving, and making keys: for the person concerned (rules C5, C7, C9).
fn check_person(facts: &Facts<'_>, actor: Actor) -> Result<(), Refusal> {
    match actor {
        Actor::ApiKey(_) | Actor::System if facts.given_by == GivenBy::Person => Err(Refusal::PersonOnly(facts.name)),
        Actor::User(_) | Actor::ApiKey(_) | Actor::System => Ok(()),
    }
}

/// Every actor exists but a person who answers an invitation with a fresh id (rules I2, C7).
fn check_actor_exists(facts: &Facts<'_>, fit: &Fit<'_>) -> Result<(), Refusal> {
    match fit.actor {
        Actor::User(user) if facts.answer.is_none() => fit.user(user).map(|_| ()),
        Actor::ApiKey(key) if fit.state.key(key).is_none() => Err(Refusal::UnknownApiKey(key)),
        Actor::User(_) | Actor::ApiKey(_) | Actor::System => Ok(()),
    }
}
