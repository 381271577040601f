use core::fmt;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, AssignedRole, Membership, Name, Principal, RoleId};
use crate::permission::{Grants, Permission, PermissionSet, Preset, Scope};
use crate::state::{AccountEntry, State};

use super::authorize::{Asking, authorize};
use super::authorized::Authorized;
use super::denial::Denial;
use super::request::Request;

/// The long form of an answer, for people: why a request is allowed, or everything that stands against it and what would
/// change that (rule D7). Its `Display` is fit for a support ticket.
///
/// It tells apart what a [`Denial`] does not: whether the principal or the account is unknown, or merely out of reach. So it
/// is for those who look after the directory, not for the one who was refused.
///
/// ```
/// # use sendright::*;
/// # use uuid::Uuid;
/// # let now = chrono::DateTime::from_timestamp(1_795_338_000, 0).unwrap();
/// # let (account, user) = (AccountId::from(Uuid::from_u128(1)), UserId::from(Uuid::from_u128(2)));
/// # let (acme, ada) = ("Acme".parse()?, "Ada".parse()?);
/// # let open = Command::OpenAccount {
/// #     account, name: acme, billing: Billing::Postpaid, features: PermissionSet::ALL,
/// #     administrator: user, email: "ada@acme.example".parse()?, administrator_name: ada,
/// # };
/// # let mut directory = Directory::new();
/// # directory.execute(Actor::System, open, now)?;
/// let allowed = directory.explain(&Request::new(user, Permission::SmsSend, account).at(now));
/// assert!(allowed.outcome().is_ok());
/// assert_eq!(
///     allowed.to_string(),
///     "allowed: sms.send\n\
///      - sms.send is held at the scope subtree, by admin in account 00000000-0000-0000-0000-000000000001",
/// );
///
/// let refused = directory.explain(&Request::new(user, Permission::CreditPurchase, account).at(now));
/// assert_eq!(refused.outcome().unwrap_err().code(), "ceiling");
/// assert!(refused.to_string().contains("the account does not offer credit.purchase"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    request: Request,
    outcome: Result<Authorized, Denial>,
    access: Reach,
    key: Option<Key>,
    parts: Vec<Part>,
    presets: Vec<Preset>,
    roles: Vec<(RoleId, Name)>,
}

/// Whether there is anything to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    UnknownPrincipal,
    UnknownAccount,
    NoMembership,
    Some,
}

/// Why a key does not work any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Revoked,
    EndedAt(DateTime<Utc>),
}

/// How things stand with one of the permissions that are required.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    permission: Permission,
    sources: Vec<Source>,
    offered: bool,
    available: bool,
    by_nature: bool,
}

/// A membership that grants a permission, or would if it were live.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Source {
    account: AccountId,
    /// The roles that give it; none if levels do.
    roles: Vec<AssignedRole>,
    scope: Scope,
    time: Time,
    /// The membership withholds it, or the key's cap lacks it.
    withheld: bool,
    capped: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Time {
    Live,
    From(DateTime<Utc>),
    EndedAt(DateTime<Utc>),
}

pub(crate) fn explain(state: &State, request: &Request) -> Explanation {
    let outcome = authorize(state, request);
    let mut explanation = Explanation {
        request: *request,
        outcome,
        access: Reach::Some,
        key: None,
        parts: vec![],
        presets: vec![],
        roles: vec![],
    };
    let Some(asking) = Asking::new(state, request.principal()) else {
        return Explanation { access: Reach::UnknownPrincipal, ..explanation };
    };
    let Some(entry) = state.account(request.account()) else {
        return Explanation { access: Reach::UnknownAccount, ..explanation };
    };
    if !asking.reaches(state, entry) {
        explanation.access = Reach::NoMembership;
    }
    explanation.parts =
        request.required().iter().map(|permission| part(state, &asking, entry, request, permission)).collect();
    explanation.key = match request.principal() {
        Principal::ApiKey(key) => state.key(key).and_then(|key| match key.until {
            _ if key.revoked => Some(Key::Revoked),
            Some(until) if until <= request.at() => Some(Key::EndedAt(until)),
            Some(_) | None => None,
        }),
        Principal::User(_) => None,
    };
    explanation.remedies(state, &asking, entry);
    explanation
}

fn part(state: &State, asking: &Asking<'_>, entry: &AccountEntry, request: &Request, permission: Permission) -> Part {
    let sources = state
        .reaching(asking.user, entry)
        .filter_map(|reaching| source(state, asking, entry, reaching.membership, request.at(), permission));
    Part {
        permission,
        sources: sources.collect(),
        offered: entry.offer().contains(permission),
        available: entry.ceiling().contains(permission),
        by_nature: permission == Permission::ProfileEdit && asking.is_oneself_in(entry),
    }
}

/// What a membership says of a permission in an account; `None` if nothing.
fn source(
    state: &State,
    asking: &Asking<'_>,
    entry: &AccountEntry,
    membership: Membership<'_>,
    at: DateTime<Utc>,
    permission: Permission,
) -> Option<Source> {
    let here = membership.account == entry.account.id;
    let assignment = membership.assignment;
    let reaching = |grants: Grants| if here { grants } else { grants.inherited() };
    let given = |role: &AssignedRole| reaching(state.role_grants(*role)).scope_of(permission);
    let roles: Vec<AssignedRole> = assignment.roles().iter().copied().filter(|role| given(role).is_some()).collect();
    let levels = reaching(assignment.given_levels().grants()).scope_of(permission);
    let scope = roles.iter().filter_map(given).chain(levels).max()?;
    let time = match (assignment.starts(), assignment.ends()) {
        (Some(from), _) if at < from => Time::From(from),
        (_, Some(until)) if until <= at => Time::EndedAt(until),
        _ => Time::Live,
    };
    Some(Source {
        account: membership.account,
        roles,
        scope,
        time,
        withheld: assignment.withheld().contains(permission),
        capped: !asking.cap_allows(entry, permission),
    })
}

impl Explanation {
    /// Which presets, and which roles of the account, would give all that is required.
    fn remedies(&mut self, state: &State, asking: &Asking<'_>, entry: &AccountEntry) {
        let scope = self.request.asked().scope(asking.user);
        let would_do = |grants: Grants| grants.allows(self.request.required(), scope);
        self.presets = Preset::ALL.into_iter().filter(|preset| would_do(preset.grants())).collect();
        let usable = entry.path().flat_map(|account| state.roles_of(account));
        let mut roles: Vec<_> = usable.filter(|role| would_do(role.grants)).map(|r| (r.id, r.name.clone())).collect();
        roles.sort_unstable_by_key(|(id, _)| *id);
        self.roles = roles;
    }

    /// The answer: that of [`Directory::authorize`](crate::Directory::authorize), always.
    ///
    /// # Errors
    ///
    /// [`Denial`], if that is the answer.
    pub const fn outcome(&self) -> Result<Authorized, Denial> {
        self.outcome
    }

    /// The presets that would give all that is required, at the scope needed.
    #[must_use]
    pub fn presets(&self) -> &[Preset] {
        &self.presets
    }

    /// The custom roles usable in the account that would give all that is required, by id.
    pub fn roles(&self) -> impl Iterator<Item = RoleId> + '_ {
        self.roles.iter().map(|(id, _)| *id)
    }

    /// What of the requirement no live membership grants at any scope.
    pub fn missing(&self) -> PermissionSet {
        let missing = self.parts.iter().filter(|part| !part.by_nature && !part.sources.iter().any(Source::counts));
        missing.map(|part| part.permission).collect()
    }
}

impl Source {
    fn counts(&self) -> bool {
        self.time == Time::Live && !self.withheld && !self.capped
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Ok(_) => write!(f, "allowed: {}", self.request.required())?,
            Err(denial) => write!(f, "refused: {denial} ({})", denial.code())?,
        }
        match self.access {
            Reach::UnknownPrincipal => write!(f, "\n- {} is unknown", self.request.principal())?,
            Reach::UnknownAccount => write!(f, "\n- account {} is unknown", self.request.account())?,
            Reach::NoMembership => write!(f, "\n- no membership reaches account {}", self.request.account())?,
            Reach::Some => {}
        }
        match self.key {
            Some(Key::Revoked) => f.write_str("\n- the API key is revoked")?,
            Some(Key::EndedAt(until)) => write!(f, "\n- the API key ended at {until}: its owner can extend it")?,
            None => {}
        }
        for part in &self.parts {
            part.fmt(f)?;
        }
        match self.outcome {
            Err(Denial::Missing(_) | Denial::LesserScope(_)) => self.fmt_remedies(f),
            Ok(_) | Err(_) => Ok(()),
        }
    }
}

impl Explanation {
    fn fmt_remedies(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let presets = self.presets.iter().map(|preset| preset.name().to_owned());
        let roles = self.roles.iter().map(|(id, name)| format!("{name} ({id})"));
        let remedies: Vec<String> = presets.chain(roles).collect();
        match remedies.as_slice() {
            [] => f.write_str("\n- no single role gives all of it"),
            remedies => write!(f, "\n- roles that give all of it: {}", remedies.join(", ")),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let permission = self.permission;
        if self.by_nature {
            write!(f, "\n- {permission} is everybody's own, on oneself")?;
        }
        if self.sources.is_empty() && !self.by_nature {
            write!(f, "\n- {permission} is not held")?;
        }
        for source in &self.sources {
            write!(f, "\n- {permission} {source}")?;
        }
        match (self.offered, self.available) {
            _ if self.by_nature => Ok(()),
            (false, _) => write!(f, "\n- the account does not offer {permission}"),
            (true, false) => write!(f, "\n- the account offers {permission}, but not in its status"),
            (true, true) => Ok(()),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match (self.withheld, self.capped, self.time) {
            (true, _, _) => "is withheld, though given",
            (false, true, _) => "is beyond the API key's cap, though held",
            (false, false, Time::Live) => "is held",
            (false, false, Time::From(_)) => "will be held",
            (false, false, Time::EndedAt(_)) => "was held",
        };
        write!(f, "{how} at the scope {}, by ", self.scope)?;
        if self.roles.is_empty() {
            f.write_str("levels")?;
        }
        for (i, role) in self.roles.iter().enumerate() {
            write!(f, "{}{role}", if i == 0 { "" } else { ", " })?;
        }
        write!(f, " in account {}", self.account)?;
        match self.time {
            Time::Live => Ok(()),
            Time::From(from) => write!(f, ", from {from} on"),
            Time::EndedAt(until) => write!(f, ", until {until}"),
        }
    }
}
