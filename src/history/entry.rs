use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::directory::{Address, Change, Command};
use crate::organization::{AccountId, Actor, ApiKeyId, ChangeId, Email, Format, Name, RoleId, UserId};

use super::event::Event;
use super::names::Names;
use super::record::{Difference, Record};

/// One entry of a [`History`](crate::history::History): who did what, when, on which account, and which users and
/// accounts it affected.
///
/// An entry can be read without the directory. It holds the names that people, accounts, roles and keys had at the time,
/// so it stays readable when they have been renamed or deleted.
///
/// `Display` writes it as a sentence for people, with the time in UTC to the minute and with every id;
/// [`brief`](Self::brief) leaves out the ids of everything that has a name. Names and other text that somebody chose are
/// in quotation marks: `the operator` is the operator, `“the operator”` is a user of that name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct HistoryEntry {
    #[cfg_attr(feature = "serde", serde(rename = "v"))]
    pub(super) format: Format,
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time"))]
    pub(super) at: DateTime<Utc>,
    pub(super) revision: u64,
    /// The time of the change before, if the clock went back since.
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time::option"))]
    pub(super) clock_was: Option<DateTime<Utc>>,
    pub(super) actor: Actor,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(super) user: Option<UserId>,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(super) account: Option<AccountId>,
    /// Includes `account` and the accounts of all records that differ.
    #[cfg_attr(feature = "serde", serde(rename = "accounts"))]
    pub(super) affected_accounts: BTreeSet<AccountId>,
    /// Includes `user` only if the user is affected too.
    #[cfg_attr(feature = "serde", serde(rename = "whom"))]
    pub(super) affected_users: BTreeSet<UserId>,
    pub(super) names: Names,
    #[cfg_attr(feature = "serde", serde(rename = "deed"))]
    pub(super) event: Event,
}

impl HistoryEntry {
    /// When it was done: the time of the change, or of the request that the proof of an action answers.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The time of the change before, if it is later than that of this one: the clock went back, or is another node's.
    /// Entries are in the order of their revisions, whatever their times are (rule C2). `None` for an action.
    #[must_use]
    pub const fn clock_was(&self) -> Option<DateTime<Utc>> {
        self.clock_was
    }

    /// The id of the change; `None` for an action.
    #[must_use]
    pub const fn change(&self) -> Option<ChangeId> {
        match &self.event {
            Event::Change { id, .. } => Some(*id),
            Event::Action { .. } => None,
        }
    }

    /// The revision of the directory: the one that a change made, or the one at which an action was allowed.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The same entry with another revision: to split a history with its log, which is numbered anew
    /// ([`Change::renumbered`](crate::Change::renumbered)). An action keeps whether the directory that supplied the names was
    /// behind.
    ///
    /// The entry of a change is made anew instead, as the log that is split is replayed ([`of`](Self::of)): the change before it is
    /// another.
    ///
    /// ```
    /// use sendright::history::HistoryEntry;
    /// use sendright::testing::{World, account, user};
    /// use sendright::{Permission, Request};
    ///
    /// // Acme's is the third change of the log; in a log of its own it is the first.
    /// let world = World::new().account("globex").account("initech").account_for("acme", "ada");
    /// let request = Request::new(user("ada"), Permission::SmsLaunch, account("acme")).at(world.now());
    /// let proof = world.directory().authorize(&request)?;
    /// let action = HistoryEntry::of_action(&proof, world.directory(), None);
    /// assert_eq!(action.revision(), 3);
    ///
    /// let renumbered = action.clone().renumbered(1);
    /// assert_eq!(renumbered.revision(), 1);
    /// assert_eq!(renumbered.to_string(), action.to_string(), "it tells the same");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn renumbered(mut self, revision: u64) -> Self {
        if let Event::Action { directory_revision, .. } = &mut self.event {
            let is_behind = *directory_revision < self.revision;
            *directory_revision = revision.saturating_sub(is_behind.into());
        }
        self.revision = revision;
        self
    }

    /// The actor: a user, an API key or the operator.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        self.actor
    }

    /// The user who acted, or the owner of the API key that acted; `None` for the operator and for a key of an account.
    #[must_use]
    pub const fn user(&self) -> Option<UserId> {
        self.user
    }

    /// The account on which it was done. For a command about a user as a whole, such as a password reset, it is the root
    /// account of the user's tree.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        self.account
    }

    /// The accounts that it affected, in the order of their ids. They are:
    ///
    /// - the [account](Self::account) on which it was done;
    /// - the accounts of all records that it changed, such as revoked keys and ended invitations;
    /// - for a command about a user as a whole, every account where the user had a membership;
    /// - for a command about a custom role, every account where a user held the role or was invited to it;
    /// - for a new sub-account, its parent;
    /// - for a change of an account's status, features or billing, all accounts below it;
    /// - for an action on shared data, the account that shares it.
    ///
    /// A change on one account can also have an effect in the accounts below it, for instance a new administrator or
    /// another email policy. Such a change lists only the account on which it was done. To find it, also query the
    /// [ancestors](crate::Directory::ancestors).
    pub fn affected_accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.affected_accounts.iter().copied()
    }

    /// Whether an account is one of the [`affected_accounts`](Self::affected_accounts).
    #[must_use]
    pub fn affects_account(&self, account: AccountId) -> bool {
        self.affected_accounts.contains(&account)
    }

    /// The users that it affected, in the order of their ids. They are:
    ///
    /// - users whose details, membership or API key it is about or changed;
    /// - users who held a role that it changed;
    /// - users who had the address of an invitation that it created, changed or ended;
    /// - the owner of the data on which an action was performed.
    ///
    /// The actor is among them if the actor is affected too. A change of a whole account, such as another name, a
    /// suspension or other features, does not list the members of the account; find it by the
    /// [account](Self::affected_accounts).
    pub fn affected_users(&self) -> impl Iterator<Item = UserId> + '_ {
        self.affected_users.iter().copied()
    }

    /// The email addresses in it, in order: the address in the command, and the addresses of the users and invitations
    /// that it changed. So an invitation can be found by its address, even if no user had that address at the time.
    pub fn addresses(&self) -> impl Iterator<Item = &Email> {
        self.every_address().collect::<BTreeSet<&Email>>().into_iter()
    }

    /// The addresses in it, in no order, some of them more than once.
    pub(super) fn every_address(&self) -> impl Iterator<Item = &Email> {
        let of_records = self.differences().iter().flat_map(Difference::sides).filter_map(Record::address);
        of_records.chain(self.command().and_then(|command| command.facts().address).map(Address::email))
    }

    /// What was done.
    #[must_use]
    pub const fn event(&self) -> &Event {
        &self.event
    }

    /// The records that a change created, altered or removed; none for an action.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        match &self.event {
            Event::Change { differences, .. } => differences,
            Event::Action { .. } => &[],
        }
    }

    /// The name that a user had before it, or after it if it created the user. `None` if the entry does not mention the
    /// user, or the directory did not know the user.
    #[must_use]
    pub fn user_name(&self, id: UserId) -> Option<&Name> {
        self.names.users.get(&id)
    }

    /// The name that an account had before it, or after it if it opened the account; `None` as for
    /// [`user_name`](Self::user_name).
    #[must_use]
    pub fn account_name(&self, id: AccountId) -> Option<&Name> {
        self.names.accounts.get(&id)
    }

    /// The name that a custom role had before it, or after it if it defined the role; `None` as for
    /// [`user_name`](Self::user_name).
    #[must_use]
    pub fn role_name(&self, id: RoleId) -> Option<&Name> {
        self.names.roles.get(&id)
    }

    /// The name that an API key had before it, or after it if it created the key; `None` as for
    /// [`user_name`](Self::user_name).
    #[must_use]
    pub fn api_key_name(&self, id: ApiKeyId) -> Option<&Name> {
        self.names.api_keys.get(&id)
    }

    /// The command of a change; `None` for an action.
    const fn command(&self) -> Option<&Command> {
        match &self.event {
            Event::Change { command, .. } => Some(command),
            Event::Action { .. } => None,
        }
    }

    pub(super) const fn is_change(&self) -> bool {
        self.command().is_some()
    }

    /// Whether it is the entry of this change.
    pub(super) fn is_of(&self, change: &Change) -> bool {
        self.change() == Some(change.id())
            && self.command() == Some(change.command())
            && self.revision == change.revision()
            && self.at == change.at()
            && self.actor == change.actor()
    }
}
