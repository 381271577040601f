use core::fmt;
use core::hash::{Hash, Hasher};

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Principal, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::State;

use super::request::Request;

/// The proof that a request was allowed: only [`Directory::authorize`](crate::Directory::authorize) makes one (rule D5).
///
/// A function that requires an `Authorized` can't be called without a check. Read the account, the user and the rest *from*
/// the proof, so that exactly what was checked is done.
///
/// ```
#[doc = include_str!("../review/example.txt")]
/// fn launch(proof: &sendright::Authorized) -> String {
///     format!("{} launches in {}", proof.principal(), proof.account())
/// }
///
/// let proof = directory.authorize(&Request::new(bob, Permission::SmsLaunch, acme).own().at(now)).unwrap();
/// launch(&proof);
/// assert_eq!((proof.user(), proof.owner(), proof.scope()), (Some(bob), Some(bob), Scope::Own));
/// assert_eq!((proof.required(), proof.at()), (PermissionSet::SMS_LAUNCH, now));
/// assert_eq!(proof.revision(), directory.revision());
///
/// let refused = directory.authorize(&Request::new(bob, Permission::BillingView, acme).at(now));
/// assert!(refused.is_err(), "and without a proof there is nothing to call `launch` with");
/// ```
///
/// No other code can make one:
///
/// ```compile_fail,E0451
/// # fn forge(proof: sendright::Authorized) {
/// let forged = sendright::Authorized { revision: 1, ..proof };
/// # }
/// ```
#[derive(Clone, Copy)]
#[must_use = "a proof is made to be used: pass it to the function that acts on it"]
pub struct Authorized {
    /// As it was asked: "own" is that of the user.
    request: Request,
    /// The owner of the key that asked; `None` for a user, and for a key of an account.
    key_owner: Option<UserId>,
    revision: u64,
}

impl Authorized {
    /// The proof for a request by a user, which was decided.
    #[inline]
    pub(super) const fn of_user(state: &State, request: &Request) -> Self {
        Self { request: *request, key_owner: None, revision: state.revision }
    }

    /// The proof for a request by a user or a key, which was decided.
    #[inline]
    pub(super) fn new(state: &State, request: &Request, user: Option<UserId>) -> Self {
        Self::at_revision(state.revision, request, user)
    }

    #[inline]
    pub(super) fn at_revision(revision: u64, request: &Request, user: Option<UserId>) -> Self {
        let key_owner = match request.principal() {
            Principal::User(_) => None,
            Principal::ApiKey(_) => user,
        };
        Self { request: *request, key_owner, revision }
    }

    /// What was asked, with the owner's id in place of "own".
    fn request(&self) -> Request {
        self.request.by(self.user())
    }

    /// The principal who asked: the user, or the very key that acted.
    #[must_use]
    pub fn principal(&self) -> Principal {
        self.request.principal()
    }

    /// The user who asked, or the owner of the key that did; `None` for a key of an account, which has no person (rule G6).
    #[must_use]
    pub fn user(&self) -> Option<UserId> {
        match self.request.principal() {
            Principal::User(user) => Some(user),
            Principal::ApiKey(_) => self.key_owner,
        }
    }

    /// The account that was asked about.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.request.account()
    }

    /// The account above that shares the data, if the request was about shared data (rule D3).
    #[must_use]
    pub fn shared_from(&self) -> Option<AccountId> {
        self.request.data().shared_from()
    }

    /// The owner of the data, if the request named one.
    #[must_use]
    pub fn owner(&self) -> Option<UserId> {
        self.request.owner(self.user())
    }

    /// The permissions that were required, and are allowed.
    pub const fn required(&self) -> PermissionSet {
        self.request.required()
    }

    /// The scope at which they were needed: Own for data of one's own, otherwise Account (rule D2).
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.request.scope(self.user())
    }

    /// Whether it is a proof for a row of this account with this owner, if the row has one. In its own account, a proof at Account
    /// is for every row, one at Own for the rows of the user who asked, and one about data that an account above shares for none
    /// (rules D2, D3). In another account it is for none.
    ///
    /// A function that is given a proof and then loads a row asks this before it acts.
    ///
    /// ```
    #[doc = include_str!("../review/example.txt")]
    /// let sees = Request::new(cleo, Permission::SentView, shop);
    /// let proof = directory.authorize(&sees.own().at(now)).unwrap();
    /// assert!(proof.covers(shop, cleo) && !proof.covers(acme, cleo));
    /// assert!(!proof.covers(shop, bob) && !proof.covers(shop, None), "she was allowed to see her own");
    ///
    /// let proof = directory.authorize(&Request::new(ada, Permission::SentView, shop).at(now)).unwrap();
    /// assert!(proof.covers(shop, cleo) && proof.covers(shop, None) && !proof.covers(acme, None));
    /// ```
    #[must_use]
    pub fn covers(&self, account: AccountId, owner: impl Into<Option<UserId>>) -> bool {
        let owner = owner.into();
        account == self.account()
            && self.shared_from().is_none()
            && (self.scope() != Scope::Own || owner.is_some() && owner == self.user())
    }

    /// The instant of the request.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.request.at()
    }

    /// The revision of the directory that answered.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "the owner of a key is shown as the user")]
impl fmt::Debug for Authorized {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Authorized");
        f.field("request", &self.request()).field("user", &self.user()).field("revision", &self.revision).finish()
    }
}

/// Proofs of the same: for data of one's own, whether it was asked by "own" or by the user's id.
impl PartialEq for Authorized {
    fn eq(&self, other: &Self) -> bool {
        let all = |proof: &Self| (proof.request(), proof.key_owner, proof.revision);
        all(self) == all(other)
    }
}

impl Eq for Authorized {}

impl Hash for Authorized {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.request(), self.key_owner, self.revision).hash(state);
    }
}
