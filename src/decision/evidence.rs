//! The evidence: everything that decides a request, looked up once. The answer is read off it, and the explanation is
//! read off the same.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, AccountStatus, Principal, User, UserId};
use crate::permission::{Grants, PermissionSet, Scope};
use crate::state::{AccountEntry, Effective, State, Subject};

use super::denial::Denial;
use super::equation::{check, masks};
use super::request::Request;

/// What may be shared downwards, to be looked at (rule D3).
pub(crate) const SHAREABLE: PermissionSet = PermissionSet::TEMPLATE_VIEW.union(PermissionSet::CONTACT_VIEW);

/// What every person holds, given or withheld (rule G3).
const OWN_PROFILE: Grants = Grants::of(PermissionSet::PROFILE_EDIT, Scope::Own);

/// See the module. Principal and account are known.
pub(super) struct Evidence<'a> {
    pub(super) request: Request,
    pub(super) entry: AccountEntry<'a>,
    pub(super) effective: Effective<'a>,
    /// The account above that shares the data; `None` also where the one that is named is not above.
    shared_from: Option<AccountEntry<'a>>,
}

impl<'a> Evidence<'a> {
    /// The decision at once if the principal or the account is unknown.
    pub(super) fn gather(state: &'a State, request: &Request) -> Result<Self, Denial> {
        let known = state.subject(request.principal()).zip(state.account(request.account()));
        let Some((subject, entry)) = known else {
            let is_empty = request.required().is_empty();
            return Err(if is_empty { Denial::EmptyRequirement } else { unknown(state, request.principal()) });
        };
        let ancestor = request.data().shared_from().filter(|ancestor| entry.ancestors.contains(ancestor));
        let shared_from = ancestor.and_then(|ancestor| state.account(ancestor));
        Ok(Self { request: *request, entry, effective: state.effective(subject, entry), shared_from })
    }

    /// The decision (rules G3, D1 to D4).
    pub(super) fn outcome(&self) -> Result<(), Denial> {
        if self.request.required().is_empty() {
            return Err(Denial::EmptyRequirement);
        }
        // An account that is not above is answered like one that is not there.
        if !self.is_shared_from_above() {
            return Err(Denial::NoAccess);
        }
        let required = self.required_of_account();
        if required.is_empty() {
            return if self.is_active() { Ok(()) } else { Err(Denial::UserDeactivated) };
        }
        let granted = standing(&self.effective, self.at())?.union(self.own_profile());
        let beyond = required - SHAREABLE;
        if self.shared_from.is_some() && !beyond.is_empty() {
            return Err(Denial::NotShared(beyond));
        }
        check(&masks(&granted, self.entry, self.shared_from), required, self.scope())
    }

    pub(super) fn at(&self) -> DateTime<Utc> {
        self.request.at()
    }

    pub(super) const fn subject(&self) -> Subject<'a> {
        self.effective.subject
    }

    /// The user behind the principal; `None` for a key of an account.
    pub(super) fn user(&self) -> Option<UserId> {
        self.subject().user_id()
    }

    /// Whether no user who is deactivated is behind the principal.
    pub(super) fn is_active(&self) -> bool {
        self.subject().user().is_none_or(|user| user.active)
    }

    /// The scope needed (rule D2).
    pub(super) fn scope(&self) -> Scope {
        self.request.scope(self.user())
    }

    /// The permissions that depend on the account: all but one's own details where they are asked for on oneself (rule G3).
    pub(super) fn required_of_account(&self) -> PermissionSet {
        let required = self.request.required();
        if self.is_on_oneself() { required - PermissionSet::PROFILE_EDIT } else { required }
    }

    /// Whether a person asks about their own data, in their own tenant (rule G3).
    pub(super) fn is_on_oneself(&self) -> bool {
        self.is_person_at_home() && self.request.owner(self.user()) == self.user()
    }

    pub(super) fn is_person_at_home(&self) -> bool {
        self.subject().is_person_at_home(self.entry)
    }

    /// Whether the account belongs to the user's tenant; a key of an account is made for one, and needs no such answer.
    pub(super) fn is_at_home(&self) -> bool {
        self.subject().user().is_none_or(|user| user.root == self.entry.root())
    }

    /// Whether the account that is to share is above, if the request names one (rule D3).
    pub(super) fn is_shared_from_above(&self) -> bool {
        self.request.data().shared_from().is_none() || self.shared_from.is_some()
    }

    /// The account that the request says shares the data, above or not.
    pub(super) fn sharing_account(&self) -> Option<AccountId> {
        self.request.data().shared_from()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.entry.status() == AccountStatus::Closed
    }

    /// What the memberships that are live grant, and a key's cap leaves.
    pub(super) fn granted(&self) -> Grants {
        self.effective.at(self.at())
    }

    fn own_profile(&self) -> Grants {
        if self.is_person_at_home() { OWN_PROFILE } else { Grants::NONE }
    }
}

/// Why a principal or an account that is unknown has no access: a key that was revoked is told so, whatever the account
/// (rule D4).
pub(super) fn unknown(state: &State, principal: Principal) -> Denial {
    match principal {
        Principal::ApiKey(key) if state.is_revoked(key) => Denial::KeyRevoked,
        Principal::ApiKey(_) | Principal::User(_) => Denial::NoAccess,
    }
}

/// What a subject holds in an account at an instant; refused from "no access" to "expired" (rules G2, G5, G6, D4).
pub(super) fn standing(effective: &Effective<'_>, at: DateTime<Utc>) -> Result<Grants, Denial> {
    let subject = effective.subject;
    if !effective.is_reached() {
        return Err(Denial::NoAccess);
    }
    if let Some(user) = subject.user() {
        has_standing(effective, user, at)?;
    }
    if subject.key().is_some_and(|key| key.has_ended(at)) {
        return Err(Denial::Expired);
    }
    Ok(effective.at(at))
}

/// The same of a person alone, or of a key's owner.
fn has_standing(effective: &Effective<'_>, user: &User, at: DateTime<Utc>) -> Result<(), Denial> {
    if !user.active {
        return Err(Denial::UserDeactivated);
    }
    let mut assignments = effective.sources().iter().map(|source| source.membership.assignment);
    if assignments.clone().any(|assignment| assignment.counts(at)) {
        return Ok(());
    }
    let to_come = assignments.any(|assignment| !assignment.has_started(at));
    Err(if to_come { Denial::NotYetValid } else { Denial::Expired })
}
