//! The commands on memberships, and what joining and leaving an account mean.

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Actor, Assignment, Email, Membership, Name, User, UserId};
use crate::permission::Permission;
use crate::state::{AccountEntry, Id, State, covers_admin};

use super::Rules;
use crate::directory::authority::Authority;
use crate::directory::invariants::{Fit, member, member_or_former, roles_are_usable};
use crate::directory::refusal::Refusal;
use crate::directory::touched::{Thing, Touched};

pub(crate) struct AddUser<'a> {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) email: &'a Email,
    pub(crate) name: &'a Name,
    pub(crate) assignment: &'a Assignment,
}

impl Rules for AddUser<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        Err(Refusal::OperatorOnly(by.command))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let entry = fit.open(self.account)?;
        fit.assignment(entry, self.assignment)?;
        check_joining(fit, self.user, entry, self.email)
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        join(state, self.user, self.account, self.email, self.name, self.assignment.clone());
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_joining(touched, self.user, self.account, self.email);
    }
}

pub(crate) struct Assign<'a> {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) assignment: &'a Assignment,
}

impl Assign<'_> {
    /// I1: one who was an administrator still is, from no later on than before or by now.
    fn stays_administrator(&self, fit: &Fit<'_>) -> bool {
        let starts = |membership: Membership<'_>| membership.assignment.starts();
        let before = fit.state.membership(self.user, self.account).and_then(starts);
        let starts = self.assignment.starts();
        self.assignment.ends().is_none()
            && (starts <= before || self.assignment.has_started(fit.at))
            && covers_admin(&fit.state.grants_of(self.assignment))
    }
}

impl Rules for Assign<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.permit(Permission::UserAssignRole, self.account)?;
        let entry = by.entry(self.account)?;
        member(by.state, self.user, self.account, by.at)?;
        roles_are_usable(by.state, entry, self.assignment)?;
        by.coverer()?.covers_assignment(entry, self.user, self.assignment)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let entry = fit.open(self.account)?;
        member(fit.state, self.user, self.account, fit.at)?;
        fit.assignment(entry, self.assignment)?;
        if self.stays_administrator(fit) {
            return Ok(());
        }
        fit.keeps_administrator_without(self.user, self.account)
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.set_membership(self.user, self.account, self.assignment.clone());
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.membership(self.user, self.account);
    }
}

pub(crate) struct Leave {
    pub(crate) account: AccountId,
}

impl Rules for Leave {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let user = by.active_user()?;
        member_or_former(by.state, user.id, self.account).map(|_| ())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        check_leaving(fit, fit.person()?, self.account)
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        if let Actor::User(user) = actor {
            leave(state, user, self.account);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        if let Actor::User(user) = touched.actor {
            touch_leaving(touched, user, self.account);
        }
    }
}

pub(crate) struct RemoveMember {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
}

impl Rules for RemoveMember {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.permit(Permission::UserDeactivate, self.account)?;
        let entry = by.entry(self.account)?;
        member_or_former(by.state, self.user, self.account)?;
        by.coverer()?.covers_member(entry, self.user)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        check_leaving(fit, self.user, self.account)
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        leave(state, self.user, self.account);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_leaving(touched, self.user, self.account);
    }
}

/// I3: whoever joins is the user of this address in the tree, or a new one, and no member yet.
pub(super) fn check_joining(
    fit: &Fit<'_>,
    user: UserId,
    entry: AccountEntry<'_>,
    email: &Email,
) -> Result<(), Refusal> {
    let root = entry.root();
    let Some(known) = fit.state.user(user) else {
        fit.fresh(Id::User(user))?;
        return match fit.state.user_of(root, email) {
            Some(_) => Err(Refusal::AddressTaken(email.clone())),
            None => Ok(()),
        };
    };
    if known.root != root {
        return Err(Refusal::OtherTree(user));
    }
    if known.email != *email {
        return Err(Refusal::NotTheUsersAddress(email.clone()));
    }
    fit.is_not_a_member(user, entry.account.id)
}

/// A person becomes a member, and a user if they are not one yet. Other invitations to their address there end (rule C7).
pub(super) fn join(
    state: &mut State,
    user: UserId,
    account: AccountId,
    email: &Email,
    name: &Name,
    assignment: Assignment,
) {
    let Some(root) = state.account(account).map(AccountEntry::root) else { return };
    if state.user(user).is_none() {
        let (email, name) = (email.clone(), name.clone());
        state.insert_user(User::new(user, root, email, name));
    }
    state.set_membership(user, account, assignment);
    end_invitations(state, user, account);
}

pub(super) fn touch_joining(touched: &mut Touched<'_>, user: UserId, account: AccountId, email: &Email) {
    touched.membership(user, account);
    touched.things.insert(Thing::User(user));
    touched.invitations_to(account, email);
}

/// I1: an open root account keeps an administrator.
fn check_leaving(fit: &Fit<'_>, user: UserId, account: AccountId) -> Result<(), Refusal> {
    fit.open(account)?;
    member_or_former(fit.state, user, account)?;
    fit.keeps_administrator_without(user, account)
}

/// A membership is removed. The user's keys there and below are revoked for good, invitations there end (rules G5, C7).
fn leave(state: &mut State, user: UserId, account: AccountId) {
    state.remove_membership(user, account);
    state.revoke_keys(user, |state, key| {
        state.account(key.account).is_some_and(|entry| entry.path().any(|above| above == account))
    });
    end_invitations(state, user, account);
}

fn touch_leaving(touched: &mut Touched<'_>, user: UserId, account: AccountId) {
    touched.membership(user, account);
    touched.keys_of(user);
    if let Some(user) = touched.state.user(user) {
        touched.invitations_to(account, &user.email);
    }
}

fn end_invitations(state: &mut State, user: UserId, account: AccountId) {
    let Some(user) = state.user(user) else { return };
    for invitation in state.invitations_of(user, account) {
        state.remove_invitation(invitation);
    }
}
