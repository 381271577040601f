use hashbrown::Equivalent;

use crate::organization::{AccountId, Actor, Email, Invitation, InvitationId};

use super::super::records::Records;
use super::small::SmallSet;
use super::{AccountLists, Index};

/// An address in a tenant, as a key of a map is looked up: not a copy.
#[derive(Hash)]
struct Address<'a>(AccountId, &'a Email);

impl Equivalent<(AccountId, Email)> for Address<'_> {
    fn equivalent(&self, (root, email): &(AccountId, Email)) -> bool {
        self.0 == *root && self.1 == email
    }
}

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

    /// The stored invitations to an address in a tenant, by the accounts that they are to.
    pub(crate) fn invited(&self, root: AccountId, email: &Email) -> Option<&SmallSet<(AccountId, InvitationId), 1>> {
        self.invited.get(&Address(root, email))
    }

    /// The same, which are looked up by their address no more: each is about to be removed, and is not taken out one by one.
    pub(crate) fn take_invited(&mut self, root: AccountId, email: &Email) -> SmallSet<(AccountId, InvitationId), 1> {
        self.invited.remove(&Address(root, email)).unwrap_or_default()
    }

    /// The stored invitations to an account, in the same way.
    pub(crate) fn take_invitations_at(&mut self, account: AccountId) -> SmallSet<InvitationId, 1> {
        let lists = self.lists_of_account_mut(account).and_then(AccountLists::rare_if_any);
        lists.map(|lists| core::mem::take(&mut lists.invitations)).unwrap_or_default()
    }

    fn link_invitation(&mut self, invitation: &Invitation) {
        let id = invitation.id;
        if invitation.inviter != Actor::System {
            self.sent.entry(invitation.inviter).or_default().set(id, true);
        }
        for role in invitation.assignment.custom_roles() {
            if let Some(lists) = self.role_lists.get_mut(&role) {
                lists.invitations.insert(id);
            }
        }
        if let Some(lists) = self.lists_of_account_mut(invitation.account) {
            lists.rare_mut().invitations.set(id, true);
        }
        if let Some(root) = self.root_of(invitation.account) {
            let invited = self.invited.entry((root, invitation.email.clone())).or_default();
            invited.set((invitation.account, id), true);
        }
    }

    fn unlink_invitation(&mut self, invitation: &Invitation) {
        let id = invitation.id;
        if let Some(sent) = self.sent.get_mut(&invitation.inviter) {
            sent.set(id, false);
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
            lists.rare_mut().invitations.set(id, false);
        }
        let Some(root) = self.root_of(invitation.account) else { return };
        let address = Address(root, &invitation.email);
        let Some(invited) = self.invited.get_mut(&address) else { return };
        invited.set((invitation.account, id), false);
        if invited.is_empty() {
            self.invited.remove(&address);
        }
    }
}
