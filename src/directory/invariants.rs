//! What the rules of commands ask about the state, whoever the actor is: does the command fit it, and does it leave a
//! sound one (rules I1 to I6). Planning, committing and replaying ask the same.

use chrono::{DateTime, Utc};

use crate::organization::{
    Account, AccountId, AccountStatus, Actor, Assignment, ChangeId, Membership, Role, RoleId, User, UserId,
};
use crate::state::{AccountEntry, Id, State};

use super::authority::Authority;
use super::facts::{Address, Facts};
use super::refusal::Refusal;

/// The state before a command, and who gives the command when.
pub(super) struct Fit<'a> {
    pub(super) state: &'a State,
    pub(super) actor: Actor,
    pub(super) at: DateTime<Utc>,
    /// The name of the command, for refusals.
    pub(super) command: &'static str,
}

impl<'a> Fit<'a> {
    /// The person who gives a command that only persons give.
    pub(super) const fn person(&self) -> Result<UserId, Refusal> {
        match self.actor {
            Actor::User(user) => Ok(user),
            Actor::ApiKey(_) | Actor::System => Err(Refusal::PersonOnly(self.command)),
        }
    }

    /// I5: an id is not nil and was never used.
    pub(super) fn fresh(&self, id: Id) -> Result<(), Refusal> {
        fresh(self.state, id)
    }

    /// An account that exists, open or closed.
    pub(super) fn account(&self, id: AccountId) -> Result<AccountEntry<'a>, Refusal> {
        self.state.account(id).ok_or(Refusal::UnknownAccount(id))
    }

    /// An account that exists and is open; a closed one for the operator, so that nothing of it need be kept (rule C10).
    pub(super) fn open_or_the_operators(&self, id: AccountId) -> Result<AccountEntry<'a>, Refusal> {
        if self.actor == Actor::System { self.account(id) } else { self.open(id) }
    }

    /// An account that exists and is open.
    pub(super) fn open(&self, id: AccountId) -> Result<AccountEntry<'a>, Refusal> {
        let entry = self.account(id)?;
        if entry.status() == AccountStatus::Closed { Err(Refusal::AccountClosed(id)) } else { Ok(entry) }
    }

    pub(super) fn user(&self, id: UserId) -> Result<&'a User, Refusal> {
        self.state.user(id).ok_or(Refusal::UnknownUser(id))
    }

    pub(super) fn role(&self, id: RoleId) -> Result<&'a Role, Refusal> {
        self.state.role(id).ok_or(Refusal::UnknownRole(id))
    }

    /// C6: nothing crosses trees; a user who is there belongs to the account's.
    pub(super) fn is_of_tree(&self, user: UserId, entry: AccountEntry<'_>) -> Result<(), Refusal> {
        if self.user(user)?.root == entry.root() { Ok(()) } else { Err(Refusal::OtherTree(user)) }
    }

    /// C6: nothing crosses trees; the actor's user, if there is one, belongs to the account's.
    pub(super) fn is_in_tree_of(&self, entry: AccountEntry<'_>) -> Result<(), Refusal> {
        match self.state.user_behind(self.actor).and_then(|user| self.state.user(user)) {
            Some(user) if user.root != entry.root() => Err(Refusal::OtherTree(user.id)),
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn is_not_a_member(&self, user: UserId, account: AccountId) -> Result<(), Refusal> {
        match member(self.state, user, account, self.at) {
            Ok(_) => Err(Refusal::AlreadyMember { user, account }),
            Err(_) => Ok(()),
        }
    }

    /// I4: an assignment gives something, for some time, by roles that are defined in the account or above.
    pub(super) fn assignment(&self, entry: AccountEntry<'_>, assignment: &Assignment) -> Result<(), Refusal> {
        if assignment.is_empty() {
            return Err(Refusal::EmptyAssignment);
        }
        roles_are_usable(self.state, entry, assignment)?;
        let from = assignment.starts().map_or(self.at, |from| from.max(self.at));
        match assignment.ends() {
            Some(until) if until <= from => Err(Refusal::EmptyWindow { from, until }),
            Some(_) | None => Ok(()),
        }
    }

    /// An end, if there is one, is in the future.
    pub(super) fn ends_later(&self, end: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        match end {
            Some(until) if until <= self.at => Err(Refusal::EmptyWindow { from: self.at, until }),
            Some(_) | None => Ok(()),
        }
    }

    /// Whether a user is an administrator of an open root account for whom it may need another (rule I1): for good, and
    /// started by the time of this command or of any before. One who starts later is not counted on yet.
    pub(super) fn is_counted_on(&self, user: UserId, account: AccountId) -> bool {
        let by = self.state.latest.max(Some(self.at));
        let has_started = |membership: &Membership<'_>| membership.assignment.starts() <= by;
        self.state.open_account(account).is_some()
            && self.state.is_administrator(user, account)
            && self.state.membership(user, account).is_some_and(|membership| has_started(&membership))
    }

    /// Whether a membership has started, never ends, and is an active user's: what rule I1 requires of an administrator.
    pub(super) fn lasts(&self, membership: &Membership<'_>) -> bool {
        membership.assignment.ends().is_none()
            && membership.assignment.has_started(self.at)
            && self.state.user(membership.user).is_some_and(|user| user.active)
    }

    /// I1: an open root account has an administrator whose membership has started by the time of this command, and who stays
    /// one. It is asked if the command takes one away.
    pub(super) fn keeps_administrator(
        &self,
        account: AccountId,
        stays: impl Fn(&Membership<'_>) -> bool,
    ) -> Result<(), Refusal> {
        let has_started = |from: Option<DateTime<Utc>>| from.is_none_or(|from| from <= self.at);
        let mut started = self.state.administrators(account).take_while(|(from, _)| has_started(*from));
        let kept = started.any(|(_, user)| self.state.membership(user, account).is_some_and(|m| stays(&m)));
        if kept { Ok(()) } else { Err(Refusal::LastAdministrator(account)) }
    }

    /// I1 once a user is none of the account's administrators.
    pub(super) fn keeps_administrator_without(&self, user: UserId, account: AccountId) -> Result<(), Refusal> {
        if !self.is_counted_on(user, account) {
            return Ok(());
        }
        self.keeps_administrator(account, |membership| membership.user != user)
    }
}

/// I6: the root account's email policy binds an address that enters the tree. One that is already a user's, of whom the actor
/// may know, does not enter again; any other is judged, so that the answer does not tell whether a user has it. It is judged
/// when a command is planned, and never again: a later version may know more free-mail providers (rule I7).
pub(super) fn may_enter(by: &Authority<'_>, facts: &Facts<'_>) -> Result<(), Refusal> {
    let state = by.state;
    let invited = || facts.invitation.and_then(|id| state.invitation(id));
    let email = match facts.address {
        Some(Address::Enters(email)) => Some(email),
        // An invitation that is given anew.
        None if facts.renews => invited().map(|invitation| &invitation.email),
        Some(Address::Told(_)) | None => None,
    };
    let Some(email) = email else { return Ok(()) };
    let of_the_user = || Some(state.user(facts.user?)?.root);
    let account = facts.account.or_else(|| invited().map(|invitation| invitation.account)).or_else(of_the_user);
    let Some(root) = account.and_then(|account| state.account(account)).map(AccountEntry::root) else { return Ok(()) };
    let policy = state.account(root).map(|root| root.account).map(Account::email_policy);
    let user = state.user_of(root, email).and_then(|user| state.user(user));
    let is_there = user.is_some_and(|user| facts.answer.is_some() || by.knows(user));
    match policy {
        Some(policy) if !is_there => Ok(policy.admits(email)?),
        Some(_) | None => Ok(()),
    }
}

/// The root account of the tree that a command acts on, as far as the state before it tells (rule C2). `None` for a command
/// that opens a tree, or that names nothing that is there.
pub(super) fn tree(state: &State, facts: &Facts<'_>) -> Option<AccountId> {
    let root = |account: AccountId| state.account(account).map(AccountEntry::root);
    // The parent first: the id of a new account could be one of another tree.
    if let Some(account) = facts.parent.or(facts.account) {
        return root(account).filter(|_| !facts.opens_tree);
    }
    let of_invitation = || root(state.invitation(facts.invitation?)?.account);
    let of_role = || root(state.role(facts.role?)?.account);
    let of_key = || root(state.key(facts.key?)?.account);
    let of_user = || state.user(facts.user?).map(|user| user.root);
    of_invitation().or_else(of_role).or_else(of_key).or_else(of_user)
}

/// C2: a change has an id of its own. All that is remembered is the last of the tree.
pub(super) fn fresh_change(id: ChangeId, previous: Option<ChangeId>) -> Result<(), Refusal> {
    if id.uuid().is_nil() {
        return Err(Refusal::NilId);
    }
    if previous == Some(id) { Err(Refusal::IdTaken(id.uuid())) } else { Ok(()) }
}

/// I5: an id is not nil and was never used.
#[inline]
pub(super) fn fresh(state: &State, id: Id) -> Result<(), Refusal> {
    if id.uuid().is_nil() {
        return Err(Refusal::NilId);
    }
    if state.is_used(id) { Err(Refusal::IdTaken(id.uuid())) } else { Ok(()) }
}

/// G1: the membership of a user in an account; one that has ended counts as none.
pub(super) fn member(
    state: &State,
    user: UserId,
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<Membership<'_>, Refusal> {
    let membership = state.membership(user, account).filter(|membership| !membership.assignment.has_ended(at));
    membership.ok_or(Refusal::NotAMember { user, account })
}

/// A membership that can be removed: one that has ended still keeps its roles in use and its keys alive.
pub(super) fn member_or_former(state: &State, user: UserId, account: AccountId) -> Result<Membership<'_>, Refusal> {
    state.membership(user, account).ok_or(Refusal::NotAMember { user, account })
}

/// I4: a custom role is used in its account or below.
pub(super) fn roles_are_usable(state: &State, entry: AccountEntry<'_>, assignment: &Assignment) -> Result<(), Refusal> {
    let usable =
        |role: RoleId| state.role(role).is_some_and(|role| entry.path().any(|account| account == role.account));
    match assignment.custom_roles().find(|role| !usable(*role)) {
        Some(role) => Err(Refusal::RoleNotUsable { role, account: entry.account.id }),
        None => Ok(()),
    }
}
