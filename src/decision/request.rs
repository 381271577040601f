use core::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

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
// A request is copied into every proof, so it is short: the ids in a row, and what they are of in two bytes. Each id is copied
// by itself: where one is read that was just written as parts of two copies, the processor waits for both to reach the cache,
// which takes as long as the rest of the answer. `cargo bench --bench targets` measures it.
#[repr(C)]
pub struct Request {
    required: PermissionSet,
    account: AccountId,
    /// Whose id `asking` says.
    principal: AnyId,
    /// Whose id `data` says; nil if it is nobody's.
    named: AnyId,
    at: DateTime<Utc>,
    asking: Asking,
    data: DataKind,
}

/// A [`Request`] that lacks only the time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(C)]
#[must_use = "a draft asks nothing: complete it with `.at(now)`"]
pub struct RequestDraft {
    required: PermissionSet,
    account: AccountId,
    principal: AnyId,
    named: AnyId,
    asking: Asking,
    data: DataKind,
}

/// The id of a user, a key or an account. Aligned like these, and for the same reason.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(align(8))]
struct AnyId(Uuid);

impl AnyId {
    const NONE: Self = Self(Uuid::nil());
}

/// What kind of [`Principal`] asks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Asking {
    User,
    ApiKey,
}

/// What kind of [`Data`] it is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum DataKind {
    OfTheAccount,
    Own,
    OwnedBy,
    SharedFrom,
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
    pub fn principal(&self) -> Principal {
        let AnyId(id) = self.principal;
        match self.asking {
            Asking::User => Principal::User(id.into()),
            Asking::ApiKey => Principal::ApiKey(id.into()),
        }
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

    #[inline]
    pub(super) fn data(&self) -> Data {
        let AnyId(id) = self.named;
        match self.data {
            DataKind::OfTheAccount => Data::OfTheAccount,
            DataKind::Own => Data::Own,
            DataKind::OwnedBy => Data::OwnedBy(id.into()),
            DataKind::SharedFrom => Data::SharedFrom(id.into()),
        }
    }

    /// The owner of the data, if it has one, where this user asks, or a key of an account.
    pub(super) fn owner(&self, asking: Option<UserId>) -> Option<UserId> {
        match self.data() {
            Data::Own => asking,
            Data::OwnedBy(owner) => Some(owner),
            Data::OfTheAccount | Data::SharedFrom(_) => None,
        }
    }

    /// The scope that is needed where this user asks; for a key of an account, which owns nothing, always Account (rule D2).
    #[inline]
    pub(super) fn scope(&self, asking: Option<UserId>) -> Scope {
        match (self.data(), asking) {
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
        matches!(self.data, DataKind::SharedFrom)
    }

    /// The same request with the owner's id in place of "own"; for a key of an account, nobody's data.
    pub(super) fn by(&self, asking: Option<UserId>) -> Self {
        match (self.data, asking) {
            (DataKind::Own, Some(asking)) => Self { data: DataKind::OwnedBy, named: AnyId(asking.uuid()), ..*self },
            (DataKind::Own, None) => Self { data: DataKind::OfTheAccount, ..*self },
            (DataKind::OwnedBy | DataKind::OfTheAccount | DataKind::SharedFrom, _) => *self,
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
    #[inline]
    pub(super) const fn about_account(principal: Principal, required: PermissionSet, account: AccountId) -> Self {
        let (asking, principal) = match principal {
            Principal::User(user) => (Asking::User, AnyId(user.uuid())),
            Principal::ApiKey(key) => (Asking::ApiKey, AnyId(key.uuid())),
        };
        Self { required, account, principal, named: AnyId::NONE, asking, data: DataKind::OfTheAccount }
    }

    /// The data is the principal's own, or will be when it is created; for a key, its owner's. The permission is then
    /// needed at [`Scope::Own`](crate::Scope::Own) only. A key of an account owns nothing: what it makes is the account's, and
    /// needs [`Scope::Account`](crate::Scope::Account) (rule D2).
    ///
    /// For what is about to be created, or for a condition that selects the principal's own rows. Of a row that is there, say
    /// [whose it is](Self::owned_by). The last of `own`, `owned_by` and `shared_from` counts.
    #[inline]
    pub const fn own(self) -> Self {
        Self { data: DataKind::Own, named: AnyId::NONE, ..self }
    }

    /// The data is this user's: the principal's own or somebody else's. With `None`, as a row without an owner has it, it is
    /// nobody's, and so nobody's own (rule D2). It takes the place of what was said of the data before.
    #[inline]
    pub fn owned_by(self, owner: impl Into<Option<UserId>>) -> Self {
        match owner.into() {
            Some(owner) => Self { data: DataKind::OwnedBy, named: AnyId(owner.uuid()), ..self },
            None => Self { data: DataKind::OfTheAccount, named: AnyId::NONE, ..self },
        }
    }

    /// The data is a template or contact of an account above, which shares it downwards; only to look at (rule D3). It takes
    /// the place of what was said of the data before.
    #[inline]
    pub const fn shared_from(self, ancestor: AccountId) -> Self {
        Self { data: DataKind::SharedFrom, named: AnyId(ancestor.uuid()), ..self }
    }

    /// Completes the request with the instant at which it is made, cut to whole milliseconds (rule V8).
    #[inline]
    #[must_use]
    pub fn at(self, now: DateTime<Utc>) -> Request {
        let Self { required, account, principal, named, asking, data } = self;
        Request { required, account, principal, named, at: whole(now), asking, data }
    }
}

#[expect(clippy::missing_fields_in_debug, reason = "the ids are shown as what they are of")]
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fields(f.debug_struct("Request"), self).field("at", &self.at).finish()
    }
}

impl fmt::Debug for RequestDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of the time, nothing is shown.
        fields(f.debug_struct("RequestDraft"), &self.at(DateTime::UNIX_EPOCH)).finish()
    }
}

/// What is asked, but for the time.
fn fields<'a, 'b>(mut f: fmt::DebugStruct<'a, 'b>, request: &Request) -> fmt::DebugStruct<'a, 'b> {
    f.field("principal", &request.principal()).field("required", &request.required);
    f.field("account", &request.account).field("data", &request.data());
    f
}
