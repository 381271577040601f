use chrono::{DateTime, Utc};

use crate::directory::Directory;
use crate::organization::{Account, AccountId, Principal};
use crate::permission::PermissionSet;

use super::question::{About, Question, Row};

/// Which of these rows may somebody see, or otherwise work with, in an account and all accounts below it?
///
/// As of a [`Question`], a further field would break what takes a list apart on purpose.
///
/// ```
/// use sendright::testing::{List, ListedRow, Row, World, account, user};
/// use sendright::{Permission, Preset};
///
/// let world = World::new().account("acme").sub("shop").member("bob", Preset::Basic);
/// let of = |name| Row { owner: Some(user(name)), creator: user(name) };
/// let list = List {
///     principal: user("bob").into(),
///     required: Permission::SentView.into(),
///     account: account("shop"),
///     at: world.now(),
///     rows: vec![
///         ListedRow { account: account("shop"), row: of("bob") },
///         ListedRow { account: account("shop"), row: of("cleo") },
///         ListedRow { account: account("acme"), row: of("bob") },
///     ],
/// };
/// assert_eq!(list.allowed(world.directory()), [0]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Who asks.
    pub principal: Principal,
    /// The permissions that are needed for each row.
    pub required: PermissionSet,
    /// The account whose rows are listed, with those of the accounts below.
    pub account: AccountId,
    /// When.
    pub at: DateTime<Utc>,
    /// All rows of the product's table, those of other accounts and tenants among them.
    pub rows: Vec<ListedRow>,
}

/// A row of a product's table.
///
/// As of a [`List`], a further field would break what takes it apart on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListedRow {
    /// The account to which it belongs.
    pub account: AccountId,
    /// Whose it is, and who made it.
    pub row: Row,
}

impl List {
    /// The rows that the directory allows one by one, by their places in [`rows`](Self::rows).
    #[must_use]
    pub fn allowed(&self, directory: &Directory) -> Vec<usize> {
        let places = self.rows.iter().enumerate();
        places.filter(|(_, row)| self.includes(directory, row)).map(|(place, _)| place).collect()
    }

    fn includes(&self, directory: &Directory, listed: &ListedRow) -> bool {
        let below = directory.account(self.account).is_some()
            && (listed.account == self.account
                || directory.ancestors(listed.account).map(Account::id).any(|id| id == self.account));
        let question = Question { account: listed.account, ..self.question(About::Row(listed.row)) };
        below && directory.authorize(&question.request()).is_ok()
    }

    /// What is asked, of other data.
    pub(crate) fn question(&self, about: About) -> Question {
        let Self { principal, required, account, at, .. } = *self;
        Question { principal, required, account, about, at }
    }
}
