//! What the commands about accounts do.

use super::{Account, Book, User};
use crate::order::{Actor, Address, Assignment, Billing, Id, Selection};

/// An account is at most this far below its root.
const MAX_DEPTH: u8 = 5;

impl Book<'_> {
    pub(super) fn open_account(
        &mut self,
        account: Id,
        billing: Billing,
        features: Selection,
        administrator: Id,
        email: Address,
    ) {
        self.accounts.insert(account, opened(None, 0, features, Some(billing)));
        self.users.insert(administrator, User { root: account, email, phone: None, active: true });
        self.memberships.insert((administrator, account), self.admin());
    }

    pub(super) fn open_subaccount(&mut self, account: Id, parent: Id) -> Result<(), String> {
        let depth = self.account(parent)?.depth + 1;
        if depth > MAX_DEPTH {
            return Err(format!("{account:?} is too deep"));
        }
        self.accounts.insert(account, opened(Some(parent), depth, Selection::EVERYTHING, None));
        Ok(())
    }

    pub(super) fn account(&mut self, id: Id) -> Result<&mut Account, String> {
        self.accounts.get_mut(&id).ok_or_else(|| format!("there is no account {id:?}"))
    }

    /// The suspension of the actor's side (G4).
    pub(super) fn suspension(&mut self, actor: Actor, account: Id) -> Result<&mut bool, String> {
        let account = self.account(account)?;
        Ok(match actor {
            Actor::Operator => &mut account.suspended_by_operator,
            Actor::User(_) | Actor::Key(_) => &mut account.suspended_by_members,
        })
    }

    /// Closes an account for good: invitations to it and those below end, and so do the keys of these accounts (G6, C7).
    pub(super) fn close(&mut self, account: Id) -> Result<(), String> {
        self.account(account)?.closed = true;
        let places = self.subtree(account);
        self.revoke_where(|_, key| key.owner.is_none() && places.contains(&key.account));
        self.invitations.retain(|_, invitation| !places.contains(&invitation.account));
        Ok(())
    }

    fn admin(&self) -> Assignment {
        let admin = self.catalogue.presets.iter().position(|preset| preset.name == "admin");
        Assignment { presets: admin.into_iter().collect(), ..Assignment::default() }
    }
}

fn opened(parent: Option<Id>, depth: u8, features: Selection, billing: Option<Billing>) -> Account {
    Account {
        parent,
        depth,
        features,
        billing,
        suspended_by_members: false,
        suspended_by_operator: false,
        closed: false,
    }
}
