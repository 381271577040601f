use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKey, AssignedRole, Assignment, Membership, RoleId};
use crate::permission::{Area, Level, Permission, PermissionSet, Preset, Scope};
use crate::state::State;

use super::case::{Case, Named};

/// Permissions that have the same sources; none if nothing gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Holding {
    pub(super) permissions: PermissionSet,
    pub(super) sources: Vec<Source>,
}

/// A membership, or a key of an account, that gives a permission, or would.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) account: Named<AccountId>,
    /// Whether the account is above the one that is asked about.
    pub(super) is_above: bool,
    /// What in it gives the permission at the widest scope that it reaches.
    pub(super) givers: Vec<Giver>,
    pub(super) scope: Scope,
    pub(super) time: Time,
    /// Whether the membership withholds it all the same.
    pub(super) withheld: bool,
}

/// What gives a permission in a membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Giver {
    Preset(Preset),
    Role(Named<RoleId>),
    Level(Area, Level),
    /// A key of an account itself (rule G6).
    Cap,
}

/// Whether a membership's term has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    Live { until: Option<DateTime<Utc>> },
    From(DateTime<Utc>),
    EndedAt(DateTime<Utc>),
}

impl Time {
    pub(super) fn of(assignment: &Assignment, at: DateTime<Utc>) -> Self {
        match (assignment.starts(), assignment.ends()) {
            (Some(from), _) if at < from => Self::From(from),
            (_, Some(until)) if until <= at => Self::EndedAt(until),
            (_, until) => Self::Live { until },
        }
    }

    pub(super) const fn is_live(self) -> bool {
        matches!(self, Self::Live { .. })
    }
}

impl Source {
    /// Whether it gives the permission now.
    pub(super) const fn counts(&self) -> bool {
        self.time.is_live() && !self.withheld
    }
}

/// Where each permission comes from, of the sources that are wanted; permissions with the same sources together.
pub(super) fn holdings(case: &Case<'_>, wanted: impl Fn(&Source) -> bool) -> Vec<Holding> {
    let mut holdings: Vec<Holding> = Vec::new();
    for permission in case.by_account() {
        let sources = case.memberships().filter_map(|membership| source(case, membership, permission));
        let sources = sources.chain(case.account_key().and_then(|key| source_of_key(case, key, permission)));
        let sources: Vec<Source> = sources.filter(&wanted).collect();
        match holdings.iter_mut().find(|holding| holding.sources == sources) {
            Some(holding) => holding.permissions |= permission,
            None => holdings.push(Holding { permissions: permission.into(), sources }),
        }
    }
    holdings
}

/// What a membership says of a permission; `None` if nothing in it gives it here.
fn source(case: &Case<'_>, membership: Membership<'_>, permission: Permission) -> Option<Source> {
    let assignment = membership.assignment;
    let givers = givers(case, membership, permission);
    let scope = givers.iter().map(|(_, scope)| *scope).max()?;
    let widest = givers.into_iter().filter(|(_, given)| *given == scope);
    Some(Source {
        account: case.named(membership.account)?,
        is_above: membership.account != case.entry().account.id,
        givers: widest.map(|(giver, _)| giver).collect(),
        scope,
        time: Time::of(assignment, case.at()),
        withheld: assignment.withheld().contains(permission),
    })
}

/// What a key of an account says of a permission; `None` if its cap lacks it (rule G6).
fn source_of_key(case: &Case<'_>, key: &ApiKey, permission: Permission) -> Option<Source> {
    let grants = case.reaching(key.account, key.grants());
    let time = match key.until {
        Some(until) if key.has_ended(case.at()) => Time::EndedAt(until),
        until => Time::Live { until },
    };
    Some(Source {
        account: case.named(key.account)?,
        is_above: key.account != case.entry().account.id,
        givers: vec![Giver::Cap],
        scope: grants.scope_of(permission)?,
        time,
        withheld: false,
    })
}

/// What in a membership gives a permission in the account, each with the scope at which it does.
fn givers(case: &Case<'_>, membership: Membership<'_>, permission: Permission) -> Vec<(Giver, Scope)> {
    let (state, assignment) = (case.state, membership.assignment);
    let scope = |grants| case.reaching(membership.account, grants).scope_of(permission);
    let roles = assignment.roles().iter();
    let roles = roles.filter_map(|role| Some((giver(state, *role)?, scope(state.role_grants(*role))?)));
    let levels = assignment.given_levels();
    let level = Giver::Level(permission.area(), levels.level(permission.area()));
    roles.chain(scope(levels.grants()).map(|scope| (level, scope))).collect()
}

fn giver(state: &State, role: AssignedRole) -> Option<Giver> {
    Some(match role {
        AssignedRole::Preset(preset) => Giver::Preset(preset),
        AssignedRole::Custom(role) => Giver::Role(Named::new(role, &state.role(role)?.name)),
    })
}
