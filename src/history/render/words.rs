//! The parts of sentences.

use core::fmt::{self, Display, Formatter, Write};

use chrono::{DateTime, Utc};

use crate::organization::{Account, ApiKey, Assignment, Billing, EmailPolicy, Invitation, Name, Phone, Role, User};
use crate::permission::{CustomNames, Grants, Level, PermissionSet, Preset, Scope};

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

/// A text that somebody chose, in quotation marks, so that it is not taken for the sentence's own words; those within
/// it, and backslashes, stand after a backslash.
pub(super) struct Quoted<'a>(pub(super) &'a Name);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('“')?;
        for c in self.0.as_str().chars() {
            if matches!(c, '“' | '”' | '\\') {
                f.write_char('\\')?;
            }
            f.write_char(c)?;
        }
        f.write_char('”')
    }
}

/// Somebody or something by name, by id or by both.
#[derive(Clone, Copy)]
pub(super) struct Called<'a> {
    pub(super) name: Option<&'a Name>,
    pub(super) what: &'static str,
    pub(super) id: Option<uuid::Uuid>,
}

impl Display for Called<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.name.map(Quoted), self.id) {
            (Some(name), Some(id)) => write!(f, "{name} ({} {id})", self.what),
            (Some(name), None) => name.fmt(f),
            (None, Some(id)) => write!(f, "{} {id}", self.what),
            (None, None) => f.write_str(self.what),
        }
    }
}

/// `the role “Clerk”`: with what it is, once.
pub(super) struct The<'a>(pub(super) Called<'a>);

impl Display for The<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.name {
            Some(_) => write!(f, "the {} {}", self.0.what, self.0),
            None => write!(f, "the {}", self.0),
        }
    }
}

/// Who did it.
pub(super) enum Who<'a> {
    Operator,
    User(Called<'a>),
    Key(The<'a>, Option<Called<'a>>),
}

impl Display for Who<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("the operator"),
            Self::User(user) => user.fmt(f),
            Self::Key(key, Some(owner)) => write!(f, "{owner}, by {key},"),
            Self::Key(key, None) => key.fmt(f),
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
    pub(super) names: &'a CustomNames<'a>,
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
            write!(f, " without {}", Listed(self.assignment.withheld(), self.names))?;
        }
        if let Some(from) = self.assignment.starts() {
            write!(f, " from {}", Instant(from))?;
        }
        self.assignment.ends().map_or(Ok(()), |until| write!(f, " until {}", Instant(until)))
    }
}

/// Some of the permissions of a set, and how many more.
pub(super) struct Listed<'a>(pub(super) PermissionSet, pub(super) &'a CustomNames<'a>);

impl Listed<'_> {
    pub(super) fn some(self) -> Option<Self> {
        (!self.0.is_empty()).then_some(self)
    }
}

impl Display for Listed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0 == PermissionSet::ALL {
            return f.write_str("everything");
        }
        let told: PermissionSet = self.0.iter().take(MOST).collect();
        self.1.display(told).fmt(f)?;
        more(f, self.0.len())
    }
}

/// Grants, each permission at its widest scope.
pub(super) struct Given<'a>(pub(super) Grants, pub(super) &'a CustomNames<'a>);

impl Given<'_> {
    pub(super) fn some(self) -> Option<Self> {
        (!self.0.is_none()).then_some(self)
    }
}

impl Display for Given<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut and = "";
        for (scope, where_) in
            [(Scope::Subtree, "here and below"), (Scope::Account, "here"), (Scope::Own, "on their own data")]
        {
            let widest: PermissionSet =
                self.0.iter().filter(|(_, widest)| *widest == scope).map(|(permission, _)| permission).collect();
            if !widest.is_empty() {
                write!(f, "{and}{} {where_}", Listed(widest, self.1))?;
                and = ", and ";
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
        Quoted(self.0).fmt(f)?;
        self.1.map_or(Ok(()), |phone| write!(f, " ({phone})"))
    }
}

pub(super) const fn billing_word(billing: Billing) -> &'static str {
    match billing {
        Billing::Prepaid => "prepaid",
        Billing::Postpaid => "postpaid",
    }
}

/// What an email policy admits, and the domains that it refuses beside.
pub(super) struct PolicyWords {
    admits: String,
    pub(super) refused: Vec<String>,
}

impl PolicyWords {
    pub(super) fn of(policy: &EmailPolicy) -> Self {
        let admits = match (policy.domain(), policy.refuses_free_mail()) {
            (Some(domain), _) => format!("addresses at {domain}"),
            (None, true) => "addresses that are not at a free-mail provider".to_owned(),
            (None, false) => "any address".to_owned(),
        };
        Self { admits, refused: policy.refused().map(str::to_owned).collect() }
    }

    /// The domains that it refuses and another does not.
    pub(super) fn beyond<'a>(&'a self, other: &Self) -> Option<Domains<'a>> {
        let domains: Vec<&str> =
            self.refused.iter().filter(|domain| !other.refused.contains(domain)).map(String::as_str).collect();
        (!domains.is_empty()).then_some(Domains(domains))
    }
}

impl Display for PolicyWords {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.admits)?;
        match self.refused.len() {
            0 => Ok(()),
            1 => f.write_str(" (and none at 1 refused domain)"),
            count => write!(f, " (and none at {count} refused domains)"),
        }
    }
}

/// Some domains, and how many more.
pub(super) struct Domains<'a>(Vec<&'a str>);

impl Display for Domains<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let told = self.0.get(..MOST).unwrap_or(&self.0);
        f.write_str(&told.join(", "))?;
        more(f, self.0.len())
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
