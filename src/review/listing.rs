use chrono::{DateTime, Utc};

use crate::decision::Request;
use crate::directory::Directory;
use crate::organization::{AccountId, Principal, UserId};
use crate::permission::PermissionSet;

/// The rows of data that a principal may see, or otherwise work with, as one SQL condition needs them.
///
/// A row belongs to an account and may have an owner, the user who made it. Of some accounts all rows are listed, of others
/// only the principal's own: exactly the rows that [`Directory::authorize`] allows one by one (rule D6), for the instant of
/// the question and until the directory changes. Accounts that are closed, or whose ceiling lacks the permission, are in
/// neither list; one's own details are the exception, which no ceiling cuts (rule G3).
///
/// Bind it to one condition, whatever its size:
///
/// ```sql
/// -- PostgreSQL, with two arrays of ids
/// WHERE (account = ANY($1) OR account = ANY($2) AND owner = $3)
///
/// -- SQLite, with two JSON arrays of ids as text
/// WHERE (account IN (SELECT value FROM json_each(?1)) OR account IN (SELECT value FROM json_each(?2)) AND owner = ?3)
/// ```
///
/// Do not use one placeholder for each account: databases limit their number. A row without an owner is nobody's own, since
/// `NULL` equals nothing. The repository has a complete program, tested against a database, in `examples/sqlite`.
///
/// ```
#[doc = include_str!("example.txt")]
/// // Cleo is a Regular in the shop, who sees what she sent herself; Ada administers Acme and all below.
/// let cleos = directory.listing(cleo, Permission::SentView, acme, now);
/// assert!(cleos.accounts().is_empty());
/// assert_eq!((cleos.own_accounts(), cleos.owner()), (&[shop][..], Some(cleo)));
/// assert!(cleos.contains(shop, cleo) && !cleos.contains(shop, ada) && !cleos.contains(shop, None));
///
/// let adas = directory.listing(ada, Permission::SentView, acme, now);
/// assert_eq!(adas.accounts(), [acme, shop]);
///
/// // Closed accounts have nothing to list.
/// directory.execute(ada, Command::CloseAccount { account: shop }, stamp(&directory, now)).unwrap();
/// assert!(directory.listing(cleo, Permission::SentView, acme, now).is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Listing {
    accounts: Vec<AccountId>,
    own_accounts: Vec<AccountId>,
    owner: Option<UserId>,
}

impl Listing {
    /// The accounts of which all rows are listed, in the order of their ids.
    #[must_use]
    pub fn accounts(&self) -> &[AccountId] {
        &self.accounts
    }

    /// The accounts of which only the rows of [`owner`](Self::owner) are listed, in the order of their ids. None of them is
    /// in [`accounts`](Self::accounts).
    #[must_use]
    pub fn own_accounts(&self) -> &[AccountId] {
        &self.own_accounts
    }

    /// The user behind the principal: for a person's key, its owner. `None` for a key of an account, which owns no rows, and for
    /// a key that is unknown; bind it as `NULL`, which equals nothing.
    #[must_use]
    pub const fn owner(&self) -> Option<UserId> {
        self.owner
    }

    /// Whether no row is listed, so that there is no need to ask the database.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.own_accounts.is_empty()
    }

    /// Whether a row is listed, by its account and its owner, if it has one: what the SQL condition says, for rows that are
    /// already loaded.
    #[must_use]
    pub fn contains(&self, account: AccountId, owner: impl Into<Option<UserId>>) -> bool {
        let holds = |accounts: &[AccountId]| accounts.binary_search(&account).is_ok();
        holds(&self.accounts)
            || owner.into().is_some_and(|owner| self.owner == Some(owner)) && holds(&self.own_accounts)
    }
}

/// # Lists of data
impl Directory {
    /// The rows that a principal may see, or otherwise work with, in an account and all accounts below it, at an instant (rule
    /// D6).
    ///
    /// Empty if the principal or the account is unknown or out of reach. Data that an account above shares is not in it (rule
    /// D3). The time is linear in the number of accounts below.
    ///
    /// The example is with [`Listing`].
    pub fn listing(
        &self,
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Listing {
        let (principal, required) = (principal.into(), required.into());
        let mut listing = Listing { accounts: Vec::new(), own_accounts: Vec::new(), owner: self.user_of(principal) };
        for account in self.state.subtree(account).into_iter().map(|entry| entry.account.id) {
            let draft = Request::new(principal, required, account);
            if self.authorize(&draft.at(now)).is_ok() {
                listing.accounts.push(account);
            } else if self.authorize(&draft.own().at(now)).is_ok() {
                listing.own_accounts.push(account);
            }
        }
        listing.accounts.sort_unstable();
        listing.own_accounts.sort_unstable();
        listing
    }

    /// The user behind a principal.
    fn user_of(&self, principal: Principal) -> Option<UserId> {
        self.state.user_behind(principal.into())
    }
}
