//! All of an organization: the records, which are stored, and the index, which is derived from them so that a question is
//! one look-up. Nothing here decides.
//!
//! Reading a file from top to bottom: `records` and `index` are the two halves; `effective` defines what a principal
//! holds, and `waking` which keys would get back what they had lost; the files by noun alter the records and tell the index of
//! it; `consistency` holds the index to the records.
//!
//! The methods that alter expect what they are given to fit: the directory checks that before.

mod compare;
mod records;
mod row;
mod shared;
mod used_ids;

mod index;
mod memberships;

mod effective;

mod account;
mod excerpt;
mod invitation;
mod key;
mod many;
mod membership;
mod part;
mod role;
mod user;
mod waking;

#[cfg(debug_assertions)]
mod consistency;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, ApiKeyId, Assignment, ChangeId, UserId};

pub(crate) use account::AccountEntry;
pub(crate) use compare::{FIRST_ADMIN, NOT_PROFILE, covers_admin};
pub(crate) use effective::{Effective, Subject};
pub(crate) use excerpt::Excerpt;
pub(crate) use index::{Answered, Known, LeveledAreas, Masks, Seat};
pub(crate) use memberships::MembershipRecord;
pub(crate) use part::PartOf;
pub(crate) use row::UserRow;
pub(crate) use used_ids::{Id, UsedIds};
pub(crate) use waking::Waking;

use index::Index;
use records::Records;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// How many changes made it.
    pub(crate) revision: u64,
    /// When the last change was, as its clock said.
    pub(crate) time: Option<DateTime<Utc>>,
    /// The latest time of any change.
    pub(crate) latest: Option<DateTime<Utc>>,
    records: Records,
    index: Index,
}

impl State {
    /// The last change of the tree of a root account.
    pub(crate) fn last_change(&self, root: AccountId) -> Option<ChangeId> {
        self.records.last_changes.get(&root).copied()
    }

    /// The last change of the tree of an account, and its revision, or 0 if a snapshot did not tell it.
    #[inline]
    pub(crate) fn last_change_around(&self, account: AccountId) -> Option<(ChangeId, u64)> {
        self.index.last_change_around(account)
    }

    /// The last change of each tree, by its root account.
    pub(crate) fn last_changes(&self) -> impl Iterator<Item = (AccountId, ChangeId)> {
        self.records.last_changes.iter().map(|(root, change)| (*root, *change))
    }

    /// Notes the last change of the tree of a root account, and its revision; 0 if that is not known.
    pub(crate) fn note_change(&mut self, root: AccountId, change: ChangeId, revision: u64) {
        self.records.last_changes.insert(root, change);
        self.index.note_change(root, change, revision);
    }

    /// Notes the time of a change, which may be before that of another.
    pub(crate) fn note_time(&mut self, at: DateTime<Utc>) {
        self.time = Some(at);
        self.latest = self.latest.max(Some(at));
    }

    /// Makes room for so many at once.
    pub(crate) fn reserve(&mut self, accounts: usize, users: usize, memberships: usize) {
        let Self { records, index, .. } = self;
        records.accounts.reserve(accounts);
        records.memberships.reserve(memberships);
        index.accounts.reserve(accounts);
        index.users.reserve(records, users);
        index.addresses.reserve(records, users);
        index.reserve_lists(accounts, users);
    }

    /// Whether an id of this kind is in use or was (rule I5).
    #[inline]
    pub(crate) fn is_used(&self, id: Id) -> bool {
        let present = match id {
            Id::Account(id) => self.index.accounts.find(id).is_some(),
            Id::User(id) => self.index.user_row(&self.records, id).is_some(),
            Id::Role(id) => self.records.roles.contains_key(&id),
            Id::Invitation(id) => self.records.invitations.contains_key(&id),
            Id::ApiKey(id) => self.records.keys.contains_key(&id),
        };
        present || self.records.gone.contains(id)
    }

    /// Whether something of an id was there and is gone.
    pub(crate) fn is_gone(&self, id: Id) -> bool {
        self.records.gone.contains(id)
    }

    /// The ids of what was removed.
    pub(crate) const fn gone(&self) -> &UsedIds {
        &self.records.gone
    }

    /// Remembers the ids of what was removed, from a snapshot.
    pub(crate) fn remember_gone(&mut self, gone: UsedIds) {
        self.records.gone = gone;
    }
}

/// # The fast path
///
/// What `authorize` reads of the index, before it looks closer.
impl State {
    /// The record of a membership.
    #[inline]
    pub(crate) fn record(&self, user: UserId, account: AccountId) -> Option<&MembershipRecord> {
        self.records.memberships.find(user, account)
    }

    /// The masks at an instant, if the record's answer has them.
    #[inline]
    pub(crate) fn answered(&self, record: &MembershipRecord, at: DateTime<Utc>) -> Option<&Answered> {
        self.index.answered(&self.records, record, at)
    }

    /// The assignment of a membership.
    #[inline]
    pub(crate) fn assignment(&self, record: &MembershipRecord) -> Option<&Assignment> {
        self.records.assignments.at(record.assignment).map(|(assignment, _)| assignment)
    }

    /// Whether a membership of a user may reach down from above an account; certainly not, where it says no.
    #[inline]
    pub(crate) fn may_reach_from_above(&self, user: UserId, account: AccountId) -> bool {
        self.index.reach_filter.may_reach(self.records.memberships.hasher(), user, account)
    }

    /// What a user has in an account by the membership there, if there is one, and by those above (rule G2). Tells the
    /// assignment of each, whether it counts at the instant or not.
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "22 instructions of those that an answer from above takes: `.ci/instructions`"
    )]
    pub(crate) fn known(
        &self,
        user: UserId,
        account: AccountId,
        record: Option<&MembershipRecord>,
        at: DateTime<Utc>,
        tell: impl FnMut(&Assignment),
    ) -> Known {
        self.index.known(&self.records, (user, account), record, at, tell)
    }

    /// The owner of a key, if it has one, and its masks in an account, if they are the same at any time (rules G5, G6).
    #[inline]
    pub(crate) fn key_masks(&self, id: ApiKeyId, account: AccountId) -> Option<(Option<UserId>, &Masks)> {
        self.index.key_masks(id, account)
    }
}
