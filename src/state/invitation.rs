use chrono::{DateTime, Utc};

use uuid::Uuid;

use crate::organization::{AccountId, Actor, Email, Invitation, InvitationId, User, UserId};

use super::State;

impl State {
    /// A stored invitation; it may have expired.
    pub(crate) fn invitation(&self, id: InvitationId) -> Option<&Invitation> {
        self.invitations.get(&id)
    }

    pub(crate) fn invitations(&self) -> impl Iterator<Item = &Invitation> {
        self.invitations.values()
    }

    /// The stored invitations to an address, anywhere in a tree.
    pub(crate) fn invitations_to(&self, root: AccountId, email: &Email) -> impl Iterator<Item = InvitationId> + use<> {
        self.invited.get(&(root, email.clone())).cloned().into_iter().flatten().map(|(_, id)| id)
    }

    /// The stored invitations of a user's address to an account.
    pub(crate) fn invitations_of(&self, user: &User, account: AccountId) -> Vec<InvitationId> {
        let Some(invited) = self.invited.get(&(user.root, user.email.clone())) else { return Vec::new() };
        let (first, last) = (Uuid::nil().into(), Uuid::max().into());
        invited.range((account, first)..=(account, last)).map(|(_, id)| *id).collect()
    }

    /// The stored invitations to an account.
    pub(crate) fn invitations_at(&self, account: AccountId) -> impl Iterator<Item = InvitationId> + use<> {
        self.account(account).map(|entry| entry.invitations.clone()).into_iter().flatten()
    }

    /// The user who stands behind an actor: the person, or the owner of the key.
    pub(crate) fn user_behind(&self, actor: Actor) -> Option<UserId> {
        match actor {
            Actor::System => None,
            Actor::User(user) => Some(user),
            Actor::ApiKey(key) => self.key(key).map(|key| key.owner),
        }
    }

    pub(crate) fn insert_invitation(&mut self, invitation: Invitation) {
        let id = invitation.id;
        if let Some(sender) = self.user_behind(invitation.inviter).and_then(|user| self.user_entry_mut(user)) {
            sender.sent.insert(id);
        }
        for role in invitation.assignment.custom_roles() {
            if let Some(entry) = self.role_entry_mut(role) {
                entry.invitations.insert(id);
            }
        }
        if let Some(entry) = self.entry_mut(invitation.account) {
            entry.invitations.insert(id);
            let root = entry.root();
            self.invited.entry((root, invitation.email.clone())).or_default().insert((invitation.account, id));
        }
        self.invitations.insert(id, invitation);
    }

    /// Gives an invitation another expiry and another who vouches for it.
    pub(crate) fn renew_invitation(&mut self, id: InvitationId, expires: DateTime<Utc>, inviter: Actor) {
        if let Some(mut invitation) = self.unlink_invitation(id) {
            invitation.expires = expires;
            invitation.inviter = inviter;
            self.insert_invitation(invitation);
        }
    }

    /// Removes an invitation that is over; its id stays used.
    pub(crate) fn remove_invitation(&mut self, id: InvitationId) {
        if self.unlink_invitation(id).is_some() {
            self.gone.invitations.insert(id);
        }
    }

    fn unlink_invitation(&mut self, id: InvitationId) -> Option<Invitation> {
        let invitation = self.invitations.remove(&id)?;
        if let Some(sender) = self.user_behind(invitation.inviter).and_then(|user| self.user_entry_mut(user)) {
            sender.sent.remove(&id);
        }
        for role in invitation.assignment.custom_roles() {
            if let Some(entry) = self.role_entry_mut(role) {
                entry.invitations.remove(&id);
            }
        }
        if let Some(entry) = self.entry_mut(invitation.account) {
            entry.invitations.remove(&id);
            let place = (entry.root(), invitation.email.clone());
            if let Some(invited) = self.invited.get_mut(&place) {
                invited.remove(&(invitation.account, id));
                if invited.is_empty() {
                    self.invited.remove(&place);
                }
            }
        }
        Some(invitation)
    }
}
