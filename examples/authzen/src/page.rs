//! Parts of an answer that is too long for one (section 8.2).

use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sendright_axum::Problem;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entity::Properties;
use crate::search::{Found, Key};

/// So many results are in one answer at most.
pub const MAX_RESULTS: usize = 1_000;

/// Which part of an answer is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRequest {
    /// The [`next_token`](Page::next_token) of the part before; none for the first part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// How many results at most; [`MAX_RESULTS`] are the most. With a token it may be left out, and must not be another than
    /// it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// More about the page. It is not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties>,
}

/// Which part of an answer it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// What to ask the next part with; empty if there is none.
    ///
    /// Nothing is kept for it, so it does not expire. It says up to which result the answer was given, so that one that was there
    /// all the time is neither told twice nor left out, whatever is added or goes meanwhile.
    pub next_token: String,
    /// How many results there are in this part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// How many there are in all parts, as things are now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// More about the page. This crate tells nothing more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<Properties>,
}

/// What a token says: of which search it is, its limit, and the key of the last result that was told.
#[derive(Serialize, Deserialize)]
struct Token {
    of: String,
    limit: u64,
    after: String,
}

impl Token {
    fn read(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }

    fn write(&self) -> String {
        // Texts and numbers are always JSON.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// The digest of a search: which it is, who asks, and all that they ask.
pub(crate) fn digest(search: &impl Serialize) -> String {
    let asked = serde_json::to_vec(search).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(Sha256::digest(asked))
}

/// Where a page begins, and how long it is at most.
pub(crate) struct Cursor {
    of: String,
    limit: u64,
    after: Option<String>,
    is_asked: bool,
}

impl Cursor {
    /// Reads which part of a search is asked for.
    pub(crate) fn read(page: Option<&PageRequest>, of: String) -> Result<Self, Problem> {
        let (token, limit) = page.map_or((None, None), |page| (page.token.as_deref(), page.limit));
        let most = MAX_RESULTS as u64;
        let Some(token) = token else {
            return Ok(Self { of, limit: limit.unwrap_or(most), after: None, is_asked: page.is_some() });
        };
        let unknown = || changed("`page.token` is not from an answer of this server: begin without one");
        let token = Token::read(token).ok_or_else(unknown)?;
        if token.of != of {
            return Err(changed(
                "`page.token` is of another search: ask the same as for the page before, or begin without one",
            ));
        }
        if limit.is_some_and(|limit| limit != token.limit) {
            return Err(changed(
                "`page.limit` is not that of the page before: leave it as it was, or begin without a token",
            ));
        }
        Ok(Self { of, limit: token.limit, after: Some(token.after), is_asked: true })
    }

    /// No part of anything: why nothing was searched.
    pub(crate) fn nothing<T: Key>(self, why: impl Into<String>) -> Found<T> {
        let context = Properties::from([("reason", why.into().into())]);
        Found { context: Some(context), ..self.cut(Vec::new()) }
    }

    /// The part of what was found.
    pub(crate) fn cut<T: Key>(self, mut found: Vec<T>) -> Found<T> {
        found.sort_unstable_by(|one, other| one.key().cmp(other.key()));
        let total = found.len();
        let told = self.after.as_deref().map_or(0, |after| found.partition_point(|result| result.key() <= after));
        let mut results = found.split_off(told);
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX).min(MAX_RESULTS);
        let is_last = results.len() <= limit;
        results.truncate(limit);
        let next_token = if is_last {
            String::new()
        } else {
            let after = results.last().map(|last| last.key().to_owned()).or(self.after).unwrap_or_default();
            Token { of: self.of, limit: self.limit, after }.write()
        };
        let page = (self.is_asked || !is_last).then_some(Page {
            next_token,
            count: Some(results.len() as u64),
            total: Some(total as u64),
            properties: None,
        });
        Found { page, context: None, results }
    }
}

fn changed(sentence: &str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "other_page", sentence)
}
