//! From a snapshot back to a state (rules I1 to I5, I7).

use chrono::{DateTime, Utc};

use crate::organization::{
    Account, AccountId, AccountStatus, Actor, ApiKey, Assignment, ChangeId, EmailPolicy, Invitation, KeyOwner, Role,
    User,
};
use crate::state::{AccountEntry, Id, Seat, State, UserRow};

use super::super::invariants::{fresh, roles_are_usable};
use super::members::{Member, Members};
use super::{Record, Snapshot, SnapshotError, Tree};

impl Snapshot {
    /// Builds the state, one kind of record after the other. Each record is checked against those before it, so that every
    /// reference points to something that is there (rule I2). Of users and memberships there are many: they are checked and
    /// inserted in passes over all of them.
    pub(in super::super) fn into_state(self) -> Result<State, SnapshotError> {
        check_head(&self).map_err(at(Record::Head))?;
        let mut state = State::default();
        state.revision = self.revision;
        state.time = self.time;
        state.latest = self.latest_time;
        state.reserve(self.accounts.len(), self.users.len(), self.memberships.members.len());
        for account in self.accounts {
            check_account(&state, &account).map_err(at(Record::One("account", account.id.uuid())))?;
            state.insert_account(account);
        }
        for Tree { root, last_change } in self.trees {
            check_tree(&state, root, last_change).map_err(at(Record::One("last change of account", root.uuid())))?;
            state.note_change(root, last_change, 0);
        }
        check_every_tree(&state)?;
        insert_users(&mut state, self.users)?;
        for role in self.roles {
            check_role(&state, &role).map_err(at(Record::One("role", role.id.uuid())))?;
            state.insert_role(role);
        }
        insert_memberships(&mut state, self.memberships)?;
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

const ID_TAKEN: &str = "its id is nil, or another record has the same id";
const EMPTY: &str = "its assignment has neither a role nor a level above none";

/// I5, within what was restored so far.
fn check_id(state: &State, id: Id) -> Result<(), &'static str> {
    fresh(state, id).map_err(|_| ID_TAKEN)
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
    if account.parent.is_some() && *account.email_policy() != EmailPolicy::ANY {
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

/// I3, I5: one user per id, and per address in a tree. The error is of the first user whom a check refuses, and of the first
/// check that refuses this user: the id, the root account, the address.
fn insert_users(state: &mut State, users: Vec<User>) -> Result<(), SnapshotError> {
    let each = || users.iter().enumerate().map(|(place, user)| (place, user.id, user.root));
    let nil = each().find(|(_, id, _)| id.uuid().is_nil()).map(|(place, id, _)| (place, 0, id, ID_TAKEN));
    let root = each().find_map(|(place, id, root)| Some((place, 1, id, check_root(state, root).err()?)));
    let [id, address] = state.insert_users(users);
    let id = id.map(|(place, id)| (place, 0, id, ID_TAKEN));
    let address = address.map(|(place, id)| (place, 2, id, "its address is another user's"));
    match [nil, id, root, address].into_iter().flatten().min() {
        Some((_, _, id, problem)) => Err(at(Record::One("user", id.uuid()))(problem)),
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

/// G1, I3, I4: one membership for a user and account, in the user's tree, that can give something. The error is of the first
/// membership that a check refuses.
fn insert_memberships(state: &mut State, Members { assignments, members }: Members) -> Result<(), SnapshotError> {
    let mut seats = Vec::with_capacity(members.len());
    let checked = check_members(state, &assignments, &members, &mut seats);
    let members = members.into_iter().map(|member| (member.user, member.account, member.assignment));
    // Those that have a seat come before the one that was refused, or are that one: its assignment is checked last.
    if let Some((user, account)) = state.insert_memberships(assignments, members, &seats) {
        return Err(at(Record::Membership(user, account))("the user has another membership there"));
    }
    checked
}

fn check_members(
    state: &State,
    assignments: &[Assignment],
    members: &[Member],
    seats: &mut Vec<Seat>,
) -> Result<(), SnapshotError> {
    for members in members.chunks(64) {
        let users = state.user_rows(members.iter().map(|member| member.user));
        for (Member { account, user, assignment }, user_row) in members.iter().zip(users) {
            let refused = |problem| at(Record::Membership(*user, *account))(problem);
            let (entry, seat) = check_place(state, *account, user_row).map_err(refused)?;
            seats.push(seat);
            let assignment = assignments.get(*assignment).ok_or(EMPTY);
            assignment.and_then(|assignment| check_assignment(state, entry, assignment)).map_err(refused)?;
        }
    }
    Ok(())
}

fn check_place(
    state: &State,
    account: AccountId,
    user: Option<UserRow>,
) -> Result<(AccountEntry<'_>, Seat), &'static str> {
    let entry = state.account(account).ok_or("its account does not exist")?;
    let (row, user) = user.and_then(|row| Some((row, state.user_at(row)?))).ok_or("its user does not exist")?;
    if user.root != entry.root() {
        return Err("its user belongs to another tenant");
    }
    Ok((entry, Seat { account: entry.row(), user: row, active: user.active }))
}

fn check_assignment(state: &State, entry: AccountEntry<'_>, assignment: &Assignment) -> Result<(), &'static str> {
    if assignment.is_empty() {
        return Err(EMPTY);
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
