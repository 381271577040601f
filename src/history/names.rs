//! What people and things were called when something was done.

use std::collections::BTreeMap;

use crate::directory::Command;
use crate::organization::{AccountId, Actor, ApiKeyId, AssignedRole, Assignment, Name, RoleId, UserId};
use crate::state::{Id, State};

use super::record::Record;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub(super) struct Names {
    #[cfg_attr(feature = "serde", serde(deserialize_with = "each_once::deserialize"))]
    pub(super) users: BTreeMap<UserId, Name>,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "each_once::deserialize"))]
    pub(super) accounts: BTreeMap<AccountId, Name>,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "each_once::deserialize"))]
    pub(super) roles: BTreeMap<RoleId, Name>,
    #[cfg_attr(feature = "serde", serde(deserialize_with = "each_once::deserialize"))]
    pub(super) api_keys: BTreeMap<ApiKeyId, Name>,
}

impl Names {
    /// Notes what each of these is called, if it is there and was not noted before.
    pub(super) fn note(&mut self, state: &State, ids: impl IntoIterator<Item = Id>) {
        for id in ids {
            match id {
                Id::User(id) => note(&mut self.users, id, || state.user(id).map(|user| &user.name)),
                Id::Account(id) => note(&mut self.accounts, id, || state.account(id).map(|entry| &entry.account.name)),
                Id::Role(id) => note(&mut self.roles, id, || state.role(id).map(|role| &role.name)),
                Id::ApiKey(id) => note(&mut self.api_keys, id, || state.key(id).map(|key| &key.name)),
                Id::Invitation(_) => {}
            }
        }
    }

    /// Those of these ids, and no others.
    pub(super) fn only(&self, ids: impl IntoIterator<Item = Id>) -> Self {
        let mut only = Self::default();
        for id in ids {
            match id {
                Id::User(id) => copy(&self.users, &mut only.users, id),
                Id::Account(id) => copy(&self.accounts, &mut only.accounts, id),
                Id::Role(id) => copy(&self.roles, &mut only.roles, id),
                Id::ApiKey(id) => copy(&self.api_keys, &mut only.api_keys, id),
                Id::Invitation(_) => {}
            }
        }
        only
    }
}

fn copy<I: Ord>(from: &BTreeMap<I, Name>, to: &mut BTreeMap<I, Name>, id: I) {
    if let Some(name) = from.get(&id) {
        to.insert(id, name.clone());
    }
}

fn note<'a, I: Ord>(names: &mut BTreeMap<I, Name>, id: I, name: impl FnOnce() -> Option<&'a Name>) {
    if let std::collections::btree_map::Entry::Vacant(place) = names.entry(id) {
        if let Some(name) = name() {
            place.insert(name.clone());
        }
    }
}

/// The ids that a sentence about a command mentions, beside those of its differences.
pub(super) fn in_command(actor: Actor, command: &Command) -> Vec<Id> {
    let mut ids = in_actor(actor);
    if let Command::OpenSubaccount { parent, .. } = command {
        ids.push(Id::Account(*parent));
    }
    if let Command::Invite { assignment, .. }
    | Command::AddUser { assignment, .. }
    | Command::Assign { assignment, .. } = command
    {
        ids.extend(in_assignment(assignment));
    }
    if let Command::ChangeRole { role, .. } | Command::DeleteRole { role } = command {
        ids.push(Id::Role(*role));
    }
    if let Command::ChangeApiKey { key, .. } | Command::RevokeApiKey { key } = command {
        ids.push(Id::ApiKey(*key));
    }
    ids
}

pub(super) fn in_actor(actor: Actor) -> Vec<Id> {
    match actor {
        Actor::System => Vec::new(),
        Actor::User(user) => vec![Id::User(user)],
        Actor::ApiKey(key) => vec![Id::ApiKey(key)],
    }
}

/// The ids that a sentence about a record mentions.
pub(super) fn in_record(record: &Record) -> Vec<Id> {
    let mut ids: Vec<Id> = record.assignment().into_iter().flat_map(in_assignment).collect();
    ids.extend(record.user().map(Id::User));
    ids.extend(record.account().map(Id::Account));
    match record {
        Record::Role(role) => ids.push(Id::Role(role.id)),
        Record::ApiKey(key) => ids.push(Id::ApiKey(key.id)),
        Record::Invitation(invitation) => ids.extend(in_actor(invitation.inviter)),
        Record::Account(_) | Record::User(_) | Record::Membership { .. } => {}
    }
    ids
}

fn in_assignment(assignment: &Assignment) -> impl Iterator<Item = Id> {
    assignment.roles().iter().filter_map(|role| match role {
        AssignedRole::Custom(role) => Some(Id::Role(*role)),
        AssignedRole::Preset(_) => None,
    })
}

/// A map whose keys each come once; what comes twice is an error that names it.
#[cfg(feature = "serde")]
mod each_once {
    use core::fmt;
    use core::marker::PhantomData;
    use std::collections::BTreeMap;

    use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

    use crate::organization::Name;

    struct EachOnce<I>(PhantomData<I>);

    impl<'de, I: Ord + Deserialize<'de> + fmt::Display> Visitor<'de> for EachOnce<I> {
        type Value = BTreeMap<I, Name>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map from ids to names")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut names = BTreeMap::new();
            while let Some((id, name)) = entries.next_entry::<I, Name>()? {
                if names.contains_key(&id) {
                    return Err(A::Error::custom(format_args!("`{id}` is named twice: name it once")));
                }
                names.insert(id, name);
            }
            Ok(names)
        }
    }

    pub(super) fn deserialize<'de, I, D>(deserializer: D) -> Result<BTreeMap<I, Name>, D::Error>
    where
        I: Ord + Deserialize<'de> + fmt::Display,
        D: Deserializer<'de>,
    {
        deserializer.deserialize_map(EachOnce(PhantomData))
    }
}
