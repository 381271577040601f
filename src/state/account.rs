use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::organization::{Account, AccountId, AccountStatus, ApiKey, ApiKeyId, InvitationId, RoleId, UserId};
use crate::permission::PermissionSet;

use super::State;
use super::frame::Frame;
use super::roster::UserPlace;

/// An account and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct AccountEntry {
    pub(crate) account: Account,
    /// The accounts above, the parent first and the root last; none for a root.
    pub(crate) ancestors: Vec<AccountId>,
    /// What it and those above it leave if nobody is suspended or closed, and their worst status: read through when one of
    /// them changes (rule G4).
    offer: PermissionSet,
    status: AccountStatus,
    pub(super) children: BTreeSet<AccountId>,
    pub(super) members: BTreeSet<UserPlace>,
    pub(super) invitations: BTreeSet<InvitationId>,
    /// The API keys that are made for it, revoked ones too.
    pub(super) keys: BTreeSet<ApiKeyId>,
    /// The custom roles that it defined.
    pub(super) roles: BTreeSet<RoleId>,
    /// Of a root: the active users whose membership here never ends and covers Admin, by when it begins (rule I1).
    pub(super) administrators: BTreeSet<(Option<DateTime<Utc>>, UserId)>,
}

impl AccountEntry {
    /// The root of the account's tree.
    pub(crate) fn root(&self) -> AccountId {
        self.ancestors.last().copied().unwrap_or(self.account.id)
    }

    /// The worst status of the account and those above it.
    pub(crate) const fn status(&self) -> AccountStatus {
        self.status
    }

    /// What the account would make available if neither it nor one above it were suspended or closed (rule G4).
    pub(crate) const fn offer(&self) -> PermissionSet {
        self.offer.difference(self.account.depth_cut())
    }

    /// What the account makes available (rule G4).
    pub(crate) const fn ceiling(&self) -> PermissionSet {
        self.offer().intersection(self.status.ceiling())
    }

    /// Whether a key works here: it is made for the account or, if it says so, for one above (rule G5).
    pub(crate) fn has_key(&self, key: &ApiKey) -> bool {
        key.account == self.account.id || key.subtree && self.ancestors.contains(&key.account)
    }

    /// The account itself, then those above it, the root last.
    pub(crate) fn path(&self) -> impl Iterator<Item = AccountId> + '_ {
        core::iter::once(self.account.id).chain(self.ancestors.iter().copied())
    }
}

impl State {
    pub(crate) fn account(&self, id: AccountId) -> Option<&AccountEntry> {
        self.accounts.get(id)
    }

    /// An account, unless it or one above it is closed.
    pub(crate) fn open_account(&self, id: AccountId) -> Option<&AccountEntry> {
        self.account(id).filter(|entry| entry.status() != AccountStatus::Closed)
    }

    pub(crate) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter().map(|entry| &entry.account)
    }

    /// The account and all accounts under it.
    pub(crate) fn subtree(&self, id: AccountId) -> Vec<&AccountEntry> {
        let mut found = Vec::new();
        let mut waiting = vec![id];
        while let Some(entry) = waiting.pop().and_then(|id| self.accounts.get(id)) {
            waiting.extend(&entry.children);
            found.push(entry);
        }
        found
    }

    /// The members of an account, in the order of their ids.
    pub(crate) fn members(&self, id: AccountId) -> impl Iterator<Item = UserId> + use<> {
        let mut members = self.members_in_any_order(id);
        members.sort_unstable();
        members.into_iter()
    }

    fn members_in_any_order(&self, id: AccountId) -> Vec<UserId> {
        let places = self.accounts.get(id).into_iter().flat_map(|entry| entry.members.iter());
        places.filter_map(|place| self.users.at(*place)).map(|entry| entry.user.id).collect()
    }

    /// The users who administer a root for good, with the beginning of their membership; the first begun first.
    pub(crate) fn administrators(&self, root: AccountId) -> impl Iterator<Item = (Option<DateTime<Utc>>, UserId)> + '_ {
        self.accounts.get(root).into_iter().flat_map(|entry| entry.administrators.iter().copied())
    }

    /// Adds an account whose parent, if any, is there.
    pub(crate) fn insert_account(&mut self, account: Account) {
        let ancestors = match account.parent.and_then(|parent| self.accounts.get_mut(parent)) {
            Some(parent) => {
                parent.children.insert(account.id);
                parent.path().collect()
            }
            None => Vec::new(),
        };
        let id = account.id;
        let above = account.parent.and_then(|parent| self.accounts.card(parent)).copied();
        let entry = AccountEntry {
            ancestors,
            offer: PermissionSet::EMPTY,
            status: AccountStatus::Closed,
            children: BTreeSet::new(),
            members: BTreeSet::new(),
            invitations: BTreeSet::new(),
            keys: BTreeSet::new(),
            roles: BTreeSet::new(),
            administrators: BTreeSet::new(),
            account,
        };
        self.accounts.insert(entry, |place| Frame::new(id, place, above.as_ref()));
        self.read_ceiling_through(id);
    }

    /// Alters what an account says of itself; not its place.
    pub(crate) fn alter_account(&mut self, id: AccountId, alter: impl FnOnce(&mut Account)) {
        let Some(entry) = self.accounts.get_mut(id) else { return };
        let before = (entry.account.entitlement(), entry.account.status());
        alter(&mut entry.account);
        if before != (entry.account.entitlement(), entry.account.status()) {
            self.read_ceiling_through(id);
        }
    }

    /// Reads the ceilings of an account and those below through from above, after one changed (rule G4).
    fn read_ceiling_through(&mut self, id: AccountId) {
        let mut waiting = vec![id];
        while let Some(id) = waiting.pop() {
            let above = self.account(id).and_then(|entry| entry.account.parent).and_then(|parent| self.account(parent));
            let (offer, status) =
                above.map_or((PermissionSet::ALL, AccountStatus::Active), |above| (above.offer, above.status));
            let Some(entry) = self.accounts.get_mut(id) else { continue };
            entry.offer = offer & entry.account.entitlement();
            let status = status.max(entry.account.status());
            entry.status = status;
            let (offer, ceiling, closed) = (entry.offer(), entry.ceiling(), status == AccountStatus::Closed);
            waiting.extend(&entry.children);
            if let Some(frame) = self.accounts.card_mut(id) {
                frame.read_through(offer, ceiling, closed);
            }
            for user in self.members_in_any_order(id) {
                self.note_answer(user, id);
            }
        }
    }

    pub(super) fn entry_mut(&mut self, id: AccountId) -> Option<&mut AccountEntry> {
        self.accounts.get_mut(id)
    }
}
