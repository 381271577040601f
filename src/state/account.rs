use chrono::{DateTime, Utc};

use crate::organization::{Account, AccountId, AccountStatus, ApiKey, Billing, UserId};
use crate::permission::PermissionSet;

use super::State;
use super::index::{AccountLists, Frame};
use super::row::AccountRow;

/// An account, its ceiling and what belongs to it: a look into the state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AccountEntry<'a> {
    pub(crate) account: &'a Account,
    /// The accounts above, the parent first and the root account last; none for a root account.
    pub(crate) ancestors: &'a [AccountId],
    pub(super) frame: &'a Frame,
    pub(super) lists: &'a AccountLists,
}

impl<'a> AccountEntry<'a> {
    /// The root account of the tenant.
    pub(crate) fn root(self) -> AccountId {
        self.ancestors.last().copied().unwrap_or(self.account.id)
    }

    pub(crate) const fn row(self) -> AccountRow {
        self.frame.row()
    }

    /// The worst status of the account and those above it.
    pub(crate) const fn status(self) -> AccountStatus {
        self.frame.status()
    }

    /// What the account would make available if neither it nor one above it were suspended or closed (rule G4).
    pub(crate) const fn entitlement(self) -> PermissionSet {
        self.frame.entitlement()
    }

    /// What the account makes available (rule G4).
    pub(crate) const fn ceiling(self) -> PermissionSet {
        self.frame.ceiling()
    }

    /// How the account pays, by itself or as the account above (rule G4).
    pub(crate) const fn billing(self) -> Billing {
        self.lists.billing
    }

    /// Whether a key works here: it is made for the account or, if it says so, for one above (rule G5).
    pub(crate) fn has_key(self, key: &ApiKey) -> bool {
        key.account == self.account.id || key.subtree && self.ancestors.contains(&key.account)
    }

    /// The account itself, then those above it, the root account last.
    pub(crate) fn path(self) -> impl Iterator<Item = AccountId> + 'a {
        core::iter::once(self.account.id).chain(self.ancestors.iter().copied())
    }
}

impl State {
    pub(crate) fn account(&self, id: AccountId) -> Option<AccountEntry<'_>> {
        let frame = self.index.accounts.find(id)?;
        let (account, lists) = (self.records.account(frame.row())?, self.index.account_lists(frame.row())?);
        Some(AccountEntry { account, ancestors: self.index.ancestors(frame), frame, lists })
    }

    /// The accounts above an account; none above one that is not there.
    pub(crate) fn above(&self, id: AccountId) -> &[AccountId] {
        self.account(id).map_or(&[], |entry| entry.ancestors)
    }

    /// An account, unless it or one above it is closed.
    pub(crate) fn open_account(&self, id: AccountId) -> Option<AccountEntry<'_>> {
        self.account(id).filter(|entry| entry.status() != AccountStatus::Closed)
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.records.accounts.iter().map(|(_, account)| account)
    }

    /// The account and all accounts below it.
    pub(crate) fn subtree(&self, id: AccountId) -> Vec<AccountEntry<'_>> {
        let mut found = Vec::new();
        let mut waiting = vec![id];
        while let Some(entry) = waiting.pop().and_then(|id| self.account(id)) {
            waiting.extend(entry.lists.children());
            found.push(entry);
        }
        found
    }

    /// The members of an account, in the order of their ids.
    pub(crate) fn members(&self, id: AccountId) -> impl Iterator<Item = UserId> + use<> {
        let rows = self.index.lists_of_account(id).into_iter().flat_map(|lists| lists.members.iter());
        let mut members: Vec<UserId> = rows.filter_map(|row| self.records.user(*row)).map(|user| user.id).collect();
        members.sort_unstable();
        members.into_iter()
    }

    /// The users who administer a root account for good, with the start of their membership; the earliest start first.
    pub(crate) fn administrators(&self, root: AccountId) -> impl Iterator<Item = (Option<DateTime<Utc>>, UserId)> + '_ {
        self.index.lists_of_account(root).into_iter().flat_map(|lists| lists.rare().administrators.iter().copied())
    }

    /// Whether a user administers a root account for good, whenever that starts.
    pub(crate) fn is_administrator(&self, user: UserId, root: AccountId) -> bool {
        let starts = self.membership(user, root).map(|membership| membership.assignment.starts());
        let lists = self.index.lists_of_account(root);
        starts.zip(lists).is_some_and(|(starts, lists)| lists.rare().administrators.contains(&(starts, user)))
    }

    /// Adds an account whose parent, if any, is there.
    pub(crate) fn insert_account(&mut self, account: Account) {
        let row = AccountRow::new(self.records.accounts.insert(account));
        self.index.account_changed(&mut self.records, row, None);
    }

    /// Alters what an account says of itself; not where it is.
    pub(crate) fn alter_account(&mut self, id: AccountId, alter: impl FnOnce(&mut Account)) {
        let Some(row) = self.index.account_row(id) else { return };
        let Some(account) = self.records.accounts.get_mut(row.position()) else { return };
        let before = account.clone();
        alter(account);
        self.index.account_changed(&mut self.records, row, Some(&before));
    }
}
