use chrono::{DateTime, Utc};

use crate::decision::{Request, RequestDraft};
use crate::organization::{AccountId, Principal, UserId};
use crate::permission::PermissionSet;

/// A request with all that a wrapper may know of it: what is asked, and the row of data that it is about.
///
/// A [`Request`] says whose the data is; a wrapper finds that out, from the row that it loads. So a question has the row, and
/// [`request`](Self::request) is what the wrapper should make of it.
///
/// A further field would break what takes a question apart on purpose: it is something that every wrapper must decide about.
///
/// ```
/// use sendright::testing::{About, Question, Row, World, account, user};
/// use sendright::{Permission, Preset};
///
/// let world = World::new().account("acme").member("bob", Preset::Basic);
/// // A colleague made the campaign and gave it to Bob: it is Bob's.
/// let row = Row { owner: Some(user("bob")), creator: user("cleo") };
/// let question = Question {
///     principal: user("bob").into(),
///     required: Permission::SentView.into(),
///     account: account("acme"),
///     about: About::Row(row),
///     at: world.now(),
/// };
/// assert!(world.directory().authorize(&question.request()).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub principal: Principal,
    /// The permissions that are needed.
    pub required: PermissionSet,
    /// The account in which they are needed.
    pub account: AccountId,
    /// The data.
    pub about: About,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which data a [`Question`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum About {
    /// All data of the account.
    Account,
    /// What the principal is about to make.
    New,
    /// A row of the account.
    Row(Row),
    /// Data that an account above shares (rule D3).
    SharedFrom(AccountId),
}

/// A row of data, as a product stores it.
///
/// The library asks for the owner alone: who made a row is not who it belongs to.
///
/// As of a [`Question`], a further field would break what takes a row apart on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The user whose row it is; `None` if it is nobody's.
    pub owner: Option<UserId>,
    /// The user who made it: often the owner, and sometimes not.
    pub creator: UserId,
}

impl Question {
    /// The request that a wrapper should make of it.
    #[must_use]
    pub fn request(&self) -> Request {
        self.draft().at(self.at)
    }

    fn draft(&self) -> RequestDraft {
        let draft = Request::new(self.principal, self.required, self.account);
        match self.about {
            About::Account => draft,
            About::New => draft.own(),
            About::Row(row) => draft.owned_by(row.owner),
            About::SharedFrom(ancestor) => draft.shared_from(ancestor),
        }
    }

    /// The account that shares the data, if it is about shared data.
    #[must_use]
    pub const fn shared_from(&self) -> Option<AccountId> {
        match self.about {
            About::SharedFrom(ancestor) => Some(ancestor),
            About::Account | About::New | About::Row(_) => None,
        }
    }

    /// The row that it is about, if it is about one.
    #[must_use]
    pub const fn row(&self) -> Option<Row> {
        match self.about {
            About::Row(row) => Some(row),
            About::Account | About::New | About::SharedFrom(_) => None,
        }
    }
}
