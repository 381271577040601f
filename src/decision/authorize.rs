//! The decision: rules G1 to G5 and D1 to D5. There is no second way to check.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, AccountStatus, ApiKey, Assignment, Principal, UserId};
use crate::permission::{Grants, Permission, PermissionSet, Scope};
use crate::state::{AccountEntry, Known, Masks, Record, State};

use super::authorized::Authorized;
use super::denial::Denial;
use super::request::{Asked, Data, Request};

/// What every person holds, given or withheld (rule G3).
const OWN_PROFILE: Grants = Grants::of(PermissionSet::PROFILE_EDIT, Scope::Own);

/// What may be shared downwards, to be looked at (rule D3).
pub(crate) const SHAREABLE: PermissionSet = PermissionSet::TEMPLATE_VIEW.union(PermissionSet::CONTACT_VIEW);

/// The question of every request (rules D1 to D4).
#[inline(always)]
#[expect(clippy::inline_always, reason = "see `Directory::authorize`")]
pub(crate) fn authorize(state: &State, request: &Request) -> Result<Authorized, Denial> {
    let asked = request.asked();
    let Some(user) = asked.user().filter(|_| asked.is_plain()) else { return by_other_ways(state, *asked) };
    let record = state.record(user, asked.account());
    let Some(masks) = record.and_then(|record| state.lasting_masks(record, asked.at())) else {
        // Most who are strangers here are so everywhere below their accounts.
        let is_stranger = record.is_none() && !state.reaches_down(user);
        return if is_stranger { Err(Denial::NoAccess) } else { beyond_the_record(state, *asked, record) };
    };
    check(masks, asked.required(), asked.scope(user))?;
    Ok(Authorized::new(state, asked, user))
}

/// The same for a user whose record does not have the answer: there may be none.
#[inline(never)]
fn beyond_the_record(state: &State, asked: Asked, record: Option<&Record>) -> Result<Authorized, Denial> {
    let Some(user) = asked.user() else { return at_length(state, asked) };
    match state.known(user, asked.account(), record, asked.at()) {
        Known::Masks(masks) => check(&masks, asked.required(), asked.scope(user))?,
        Known::NoMembership => return Err(Denial::NoAccess),
        Known::Nothing => return at_length(state, asked),
    }
    Ok(Authorized::new(state, &asked, user))
}

/// The same for a key, which has what its owner has, within its cap (rule G5), and for what is not plain.
#[inline(never)]
fn by_other_ways(state: &State, asked: Asked) -> Result<Authorized, Denial> {
    let Principal::ApiKey(id) = asked.principal() else { return at_length(state, asked) };
    if !asked.is_plain() {
        return at_length(state, asked);
    }
    if let Some((owner, masks)) = state.key_masks(id, asked.account()) {
        check(masks, asked.required(), asked.scope(owner))?;
        return Ok(Authorized::new(state, &asked, owner));
    }
    match state.key(id) {
        Some(key) if is_working(state, key, &asked) => by_owner(state, asked, key),
        Some(_) | None => at_length(state, asked),
    }
}

fn is_working(state: &State, key: &ApiKey, asked: &Asked) -> bool {
    !key.revoked && !key.has_ended(asked.at()) && state.key_works_in(key, asked.account())
}

/// The same for a key that works, by what its owner has.
fn by_owner(state: &State, asked: Asked, key: &ApiKey) -> Result<Authorized, Denial> {
    let record = state.record(key.owner, asked.account());
    let masks = match record.and_then(|record| state.lasting_masks(record, asked.at())) {
        Some(masks) => masks.capped(key.cap),
        None => match state.known(key.owner, asked.account(), record, asked.at()) {
            Known::Masks(masks) => masks.capped(key.cap),
            Known::NoMembership => return Err(Denial::NoAccess),
            Known::Nothing => return at_length(state, asked),
        },
    };
    check(&masks, asked.required(), asked.scope(key.owner))?;
    Ok(Authorized::new(state, &asked, key.owner))
}

/// The same by a closer look at the memberships: what is shared, one's own details, and why nothing counts.
#[inline(never)]
fn at_length(state: &State, asked: Asked) -> Result<Authorized, Denial> {
    let required = asked.required();
    if required.is_empty() {
        return Err(Denial::EmptyRequirement);
    }
    let asking = Asking::new(state, asked.principal()).ok_or(Denial::NoAccess)?;
    let entry = state.account(asked.account()).ok_or(Denial::NoAccess)?;
    let shared_from = sharing(state, entry, asked.data())?;
    let on_oneself = asked.owner(asking.user) == Some(asking.user) && asking.is_oneself_in(entry);
    // One's own details are one's own, whatever the account says (rule G3).
    let decided_here = if on_oneself { required - PermissionSet::PROFILE_EDIT } else { required };
    if decided_here.is_empty() {
        asking.check_active()?;
    } else {
        let standing = asking.standing(state, entry, asked.at())?;
        if shared_from.is_some() && !decided_here.is_subset(SHAREABLE) {
            return Err(Denial::NotShared(decided_here - SHAREABLE));
        }
        check(&masks(&standing.grants, entry, shared_from), decided_here, asked.scope(asking.user))?;
    }
    Ok(Authorized::new(state, &asked, asking.user))
}

/// The account above that shares the data, if one does (rule D3).
fn sharing<'a>(state: &'a State, entry: &AccountEntry, data: Data) -> Result<Option<&'a AccountEntry>, Denial> {
    match data {
        // One that is not above the account is answered like one that is not there.
        Data::SharedFrom(ancestor) if !entry.ancestors.contains(&ancestor) => Err(Denial::NoAccess),
        Data::SharedFrom(ancestor) => Ok(state.account(ancestor)),
        Data::OfTheAccount | Data::Own | Data::OwnedBy(_) => Ok(None),
    }
}

/// The masks of what is granted in an account, perhaps about data that one above it shares (rules D1, D3).
pub(super) fn masks(granted: &Grants, entry: &AccountEntry, shared_from: Option<&AccountEntry>) -> Masks {
    let closed = |entry: &AccountEntry| entry.status() == AccountStatus::Closed;
    let Some(ancestor) = shared_from else {
        return Masks::new(granted, entry.offer(), entry.ceiling(), closed(entry));
    };
    // Sharing takes two active accounts, and both ceilings.
    let offer = entry.offer() & ancestor.offer();
    let active = [entry, ancestor].iter().all(|entry| entry.status() == AccountStatus::Active);
    let available = if active { offer } else { PermissionSet::EMPTY };
    Masks::new(granted, offer, available, closed(entry) || closed(ancestor))
}

/// What masks grant at a scope; one's own details are not, as they are nobody's to hold over others (rule G3).
#[inline]
fn granted(masks: &Masks, scope: Scope) -> PermissionSet {
    let granted = if scope == Scope::Own { masks.own } else { masks.account };
    granted - PermissionSet::PROFILE_EDIT
}

/// What masks allow at a scope (rule D1).
#[inline]
pub(super) fn allowed(masks: &Masks, scope: Scope) -> PermissionSet {
    granted(masks, scope) & masks.available
}

/// Rule D1, and D4 from the statuses on.
#[inline]
pub(super) fn check(masks: &Masks, required: PermissionSet, scope: Scope) -> Result<(), Denial> {
    if allowed(masks, scope).allows(required) { Ok(()) } else { Err(denial(masks, required, scope)) }
}

#[cold]
#[inline(never)]
fn denial(masks: &Masks, required: PermissionSet, scope: Scope) -> Denial {
    let granted = granted(masks, scope);
    let missing = required - granted;
    if (granted & masks.offer).allows(required) {
        return if masks.closed { Denial::AccountClosed } else { Denial::AccountSuspended };
    }
    // One's own details are not the account's to offer (rule G3).
    let not_offered = required - masks.offer - PermissionSet::PROFILE_EDIT;
    if !not_offered.is_empty() {
        return Denial::Ceiling(not_offered);
    }
    if missing.is_subset(masks.own) { Denial::LesserScope(missing) } else { Denial::Missing(missing - masks.own) }
}

/// A principal that is there: a user, or a key and its owner.
pub(crate) struct Asking<'a> {
    pub(crate) user: UserId,
    active: bool,
    root: AccountId,
    key: Option<&'a ApiKey>,
}

/// What a principal holds in an account at an instant, before ceilings.
pub(super) struct Standing {
    pub(super) grants: Grants,
    /// When a membership that reaches the account, or the key, next begins or ends.
    pub(super) until: Option<DateTime<Utc>>,
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

    /// Whether this is a person, in an account of their own tree (rule G3).
    pub(super) fn is_oneself_in(&self, entry: &AccountEntry) -> bool {
        self.key.is_none() && entry.root() == self.root
    }

    pub(super) fn check_active(&self) -> Result<(), Denial> {
        if self.active { Ok(()) } else { Err(Denial::UserDeactivated) }
    }

    /// Whether the principal was taken the right to act (rule D4).
    fn check_standing(&self) -> Result<(), Denial> {
        self.check_active()?;
        if self.key.is_some_and(|key| key.revoked) { Err(Denial::KeyRevoked) } else { Ok(()) }
    }

    fn has_ended(&self, at: DateTime<Utc>) -> bool {
        self.key.is_some_and(|key| key.has_ended(at))
    }

    /// Rules G2 and G5, and D4 from "no access" to "expired".
    pub(super) fn standing(&self, state: &State, entry: &AccountEntry, at: DateTime<Utc>) -> Result<Standing, Denial> {
        let cap = self.cap(entry).ok_or(Denial::NoAccess)?;
        let (mut reached, mut live, mut to_come) = (false, false, false);
        let mut standing = Standing { grants: Grants::NONE, until: self.until().filter(|until| at < *until) };
        for reaching in state.reaching(self.user, entry) {
            let assignment = reaching.membership.assignment;
            reached = true;
            to_come |= !assignment.has_started(at);
            if assignment.is_live(at) {
                live = true;
                standing.grants = standing.grants.union(reaching.grants);
            }
            for change in [assignment.starts(), assignment.ends()].into_iter().flatten().filter(|change| at < *change) {
                standing.until = Some(standing.until.map_or(change, |until| until.min(change)));
            }
        }
        if !reached {
            return Err(Denial::NoAccess);
        }
        self.check_standing()?;
        if !live && to_come {
            return Err(Denial::NotYetValid);
        }
        if !live || self.has_ended(at) {
            return Err(Denial::Expired);
        }
        standing.grants = cap.cut(standing.grants);
        if self.is_oneself_in(entry) {
            standing.grants = standing.grants.union(OWN_PROFILE);
        }
        Ok(standing)
    }

    /// Whether some membership, live or not, reaches an account.
    pub(crate) fn reaches(&self, state: &State, entry: &AccountEntry) -> bool {
        self.cap(entry).is_some() && state.reaching(self.user, entry).next().is_some()
    }

    /// What the principal holds in an account, before ceilings, by those memberships that a condition holds for: the
    /// side of the actor when grants are compared (rules E1, E3). The caller sees to windows, a key's too.
    pub(crate) fn power(&self, state: &State, entry: &AccountEntry, counts: impl Fn(&Assignment) -> bool) -> Grants {
        let Some(cap) = self.cap(entry) else { return Grants::NONE };
        let counting = state.reaching(self.user, entry).filter(|reaching| counts(reaching.membership.assignment));
        cap.cut(counting.fold(Grants::NONE, |held, reaching| held.union(reaching.grants)))
    }

    /// When the principal's power ends, whatever its memberships: a key's end.
    pub(crate) fn until(&self) -> Option<DateTime<Utc>> {
        self.key.and_then(|key| key.until)
    }

    /// Whether the principal may act at an instant.
    pub(crate) fn is_alive(&self, at: DateTime<Utc>) -> bool {
        self.check_standing().is_ok() && !self.has_ended(at)
    }

    /// Whether a key's cap, if it is a key, has a permission in an account.
    pub(super) fn cap_allows(&self, entry: &AccountEntry, permission: Permission) -> bool {
        self.cap(entry).is_some_and(|cap| cap.within.contains(permission))
    }

    /// What a key cuts from its owner's grants in an account; `None` where it does not work (rule G5).
    fn cap(&self, entry: &AccountEntry) -> Option<Cap> {
        match self.key {
            None => Some(Cap { within: PermissionSet::ALL, subtree: true }),
            Some(key) if entry.has_key(key) => {
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
