//! The commands on users.

use chrono::{DateTime, Utc};

use crate::decision::Denial;
use crate::organization::{Actor, Email, Name, Phone, UserId};
use crate::permission::Permission;
use crate::state::State;

use super::Rules;
use crate::directory::authority::Authority;
use crate::directory::coverage::{Coverer, Gain};
use crate::directory::invariants::Fit;
use crate::directory::refusal::Refusal;
use crate::directory::touched::{Thing, Touched};

pub(crate) struct EditUser<'a> {
    pub(crate) user: UserId,
    pub(crate) name: &'a Name,
    pub(crate) phone: Option<&'a Phone>,
}

impl Rules for EditUser<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        if by.is_oneself(self.user)? {
            return Ok(());
        }
        over_user(by, self.user, Permission::UserEdit)?.covers_user(self.user)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.user(self.user).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_user(self.user, |user| {
            user.name = self.name.clone();
            user.phone = self.phone.cloned();
        });
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.user(self.user);
    }
}

pub(crate) struct ChangeEmail<'a> {
    pub(crate) user: UserId,
    pub(crate) email: &'a Email,
}

impl Rules for ChangeEmail<'_> {
    /// Whoever has the new address could act as the user, and accept the invitations to it (rule E5).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        if by.is_oneself(self.user)? {
            return Ok(());
        }
        let coverer = over_user(by, self.user, Permission::UserEdit)?;
        coverer.covers_user_gained(self.user, Some(self.email), Gain::Identity)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let root = fit.user(self.user)?.root;
        match fit.state.user_of(root, self.email) {
            Some(other) if other != self.user => Err(Refusal::AddressTaken(self.email.clone())),
            Some(_) | None => Ok(()),
        }
    }

    /// A change by another revokes the user's keys (rules C8, C9).
    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        state.alter_user(self.user, |user| user.email = self.email.clone());
        if actor != Actor::User(self.user) {
            state.revoke_keys(self.user, |_, _| true);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.user(self.user);
    }
}

pub(crate) struct ResetPassword {
    pub(crate) user: UserId,
}

impl Rules for ResetPassword {
    /// Whoever sets the password could act as the user (rule E5).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        if by.is_oneself(self.user)? {
            return Ok(());
        }
        let coverer = over_user(by, self.user, Permission::UserResetPassword)?;
        coverer.covers_user_gained(self.user, None, Gain::Identity)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.user(self.user).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.revoke_keys(self.user, |_, _| true);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.user(self.user);
    }
}

pub(crate) struct DeactivateUser {
    pub(crate) user: UserId,
}

impl Rules for DeactivateUser {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        over_user(by, self.user, Permission::UserDeactivate)?.covers_user(self.user)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let user = fit.user(self.user)?;
        if !user.active {
            return Err(Refusal::AlreadySo("the user is already deactivated"));
        }
        fit.keeps_administrator_without(user.id, user.root)
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_user(self.user, |user| user.active = false);
        state.revoke_keys(self.user, |_, _| true);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.user(self.user);
    }
}

pub(crate) struct ReactivateUser {
    pub(crate) user: UserId,
}

impl Rules for ReactivateUser {
    /// The user gains all that their memberships and invitations give (rule E3).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let coverer = over_user(by, self.user, Permission::UserDeactivate)?;
        coverer.covers_user_gained(self.user, None, Gain::Access)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        if fit.user(self.user)?.active {
            return Err(Refusal::AlreadySo("the user is already active"));
        }
        Ok(())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_user(self.user, |user| user.active = true);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.user(self.user);
    }
}

pub(crate) struct DeleteUser {
    pub(crate) user: UserId,
}

impl Rules for DeleteUser {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        over_user(by, self.user, Permission::UserDelete)?.covers_user(self.user)
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let user = fit.user(self.user)?;
        fit.keeps_administrator_without(user.id, user.root)
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.remove_user(self.user);
    }

    /// All that is the user's, and the invitations that the user or a key of theirs sent.
    fn touches(&self, touched: &mut Touched<'_>) {
        touched.user(self.user);
        let state = touched.state;
        if let Some(user) = state.user(self.user) {
            touched.invitations_to(user.root, &user.email);
        }
        let memberships = state.memberships_of(self.user);
        touched.things.extend(memberships.map(|membership| Thing::Membership(self.user, membership.account)));
        touched.things.extend(state.invitations_sent_by(self.user).map(Thing::Invitation));
    }
}

/// An actor who has a permission over a user, to be asked whether they cover the user (rule E2).
fn over_user<'a>(by: &Authority<'a>, user: UserId, permission: Permission) -> Result<Coverer<'a>, Refusal> {
    permit_on_user(by, user, permission)?;
    by.coverer()
}

/// E2: a permission in one open account where the user is a member, or in the root account if there is none.
fn permit_on_user(by: &Authority<'_>, user: UserId, permission: Permission) -> Result<(), Refusal> {
    let unknown = Refusal::UnknownUser(user);
    let Some(root) = by.state.user(user).map(|user| user.root) else { return Err(unknown) };
    let memberships = by.state.memberships_of(user).filter(|membership| !membership.assignment.has_ended(by.at));
    let open = memberships.map(|m| m.account).filter(|account| by.state.open_account(*account).is_some());
    let mut accounts = open.peekable();
    let at_root = accounts.peek().is_none().then_some(root);
    let mut denied = None;
    for account in accounts.chain(at_root) {
        match by.permit(permission, account) {
            Ok(()) => return Ok(()),
            Err(Refusal::Denied(Denial::NoAccess)) => {}
            Err(refusal) => denied = denied.or(Some(refusal)),
        }
    }
    Err(denied.unwrap_or(unknown))
}
