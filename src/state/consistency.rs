//! Whether the index says what the records say: everything that is derived, worked out once more from the rules, record by
//! record, without the index's own functions. For tests: it runs under debug assertions, after each change of a directory
//! that is very small; the tests against a model ask for it after every change.

use core::fmt::Debug;
use std::collections::{BTreeMap, BTreeSet};

use crate::organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, ApiKeyId, AssignedRole, Assignment, Billing, InvitationId,
    KeyOwner, User, UserId,
};
use crate::permission::{Grants, PermissionSet, Scope};

use super::State;
use super::compare::covers_admin;
use super::index::{Index, Masks};
use super::memberships::{Answer, MembershipRecord};
use super::records::Records;
use super::row::{AccountRow, UserRow};

/// How many records a directory may have to be checked after each change without being asked.
const SMALL: usize = 12;

type Checked = Result<(), String>;

fn same<T: PartialEq + Debug>(what: impl Debug, by_the_records: &T, in_the_index: &T) -> Checked {
    if by_the_records == in_the_index {
        Ok(())
    } else {
        Err(format!("{what:?}: {by_the_records:?} by the records, {in_the_index:?} in the index"))
    }
}

impl State {
    /// Whether the state is small enough to be checked after each change.
    pub(crate) fn is_small(&self) -> bool {
        let records = &self.records;
        let people = records.accounts.len() + records.users.len() + records.memberships.len();
        people + records.invitations.len() + records.keys.len() <= SMALL
    }

    /// What the index says otherwise than the records.
    pub(crate) fn inconsistency(&self) -> Option<String> {
        Check::of(self).index().err()
    }
}

/// The records, found without the index.
struct Check<'a> {
    state: &'a State,
    records: &'a Records,
    index: &'a Index,
    accounts: BTreeMap<AccountId, (AccountRow, &'a Account)>,
    users: BTreeMap<UserId, (UserRow, &'a User)>,
    /// By the rows of the assignments.
    grants: BTreeMap<u32, Grants>,
    /// The memberships that reach below their accounts.
    reaching_down: BTreeMap<UserId, BTreeSet<(AccountRow, u32)>>,
}

impl<'a> Check<'a> {
    fn of(state: &'a State) -> Self {
        let (records, index) = (&state.records, &state.index);
        let accounts = records.accounts.iter().map(|(row, account)| (account.id, (AccountRow::new(row), account)));
        let users = records.users.iter().map(|(row, user)| (user.id, (UserRow::new(row), user)));
        let (accounts, users) = (accounts.collect(), users.collect());
        let (grants, reaching_down) = (BTreeMap::new(), BTreeMap::new());
        let mut check = Self { state, records, index, accounts, users, grants, reaching_down };
        let assignments = records.assignments.iter();
        check.grants = assignments.map(|(row, assignment, ..)| (row, check.grants_of(assignment))).collect();
        for record in records.memberships.iter() {
            let reaches = check.grants.get(&record.assignment).is_some_and(Grants::reaches_down);
            if let Some((account, _)) = check.accounts.get(&record.account).filter(|_| reaches) {
                check.reaching_down.entry(record.user).or_default().insert((*account, record.assignment));
            }
        }
        check
    }

    fn index(&self) -> Checked {
        for (row, account) in self.accounts.values() {
            self.account(*row, account)?;
            self.account_lists(*row, account)?;
        }
        for (row, user) in self.users.values() {
            self.user(*row, user)?;
        }
        same("users", &self.users.len(), &self.index.users.len())?;
        same("addresses", &self.users.len(), &self.index.addresses.len())?;
        same("roles", &self.records.roles.len(), &self.index.role_lists.len())?;
        self.roles()?;
        self.invited()?;
        self.sent()?;
        self.assignments()?;
        for record in self.records.memberships.iter() {
            self.answer(record)?;
        }
        self.records.keys.values().try_for_each(|key| self.key(key))?;
        same("keys", &self.records.keys.len(), &self.index.key_answers.len())?;
        let owners: BTreeSet<UserId> = self.records.keys.values().filter_map(ApiKey::owner).collect();
        same("users with keys", &owners.len(), &self.index.user_keys.len())?;
        self.custody()?;
        self.masks()?;
        self.reaching_down()?;
        self.reach_filter()
    }

    /// G1: what an assignment grants.
    fn grants_of(&self, assignment: &Assignment) -> Grants {
        let mut grants = assignment.given_levels().grants();
        for role in assignment.roles() {
            grants = grants.union(match role {
                AssignedRole::Preset(preset) => preset.grants(),
                AssignedRole::Custom(role) => self.records.roles.get(role).map_or(Grants::NONE, |role| role.grants),
            });
        }
        grants.without(assignment.withheld().permissions())
    }

    /// The account and those above it, the root account last.
    fn line(&self, account: &Account) -> Vec<(AccountRow, &'a Account)> {
        let mut line = Vec::new();
        let mut next = Some(account.id);
        while let Some((row, account)) = next.and_then(|id| self.accounts.get(&id)) {
            line.push((*row, *account));
            next = account.parent;
        }
        line
    }

    /// G4: what the account would make available if all were active, and the worst status.
    fn ceiling(&self, account: &Account) -> (PermissionSet, AccountStatus) {
        let line = self.line(account);
        let features = |account: &Account| account.features.permissions();
        let features = line.iter().fold(PermissionSet::ALL, |all, (_, account)| all & features(account));
        let status = line.iter().map(|(_, account)| account.status()).max().unwrap_or(AccountStatus::Active);
        let buys = self.billing(account) == Billing::Prepaid;
        let unpaid = if buys { PermissionSet::EMPTY } else { PermissionSet::CREDIT_PURCHASE };
        (features - account.depth_cut() - unpaid, status)
    }

    /// How the account pays: the nearest that says it.
    fn billing(&self, account: &Account) -> Billing {
        self.line(account).into_iter().find_map(|(_, account)| account.billing).unwrap_or_default()
    }

    fn account(&self, row: AccountRow, account: &Account) -> Checked {
        let Some(frame) = self.index.accounts.find(account.id) else { return Err(format!("{}: no frame", account.id)) };
        let (entitlement, status) = self.ceiling(account);
        same(("row", account.id), &row, &frame.row())?;
        same(("status", account.id), &status, &frame.status())?;
        same(("entitlement", account.id), &entitlement, &frame.entitlement())?;
        same(("ceiling", account.id), &(entitlement & status.ceiling()), &frame.ceiling())?;
        let above = self.line(account).into_iter().skip(1);
        let (rows, ids): (Vec<AccountRow>, Vec<AccountId>) = above.map(|(row, account)| (row, account.id)).unzip();
        same(("above", account.id), &rows, &frame.above().iter().rev().copied().collect())?;
        let Some(lists) = self.index.account_lists(row) else { return Err(format!("{}: no lists", account.id)) };
        same(("ancestors", account.id), &&*ids, &self.index.ancestors(frame))?;
        same(("billing", account.id), &self.billing(account), &lists.billing)
    }

    fn account_lists(&self, row: AccountRow, account: &Account) -> Checked {
        let (id, records) = (account.id, self.records);
        let Some(lists) = self.index.account_lists(row) else { return Err(format!("{id}: no lists")) };
        if account.parent.is_none() {
            let change = self.index.last_change_around(id).map(|(change, _)| change);
            same(("last change", id), &records.last_changes.get(&id).copied(), &change)?;
        }
        let children = self.accounts.values().filter(|(_, other)| other.parent == Some(id));
        same(("children", id), &children.map(|(_, child)| child.id).collect(), lists.children())?;
        let here = || records.memberships.iter().filter(|record| record.account == id);
        let members = here().filter_map(|record| Some(self.users.get(&record.user)?.0));
        same(("members", id), &members.collect(), &lists.members)?;
        let invitations = records.invitations.values().filter(|invitation| invitation.account == id);
        let listed: BTreeSet<InvitationId> = lists.rare().invitations.keys().collect();
        same(("invitations", id), &invitations.map(|invitation| invitation.id).collect(), &listed)?;
        let keys = records.keys.values().filter(|key| key.account == id);
        let listed: BTreeSet<ApiKeyId> = lists.keys.keys().collect();
        same(("keys", id), &keys.map(|key| key.id).collect(), &listed)?;
        let own = records.keys.values().filter(|key| key.account == id && matches!(key.owner, KeyOwner::Account(_)));
        let listed: BTreeSet<ApiKeyId> = lists.rare().own_keys.keys().collect();
        same(("own keys", id), &own.map(|key| key.id).collect(), &listed)?;
        let roles = records.roles.values().filter(|role| role.account == id);
        same(("roles", id), &roles.map(|role| role.id).collect(), &lists.rare().roles)?;
        let of_root = here().filter(|record| account.parent.is_none() && self.administers(record));
        let users = self.users.values().filter(|(_, user)| user.root == id).map(|(row, _)| *row);
        same(("users", id), &users.collect(), &lists.rare().users)?;
        let administrators = of_root.filter_map(|record| Some((self.assignment(record)?.starts(), record.user)));
        same(("administrators", id), &administrators.collect(), &lists.rare().administrators)
    }

    fn assignment(&self, record: &MembershipRecord) -> Option<&'a Assignment> {
        self.records.assignments.at(record.assignment).map(|(assignment, _)| assignment)
    }

    /// I1: an active user, for good, everything.
    fn administers(&self, record: &MembershipRecord) -> bool {
        let active = self.users.get(&record.user).is_some_and(|(_, user)| user.active);
        let for_good = self.assignment(record).is_some_and(|assignment| assignment.ends().is_none());
        active && for_good && self.grants.get(&record.assignment).is_some_and(covers_admin)
    }

    fn user(&self, row: UserRow, user: &User) -> Checked {
        let (id, records) = (user.id, self.records);
        same(("row", id), &Some(row), &self.index.user_row(records, id))?;
        same(("address", id), &Some(row), &self.index.addresses.find(records, user.root, &user.email))?;
        let Some(lists) = self.index.user_lists(row) else { return Err(format!("{id}: no lists")) };
        let theirs = records.memberships.iter().filter(|record| record.user == id);
        let accounts: BTreeSet<AccountRow> =
            theirs.filter_map(|record| Some(self.accounts.get(&record.account)?.0)).collect();
        same(("accounts", id), &accounts, &lists.accounts.keys().collect())?;
        let keys = records.keys.values().filter(|key| key.owner == KeyOwner::User(id));
        same(
            ("keys", id),
            &keys.map(|key| (key.account, key.id)).collect::<BTreeSet<_>>(),
            &self.index.keys_of(id).collect(),
        )
    }

    fn sent(&self) -> Checked {
        let mut sent: BTreeMap<Actor, BTreeSet<InvitationId>> = BTreeMap::new();
        for invitation in self.records.invitations.values().filter(|invitation| invitation.inviter != Actor::System) {
            sent.entry(invitation.inviter).or_default().insert(invitation.id);
        }
        let found = self.index.sent.iter().map(|(actor, sent)| (*actor, sent.keys().collect())).collect();
        same("sent", &sent, &found)
    }

    fn roles(&self) -> Checked {
        let records = self.records;
        same("roles", &records.roles.len(), &self.index.role_lists.len())?;
        for (id, role) in &records.roles {
            let Some(lists) = self.index.role_lists.get(id) else { return Err(format!("{id}: no lists")) };
            let hash = self.state.name_hash(&role.name.comparison_key());
            same(("name", id), &hash, lists.name_hash.get().unwrap_or(&hash))?;
            let has_it = |assignment: &Assignment| assignment.roles().contains(&AssignedRole::Custom(*id));
            let holders = records.memberships.iter().filter(|record| self.assignment(record).is_some_and(has_it));
            let rows = |record: &MembershipRecord| {
                Some((self.accounts.get(&record.account)?.0, self.users.get(&record.user)?.0))
            };
            same(("holders", id), &holders.filter_map(rows).collect(), &lists.holders)?;
            let invitations = records.invitations.values().filter(|invitation| has_it(&invitation.assignment));
            same(("invitations", id), &invitations.map(|invitation| invitation.id).collect(), &lists.invitations)?;
        }
        Ok(())
    }

    fn invited(&self) -> Checked {
        let mut invited: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for invitation in self.records.invitations.values() {
            let account = self.accounts.get(&invitation.account).map(|(_, account)| self.line(account));
            let root = account.and_then(|line| line.last().map(|(_, root)| root.id));
            let address = (root, invitation.email.as_str());
            invited.entry(address).or_default().insert((invitation.account, invitation.id));
        }
        let found = self.index.invited.iter();
        let found =
            found.map(|((root, email), invited)| ((Some(*root), email.as_str()), invited.keys().collect())).collect();
        same("invited", &invited, &found)
    }

    fn assignments(&self) -> Checked {
        let mut referring: BTreeMap<u32, usize> = BTreeMap::new();
        for record in self.records.memberships.iter() {
            *referring.entry(record.assignment).or_default() += 1;
        }
        for (row, assignment, grants, references) in self.records.assignments.iter() {
            same(("grants", assignment), &self.grants.get(&row), &Some(grants))?;
            same(("references to", assignment), &referring.get(&row), &Some(&references))?;
        }
        Ok(())
    }

    /// The answer of a membership: what its user holds there, if nothing else of theirs can add to it.
    fn answer(&self, record: &MembershipRecord) -> Checked {
        let what = ("answer", record.user, record.account);
        let (Some(assignment), Some((_, user)), Some((row, account))) =
            (self.assignment(record), self.users.get(&record.user), self.accounts.get(&record.account))
        else {
            return Err(format!("{what:?}: no assignment, no user or no account"));
        };
        let mut reaching = self.reaching_down.get(&record.user).into_iter().flatten();
        if !user.active || reaching.any(|(account, _)| account != row) {
            return same(what, &Answer::UNKNOWN, &record.answer);
        }
        let window = assignment.starts().is_some() || assignment.ends().is_some();
        same(what, &window, &record.answer.is_within_window())?;
        let subject = self.state.subject(user.id.into());
        let Some((subject, entry)) = subject.zip(self.state.account(account.id)) else {
            return Err(format!("{what:?}: the principal or the account is unknown"));
        };
        let granted = self.state.effective(subject, entry).by(|_| true);
        let (entitlement, status) = self.ceiling(account);
        let (own, ceiling, closed) = (granted.at(Scope::Own), entitlement & status.ceiling(), AccountStatus::Closed);
        let account = granted.at(Scope::Account);
        let masks = Masks { own, account, entitlement, ceiling, closed: status == closed };
        let leveled = assignment.given_levels().iter().fold(0, |areas, (area, _)| areas | area.bit());
        let answered = self.index.masks.at(record.answer.row()).map(|it| (it.masks, it.leveled));
        same(what, &Some((masks, leveled)), &answered)
    }

    /// G6: in whose hands keys of accounts were.
    fn custody(&self) -> Checked {
        let mut expected: BTreeMap<UserId, BTreeSet<ApiKeyId>> = BTreeMap::new();
        for key in self.records.keys.values() {
            let KeyOwner::Account(custody) = &key.owner else { continue };
            for actor in [custody.created_by, custody.changed_by, custody.secret_given_to] {
                if let Actor::User(user) = actor {
                    expected.entry(user).or_default().insert(key.id);
                }
            }
        }
        let found = self.index.in_custody.iter().map(|(user, keys)| (*user, keys.keys().collect())).collect();
        same("custody", &expected, &found)
    }

    /// G5, G6: the answer of a key that lasts, where its owner's lasts.
    fn key(&self, key: &ApiKey) -> Checked {
        let what = ("key", key.id);
        let Some(known) = self.index.key_answers.get(&key.id) else {
            return Err(format!("{what:?}: not in the index"));
        };
        let owner = match key.owner {
            KeyOwner::User(owner) => Some(owner),
            KeyOwner::Account(_) => None,
        };
        same(what, &(owner, key.account), &(known.owner, known.account))?;
        let Some(owner) = owner else {
            let account = self.accounts.get(&key.account).filter(|_| key.until.is_none());
            let Some((_, account)) = account else { return same(what, &Answer::UNKNOWN, &known.answer) };
            let (entitlement, status) = self.ceiling(account);
            let (held, ceiling) = (key.cap - PermissionSet::PROFILE_EDIT, entitlement & status.ceiling());
            let closed = status == AccountStatus::Closed;
            let masks = Masks { own: held, account: held, entitlement, ceiling, closed };
            return same(what, &Some(&masks), &self.index.masks.at(known.answer.row()).map(|it| &it.masks));
        };
        let record = self.records.memberships.find(owner, key.account);
        let record = record.filter(|record| record.answer != Answer::UNKNOWN && !record.answer.is_within_window());
        let lasting = record.filter(|_| key.until.is_none());
        let Some(masks) = lasting.and_then(|record| self.index.masks.at(record.answer.row()).map(|it| &it.masks))
        else {
            return same(what, &Answer::UNKNOWN, &known.answer);
        };
        let cap = key.cap - PermissionSet::PROFILE_EDIT;
        let capped = Masks { own: masks.own & cap, account: masks.account & cap, ..*masks };
        same(what, &Some(&capped), &self.index.masks.at(known.answer.row()).map(|it| &it.masks))
    }

    fn masks(&self) -> Checked {
        let mut referring: BTreeMap<u32, usize> = BTreeMap::new();
        let answers = self.records.memberships.iter().map(|record| record.answer);
        for answer in answers.chain(self.index.key_answers.values().map(|known| known.answer)) {
            *referring.entry(answer.row()).or_default() += 1;
        }
        referring.remove(&Answer::UNKNOWN.row());
        let kept = self.index.masks.iter().map(|(row, _, references)| (row, references));
        same("references to masks", &referring, &kept.collect())?;
        for (row, masks, _) in self.index.masks.iter() {
            same(("what is allowed by", masks), &true, &self.index.masks.is_right_at(row, masks))?;
        }
        Ok(())
    }

    fn reaching_down(&self) -> Checked {
        let active = |user: &UserId| self.users.get(user).is_some_and(|(_, user)| user.active);
        let expected =
            self.reaching_down.iter().map(|(user, memberships)| (*user, (active(user), memberships.clone())));
        let found = self.index.reaching_down.iter().map(|(user, reach)| (user, (reach.active, reach.iter().collect())));
        same("reaching down", &expected.collect::<BTreeMap<_, _>>(), &found.collect())
    }

    /// G2: nobody who holds something from above an account is taken for a stranger there.
    fn reach_filter(&self) -> Checked {
        let mut reaching: BTreeMap<AccountRow, Vec<UserId>> = BTreeMap::new();
        for (user, memberships) in &self.reaching_down {
            for (from, _) in memberships {
                reaching.entry(*from).or_default().push(*user);
            }
        }
        let (filter, hasher) = (&self.index.reach_filter, self.records.memberships.hasher());
        for (_, account) in self.accounts.values() {
            let above = self.line(account).into_iter().skip(1);
            for user in above.filter_map(|(above, _)| reaching.get(&above)).flatten() {
                same(("may reach", user, account.id), &true, &filter.may_reach(hasher, *user, account.id))?;
            }
        }
        Ok(())
    }
}
