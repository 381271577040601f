use core::cmp::Reverse;

use crate::organization::{AccountId, AssignedRole, Assignment, Membership, RoleId, UserId};
use crate::permission::Grants;

use super::State;
use super::memberships::{Answer, MembershipRecord};
use super::records::{Records, assignment_grants, role_grants};

impl State {
    pub(crate) fn membership(&self, user: UserId, account: AccountId) -> Option<Membership<'_>> {
        self.records.membership(self.records.memberships.find(user, account)?)
    }

    pub(crate) fn memberships(&self) -> impl Iterator<Item = Membership<'_>> {
        self.records.memberships.iter().filter_map(|record| self.records.membership(record))
    }

    /// What an assignment grants, with the roles as they are (rule G1).
    pub(crate) fn grants_of(&self, assignment: &Assignment) -> Grants {
        self.grants_if(assignment, None)
    }

    /// What an assignment would grant if a role gave something else.
    pub(crate) fn grants_if(&self, assignment: &Assignment, changed: Option<(RoleId, Grants)>) -> Grants {
        assignment_grants(assignment, |role| match changed {
            Some((changed, grants)) if role == AssignedRole::Custom(changed) => grants,
            Some(_) | None => self.role_grants(role),
        })
    }

    /// Sets a user's assignment in an account, in place of the one before.
    pub(crate) fn set_membership(&mut self, user: UserId, account: AccountId, assignment: Assignment) {
        let Records { assignments, roles, memberships, .. } = &mut self.records;
        let assignment =
            assignments.refer(assignment, |assignment| assignment_grants(assignment, |role| role_grants(roles, role)));
        let record = MembershipRecord { user, account, answer: Answer::UNKNOWN, assignment };
        let before = memberships.set(record);
        self.membership_changed(user, account, before, Some(record));
    }

    pub(crate) fn remove_membership(&mut self, user: UserId, account: AccountId) {
        if let Some(before) = self.records.memberships.remove(user, account) {
            self.membership_changed(user, account, Some(before), None);
        }
    }

    /// Removes several memberships of a user, the last row first: at the end of the user's lists nothing else moves.
    pub(crate) fn remove_memberships(&mut self, user: UserId, accounts: impl IntoIterator<Item = AccountId>) {
        let mut accounts: Vec<AccountId> = accounts.into_iter().collect();
        accounts.sort_unstable_by_key(|account| Reverse(self.index.account_row(*account)));
        for account in accounts {
            self.remove_membership(user, account);
        }
    }

    fn membership_changed(
        &mut self,
        user: UserId,
        account: AccountId,
        before: Option<MembershipRecord>,
        after: Option<MembershipRecord>,
    ) {
        self.index.membership_changed(&mut self.records, (user, account), before.as_ref(), after.as_ref());
        if let Some(before) = before {
            self.records.assignments.release(before.assignment);
        }
    }
}
