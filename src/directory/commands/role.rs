//! The commands on custom roles.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::organization::{
    AccountId, Actor, Assignment, InvitationId, Membership, Name, Role, RoleDefinition, RoleId, UserId,
};
use crate::permission::{Grants, Permission};
use crate::state::{Id, State, covers_admin};

use super::Rules;
use super::effects::{revoke_sleeping_keys, touch_sleeping_keys};
use crate::directory::authority::Authority;
use crate::directory::invariants::Fit;
use crate::directory::refusal::Refusal;
use crate::directory::touched::{Thing, Touched};

pub(crate) struct DefineRole<'a> {
    pub(crate) role: RoleId,
    pub(crate) account: AccountId,
    pub(crate) name: &'a Name,
    pub(crate) grants: Grants,
}

impl DefineRole<'_> {
    /// What it makes.
    fn role(&self) -> Role {
        let Self { role: id, account, name, grants } = *self;
        Role { id, account, name: name.clone(), grants }
    }
}

impl Rules for DefineRole<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.permit(Permission::UserManageRoles, self.account)?;
        by.coverer()?.covers(by.entry(self.account)?, self.grants)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let is_so = |role: &Role| *role == self.role();
        by.would_change(!by.state.role(self.role).is_some_and(is_so))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.fresh(Id::Role(self.role))?;
        fit.open(self.account).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.insert_role(self.role());
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account = Some(self.account);
        touched.things.insert(Thing::Role(self.role));
    }
}

pub(crate) struct ChangeRole<'a> {
    pub(crate) role: RoleId,
    pub(crate) name: &'a Name,
    pub(crate) grants: Grants,
    pub(crate) replaces: Option<&'a RoleDefinition>,
}

impl Rules for ChangeRole<'_> {
    /// E4: the actor covers its content before and after, and every holder.
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let role = manageable(by, self.role)?;
        let entry = by.entry(role.account)?;
        let coverer = by.coverer()?;
        coverer.covers(entry, role.grants)?;
        coverer.covers(entry, self.grants)?;
        coverer.covers_role_change(role.id, self.grants)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let is = by.state.role(self.role).map(Role::definition);
        let will_be = RoleDefinition { name: self.name.clone(), grants: self.grants };
        by.would_change(is.as_ref() != Some(&will_be))?;
        by.saw(self.replaces, is.as_ref())
    }

    /// I1: if it takes an administrator away, another stays, or the same change makes somebody else one.
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let root = fit.open(fit.role(self.role)?.account)?.root();
        // Equal assignments are kept once, and each is judged once, however many administrators share it (rule I9).
        let judged = RefCell::new(BTreeMap::<*const Assignment, bool>::new());
        let would_cover = |membership: &Membership<'_>| {
            let judge = || covers_admin(&fit.state.grants_if(membership.assignment, Some((self.role, self.grants))));
            *judged.borrow_mut().entry(core::ptr::from_ref(membership.assignment)).or_insert_with(judge)
        };
        let holders = fit.state.holders_if(self.role, self.grants).filter(|(holder, _)| holder.account == root);
        let holders: Vec<(Membership<'_>, Grants)> = holders.collect();
        let takes_one = holders.iter().any(|(holder, new)| fit.is_counted_on(holder.user, root) && !covers_admin(new));
        let makes_one = || holders.iter().any(|(holder, new)| fit.lasts(holder) && covers_admin(new));
        if !takes_one || makes_one() { Ok(()) } else { fit.keeps_administrator(root, would_cover) }
    }

    fn does(&self, state: &mut State, _: Actor, at: DateTime<Utc>) {
        // Holders may come to reach what they did not (rule G5).
        for (user, accounts) in held(state, self.role) {
            revoke_sleeping_keys(state, user, &accounts, at);
        }
        state.change_role(self.role, self.name.clone(), self.grants);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_role(touched, self.role);
    }
}

pub(crate) struct DeleteRole {
    pub(crate) role: RoleId,
}

impl Rules for DeleteRole {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let role = manageable(by, self.role)?;
        by.coverer()?.covers(by.entry(role.account)?, role.grants)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.finds(Id::Role(self.role))
    }

    /// E4: no membership and no pending invitation uses it. An invitation that has expired does not count.
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.open_or_the_operators(fit.role(self.role)?.account)?;
        let is_pending = |id: &InvitationId| fit.state.invitation(*id).is_some_and(|i| i.is_pending(fit.at));
        let invitations = fit.state.role_entry(self.role).map(|entry| entry.invitations);
        let is_invited_to = invitations.is_some_and(|invitations| invitations.iter().any(is_pending));
        if fit.state.is_held(self.role) || is_invited_to { Err(Refusal::RoleInUse(self.role)) } else { Ok(()) }
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.remove_role(self.role);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_role(touched, self.role);
    }
}

/// A role that the actor may manage; one in an account beyond reach is answered as if it did not exist (rule C3).
fn manageable<'a>(by: &Authority<'a>, id: RoleId) -> Result<&'a Role, Refusal> {
    let role = by.state.role(id).filter(|role| by.reaches(role.account)).ok_or(Refusal::UnknownRole(id))?;
    by.permit(Permission::UserManageRoles, role.account)?;
    Ok(role)
}

/// Who holds a role, and where.
fn held(state: &State, role: RoleId) -> BTreeMap<UserId, BTreeSet<AccountId>> {
    let mut held: BTreeMap<UserId, BTreeSet<AccountId>> = BTreeMap::new();
    for holder in state.holders(role) {
        held.entry(holder.user).or_default().insert(holder.account);
    }
    held
}

/// The role, its holders and the invitations that would give it.
fn touch_role(touched: &mut Touched<'_>, role: RoleId) {
    touched.things.insert(Thing::Role(role));
    let state = touched.state;
    let Some(entry) = state.role_entry(role) else { return };
    touched.account = Some(entry.role.account);
    for (user, accounts) in held(state, role) {
        touch_sleeping_keys(touched, user, &accounts);
        touched.accounts.extend(accounts);
        touched.whom.insert(user);
    }
    touched.things.extend(entry.invitations.iter().copied().map(Thing::Invitation));
    let invitations = entry.invitations.iter().filter_map(|id| state.invitation(*id));
    touched.accounts.extend(invitations.map(|invitation| invitation.account));
}
