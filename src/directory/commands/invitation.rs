//! The commands on invitations.

use chrono::{DateTime, Utc};

use crate::decision::Denial;
use crate::organization::{
    AccountId, AccountStatus, Actor, Assignment, Email, Invitation, InvitationId, Name, Phone, UserDetails,
};
use crate::permission::Permission;
use crate::state::{AccountEntry, Id, State};

use super::Rules;
use super::effects::{join, touch_joining};
use super::joining::{check_joining, may_invite};
use crate::directory::authority::Authority;
use crate::directory::facts::{Answer, Facts};
use crate::directory::invariants::Fit;
use crate::directory::refusal::Refusal;
use crate::directory::touched::{Thing, Touched};

pub(crate) struct Invite<'a> {
    pub(crate) invitation: InvitationId,
    pub(crate) account: AccountId,
    pub(crate) email: &'a Email,
    pub(crate) name: &'a Option<Name>,
    pub(crate) phone: &'a Option<Phone>,
    pub(crate) assignment: &'a Assignment,
    pub(crate) expires: DateTime<Utc>,
}

impl Invite<'_> {
    /// What it makes.
    fn invitation(&self, inviter: Actor) -> Invitation {
        Invitation {
            id: self.invitation,
            account: self.account,
            email: self.email.clone(),
            name: self.name.clone(),
            phone: self.phone.clone(),
            assignment: self.assignment.clone(),
            expires: self.expires,
            inviter,
        }
    }
}

impl Rules for Invite<'_> {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        may_invite(by, self.account, self.assignment, self.phone.is_some())
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let is_so = |invitation: &Invitation| *invitation == self.invitation(by.actor);
        by.would_change(!by.state.invitation(self.invitation).is_some_and(is_so))?;
        leads_somewhere(by, self.account, self.email)
    }

    /// The address is not that of a member.
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        fit.fresh(Id::Invitation(self.invitation))?;
        let entry = check_invitation(fit, self.account, self.assignment, self.expires)?;
        match fit.state.user_of(entry.root(), self.email) {
            Some(user) => fit.is_not_a_member(user, self.account),
            None => Ok(()),
        }
    }

    /// It takes the place of another for the same address and account (rule C7).
    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        let root = state.account(self.account).map(AccountEntry::root);
        if let Some(other) = root.and_then(|root| state.invitation_for(root, self.email, self.account)) {
            state.remove_invitation(other);
        }
        state.insert_invitation(self.invitation(actor));
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.account = Some(self.account);
        touched.things.insert(Thing::Invitation(self.invitation));
        touched.invitation_for(self.account, self.email);
        touched.user_of(self.account, self.email);
    }
}

pub(crate) struct AcceptInvitation<'a> {
    pub(crate) invitation: InvitationId,
    pub(crate) email: &'a Email,
    pub(crate) name: &'a Name,
    pub(crate) phone: &'a Option<Phone>,
}

impl Rules for AcceptInvitation<'_> {
    /// Nothing but the proved address is needed; whether the inviter still may invite is asked last
    /// ([`inviter_still_may`]).
    fn may(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plans(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    /// C7: the account is active and the person, if they are a user, is, too.
    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let user = fit.person()?;
        let invitation = invited_address(fit, self.invitation, self.email)?;
        let entry = fit.open(invitation.account)?;
        if entry.status() != AccountStatus::Active {
            return Err(Refusal::AccountSuspended(invitation.account));
        }
        fit.assignment(entry, &invitation.assignment)?;
        if fit.state.user(user).is_some_and(|user| !user.active) {
            return Err(Refusal::Denied(Denial::UserDeactivated));
        }
        check_joining(fit, user, entry, self.email)
    }

    fn does(&self, state: &mut State, actor: Actor, at: DateTime<Utc>) {
        // Taken out first: it may be one of those that joining ends.
        let Some(accepted) = state.remove_invitation(self.invitation) else { return };
        if let Actor::User(user) = actor {
            let details = UserDetails { name: self.name.clone(), phone: self.phone.clone() };
            join(state, user, accepted.account, self.email, &details, accepted.assignment, at);
        }
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.invitation(self.invitation);
        if let (Some(account), Actor::User(user)) = (touched.account, touched.actor) {
            touch_joining(touched, user, account, self.email);
        }
    }
}

pub(crate) struct DeclineInvitation<'a> {
    pub(crate) invitation: InvitationId,
    pub(crate) email: &'a Email,
}

impl Rules for DeclineInvitation<'_> {
    /// Nothing but the proved address is needed.
    fn may(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn plans(&self, _: &Authority<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let user = fit.person()?;
        let invitation = invited_address(fit, self.invitation, self.email)?;
        let root = fit.account(invitation.account)?.root();
        match fit.state.user(user) {
            Some(user) if user.root != root => Err(Refusal::OtherTree(user.id)),
            Some(user) if user.email != *self.email => Err(Refusal::NotTheUsersAddress(self.email.clone())),
            Some(_) => Ok(()),
            None => fit.fresh(Id::User(user)),
        }
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.remove_invitation(self.invitation);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.invitation(self.invitation);
    }
}

pub(crate) struct RevokeInvitation {
    pub(crate) invitation: InvitationId,
}

impl Rules for RevokeInvitation {
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.permit_to_take(Permission::UserInvite, within_reach(by, self.invitation)?.account)
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        by.finds(Id::Invitation(self.invitation))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        stored(fit, self.invitation).map(|_| ())
    }

    fn does(&self, state: &mut State, _: Actor, _: DateTime<Utc>) {
        state.remove_invitation(self.invitation);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.invitation(self.invitation);
    }
}

pub(crate) struct RenewInvitation {
    pub(crate) invitation: InvitationId,
    pub(crate) expires: DateTime<Utc>,
}

impl Rules for RenewInvitation {
    /// The actor vouches for it from now on.
    fn may(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let invitation = within_reach(by, self.invitation)?;
        may_invite(by, invitation.account, &invitation.assignment, invitation.phone.is_some())
    }

    fn plans(&self, by: &Authority<'_>) -> Result<(), Refusal> {
        let invitation = by.state.invitation(self.invitation);
        let is_so = |invitation: &Invitation| invitation.expires == self.expires && invitation.inviter == by.actor;
        by.would_change(!invitation.is_some_and(is_so))?;
        invitation.map_or(Ok(()), |invitation| leads_somewhere(by, invitation.account, &invitation.email))
    }

    fn holds(&self, fit: &Fit<'_>) -> Result<(), Refusal> {
        let invitation = stored(fit, self.invitation)?;
        check_invitation(fit, invitation.account, &invitation.assignment, self.expires).map(|_| ())
    }

    fn does(&self, state: &mut State, actor: Actor, _: DateTime<Utc>) {
        state.renew_invitation(self.invitation, self.expires, actor);
    }

    fn touches(&self, touched: &mut Touched<'_>) {
        touched.invitation(self.invitation);
    }
}

/// C7: nobody whom the actor may know to be deactivated is invited.
fn leads_somewhere(by: &Authority<'_>, account: AccountId, email: &Email) -> Result<(), Refusal> {
    let root = by.state.account(account).map(AccountEntry::root);
    let user = root.and_then(|root| by.state.user_of(root, email)).and_then(|user| by.state.user(user));
    match user {
        Some(user) if !user.active && by.knows(user) => Err(Refusal::UserDeactivated(user.id)),
        Some(_) | None => Ok(()),
    }
}

/// C7: an invitation is accepted only while its inviter could still send it.
pub(in crate::directory) fn inviter_still_may(facts: &Facts<'_>, by: &Authority<'_>) -> Result<(), Refusal> {
    let Some(Answer::Accepts) = facts.answer else { return Ok(()) };
    let Some(invitation) = facts.invitation.and_then(|id| by.state.invitation(id)) else { return Ok(()) };
    let inviter = by.in_place_of(invitation.inviter);
    let answer = may_invite(&inviter, invitation.account, &invitation.assignment, invitation.phone.is_some());
    answer.map_err(|_| Refusal::InviterLostAuthority(invitation.id))
}

/// C3: an invitation to an account that the actor does not reach is answered as if it did not exist.
fn within_reach<'a>(by: &Authority<'a>, id: InvitationId) -> Result<&'a Invitation, Refusal> {
    let invitation = by.state.invitation(id).filter(|invitation| by.reaches(invitation.account));
    invitation.ok_or(Refusal::UnknownInvitation(id))
}

/// C6, I4: what a new or renewed invitation gives can be given, and it can still be accepted.
fn check_invitation<'a>(
    fit: &Fit<'a>,
    account: AccountId,
    assignment: &Assignment,
    expires: DateTime<Utc>,
) -> Result<AccountEntry<'a>, Refusal> {
    let entry = fit.open(account)?;
    fit.is_in_tree_of(entry)?;
    fit.assignment(entry, assignment)?;
    fit.ends_later(Some(expires))?;
    Ok(entry)
}

/// An invitation that is there, pending or expired. One that is over is answered as if it had never been (rule C11).
fn stored<'a>(fit: &Fit<'a>, id: InvitationId) -> Result<&'a Invitation, Refusal> {
    fit.state.invitation(id).ok_or(Refusal::UnknownInvitation(id))
}

/// C7: the pending invitation to exactly the address that was proved.
fn invited_address<'a>(fit: &Fit<'a>, id: InvitationId, email: &Email) -> Result<&'a Invitation, Refusal> {
    let invitation = stored(fit, id)?;
    if invitation.email != *email {
        return Err(Refusal::NotTheInvitedAddress(email.clone()));
    }
    if invitation.is_pending(fit.at) { Ok(invitation) } else { Err(Refusal::InvitationOver(id)) }
}
