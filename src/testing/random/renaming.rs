//! One name, or one instant, in place of another: in steps, questions and commands.
#![allow(clippy::wildcard_enum_match_arm, reason = "each renaming is of one kind of names, and leaves all others")]

use chrono::{DateTime, Utc};

use crate::directory::{Command, Rewrite};
use crate::organization::{AccountId, Actor, ApiKeyId, Assignment, InvitationId, Principal, RoleId, UserId};
use crate::testing::fixture::{MILLI, Step, account, administrator_of, invitation, key, role, user};

use super::attempt::Attempt;
use super::event::Event;
use super::list::{List, ListedRow};
use super::question::{About, Question, Row};
use super::recipe::{MALLORY, PEOPLE};

/// See the module. What a renaming says nothing of keeps its name.
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
    /// A key that is made by another name.
    Key {
        from: &'a str,
        to: &'a str,
    },
    /// A custom role that is defined by another name.
    Role {
        from: &'a str,
        to: &'a str,
    },
    /// An instant, and those beside it, are others.
    Moved {
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    },
}

impl Renaming<'_> {
    fn account_name(&self, name: &mut String) {
        if let Self::Account { from, to } | Self::Reopened { from, to } = self {
            if name == from {
                (*to).clone_into(name);
            }
        }
    }

    fn instant(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Moved { from, to } if (at - *from).abs() <= MILLI => *to + (at - *from),
            _ => at,
        }
    }

    /// An assignment whose window is elsewhere.
    fn window(&self, assignment: &mut Assignment) {
        let (from, until) = (assignment.starts(), assignment.ends());
        for from in from.into_iter().filter(|from| self.instant(*from) != *from) {
            *assignment = assignment.clone().from(self.instant(from));
        }
        for until in until.into_iter().filter(|until| self.instant(*until) != *until) {
            *assignment = assignment.clone().until(self.instant(until));
        }
    }

    /// An account that is opened by another name has an administrator of another name.
    fn user_name(&self, name: &mut String) {
        match self {
            Self::User { from, to } if name == from => (*to).clone_into(name),
            Self::Reopened { from, to } if *name == administrator_of(from) => *name = administrator_of(to),
            _ => {}
        }
    }

    fn key_name(&self, name: &mut String) {
        if let Self::Key { from, to } = self {
            if name == from {
                (*to).clone_into(name);
            }
        }
    }

    fn role_name(&self, name: &mut String) {
        if let Self::Role { from, to } = self {
            if name == from {
                (*to).clone_into(name);
            }
        }
    }

    /// An assignment with other roles, or whose window is elsewhere.
    fn assigned(&self, assignment: &mut Assignment) {
        assignment.rename_roles(|role| self.role(role));
        self.window(assignment);
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
            Step::AccountKey { key, account, terms } => {
                self.key_name(key);
                self.account_name(account);
                terms.until = terms.until.map(|until| self.instant(until));
            }
            Step::Key { key, owner, account, terms } => {
                self.key_name(key);
                self.user_name(owner);
                self.account_name(account);
                terms.until = terms.until.map(|until| self.instant(until));
            }
            Step::Role { role, account, .. } => {
                self.role_name(role);
                self.account_name(account);
            }
            Step::Suspend { account }
            | Step::Close { account }
            | Step::Billing { account, .. }
            | Step::Features { account, .. }
            | Step::EmailPolicy { account, .. } => self.account_name(account),
            Step::Member { user, account, assignment }
            | Step::Assign { user, account, assignment }
            | Step::Invite { user, account, assignment, .. } => {
                self.user_name(user);
                self.account_name(account);
                self.assigned(assignment);
            }
            Step::Remove { user, account } => {
                self.user_name(user);
                self.account_name(account);
            }
            Step::Deactivate { user } | Step::Delete { user } => self.user_name(user),
            Step::Revoke { key } => self.key_name(key),
            Step::Given { actor, command } => {
                *actor = self.actor(*actor);
                self.command(command);
            }
            Step::On(_) => {}
        }
        Some(step)
    }

    fn principal(&self, principal: Principal) -> Principal {
        match principal {
            Principal::User(id) => Principal::User(self.user(id)),
            Principal::ApiKey(id) => Principal::ApiKey(self.key(id)),
        }
    }

    fn command(&self, command: &mut Command) {
        command.rewrite(self);
        if let (Self::Key { from, to }, Command::CreateApiKey { name, .. } | Command::CreateAccountKey { name, .. }) =
            (self, &mut *command)
        {
            if name.as_str() == *from {
                *name = to.parse().expect("it is a word");
            }
        }
        if let Command::CreateApiKey { until: Some(until), .. }
        | Command::CreateAccountKey { until: Some(until), .. }
        | Command::ChangeApiKey { until: Some(until), .. } = command
        {
            *until = self.instant(*until);
        }
    }

    fn actor(&self, actor: Actor) -> Actor {
        actor.principal().map_or(actor, |principal| self.principal(principal).into())
    }

    pub(crate) fn row(&self, row: Row) -> Row {
        Row { owner: row.owner.map(|owner| self.user(owner)), creator: self.user(row.creator) }
    }

    pub(crate) fn list(&self, list: &List) -> List {
        let listed =
            |listed: &ListedRow| ListedRow { account: self.account(listed.account), row: self.row(listed.row) };
        List {
            principal: self.principal(list.principal),
            required: list.required,
            account: self.account(list.account),
            at: self.instant(list.at),
            rows: list.rows.iter().map(listed).collect(),
        }
    }

    pub(crate) fn question(&self, question: &Question) -> Question {
        let about = match question.about {
            About::Row(row) => About::Row(self.row(row)),
            About::SharedFrom(ancestor) => About::SharedFrom(self.account(ancestor)),
            About::Account | About::New => question.about,
        };
        let (principal, account) = (self.principal(question.principal), self.account(question.account));
        Question { principal, account, about, at: self.instant(question.at), ..*question }
    }

    pub(crate) fn attempt(&self, attempt: &Attempt) -> Attempt {
        let actor = self.actor(attempt.actor);
        let mut command = attempt.command.clone();
        self.command(&mut command);
        Attempt { actor, command, at: self.instant(attempt.at) }
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
            _ => id,
        }
    }

    fn user(&self, id: UserId) -> UserId {
        match self {
            Self::User { from, to } if user(from) == id => user(to),
            Self::Reopened { from, to } if user(&administrator_of(from)) == id => user(&administrator_of(to)),
            _ => id,
        }
    }

    fn key(&self, id: ApiKeyId) -> ApiKeyId {
        match self {
            Self::Key { from, to } if key(from) == id => key(to),
            _ => id,
        }
    }

    fn role(&self, id: RoleId) -> RoleId {
        match self {
            Self::Role { from, to } if role(from) == id => role(to),
            _ => id,
        }
    }

    fn assignment(&self, assignment: &mut Assignment) {
        self.assigned(assignment);
    }

    fn invitation(&self, id: InvitationId) -> InvitationId {
        let (Self::Account { from, to } | Self::Reopened { from, to }) = self else { return id };
        let invited = PEOPLE.iter().chain([&MALLORY]);
        let mut known = invited.filter(|person| invitation(person, from) == id);
        known.next().map_or(id, |person| invitation(person, to))
    }
}
