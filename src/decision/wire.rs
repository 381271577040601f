//! How an access is written for a front end: whose it is, what is allowed and which menus to offer, by name, and how long it
//! holds.

use chrono::{DateTime, Utc};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::permission::{Area, CustomNames};

use super::access::Access;
use super::named::{List, Tell};

/// An instant in the crate's form.
#[derive(serde::Serialize)]
#[serde(transparent)]
struct At(#[serde(with = "crate::organization::time")] DateTime<Utc>);

#[derive(serde::Serialize)]
#[serde(transparent)]
struct Until(#[serde(with = "crate::organization::time::option")] Option<DateTime<Utc>>);

/// For a front end: whose it is, what is allowed and which menus to offer, by name, and how long it holds.
impl Serialize for Access {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, &self.permissions(), &self.own_permissions(), serializer)
    }
}

impl Tell for Access {
    fn tell<S: Serializer>(&self, names: &CustomNames<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        write(self, &List(self.permissions(), names), &List(self.own_permissions(), names), serializer)
    }
}

fn write<S: Serializer, P: Serialize>(
    access: &Access,
    permissions: &P,
    own_permissions: &P,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut fields = serializer.serialize_struct("Access", 9)?;
    fields.serialize_field("principal", &access.principal())?;
    fields.serialize_field("user", &access.user())?;
    fields.serialize_field("account", &access.account())?;
    fields.serialize_field("permissions", permissions)?;
    fields.serialize_field("own_permissions", own_permissions)?;
    fields.serialize_field("shown_areas", &access.shown_areas().collect::<Vec<Area>>())?;
    fields.serialize_field("at", &At(access.at()))?;
    fields.serialize_field("valid_until", &Until(access.valid_until()))?;
    fields.serialize_field("revision", &access.revision())?;
    fields.end()
}
