use crate::organization::{Actor, Invitation, InvitationId};

use super::super::records::Records;
use super::Index;

impl Index {
    /// An invitation was added, altered or removed: where it is found.
    pub(crate) fn invitation_changed(&mut self, records: &Records, id: InvitationId, before: Option<&Invitation>) {
        if let Some(before) = before {
            self.unlink_invitation(before);
        }
        if let Some(invitation) = records.invitations.get(&id) {
            self.link_invitation(invitation);
        }
    }

    fn link_invitation(&mut self, invitation: &Invitation) {
        let id = invitation.id;
        if invitation.inviter != Actor::System {
            self.sent.entry(invitation.inviter).or_default().insert(id);
        }
        for role in invitation.assignment.custom_roles() {
            if let Some(lists) = self.role_lists.get_mut(&role) {
                lists.invitations.insert(id);
            }
        }
        if let Some(lists) = self.lists_of_account_mut(invitation.account) {
            lists.invitations.insert(id);
        }
        if let Some(root) = self.root_of(invitation.account) {
            let invited = self.invited.entry((root, invitation.email.clone())).or_default();
            invited.insert((invitation.account, id));
        }
    }

    fn unlink_invitation(&mut self, invitation: &Invitation) {
        let id = invitation.id;
        if let Some(sent) = self.sent.get_mut(&invitation.inviter) {
            sent.remove(&id);
            if sent.is_empty() {
                self.sent.remove(&invitation.inviter);
            }
        }
        for role in invitation.assignment.custom_roles() {
            if let Some(lists) = self.role_lists.get_mut(&role) {
                lists.invitations.remove(&id);
            }
        }
        if let Some(lists) = self.lists_of_account_mut(invitation.account) {
            lists.invitations.remove(&id);
        }
        let Some(root) = self.root_of(invitation.account) else { return };
        let address = (root, invitation.email.clone());
        let Some(invited) = self.invited.get_mut(&address) else { return };
        invited.remove(&(invitation.account, id));
        if invited.is_empty() {
            self.invited.remove(&address);
        }
    }
}
