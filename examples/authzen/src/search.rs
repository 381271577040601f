//! The questions "who?", "which?" and "what?" (section 8).

use serde::{Deserialize, Serialize};

use crate::entity::{Action, Properties, Resource, SearchTarget, Subject};
use crate::page::{Page, PageRequest};
use crate::strict::{object, optional_or_null};

/// Who may do this with that? Their id, if there is one, is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSearch {
    /// The type of those who are sought.
    #[serde(deserialize_with = "object")]
    pub subject: SearchTarget,
    /// What they would do.
    #[serde(deserialize_with = "object")]
    pub action: Action,
    /// What they would do it with.
    #[serde(deserialize_with = "object")]
    pub resource: Resource,
    /// The circumstances. They are not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// Which part of the answer.
    #[serde(default, deserialize_with = "optional_or_null", skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// With which of these may somebody do this?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceSearch {
    /// Who would do it.
    #[serde(deserialize_with = "object")]
    pub subject: Subject,
    /// What they would do.
    #[serde(deserialize_with = "object")]
    pub action: Action,
    /// The type of what is sought.
    #[serde(deserialize_with = "object")]
    pub resource: SearchTarget,
    /// The circumstances. They are not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// Which part of the answer.
    #[serde(default, deserialize_with = "optional_or_null", skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// What may somebody do with this?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionSearch {
    /// Who would do it.
    #[serde(deserialize_with = "object")]
    pub subject: Subject,
    /// What they would do it with.
    #[serde(deserialize_with = "object")]
    pub resource: Resource,
    /// The circumstances. They are not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// Which part of the answer.
    #[serde(default, deserialize_with = "optional_or_null", skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// What was found: [`Subject`]s, [`Resource`]s or [`Action`]s, in the order of their ids or names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// Which part of the answer this is. It is there if a page was asked for, and whenever this is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Why nothing was searched, if nothing was: there is no such action or, for the asker, no such resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// What was found.
    pub results: Vec<T>,
}

/// What a result is ordered by.
pub(crate) trait Key {
    fn key(&self) -> &str;
}

impl Key for Subject {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Key for Resource {
    fn key(&self) -> &str {
        &self.id
    }
}

impl Key for Action {
    fn key(&self) -> &str {
        &self.name
    }
}
