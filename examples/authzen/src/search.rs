//! The questions "who?", "which?" and "what?" (section 8).

use serde::{Deserialize, Serialize};

use crate::entity::{Action, Properties, Resource, Sought, Subject};
use crate::page::{Page, PageRequest};

/// Who may do this with that? Their id, if there is one, is not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectSearch {
    /// The type of those who are sought.
    pub subject: Sought,
    /// Does what.
    pub action: Action,
    /// With what.
    pub resource: Resource,
    /// Around it. It is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// Which part of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// With which of these may somebody do this?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceSearch {
    /// Who.
    pub subject: Subject,
    /// Does what.
    pub action: Action,
    /// The type of what is sought.
    pub resource: Sought,
    /// Around it. It is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// Which part of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// What may somebody do with this?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionSearch {
    /// Who.
    pub subject: Subject,
    /// With what.
    pub resource: Resource,
    /// Around it. It is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Properties>,
    /// Which part of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRequest>,
}

/// What was found: [`Subject`]s, [`Resource`]s or [`Action`]s, in the order of their ids or names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found<T> {
    /// Which part of the answer this is. It is there if a page was asked for, and whenever this is not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Page>,
    /// Why nothing was searched, if nothing was.
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
