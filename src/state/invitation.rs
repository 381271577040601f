use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::organization::{AccountId, Actor, Email, Invitation, InvitationId, UserId};

use super::State;
use super::index::SmallSet;

impl State {
    /// A stored invitation; it may have expired.
    pub(crate) fn invitation(&self, id: InvitationId) -> Option<&Invitation> {
        self.records.invitations.get(&id)
    }

    pub(crate) fn invitations(&self) -> impl Iterator<Item = &Invitation> {
        self.records.invitations.values()
    }

    /// The stored invitations to an address, anywhere in a tenant.
    pub(crate) fn invitations_to(&self, root: AccountId, email: &Email) -> Vec<InvitationId> {
        let invited = self.index.invited(root, email).into_iter().flat_map(SmallSet::keys);
        invited.map(|(_, id)| id).collect()
    }

    /// The stored invitations that an actor sent, the actor itself and no key of theirs.
    pub(crate) fn invitations_by(&self, actor: Actor) -> Vec<InvitationId> {
        self.index.sent.get(&actor).into_iter().flat_map(SmallSet::keys).collect()
    }

    /// The stored invitation of an address to an account; there is at most one (rule C7).
    pub(crate) fn invitation_for(&self, root: AccountId, email: &Email, account: AccountId) -> Option<InvitationId> {
        let invited = self.index.invited(root, email)?;
        let (first, last) = (Uuid::nil().into(), Uuid::max().into());
        invited.keys_between((account, first), (account, last)).map(|(_, id)| id).next()
    }

    /// The stored invitations to an account.
    pub(crate) fn invitations_at(&self, account: AccountId) -> Vec<InvitationId> {
        let lists = self.index.lists_of_account(account).into_iter();
        lists.flat_map(|lists| lists.rare().invitations.keys()).collect()
    }

    /// The user behind an actor: the person, or the owner of the key, if it has one.
    pub(crate) fn user_behind(&self, actor: Actor) -> Option<UserId> {
        self.records.user_behind(actor)
    }

    pub(crate) fn insert_invitation(&mut self, invitation: Invitation) {
        let id = invitation.id;
        self.records.invitations.insert(id, invitation);
        self.index.invitation_changed(&self.records, id, None);
    }

    /// Sets another expiry and another inviter.
    pub(crate) fn renew_invitation(&mut self, id: InvitationId, expires: DateTime<Utc>, inviter: Actor) {
        let Some(invitation) = self.records.invitations.get_mut(&id) else { return };
        let before = invitation.clone();
        invitation.expires = expires;
        invitation.inviter = inviter;
        self.index.invitation_changed(&self.records, id, Some(&before));
    }

    /// Moves an invitation to another address.
    pub(crate) fn readdress_invitation(&mut self, id: InvitationId, email: &Email) {
        let Some(invitation) = self.records.invitations.get_mut(&id) else { return };
        let before = invitation.clone();
        invitation.email = email.clone();
        self.index.invitation_changed(&self.records, id, Some(&before));
    }

    /// Removes all invitations to an address in a tenant.
    pub(crate) fn remove_invitations_to(&mut self, root: AccountId, email: &Email) {
        for (_, id) in self.index.take_invited(root, email).into_keys() {
            self.remove_invitation(id);
        }
    }

    /// Removes all invitations to an account.
    pub(crate) fn remove_invitations_at(&mut self, account: AccountId) {
        for id in self.index.take_invitations_at(account).into_keys() {
            self.remove_invitation(id);
        }
    }

    /// Removes an invitation that is over; its id stays used.
    pub(crate) fn remove_invitation(&mut self, id: InvitationId) -> Option<Invitation> {
        let before = self.records.invitations.remove(&id)?;
        self.records.gone.invitations.insert(id);
        self.index.invitation_changed(&self.records, id, Some(&before));
        Some(before)
    }
}
