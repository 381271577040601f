use crate::organization::{AccountId, AssignedRole, Assignment, Membership, RoleId, UserId};
use crate::permission::{Grants, PermissionSet, Preset};

use super::records::Record;
use super::role::{grants_of, role_grants};
use super::roster::{AccountPlace, Card, UserPlace};
use super::{AccountEntry, Reaching, State};

/// Whether grants cover Admin; one's own details are nobody's to give (rules I1, G3).
pub(crate) fn covers_admin(grants: &Grants) -> bool {
    Preset::Admin.grants().beyond(grants).within(NOT_PROFILE).is_none()
}

/// Everything but one's own details, which are ignored when grants are compared (rule G3).
pub(crate) const NOT_PROFILE: PermissionSet = PermissionSet::ALL.difference(PermissionSet::PROFILE_EDIT);

impl State {
    pub(crate) fn membership(&self, user: UserId, account: AccountId) -> Option<Membership<'_>> {
        self.records.find(user, account).and_then(|record| self.membership_of(record))
    }

    pub(crate) fn memberships(&self) -> impl Iterator<Item = Membership<'_>> {
        self.records.iter().filter_map(|record| self.membership_of(record))
    }

    fn membership_of(&self, record: &Record) -> Option<Membership<'_>> {
        let Record { user, account, assignment, .. } = *record;
        let (assignment, grants) = self.assignments.at(assignment)?;
        Some(Membership { user, account, assignment, grants })
    }

    /// The memberships of a user that reach an account, live or not: the one there, and those above whose subtree set is
    /// not empty, the nearest first (rules G2, D4).
    pub(crate) fn reaching<'a>(&'a self, user: UserId, entry: &'a AccountEntry) -> impl Iterator<Item = Reaching<'a>> {
        let here = self.membership(user, entry.account.id);
        let here = here.map(|membership| Reaching { membership, grants: *membership.grants });
        let frame = self.accounts.card(entry.account.id);
        let above = self.reaching_down.of(user).zip(frame).into_iter().flat_map(|(reach, frame)| reach.above(frame));
        let above = above.filter_map(move |held| {
            let (assignment, grants) = self.assignments.at(held.assignment)?;
            let account = self.accounts.at(held.account)?.account.id;
            let membership = Membership { user, account, assignment, grants };
            Some(Reaching { membership, grants: grants.inherited() })
        });
        here.into_iter().chain(above)
    }

    /// What an assignment grants, with the roles as they stand (rule G1).
    pub(crate) fn grants_of(&self, assignment: &Assignment) -> Grants {
        self.grants_if(assignment, None)
    }

    /// What an assignment would grant if a role gave something else.
    pub(crate) fn grants_if(&self, assignment: &Assignment, changed: Option<(RoleId, Grants)>) -> Grants {
        grants_of(assignment, |role| match changed {
            Some((changed, grants)) if role == AssignedRole::Custom(changed) => grants,
            Some(_) | None => self.role_grants(role),
        })
    }

    /// What a role gives.
    pub(crate) fn role_grants(&self, role: AssignedRole) -> Grants {
        role_grants(&self.roles, role)
    }

    /// Sets what a user is in an account, in place of what they were there.
    pub(crate) fn set_membership(&mut self, user: UserId, account: AccountId, assignment: Assignment) {
        let (Some(user_place), Some(frame)) = (self.users.place(user), self.accounts.card(account).copied()) else {
            return;
        };
        for role in assignment.custom_roles() {
            self.note_holder(role, user_place, frame.place());
        }
        let Self { assignments, roles, .. } = self;
        let assignment =
            assignments.refer(assignment, |assignment| grants_of(assignment, |role| role_grants(roles, role)));
        let matters_to_others = self.note_reach(user, user_place, frame.place(), Some(assignment));
        let answer = self.answer(user, user_place, &frame, assignment);
        match self.records.set(Record { user, account, answer, assignment }) {
            Some(before) => self.release(&before, user_place, frame.place(), Some(assignment)),
            None => self.note_member(user_place, frame.place()),
        }
        self.note_administrator(user, account);
        self.note_key_answers(user, account);
        if matters_to_others {
            self.note_answers_of(user);
        }
    }

    pub(crate) fn remove_membership(&mut self, user: UserId, account: AccountId) {
        let (Some(user_place), Some(account_place)) = (self.users.place(user), self.accounts.place(account)) else {
            return;
        };
        let Some(record) = self.records.remove(user, account) else { return };
        self.release(&record, user_place, account_place, None);
        if let Some(entry) = self.accounts.at_mut(account_place) {
            entry.members.remove(&user_place);
        }
        if let Some(entry) = self.users.at_mut(user_place) {
            if let Ok(place) = entry.accounts.binary_search(&account_place) {
                entry.accounts.remove(place);
            }
        }
        self.note_key_answers(user, account);
        if self.note_reach(user, user_place, account_place, None) {
            self.note_answers_of(user);
        }
    }

    #[inline]
    fn note_member(&mut self, user: UserPlace, account: AccountPlace) {
        if let Some(entry) = self.accounts.at_mut(account) {
            entry.members.insert(user);
        }
        if let Some(entry) = self.users.at_mut(user) {
            if let Err(place) = entry.accounts.binary_search(&account) {
                entry.accounts.insert(place, account);
            }
        }
    }

    /// Takes leave of what a record that is gone referred to, but for what the assignment in its place refers to, too.
    fn release(&mut self, gone: &Record, user: UserPlace, account: AccountPlace, instead: Option<u32>) {
        self.masks.release(gone.answer.place());
        let roles_of = |place: u32| self.assignments.at(place).map(|(assignment, _)| assignment);
        let stays =
            |role: &RoleId| instead.and_then(roles_of).is_some_and(|new| new.custom_roles().any(|r| r == *role));
        let (mut starts, mut roles) = (None, Vec::new());
        if let Some(before) = roles_of(gone.assignment) {
            starts = before.starts();
            roles.extend(before.custom_roles().filter(|role| !stays(role)));
        }
        for role in roles {
            self.forget_holder(role, user, account);
        }
        if let Some(entry) = self.accounts.at_mut(account) {
            entry.administrators.remove(&(starts, gone.user));
        }
        self.assignments.release(gone.assignment);
    }

    /// Notes anew whether a membership, which has this assignment or is gone, reaches below its account. What reaches down
    /// counts for the user's other memberships, too: says whether that can have changed what their records say.
    fn note_reach(&mut self, user: UserId, place: UserPlace, account: AccountPlace, assignment: Option<u32>) -> bool {
        let before = self.reaching_down.count(user);
        let grants = |place: &u32| self.assignments.at(*place).is_some_and(|(_, grants)| grants.reaches_down());
        match assignment.filter(grants) {
            Some(assignment) => {
                let active = self.users.at(place).is_some_and(|entry| entry.user.active);
                self.reaching_down.note(user, active, account, assignment);
            }
            None if before > 0 => self.reaching_down.forget(user, account),
            None => return false,
        }
        // To the others it matters whether none does, one, or more.
        before.min(2) != self.reaching_down.count(user).min(2)
    }

    /// Computes the grants of those who hold a role anew, after it changed.
    pub(super) fn note_role_changed(&mut self, holders: &[(AccountPlace, UserPlace)]) {
        for (account_place, user_place) in holders.iter().copied() {
            let Some((user, account)) = self.ids(user_place, account_place) else { continue };
            let Some(assignment) = self.records.find(user, account).map(|record| record.assignment) else { continue };
            let Self { assignments, roles, .. } = self;
            assignments.compute(assignment, |assignment| grants_of(assignment, |role| role_grants(roles, role)));
            let matters_to_others = self.note_reach(user, user_place, account_place, Some(assignment));
            self.note_answer(user, account);
            self.note_administrator(user, account);
            if matters_to_others {
                self.note_answers_of(user);
            }
        }
    }

    /// Who is at these places.
    pub(super) fn ids(&self, user: UserPlace, account: AccountPlace) -> Option<(UserId, AccountId)> {
        Some((self.users.at(user)?.user.id, self.accounts.at(account)?.account.id))
    }

    /// Notes whether a user administers a root for good (rule I1).
    pub(super) fn note_administrator(&mut self, user: UserId, account: AccountId) {
        if self.account(account).is_none_or(|entry| entry.account.parent.is_some()) {
            return;
        }
        let Some(membership) = self.membership(user, account) else { return };
        let active = self.user(user).is_some_and(|user| user.active);
        let permanent = membership.assignment.ends().is_none();
        let administers = active && permanent && covers_admin(membership.grants);
        let place = (membership.assignment.starts(), user);
        let Some(entry) = self.entry_mut(account) else { return };
        if administers {
            entry.administrators.insert(place);
        } else {
            entry.administrators.remove(&place);
        }
    }
}
