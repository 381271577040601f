use core::fmt;

use crate::permission::{CustomNames, PermissionSet};

use super::named::{Named, Say};
use super::names::Names;
use super::statuses::statuses;

/// The reason why a request is refused: the first that applies, in the order of the variants (rule D4). `Outdated` is
/// an [`Access`](crate::Access)'s alone, which says it before all others but an empty requirement.
///
/// A denial is small and `Copy`; its sentence is built when it is printed. [`code`](Self::code) is stable.
/// The codes and the statuses of HTTP are in one [table](Self::http_status).
///
/// With the feature `serde` it serializes as the body of an answer: its code, status and sentence, and the
/// [permissions](Self::permissions) that it names.
///
#[cfg_attr(feature = "serde", doc = "```")]
#[cfg_attr(not(feature = "serde"), doc = "```ignore")]
/// # use sendright::{Denial, Permission};
/// let denial = Denial::LesserScope(Permission::SentView.into());
/// assert_eq!(
///     serde_json::to_value(denial)?,
///     serde_json::json!({
///         "code": "lesser_scope",
///         "status": 403,
///         "message": "`sent.view` is held for data of one's own only",
///         "permissions": ["sent.view"],
///     }),
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Denial {
    /// The request names no permission. An empty requirement is never allowed (rule V4).
    EmptyRequirement,
    /// The principal is unknown, the account is unknown, or neither a membership of the principal nor, for a key of an account,
    /// the key itself reaches it. The answer does not tell which.
    NoAccess,
    /// The user, or the owner of a person's key, is deactivated.
    UserDeactivated,
    /// The key was revoked.
    KeyRevoked,
    /// No membership that reaches the account is live, and one starts later; others may have ended.
    NotYetValid,
    /// All memberships that reached the account have ended, or the API key has.
    Expired,
    /// The request is about data that an account above shares, and these permissions do more than look at it.
    NotShared(PermissionSet),
    /// The account, or one above it, is suspended. Otherwise the request would be allowed.
    AccountSuspended,
    /// The account, or one above it, is closed. Otherwise the request would be allowed.
    AccountClosed,
    /// The account makes these permissions available to nobody: its ceiling lacks them (rule G4).
    Ceiling(PermissionSet),
    /// The principal holds these permissions for data of their own only, and the request is about other data.
    LesserScope(PermissionSet),
    /// The principal does not hold these permissions.
    Missing(PermissionSet),
    /// An [`Access`](crate::Access) was asked about a time for which it was not made (rule D6).
    Outdated,
}

impl Denial {
    statuses! {
        /// The stable code, for programs.
        code;

        /// The status of an HTTP answer (RFC 9110): 401 where the caller is no longer anybody, 404 where the answer must not tell
        /// whether the account exists, and otherwise 403.
        ///
        /// ```
        /// use sendright::{Denial, Permission};
        ///
        /// assert_eq!(Denial::NoAccess.http_status(), 404);
        /// assert_eq!(Denial::KeyRevoked.http_status(), 401);
        /// assert_eq!(Denial::Missing(Permission::SmsSend.into()).http_status(), 403);
        /// ```
        http_status;

        EmptyRequirement = "empty_requirement", 403;
        NoAccess = "no_access", 404;
        UserDeactivated = "user_deactivated", 401;
        KeyRevoked = "key_revoked", 401;
        NotYetValid = "not_yet_valid", 403;
        Expired = "expired", 403;
        NotShared = "not_shared", 403;
        AccountSuspended = "account_suspended", 403;
        AccountClosed = "account_closed", 403;
        Ceiling = "ceiling", 403;
        LesserScope = "lesser_scope", 403;
        Missing = "missing", 403;
        Outdated = "outdated", 403;
    }

    /// The permissions that stand against the request: what the ceiling lacks, what is held for one's own data only, what is
    /// missing, or what does more than look at shared data. None where the reason is another.
    ///
    /// ```
    /// use sendright::{Denial, Permission, PermissionSet};
    ///
    /// assert_eq!(Denial::Missing(Permission::SmsSend.into()).permissions(), PermissionSet::SMS_SEND);
    /// assert!(Denial::Expired.permissions().is_empty());
    /// ```
    pub const fn permissions(&self) -> PermissionSet {
        match self {
            Self::NotShared(set) | Self::Ceiling(set) | Self::LesserScope(set) | Self::Missing(set) => *set,
            Self::EmptyRequirement
            | Self::NoAccess
            | Self::UserDeactivated
            | Self::KeyRevoked
            | Self::NotYetValid
            | Self::Expired
            | Self::AccountSuspended
            | Self::AccountClosed
            | Self::Outdated => PermissionSet::EMPTY,
        }
    }

    /// The same with an application's names for its own permissions, to be printed and serialized.
    ///
    /// The example is with [`Named`].
    #[must_use]
    pub const fn with_names<'a>(self, names: &'a CustomNames<'a>) -> Named<'a, Self> {
        Named::new(self, names)
    }
}

/// The sentence, which ends with what would help.
impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said(&Names::NONE).fmt(f)
    }
}

impl core::error::Error for Denial {}

impl Denial {
    /// The sentence, with an application's names for its own permissions.
    pub(super) fn said(self, names: &Names) -> impl fmt::Display {
        Said(self, names)
    }
}

impl Say for Denial {
    fn say(&self, names: &CustomNames<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.said(&Names::of(names)))
    }
}

#[cfg(feature = "serde")]
impl super::named::Tell for Denial {
    fn tell<S: serde::Serializer>(&self, names: &CustomNames<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let permissions = super::named::List(self.permissions(), names);
        super::named::reason(serializer, (self.code(), self.http_status()), self.with_names(names), &permissions)
    }
}

/// The body of an answer: its code, status and sentence, and the permissions that it names.
#[cfg(feature = "serde")]
impl serde::Serialize for Denial {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        super::named::Tell::tell(self, &CustomNames::NONE, serializer)
    }
}

struct Said<'a>(Denial, &'a Names);

impl fmt::Display for Said<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(denial, names) = self;
        f.write_str(match denial {
            Denial::EmptyRequirement => "the request names no permission, which is never allowed: name what is needed",
            Denial::NoAccess => "no access to this account",
            Denial::UserDeactivated => "the user is deactivated: someone who may deactivate users can reactivate them",
            Denial::KeyRevoked => "the API key is revoked: create another one",
            Denial::NotYetValid => "the access starts later",
            Denial::Expired => {
                "the access has ended: ask someone who invites users for a new invitation or, for an API key, whoever \
                 can extend it"
            }
            Denial::AccountSuspended => "the account is suspended: whoever suspended it can resume it",
            Denial::AccountClosed => "the account is closed",
            Denial::Outdated => "this access was made for another time: ask the directory again",
            Denial::NotShared(beyond) => {
                let (beyond, go) = (names.list(*beyond), if beyond.len() == 1 { "goes" } else { "go" });
                return write!(f, "data that an account above shares can only be looked at: {beyond} {go} beyond that");
            }
            Denial::Ceiling(set) => return write!(f, "the account's ceiling does not include {}", names.list(*set)),
            Denial::LesserScope(set) => {
                return write!(f, "{} {} held for data of one's own only", names.list(*set), Names::are(*set));
            }
            Denial::Missing(set) => {
                let (set, are) = (names.list(*set), Names::are(*set));
                let helper = "whoever assigns roles in this account or, for an API key, whoever can widen it";
                return write!(f, "{set} {are} missing: ask {helper}");
            }
        })
    }
}
