//! What comes in as an entry is checked: whether it fits together, not whether it happened.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use uuid::Uuid;

use crate::decision::authorize::SHAREABLE;
use crate::directory::Command;
use crate::organization::{AccountId, Actor, UserId};
use crate::permission::{PermissionSet, Scope};

use super::entry::{Deed, EntryVersion, HistoryEntry};
use super::names::Names;
use super::record::{Difference, Record};

const CURRENT: u32 = 1;

impl Serialize for EntryVersion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(CURRENT)
    }
}

impl<'de> Deserialize<'de> for EntryVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            CURRENT => Ok(Self),
            other => Err(D::Error::custom(format_args!(
                "the format version is {other}, and this version of sendright reads {CURRENT}: update it"
            ))),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename = "HistoryEntry", deny_unknown_fields)]
pub(super) struct Parts {
    #[serde(rename = "v")]
    version: EntryVersion,
    #[serde(with = "crate::organization::time")]
    at: DateTime<Utc>,
    revision: u64,
    actor: Actor,
    user: Option<UserId>,
    account: Option<AccountId>,
    accounts: Vec<AccountId>,
    whom: Vec<UserId>,
    names: Names,
    deed: Deed,
}

impl TryFrom<Parts> for HistoryEntry {
    type Error = &'static str;

    fn try_from(parts: Parts) -> Result<Self, Self::Error> {
        let Parts { version, at, revision, actor, user, account, accounts, whom, names, deed } = parts;
        if !accounts.is_sorted_by(|a, b| a < b) {
            return Err("`accounts` is not in order, each account once");
        }
        if !whom.is_sorted_by(|a, b| a < b) {
            return Err("`whom` is not in order, each user once");
        }
        let (accounts, whom) = (accounts.into_iter().collect(), whom.into_iter().collect());
        let entry = Self { version, at, revision, actor, user, account, accounts, whom, names, deed };
        entry.check_who()?;
        match &entry.deed {
            Deed::Change { command, differences } => entry.check_change(command, differences)?,
            Deed::Action { .. } => entry.check_action()?,
        }
        Ok(entry)
    }
}

type Checked = Result<(), &'static str>;

const fn check(holds: bool, otherwise: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(otherwise) }
}

impl HistoryEntry {
    fn check_who(&self) -> Checked {
        match (self.actor, self.user) {
            (Actor::System, None) | (Actor::ApiKey(_), Some(_)) => {}
            (Actor::User(actor), Some(user)) if actor == user => {}
            (Actor::System | Actor::User(_) | Actor::ApiKey(_), _) => {
                return Err("`user` is not who is behind `actor`");
            }
        }
        let actor = match self.actor {
            Actor::System => None,
            Actor::User(user) => Some(user.uuid()),
            Actor::ApiKey(key) => Some(key.uuid()),
        };
        let users = self.whom().chain(self.user).map(UserId::uuid);
        let mut ids = users.chain(actor).chain(self.accounts().chain(self.account).map(AccountId::uuid));
        check(!ids.any(|id| Uuid::is_nil(&id)), "an id is nil")
    }

    fn check_change(&self, command: &Command, differences: &[Difference]) -> Checked {
        check(self.revision > 0, "the revision of a change is 1 or more")?;
        let ordered = differences.is_sorted_by(|a, b| a.thing() < b.thing());
        check(ordered, "the differences are not in order, each thing once")?;
        self.check_actor(command)?;
        let records = || differences.iter().flat_map(Difference::sides);
        // Who declines may be nobody's user.
        let oneself = self.user.filter(|_| is_of_oneself(command) && !is_decline(command));
        let mut users = records().filter_map(Record::user).chain(user_of(command)).chain(oneself);
        check(users.all(|user| self.whom.contains(&user)), "a user whom it changes is not in `whom`")?;
        let named = account_of(command);
        check(named.is_none() || named == self.account, "`account` is not that of the command")?;
        let mut accounts = records().filter_map(Record::account).chain(self.account).chain(parent_of(command));
        check(accounts.all(|account| self.concerns(account)), "an account that it concerns is not in `accounts`")
    }

    /// Who may give it at all (rules C4, C5, C9).
    fn check_actor(&self, command: &Command) -> Checked {
        let operators = matches!(
            command,
            Command::OpenAccount { .. }
                | Command::SetBilling { .. }
                | Command::SetFeatures { .. }
                | Command::AddUser { .. }
        );
        check(!operators || self.actor == Actor::System, "the command is the operator's")?;
        let is_person = matches!(self.actor, Actor::User(_));
        check(is_person || !is_of_oneself(command), "the command is for the person concerned")?;
        let is_key = matches!(self.actor, Actor::ApiKey(_));
        let details =
            matches!(command, Command::EditUser { .. } | Command::ChangeEmail { .. } | Command::ResetPassword { .. });
        let its_owners = details && user_of(command) == self.user;
        check(!(is_key && its_owners), "one's own details are not for a key")
    }

    fn check_action(&self) -> Checked {
        let Deed::Action { required, scope, owner, shared_from, .. } = &self.deed else { return Ok(()) };
        let own = self.user.is_some() && *owner == self.user;
        check(!required.is_empty(), "an action requires something")?;
        check(self.revision > 0, "nothing is allowed before the first revision")?;
        check(self.user.is_some() && self.account.is_some(), "an action is somebody's, on an account")?;
        let fits = (*scope == Scope::Own) == own && *scope != Scope::Subtree;
        check(fits, "the scope is not that of the data's owner")?;
        check(self.whom.iter().eq(owner), "`whom` is not the data's owner")?;
        let accounts = self.account.into_iter().chain(*shared_from).collect();
        check(self.accounts == accounts, "`accounts` is not where the data is")?;
        if shared_from.is_some() { self.check_shared(*required, *owner, *shared_from) } else { Ok(()) }
    }

    /// A look at what a strict ancestor shares (rule D3).
    fn check_shared(&self, required: PermissionSet, owner: Option<UserId>, from: Option<AccountId>) -> Checked {
        check(
            required.is_subset(SHAREABLE) && owner.is_none(),
            "shared data is only looked at: templates and contacts",
        )?;
        check(from != self.account, "an account does not share with itself")
    }
}

/// Whether it is for the person concerned alone.
const fn is_of_oneself(command: &Command) -> bool {
    matches!(
        command,
        Command::AcceptInvitation { .. }
            | Command::DeclineInvitation { .. }
            | Command::Leave { .. }
            | Command::CreateApiKey { .. }
    )
}

const fn is_decline(command: &Command) -> bool {
    matches!(command, Command::DeclineInvitation { .. })
}

/// The account that a command names as the one on which it is done.
const fn account_of(command: &Command) -> Option<AccountId> {
    if let Command::OpenAccount { account, .. }
    | Command::OpenSubaccount { account, .. }
    | Command::RenameAccount { account, .. }
    | Command::SuspendAccount { account }
    | Command::ResumeAccount { account }
    | Command::CloseAccount { account }
    | Command::SetBilling { account, .. }
    | Command::SetFeatures { account, .. }
    | Command::SetEmailPolicy { account, .. }
    | Command::Invite { account, .. }
    | Command::AddUser { account, .. }
    | Command::Assign { account, .. }
    | Command::Leave { account }
    | Command::RemoveMember { account, .. }
    | Command::DefineRole { account, .. }
    | Command::CreateApiKey { account, .. } = command
    {
        Some(*account)
    } else {
        None
    }
}

const fn parent_of(command: &Command) -> Option<AccountId> {
    if let Command::OpenSubaccount { parent, .. } = command { Some(*parent) } else { None }
}

/// The user that a command names.
const fn user_of(command: &Command) -> Option<UserId> {
    if let Command::OpenAccount { administrator: user, .. }
    | Command::AddUser { user, .. }
    | Command::Assign { user, .. }
    | Command::RemoveMember { user, .. }
    | Command::EditUser { user, .. }
    | Command::ChangeEmail { user, .. }
    | Command::ResetPassword { user }
    | Command::DeactivateUser { user }
    | Command::ReactivateUser { user }
    | Command::DeleteUser { user } = command
    {
        Some(*user)
    } else {
        None
    }
}
