//! The small parts of sentences: instants, quoted text, names, assignments, lists of permissions.
//!
//! They know the values that they write, and nothing of entries.

use core::fmt::{self, Display, Formatter};
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

pub(in crate::history) use crate::organization::words::{Instant, Quoted};
use crate::organization::{Account, Assignment, Billing, EmailPolicy, Name, Phone};
pub(in crate::history) use crate::permission::list::{MAX_LISTED, PermissionList, write_rest};
use crate::permission::{CustomNames, Grants, Level, PermissionSet, Preset, Scope, Selection};

/// The end of an API key.
pub(super) struct KeyEnd(pub(super) Option<DateTime<Utc>>);

impl Display for KeyEnd {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(until) => write!(f, "until {}", Instant(until)),
            None => f.write_str("without end"),
        }
    }
}

/// A user, an account, a role or an API key: by name, by id, or by both.
#[derive(Clone, Copy)]
pub(in crate::history) struct Named<'a> {
    pub(super) name: Option<&'a Name>,
    /// What it is: `user`.
    pub(super) kind: &'static str,
    pub(super) id: Option<uuid::Uuid>,
}

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.name.map(Quoted), self.id) {
            (Some(name), Some(id)) => write!(f, "{name} ({} {id})", self.kind),
            (Some(name), None) => name.fmt(f),
            (None, Some(id)) => write!(f, "{} {id}", self.kind),
            (None, None) => f.write_str(self.kind),
        }
    }
}

/// The same with what it is in front: `the role “Clerk”`.
pub(in crate::history) struct The<'a>(pub(super) Named<'a>);

impl Display for The<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.name {
            Some(_) => write!(f, "the {} {}", self.0.kind, self.0),
            None if self.0.id.is_some() => write!(f, "the {}", self.0),
            None => self.0.fmt(f),
        }
    }
}

/// An actor.
pub(in crate::history) enum ActorName<'a> {
    Operator,
    User(Named<'a>),
    /// A key, with its owner if the owner is to be named too.
    ApiKey(The<'a>, Option<Named<'a>>),
}

impl Display for ActorName<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operator => f.write_str("the operator"),
            Self::User(user) => user.fmt(f),
            Self::ApiKey(key, Some(owner)) => write!(f, "{owner}, by {key},"),
            Self::ApiKey(key, None) => key.fmt(f),
        }
    }
}

/// ` of “Ada”`, or nothing.
pub(in crate::history) struct OfOwner<'a>(pub(super) Option<Named<'a>>);

impl Display for OfOwner<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.0.as_ref().map_or(Ok(()), |owner| write!(f, " of {owner}"))
    }
}

pub(in crate::history) enum RoleName<'a> {
    Preset(Preset),
    Custom(Named<'a>),
}

impl Display for RoleName<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preset(preset) => preset.fmt(f),
            Self::Custom(role) => role.fmt(f),
        }
    }
}

/// The roles, the levels, the withheld permissions and the window of an assignment.
pub(in crate::history) struct AssignmentText<'a> {
    pub(super) roles: Vec<RoleName<'a>>,
    pub(super) assignment: &'a Assignment,
    pub(super) permission_names: &'a CustomNames<'a>,
}

impl Display for AssignmentText<'_> {
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
        match self.assignment.withheld() {
            Selection::Only(none) if none.is_empty() => {}
            Selection::Only(set) => write!(f, " without {}", PermissionList(set, self.permission_names))?,
            Selection::AllBut(none) if none.is_empty() => f.write_str(" without everything")?,
            Selection::AllBut(set) => {
                write!(f, " without everything but {}", PermissionList(set, self.permission_names))?;
            }
        }
        if let Some(start) = self.assignment.starts() {
            write!(f, " from {}", Instant(start))?;
        }
        self.assignment.ends().map_or(Ok(()), |end| write!(f, " until {}", Instant(end)))
    }
}

/// Grants, each permission at its widest scope.
pub(in crate::history) struct GrantList<'a>(pub(super) Grants, pub(super) &'a CustomNames<'a>);

impl GrantList<'_> {
    pub(super) fn unless_empty(self) -> Option<Self> {
        (!self.0.is_none()).then_some(self)
    }
}

impl Display for GrantList<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut and = "";
        for (scope, at_scope) in
            [(Scope::Subtree, "here and below"), (Scope::Account, "here"), (Scope::Own, "on their own data")]
        {
            let widest: PermissionSet =
                self.0.iter().filter(|(_, widest)| *widest == scope).map(|(permission, _)| permission).collect();
            if !widest.is_empty() {
                write!(f, "{and}{} {at_scope}", PermissionList(widest, self.1))?;
                and = ", and ";
            }
        }
        if and.is_empty() { f.write_str("nothing") } else { Ok(()) }
    }
}

/// The name and the telephone number of a user.
pub(super) struct UserDetails<'a>(pub(super) &'a Name, pub(super) Option<&'a Phone>);

impl Display for UserDetails<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Quoted(self.0).fmt(f)?;
        self.1.map_or(Ok(()), |phone| write!(f, " ({phone})"))
    }
}

/// What an invitation proposes: ` (“Dan”, +49 30 901820)`, or nothing.
pub(super) struct Proposed<'a>(pub(super) Option<&'a Name>, pub(super) Option<&'a Phone>);

impl Display for Proposed<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match *self {
            Self(None, None) => Ok(()),
            Self(Some(name), None) => write!(f, " ({})", Quoted(name)),
            Self(None, Some(phone)) => write!(f, " ({phone})"),
            Self(Some(name), Some(phone)) => write!(f, " ({}, {phone})", Quoted(name)),
        }
    }
}

/// How an account pays, as it says itself.
pub(super) fn own_billing(account: &Account) -> &'static str {
    account.billing.map_or("as the account above", billing_name)
}

pub(super) const fn billing_name(billing: Billing) -> &'static str {
    match billing {
        Billing::Prepaid => "prepaid",
        Billing::Postpaid => "postpaid",
    }
}

/// Which addresses an email policy admits, and how many domains it refuses.
pub(super) struct PolicyText {
    refuses_free_mail: bool,
    admitted: Vec<String>,
    refused: Vec<String>,
}

impl PolicyText {
    pub(super) fn new(policy: &EmailPolicy) -> Self {
        Self {
            refuses_free_mail: policy.refuses_free_mail(),
            admitted: policy.domains().map(ToString::to_string).collect(),
            refused: policy.refused().map(str::to_owned).collect(),
        }
    }

    /// The domains that this policy refuses and another does not; `None` if there are none.
    pub(super) fn refused_beyond<'a>(&'a self, other: &Self) -> Option<DomainList<'a>> {
        DomainList::beyond(&self.refused, &other.refused)
    }

    /// The domains that this policy admits and another does not, if the two name more than are written out.
    pub(super) fn admitted_beyond<'a>(&'a self, other: &Self) -> Option<DomainList<'a>> {
        let is_cut = self.admitted.len().max(other.admitted.len()) > MAX_LISTED;
        let both_name_some = !self.admitted.is_empty() && !other.admitted.is_empty();
        if is_cut && both_name_some { DomainList::beyond(&self.admitted, &other.admitted) } else { None }
    }
}

impl Display for PolicyText {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (self.admitted.is_empty(), self.refuses_free_mail) {
            (false, _) => write!(f, "addresses at {}", DomainList::of(&self.admitted))?,
            (true, true) => f.write_str("addresses that are not at a free-mail provider")?,
            (true, false) => f.write_str("any address")?,
        }
        match self.refused.len() {
            0 => Ok(()),
            1 => f.write_str(" (and none at 1 refused domain)"),
            count => write!(f, " (and none at {count} refused domains)"),
        }
    }
}

/// The first of some domains, and how many more there are.
pub(super) struct DomainList<'a>(Vec<&'a str>);

impl<'a> DomainList<'a> {
    fn of(domains: &'a [String]) -> Self {
        Self(domains.iter().map(String::as_str).collect())
    }

    /// Those that are not among others; `None` if there are none.
    fn beyond(domains: &'a [String], others: &[String]) -> Option<Self> {
        let others: BTreeSet<&String> = others.iter().collect();
        let domains: Vec<_> = domains.iter().filter(|domain| !others.contains(domain)).map(String::as_str).collect();
        (!domains.is_empty()).then_some(Self(domains))
    }
}

impl Display for DomainList<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let listed = self.0.get(..MAX_LISTED).unwrap_or(&self.0);
        f.write_str(&listed.join(", "))?;
        write_rest(f, self.0.len())
    }
}
