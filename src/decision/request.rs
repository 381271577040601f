use chrono::{DateTime, Utc};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    pub(super) draft: RequestDraft,
    pub(super) at: DateTime<Utc>,
}

/// A [`Request`] to which only the time is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a draft asks nothing: complete it with `.at(now)`"]
pub struct RequestDraft {
    pub(super) principal: Principal,
    pub(super) required: PermissionSet,
    pub(super) account: AccountId,
    pub(super) data: Data,
}

/// Whose data a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// Nobody's in particular: the account's.
    OfTheAccount,
    /// The principal's user's.
    Own,
    /// A user's.
    OwnedBy(UserId),
    /// A strict ancestor's, which shares it downwards.
    SharedFrom(AccountId),
}

impl RequestDraft {
    /// Whether it is about none of what is decided by itself: nothing, one's own details, what is shared.
    #[inline]
    pub(super) const fn is_plain(&self) -> bool {
        let own = self.required.contains(Permission::ProfileEdit);
        !self.required.is_empty() && !own && !matches!(self.data, Data::SharedFrom(_))
    }
}

impl Data {
    /// Whose data it is, if somebody's, as somebody asks.
    #[inline]
    pub(super) const fn owner(self, asking: UserId) -> Option<UserId> {
        match self {
            Self::Own => Some(asking),
            Self::OwnedBy(owner) => Some(owner),
            Self::OfTheAccount | Self::SharedFrom(_) => None,
        }
    }

    /// The scope needed by who asks (rule D2).
    #[inline]
    pub(super) fn scope(self, asking: UserId) -> Scope {
        match self {
            Self::Own => Scope::Own,
            Self::OwnedBy(owner) if owner == asking => Scope::Own,
            Self::OwnedBy(_) | Self::OfTheAccount | Self::SharedFrom(_) => Scope::Account,
        }
    }
}

impl Request {
    /// A request for something in an account; as it stands, on the whole account's data.
    #[allow(clippy::new_ret_no_self, reason = "a request without a time can't be")]
    pub fn new(
        principal: impl Into<Principal>,
        required: impl Into<PermissionSet>,
        account: AccountId,
    ) -> RequestDraft {
        RequestDraft { principal: principal.into(), required: required.into(), account, data: Data::OfTheAccount }
    }

    /// Who asks.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.draft.principal
    }

    /// What is needed.
    pub const fn required(&self) -> PermissionSet {
        self.draft.required
    }

    /// Where.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.draft.account
    }

    /// When.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }
}

impl RequestDraft {
    /// The data is the principal's own, or will be when it is created; for a key, its owner's. The permission is then
    /// needed at [`Scope::Own`](crate::Scope::Own) only (rule D2).
    pub const fn own(self) -> Self {
        Self { data: Data::Own, ..self }
    }

    /// The data is this user's: the principal's own or somebody else's (rule D2).
    pub const fn owned_by(self, owner: UserId) -> Self {
        Self { data: Data::OwnedBy(owner), ..self }
    }

    /// The data is a template or contact of an account above, which shares it downwards; only to look at (rule D3).
    pub const fn shared_from(self, ancestor: AccountId) -> Self {
        Self { data: Data::SharedFrom(ancestor), ..self }
    }

    /// At this time.
    #[must_use]
    pub const fn at(self, now: DateTime<Utc>) -> Request {
        Request { draft: self, at: now }
    }
}
