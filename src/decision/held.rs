//! What a principal holds in an account at an instant, of which an [`Access`](super::Access) is made: by the user's record
//! where the index has its answer, and else by everything that is held. Both say the same.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Principal, UserId};
use crate::permission::Levels;
use crate::state::{Effective, Masks, MembershipRecord, State};

use super::denial::Denial;
use super::equation::masks;
use super::evidence::{standing, unknown};

/// See the module.
pub(super) struct Held<'a> {
    pub(super) user: Option<UserId>,
    pub(super) masks: &'a Masks,
    /// Whether one's own details can be edited there (rule G3).
    pub(super) profile: bool,
    pub(super) levels: Levels,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) root: AccountId,
}

impl<'a> Held<'a> {
    /// By a user's record in the account; none if the record does not have the answer.
    #[inline]
    pub(super) fn by_record(
        state: &'a State,
        user: UserId,
        account: AccountId,
        record: &MembershipRecord,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        let masks = &state.answered(record, at)?.masks;
        let assignment = state.assignment(record)?;
        let window = record.is_within_window().then(|| [assignment.starts(), assignment.ends()]);
        Some(Self {
            user: Some(user),
            masks,
            // Members are of the tree (rule C6).
            profile: true,
            levels: assignment.given_levels(),
            valid_until: window.and_then(|window| next_of(window, at)),
            root: state.root(account)?,
        })
    }

    /// By everything that is held, of which the masks are made; refused like a request, from "no access" to "expired" (rule D4).
    pub(super) fn by_evidence(
        state: &'a State,
        principal: Principal,
        account: AccountId,
        at: DateTime<Utc>,
        made: &'a mut Option<Masks>,
    ) -> Result<Self, Denial> {
        let subject = state.subject(principal).ok_or_else(|| unknown(state, principal))?;
        let entry = state.account(account).ok_or(Denial::NoAccess)?;
        let effective = state.effective(subject, entry);
        Ok(Self {
            user: subject.user_id(),
            masks: made.insert(masks(&standing(&effective, at)?, entry, None)),
            profile: subject.is_person_at_home(entry),
            levels: effective.levels(account, at),
            valid_until: next_change(&effective, at),
            root: entry.root(),
        })
    }
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
