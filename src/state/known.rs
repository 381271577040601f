//! The question of every request, answered without a look at more than it takes: nearly always one record.
//!
//! What a record says of its user in its account is a copy of what the membership, the account and the user say, made
//! when one of them changes.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, UserId};
use crate::permission::Grants;

use super::frame::Frame;
use super::reach::Reach;
use super::records::{Answer, Record};
use super::roster::UserPlace;
use super::{Masks, State};

/// What is known of a user in an account at an instant, by a look around.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known {
    /// These are the masks, of the membership there and of what comes down from those above.
    Masks(Masks),
    /// No membership reaches the account.
    NoMembership,
    /// Nothing counts, and why takes a closer look.
    Nothing,
}

impl State {
    /// The record of a membership.
    #[inline]
    pub(crate) fn record(&self, user: UserId, account: AccountId) -> Option<&Record> {
        self.records.find(user, account)
    }

    /// The masks at an instant, if the record has them.
    #[inline]
    pub(crate) fn lasting_masks(&self, record: &Record, at: DateTime<Utc>) -> Option<&Masks> {
        let (masks, ()) = self.masks.at(record.answer.place())?;
        (!record.answer.is_for_a_time() || self.is_live(record.assignment, at)).then_some(masks)
    }

    /// Whether a membership of a user reaches below its account.
    #[inline]
    pub(crate) fn reaches_down(&self, user: UserId) -> bool {
        self.reaching_down.of(user).is_some()
    }

    /// What a user has in an account by the membership there, if there is one, and by those above (rule G2).
    #[inline]
    pub(crate) fn known(&self, user: UserId, account: AccountId, record: Option<&Record>, at: DateTime<Utc>) -> Known {
        match (self.reaching_down.of(user), record) {
            (Some(reach), _) => self.joined(reach, record, account, at),
            (None, Some(_)) => Known::Nothing,
            (None, None) => Known::NoMembership,
        }
    }

    #[inline]
    fn joined(&self, reach: &Reach, record: Option<&Record>, account: AccountId, at: DateTime<Utc>) -> Known {
        let Some(frame) = self.accounts.card(account) else { return Known::NoMembership };
        let (mut reached, mut granted) = (record.is_some(), Grants::NONE);
        if let Some((assignment, grants)) = record.and_then(|record| self.assignments.at(record.assignment)) {
            if assignment.is_live(at) {
                granted = *grants;
            }
        }
        for (assignment, grants) in reach.above(frame).filter_map(|held| self.assignments.at(held.assignment)) {
            reached = true;
            if assignment.is_live(at) {
                granted = granted.union(grants.inherited());
            }
        }
        if !reached {
            return Known::NoMembership;
        }
        if granted.is_none() || !reach.active {
            return Known::Nothing;
        }
        Known::Masks(frame.masks(&granted))
    }

    #[inline]
    fn is_live(&self, assignment: u32, at: DateTime<Utc>) -> bool {
        self.assignments.at(assignment).is_some_and(|(assignment, _)| assignment.is_live(at))
    }

    /// Notes anew what a membership's record says, after it, its user or its account changed.
    pub(super) fn note_answer(&mut self, user: UserId, account: AccountId) {
        let (Some(place), Some(frame)) = (self.users.place(user), self.accounts.card(account).copied()) else { return };
        let Some(record) = self.records.find(user, account).copied() else { return };
        let answer = self.answer(user, place, &frame, record.assignment);
        self.masks.release(record.answer.place());
        if let Some(record) = self.records.find_mut(user, account) {
            record.answer = answer;
        }
        self.note_key_answers(user, account);
    }

    /// The same for all memberships of a user, after what reaches down from one of them changed, or the user.
    pub(super) fn note_answers_of(&mut self, user: UserId) {
        for account in self.accounts_of(user) {
            self.note_answer(user, account);
        }
    }

    /// What a record is to say of a user in an account by an assignment there: its masks, with one more who refers to
    /// them; or to look around, if what is granted does not come from there alone, or the user is not active.
    pub(super) fn answer(&mut self, user: UserId, place: UserPlace, frame: &Frame, assignment: u32) -> Answer {
        let Some((assignment, grants)) = self.assignments.at(assignment) else { return Answer::LOOK_AROUND };
        let from_others = self.reaching_down.count(user) > usize::from(grants.reaches_down());
        let active = self.users.at(place).is_some_and(|entry| entry.user.active);
        if from_others || !active {
            return Answer::LOOK_AROUND;
        }
        let for_a_time = assignment.starts().is_some() || assignment.ends().is_some();
        Answer::masks(self.masks.refer(frame.masks(grants), |_| ()), for_a_time)
    }
}
