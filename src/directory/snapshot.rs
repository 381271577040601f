use core::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, Assignment, ChangeId, EmailPolicy, Format, Invitation, KeyOwner,
    Role, User, UserId,
};
use crate::state::{AccountEntry, Id, State, UsedIds};

use super::erasure::Erasure;
use super::invariants::{fresh, roles_are_usable};
use super::stored;

/// Everything that a [`Directory`](crate::Directory) stores, in a fixed order, so that equal directories have equal
/// snapshots.
///
/// It is opaque, and can be serialized with the feature `serde`. A snapshot may come from anywhere: all of it is checked
/// when it is [restored](crate::Directory::restore).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Snapshot {
    #[cfg_attr(feature = "serde", serde(rename = "v"))]
    format: Format,
    revision: u64,
    /// Of the last change.
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time::option"))]
    time: Option<DateTime<Utc>>,
    /// Of any change so far.
    #[cfg_attr(feature = "serde", serde(with = "crate::organization::time::option"))]
    latest_time: Option<DateTime<Utc>>,
    trees: Vec<Tree>,
    /// Parents before their sub-accounts.
    accounts: Vec<Account>,
    users: Vec<User>,
    roles: Vec<Role>,
    memberships: Vec<Member>,
    invitations: Vec<Invitation>,
    api_keys: Vec<ApiKey>,
    gone: UsedIds,
}

/// The last change of the tree of a root account.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
struct Tree {
    root: AccountId,
    last_change: ChangeId,
}

/// A membership without its grants, which are computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
struct Member {
    account: AccountId,
    user: UserId,
    assignment: Assignment,
}

/// The record of a snapshot that breaks a rule, and how. Nothing was restored.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot's {record} is not valid: {problem}")]
pub struct SnapshotError {
    record: Box<Record>,
    problem: &'static str,
}

/// A part of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Record {
    Head,
    One(&'static str, Uuid),
    Membership(UserId, AccountId),
}

impl fmt::Display for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("head"),
            Self::One(kind, id) => write!(f, "{kind} {id}"),
            Self::Membership(user, account) => write!(f, "membership of user {user} in account {account}"),
        }
    }
}

impl SnapshotError {
    /// The id of the record that breaks a rule; for a membership, its user's; `None` for the head of the snapshot, which
    /// holds its revision and time.
    #[must_use]
    pub fn id(&self) -> Option<Uuid> {
        match *self.record {
            Record::Head => None,
            Record::One(_, id) => Some(id),
            Record::Membership(user, _) => Some(user.uuid()),
        }
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "invalid_snapshot"
    }
}

impl Snapshot {
    pub(super) fn of(state: &State) -> Self {
        let memberships = stored::memberships(state);
        let member =
            |(account, user, assignment): (_, _, &Assignment)| Member { account, user, assignment: assignment.clone() };
        Self {
            format: Format,
            revision: state.revision,
            time: state.time,
            latest_time: state.latest,
            trees: stored::trees(state).map(|(root, last_change)| Tree { root, last_change }).collect(),
            accounts: stored::accounts(state).cloned().collect(),
            users: stored::users(state).cloned().collect(),
            roles: stored::roles(state).cloned().collect(),
            memberships: memberships.map(member).collect(),
            invitations: stored::invitations(state).cloned().collect(),
            api_keys: stored::keys(state).cloned().collect(),
            gone: state.gone().clone(),
        }
    }

    /// The revision of the directory of which it is: the changes up to this one are in it, and those that follow can
    /// [advance](Self::advance) it. 0 is the revision of an empty directory.
    ///
    /// ```
    /// use sendright::Directory;
    ///
    /// let directory = Directory::new();
    /// assert_eq!(directory.snapshot().revision(), directory.revision());
    /// ```
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// The same snapshot without the persons of an erasure: for one that was made while they were users. See
    /// [`Erasure`](crate::Erasure).
    #[must_use]
    pub fn erasing(mut self, erasure: &Erasure) -> Self {
        self.users.iter_mut().for_each(|user| erasure.erase_user(user));
        self.invitations.iter_mut().for_each(|invitation| erasure.erase_invitation(invitation));
        self
    }

    /// Builds the state record by record; each is checked against those before it, so that every reference points to
    /// something that is there (rule I2).
    pub(super) fn into_state(self) -> Result<State, SnapshotError> {
        check_head(&self).map_err(at(Record::Head))?;
        let mut state = State::default();
        state.revision = self.revision;
        state.time = self.time;
        state.latest = self.latest_time;
        state.reserve(self.accounts.len(), self.users.len(), self.memberships.len());
        for account in self.accounts {
            check_account(&state, &account).map_err(at(Record::One("account", account.id.uuid())))?;
            state.insert_account(account);
        }
        for Tree { root, last_change } in self.trees {
            check_tree(&state, root, last_change).map_err(at(Record::One("last change of account", root.uuid())))?;
            state.note_change(root, last_change);
        }
        check_every_tree(&state)?;
        each(&mut state, self.users, State::look_ahead_for_users, |state, user| {
            check_user(state, &user).map_err(at(Record::One("user", user.id.uuid())))?;
            state.insert_user(user);
            Ok(())
        })?;
        for role in self.roles {
            check_role(&state, &role).map_err(at(Record::One("role", role.id.uuid())))?;
            state.insert_role(role);
        }
        let look_ahead = |state: &State, members: &[Member]| {
            state.look_ahead_for_members(members.iter().map(|member| (member.user, member.account)));
        };
        each(&mut state, self.memberships, look_ahead, |state, Member { account, user, assignment }| {
            check_membership(state, account, user, &assignment).map_err(at(Record::Membership(user, account)))?;
            state.set_membership(user, account, assignment);
            Ok(())
        })?;
        for key in self.api_keys {
            check_key(&state, &key).map_err(at(Record::One("API key", key.id.uuid())))?;
            state.insert_key(key);
        }
        for invitation in self.invitations {
            check_invitation(&state, &invitation).map_err(at(Record::One("invitation", invitation.id.uuid())))?;
            state.insert_invitation(invitation);
        }
        for id in self.gone.iter() {
            let fresh = fresh(&state, id).map_err(|_| "it is nil, or a record has it");
            fresh.map_err(at(Record::One("used id", id.uuid())))?;
        }
        state.remember_gone(self.gone);
        check_custody(&state)?;
        check_administrators(&state)?;
        Ok(state)
    }
}

/// Takes records one after the other, and tells in advance which come next.
fn each<T>(
    state: &mut State,
    records: Vec<T>,
    look_ahead: impl Fn(&State, &[T]),
    take: impl Fn(&mut State, T) -> Result<(), SnapshotError>,
) -> Result<(), SnapshotError> {
    const AHEAD: usize = 64;
    let mut records = records.into_iter();
    while !records.as_slice().is_empty() {
        look_ahead(state, records.as_slice().get(..AHEAD).unwrap_or(records.as_slice()));
        records.by_ref().take(AHEAD).try_for_each(|record| take(state, record))?;
    }
    Ok(())
}

fn sorted<T, K: Ord>(items: impl Iterator<Item = T>, key: impl Fn(&T) -> K) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable_by_key(|item| key(item));
    items
}

fn at(record: Record) -> impl FnOnce(&'static str) -> SnapshotError {
    move |problem| SnapshotError { record: Box::new(record), problem }
}

/// C2: a directory that was changed has a revision and a time, and its log can always go on.
fn check_head(snapshot: &Snapshot) -> Result<(), &'static str> {
    let empty = snapshot.accounts.is_empty();
    if snapshot.time > snapshot.latest_time || snapshot.time.is_none() != snapshot.latest_time.is_none() {
        return Err("its latest time is missing, or before the time of the last change");
    }
    match (snapshot.revision, snapshot.time) {
        (0, None) if empty => Ok(()),
        (0, _) => Err("its revision is 0, but there is a time or an account"),
        (_, None) => Err("its revision is not 0, but it has no time"),
        (revision, Some(_)) if revision > i64::MAX as u64 => Err("its revision is too large"),
        (_, Some(_)) if empty => Err("its revision is not 0, but there is no account"),
        (_, Some(_)) => Ok(()),
    }
}

/// I5, within what was restored so far.
fn check_id(state: &State, id: Id) -> Result<(), &'static str> {
    fresh(state, id).map_err(|_| "its id is nil, or another record has the same id")
}

/// I2: the parent comes first, so there is no cycle, and the depth is one more than the parent's.
fn check_account(state: &State, account: &Account) -> Result<(), &'static str> {
    check_id(state, Id::Account(account.id))?;
    let depth = match account.parent {
        None => 0,
        Some(parent) => {
            let parent = state.account(parent).ok_or("its parent does not exist or comes after it")?;
            parent.account.depth + 1
        }
    };
    if depth > Account::MAX_DEPTH {
        return Err("it is deeper than allowed");
    }
    if account.depth != depth {
        return Err("its depth, the field `level`, is not one more than its parent's");
    }
    if account.parent.is_none() && account.billing.is_none() {
        return Err("it is a root account, and does not say how it pays");
    }
    if account.parent.is_some() && account.email_policy != EmailPolicy::ANY {
        return Err("it is a sub-account and has an email policy of its own");
    }
    Ok(())
}

/// C2: the last change of a root account's tree, each root account once.
fn check_tree(state: &State, root: AccountId, last_change: ChangeId) -> Result<(), &'static str> {
    check_root(state, root)?;
    if last_change.uuid().is_nil() {
        return Err("its id is nil");
    }
    if state.last_change(root).is_some() { Err("there is another") } else { Ok(()) }
}

fn check_every_tree(state: &State) -> Result<(), SnapshotError> {
    let roots = state.accounts().filter(|account| account.parent.is_none() && state.last_change(account.id).is_none());
    match roots.map(|root| root.id.uuid()).min() {
        Some(root) => Err(at(Record::One("account", root))("the last change of its tree is missing")),
        None => Ok(()),
    }
}

/// I3: one user per address in a tree.
fn check_user(state: &State, user: &User) -> Result<(), &'static str> {
    check_id(state, Id::User(user.id))?;
    check_root(state, user.root)?;
    match state.user_of(user.root, &user.email) {
        Some(_) => Err("its address is another user's"),
        None => Ok(()),
    }
}

fn check_root(state: &State, root: AccountId) -> Result<(), &'static str> {
    match state.account(root) {
        Some(entry) if entry.account.parent.is_none() => Ok(()),
        Some(_) => Err("its root account is a sub-account"),
        None => Err("its root account does not exist"),
    }
}

fn check_role(state: &State, role: &Role) -> Result<(), &'static str> {
    check_id(state, Id::Role(role.id))?;
    state.account(role.account).map(|_| ()).ok_or("its account does not exist")
}

/// G1, I3, I4: one membership for a user and account, in the user's tree, that can give something.
fn check_membership(
    state: &State,
    account: AccountId,
    user: UserId,
    assignment: &Assignment,
) -> Result<(), &'static str> {
    let entry = state.account(account).ok_or("its account does not exist")?;
    let root = state.user(user).map(|user| user.root).ok_or("its user does not exist")?;
    if root != entry.root() {
        return Err("its user belongs to another tenant");
    }
    if state.membership(user, account).is_some() {
        return Err("the user has another membership there");
    }
    check_assignment(state, entry, assignment)
}

fn check_assignment(state: &State, entry: AccountEntry<'_>, assignment: &Assignment) -> Result<(), &'static str> {
    if assignment.is_empty() {
        return Err("its assignment has neither a role nor a level above none");
    }
    if assignment.starts().zip(assignment.ends()).is_some_and(|(from, until)| until <= from) {
        return Err("its assignment ends before it starts");
    }
    roles_are_usable(state, entry, assignment)
        .map_err(|_| "it uses a role that is defined neither in its account nor in one above")
}

fn check_key(state: &State, key: &ApiKey) -> Result<(), &'static str> {
    check_id(state, Id::ApiKey(key.id))?;
    let entry = state.account(key.account).ok_or("its account does not exist")?;
    match &key.owner {
        KeyOwner::User(owner) => match state.user(*owner).map(|user| user.root) {
            Some(root) if entry.root() == root => Ok(()),
            Some(_) => Err("its owner belongs to another tenant"),
            None => Err("its owner does not exist"),
        },
        KeyOwner::Account(_) if state.open_account(key.account).is_none() => Err("its account is closed"),
        KeyOwner::Account(custody) => custody.actors().iter().try_for_each(|actor| match actor {
            Actor::System => Ok(()),
            Actor::ApiKey(_) => Err("it was in the hands of an API key"),
            Actor::User(user) => match state.user(*user) {
                Some(user) if user.root != entry.root() => Err("it was in the hands of a user of another tenant"),
                Some(_) | None => Ok(()),
            },
        }),
    }
}

/// G6, I2: whoever had a key of an account in their hands is a user, or was one.
fn check_custody(state: &State) -> Result<(), SnapshotError> {
    let was_never = |actor: &Actor| matches!(*actor, Actor::User(user) if !state.is_used(Id::User(user)));
    let keys = state.keys().filter(|key| key.custody().is_some_and(|custody| custody.actors().iter().any(was_never)));
    match keys.map(|key| key.id.uuid()).min() {
        Some(key) => Err(at(Record::One("API key", key))("it was in the hands of a user who never was")),
        None => Ok(()),
    }
}

fn check_invitation(state: &State, invitation: &Invitation) -> Result<(), &'static str> {
    check_id(state, Id::Invitation(invitation.id))?;
    let entry = state.account(invitation.account).ok_or("its account does not exist")?;
    check_assignment(state, entry, &invitation.assignment)?;
    if state.open_account(invitation.account).is_none() {
        return Err("its account is closed");
    }
    if state.invitation_for(entry.root(), &invitation.email, invitation.account).is_some() {
        return Err("its address has another invitation to its account");
    }
    let root = state.account(invitation.account).map(AccountEntry::root);
    match (invitation.inviter, state.user_behind(invitation.inviter).and_then(|user| state.user(user))) {
        (Actor::System, _) => Ok(()),
        (_, Some(inviter)) if Some(inviter.root) == root => Ok(()),
        (_, Some(_)) => Err("its inviter belongs to another tenant"),
        (_, None) => Err("its inviter does not exist"),
    }
}

/// I1: each open root account has an administrator whose membership has started by the latest time of any change.
fn check_administrators(state: &State) -> Result<(), SnapshotError> {
    let roots = state.accounts().filter(|account| account.parent.is_none());
    let open = roots.filter(|account| account.status() != AccountStatus::Closed);
    for root in sorted(open, |root| root.id) {
        let has_started =
            |from: Option<DateTime<Utc>>| from.is_none_or(|from| state.latest.is_some_and(|latest| from <= latest));
        if !state.administrators(root.id).any(|(from, _)| has_started(from)) {
            return Err(at(Record::One("account", root.id.uuid()))("it has no permanent administrator"));
        }
    }
    Ok(())
}
