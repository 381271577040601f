//! The commands on users.

use chrono::{DateTime, Utc};

use crate::decision::Denial;
use crate::organization::{AccountId, Actor, Email, Name, Phone, User, UserDetails, UserId};
use crate::permission::Permission;
use crate::state::{Id, State};

use super::Rules;
use super::effects::{move_invitations, take_over, touch_taking_over};
use crate::directory::authority::Authority;
use crate::directory::coverage::{Coverer, Gain};
use crate::directory::invariants::Fit;
use crate::directory::refusal::Refusal;
use crate::directory::touched::Touched;

pub(crate) struct EditUser<'a> {
    pub(crate) user: UserId,
    pub(crate) name: &'a Name,
    pub(crate) phone: Option<&'a Phone>,
    pub(crate) replaces: Option<&'a UserDetails>,
}

impl EditUser<'_> {
    /// Whether it gives another telephone number, or none: a way in, like an address (rule C8).
    fn changes_phone(&self, state: &State) -> bool {
        state.user(self.user).is_some_and(|user| user.phone() != self.phone)
    }
}

impl Rules for EditUser<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        if by.is_oneself(self.user)? {
            return Ok(());
        }
        let coverer = over_user(by, self.user, Permission::UserEdit)?;
        if self.changes_phone(by.state) {
            return coverer.covers_user_gained(self.user, Gain::Identity);
        }
        coverer.covers_user(self.user)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let details = by.state.user(self.user).map(User::details);
        let will_be = UserDetails { name: self.name.clone(), phone: self.phone.cloned() };
        by.would_change(details.as_ref() != Some(&will_be))?;
        by.saw(self.replaces, details.as_ref())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.user(self.user).map(|_| ())
    }

    fn does(&self, state: &mut State, actor: Actor, at: DateTime<Utc>) {
        if actor != Actor::User(self.user) && self.changes_phone(state) {
            take_over(state, self.user, at);
        }
        state.alter_user(self.user, |user| {
            user.name = self.name.clone();
            user.phone = self.phone.cloned().map(Box::new);
        });
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_taking_over(touched, self.user);
    }
}

pub(crate) struct ChangeEmail<'a> {
    pub(crate) user: UserId,
    pub(crate) email: &'a Email,
}

impl Rules for ChangeEmail<'_> {
    /// Whoever has the new address could act as the user (rule E5).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        if by.is_oneself(self.user)? {
            return Ok(());
        }
        let coverer = over_user(by, self.user, Permission::UserEdit)?;
        coverer.covers_user_gained(self.user, Gain::Identity)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(by.state.user(self.user).map(|user| &user.email) != Some(self.email))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let root = fit.user(self.user)?.root;
        match fit.state.user_of(root, self.email) {
            Some(other) if other != self.user => Err(Refusal::AddressTaken(self.email.clone())),
            Some(_) | None => Ok(()),
        }
    }

    /// One's own invitations move to the new address; a change by another is as good as taking over (rules C7, C8).
    fn does(&self, state: &mut State, actor: Actor, at: DateTime<Utc>) {
        let Some(user) = state.user(self.user).filter(|user| user.email != *self.email) else { return };
        let (root, old) = (user.root, user.email.clone());
        if actor == Actor::User(self.user) {
            move_invitations(state, self.user, &old, self.email, at);
        } else {
            take_over(state, self.user, at);
            state.remove_invitations_to(root, self.email);
        }
        state.alter_user(self.user, |user| user.email = self.email.clone());
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_taking_over(touched, self.user);
        if let Some(user) = touched.state.user(self.user) {
            touched.invitations_to(user.root, self.email);
        }
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
        // Closing stands against it, suspension doesn't (rule C10).
        let permitted = |account| match by.permit(Permission::UserResetPassword, account) {
            Err(Refusal::Denied(Denial::AccountSuspended)) => Ok(()),
            answer => answer,
        };
        permit_on_user(by, self.user, permitted)?;
        let coverer = by.coverer()?;
        coverer.covers_user_gained(self.user, Gain::Identity)
    }

    fn plans(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.user(self.user).map(|_| ())
    }

    fn does(&self, state: &mut State, actor: Actor, at: DateTime<Utc>) {
        if actor == Actor::User(self.user) {
            state.revoke_keys(self.user, |_, _| true);
        } else {
            take_over(state, self.user, at);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_taking_over(touched, self.user);
    }
}

pub(crate) struct DeactivateUser {
    pub(crate) user: UserId,
}

impl Rules for DeactivateUser {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        permit_on_user(by, self.user, |account| by.permit_to_take(Permission::UserDeactivate, account))?;
        by.coverer()?.covers_user(self.user)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(by.state.user(self.user).is_none_or(|user| user.active))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let user = fit.user(self.user)?;
        fit.keeps_administrator_without(user.id, user.root)
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.alter_user(self.user, |user| user.active = false);
        state.revoke_keys(self.user, |_, _| true);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_taking_over(touched, self.user);
    }
}

pub(crate) struct ReactivateUser {
    pub(crate) user: UserId,
}

impl Rules for ReactivateUser {
    /// The user gains all that their memberships give (rule E3).
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let coverer = over_user(by, self.user, Permission::UserDeactivate)?;
        coverer.covers_user_gained(self.user, Gain::Access)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.would_change(by.state.user(self.user).is_none_or(|user| !user.active))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.user(self.user).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, at: DateTime<Utc>) {
        if state.user(self.user).is_some_and(|user| !user.active) {
            take_over(state, self.user, at);
            state.alter_user(self.user, |user| user.active = true);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touch_taking_over(touched, self.user);
    }
}

pub(crate) struct DeleteUser {
    pub(crate) user: UserId,
}

impl Rules for DeleteUser {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        over_user(by, self.user, Permission::UserDelete)?.covers_user(self.user)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.finds(Id::User(self.user))
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
        touch_taking_over(touched, self.user);
    }
}

/// An actor who has a permission over a user, to be asked whether they cover the user (rule E2).
fn over_user<'a>(by: &Authority<'a>, user: UserId, permission: Permission) -> Result<Coverer<'a>, Refusal> {
    permit_on_user(by, user, |account| by.permit(permission, account))?;
    by.coverer()
}

/// E2: a permission in one open account where the user is a member, or in the root account if there is none.
fn permit_on_user(
    by: &Authority<'_>,
    user: UserId,
    permitted: impl Fn(AccountId) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let unknown = Refusal::UnknownUser(user);
    let Some(root) = by.state.user(user).map(|user| user.root) else { return Err(unknown) };
    let memberships = by.state.memberships_of(user).filter(|membership| !membership.assignment.has_ended(by.at));
    let open = memberships.map(|m| m.account).filter(|account| by.state.open_account(*account).is_some());
    let mut accounts = open.peekable();
    let at_root = accounts.peek().is_none().then_some(root);
    let mut denied = None;
    for account in accounts.chain(at_root) {
        match permitted(account) {
            Ok(()) => return Ok(()),
            Err(Refusal::Denied(Denial::NoAccess)) => {}
            Err(refusal) => denied = denied.or(Some(refusal)),
        }
    }
    Err(denied.unwrap_or(unknown))
}
