//! The answers: what a membership's record tells of its user in its account, so that the question of every request is
//! nearly always one look-up. They are copies of what [`effective`](super::super::effective) defines, and are computed
//! again when the membership, the account or the user changes.

use chrono::{DateTime, Utc};
use smallvec::SmallVec;

use crate::organization::{AccountId, Assignment, UserId};
use crate::permission::Grants;

use super::super::memberships::{Answer, MembershipRecord};
use super::super::records::Records;
use super::super::row::UserRow;
use super::reach::Reach;
use super::{Answered, Index, Masks, Place};

/// What the index knows of a user in an account at an instant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    /// These are the masks, of the membership there and of what comes down from those above.
    Masks(Masks),
    /// No membership reaches the account.
    NoMembership,
    /// Nothing counts, and to say why takes a closer look.
    Nothing,
}

impl Index {
    /// The masks at an instant, if the record's answer has them.
    #[inline]
    pub(crate) fn answered(
        &self,
        records: &Records,
        record: &MembershipRecord,
        at: DateTime<Utc>,
    ) -> Option<&Answered> {
        let answered = self.masks.at(record.answer.row())?;
        is_live(records, record, at).then_some(answered)
    }

    /// What a user has in an account by the membership there, if there is one, and by those above (rule G2). Tells the
    /// assignment of each, whether it counts at the instant or not.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "see `State::known`")]
    pub(crate) fn known(
        &self,
        records: &Records,
        (user, account): (UserId, AccountId),
        record: Option<&MembershipRecord>,
        at: DateTime<Utc>,
        tell: impl FnMut(&Assignment),
    ) -> Known {
        match (self.reaching_down.of(user), record) {
            (Some(reach), _) => self.joined(records, reach, record, (account, at), tell),
            (None, Some(_)) => Known::Nothing,
            (None, None) => Known::NoMembership,
        }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "see `State::known`")]
    fn joined(
        &self,
        records: &Records,
        reach: &Reach,
        record: Option<&MembershipRecord>,
        (account, at): (AccountId, DateTime<Utc>),
        mut tell: impl FnMut(&Assignment),
    ) -> Known {
        let Some(frame) = self.accounts.find(account) else { return Known::NoMembership };
        let (mut reached, mut granted) = (record.is_some(), Grants::NONE);
        if let Some((assignment, grants)) = record.and_then(|record| records.assignments.at(record.assignment)) {
            tell(assignment);
            if assignment.counts(at) {
                granted = *grants;
            }
        }
        reach.for_each_above(frame, |above| {
            reached = true;
            let Some((assignment, grants)) = records.assignments.at(above) else { return };
            tell(assignment);
            if assignment.counts(at) {
                granted = granted.union(grants.inherited());
            }
        });
        if !reached {
            return Known::NoMembership;
        }
        if granted.is_none() || !reach.active {
            return Known::Nothing;
        }
        Known::Masks(frame.masks(&granted))
    }

    /// Answers again for a membership, and for the keys of its user there.
    pub(super) fn answer_again(&mut self, records: &mut Records, place: Place) {
        if let Some(record) = records.memberships.find(place.user, place.account).copied() {
            self.set_answer(records, place, &record);
            self.masks.release(record.answer.row());
        }
        self.answer_again_for_keys(records, place);
    }

    /// Answers for a membership.
    pub(super) fn set_answer(&mut self, records: &mut Records, place: Place, record: &MembershipRecord) {
        let active = records.user(place.user_row).is_some_and(|user| user.active);
        let answer = self.answer(records, place, active, record.assignment);
        if let Some(record) = records.memberships.find_mut(place.user, place.account) {
            record.answer = answer;
        }
    }

    /// Answers again for all memberships of a user.
    pub(super) fn answer_again_everywhere(&mut self, records: &mut Records, user: UserRow) {
        let accounts = self.user_lists(user).into_iter().flat_map(|lists| lists.accounts.keys());
        for account in accounts.collect::<SmallVec<[_; 4]>>() {
            if let Some(place) = Place::at(records, user, account) {
                self.answer_again(records, place);
            }
        }
    }

    /// The masks of a user in an account by the membership there, with one more reference to them; unknown if what is
    /// granted does not come from there alone, or the user is not active.
    pub(super) fn answer(&mut self, records: &Records, place: Place, active: bool, assignment: u32) -> Answer {
        let Some((assignment, grants)) = records.assignments.at(assignment) else { return Answer::UNKNOWN };
        let from_others = self.reaching_down.count(place.user) > usize::from(grants.reaches_down());
        let Some(frame) = self.accounts.find(place.account).filter(|_| active && !from_others) else {
            return Answer::UNKNOWN;
        };
        let within_window = assignment.starts().is_some() || assignment.ends().is_some();
        Answer::masks(self.masks.refer(frame.masks(grants), assignment.given_levels().areas()), within_window)
    }
}

/// Whether the answer of a record counts at an instant.
#[inline]
fn is_live(records: &Records, record: &MembershipRecord, at: DateTime<Utc>) -> bool {
    let counts = || records.assignments.at(record.assignment).is_some_and(|(assignment, _)| assignment.counts(at));
    !record.is_within_window() || counts()
}
