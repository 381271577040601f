//! Whether the index says what the records say: everything that is derived, worked out once more from the rules, record by
//! record, without the index's own functions. For tests: it runs under debug assertions, after each change of a directory
//! that is small.

use core::fmt::Debug;
use std::collections::{BTreeMap, BTreeSet};

use crate::organization::{
    Account, AccountId, AccountStatus, ApiKey, AssignedRole, Assignment, Invitation, Principal, User,
};
use crate::permission::{Grants, PermissionSet, Scope};

use super::index::Masks;
use super::memberships::{Answer, MembershipRecord};
use super::row::{AccountRow, UserRow};
use super::{State, covers_admin};

/// How many records a directory may have to be checked after each change.
const SMALL: usize = 400;

type Checked = Result<(), String>;

fn same<T: PartialEq + Debug>(what: impl Debug, by_the_records: &T, in_the_index: &T) -> Checked {
    if by_the_records == in_the_index {
        return Ok(());
    }
    Err(format!("{what:?}: {by_the_records:?} by the records, {in_the_index:?} in the index"))
}

impl State {
    /// What the index says otherwise than the records, if the state is small enough to look.
    pub(crate) fn inconsistency(&self) -> Option<String> {
        let records = &self.records;
        let people = records.accounts.len() + records.users.len() + records.memberships.len();
        if people + records.invitations.len() + records.keys.len() > SMALL { None } else { self.check_index().err() }
    }

    fn check_index(&self) -> Checked {
        let rows = |(row, account)| (AccountRow::new(row), account);
        for (row, account) in self.records.accounts.iter().map(rows) {
            self.check_account(row, account)?;
            self.check_account_lists(row, account)?;
        }
        for (row, user) in self.records.users.iter() {
            self.check_user(UserRow::new(row), user)?;
        }
        same("addresses", &self.records.users.len(), &self.index.addresses.len())?;
        self.check_roles()?;
        self.check_invited()?;
        self.check_assignments()?;
        for record in self.records.memberships.iter() {
            self.check_answer(record)?;
        }
        self.records.keys.values().try_for_each(|key| self.check_key(key))?;
        same("keys", &self.records.keys.len(), &self.index.key_answers.len())?;
        self.check_masks()?;
        self.check_reaching_down()
    }

    fn account_record(&self, id: AccountId) -> Option<(AccountRow, &Account)> {
        let mut accounts = self.records.accounts.iter();
        accounts.find(|(_, account)| account.id == id).map(|(row, account)| (AccountRow::new(row), account))
    }

    fn user_record(&self, membership: &MembershipRecord) -> Option<(UserRow, &User)> {
        let mut users = self.records.users.iter();
        users.find(|(_, user)| user.id == membership.user).map(|(row, user)| (UserRow::new(row), user))
    }

    /// The account and those above it, the root account last.
    fn line(&self, account: &Account) -> Vec<(AccountRow, Account)> {
        let mut line = Vec::new();
        let mut next = Some(account.id);
        while let Some((row, account)) = next.and_then(|id| self.account_record(id)) {
            line.push((row, account.clone()));
            next = account.parent;
        }
        line
    }

    /// G4, and what is above.
    fn check_account(&self, row: AccountRow, account: &Account) -> Checked {
        let Some(frame) = self.index.accounts.find(account.id) else { return Err(format!("{}: no frame", account.id)) };
        same(("row", account.id), &row, &frame.row())?;
        let line = self.line(account);
        let status = line.iter().map(|(_, account)| account.status()).max().unwrap_or(AccountStatus::Active);
        let passed_down = line.iter().fold(PermissionSet::ALL, |all, (_, account)| all & account.entitlement());
        let entitlement = passed_down - account.depth_cut();
        same(("status", account.id), &status, &frame.status())?;
        same(("entitlement", account.id), &entitlement, &frame.entitlement())?;
        same(("ceiling", account.id), &(entitlement & status.ceiling()), &frame.ceiling())?;
        let above: Vec<AccountRow> = line.iter().skip(1).map(|(row, _)| *row).collect();
        same(("above", account.id), &above, &frame.above().collect())?;
        let lists = self.index.account_lists(row).cloned().unwrap_or_default();
        let ancestors: Vec<AccountId> = line.iter().skip(1).map(|(_, account)| account.id).collect();
        same(("ancestors", account.id), &ancestors, &lists.ancestors)?;
        same(("passed down", account.id), &passed_down, &lists.passed_down)
    }

    fn check_account_lists(&self, row: AccountRow, account: &Account) -> Checked {
        let (id, records) = (account.id, &self.records);
        let lists = self.index.account_lists(row).cloned().unwrap_or_default();
        let accounts = records.accounts.iter().map(|(_, account)| account);
        let children = accounts.filter(|other| other.parent == Some(id)).map(|child| child.id).collect();
        same(("children", id), &children, &lists.children)?;
        let here = || records.memberships.iter().filter(|record| record.account == id);
        let members = here().filter_map(|record| self.user_record(record)).map(|(row, _)| row).collect();
        same(("members", id), &members, &lists.members)?;
        let invitations = records.invitations.values().filter(|invitation| invitation.account == id);
        same(("invitations", id), &invitations.map(|invitation| invitation.id).collect(), &lists.invitations)?;
        let keys = records.keys.values().filter(|key| key.account == id).map(|key| key.id).collect();
        same(("keys", id), &keys, &lists.keys)?;
        let roles = records.roles.values().filter(|role| role.account == id).map(|role| role.id).collect();
        same(("roles", id), &roles, &lists.roles)?;
        let mut administrators = BTreeSet::new();
        if account.parent.is_none() {
            let administers = here().filter(|record| self.administers(record));
            administrators
                .extend(administers.filter_map(|record| Some((self.assignment(record)?.starts(), record.user))));
        }
        same(("administrators", id), &administrators, &lists.administrators)
    }

    fn assignment(&self, record: &MembershipRecord) -> Option<&Assignment> {
        self.records.assignments.at(record.assignment).map(|(assignment, _)| assignment)
    }

    /// G1: what an assignment grants.
    fn grants(&self, assignment: &Assignment) -> Grants {
        let mut grants = assignment.given_levels().grants();
        for role in assignment.roles() {
            grants = grants.union(match role {
                AssignedRole::Preset(preset) => preset.grants(),
                AssignedRole::Custom(role) => self.records.roles.get(role).map_or(Grants::NONE, |role| role.grants),
            });
        }
        grants.without(assignment.withheld())
    }

    /// I1: an active user, for good, everything.
    fn administers(&self, record: &MembershipRecord) -> bool {
        let active = self.user_record(record).is_some_and(|(_, user)| user.active);
        self.assignment(record)
            .is_some_and(|assignment| active && assignment.ends().is_none() && covers_admin(&self.grants(assignment)))
    }

    fn check_user(&self, row: UserRow, user: &User) -> Checked {
        let (id, records) = (user.id, &self.records);
        same(("row", id), &Some(row), &self.index.user_row(id))?;
        same(("address", id), &Some(row), &self.index.addresses.find(records, user.root, &user.email))?;
        let lists = self.index.user_lists(row).cloned().unwrap_or_default();
        let theirs = records.memberships.iter().filter(|record| record.user == id);
        let accounts: BTreeSet<AccountRow> =
            theirs.filter_map(|record| Some(self.account_record(record.account)?.0)).collect();
        same(("accounts", id), &accounts.into_iter().collect::<Vec<_>>(), &lists.accounts.to_vec())?;
        let keys = records.keys.values().filter(|key| key.owner == id).map(|key| key.id).collect();
        same(("keys", id), &keys, &lists.keys)?;
        let sent = |invitation: &&Invitation| match invitation.inviter.principal() {
            Some(Principal::User(inviter)) => inviter == id,
            Some(Principal::ApiKey(key)) => records.keys.get(&key).is_some_and(|key| key.owner == id),
            None => false,
        };
        let sent = records.invitations.values().filter(sent).map(|invitation| invitation.id).collect();
        same(("sent", id), &sent, &lists.sent)
    }

    fn check_roles(&self) -> Checked {
        let records = &self.records;
        same("roles", &records.roles.len(), &self.index.role_lists.len())?;
        for id in records.roles.keys() {
            let lists = self.index.role_lists.get(id).cloned().unwrap_or_default();
            let has_it = |assignment: &Assignment| assignment.roles().contains(&AssignedRole::Custom(*id));
            let holders = records.memberships.iter().filter(|record| self.assignment(record).is_some_and(has_it));
            let holders = holders
                .filter_map(|record| Some((self.account_record(record.account)?.0, self.user_record(record)?.0)));
            same(("holders", id), &holders.collect(), &lists.holders)?;
            let invitations = records.invitations.values().filter(|invitation| has_it(&invitation.assignment));
            same(("invitations", id), &invitations.map(|invitation| invitation.id).collect(), &lists.invitations)?;
        }
        Ok(())
    }

    fn check_invited(&self) -> Checked {
        let mut invited: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for invitation in self.records.invitations.values() {
            let Some((_, account)) = self.account_record(invitation.account) else { continue };
            let root = self.line(account).last().map(|(_, root)| root.id);
            let address = (root, invitation.email.as_str());
            invited.entry(address).or_default().insert((invitation.account, invitation.id));
        }
        let found = self.index.invited.iter();
        let found = found.map(|((root, email), invited)| ((Some(*root), email.as_str()), invited.clone())).collect();
        same("invited", &invited, &found)
    }

    fn check_assignments(&self) -> Checked {
        for (row, assignment, grants, references) in self.records.assignments.iter() {
            same(("grants", assignment), &self.grants(assignment), grants)?;
            let referring = self.records.memberships.iter().filter(|record| record.assignment == row).count();
            same(("references to", assignment), &referring, &references)?;
        }
        Ok(())
    }

    /// Whether what a membership grants reaches below its account.
    fn is_reaching_down(&self, record: &MembershipRecord) -> bool {
        let grants = self.assignment(record).map(|assignment| self.grants(assignment));
        grants.is_some_and(|grants| !grants.at(Scope::Subtree).is_empty())
    }

    /// The answer of a membership: what its user holds there, if nothing else of theirs can add to it.
    fn check_answer(&self, record: &MembershipRecord) -> Checked {
        let what = ("answer", record.user, record.account);
        let (Some(assignment), Some((_, user))) = (self.assignment(record), self.user_record(record)) else {
            return Err(format!("{what:?}: no assignment or no user"));
        };
        let mut others = self.records.memberships.iter().filter(|other| other.user == record.user);
        let alone = !others.any(|other| other.account != record.account && self.is_reaching_down(other));
        let window = assignment.starts().is_some() || assignment.ends().is_some();
        if !user.active || !alone {
            return same(what, &Answer::UNKNOWN, &record.answer);
        }
        same(what, &window, &record.answer.is_within_window())?;
        let subject = self.subject(user.id.into());
        let Some((subject, entry)) = subject.zip(self.account(record.account)) else {
            return Err(format!("{what:?}: the principal or the account is unknown"));
        };
        let effective = self.effective(subject, entry).by(|_| true);
        let masks = self.masks_in(record.account, &effective);
        same(what, &masks.as_ref(), &self.index.masks.at(record.answer.row()).map(|(masks, ())| masks))
    }

    fn masks_in(&self, account: AccountId, granted: &Grants) -> Option<Masks> {
        let (_, account) = self.account_record(account)?;
        let line = self.line(account);
        let passed_down = line.iter().fold(PermissionSet::ALL, |all, (_, account)| all & account.entitlement());
        let entitlement = passed_down - account.depth_cut();
        let status = line.iter().map(|(_, account)| account.status()).max()?;
        let ceiling = entitlement & status.ceiling();
        let (own, account) = (granted.at(Scope::Own), granted.at(Scope::Account));
        Some(Masks { own, account, entitlement, ceiling, closed: status == AccountStatus::Closed })
    }

    /// G5: the answer of a key that lasts, where its owner's lasts.
    fn check_key(&self, key: &ApiKey) -> Checked {
        let what = ("key", key.id);
        let Some(known) = self.index.key_answers.get(&key.id) else {
            return Err(format!("{what:?}: not in the index"));
        };
        same(what, &(key.owner, key.account), &(known.owner, known.account))?;
        let record = self.records.memberships.find(key.owner, key.account);
        let record = record.filter(|record| record.answer != Answer::UNKNOWN && !record.answer.is_within_window());
        let lasting = record.filter(|_| !key.revoked && key.until.is_none());
        let Some((masks, ())) = lasting.and_then(|record| self.index.masks.at(record.answer.row())) else {
            return same(what, &Answer::UNKNOWN, &known.answer);
        };
        let capped = Masks { own: masks.own & key.cap, account: masks.account & key.cap, ..*masks };
        same(what, &Some(&capped), &self.index.masks.at(known.answer.row()).map(|(masks, ())| masks))
    }

    fn check_masks(&self) -> Checked {
        for (row, masks, (), references) in self.index.masks.iter() {
            let answers = self.records.memberships.iter().map(|record| record.answer);
            let answers = answers.chain(self.index.key_answers.values().map(|known| known.answer));
            same(("references to", masks), &answers.filter(|answer| answer.row() == row).count(), &references)?;
        }
        Ok(())
    }

    fn check_reaching_down(&self) -> Checked {
        let mut expected: BTreeMap<_, (bool, BTreeSet<(AccountRow, u32)>)> = BTreeMap::new();
        for record in self.records.memberships.iter().filter(|record| self.is_reaching_down(record)) {
            let (Some((account, _)), Some((_, user))) = (self.account_record(record.account), self.user_record(record))
            else {
                return Err(format!("{record:?}: no account or no user"));
            };
            let (active, memberships) = expected.entry(record.user).or_default();
            *active = user.active;
            memberships.insert((account, record.assignment));
        }
        let found = self.index.reaching_down.iter().map(|(user, active, memberships)| {
            (user, (active, memberships.iter().map(|membership| (membership.account, membership.assignment)).collect()))
        });
        same("reaching down", &expected, &found.collect())
    }
}
