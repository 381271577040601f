//! What a point tells of itself (section 9).

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The metadata of a Policy Decision Point.
///
/// They are not signed, and no capabilities are told: none is registered for what is served here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The identifier of the point.
    pub policy_decision_point: String,
    /// Where one question is asked.
    pub access_evaluation_endpoint: String,
    /// Where several are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access_evaluations_endpoint: Option<String>,
    /// Where it is asked who may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_subject_endpoint: Option<String>,
    /// Where it is asked with which resources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_resource_endpoint: Option<String>,
    /// Where it is asked what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search_action_endpoint: Option<String>,
    /// What it can do beyond the standard, as URNs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Vec<String>>,
    /// The same, signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_metadata: Option<String>,
}

/// The paths of the standard, below the address of the point.
pub(crate) const EVALUATION: &str = "/access/v1/evaluation";
pub(crate) const EVALUATIONS: &str = "/access/v1/evaluations";
pub(crate) const SEARCH_SUBJECT: &str = "/access/v1/search/subject";
pub(crate) const SEARCH_RESOURCE: &str = "/access/v1/search/resource";
pub(crate) const SEARCH_ACTION: &str = "/access/v1/search/action";

impl Metadata {
    pub(crate) fn of(address: &Address) -> Self {
        let below = |path| format!("{address}{path}");
        Self {
            policy_decision_point: address.to_string(),
            access_evaluation_endpoint: below(EVALUATION),
            access_evaluations_endpoint: Some(below(EVALUATIONS)),
            search_subject_endpoint: Some(below(SEARCH_SUBJECT)),
            search_resource_endpoint: Some(below(SEARCH_RESOURCE)),
            search_action_endpoint: Some(below(SEARCH_ACTION)),
            capabilities: None,
            signed_metadata: None,
        }
    }
}

/// The identifier of a point, and where clients find it: a URL with the scheme `https`, without a query, a fragment or a slash at
/// its end.
///
/// ```
/// use sendright_authzen::Address;
///
/// let address: Address = "https://pdp.example.com/tenant1".parse()?;
/// assert_eq!(address.to_string(), "https://pdp.example.com/tenant1");
///
/// let refused = "http://pdp.example.com".parse::<Address>().unwrap_err();
/// assert!(refused.to_string().starts_with("`http://pdp.example.com` is no address of a decision point: it begins with `https://`"));
/// # Ok::<(), sendright_authzen::ParseAddressError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    text: String,
    /// Where its path begins.
    path: usize,
}

/// A text is no address of a point.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "`{input}` is no address of a decision point: {why}, as `https://pdp.example.com` or `https://example.com/tenant1`"
)]
pub struct ParseAddressError {
    input: String,
    why: &'static str,
}

impl Address {
    /// The path, empty or with a slash at its beginning.
    pub(crate) fn path(&self) -> &str {
        self.text.get(self.path..).unwrap_or_default()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Address {
    type Err = ParseAddressError;

    fn from_str(input: &str) -> Result<Self, ParseAddressError> {
        let refused = |why| ParseAddressError { input: input.chars().take(256).collect(), why };
        let host = input.strip_prefix("https://").ok_or_else(|| refused("it begins with `https://`"))?;
        let uri: axum::http::Uri = input.parse().map_err(|_| refused("it is a URL"))?;
        if uri.query().is_some() || input.contains('#') {
            return Err(refused("it has no query and no fragment"));
        }
        if input.ends_with('/') {
            return Err(refused("it does not end with a slash"));
        }
        // What routes are made of: no parameters, and nothing that a proxy writes in another way.
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-._~/".contains(letter);
        let path = host.find('/').map_or(input.len(), |at| at + "https://".len());
        if !input.get(path..).unwrap_or_default().chars().all(is_plain)
            || input.get(path..).unwrap_or_default().contains("//")
        {
            return Err(refused("its path is of letters, digits and `-._~`"));
        }
        Ok(Self { text: input.to_owned(), path })
    }
}
