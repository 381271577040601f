use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::decision::Authorized;
use crate::directory::{Change, Command};
use crate::organization::{AccountId, Actor, ApiKeyId, Name, RoleId, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::{Id, State};

use super::names::{Names, in_actor, in_command, in_record};
use super::record::{Difference, Record};
use super::touched::Touched;

/// One line of a [`History`](crate::History): who did what, when, on which account, to whom.
///
/// It stands for itself: it holds the names of all that it mentions as they were then, so that it can be read when they
/// are long gone. Its `Display` is a sentence for people, in UTC to the minute, with every id;
/// [`brief`](Self::brief) leaves out the ids of what has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::wire::Parts"))]
pub struct HistoryEntry {
    #[cfg_attr(feature = "serde", serde(rename = "v"))]
    pub(super) version: EntryVersion,
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time"))]
    pub(super) at: DateTime<Utc>,
    pub(super) revision: u64,
    pub(super) actor: Actor,
    pub(super) user: Option<UserId>,
    pub(super) account: Option<AccountId>,
    /// Without who did it, unless it was done to them.
    pub(super) whom: BTreeSet<UserId>,
    pub(super) names: Names,
    pub(super) deed: Deed,
}

/// The version of a stored entry; see `wire`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct EntryVersion;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Deed {
    /// A command that changed the directory.
    Change {
        /// The command.
        command: Box<Command>,
        /// What was otherwise before: each thing once, in an order of their own. Empty if all is as it was, say after a
        /// password reset.
        differences: Vec<Difference>,
    },
    /// Something that the application did with an [`Authorized`]; all but `about` is read from it.
    Action {
        /// What was required, and was allowed.
        required: PermissionSet,
        /// The scope at which it was needed.
        scope: Scope,
        /// Whose data it was, if the request said so.
        owner: Option<UserId>,
        /// The account above that shared the data, if the request was about shared data (rule D3).
        shared_from: Option<AccountId>,
        /// What the application says of it: `campaign 42`.
        about: Option<Name>,
    },
}

impl HistoryEntry {
    /// When it was done: the change's or the request's time.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// For a change its revision; for an action the revision of the directory that allowed it.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// Who did it: a person, a key or the operator.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The person who did it, or the owner of the key that did; `None` for the operator.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        self.user
    }

    /// The account on which it was done: of what concerns a user as such, the root of the user's tree.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        self.account
    }

    /// The users to whom it was done, in the order of their ids: whose details, membership or key it concerns, who
    /// holds a role that changed, who has the address of an invitation, whose data was used. Who acts on oneself is
    /// among them.
    pub fn whom(&self) -> impl Iterator<Item = UserId> + '_ {
        self.whom.iter().copied()
    }

    /// What was done.
    #[must_use]
    pub const fn deed(&self) -> &Deed {
        &self.deed
    }

    /// What was otherwise before; nothing for an action.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        match &self.deed {
            Deed::Change { differences, .. } => differences,
            Deed::Action { .. } => &[],
        }
    }

    /// Whether it concerns an account: was done on it, or changed what is in it.
    #[must_use]
    pub fn concerns(&self, account: AccountId) -> bool {
        let shared = match &self.deed {
            Deed::Change { .. } => false,
            Deed::Action { shared_from, .. } => *shared_from == Some(account),
        };
        let mut sides = self.differences().iter().flat_map(Difference::sides);
        shared || self.account == Some(account) || sides.any(|record| record.account() == Some(account))
    }

    /// What a user was called then, if it was known: before it, or after it if it made the user.
    #[must_use]
    pub fn user_name(&self, id: UserId) -> Option<&Name> {
        self.names.users.get(&id)
    }

    /// What an account was called then, if it was known.
    #[must_use]
    pub fn account_name(&self, id: AccountId) -> Option<&Name> {
        self.names.accounts.get(&id)
    }

    /// What a custom role was called then, if it was known.
    #[must_use]
    pub fn role_name(&self, id: RoleId) -> Option<&Name> {
        self.names.roles.get(&id)
    }

    /// What a key was called then, if it was known.
    #[must_use]
    pub fn api_key_name(&self, id: ApiKeyId) -> Option<&Name> {
        self.names.api_keys.get(&id)
    }

    pub(super) const fn is_change(&self) -> bool {
        matches!(self.deed, Deed::Change { .. })
    }

    /// Whether it is the entry of this change.
    pub(super) fn is_of(&self, change: &Change) -> bool {
        let same = matches!(&self.deed, Deed::Change { command, .. } if **command == *change.command());
        same && self.revision == change.revision() && self.at == change.at() && self.actor == change.actor()
    }

    /// Of an action, by what the directory knows now.
    pub(super) fn action(proof: &Authorized, state: &State, about: Option<Name>) -> Self {
        let (owner, shared_from) = (proof.owner(), proof.shared_from());
        let deed = Deed::Action { required: proof.required(), scope: proof.scope(), owner, shared_from, about };
        let mut entry = Self {
            version: EntryVersion,
            at: proof.at(),
            revision: proof.revision(),
            actor: proof.principal().into(),
            user: Some(proof.user()),
            account: Some(proof.account()),
            whom: owner.into_iter().collect(),
            names: Names::default(),
            deed,
        };
        entry.names.note(state, entry.mentions());
        entry
    }

    /// The ids that its sentence mentions.
    fn mentions(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.whom.iter().chain(&self.user).copied().map(Id::User).collect();
        ids.extend(self.account.map(Id::Account));
        match &self.deed {
            Deed::Change { command, differences } => {
                ids.extend(in_command(self.actor, command));
                ids.extend(differences.iter().flat_map(Difference::sides).flat_map(in_record));
            }
            Deed::Action { shared_from, .. } => {
                ids.extend(in_actor(self.actor));
                ids.extend(shared_from.map(Id::Account));
            }
        }
        ids
    }
}

/// What must be noted before a change is committed, because afterwards it is gone.
pub(super) struct Before {
    at: DateTime<Utc>,
    revision: u64,
    actor: Actor,
    user: Option<UserId>,
    account: Option<AccountId>,
    whom: BTreeSet<UserId>,
    names: Names,
    command: Command,
    records: Vec<(super::record::Thing, Option<Record>)>,
}

impl Before {
    pub(super) fn new(state: &State, change: &Change) -> Self {
        let (actor, command) = (change.actor(), change.command());
        let Touched { things, whom, account, .. } = Touched::by(state, actor, command);
        let records: Vec<_> = things.into_iter().map(|thing| (thing, thing.record(state))).collect();
        let mut names = Names::default();
        names.note(state, in_command(actor, command));
        names.note(state, whom.iter().copied().map(Id::User).chain(account.map(Id::Account)));
        names.note(state, records.iter().filter_map(|(_, record)| record.as_ref()).flat_map(in_record));
        let user = state.user_behind(actor);
        names.note(state, user.map(Id::User));
        let (at, revision, command) = (change.at(), change.revision(), command.clone());
        Self { at, revision, actor, user, account, whom, names, command, records }
    }

    /// The entry, by what the state is after the change.
    pub(super) fn compare(self, state: &State) -> HistoryEntry {
        let Self { at, revision, actor, user, account, mut whom, names, command, records } = self;
        let differences: Vec<Difference> =
            records.into_iter().filter_map(|(thing, before)| Difference::new(before, thing.record(state))).collect();
        whom.extend(differences.iter().flat_map(Difference::sides).filter_map(Record::user));
        let deed = Deed::Change { command: Box::new(command), differences };
        let mut entry = HistoryEntry { version: EntryVersion, at, revision, actor, user, account, whom, names, deed };
        let mentions = entry.mentions();
        entry.names.note(state, mentions.iter().copied());
        entry.names = entry.names.only(mentions);
        entry
    }
}
