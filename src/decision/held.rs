//! What a principal holds in an account at an instant, of which an [`Access`](super::Access) is made: by the user's record
//! where the index has its answer, and else by everything that is held. Both say the same.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Principal, UserId};
use crate::permission::Levels;
use crate::state::{Effective, Masks, State};

use super::denial::Denial;
use super::equation::masks;
use super::evidence::{standing, unknown};

/// See the module.
pub(super) struct Held {
    pub(super) user: Option<UserId>,
    pub(super) masks: Masks,
    /// Whether one's own details can be edited there (rule G3).
    pub(super) profile: bool,
    pub(super) levels: Levels,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) root: AccountId,
}

impl Held {
    /// Refused like a request, from "no access" to "expired" (rule D4).
    pub(super) fn find(
        state: &State,
        principal: Principal,
        account: AccountId,
        at: DateTime<Utc>,
    ) -> Result<Self, Denial> {
        by_record(state, principal, account, at).unwrap_or_else(|| by_evidence(state, principal, account, at))
    }
}

/// By a user's record in the account, if the index has its answer, or there is none and none above: nothing else reaches the
/// account then.
#[inline]
fn by_record(
    state: &State,
    principal: Principal,
    account: AccountId,
    at: DateTime<Utc>,
) -> Option<Result<Held, Denial>> {
    let Principal::User(user) = principal else { return None };
    let Some(record) = state.record(user, account) else {
        return (!state.may_reach_from_above(user, account)).then_some(Err(Denial::NoAccess));
    };
    let masks = *state.lasting_masks(record, at)?;
    let assignment = state.assignment(record)?;
    Some(Ok(Held {
        user: Some(user),
        masks,
        // Members are of the tree (rule C6).
        profile: true,
        levels: assignment.given_levels(),
        valid_until: next_of([assignment.starts(), assignment.ends()], at),
        root: state.root(account)?,
    }))
}

/// By everything that is held.
fn by_evidence(state: &State, principal: Principal, account: AccountId, at: DateTime<Utc>) -> Result<Held, Denial> {
    let subject = state.subject(principal).ok_or_else(|| unknown(state, principal))?;
    let entry = state.account(account).ok_or(Denial::NoAccess)?;
    let effective = state.effective(subject, entry);
    Ok(Held {
        user: subject.user_id(),
        masks: masks(&standing(&effective, at)?, entry, None),
        profile: subject.is_person_at_home(entry),
        levels: effective.levels(account, at),
        valid_until: next_change(&effective, at),
        root: entry.root(),
    })
}

/// The next instant at which a membership that reaches the account starts or ends, or the key ends.
fn next_change(effective: &Effective<'_>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let assignments = effective.sources().iter().map(|source| source.membership.assignment);
    let instants = assignments.flat_map(|assignment| [assignment.starts(), assignment.ends()]);
    next_of(instants.chain([effective.subject.ends()]), at)
}

/// The first of some instants that is after another.
fn next_of(instants: impl IntoIterator<Item = Option<DateTime<Utc>>>, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    instants.into_iter().flatten().filter(|instant| at < *instant).min()
}
