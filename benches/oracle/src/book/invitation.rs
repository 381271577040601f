//! What the commands about invitations do.

use super::{Book, Invitation, User};
use crate::order::{Actor, Address, Id, Instant};

impl Book<'_> {
    /// A new one takes the place of the old (C7).
    pub(super) fn invite(&mut self, id: Id, new: Invitation) -> Result<(), String> {
        self.account(new.account)?;
        self.invitations.retain(|_, old| !(old.account == new.account && old.email == new.email));
        self.invitations.insert(id, new);
        Ok(())
    }

    pub(super) fn accept(
        &mut self,
        actor: Actor,
        id: Id,
        email: Address,
        phone: Option<u32>,
        at: i64,
    ) -> Result<(), String> {
        let Actor::User(user) = actor else {
            return Err("only a person accepts".to_owned());
        };
        let Invitation { account, assignment, .. } = self.answered(id, email, at)?;
        self.enter(user, account, email, phone)?;
        self.join(user, account, assignment, at)?;
        self.invitations.remove(&id);
        Ok(())
    }

    pub(super) fn decline(&mut self, id: Id, email: Address, at: i64) -> Result<(), String> {
        self.answered(id, email, at)?;
        self.invitations.remove(&id);
        Ok(())
    }

    pub(super) fn revoke_invitation(&mut self, id: Id) -> Result<(), String> {
        self.invitation(id)?;
        self.invitations.remove(&id);
        Ok(())
    }

    /// Whoever renews it counts as its sender.
    pub(super) fn renew(&mut self, actor: Actor, id: Id, expires: Instant) -> Result<(), String> {
        let renewed = self.invitation(id)?;
        renewed.expires = expires;
        renewed.sender = actor;
        Ok(())
    }

    fn invitation(&mut self, id: Id) -> Result<&mut Invitation, String> {
        self.invitations.get_mut(&id).ok_or_else(|| format!("there is no invitation {id:?}"))
    }

    /// The invitation that is answered: it is pending, and the address is the one that was invited (C7).
    fn answered(&mut self, id: Id, email: Address, at: i64) -> Result<Invitation, String> {
        let invitation = self.invitation(id)?.clone();
        if invitation.email != email {
            return Err(format!("{id:?} is for another address"));
        }
        if invitation.expires.millis() <= at {
            return Err(format!("{id:?} has expired"));
        }
        Ok(invitation)
    }

    /// The person is an active user of the tree with this address, or new (C6, C7).
    pub(super) fn enter(&mut self, user: Id, account: Id, email: Address, phone: Option<u32>) -> Result<(), String> {
        let root = self.root(account);
        if let Some(there) = self.users.get(&user) {
            if !there.active || there.root != root || there.email != email {
                return Err(format!("{user:?} can't enter {account:?} with this address"));
            }
        } else if self.users.values().any(|there| there.root == root && there.email == email) {
            return Err("the address is another user's".to_owned());
        } else {
            self.users.insert(user, User { root, email, phone, active: true });
        }
        Ok(())
    }
}
