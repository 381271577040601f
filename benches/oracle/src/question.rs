//! A request, and the answer to it, in types of this package.

use crate::catalogue::Bits;
use crate::order::{Id, Instant};

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A user.
    User(Id),
    /// An API key.
    Key(Id),
}

/// Whose the data is (D2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The request is about all data of the account.
    NotNamed,
    /// The one who asks or, for a key, its owner.
    TheAsker,
    /// It is nobody's.
    Nobody,
    /// A user.
    User(Id),
}

/// A request.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who asks.
    pub asker: Asker,
    /// For which permissions.
    pub required: Bits,
    /// In which account.
    pub account: Id,
    /// On whose data.
    pub owner: Owner,
    /// The account above that shares the data.
    pub shared_from: Option<Id>,
    /// When.
    pub at: Instant,
}

/// How what is allowed is held: by the narrowest, if the request requires several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Held {
    /// As one's own profile (G3).
    Profile,
    /// At own scope, in the account.
    Own,
    /// At account scope, in the account.
    Account,
    /// At subtree scope, in an account above.
    Subtree,
}

impl Held {
    /// All of them, the narrowest first.
    pub const ALL: [Self; 4] = [Self::Profile, Self::Own, Self::Account, Self::Subtree];

    /// The word of the annotation `scope` in the policies.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Own => "own",
            Self::Account => "account",
            Self::Subtree => "subtree",
        }
    }
}

/// What the oracle says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is allowed.
    Allowed(Held),
    /// It is denied, for this reason and because of these permissions.
    Denied(&'static str, Bits),
}
