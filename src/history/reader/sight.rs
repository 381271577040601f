//! One entry as a reader sees it: what is within reach, and placeholders for the rest.

use std::collections::BTreeSet;

use crate::directory::{Command, Facts, Rewrite};
use crate::history::entry::HistoryEntry;
use crate::history::event::Event;
use crate::history::names::Names;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ApiKeyId, KeyOwner, RoleId, UserId};
use crate::state::Id;

use super::entry::{Effect, Outline, ReaderEntry, Told};
use super::outline::Phrase;
use super::reach::Reach;

/// A reader's reach, at the time of an entry.
struct Sight<'a> {
    reach: &'a Reach<'a>,
    entry: &'a HistoryEntry,
    /// The revisions before and after the entry.
    states: (u64, u64),
}

/// What a reader sees of an entry; `None` if it touches no account that the reader reaches.
pub(super) fn seen(reach: &Reach<'_>, entry: &HistoryEntry) -> Option<ReaderEntry> {
    let before = if entry.is_change() { entry.revision.saturating_sub(1) } else { entry.revision };
    let sight = Sight { reach, entry, states: (before, entry.revision) };
    let accounts: BTreeSet<AccountId> = sight.touched().collect();
    if accounts.is_empty() {
        return None;
    }
    let users: BTreeSet<UserId> = entry.affected_users().filter(|user| sight.sees_user(*user)).collect();
    let account = entry.account.map(|account| sight.account(account));
    let (told, differences) = sight.told();
    Some(ReaderEntry {
        at: entry.at,
        change: entry.change(),
        actor: sight.actor(entry.actor),
        user: entry.user.map(|user| sight.user(user)),
        account,
        accounts,
        users,
        names: sight.names(),
        told,
        differences,
    })
}

impl Sight<'_> {
    fn sees_user(&self, user: UserId) -> bool {
        self.reach.user(user, self.states).is_ok()
    }

    fn sees_account(&self, account: AccountId) -> bool {
        self.reach.account(account).is_ok()
    }

    /// The accounts within reach that the entry touches.
    fn touched(&self) -> impl Iterator<Item = AccountId> + '_ {
        let untouched = self.entry.account.filter(|_| !self.touches_account());
        let accounts = self.entry.affected_accounts().filter(move |account| Some(*account) != untouched);
        accounts.filter(|account| self.sees_account(*account))
    }

    /// Whether it touches the account on which it was done. An act on a user as a whole is done on the root account, and
    /// touches that only if the user was a member there, or nowhere.
    fn touches_account(&self) -> bool {
        let Event::Change { command, differences, .. } = &self.entry.event else { return true };
        let Facts { account: None, user: Some(user), .. } = command.facts() else { return true };
        let records = || differences.iter().flat_map(Difference::sides);
        self.reach.is_of_root(user, self.states) || records().any(|record| record.account() == self.entry.account)
    }

    fn actor(&self, actor: Actor) -> Actor {
        match actor {
            Actor::System => Actor::System,
            Actor::User(user) => Actor::User(self.user(user)),
            Actor::ApiKey(key) => Actor::ApiKey(self.key(key)),
        }
    }

    /// The names of what is within reach.
    fn names(&self) -> Names {
        let names = &self.entry.names;
        let users = names.users.keys().filter(|id| self.sees_user(**id)).map(|id| Id::User(*id));
        let accounts = names.accounts.keys().filter(|id| self.sees_account(**id)).map(|id| Id::Account(*id));
        let roles = names.roles.keys().filter(|id| self.reach.role(**id).is_ok()).map(|id| Id::Role(*id));
        let keys = names.api_keys.keys().filter(|id| self.reach.key(**id).is_ok()).map(|id| Id::ApiKey(*id));
        names.only(users.chain(accounts).chain(roles).chain(keys))
    }

    /// What is told, and the differences that are within reach with everything in them.
    fn told(&self) -> (Told, Vec<Difference>) {
        match &self.entry.event {
            Event::Change { command, differences, .. } => self.told_of_change(command, differences),
            Event::Action { required, scope: _, owner, shared_from, about, directory_revision: _ } => {
                let action = Told::Action {
                    required: *required,
                    is_own: owner.is_some() && *owner == self.entry.user,
                    owner: owner.map(|owner| self.user(owner)),
                    shared_from: shared_from.map(|account| self.account(account)),
                    about: about.clone().filter(|_| self.sees_where()),
                };
                (action, Vec::new())
            }
        }
    }

    /// Whether the account on which it was done is within reach.
    fn sees_where(&self) -> bool {
        self.entry.account.is_some_and(|account| self.sees_account(account))
    }

    fn told_of_change(&self, command: &Command, differences: &[Difference]) -> (Told, Vec<Difference>) {
        let facts = command.facts();
        let visible = differences.iter().filter(|difference| difference.sides().all(|side| self.sees(side)));
        if !self.sees_where() || facts.user.is_some_and(|user| !self.sees_user(user)) {
            return self.outline(command, &facts, visible);
        }
        let mut told = Vec::new();
        let mut whole = Vec::new();
        for difference in visible {
            let seen = difference.clone().mapped(|record| self.record(record));
            whole.extend((seen == *difference).then(|| difference.clone()));
            told.push(seen);
        }
        let mut command = command.clone();
        command.rewrite(self);
        (Told::Change { command: Box::new(command), differences: told }, whole)
    }

    /// No address is told: that of the entry is beyond reach, or its user is.
    fn outline<'d>(
        &self,
        command: &Command,
        facts: &Facts<'_>,
        visible: impl Iterator<Item = &'d Difference>,
    ) -> (Told, Vec<Difference>) {
        let (mut effects, mut whole) = (Vec::new(), Vec::new());
        for difference in visible {
            effects.extend(Effect::of(&difference.clone().mapped(|record| self.record(record)), facts.takes_user));
            let is_whole =
                difference.sides().all(|side| side.address().is_none() && self.record(side.clone()) == *side);
            whole.extend(is_whole.then(|| difference.clone()));
        }
        let outline = Outline {
            command: facts.name,
            phrase: Phrase::of(command),
            user: facts.user.map(|user| self.user(user)),
            is_actor: facts.user.is_some_and(|user| self.entry.actor == Actor::User(user)),
            parent: facts.parent.filter(|parent| self.sees_account(*parent)),
            effects,
        };
        (Told::Outline(outline), whole)
    }

    /// Whether a record is within reach. A user's is if the user is, and the root account, of which it speaks.
    fn sees(&self, record: &Record) -> bool {
        match record {
            Record::User(user) => self.sees_user(user.id) && self.sees_account(user.root),
            Record::Account(_)
            | Record::Role(_)
            | Record::Membership { .. }
            | Record::Invitation(_)
            | Record::ApiKey(_) => record.account().is_some_and(|account| self.sees_account(account)),
        }
    }

    /// A record within reach, with placeholders for what in it is beyond.
    fn record(&self, mut record: Record) -> Record {
        match &mut record {
            Record::Account(account) => account.parent = account.parent.map(|parent| self.account(parent)),
            Record::User(_) | Record::Role(_) => {}
            Record::Membership { user, assignment, .. } => {
                *user = self.user(*user);
                self.assignment(assignment);
            }
            Record::Invitation(invitation) => {
                invitation.inviter = self.actor(invitation.inviter);
                self.assignment(&mut invitation.assignment);
            }
            Record::ApiKey(key) => match &mut key.owner {
                KeyOwner::User(owner) => *owner = self.user(*owner),
                KeyOwner::Account(custody) => custody.replace(|actor| self.actor(actor)),
            },
        }
        record
    }
}

impl Rewrite for Sight<'_> {
    fn account(&self, id: AccountId) -> AccountId {
        self.reach.account(id).map_or_else(|beyond| beyond.uuid().into(), |()| id)
    }

    fn user(&self, id: UserId) -> UserId {
        self.reach.user(id, self.states).map_or_else(|beyond| beyond.uuid().into(), |()| id)
    }

    fn role(&self, id: RoleId) -> RoleId {
        self.reach.role(id).map_or_else(|beyond| beyond.uuid().into(), |()| id)
    }

    fn key(&self, id: ApiKeyId) -> ApiKeyId {
        self.reach.key(id).map_or_else(|beyond| beyond.uuid().into(), |()| id)
    }
}
