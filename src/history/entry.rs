use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::decision::Authorized;
use crate::directory::{Change, Command};
use crate::organization::{AccountId, Actor, ApiKeyId, Email, Name, RoleId, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::{Id, State};

use super::names::{Names, in_actor, in_command, in_record};
use super::record::{Difference, Record};

/// One line of a [`History`](crate::history::History): who did what, when, on which account, to whom.
///
/// It stands for itself: it holds the names of all that it mentions as they were then, so that it can be read when they
/// are long gone. Its `Display` is a sentence for people, in UTC to the minute, with every id;
/// [`brief`](Self::brief) leaves out the ids of what has a name. What somebody chose, such as a name, stands in it in
/// quotation marks, so that it is not taken for the sentence's own words: `“the operator”` is somebody of that name.
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
    /// With `account`, and those of all records that differ.
    pub(super) accounts: BTreeSet<AccountId>,
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
        /// The revision of the directory with which it was noted, whose names these are. If it is before the proof's
        /// ([`HistoryEntry::revision`]), that directory was behind, or the proof is another's.
        noted_at: u64,
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

    /// The accounts that it concerned, in the order of their ids: the one on which it was done, and
    ///
    /// - where the records that it changed are, such as keys that were revoked and invitations that ended;
    /// - of what concerns a user as such, every account where the user was a member;
    /// - of a custom role, where somebody held it or was invited to it;
    /// - of a new sub-account, the one above it;
    /// - of what changes what an account makes available (its status, features and billing), all below it;
    /// - of an action on data that an account above shares, that account.
    ///
    /// What is done on an account above and reaches down, such as an administrator's membership or the email policy, is
    /// found there: ask for the [ancestors](crate::Directory::ancestors), too.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.accounts.iter().copied()
    }

    /// Whether it concerned an account: whether that is one of [`accounts`](Self::accounts).
    #[must_use]
    pub fn concerns(&self, account: AccountId) -> bool {
        self.accounts.contains(&account)
    }

    /// The users to whom it was done, in the order of their ids: whose details, membership or key it concerns, who
    /// holds a role that changed, who had the address of an invitation that it made, changed or ended, whose data was
    /// used. Who acts on oneself is among them.
    ///
    /// What is done to an account as a whole (renamed, suspended, closed, its features set) is done to no member in
    /// particular, and found by [account](Self::accounts).
    pub fn whom(&self) -> impl Iterator<Item = UserId> + '_ {
        self.whom.iter().copied()
    }

    /// The addresses that it names, in order: the command's, and those of the users and invitations that it changed. An
    /// invitation to somebody who was no user then is found by it.
    pub fn addresses(&self) -> impl Iterator<Item = &Email> {
        let mut addresses: BTreeSet<&Email> =
            self.differences().iter().flat_map(Difference::sides).filter_map(Record::address).collect();
        if let Deed::Change { command, .. } = &self.deed {
            addresses.extend(address_in(command));
        }
        addresses.into_iter()
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
        let (required, scope, noted_at) = (proof.required(), proof.scope(), state.revision);
        let deed = Deed::Action { required, scope, owner, shared_from, about, noted_at };
        let mut entry = Self {
            version: EntryVersion,
            at: proof.at(),
            revision: proof.revision(),
            actor: proof.principal().into(),
            user: Some(proof.user()),
            account: Some(proof.account()),
            accounts: shared_from.into_iter().chain([proof.account()]).collect(),
            whom: owner.into_iter().collect(),
            names: Names::default(),
            deed,
        };
        entry.names.note(state, entry.mentions());
        entry
    }

    /// The ids that its sentence mentions.
    pub(super) fn mentions(&self) -> Vec<Id> {
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

/// The address that a command names.
fn address_in(command: &Command) -> Option<&Email> {
    if let Command::OpenAccount { email, .. }
    | Command::Invite { email, .. }
    | Command::AcceptInvitation { email, .. }
    | Command::DeclineInvitation { email, .. }
    | Command::AddUser { email, .. }
    | Command::ChangeEmail { email, .. } = command
    {
        Some(email)
    } else {
        None
    }
}
