//! The parts of sentences.

use core::fmt::{self, Display, Formatter};

use chrono::{DateTime, Utc};

use crate::organization::{Account, ApiKey, Assignment, Billing, EmailPolicy, Invitation, Name, Phone, Role, User};
use crate::permission::{Grants, Level, PermissionSet, Preset, Scope};

use super::record::Record;

/// How many of a list are told.
pub(super) const MOST: usize = 8;

pub(super) fn more(f: &mut Formatter<'_>, count: usize) -> fmt::Result {
    if count > MOST { write!(f, " and {} more", count - MOST) } else { Ok(()) }
}

/// An instant to the minute.
#[derive(Clone, Copy)]
pub(super) struct Instant(pub(super) DateTime<Utc>);

impl Display for Instant {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m-%d %H:%M UTC"))
    }
}

pub(super) struct Open(pub(super) Instant);

impl Display for Open {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "open until {}", self.0)
    }
}

/// Somebody or something by name, by id or by both.
pub(super) struct Called<'a> {
    pub(super) name: Option<&'a Name>,
    pub(super) what: &'static str,
    pub(super) id: Option<uuid::Uuid>,
}

impl Display for Called<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.name, self.id) {
            (Some(name), Some(id)) => write!(f, "{name} ({} {id})", self.what),
            (Some(name), None) => name.fmt(f),
            (None, Some(id)) => write!(f, "{} {id}", self.what),
            (None, None) => f.write_str(self.what),
        }
    }
}

/// Who did it.
pub(super) enum Who<'a> {
    Operator,
    User(Called<'a>),
    Key(Called<'a>, Option<Called<'a>>),
}

impl Display for Who<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("the operator"),
            Self::User(user) => user.fmt(f),
            Self::Key(key, Some(owner)) => write!(f, "{owner}, by the API key {key},"),
            Self::Key(key, None) => write!(f, "the API key {key}"),
        }
    }
}

/// ` of somebody`, or nothing.
pub(super) struct Of<'a>(pub(super) Option<Called<'a>>);

impl Display for Of<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |owner| write!(f, " of {owner}"))
    }
}

pub(super) enum RoleWord<'a> {
    Preset(Preset),
    Custom(Called<'a>),
}

impl Display for RoleWord<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(preset) => preset.fmt(f),
            Self::Custom(role) => role.fmt(f),
        }
    }
}

/// Roles, levels, what is withheld, and the term.
pub(super) struct Assigned<'a> {
    pub(super) roles: Vec<RoleWord<'a>>,
    pub(super) assignment: &'a Assignment,
}

impl Display for Assigned<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut and = "";
        for role in &self.roles {
            write!(f, "{and}{role}")?;
            and = " and ";
        }
        for (area, level) in self.assignment.given_levels().iter().filter(|(_, level)| *level != Level::None) {
            write!(f, "{and}{area} {level}")?;
            and = " and ";
        }
        if !self.assignment.withheld().is_empty() {
            write!(f, " without {}", Listed(self.assignment.withheld()))?;
        }
        if let Some(from) = self.assignment.starts() {
            write!(f, " from {}", Instant(from))?;
        }
        self.assignment.ends().map_or(Ok(()), |until| write!(f, " until {}", Instant(until)))
    }
}

/// Some of the permissions of a set, and how many more.
pub(super) struct Listed(pub(super) PermissionSet);

impl Listed {
    pub(super) fn some(set: PermissionSet) -> Option<Self> {
        (!set.is_empty()).then_some(Self(set))
    }
}

impl Display for Listed {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0 == PermissionSet::ALL {
            return f.write_str("everything");
        }
        let told: PermissionSet = self.0.iter().take(MOST).collect();
        told.fmt(f)?;
        more(f, self.0.len())
    }
}

/// Grants, each permission at its widest scope.
pub(super) struct Given(pub(super) Grants);

impl Given {
    pub(super) fn some(grants: Grants) -> Option<Self> {
        (!grants.is_none()).then_some(Self(grants))
    }
}

impl Display for Given {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut and = "";
        for (scope, where_) in
            [(Scope::Subtree, "here and below"), (Scope::Account, "here"), (Scope::Own, "on their own data")]
        {
            let widest: PermissionSet =
                self.0.iter().filter(|(_, widest)| *widest == scope).map(|(permission, _)| permission).collect();
            if !widest.is_empty() {
                write!(f, "{and}{} {where_}", Listed(widest))?;
                and = "; ";
            }
        }
        if and.is_empty() { f.write_str("nothing") } else { Ok(()) }
    }
}

/// Until when a key works.
pub(super) struct Until(pub(super) Option<DateTime<Utc>>);

impl Display for Until {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(until) => write!(f, "until {}", Instant(until)),
            None => f.write_str("without end"),
        }
    }
}

/// What a user says of themselves.
pub(super) struct Details<'a>(pub(super) &'a Name, pub(super) Option<&'a Phone>);

impl Display for Details<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)?;
        self.1.map_or(Ok(()), |phone| write!(f, " ({phone})"))
    }
}

pub(super) const fn billing_word(billing: Billing) -> &'static str {
    match billing {
        Billing::Prepaid => "prepaid",
        Billing::Postpaid => "postpaid",
    }
}

pub(super) fn policy_words(policy: &EmailPolicy) -> &'static str {
    if *policy == EmailPolicy::ANY {
        "any"
    } else if *policy == EmailPolicy::NO_FREE_MAIL {
        "any but those at free-mail providers"
    } else {
        "those that its own policy admits"
    }
}

pub(super) const fn as_account(record: &Record) -> Option<&Account> {
    if let Record::Account(account) = record { Some(account) } else { None }
}

pub(super) const fn as_user(record: &Record) -> Option<&User> {
    if let Record::User(user) = record { Some(user) } else { None }
}

pub(super) const fn as_role(record: &Record) -> Option<&Role> {
    if let Record::Role(role) = record { Some(role) } else { None }
}

pub(super) const fn as_key(record: &Record) -> Option<&ApiKey> {
    if let Record::ApiKey(key) = record { Some(key) } else { None }
}

pub(super) const fn as_invitation(record: &Record) -> Option<&Invitation> {
    if let Record::Invitation(invitation) = record { Some(invitation) } else { None }
}
