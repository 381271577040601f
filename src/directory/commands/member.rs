//! The commands on memberships; `effects` says what joining and leaving an account mean.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Actor, Assignment, Email, Membership, Name, Phone, UserDetails, UserId};
use crate::permission::Permission;
use crate::state::{AccountEntry, State, covers_admin};

use super::Rules;
use super::effects::{join, leave, revoke_sleeping_keys, touch_joining, touch_leaving, touch_sleeping_keys};
use super::joining::{check_joining, may_invite};
use crate::directory::authority::Authority;
use crate::directory::invariants::{Fit, member, member_or_former, roles_are_usable};
use crate::directory::refusal::Refusal;
use crate::directory::touched::Touched;

pub(crate) struct AddUser<'a> {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) email: &'a Email,
    pub(crate) name: &'a Name,
    pub(crate) phone: &'a Option<Phone>,
    pub(crate) assignment: &'a Assignment,
    pub(crate) on_behalf_of: Option<UserId>,
}

impl AddUser<'_> {
    /// Whether a member brings in somebody new with a telephone number, by which they might sign in themselves (rule C8).
    fn is_way_in(&self, state: &State) -> bool {
        self.on_behalf_of.is_some() && self.phone.is_some() && state.user(self.user).is_none()
    }

    /// E2: a membership there that had ended is removed, with the keys and invitations that a removal takes away. The person does
    /// not consent, as they do when they accept, so whoever could not take it from them does not add them.
    fn may_replace_former(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let membership = by.state.membership(self.user, self.account);
        match membership.filter(|membership| membership.assignment.has_ended(by.at)) {
            Some(_) => by.coverer()?.covers_member(by.entry(self.account)?, self.user),
            None => Ok(()),
        }
    }
}

impl Rules for AddUser<'_> {
    /// C6: the operator, in their own affair or on behalf of a member who could invite.
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        match (by.actor, self.on_behalf_of) {
            (Actor::System, None) => Ok(()),
            (Actor::System, Some(member)) => {
                by.state.user(member).ok_or(Refusal::UnknownUser(member))?;
                let member = by.in_place_of(Actor::User(member));
                may_invite(&member, self.account, self.assignment, self.phone.is_some())?;
                self.may_replace_former(&member)
            }
            (Actor::User(_) | Actor::ApiKey(_), _) => Err(Refusal::OperatorOnly(by.command)),
        }
    }

    /// C11: not one who is a member by exactly this. C7: not one who is deactivated; a member who may not know of them is told
    /// no more than that the address is taken (rules C3, I3).
    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let user = by.state.user(self.user).filter(|user| user.email == *self.email);
        let is_so = |membership: Membership<'_>| membership.assignment == self.assignment;
        by.would_change(user.is_none() || !by.state.membership(self.user, self.account).is_some_and(is_so))?;
        match user {
            Some(user) if user.active => Ok(()),
            Some(user) if by.knows(user) => Err(Refusal::UserDeactivated(user.id)),
            Some(_) => Err(Refusal::AddressTaken(self.email.clone())),
            None => Ok(()),
        }
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let entry = fit.open(self.account)?;
        fit.assignment(entry, self.assignment)?;
        if let Some(member) = self.on_behalf_of {
            fit.is_of_tree(member, entry)?;
        }
        check_joining(fit, self.user, entry, self.email)
    }

    /// A number that a member writes down is a way in, as another number of a user is: what others promised to the address is for
    /// nobody but the person, so it ends (rule C8).
    fn does(&self, state: &mut State, _: Actor, at: DateTime<Utc>) {
        let root = state.account(self.account).map(AccountEntry::root);
        let is_way_in = self.is_way_in(state);
        let details = UserDetails { name: self.name.clone(), phone: self.phone.clone() };
        join(state, self.user, self.account, self.email, &details, self.assignment.clone(), at);
        if let Some(root) = root.filter(|_| is_way_in) {
            state.remove_invitations_to(root, self.email);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_joining(touched, self.user, self.account, self.email);
        if self.is_way_in(touched.state) {
            touched.invitations_to(self.account, self.email);
        }
        touched.whom.extend(self.on_behalf_of);
    }
}

pub(crate) struct Assign<'a> {
    pub(crate) user: UserId,
    pub(crate) account: AccountId,
    pub(crate) assignment: &'a Assignment,
    pub(crate) replaces: Option<&'a Assignment>,
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
        let old = member(by.state, self.user, self.account, by.at)?;
        roles_are_usable(by.state, entry, self.assignment)?;
        by.coverer()?.covers_assignment(entry, old, self.assignment)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let is = by.state.membership(self.user, self.account).map(|membership| membership.assignment);
        by.would_change(is != Some(self.assignment))?;
        by.saw(self.replaces, is)
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

    fn does(&self, state: &mut State, _: Actor, at: DateTime<Utc>) {
        revoke_sleeping_keys(state, self.user, &BTreeSet::from([self.account]), at);
        state.set_membership(self.user, self.account, self.assignment.clone());
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.membership(self.user, self.account);
        touch_sleeping_keys(touched, self.user, &BTreeSet::from([self.account]));
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

    fn plans(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        check_leaving(fit, fit.person()?, self.account)
    }

    fn does(&self, state: &mut State, actor: Actor, at: DateTime<Utc>) {
        if let Actor::User(user) = actor {
            leave(state, user, self.account, at);
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
        by.permit_to_take(Permission::UserDeactivate, self.account)?;
        let entry = by.entry(self.account)?;
        member_or_former(by.state, self.user, self.account)?;
        by.coverer()?.covers_member(entry, self.user)
    }

    fn plans(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        check_leaving(fit, self.user, self.account)
    }

    fn does(&self, state: &mut State, _: Actor, at: DateTime<Utc>) {
        leave(state, self.user, self.account, at);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_leaving(touched, self.user, self.account);
    }
}

/// I1: an open root account keeps an administrator. A closed one keeps nobody (rule C10).
fn check_leaving(fit: &Fit<'_>, user: UserId, account: AccountId) -> Result<(), Refusal> {
    fit.account(account)?;
    member_or_former(fit.state, user, account)?;
    fit.keeps_administrator_without(user, account)
}
