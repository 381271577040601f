//! The decision: rules G1 to G5 and D1 to D5. There is no second way to check.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, AccountStatus, ApiKey, Assignment, Principal, UserId};
use crate::permission::{Grants, PermissionSet, Scope};
use crate::state::{AccountEntry, State};

use super::authorized::Authorized;
use super::denial::Denial;
use super::request::{Data, Request};

/// What may be shared downwards, to be looked at (rule D3).
const SHAREABLE: PermissionSet = PermissionSet::TEMPLATE_VIEW.union(PermissionSet::CONTACT_VIEW);

pub(crate) fn authorize(state: &State, request: &Request) -> Result<Authorized, Denial> {
    let Request { draft, at } = *request;
    if draft.required.is_empty() {
        return Err(Denial::EmptyRequirement);
    }
    let asking = Asking::new(state, draft.principal).ok_or(Denial::NoAccess)?;
    let entry = state.account(draft.account).ok_or(Denial::NoAccess)?;
    let needed = Needed::new(state, &asking, entry, draft.data)?;
    let authorized = Authorized {
        principal: draft.principal,
        user: asking.user,
        account: draft.account,
        shared_from: needed.shared_from.map(|ancestor| ancestor.account.id),
        owner: needed.owner,
        required: draft.required,
        scope: needed.scope,
        at,
        revision: state.revision,
    };
    // One's own details are one's own, whatever the account says (rule G3).
    let profile = draft.required & PermissionSet::PROFILE_EDIT;
    let on_oneself = asking.key.is_none() && needed.owner == Some(asking.user);
    if !profile.is_empty() && on_oneself && asking.is_in_tree_of(entry) {
        let rest = draft.required - profile;
        if rest.is_empty() {
            return if asking.active { Ok(authorized) } else { Err(Denial::UserDeactivated) };
        }
        decide(state, &asking, entry, &needed, rest, at)?;
    } else {
        decide(state, &asking, entry, &needed, draft.required, at)?;
    }
    Ok(authorized)
}

/// Rules D1 and D4, from "no access" on.
fn decide(
    state: &State,
    asking: &Asking<'_>,
    entry: &AccountEntry,
    needed: &Needed<'_>,
    required: PermissionSet,
    at: DateTime<Utc>,
) -> Result<(), Denial> {
    let standing = asking.standing(state, entry, at).ok_or(Denial::NoAccess)?;
    asking.check_alive(at)?;
    if !standing.live {
        return Err(if standing.to_come { Denial::NotYetValid } else { Denial::Expired });
    }
    if needed.shared_from.is_some() && !required.is_subset(SHAREABLE) {
        return Err(Denial::NotShared(required - SHAREABLE));
    }
    // What is one's own to change is nobody's to hold over others (rule G3).
    let granted = standing.grants.at(needed.scope) - PermissionSet::PROFILE_EDIT;
    let offer = needed.accounts(entry).fold(PermissionSet::ALL, |offer, entry| offer & state.offer(entry));
    let available =
        needed.accounts(entry).fold(offer, |available, entry| available & needed.available_in(state.status(entry)));
    if (granted & available).allows(required) {
        return Ok(());
    }
    if (granted & offer).allows(required) {
        let closed = needed.accounts(entry).any(|entry| state.status(entry) == AccountStatus::Closed);
        return Err(if closed { Denial::AccountClosed } else { Denial::AccountSuspended });
    }
    if !required.is_subset(offer) {
        return Err(Denial::Ceiling(required - offer));
    }
    let missing = required - granted;
    if missing.is_subset(standing.grants.at(Scope::Own)) {
        return Err(Denial::LesserScope(missing));
    }
    Err(Denial::Missing(missing - standing.grants.at(Scope::Own)))
}

/// The scope that a request needs, whose data it is about, and which account above shares it (rules D2, D3).
struct Needed<'a> {
    scope: Scope,
    owner: Option<UserId>,
    shared_from: Option<&'a AccountEntry>,
}

impl<'a> Needed<'a> {
    fn new(state: &'a State, asking: &Asking<'_>, entry: &AccountEntry, data: Data) -> Result<Self, Denial> {
        let owner = match data {
            Data::OfTheAccount | Data::SharedFrom(_) => None,
            Data::Own => Some(asking.user),
            Data::OwnedBy(owner) => Some(owner),
        };
        let shared_from = match data {
            // One that is not above the account is answered like one that is not there.
            Data::SharedFrom(ancestor) if !entry.ancestors.contains(&ancestor) => return Err(Denial::NoAccess),
            Data::SharedFrom(ancestor) => state.account(ancestor),
            Data::OfTheAccount | Data::Own | Data::OwnedBy(_) => None,
        };
        let scope = if owner == Some(asking.user) { Scope::Own } else { Scope::Account };
        Ok(Self { scope, owner, shared_from })
    }

    /// The accounts whose ceilings and statuses count.
    fn accounts(&self, entry: &'a AccountEntry) -> impl Iterator<Item = &'a AccountEntry> {
        core::iter::once(entry).chain(self.shared_from)
    }

    /// What an account of this status leaves; sharing takes active accounts (rule D3).
    fn available_in(&self, status: AccountStatus) -> PermissionSet {
        match (self.shared_from, status) {
            (Some(_), AccountStatus::Suspended | AccountStatus::Closed) => PermissionSet::EMPTY,
            (_, status) => status.ceiling(),
        }
    }
}

/// A principal that is there: a user, or a key and its owner.
pub(crate) struct Asking<'a> {
    pub(crate) user: UserId,
    active: bool,
    root: AccountId,
    key: Option<&'a ApiKey>,
}

/// What a principal holds in an account at an instant, before ceilings, and what reaches it there at all.
struct Standing {
    grants: Grants,
    live: bool,
    to_come: bool,
}

impl<'a> Asking<'a> {
    pub(crate) fn new(state: &'a State, principal: Principal) -> Option<Self> {
        let (user, key) = match principal {
            Principal::User(user) => (user, None),
            Principal::ApiKey(key) => state.key(key).map(|key| (key.owner, Some(key)))?,
        };
        let user = state.user(user)?;
        Some(Self { user: user.id, active: user.active, root: user.root, key })
    }

    fn is_in_tree_of(&self, entry: &AccountEntry) -> bool {
        entry.root() == self.root
    }

    /// Whether the principal may act at all (rule D4).
    fn check_alive(&self, at: DateTime<Utc>) -> Result<(), Denial> {
        match self.key {
            _ if !self.active => Err(Denial::UserDeactivated),
            Some(key) if key.revoked => Err(Denial::KeyRevoked),
            Some(key) if key.has_ended(at) => Err(Denial::Expired),
            Some(_) | None => Ok(()),
        }
    }

    /// `None` if no membership, live or not, reaches the account, or the key does not (rules G2, G5, D4).
    fn standing(&self, state: &State, entry: &AccountEntry, at: DateTime<Utc>) -> Option<Standing> {
        let cap = self.cap(entry)?;
        let mut reached = false;
        let mut standing = Standing { grants: Grants::NONE, live: false, to_come: false };
        for reaching in state.reaching(self.user, entry) {
            let assignment = &reaching.membership.assignment;
            reached = true;
            standing.to_come |= !assignment.has_started(at);
            if assignment.is_live(at) {
                standing.live = true;
                standing.grants = standing.grants.union(reaching.grants);
            }
        }
        standing.grants = cap.cut(standing.grants);
        reached.then_some(standing)
    }

    /// Whether some membership, live or not, reaches an account.
    pub(crate) fn reaches(&self, state: &State, entry: &AccountEntry) -> bool {
        self.cap(entry).is_some() && state.reaching(self.user, entry).next().is_some()
    }

    /// What the principal holds in an account, before ceilings, by those memberships that a condition holds for: the
    /// side of the actor when grants are compared (rules E1, E3). The caller sees to windows, a key's too.
    pub(crate) fn power(&self, state: &State, entry: &AccountEntry, counts: impl Fn(&Assignment) -> bool) -> Grants {
        let Some(cap) = self.cap(entry) else { return Grants::NONE };
        let counting = state.reaching(self.user, entry).filter(|reaching| counts(&reaching.membership.assignment));
        cap.cut(counting.fold(Grants::NONE, |held, reaching| held.union(reaching.grants)))
    }

    /// When the principal's power ends, whatever its memberships: a key's end.
    pub(crate) fn until(&self) -> Option<DateTime<Utc>> {
        self.key.and_then(|key| key.until)
    }

    /// Whether the principal may act at an instant.
    pub(crate) fn is_alive(&self, at: DateTime<Utc>) -> bool {
        self.check_alive(at).is_ok()
    }

    /// What a key cuts from its owner's grants in an account; `None` where it does not work (rule G5).
    fn cap(&self, entry: &AccountEntry) -> Option<Cap> {
        match self.key {
            None => Some(Cap { within: PermissionSet::ALL, subtree: true }),
            Some(key) if key.account == entry.account.id || key.subtree && entry.ancestors.contains(&key.account) => {
                Some(Cap { within: key.cap - PermissionSet::PROFILE_EDIT, subtree: key.subtree })
            }
            Some(_) => None,
        }
    }
}

/// What a key leaves of its owner's grants.
struct Cap {
    within: PermissionSet,
    subtree: bool,
}

impl Cap {
    fn cut(&self, grants: Grants) -> Grants {
        let below = if self.subtree { Grants::ALL } else { Grants::of(PermissionSet::ALL, Scope::Account) };
        grants.within(self.within).intersection(below)
    }
}
