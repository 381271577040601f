//! The entities of the API: subjects, resources, actions, and their properties.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::strict;

/// Who something is asked about: a user or a machine (section 5.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The type, as `user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id, unique in its type.
    pub id: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties>,
}

/// What something is to be done with (section 5.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resource {
    /// The type, as `account`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id, unique in its type.
    pub id: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties>,
}

/// What is to be done (section 5.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    /// The name, as `sms.launch`.
    pub name: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties>,
}

/// The type of what is searched for. An id beside it is ignored, as the standard says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchTarget {
    /// The type, as `user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// More about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties>,
}

/// A JSON object: what is told of an entity beside its type and id, and the context of a request or a decision.
///
/// A name that stands twice in it, or in an object within it, is an error: two readers would not agree which of both counts
/// (RFC 7493).
///
/// ```
/// use sendright_authzen::Properties;
///
/// let read: Properties = serde_json::from_str(r#"{"account": "1", "tags": {"a": 1}}"#)?;
/// assert_eq!(read.text("account"), Some("1"));
/// assert_eq!(read.text("tags"), None, "it is no text");
///
/// assert!(serde_json::from_str::<Properties>(r#"{"tags": {"a": 1, "a": 2}}"#).is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Properties(#[serde(deserialize_with = "strict::members")] Map<String, Value>);

impl Properties {
    /// The value with a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The text with a name; `None`, too, if the value is no text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }
}

impl From<Map<String, Value>> for Properties {
    fn from(map: Map<String, Value>) -> Self {
        Self(map)
    }
}

impl<const N: usize> From<[(&str, Value); N]> for Properties {
    fn from(members: [(&str, Value); N]) -> Self {
        Self(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}

macro_rules! entity {
    ($($entity:ident),+) => {$(
        impl $entity {
            /// An entity of a type, with an id and no properties.
            #[must_use]
            pub fn new(kind: impl Into<String>, id: impl Into<String>) -> Self {
                Self { kind: kind.into(), id: id.into(), properties: None }
            }

            /// The text of a property.
            #[must_use]
            pub fn text(&self, name: &str) -> Option<&str> {
                self.properties.as_ref()?.text(name)
            }
        }
    )+};
}
entity!(Subject, Resource);

impl Action {
    /// An action with a name and no properties.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), properties: None }
    }
}
