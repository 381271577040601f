use chrono::{DateTime, Utc};

use crate::decision::evidence::{Evidence, SHAREABLE};
use crate::decision::request::Request;
use crate::organization::{AccountId, ApiKey, ApiKeyId, Membership, Principal, UserId};
use crate::permission::PermissionSet;
use crate::state::State;

use super::case::{Case, Named};
use super::ceiling::{Cut, cuts};
use super::source::Time;

/// What stands against a request, whatever else does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// Nothing is required.
    Empty,
    OutOfReach(OutOfReach),
    Lapsed(Lapsed),
    NotShared(PermissionSet),
    Cut(Cut),
    BeyondCap(ToldKey, PermissionSet),
}

/// A key, and who can change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ToldKey {
    pub(super) key: Named<ApiKeyId>,
    /// Of whose keys it is, if it is an account's.
    pub(super) of_account: Option<Named<AccountId>>,
}

/// Why the account is not there for the principal, as far as it is told (rule D4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum OutOfReach {
    UnknownPrincipal(Principal),
    UnknownAccount(AccountId),
    /// The user belongs to the tree of the root, and the account does not.
    OtherTree {
        user: Named<UserId>,
        root: Named<AccountId>,
        account: Named<AccountId>,
    },
    /// The key is made for another account, perhaps with those below it.
    KeyElsewhere {
        key: Named<ApiKeyId>,
        made_for: Named<AccountId>,
        subtree: bool,
        account: Named<AccountId>,
    },
    /// The key of an account above holds nothing (rule D4).
    EmptyCap(ToldKey, Named<AccountId>),
    NoMembership(Named<UserId>, Named<AccountId>),
    /// The account that is to share is not above, or unknown.
    NotAbove {
        sharing: AccountId,
        known: Option<Named<AccountId>>,
        account: Named<AccountId>,
    },
}

/// What was there, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lapsed {
    Deactivated(Named<UserId>),
    KeyRevoked(ApiKeyId),
    NotBegun(Named<AccountId>, DateTime<Utc>),
    Ended(Named<AccountId>, DateTime<Utc>),
    KeyEnded(ToldKey, DateTime<Utc>),
}

/// What of the principal and the account is not there.
pub(super) fn unknown(state: &State, request: &Request) -> Vec<Obstacle> {
    let (principal, account) = (request.principal(), request.account());
    let mut unknown = Vec::new();
    if request.required().is_empty() {
        unknown.push(Obstacle::Empty);
    }
    match principal {
        Principal::ApiKey(key) if state.is_revoked(key) => unknown.push(Obstacle::Lapsed(Lapsed::KeyRevoked(key))),
        _ if state.subject(principal).is_some() => {}
        Principal::User(_) | Principal::ApiKey(_) => {
            unknown.push(Obstacle::OutOfReach(OutOfReach::UnknownPrincipal(principal)));
        }
    }
    if state.account(account).is_none() {
        unknown.push(Obstacle::OutOfReach(OutOfReach::UnknownAccount(account)));
    }
    unknown
}

/// Everything that stands against a request but what is not held.
pub(super) fn obstacles(case: &Case<'_>) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    if case.evidence.request.required().is_empty() {
        obstacles.push(Obstacle::Empty);
    }
    if let Some(sharing) = case.evidence.sharing_account().filter(|_| !case.evidence.is_shared_from_above()) {
        let not_above = OutOfReach::NotAbove { sharing, known: case.named(sharing), account: case.account() };
        obstacles.push(Obstacle::OutOfReach(not_above));
    }
    let up_to_account = case.is_up_to_account();
    obstacles.extend(out_of_reach(case).filter(|_| up_to_account).map(Obstacle::OutOfReach));
    obstacles.extend(lapsed(case).into_iter().map(Obstacle::Lapsed));
    if up_to_account {
        obstacles.extend(terms(case).into_iter().map(Obstacle::Lapsed));
        obstacles.extend(beyond(case));
    }
    obstacles
}

/// Why nothing reaches the account.
fn out_of_reach(case: &Case<'_>) -> Option<OutOfReach> {
    let account = case.account();
    if let Some(key) = case.key().filter(|_| !case.works_here()) {
        if case.account_key().is_some() && case.entry().has_key(key) {
            return Some(OutOfReach::EmptyCap(told_key(case, key), account));
        }
        let (made_for, subtree) = (case.named(key.account)?, key.subtree);
        return Some(OutOfReach::KeyElsewhere { key: named_key(key), made_for, subtree, account });
    }
    let user = case.evidence.subject().user()?;
    if !case.evidence.is_at_home() {
        return Some(OutOfReach::OtherTree { user: case.user()?, root: case.named(user.root)?, account });
    }
    if case.evidence.effective.is_reached() { None } else { Some(OutOfReach::NoMembership(case.user()?, account)) }
}

/// What the principal had and has no longer, because somebody took it away or because it ended.
fn lapsed(case: &Case<'_>) -> Vec<Lapsed> {
    let mut obstacles = Vec::new();
    if !case.evidence.is_active() {
        obstacles.extend(case.user().map(Lapsed::Deactivated));
    }
    if let Some(key) = case.key() {
        match key.until {
            Some(until) if key.has_ended(case.at()) => obstacles.push(Lapsed::KeyEnded(told_key(case, key), until)),
            Some(_) | None => {}
        }
    }
    obstacles
}

pub(super) fn told_key(case: &Case<'_>, key: &ApiKey) -> ToldKey {
    let of_account = case.account_key().and_then(|key| case.named(key.account));
    ToldKey { key: named_key(key), of_account }
}

fn named_key(key: &ApiKey) -> Named<ApiKeyId> {
    Named::new(key.id, &key.name)
}

/// The memberships that have not begun, or have ended: all if there is no other, else those that would give something.
fn terms(case: &Case<'_>) -> Vec<Lapsed> {
    let Evidence { effective, .. } = &case.evidence;
    let (at, scope) = (case.at(), case.evidence.scope());
    let lacking = case.by_account() - case.evidence.granted().at(scope);
    let some_live = effective.sources().iter().any(|source| source.membership.assignment.counts(at));
    let told = effective.sources().iter().filter(|source| !some_live || source.grants.at(scope).intersects(lacking));
    told.filter(|_| case.works_here()).filter_map(|source| term(case, source.membership)).collect()
}

fn term(case: &Case<'_>, membership: Membership<'_>) -> Option<Lapsed> {
    let account = case.named(membership.account)?;
    match Time::of(membership.assignment, case.at()) {
        Time::From(from) => Some(Lapsed::NotBegun(account, from)),
        Time::EndedAt(until) => Some(Lapsed::Ended(account, until)),
        Time::Live { .. } => None,
    }
}

/// What of the requirement goes beyond what is shared, beyond the ceiling, beyond the cap.
fn beyond(case: &Case<'_>) -> Vec<Obstacle> {
    let mut obstacles = Vec::new();
    let not_shared = case.evidence.request.required() - SHAREABLE;
    if case.evidence.sharing_account().is_some() && !not_shared.is_empty() {
        obstacles.push(Obstacle::NotShared(not_shared));
    }
    obstacles.extend(cuts(case).into_iter().map(Obstacle::Cut));
    let beyond_cap = case.by_account() - case.cap();
    if let Some(key) = case.key().filter(|_| case.works_here() && !beyond_cap.is_empty()) {
        obstacles.push(Obstacle::BeyondCap(told_key(case, key), beyond_cap));
    }
    obstacles
}
