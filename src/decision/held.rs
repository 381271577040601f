//! What a principal holds in an account at an instant, of which an [`Access`](super::Access) is made: by what the index knows,
//! and else by everything that is held. Both say the same, and what [`authorize`](super::authorize) says (rule D6).

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKeyId, Principal, UserId};
use crate::state::{Effective, Known, LeveledAreas, Masks, MembershipRecord, State};

use super::denial::Denial;
use super::equation::masks;
use super::evidence::{standing, unknown};

/// See the module.
pub(super) struct Held<'a> {
    pub(super) user: Option<UserId>,
    pub(super) masks: &'a Masks,
    /// Whether one's own details can be edited there (rule G3).
    pub(super) profile: bool,
    pub(super) leveled: LeveledAreas,
    pub(super) valid_until: Option<DateTime<Utc>>,
}

impl<'a> Held<'a> {
    /// By a user's record in the account; none if the record does not have the answer.
    #[inline]
    pub(super) fn by_record(
        state: &'a State,
        user: UserId,
        record: &MembershipRecord,
        at: DateTime<Utc>,
    ) -> Option<Self> {
        let answered = state.answered(record, at)?;
        let assignment = record.is_within_window().then(|| state.assignment(record)).flatten();
        let window = assignment.map(|assignment| [assignment.starts(), assignment.ends()]);
        Some(Self {
            user: Some(user),
            masks: &answered.masks,
            // Members are of the tree (rule C6).
            profile: true,
            leveled: answered.leveled,
            valid_until: window.and_then(|window| next_of(window, at)),
        })
    }

    /// By what the index knows of a user whose record does not have the answer: there may be none. None where only a closer look
    /// tells.
    pub(super) fn by_memberships(
        state: &State,
        user: UserId,
        account: AccountId,
        record: Option<&MembershipRecord>,
        at: DateTime<Utc>,
        made: &'a mut Option<Masks>,
    ) -> Result<Option<Self>, Denial> {
        let mut valid_until = None;
        let known = state.known(user, account, record, at, |assignment| {
            valid_until = next_of([valid_until, assignment.starts(), assignment.ends()], at);
        });
        let masks = match known {
            Known::Masks(masks) => made.insert(masks),
            Known::NoMembership => return Err(Denial::NoAccess),
            Known::Nothing => return Ok(None),
        };
        let live = record.and_then(|record| state.assignment(record)).filter(|assignment| assignment.counts(at));
        let leveled = live.map_or(0, |assignment| assignment.given_levels().areas());
        // Members of accounts above are of the tree, too (rule C6).
        Ok(Some(Self { user: Some(user), masks, profile: true, leveled, valid_until }))
    }

    /// By the index's answer about a key, if it is the same at any time (rules G5, G6).
    pub(super) fn by_key(state: &'a State, key: ApiKeyId, account: AccountId) -> Option<Self> {
        let (user, masks) = state.key_masks(key, account)?;
        Some(Self { user, masks, profile: false, leveled: 0, valid_until: None })
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
            leveled: effective.levels(account, at).areas(),
            valid_until: next_change(&effective, at),
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
