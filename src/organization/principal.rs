use core::fmt;
use core::str::FromStr;

use crate::permission::{Shown, cut};

use super::id::{ApiKeyId, UserId};

/// Whoever asks for a decision: a user or an API key. A person's key holds nothing that its owner does not hold (rule G5), and a
/// key of an account holds its cap (rule G6).
///
/// A further kind of principal would break a `match` on purpose: it is something that every application must decide about.
///
/// ```
/// use sendright::{Actor, Principal, UserId};
/// # let user = UserId::from(uuid::Uuid::from_u128(7));
///
/// let principal = Principal::from(user);
/// assert_eq!(principal.to_string(), format!("user {user}"));
/// assert_eq!(principal.to_string().parse(), Ok(principal));
/// assert_eq!("the operator".parse(), Ok(Actor::System));
/// assert!("the operator".parse::<Principal>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// A person.
    User(UserId),
    /// A program, with an API key of a person or of an account.
    ApiKey(ApiKeyId),
}

/// Whoever gives a command: a principal, or the operator of the product, who needs no permission (rule C4).
///
/// A further kind of actor would break a `match` on purpose: it is something that every application must decide about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// The operator of the product: sign-up, import and support.
    System,
    /// A person.
    User(UserId),
    /// A program, with an API key. A key of an account acts, and gives no commands (rule G6).
    ApiKey(ApiKeyId),
}

impl Actor {
    /// The principal; `None` for the operator.
    #[must_use]
    pub const fn principal(self) -> Option<Principal> {
        match self {
            Self::System => None,
            Self::User(user) => Some(Principal::User(user)),
            Self::ApiKey(key) => Some(Principal::ApiKey(key)),
        }
    }
}

macro_rules! from_ids {
    ($($type:ident),*) => {$(
        impl From<UserId> for $type {
            fn from(user: UserId) -> Self {
                Self::User(user)
            }
        }

        impl From<ApiKeyId> for $type {
            fn from(key: ApiKeyId) -> Self {
                Self::ApiKey(key)
            }
        }
    )*};
}
from_ids!(Principal, Actor);

impl From<Principal> for Actor {
    fn from(principal: Principal) -> Self {
        match principal {
            Principal::User(user) => Self::User(user),
            Principal::ApiKey(key) => Self::ApiKey(key),
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Actor::from(*self).fmt(f)
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("the operator"),
            Self::User(user) => write!(f, "user {user}"),
            Self::ApiKey(key) => write!(f, "API key {key}"),
        }
    }
}

/// The error for a text that is not a principal or an actor, as `Display` prints one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {}", Shown(.input), .expected)]
pub struct ParsePrincipalError {
    input: String,
    expected: &'static str,
}

impl ParsePrincipalError {
    /// The text; a long one is cut, and ends with `…`.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_principal"
    }
}

impl FromStr for Principal {
    type Err = ParsePrincipalError;

    /// Reads what `Display` writes: `user 0190…` or `API key 0190…`.
    fn from_str(text: &str) -> Result<Self, ParsePrincipalError> {
        let expected = "a principal: expected `user` or `API key`, and an id after it";
        let unknown = || ParsePrincipalError { input: cut(text), expected };
        if let Some(user) = text.strip_prefix("user ") {
            user.parse().map(Self::User).map_err(|_| unknown())
        } else if let Some(key) = text.strip_prefix("API key ") {
            key.parse().map(Self::ApiKey).map_err(|_| unknown())
        } else {
            Err(unknown())
        }
    }
}

impl FromStr for Actor {
    type Err = ParsePrincipalError;

    /// Reads what `Display` writes: `the operator`, `user 0190…` or `API key 0190…`.
    fn from_str(text: &str) -> Result<Self, ParsePrincipalError> {
        if text == "the operator" {
            return Ok(Self::System);
        }
        let expected = "an actor: expected `the operator`, or `user` or `API key` and an id after it";
        text.parse()
            .map(Principal::into)
            .map_err(|error: ParsePrincipalError| ParsePrincipalError { expected, ..error })
    }
}

/// How principals and actors are written: `{"user": "…"}`, `{"api_key": "…"}`, `"system"`.
#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Serialize};

    use crate::wire::one_entry;

    use super::{Actor, ApiKeyId, Principal, UserId};

    // INVARIANT: append-only, as compact formats number the variants.
    #[derive(Serialize, Deserialize)]
    #[serde(remote = "Principal", rename = "Principal", rename_all = "snake_case")]
    enum PrincipalWire {
        User(UserId),
        ApiKey(ApiKeyId),
    }

    // INVARIANT: append-only, as compact formats number the variants.
    #[derive(Serialize, Deserialize)]
    #[serde(remote = "Actor", rename = "Actor", rename_all = "snake_case")]
    enum ActorWire {
        System,
        User(UserId),
        ApiKey(ApiKeyId),
    }

    const fn entry(principal: Principal) -> &'static str {
        match principal {
            Principal::User(_) => "user",
            Principal::ApiKey(_) => "api_key",
        }
    }

    one_entry!(Principal as PrincipalWire, |principal| Some(entry(*principal)));
    one_entry!(Actor as ActorWire, |actor| actor.principal().map(entry), words = true);
}
