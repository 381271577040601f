//! The decision: rules G1 to G5 and D1 to D5. There is no second way to check.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, AccountStatus, ApiKey, Assignment, Principal, UserId};
use crate::permission::{Grants, Permission, PermissionSet, Scope};
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
    let on_oneself = needed.owner == Some(asking.user) && asking.is_oneself_in(entry);
    // One's own details are one's own, whatever the account says (rule G3).
    let decided_here = if on_oneself { draft.required - PermissionSet::PROFILE_EDIT } else { draft.required };
    if decided_here.is_empty() {
        asking.check_active()?;
    } else {
        let standing = asking.standing(state, entry, at)?;
        if needed.shared_from.is_some() && !decided_here.is_subset(SHAREABLE) {
            return Err(Denial::NotShared(decided_here - SHAREABLE));
        }
        Masks::new(state, &standing.grants, entry, needed.shared_from).check(decided_here, needed.scope)?;
    }
    Ok(Authorized {
        principal: draft.principal,
        user: asking.user,
        account: draft.account,
        shared_from: needed.shared_from.map(|ancestor| ancestor.account.id),
        owner: needed.owner,
        required: draft.required,
        scope: needed.scope,
        at,
        revision: state.revision,
    })
}

/// The masks of the one equation, in an account and at an instant (rule D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Masks {
    /// What is granted at Own and at Account.
    own: PermissionSet,
    account: PermissionSet,
    /// The ceiling as it would be without statuses, and as it is.
    offer: PermissionSet,
    available: PermissionSet,
    /// Whether an account of the path is closed.
    closed: bool,
}

impl Masks {
    pub(super) fn new(
        state: &State,
        granted: &Grants,
        entry: &AccountEntry,
        shared_from: Option<&AccountEntry>,
    ) -> Self {
        let mut masks = Self {
            own: granted.at(Scope::Own),
            account: granted.at(Scope::Account),
            offer: state.offer(entry),
            available: state.ceiling(entry),
            closed: state.status(entry) == AccountStatus::Closed,
        };
        // Sharing takes two active accounts, and both ceilings (rule D3).
        if let Some(ancestor) = shared_from {
            masks.offer &= state.offer(ancestor);
            masks.closed |= state.status(ancestor) == AccountStatus::Closed;
            let active = [entry, ancestor].iter().all(|entry| state.status(entry) == AccountStatus::Active);
            masks.available = if active { masks.offer } else { PermissionSet::EMPTY };
        }
        masks
    }

    /// What is granted; one's own details are not, as they are nobody's to hold over others (rule G3).
    fn granted(&self, scope: Scope) -> PermissionSet {
        let granted = if scope == Scope::Own { self.own } else { self.account };
        granted - PermissionSet::PROFILE_EDIT
    }

    /// What is allowed at a scope.
    pub(super) fn allowed(&self, scope: Scope) -> PermissionSet {
        self.granted(scope) & self.available
    }

    /// Rule D4 from the statuses on.
    #[inline]
    pub(super) fn check(&self, required: PermissionSet, scope: Scope) -> Result<(), Denial> {
        if self.allowed(scope).allows(required) { Ok(()) } else { Err(self.denial(required, scope)) }
    }

    fn denial(&self, required: PermissionSet, scope: Scope) -> Denial {
        let granted = self.granted(scope);
        let missing = required - granted;
        if (granted & self.offer).allows(required) {
            return if self.closed { Denial::AccountClosed } else { Denial::AccountSuspended };
        }
        if !required.is_subset(self.offer) {
            return Denial::Ceiling(required - self.offer);
        }
        if missing.is_subset(self.own) { Denial::LesserScope(missing) } else { Denial::Missing(missing - self.own) }
    }
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

    /// Whether the principal may act at all (rule D4).
    fn check_alive(&self, at: DateTime<Utc>) -> Result<(), Denial> {
        self.check_active()?;
        match self.key {
            Some(key) if key.revoked => Err(Denial::KeyRevoked),
            Some(key) if key.has_ended(at) => Err(Denial::Expired),
            Some(_) | None => Ok(()),
        }
    }

    /// Rules G2 and G5, and D4 from "no access" to "expired".
    pub(super) fn standing(&self, state: &State, entry: &AccountEntry, at: DateTime<Utc>) -> Result<Standing, Denial> {
        let cap = self.cap(entry).ok_or(Denial::NoAccess)?;
        let (mut reached, mut live, mut to_come) = (false, false, false);
        let mut standing = Standing { grants: Grants::NONE, until: self.until().filter(|until| at < *until) };
        for reaching in state.reaching(self.user, entry) {
            let assignment = &reaching.membership.assignment;
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
        self.check_alive(at)?;
        if !live {
            return Err(if to_come { Denial::NotYetValid } else { Denial::Expired });
        }
        standing.grants = cap.cut(standing.grants);
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

    /// Whether a key's cap, if it is a key, has a permission in an account.
    pub(super) fn cap_allows(&self, entry: &AccountEntry, permission: Permission) -> bool {
        self.cap(entry).is_some_and(|cap| cap.within.contains(permission))
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
