//! The names of Cedar's entities.

use std::collections::HashMap;
use std::str::FromStr;

use cedar_policy::{EntityId, EntityTypeName, EntityUid};

use crate::order::Id;

/// The types of entities, as the schema has them.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(super) enum Kind {
    Grant,
    Role,
    Level,
    Membership,
    Standing,
    Exclusion,
    Permission,
    Account,
    User,
    PersonKey,
    AccountKey,
    RevokedKey,
    Action,
}

const KINDS: [(Kind, &str); 13] = [
    (Kind::Grant, "Grant"),
    (Kind::Role, "Role"),
    (Kind::Level, "Level"),
    (Kind::Membership, "Membership"),
    (Kind::Standing, "Standing"),
    (Kind::Exclusion, "Exclusion"),
    (Kind::Permission, "Permission"),
    (Kind::Account, "Account"),
    (Kind::User, "User"),
    (Kind::PersonKey, "PersonKey"),
    (Kind::AccountKey, "AccountKey"),
    (Kind::RevokedKey, "RevokedKey"),
    (Kind::Action, "Action"),
];

/// The names of the types, parsed once.
#[derive(Debug)]
pub(super) struct Names {
    types: HashMap<Kind, EntityTypeName>,
    /// Stands for a type that is not in the table above, which is none.
    other: EntityTypeName,
}

impl Names {
    pub(super) fn new() -> Result<Self, String> {
        let parse = |name: &str| EntityTypeName::from_str(name).map_err(|error| format!("{error:?}"));
        let types = KINDS.iter().map(|(kind, name)| Ok((*kind, parse(name)?))).collect::<Result<_, String>>()?;
        Ok(Self { types, other: parse("Other")? })
    }

    pub(super) fn uid(&self, kind: Kind, id: &str) -> EntityUid {
        let name = self.types.get(&kind).unwrap_or(&self.other);
        EntityUid::from_type_name_and_id(name.clone(), EntityId::new(id))
    }

    pub(super) fn of_id(&self, kind: Kind, id: Id) -> EntityUid {
        self.uid(kind, &id.0.to_string())
    }
}

/// The actions, as the schema has them.
#[derive(Debug)]
pub(super) struct Actions {
    pub(super) r#use: EntityUid,
    pub(super) hold: EntityUid,
    pub(super) reach: EntityUid,
    pub(super) r#await: EntityUid,
    pub(super) live: EntityUid,
}

impl Actions {
    pub(super) fn new(names: &Names) -> Self {
        let action = |name| names.uid(Kind::Action, name);
        Self {
            r#use: action("use"),
            hold: action("hold"),
            reach: action("reach"),
            r#await: action("await"),
            live: action("live"),
        }
    }
}
