//! The rules of the commands, a file for each family. Everything about a command stands together: who may give it, what
//! must hold, what it does and what it touches.
//!
//! The way from a command to its rules stands here, and what all commands have in common, which reads the table of facts.

mod account;
mod effects;
pub(super) mod invitation;
mod joining;
mod key;
mod member;
mod role;
mod user;

use chrono::{DateTime, Utc};

use crate::organization::Actor;
use crate::state::State;

use super::authority::Authority;
use super::command::Command;
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

impl Command {
    /// Asks the rules of this command, which stand in the file of its family: the one way from a command to its rules.
    pub(in crate::directory) fn with_rules<T>(&self, ask: impl FnOnce(&dyn Rules) -> T) -> T {
        let rules: &dyn Rules = match *self {
            Self::OpenAccount {
                account,
                ref name,
                billing,
                features,
                administrator,
                ref email,
                ref administrator_name,
            } => &account::OpenAccount { account, name, billing, features, administrator, email, administrator_name },
            Self::OpenSubaccount { account, parent, ref name } => &account::OpenSubaccount { account, parent, name },
            Self::RenameAccount { account, ref name, ref replaces } => {
                &account::RenameAccount { account, name, replaces: replaces.as_ref() }
            }
            Self::SuspendAccount { account } => &account::SuspendAccount { account },
            Self::ResumeAccount { account } => &account::ResumeAccount { account },
            Self::CloseAccount { account } => &account::CloseAccount { account },
            Self::SetBilling { account, billing } => &account::SetBilling { account, billing },
            Self::SetFeatures { account, features } => &account::SetFeatures { account, features },
            Self::SetEmailPolicy { account, ref policy } => &account::SetEmailPolicy { account, policy },
            Self::Invite { invitation, account, ref email, ref name, ref phone, ref assignment, expires } => {
                &invitation::Invite { invitation, account, email, name, phone, assignment, expires }
            }
            Self::AcceptInvitation { invitation, ref email, ref name, ref phone } => {
                &invitation::AcceptInvitation { invitation, email, name, phone }
            }
            Self::DeclineInvitation { invitation, ref email } => &invitation::DeclineInvitation { invitation, email },
            Self::RevokeInvitation { invitation } => &invitation::RevokeInvitation { invitation },
            Self::RenewInvitation { invitation, expires } => &invitation::RenewInvitation { invitation, expires },
            Self::AddUser { user, account, ref email, ref name, ref phone, ref assignment, on_behalf_of } => {
                &member::AddUser { user, account, email, name, phone, assignment, on_behalf_of }
            }
            Self::Assign { user, account, ref assignment, ref replaces } => {
                &member::Assign { user, account, assignment, replaces: replaces.as_ref() }
            }
            Self::Leave { account } => &member::Leave { account },
            Self::RemoveMember { user, account } => &member::RemoveMember { user, account },
            Self::EditUser { user, ref name, ref phone, ref replaces } => {
                &user::EditUser { user, name, phone: phone.as_ref(), replaces: replaces.as_ref() }
            }
            Self::ChangeEmail { user, ref email } => &user::ChangeEmail { user, email },
            Self::ResetPassword { user } => &user::ResetPassword { user },
            Self::DeactivateUser { user } => &user::DeactivateUser { user },
            Self::ReactivateUser { user } => &user::ReactivateUser { user },
            Self::DeleteUser { user } => &user::DeleteUser { user },
            Self::DefineRole { role, account, ref name, grants } => &role::DefineRole { role, account, name, grants },
            Self::ChangeRole { role, ref name, grants, ref replaces } => {
                &role::ChangeRole { role, name, grants, replaces: replaces.as_ref() }
            }
            Self::DeleteRole { role } => &role::DeleteRole { role },
            Self::CreateApiKey { key, account, subtree, ref name, cap, until } => {
                &key::CreateKey { of_account: false, key, account, subtree, name, cap, until }
            }
            Self::ChangeApiKey { key, subtree, ref name, cap, until, ref replaces } => {
                &key::ChangeApiKey { key, subtree, name, cap, until, replaces: replaces.as_ref() }
            }
            Self::RevokeApiKey { key } => &key::RevokeApiKey { key },
            Self::CreateAccountKey { key, account, subtree, ref name, cap, until } => {
                &key::CreateKey { of_account: true, key, account, subtree, name, cap, until }
            }
            Self::ResetApiKey { key } => &key::ResetApiKey { key },
        };
        ask(rules)
    }

    /// What it touches, asked before it is committed.
    pub(crate) fn touches<'a>(&self, state: &'a State, actor: Actor, at: DateTime<Utc>) -> Touched<'a> {
        let mut touched = Touched::nothing(state, actor, at);
        self.with_rules(|rules| rules.touches(&mut touched));
        touched
    }
}

/// Refuses an actor who may not give the command (rules C and E).
pub(super) fn check_authority(rules: &dyn Rules, facts: &Facts<'_>, by: &Authority<'_>) -> Result<(), Refusal> {
    check_actor(facts, by.state, by.actor)?;
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
    check_actor(facts, fit.state, fit.actor)?;
    rules.holds(fit)?;
    check_actor_exists(facts, fit)
}

/// Accepting, declining, leaving, and making keys: for the person concerned (rules C5, C7, C9). Keys of accounts: for persons
/// and the operator; and such a key gives no command itself (rule G6).
fn check_actor(facts: &Facts<'_>, state: &State, actor: Actor) -> Result<(), Refusal> {
    match actor {
        Actor::ApiKey(key) if state.key(key).is_some_and(|key| key.owner().is_none()) => {
            Err(Refusal::NotByAccountKey(facts.name))
        }
        Actor::ApiKey(_) | Actor::System if facts.given_by == GivenBy::Person => Err(Refusal::PersonOnly(facts.name)),
        Actor::ApiKey(_) if facts.given_by == GivenBy::PersonOrOperator => Err(Refusal::NotByKey(facts.name)),
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
