use crate::organization::{AccountId, Membership, RoleId, UserId};

use super::super::compare::covers_admin;
use super::super::memberships::MembershipRecord;
use super::super::records::Records;
use super::super::row::{AccountRow, UserRow};
use super::{AccountLists, Index, Place};

impl Index {
    /// A membership was added, set anew or removed: who is a member, who holds the roles, what reaches down, who
    /// administers, and the answers. `after` is its record, which does not have an answer yet.
    pub(crate) fn membership_changed(
        &mut self,
        records: &mut Records,
        (user, account): (UserId, AccountId),
        before: Option<&MembershipRecord>,
        after: Option<&MembershipRecord>,
    ) {
        let Some(place) = self.place(records, user, account) else { return };
        if before.is_some() != after.is_some() {
            self.set_member(place, after.is_some());
        }
        self.set_holders(records, (place.account_row, place.user_row), before, after);
        let reaches_others = self.recompute_reach(records, place, after);
        if let Some(before) = before {
            self.masks.release(before.answer.row());
            let starts = records.assignments.at(before.assignment).and_then(|(assignment, _)| assignment.starts());
            if let Some(lists) = self.account_lists_mut(place.account_row).and_then(AccountLists::rare_if_any) {
                lists.administrators.remove(&(starts, user));
            }
        }
        self.recompute_administrator(records, place, after);
        if let Some(after) = after {
            self.set_answer(records, place, after);
        }
        self.answer_again_for_keys(records, place);
        if reaches_others {
            self.answer_again_everywhere(records, place.user_row);
        }
    }

    /// What a membership grants has changed, because a role of its assignment did.
    pub(super) fn holding_changed(&mut self, records: &mut Records, account_row: AccountRow, user_row: UserRow) {
        let Some(place) = Place::at(records, user_row, account_row) else { return };
        let record = records.memberships.find(place.user, place.account).copied();
        let reaches_others = self.recompute_reach(records, place, record.as_ref());
        self.recompute_administrator(records, place, record.as_ref());
        self.answer_again(records, place);
        if reaches_others {
            self.answer_again_everywhere(records, user_row);
        }
    }

    fn set_member(&mut self, place: Place, is_member: bool) {
        let Place { user_row: user, account_row: account, .. } = place;
        if let Some(lists) = self.account_lists_mut(account) {
            if is_member {
                lists.members.insert(user)
            } else {
                lists.members.remove(&user)
            };
        }
        if let Some(lists) = self.user_lists_mut(user) {
            lists.accounts.set(account, is_member);
        }
    }

    fn set_holders(
        &mut self,
        records: &Records,
        holder: (AccountRow, UserRow),
        before: Option<&MembershipRecord>,
        after: Option<&MembershipRecord>,
    ) {
        let roles = |record: Option<&MembershipRecord>| -> Vec<RoleId> {
            let assignment = record.and_then(|record| records.assignments.at(record.assignment));
            assignment.into_iter().flat_map(|(assignment, _)| assignment.custom_roles()).collect()
        };
        for role in roles(before) {
            if let Some(lists) = self.role_lists.get_mut(&role) {
                lists.holders.remove(&holder);
            }
        }
        for role in roles(after) {
            if let Some(lists) = self.role_lists.get_mut(&role) {
                lists.holders.insert(holder);
            }
        }
    }

    /// Recomputes whether a membership reaches below its account. What reaches down counts for the user's other
    /// memberships, too: returns whether it can have changed their answers.
    fn recompute_reach(&mut self, records: &Records, place: Place, record: Option<&MembershipRecord>) -> bool {
        let Place { user, user_row, account_row, .. } = place;
        let before = self.reaching_down.count(user);
        let assignment = record
            .map(|record| record.assignment)
            .filter(|assignment| records.assignments.at(*assignment).is_some_and(|(_, grants)| grants.reaches_down()));
        if before == 0 && assignment.is_none() {
            return false;
        }
        match assignment {
            Some(assignment) => {
                let active = records.user(user_row).is_some_and(|user| user.active);
                self.reaches_down(records, place, active, assignment);
            }
            None => self.reaching_down.remove(user, account_row),
        }
        // To the others it matters whether none reaches down, one, or more.
        before.min(2) != self.reaching_down.count(user).min(2)
    }

    /// Notes that a membership with this assignment reaches below its account.
    pub(super) fn reaches_down(&mut self, records: &Records, place: Place, active: bool, assignment: u32) {
        let Self { reach_filter, reaching_down, .. } = self;
        reaching_down.set((place.user, active), place.account_row, assignment);
        let all = reaching_down.iter().flat_map(|(user, reach)| {
            reach.iter().filter_map(move |(account, _)| Some((user, records.account(account)?.id)))
        });
        reach_filter.note_reach(records.memberships.hasher(), (place.user, place.account), all);
    }

    /// Recomputes whether a user administers a root account for good (rule I1), by the record of the membership there.
    pub(super) fn recompute_administrator(
        &mut self,
        records: &Records,
        place: Place,
        record: Option<&MembershipRecord>,
    ) {
        let Place { user, user_row, account_row, .. } = place;
        if records.account(account_row).is_none_or(|account| account.parent.is_some()) {
            return;
        }
        let Some(membership) = record.and_then(|record| records.membership(record)) else { return };
        let active = records.user(user_row).is_some_and(|user| user.active);
        let entry = (membership.assignment.starts(), user);
        let administers = active && administers_for_good(&membership);
        let Some(lists) = self.account_lists_mut(account_row) else { return };
        if administers {
            lists.rare_mut().administrators.insert(entry)
        } else {
            lists.rare_mut().administrators.remove(&entry)
        };
    }
}

fn administers_for_good(membership: &Membership<'_>) -> bool {
    membership.assignment.ends().is_none() && covers_admin(membership.grants)
}
