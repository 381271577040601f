//! The names that users, accounts, custom roles and API keys had when something was done.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::organization::{AccountId, ApiKeyId, Name, RoleId, UserId};
use crate::state::{Id, State};

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    /// Adds the names that these have in a state. A name that is there already stays; an id that the state does not know
    /// gets none.
    pub(super) fn add(&mut self, ids: impl IntoIterator<Item = Id>, state: &State) {
        for id in ids {
            match id {
                Id::User(id) => add(&mut self.users, id, || state.user(id).map(|user| &user.name)),
                Id::Account(id) => add(&mut self.accounts, id, || state.account(id).map(|entry| &entry.account.name)),
                Id::Role(id) => add(&mut self.roles, id, || state.role(id).map(|role| &role.name)),
                Id::ApiKey(id) => add(&mut self.api_keys, id, || state.key(id).map(|key| &key.name)),
                Id::Invitation(_) => {}
            }
        }
    }

    /// The names of these ids alone.
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

fn add<'a, I: Ord>(names: &mut BTreeMap<I, Name>, id: I, name: impl FnOnce() -> Option<&'a Name>) {
    if let Entry::Vacant(vacant) = names.entry(id) {
        if let Some(name) = name() {
            vacant.insert(name.clone());
        }
    }
}

fn copy<I: Ord>(from: &BTreeMap<I, Name>, to: &mut BTreeMap<I, Name>, id: I) {
    if let Some(name) = from.get(&id) {
        to.insert(id, name.clone());
    }
}

/// Reads a map from ids to names; an id that occurs twice is an error that names it.
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
