use chrono::{DateTime, Utc};

use crate::decision::{Denial, Request};
use crate::directory::Directory;
use crate::organization::{Account, AccountId, Principal, UserId};
use crate::permission::PermissionSet;

/// The rows of data that a principal may see, or otherwise work with, as one SQL condition needs them.
///
/// A row belongs to an account and may have an owner, the user who made it. Of some accounts all rows are listed, of others
/// only the principal's own: exactly the rows that [`Directory::authorize`] allows one by one (rule D6), for the instant of
/// the question. Do not keep it: a membership may end with no change of the directory, and a listing does not say when.
/// Accounts that are closed, or whose ceiling lacks the permission, are in neither list; one's own details are the
/// exception, which no ceiling cuts (rule G3).
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
/// `NULL` equals nothing. The package `sendright-sqlx` has it for SQLite and PostgreSQL.
///
/// ```
#[doc = include_str!("example.txt")]
/// // Cleo is a Regular in the shop, who sees what she sent herself; Ada administers Acme and all below.
/// let cleos = directory.listing(cleo, Permission::SentView, acme, now).unwrap();
/// assert!(cleos.accounts().is_empty());
/// assert_eq!((cleos.own_accounts(), cleos.owner()), (&[shop][..], Some(cleo)));
/// assert!(cleos.contains(shop, cleo) && !cleos.contains(shop, ada) && !cleos.contains(shop, None));
///
/// let adas = directory.listing(ada, Permission::SentView, acme, now).unwrap();
/// assert_eq!(adas.accounts(), [acme, shop]);
///
/// // Where nothing can be listed, there is a reason, and not an empty page.
/// let refused = |directory: &Directory, permission| directory.listing(cleo, permission, acme, now).unwrap_err().code();
/// assert_eq!(refused(&directory, Permission::BillingView), "missing");
/// directory.execute(ada, Command::CloseAccount { account: shop }, stamp(&directory, now)).unwrap();
/// assert_eq!(refused(&directory, Permission::SentView), "account_closed");
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

    /// The user behind the principal: for a person's key, its owner. `None` for a key of an account, which owns no rows; bind it
    /// as `NULL`, which equals nothing.
    #[must_use]
    pub const fn owner(&self) -> Option<UserId> {
        self.owner
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
    /// Data that an account above shares is not in it (rule D3). The time is linear in the number of accounts below.
    ///
    /// # Errors
    ///
    /// [`Denial`], if rows of none of these accounts can be listed: why a row of one's own can't be, in the account itself or,
    /// where the principal has no access to it, in the first account below to which they have. So whoever reaches one account
    /// only can ask about the whole tree; and a list that is denied tells what a single row would.
    ///
    /// The example is with [`Listing`].
    pub fn listing(
        &self,
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> Result<Listing, Denial> {
        let (principal, required) = (principal.into(), required.into());
        let own = |account| self.authorize(&Request::new(principal, required, account).own().at(now));
        let (mut accounts, mut own_accounts) = (Vec::new(), Vec::new());
        for account in self.subtree(account).map(Account::id) {
            if self.authorize(&Request::new(principal, required, account).at(now)).is_ok() {
                accounts.push(account);
            } else if own(account).is_ok() {
                own_accounts.push(account);
            }
        }
        if accounts.is_empty() && own_accounts.is_empty() {
            let mut denials = self.subtree(account).filter_map(|account| own(account.id).err());
            let denial = denials.find(|denial| *denial != Denial::NoAccess);
            return Err(denial.or(own(account).err()).unwrap_or(Denial::NoAccess));
        }
        accounts.sort_unstable();
        own_accounts.sort_unstable();
        Ok(Listing { accounts, own_accounts, owner: self.state.user_behind(principal.into()) })
    }
}
