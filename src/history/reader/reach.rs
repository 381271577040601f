//! What is within a reader's reach: the accounts whose history the reader may read, and when who was a member there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::history::beyond::Beyond;
use crate::history::entry::HistoryEntry;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ApiKeyId, Principal, RoleId, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::{AccountEntry, State, Subject};

use super::presence::{Memberships, Presence};

pub(super) struct Reach<'a> {
    state: &'a State,
    /// Where the reader may read the history.
    accounts: BTreeSet<AccountId>,
    /// Those above them that are not among them.
    above: BTreeSet<AccountId>,
    within: Presence,
    from_above: Presence,
    at_root: Presence,
    anywhere: Presence,
    /// The accounts of roles and keys, some of which are gone.
    roles: BTreeMap<RoleId, AccountId>,
    keys: BTreeMap<ApiKeyId, AccountId>,
}

impl<'a> Reach<'a> {
    pub(super) fn new(state: &'a State, reader: Principal, now: DateTime<Utc>, entries: &[HistoryEntry]) -> Self {
        let accounts = readable(state, reader, now);
        let ancestors = accounts.iter().filter_map(|id| state.account(*id)).flat_map(|entry| entry.ancestors);
        let above: BTreeSet<AccountId> = ancestors.copied().filter(|id| !accounts.contains(id)).collect();
        let root = accounts.iter().find_map(|id| state.account(*id)).map(AccountEntry::root);
        let (mut roles, mut keys, mut memberships) = (BTreeMap::new(), BTreeMap::new(), Memberships::default());
        for entry in entries {
            for difference in entry.differences() {
                memberships.note(entry.revision, difference);
                match difference.sides().next() {
                    Some(Record::Role(role)) => _ = roles.insert(role.id, role.account),
                    Some(Record::ApiKey(key)) => _ = keys.insert(key.id, key.account),
                    Some(Record::Account(_) | Record::User(_) | Record::Membership { .. } | Record::Invitation(_))
                    | None => {}
                }
            }
        }
        let users = if accounts.is_empty() { BTreeSet::new() } else { mentioned(entries) };
        let presence =
            |is_one_of: &dyn Fn(AccountId) -> bool| memberships.presence(state, users.iter().copied(), is_one_of);
        let within = presence(&|account| accounts.contains(&account));
        let from_above = presence(&|account| above.contains(&account));
        let at_root = presence(&|account| Some(account) == root);
        let anywhere = presence(&|_| true);
        Self { state, accounts, above, within, from_above, at_root, anywhere, roles, keys }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    pub(super) fn account(&self, id: AccountId) -> Result<(), Beyond> {
        if self.accounts.contains(&id) { Ok(()) } else { Err(self.beyond(id)) }
    }

    /// A user is within reach if a member of an account that is, in one of these states.
    pub(super) fn user(&self, id: UserId, states: (u64, u64)) -> Result<(), Beyond> {
        if self.within.is_member(id, states) {
            return Ok(());
        }
        Err(if self.from_above.is_member(id, states) { Beyond::Above } else { Beyond::Elsewhere })
    }

    /// Whether an act on a user as a whole touches the root account: the user was a member there, or nowhere.
    pub(super) fn is_of_root(&self, id: UserId, states: (u64, u64)) -> bool {
        self.at_root.is_member(id, states) || !self.anywhere.is_member(id, states)
    }

    /// A role that is used here and defined beyond is defined above (rule I4).
    pub(super) fn role(&self, id: RoleId) -> Result<(), Beyond> {
        let account = self.state.role(id).map(|role| role.account).or_else(|| self.roles.get(&id).copied());
        account.map_or(Err(Beyond::Above), |account| self.account(account))
    }

    pub(super) fn key(&self, id: ApiKeyId) -> Result<(), Beyond> {
        let account = self.state.key(id).map(|key| key.account).or_else(|| self.keys.get(&id).copied());
        account.map_or(Err(Beyond::Elsewhere), |account| self.account(account))
    }

    fn beyond(&self, account: AccountId) -> Beyond {
        if self.above.contains(&account) { Beyond::Above } else { Beyond::Elsewhere }
    }
}

/// The accounts where a principal has `audit.view` at an instant, at Account, by grants and product plan: the status of an
/// account does not stand against it, that of a user does.
fn readable(state: &State, reader: Principal, now: DateTime<Utc>) -> BTreeSet<AccountId> {
    let Some(subject) = state.subject(reader).filter(|subject| subject.may_act(now)) else { return BTreeSet::new() };
    let may = |entry: AccountEntry<'_>| {
        let granted = state.effective(subject, entry).at(now);
        PermissionSet::AUDIT_VIEW.is_subset(granted.at(Scope::Account) & entry.entitlement())
    };
    reached(state, subject).into_iter().filter(|id| state.account(*id).is_some_and(may)).collect()
}

/// The accounts where a subject can have `audit.view`: by a membership, or by a key of an account.
fn reached(state: &State, subject: Subject<'_>) -> BTreeSet<AccountId> {
    let mut reached = BTreeSet::new();
    if let Subject::AccountKey(key) = subject {
        reached.extend(state.subtree(key.account).iter().map(|entry| entry.account.id));
    }
    for membership in subject.user_id().into_iter().flat_map(|user| state.memberships_of(user)) {
        if PermissionSet::AUDIT_VIEW.is_subset(membership.grants.at(Scope::Subtree)) {
            reached.extend(state.subtree(membership.account).iter().map(|entry| entry.account.id));
        } else {
            reached.insert(membership.account);
        }
    }
    reached
}

/// The users whom entries mention.
fn mentioned(entries: &[HistoryEntry]) -> BTreeSet<UserId> {
    let mut users = BTreeSet::new();
    for entry in entries {
        users.extend(entry.affected_users().chain(entry.user));
        for record in entry.differences().iter().flat_map(Difference::sides) {
            users.extend(record.user());
            users.extend(record.actors().filter_map(|actor| match actor {
                Actor::User(user) => Some(user),
                Actor::System | Actor::ApiKey(_) => None,
            }));
        }
    }
    users
}
