use core::fmt;

use chrono::{DateTime, Utc};

use crate::organization::instant::whole;
use crate::organization::{AccountId, Principal, UserId};
use crate::permission::{Permission, PermissionSet, Scope};

/// The question before something is done: may this principal do that, in this account, on this data, at this instant?
///
/// It can't be made without the time: [`Request::new`] returns a [`RequestDraft`], on which `.own()`, `.owned_by(user)` or
/// `.shared_from(ancestor)` describe the data, and `.at(now)` completes it.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::{AccountId, Permission, Request, UserId};
/// # let (user, account) = (UserId::from(uuid::Uuid::from_u128(1)), AccountId::from(uuid::Uuid::from_u128(2)));
///
/// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
/// let request = Request::new(user, Permission::SmsLaunch, account).own().at(now);
/// # let _ = request;
/// ```
///
/// ```compile_fail,E0308
/// use sendright::{AccountId, Permission, Request, UserId};
/// # let (user, account) = (UserId::from(uuid::Uuid::from_u128(1)), AccountId::from(uuid::Uuid::from_u128(2)));
///
/// let request: Request = Request::new(user, Permission::SmsLaunch, account).own();
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
// Each id is copied by itself, in this order. Where an id is read that was just written as parts of two copies, the
// processor waits for both to reach the cache, which takes as long as the rest of the answer: `cargo bench -p
// sendright-benches --bench authorize`.
#[repr(C)]
pub struct Request {
    required: PermissionSet,
    principal: Principal,
    account: AccountId,
    data: Data,
    at: DateTime<Utc>,
}

/// A [`Request`] that lacks only the time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C)]
#[must_use = "a draft asks nothing: complete it with `.at(now)`"]
pub struct RequestDraft {
    required: PermissionSet,
    principal: Principal,
    account: AccountId,
    data: Data,
}

/// Whose data a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Data {
    /// The account's, nobody's in particular.
    OfTheAccount,
    /// The principal's own: the user's or, for a key, its owner's. Nobody's for a key of an account.
    Own,
    /// A user's.
    OwnedBy(UserId),
    /// A strict ancestor's, which shares it downwards.
    SharedFrom(AccountId),
}

impl Data {
    /// The account above that shares the data.
    pub(super) const fn shared_from(self) -> Option<AccountId> {
        match self {
            Self::SharedFrom(ancestor) => Some(ancestor),
            Self::OfTheAccount | Self::Own | Self::OwnedBy(_) => None,
        }
    }
}

impl Request {
    /// Starts a request for permissions in an account. Unless the draft says otherwise, it is about all data of the account.
    #[allow(clippy::new_ret_no_self, reason = "a request without a time can't be")]
    #[inline]
    pub fn new(
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
    ) -> RequestDraft {
        RequestDraft::about_account(principal.into(), required.into(), account)
    }

    /// The principal who asks.
    #[inline]
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.principal
    }

    /// The permissions that are needed.
    #[inline]
    pub const fn required(&self) -> PermissionSet {
        self.required
    }

    /// The account in which they are needed.
    #[inline]
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The instant of the request.
    #[inline]
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The same request, where these permissions are needed too. One that names none stays so (rule V4).
    pub(crate) fn and(self, more: PermissionSet) -> Self {
        let required = if self.required.is_empty() { self.required } else { self.required | more };
        Self { required, ..self }
    }

    pub(super) const fn data(&self) -> Data {
        self.data
    }

    /// The owner of the data, if it has one, where this user asks, or a key of an account.
    pub(super) const fn owner(&self, asking: Option<UserId>) -> Option<UserId> {
        match self.data {
            Data::Own => asking,
            Data::OwnedBy(owner) => Some(owner),
            Data::OfTheAccount | Data::SharedFrom(_) => None,
        }
    }

    /// The scope that is needed where this user asks; for a key of an account, which owns nothing, always Account (rule D2).
    #[inline]
    pub(super) fn scope(&self, asking: Option<UserId>) -> Scope {
        match (self.data, asking) {
            (Data::Own, Some(_)) => Scope::Own,
            (Data::OwnedBy(owner), Some(asking)) if owner == asking => Scope::Own,
            (Data::Own | Data::OwnedBy(_) | Data::OfTheAccount | Data::SharedFrom(_), _) => Scope::Account,
        }
    }

    /// Whether it is about none of what is decided apart: an empty requirement, one's own details, shared data.
    #[inline]
    pub(super) const fn is_plain(&self) -> bool {
        let details = self.required.contains(Permission::ProfileEdit);
        !self.required.is_empty() && !details && !self.is_shared()
    }

    /// Whether it is about data that an account above shares.
    #[inline]
    pub(super) const fn is_shared(&self) -> bool {
        matches!(self.data, Data::SharedFrom(_))
    }

    /// The same request with the owner's id in place of "own"; for a key of an account, nobody's data.
    #[inline]
    pub(super) const fn by(&self, asking: Option<UserId>) -> Self {
        match (self.data, asking) {
            (Data::Own, Some(asking)) => Self { data: Data::OwnedBy(asking), ..*self },
            (Data::Own, None) => Self { data: Data::OfTheAccount, ..*self },
            (Data::OwnedBy(_) | Data::OfTheAccount | Data::SharedFrom(_), _) => *self,
        }
    }
}

/// ```
#[doc = include_str!("../review/example.txt")]
/// // Cleo is a Regular in the shop: she sends and sees what is her own.
/// let sees = Request::new(cleo, Permission::SentView, shop);
/// assert!(directory.authorize(&sees.own().at(now)).is_ok());
/// assert!(directory.authorize(&sees.owned_by(cleo).at(now)).is_ok(), "the same, if the row says whose it is");
/// assert_eq!(directory.authorize(&sees.owned_by(bob).at(now)).unwrap_err().code(), "lesser_scope");
/// assert_eq!(directory.authorize(&sees.owned_by(None).at(now)).unwrap_err().code(), "lesser_scope", "it is nobody's");
/// assert_eq!(directory.authorize(&sees.at(now)).unwrap_err().code(), "lesser_scope", "all of the account's data");
///
/// // Acme's templates that it shares with its shop.
/// let looks = Request::new(cleo, Permission::TemplateView, shop).shared_from(acme);
/// assert_eq!(directory.authorize(&looks.at(now)).unwrap().shared_from(), Some(acme));
/// let edits = Request::new(ada, Permission::TemplateEdit, shop).shared_from(acme);
/// assert_eq!(directory.authorize(&edits.at(now)).unwrap_err().code(), "not_shared");
/// ```
impl RequestDraft {
    pub(super) const fn about_account(principal: Principal, required: PermissionSet, account: AccountId) -> Self {
        Self { required, principal, account, data: Data::OfTheAccount }
    }

    /// The data is the principal's own, or will be when it is created; for a key, its owner's. The permission is then
    /// needed at [`Scope::Own`](crate::Scope::Own) only. A key of an account owns nothing: what it makes is the account's, and
    /// needs [`Scope::Account`](crate::Scope::Account) (rule D2).
    #[inline]
    pub const fn own(self) -> Self {
        Self { data: Data::Own, ..self }
    }

    /// The data is this user's: the principal's own or somebody else's. With `None`, as a row without an owner has it, it is
    /// nobody's, and so nobody's own (rule D2).
    #[inline]
    pub fn owned_by(self, owner: impl Into<Option<UserId>>) -> Self {
        Self { data: owner.into().map_or(Data::OfTheAccount, Data::OwnedBy), ..self }
    }

    /// The data is a template or contact of an account above, which shares it downwards; only to look at (rule D3).
    #[inline]
    pub const fn shared_from(self, ancestor: AccountId) -> Self {
        Self { data: Data::SharedFrom(ancestor), ..self }
    }

    /// Completes the request with the instant at which it is made, cut to whole milliseconds (rule V8).
    #[inline]
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> Request {
        let Self { required, principal, account, data } = self;
        Request { required, principal, account, data, at: whole(now) }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { required, principal, account, data, at } = self;
        fields(f.debug_struct("Request"), *principal, *required, *account, *data).field("at", at).finish()
    }
}

impl fmt::Debug for RequestDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { required, principal, account, data } = self;
        fields(f.debug_struct("RequestDraft"), *principal, *required, *account, *data).finish()
    }
}

/// What is asked, but for the time.
fn fields<'a, 'b>(
    mut f: fmt::DebugStruct<'a, 'b>,
    principal: Principal,
    required: PermissionSet,
    account: AccountId,
    data: Data,
) -> fmt::DebugStruct<'a, 'b> {
    f.field("principal", &principal).field("required", &required).field("account", &account).field("data", &data);
    f
}
