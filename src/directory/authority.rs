//! What the rules of commands ask about an actor: is it permitted, is it within reach, is it about the actor themselves
//! (rules C1 to C5).

use chrono::{DateTime, Utc};

use crate::decision::{Denial, Request, authorize::authorize};
use crate::organization::{AccountId, Actor, User, UserId};
use crate::permission::{Grants, Permission, Scope};
use crate::state::{AccountEntry, Id, State};

use super::coverage::{Coverer, reaches};
use super::refusal::Refusal;

/// The actor of a command at an instant.
pub(super) struct Authority<'a> {
    pub(super) state: &'a State,
    pub(super) actor: Actor,
    pub(super) at: DateTime<Utc>,
    /// The name of the command, for refusals.
    pub(super) command: &'static str,
}

impl<'a> Authority<'a> {
    /// The same command as another actor would give it.
    pub(super) const fn in_place_of(&self, actor: Actor) -> Self {
        let Self { state, at, command, .. } = *self;
        Self { state, actor, at, command }
    }

    /// A permission in an account, at account scope: the same question that an application asks. The operator needs none
    /// (rule C4).
    pub(super) fn permit(&self, permission: Permission, account: AccountId) -> Result<(), Refusal> {
        let Some(principal) = self.actor.principal() else { return Ok(()) };
        let request = Request::new(principal, permission, account).at(self.at);
        authorize(self.state, &request).map(|_| ()).map_err(Refusal::Denied)
    }

    /// The same for what only takes away: suspension and closing, there or above, do not stand against it (rule C10).
    pub(super) fn permit_to_take(&self, permission: Permission, account: AccountId) -> Result<(), Refusal> {
        match self.permit(permission, account) {
            // It would be allowed, but for the status.
            Err(Refusal::Denied(Denial::AccountSuspended | Denial::AccountClosed)) => Ok(()),
            answer => answer,
        }
    }

    /// The same for what the product plan does not stand against either: what is granted counts alone (rule G6).
    pub(super) fn permit_by_grants(&self, permission: Permission, account: AccountId) -> Result<(), Refusal> {
        match self.permit_to_take(permission, account) {
            Err(Refusal::Denied(Denial::Ceiling(lacks))) => {
                let granted = Grants::of(permission.into(), Scope::Account);
                let held = self.coverer()?.covers(self.entry(account)?, granted);
                held.map_err(|_| Refusal::Denied(Denial::Ceiling(lacks)))
            }
            answer => answer,
        }
    }

    /// C11: refuses a command that would change nothing.
    pub(super) fn would_change(&self, something: bool) -> Result<(), Refusal> {
        if something { Ok(()) } else { Err(Refusal::AlreadySo(self.command)) }
    }

    /// C11: what the operator wants gone is gone. A member is answered as if it had never been.
    pub(super) fn finds(&self, id: Id) -> Result<(), Refusal> {
        self.would_change(self.actor != Actor::System || !self.state.is_gone(id))
    }

    /// C11: refuses a command whose actor saw another value than there is.
    pub(super) fn saw<T: PartialEq>(&self, replaces: Option<&T>, is: Option<&T>) -> Result<(), Refusal> {
        match replaces {
            Some(seen) if Some(seen) != is => Err(Refusal::ChangedMeanwhile(self.command)),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether the actor may know of a user: it is oneself, or a member of an account that the actor reaches; one who is a
    /// member of nothing is known to who reaches the root account (rule C3).
    pub(super) fn knows(&self, user: &User) -> bool {
        let mut accounts = self.state.accounts_of(user.id).peekable();
        let at_root = accounts.peek().is_none().then_some(user.root);
        self.state.user_behind(self.actor) == Some(user.id)
            || accounts.chain(at_root).any(|account| self.reaches(account))
    }

    /// Whether the actor may be told of what is in an account (rule C3).
    pub(super) fn reaches(&self, account: AccountId) -> bool {
        self.actor.principal().is_none_or(|principal| reaches(self.state, principal, account))
    }

    /// Whether the actor is the person whom a command is about. Their API keys are refused (rule C5).
    pub(super) fn is_oneself(&self, user: UserId) -> Result<bool, Refusal> {
        if self.state.user_behind(self.actor) != Some(user) {
            return Ok(false);
        }
        match self.actor {
            Actor::User(_) => self.active_user().map(|_| true),
            Actor::ApiKey(_) | Actor::System => Err(Refusal::PersonOnly(self.command)),
        }
    }

    /// The actor's user, who must be active to act in their own affairs (rule C5).
    pub(super) fn active_user(&self) -> Result<&'a User, Refusal> {
        match self.state.user_behind(self.actor).and_then(|user| self.state.user(user)) {
            Some(user) if user.active => Ok(user),
            Some(_) => Err(Refusal::Denied(Denial::UserDeactivated)),
            None => Err(Refusal::Denied(Denial::NoAccess)),
        }
    }

    /// The actor, to be asked what they cover (rules E1 to E6).
    pub(super) fn coverer(&self) -> Result<Coverer<'a>, Refusal> {
        Coverer::new(self.state, self.actor, self.at).ok_or(Refusal::Denied(Denial::NoAccess))
    }

    /// An account; one that does not exist is answered like one beyond reach.
    pub(super) fn entry(&self, account: AccountId) -> Result<AccountEntry<'a>, Refusal> {
        self.state.account(account).ok_or(Refusal::Denied(Denial::NoAccess))
    }
}
