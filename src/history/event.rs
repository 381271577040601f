use core::fmt;
use core::str::FromStr;

use crate::directory::Command;
use crate::organization::{AccountId, ChangeId, Name, UserId};
use crate::permission::{Permission, PermissionSet, Scope, Shown, cut};

use super::record::Difference;

/// What was done: a change of the directory, or an action of the application.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A command that changed the directory.
    Change {
        /// The id of the change.
        id: ChangeId,
        /// The command.
        command: Box<Command>,
        /// The records that the change created, altered or removed: each once, in a fixed order. Empty if every record
        /// is the same as before, for instance after a password reset of a user without API keys.
        differences: Vec<Difference>,
    },
    /// An action that the application performed with an [`Authorized`](crate::Authorized) proof. All fields but `about`
    /// and `directory_revision` are read from the proof.
    Action {
        /// The permissions that the request required, all of which were allowed.
        required: PermissionSet,
        /// The scope at which the permissions were required.
        scope: Scope,
        /// The owner of the data, if the request named one.
        owner: Option<UserId>,
        /// The account that shares the data, if the request was about shared data (rule D3). It is above the account of
        /// the entry.
        shared_from: Option<AccountId>,
        /// The application's own description of the action, such as `campaign 42`.
        about: Option<Name>,
        /// The revision of the directory that was passed to [`History::record`](crate::history::History::record) and
        /// supplied the names in the entry. If it is lower than the revision of the proof
        /// ([`HistoryEntry::revision`](crate::history::HistoryEntry::revision)), that directory was behind, or the proof
        /// is from another directory.
        directory_revision: u64,
    },
}

/// The kind of an [`Event`], for queries: one kind of command by its [name](Command::name), or all actions that required
/// a given permission, alone or with others.
///
/// ```
/// use sendright::Permission;
/// use sendright::history::EventKind;
///
/// assert_eq!("sms.launch".parse::<EventKind>()?, Permission::SmsLaunch.into());
/// assert_eq!("delete_user".parse::<EventKind>()?.name(), "delete_user");
/// assert_eq!(
///     "delete_everything".parse::<EventKind>().unwrap_err().to_string(),
///     "`delete_everything` is neither a command such as `assign` nor a permission such as `sms.launch`",
/// );
/// # Ok::<(), sendright::history::UnknownEventKind>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventKind(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Command(&'static str),
    Action(Permission),
}

/// The error for a text that is neither the name of a command nor the name of a permission.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is neither a command such as `assign` nor a permission such as `sms.launch`", Shown(.input))]
pub struct UnknownEventKind {
    input: String,
}

impl UnknownEventKind {
    /// The text. A text of more than 64 characters is cut there and ends with `…`.
    #[must_use]
    pub fn input(&self) -> &str {
        &self.input
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "unknown_event_kind"
    }
}

impl EventKind {
    /// The name of the command or of the permission.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Kind::Command(name) => name,
            Kind::Action(permission) => permission.name(),
        }
    }

    pub(super) fn includes(self, event: &Event) -> bool {
        match (self.0, event) {
            (Kind::Command(name), Event::Change { command, .. }) => command.name() == name,
            (Kind::Action(permission), Event::Action { required, .. }) => required.contains(permission),
            (Kind::Command(_), Event::Action { .. }) | (Kind::Action(_), Event::Change { .. }) => false,
        }
    }
}

impl From<Permission> for EventKind {
    fn from(permission: Permission) -> Self {
        Self(Kind::Action(permission))
    }
}

impl From<&Command> for EventKind {
    fn from(command: &Command) -> Self {
        Self(Kind::Command(command.name()))
    }
}

impl FromStr for EventKind {
    type Err = UnknownEventKind;

    fn from_str(text: &str) -> Result<Self, UnknownEventKind> {
        if let Some(name) = Command::NAMES.iter().find(|name| **name == text) {
            return Ok(Self(Kind::Command(name)));
        }
        text.parse().map(|permission| Self(Kind::Action(permission))).map_err(|_| UnknownEventKind { input: cut(text) })
    }
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
