//! Ids and instants of the stories that are told here.

use chrono::{DateTime, Utc};
use sendright::{AccountId, ApiKeyId, RoleId, UserId};
use uuid::Uuid;

/// The second `n` of every story.
pub(crate) fn t(n: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_338_000 + n, 0).unwrap()
}

pub(crate) fn account(n: u128) -> AccountId {
    Uuid::from_u128(100 + n).into()
}

pub(crate) fn user(n: u128) -> UserId {
    Uuid::from_u128(200 + n).into()
}

pub(crate) fn key(n: u128) -> ApiKeyId {
    Uuid::from_u128(300 + n).into()
}

pub(crate) fn role(n: u128) -> RoleId {
    Uuid::from_u128(400 + n).into()
}
