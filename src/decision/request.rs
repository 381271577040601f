use core::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::organization::{AccountId, Principal, UserId};
use crate::permission::{Permission, PermissionSet, Scope};

/// What is asked before something is done: may this principal do that, in this account, on this data, at this time?
///
/// It can't be made without the time: [`Request::new`] gives a [`RequestDraft`], on which `.own()`, `.owned_by(user)` or
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
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Request(Asked);

/// A [`Request`] to which only the time is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
#[must_use = "a draft asks nothing: complete it with `.at(now)`"]
pub struct RequestDraft(Asked);

/// What is asked.
///
/// The fields stand in this order so that each id is copied by itself. Where an id is read that was just written as parts
/// of two copies, the processor waits for both to reach the cache, which takes as long as the rest of the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C)]
pub(super) struct Asked {
    required: PermissionSet,
    /// Of the user or, if `by_key`, of the key.
    principal: Uuid,
    account: AccountId,
    /// Of the user or the account above, if `whose` says so; else nil.
    about: Uuid,
    /// 1970 in a draft.
    at: DateTime<Utc>,
    by_key: bool,
    whose: Whose,
}

/// Whose data something is about: the kind alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Account,
    User,
    /// The owner's of the key that asks.
    Owner,
    Ancestor,
}

/// Whose data a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// Nobody's in particular: the account's.
    OfTheAccount,
    /// The owner's of the key that asks.
    Own,
    /// A user's.
    OwnedBy(UserId),
    /// A strict ancestor's, which shares it downwards.
    SharedFrom(AccountId),
}

impl Asked {
    #[inline]
    pub(super) const fn required(&self) -> PermissionSet {
        self.required
    }

    #[inline]
    pub(super) const fn account(&self) -> AccountId {
        self.account
    }

    #[inline]
    pub(super) const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Who asks.
    #[inline]
    pub(super) fn principal(&self) -> Principal {
        if self.by_key { Principal::ApiKey(self.principal.into()) } else { Principal::User(self.principal.into()) }
    }

    /// The user who asks; `None` if it is a key.
    #[inline]
    pub(super) fn user(&self) -> Option<UserId> {
        (!self.by_key).then(|| self.principal.into())
    }

    pub(super) fn data(&self) -> Data {
        match self.whose {
            Whose::Account => Data::OfTheAccount,
            Whose::Owner => Data::Own,
            Whose::User => Data::OwnedBy(self.about.into()),
            Whose::Ancestor => Data::SharedFrom(self.about.into()),
        }
    }

    /// Whose data it is, if somebody's, as somebody asks.
    pub(super) fn owner(&self, asking: UserId) -> Option<UserId> {
        match self.data() {
            Data::Own => Some(asking),
            Data::OwnedBy(owner) => Some(owner),
            Data::OfTheAccount | Data::SharedFrom(_) => None,
        }
    }

    /// The scope needed by who asks (rule D2).
    #[inline]
    pub(super) fn scope(&self, asking: UserId) -> Scope {
        let of_asking = matches!(self.whose, Whose::User) && self.about == asking.uuid();
        if of_asking || matches!(self.whose, Whose::Owner) { Scope::Own } else { Scope::Account }
    }

    /// Whether it is about none of what is decided by itself: nothing, one's own details, what is shared.
    #[inline]
    pub(super) const fn is_plain(&self) -> bool {
        let own = self.required.contains(Permission::ProfileEdit);
        !self.required.is_empty() && !own && !matches!(self.whose, Whose::Ancestor)
    }

    /// The same with the owner's id, once it is known.
    #[inline]
    pub(super) const fn by(&self, asking: UserId) -> Self {
        if matches!(self.whose, Whose::Owner) {
            return Self { about: asking.uuid(), whose: Whose::User, ..*self };
        }
        *self
    }
}

impl Request {
    /// A request for something in an account; as it stands, on the whole account's data.
    #[allow(clippy::new_ret_no_self, reason = "a request without a time can't be")]
    #[inline]
    pub fn new(
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
    ) -> RequestDraft {
        let (principal, by_key) = match principal.into() {
            Principal::User(user) => (user.uuid(), false),
            Principal::ApiKey(key) => (key.uuid(), true),
        };
        let (required, at, about) = (required.into(), DateTime::UNIX_EPOCH, Uuid::nil());
        RequestDraft(Asked { required, principal, account, about, at, by_key, whose: Whose::Account })
    }

    #[inline]
    pub(super) const fn asked(&self) -> &Asked {
        &self.0
    }

    /// Who asks.
    #[must_use]
    pub fn principal(&self) -> Principal {
        self.0.principal()
    }

    /// What is needed.
    pub const fn required(&self) -> PermissionSet {
        self.0.required
    }

    /// Where.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.0.account
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.0.at
    }
}

/// ```
#[doc = include_str!("../review/example.txt")]
/// // Cleo is a Regular in the shop: she sends and sees what is her own.
/// let sees = Request::new(cleo, Permission::SentView, shop);
/// assert!(directory.authorize(&sees.own().at(now)).is_ok());
/// assert!(directory.authorize(&sees.owned_by(cleo).at(now)).is_ok(), "the same, if the row says whose it is");
/// assert_eq!(directory.authorize(&sees.owned_by(bob).at(now)).unwrap_err().code(), "lesser_scope");
/// assert_eq!(directory.authorize(&sees.at(now)).unwrap_err().code(), "lesser_scope", "all of the account's data");
///
/// // Acme's templates that it shares with its shop.
/// let looks = Request::new(cleo, Permission::TemplateView, shop).shared_from(acme);
/// assert_eq!(directory.authorize(&looks.at(now)).unwrap().shared_from(), Some(acme));
/// let edits = Request::new(ada, Permission::TemplateEdit, shop).shared_from(acme);
/// assert_eq!(directory.authorize(&edits.at(now)).unwrap_err().code(), "not_shared");
/// ```
impl RequestDraft {
    /// The data is the principal's own, or will be when it is created; for a key, its owner's. The permission is then
    /// needed at [`Scope::Own`](crate::Scope::Own) only (rule D2).
    #[inline]
    pub const fn own(self) -> Self {
        let (about, whose) = if self.0.by_key { (Uuid::nil(), Whose::Owner) } else { (self.0.principal, Whose::User) };
        Self(Asked { about, whose, ..self.0 })
    }

    /// The data is this user's: the principal's own or somebody else's (rule D2).
    #[inline]
    pub const fn owned_by(self, owner: UserId) -> Self {
        Self(Asked { whose: Whose::User, about: owner.uuid(), ..self.0 })
    }

    /// The data is a template or contact of an account above, which shares it downwards; only to look at (rule D3).
    #[inline]
    pub const fn shared_from(self, ancestor: AccountId) -> Self {
        Self(Asked { whose: Whose::Ancestor, about: ancestor.uuid(), ..self.0 })
    }

    /// At this time.
    #[inline]
    #[must_use]
    pub const fn at(self, now: DateTime<Utc>) -> Request {
        Request(Asked { at: now, ..self.0 })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fields(&mut f.debug_struct("Request")).field("at", &self.0.at).finish()
    }
}

impl fmt::Debug for RequestDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fields(&mut f.debug_struct("RequestDraft")).finish()
    }
}

impl Asked {
    /// What is asked but for the time, for people.
    pub(super) fn fields<'f, 'a, 'b>(&self, f: &'f mut fmt::DebugStruct<'a, 'b>) -> &'f mut fmt::DebugStruct<'a, 'b> {
        let f = f.field("principal", &self.principal()).field("required", &self.required);
        f.field("account", &self.account).field("data", &self.data())
    }
}
