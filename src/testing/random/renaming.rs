//! One name in place of another, in steps, questions and commands.

use crate::directory::Rewrite;
use crate::organization::{AccountId, Actor, InvitationId, Principal, UserId};
use crate::testing::fixture::{Step, account, invitation, user};

use super::attempt::Attempt;
use super::event::Event;
use super::question::{About, Question};
use super::recipe::{MALLORY, PEOPLE};

/// See the module.
#[derive(Clone, Debug)]
pub(crate) enum Renaming<'a> {
    /// An account that is there stands in for another, which is no longer opened.
    Account {
        from: &'a str,
        to: &'a str,
    },
    /// An account is opened by another name.
    Reopened {
        from: &'a str,
        to: &'a str,
    },
    User {
        from: &'a str,
        to: &'a str,
    },
}

impl Renaming<'_> {
    fn account_name(&self, name: &mut String) {
        if let Self::Account { from, to } | Self::Reopened { from, to } = self {
            if name == from {
                *name = (*to).to_owned();
            }
        }
    }

    fn user_name(&self, name: &mut String) {
        if let Self::User { from, to } = self {
            if name == from {
                *name = (*to).to_owned();
            }
        }
    }

    /// The step in other names; `None` if it only made what has another name now.
    pub(crate) fn step(&self, step: &Step) -> Option<Step> {
        let mut step = step.clone();
        match &mut step {
            Step::Account { account, administrator } => {
                if matches!(self, Self::Account { from, .. } if from == account) {
                    return None;
                }
                self.account_name(account);
                self.user_name(administrator);
            }
            Step::Sub { account, parent } => {
                if matches!(self, Self::Account { from, .. } if from == account) {
                    return None;
                }
                self.account_name(account);
                self.account_name(parent);
            }
            Step::Role { account, .. }
            | Step::AccountKey { account, .. }
            | Step::Suspend { account }
            | Step::Close { account }
            | Step::Billing { account, .. }
            | Step::Features { account, .. }
            | Step::EmailPolicy { account, .. } => self.account_name(account),
            Step::Member { user, account, .. }
            | Step::Assign { user, account, .. }
            | Step::Remove { user, account }
            | Step::Invite { user, account, .. }
            | Step::Key { owner: user, account, .. } => {
                self.user_name(user);
                self.account_name(account);
            }
            Step::Deactivate { user } | Step::Delete { user } => self.user_name(user),
            Step::On(_) | Step::Revoke { .. } | Step::Given { .. } => {}
        }
        Some(step)
    }

    fn principal(&self, principal: Principal) -> Principal {
        match principal {
            Principal::User(id) => Principal::User(self.user(id)),
            Principal::ApiKey(key) => Principal::ApiKey(key),
        }
    }

    pub(crate) fn question(&self, question: &Question) -> Question {
        let about = match question.about {
            About::Row(row) => About::Row(super::question::Row {
                owner: row.owner.map(|owner| self.user(owner)),
                creator: self.user(row.creator),
            }),
            About::SharedFrom(ancestor) => About::SharedFrom(self.account(ancestor)),
            About::Account | About::New => question.about,
        };
        let (principal, account) = (self.principal(question.principal), self.account(question.account));
        Question { principal, account, about, ..*question }
    }

    pub(crate) fn attempt(&self, attempt: &Attempt) -> Attempt {
        let actor = attempt.actor.principal().map_or(Actor::System, |principal| self.principal(principal).into());
        let mut command = attempt.command.clone();
        command.rewrite(self);
        Attempt { actor, command, at: attempt.at }
    }

    pub(crate) fn event(&self, event: &Event) -> Event {
        match event {
            Event::Asked(question) => Event::Asked(self.question(question)),
            Event::Given(attempt) => Event::Given(self.attempt(attempt)),
        }
    }
}

impl Rewrite for Renaming<'_> {
    fn account(&self, id: AccountId) -> AccountId {
        match self {
            Self::Account { from, to } | Self::Reopened { from, to } if account(from) == id => account(to),
            Self::Account { .. } | Self::Reopened { .. } | Self::User { .. } => id,
        }
    }

    fn user(&self, id: UserId) -> UserId {
        match self {
            Self::User { from, to } if user(from) == id => user(to),
            Self::Account { .. } | Self::Reopened { .. } | Self::User { .. } => id,
        }
    }

    fn invitation(&self, id: InvitationId) -> InvitationId {
        let (Self::Account { from, to } | Self::Reopened { from, to }) = self else { return id };
        let invited = PEOPLE.iter().chain([&MALLORY]);
        let mut known = invited.filter(|person| invitation(person, from) == id);
        known.next().map_or(id, |person| invitation(person, to))
    }
}
