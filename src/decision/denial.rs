use core::fmt;

use crate::permission::PermissionSet;

/// Why a request is refused: the first that applies, in this order (rule D4).
///
/// Small and `Copy`; the sentence is built when it is printed. [`code`](Self::code) is stable.
///
/// | denial | code | HTTP status |
/// | --- | --- | --- |
/// | [`EmptyRequirement`](Self::EmptyRequirement) | `empty_requirement` | 403 |
/// | [`NoAccess`](Self::NoAccess) | `no_access` | 404 |
/// | [`UserDeactivated`](Self::UserDeactivated) | `user_deactivated` | 401 |
/// | [`KeyRevoked`](Self::KeyRevoked) | `key_revoked` | 403 |
/// | [`NotYetValid`](Self::NotYetValid) | `not_yet_valid` | 403 |
/// | [`Expired`](Self::Expired) | `expired` | 403 |
/// | [`NotShared`](Self::NotShared) | `not_shared` | 403 |
/// | [`AccountSuspended`](Self::AccountSuspended) | `account_suspended` | 403 |
/// | [`AccountClosed`](Self::AccountClosed) | `account_closed` | 403 |
/// | [`Ceiling`](Self::Ceiling) | `ceiling` | 403 |
/// | [`LesserScope`](Self::LesserScope) | `lesser_scope` | 403 |
/// | [`Missing`](Self::Missing) | `missing` | 403 |
/// | [`Outdated`](Self::Outdated) | `outdated` | 403 |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Denial {
    /// Nothing was required, which is never allowed (rule V4).
    #[error("no permission was asked for, and that is never allowed: name what is needed")]
    EmptyRequirement,
    /// The principal or the account is unknown, or no membership reaches it: one answer for all three.
    #[error("no access to this account")]
    NoAccess,
    /// The user, or the owner of the key, is deactivated.
    #[error("the user is deactivated: someone who may deactivate users can reactivate them")]
    UserDeactivated,
    /// The key was revoked.
    #[error("the API key is revoked: its owner can make another")]
    KeyRevoked,
    /// No membership that reaches the account has begun.
    #[error("the access has not begun yet")]
    NotYetValid,
    /// The memberships that reached the account, or the key, have ended.
    #[error("the access has ended: who invites users can invite again, or the owner extend an API key")]
    Expired,
    /// What is shared from an account above can only be looked at: these permissions go beyond.
    #[error("what an account above shares can be looked at, and no more: {} goes beyond", List(*.0))]
    NotShared(PermissionSet),
    /// The account, or one above it, is suspended; but for that, it would be allowed.
    #[error("the account is suspended: who suspended it can resume it")]
    AccountSuspended,
    /// The account, or one above it, is closed; but for that, it would be allowed.
    #[error("the account is closed")]
    AccountClosed,
    /// The account does not offer these permissions, to nobody.
    #[error("this account does not offer {}", List(*.0))]
    Ceiling(PermissionSet),
    /// These permissions are held on one's own data only, and the request is about other data.
    #[error("{} is held on one's own data only", List(*.0))]
    LesserScope(PermissionSet),
    /// These permissions are not held.
    #[error("{} is not held: who assigns roles here can give it, or the owner to an API key", List(*.0))]
    Missing(PermissionSet),
    /// An [`Access`](crate::Access) is asked about a time that it was not made for (rule D6).
    #[error("this access was made for another time: ask the directory again")]
    Outdated,
}

impl Denial {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::EmptyRequirement => "empty_requirement",
            Self::NoAccess => "no_access",
            Self::UserDeactivated => "user_deactivated",
            Self::KeyRevoked => "key_revoked",
            Self::NotYetValid => "not_yet_valid",
            Self::Expired => "expired",
            Self::AccountSuspended => "account_suspended",
            Self::AccountClosed => "account_closed",
            Self::Ceiling(_) => "ceiling",
            Self::NotShared(_) => "not_shared",
            Self::LesserScope(_) => "lesser_scope",
            Self::Missing(_) => "missing",
            Self::Outdated => "outdated",
        }
    }
}

struct List(PermissionSet);

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0)
    }
}
