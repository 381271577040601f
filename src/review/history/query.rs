use core::fmt;
use core::str::FromStr;

use chrono::{DateTime, Utc};

use crate::directory::Command;
use crate::organization::{AccountId, UserId};
use crate::permission::{Permission, Shown, cut};

use super::entry::{Deed, HistoryEntry};

/// What is looked for in a [`History`](crate::History): all that is asked must hold; what is not asked does not matter.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::{History, HistoryQuery, Permission, UserId};
///
/// let bob = UserId::from(uuid::Uuid::from_u128(2));
/// let november = Utc.with_ymd_and_hms(2026, 11, 1, 0, 0, 0).unwrap();
/// let december = Utc.with_ymd_and_hms(2026, 12, 1, 0, 0, 0).unwrap();
///
/// // What did Bob launch in November, himself or through a key?
/// let query = HistoryQuery::new().by(bob).kind(Permission::SmsLaunch).from(november).until(december);
/// assert_eq!(History::new().find(query).count(), 0);
///
/// // Who changed what he is?
/// let query = HistoryQuery::new().to(bob).kind("assign".parse::<sendright::DeedKind>()?);
/// assert_eq!(History::new().find(query).count(), 0);
/// # Ok::<(), sendright::UnknownDeedKind>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "a query finds nothing by itself: pass it to `History::find`"]
pub struct HistoryQuery {
    by: Option<UserId>,
    to: Option<UserId>,
    involving: Option<UserId>,
    account: Option<AccountId>,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
    kind: Option<DeedKind>,
}

impl HistoryQuery {
    /// Everything.
    pub const fn new() -> Self {
        Self { by: None, to: None, involving: None, account: None, from: None, until: None, kind: None }
    }

    /// What this user did, also through a key.
    pub const fn by(self, user: UserId) -> Self {
        Self { by: Some(user), ..self }
    }

    /// What was done to this user ([`HistoryEntry::whom`]), also by themselves.
    pub const fn to(self, user: UserId) -> Self {
        Self { to: Some(user), ..self }
    }

    /// What this user did or what was done to them.
    pub const fn involving(self, user: UserId) -> Self {
        Self { involving: Some(user), ..self }
    }

    /// What [concerns](HistoryEntry::concerns) this account; not the accounts below it.
    pub const fn account(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// What was done from this instant on, inclusive.
    pub const fn from(self, from: DateTime<Utc>) -> Self {
        Self { from: Some(from), ..self }
    }

    /// What was done before this instant.
    pub const fn until(self, until: DateTime<Utc>) -> Self {
        Self { until: Some(until), ..self }
    }

    /// One kind of command, or the actions that required a permission.
    pub fn kind(self, kind: impl Into<DeedKind>) -> Self {
        Self { kind: Some(kind.into()), ..self }
    }

    /// Whether an entry is what is looked for.
    #[must_use]
    pub fn matches(&self, entry: &HistoryEntry) -> bool {
        let did = |user| entry.user == Some(user);
        let underwent = |user| entry.whom.contains(&user);
        self.by.is_none_or(did)
            && self.to.is_none_or(underwent)
            && self.involving.is_none_or(|user| did(user) || underwent(user))
            && self.from.is_none_or(|from| from <= entry.at)
            && self.until.is_none_or(|until| entry.at < until)
            && self.kind.is_none_or(|kind| kind.is_of(&entry.deed))
            && self.account.is_none_or(|account| entry.concerns(account))
    }
}

/// A kind of what is done: a kind of command by its [name](Command::name), or the actions that required a permission,
/// alone or with others.
///
/// ```
/// use sendright::{DeedKind, Permission};
///
/// assert_eq!("sms.launch".parse::<DeedKind>()?, Permission::SmsLaunch.into());
/// assert_eq!("delete_user".parse::<DeedKind>()?.name(), "delete_user");
/// assert_eq!(
///     "delete_everything".parse::<DeedKind>().unwrap_err().to_string(),
///     "`delete_everything` is neither a command such as `assign` nor a permission such as `sms.launch`",
/// );
/// # Ok::<(), sendright::UnknownDeedKind>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DeedKind(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Command(&'static str),
    Action(Permission),
}

/// A text that is no [`DeedKind`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is neither a command such as `assign` nor a permission such as `sms.launch`", Shown(.input))]
pub struct UnknownDeedKind {
    input: String,
}

impl UnknownDeedKind {
    /// The text, cut after 64 characters, with `…` for the rest.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }
}

impl DeedKind {
    /// The name of the command or of the permission.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Command(name) => name,
            Kind::Action(permission) => permission.name(),
        }
    }

    fn is_of(self, deed: &Deed) -> bool {
        match (self.0, deed) {
            (Kind::Command(name), Deed::Change { command, .. }) => command.name() == name,
            (Kind::Action(permission), Deed::Action { required, .. }) => required.contains(permission),
            (Kind::Command(_), Deed::Action { .. }) | (Kind::Action(_), Deed::Change { .. }) => false,
        }
    }
}

impl From<Permission> for DeedKind {
    fn from(permission: Permission) -> Self {
        Self(Kind::Action(permission))
    }
}

impl From<&Command> for DeedKind {
    fn from(command: &Command) -> Self {
        Self(Kind::Command(command.name()))
    }
}

impl FromStr for DeedKind {
    type Err = UnknownDeedKind;

    fn from_str(text: &str) -> Result<Self, UnknownDeedKind> {
        if let Some(name) = COMMANDS.iter().find(|name| **name == text) {
            return Ok(Self(Kind::Command(name)));
        }
        text.parse().map(|permission| Self(Kind::Action(permission))).map_err(|_| UnknownDeedKind { input: cut(text) })
    }
}

impl fmt::Display for DeedKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The names of all kinds of commands; a test holds them equal to [`Command::name`]'s.
const COMMANDS: [&str; 30] = [
    "open_account",
    "open_subaccount",
    "rename_account",
    "suspend_account",
    "resume_account",
    "close_account",
    "set_billing",
    "set_features",
    "set_email_policy",
    "invite",
    "accept_invitation",
    "decline_invitation",
    "revoke_invitation",
    "renew_invitation",
    "add_user",
    "assign",
    "leave",
    "remove_member",
    "edit_user",
    "change_email",
    "reset_password",
    "deactivate_user",
    "reactivate_user",
    "delete_user",
    "define_role",
    "change_role",
    "delete_role",
    "create_api_key",
    "change_api_key",
    "revoke_api_key",
];
