use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::directory::{Address, Command};
use crate::history::beyond::Beyond;
use crate::history::names::Names;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ApiKeyId, Assignment, ChangeId, Email, Name, UserId};
use crate::permission::PermissionSet;

use super::outline::Phrase;

/// An entry of a [`History`](crate::history::History) as one reader may read it (rule R1): the item of
/// [`History::for_reader`](crate::history::History::for_reader).
///
/// It owns what it shows, and holds nothing else: whatever is beyond the reader's reach is neither in its values nor in its
/// `Debug` output nor in its serialized form, and can't be counted. [`Seen`] and [`SeenActor`] tell only whether it is above
/// or elsewhere. The revision is left out too, since its gaps would count the changes that the reader does not see.
///
/// `Display` writes it as a sentence with every id that the reader may see; [`brief`](Self::brief) leaves out those of what
/// has a name. With the feature `serde` it can be serialized for an API, with the sentence in it; it is never read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderEntry {
    pub(super) at: DateTime<Utc>,
    pub(super) change: Option<ChangeId>,
    /// This and the ids that follow may be placeholders.
    pub(super) actor: Actor,
    pub(in crate::history) user: Option<UserId>,
    pub(super) account: Option<AccountId>,
    pub(in crate::history) accounts: BTreeSet<AccountId>,
    pub(in crate::history) users: BTreeSet<UserId>,
    pub(super) names: Names,
    pub(super) told: Told,
    pub(super) differences: Vec<Difference>,
}

/// What is told of what was done. Ids may be placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A command on what is within reach, with the records within reach that differ.
    Change {
        command: Box<Command>,
        differences: Vec<Difference>,
    },
    Outline(Outline),
    Action {
        required: PermissionSet,
        is_own: bool,
        owner: Option<UserId>,
        shared_from: Option<AccountId>,
        about: Option<Name>,
    },
}

/// A command on something beyond reach, and its effects within.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) command: &'static str,
    pub(super) phrase: Phrase,
    pub(super) user: Option<UserId>,
    pub(super) is_actor: bool,
    pub(super) parent: Option<AccountId>,
    pub(super) effects: Vec<Effect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    Revoked(ApiKeyId),
    Ended(AccountId),
    Moved(AccountId),
    /// A membership in the account, which had ended.
    Removed(AccountId),
    /// A membership of a user who is deleted.
    Was(AccountId, Assignment),
}

impl Effect {
    pub(super) fn of(difference: &Difference, takes_user: bool) -> Option<Self> {
        match (difference.before()?, difference.after()) {
            (Record::ApiKey(key), None) => Some(Self::Revoked(key.id)),
            (Record::Invitation(invitation), None) => Some(Self::Ended(invitation.account)),
            (Record::Invitation(was), Some(Record::Invitation(is))) if was.email != is.email => {
                Some(Self::Moved(was.account))
            }
            (Record::Membership { account, assignment, .. }, None) if takes_user => {
                Some(Self::Was(*account, assignment.clone()))
            }
            (Record::Membership { account, .. }, None) => Some(Self::Removed(*account)),
            (
                Record::Account(_)
                | Record::User(_)
                | Record::Role(_)
                | Record::Membership { .. }
                | Record::Invitation(_)
                | Record::ApiKey(_),
                _,
            ) => None,
        }
    }
}

/// A user, an account or an API key of an entry, as far as a reader may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Seen<'a, I> {
    /// Within reach.
    Known {
        /// Its id.
        id: I,
        /// The name that it had at the time, if the entry has one.
        name: Option<&'a Name>,
    },
    /// In an account above one that the reader reaches.
    Above,
    /// Beyond reach, and not above.
    Elsewhere,
}

/// Whoever acted, as far as a reader may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SeenActor<'a> {
    /// The operator of the product.
    Operator,
    /// A person.
    User(Seen<'a, UserId>),
    /// A program, with an API key.
    ApiKey {
        /// The key.
        key: Seen<'a, ApiKeyId>,
        /// The user who owns it; `None` for a key of an account.
        owner: Option<Seen<'a, UserId>>,
    },
}

impl<'a, I> Seen<'a, I> {
    /// The id, if it is within reach.
    #[must_use]
    pub fn id(self) -> Option<I> {
        if let Self::Known { id, .. } = self { Some(id) } else { None }
    }

    /// The name, if it is within reach and the entry has one.
    #[must_use]
    pub fn name(self) -> Option<&'a Name> {
        if let Self::Known { name, .. } = self { name } else { None }
    }

    fn of(id: I, uuid: uuid::Uuid, name: Option<&'a Name>) -> Self {
        match Beyond::in_place_of(uuid).filter(|_| name.is_none()) {
            None => Self::Known { id, name },
            Some(Beyond::Above) => Self::Above,
            Some(Beyond::Elsewhere) => Self::Elsewhere,
        }
    }
}

impl ReaderEntry {
    /// When it was done ([`HistoryEntry::at`](crate::history::HistoryEntry::at)).
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The id of the change; `None` for an action.
    #[must_use]
    pub const fn change(&self) -> Option<ChangeId> {
        self.change
    }

    /// The [name](Command::name) of the command; `None` for an action. It is told also of a command on something beyond
    /// reach, of which no detail is.
    #[must_use]
    pub const fn command(&self) -> Option<&'static str> {
        match &self.told {
            Told::Change { command, .. } => Some(command.name()),
            Told::Outline(outline) => Some(outline.command),
            Told::Action { .. } => None,
        }
    }

    /// The permissions that an action required; `None` for a change.
    #[must_use]
    pub const fn required(&self) -> Option<PermissionSet> {
        match &self.told {
            Told::Action { required, .. } => Some(*required),
            Told::Change { .. } | Told::Outline(_) => None,
        }
    }

    /// The actor.
    #[must_use]
    pub fn actor(&self) -> SeenActor<'_> {
        match self.actor {
            Actor::System => SeenActor::Operator,
            Actor::User(user) => SeenActor::User(self.seen_user(user)),
            Actor::ApiKey(key) => SeenActor::ApiKey {
                key: Seen::of(key, key.uuid(), self.names.api_keys.get(&key)),
                owner: self.user.map(|user| self.seen_user(user)),
            },
        }
    }

    /// The account on which it was done.
    #[must_use]
    pub fn account(&self) -> Seen<'_, AccountId> {
        self.account.map_or(Seen::Elsewhere, |account| Seen::of(account, account.uuid(), self.account_name(account)))
    }

    /// The accounts within reach that it touches, in the order of their ids: at least one.
    pub fn affected_accounts(&self) -> impl Iterator<Item = AccountId> + '_ {
        self.accounts.iter().copied()
    }

    /// The users within reach whom it affected, in the order of their ids.
    pub fn affected_users(&self) -> impl Iterator<Item = UserId> + '_ {
        self.users.iter().copied()
    }

    /// The email addresses within reach that are in it, in order.
    pub fn addresses(&self) -> impl Iterator<Item = &Email> {
        let mut addresses = BTreeSet::new();
        if let Told::Change { command, differences } = &self.told {
            addresses.extend(differences.iter().flat_map(Difference::sides).filter_map(Record::address));
            addresses.extend(command.facts().address.map(Address::email));
        }
        addresses.into_iter()
    }

    /// The records that a change created, altered or removed, as far as they are within reach with everything in them. A
    /// record that names something beyond reach, such as a membership by a role from above, is told in the sentence alone.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// The name that a user within reach had at the time.
    #[must_use]
    pub fn user_name(&self, id: UserId) -> Option<&Name> {
        self.names.users.get(&id)
    }

    /// The name that an account within reach had at the time.
    #[must_use]
    pub fn account_name(&self, id: AccountId) -> Option<&Name> {
        self.names.accounts.get(&id)
    }

    fn seen_user(&self, user: UserId) -> Seen<'_, UserId> {
        Seen::of(user, user.uuid(), self.user_name(user))
    }
}

/// The form for an API.
#[cfg(feature = "serde")]
impl serde::Serialize for ReaderEntry {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        #[serde(rename = "ReaderEntry")]
        struct Form<'a> {
            #[serde(with = "crate::organization::time")]
            at: DateTime<Utc>,
            change: Option<ChangeId>,
            command: Option<&'static str>,
            required: Option<PermissionSet>,
            actor: SeenActor<'a>,
            account: Seen<'a, AccountId>,
            affected_accounts: Vec<Seen<'a, AccountId>>,
            affected_users: Vec<Seen<'a, UserId>>,
            addresses: Vec<&'a Email>,
            differences: &'a [Difference],
            sentence: String,
        }
        let accounts = self.affected_accounts().map(|id| Seen::Known { id, name: self.account_name(id) });
        let users = self.affected_users().map(|id| Seen::Known { id, name: self.user_name(id) });
        let form = Form {
            at: self.at,
            change: self.change,
            command: self.command(),
            required: self.required(),
            actor: self.actor(),
            account: self.account(),
            affected_accounts: accounts.collect(),
            affected_users: users.collect(),
            addresses: self.addresses().collect(),
            differences: &self.differences,
            sentence: self.brief().to_string(),
        };
        form.serialize(serializer)
    }
}
