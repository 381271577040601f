//! What the commands about roles and API keys do.

use super::{Book, Key, Role};
use crate::catalogue::Grants;
use crate::order::{Actor, Id, KeySettings};

impl Book<'_> {
    pub(super) fn define_role(&mut self, role: Id, account: Id, grants: Grants) -> Result<(), String> {
        self.account(account)?;
        self.roles.insert(role, Role { account, grants });
        Ok(())
    }

    /// Revokes the sleeping keys of whoever has the role, as the documentation of the command says, also if the role gets
    /// another name alone.
    pub(super) fn change_role(&mut self, role: Id, grants: Grants, at: i64) -> Result<(), String> {
        self.role(role)?;
        self.revoke_sleeping_of_holders(role, at);
        self.role(role)?.grants = grants;
        Ok(())
    }

    /// Invitations that name the role have expired, and end (E4).
    pub(super) fn delete_role(&mut self, role: Id) -> Result<(), String> {
        self.role(role)?;
        if self.memberships.values().any(|membership| membership.roles.contains(&role)) {
            return Err(format!("{role:?} is in use"));
        }
        self.roles.remove(&role);
        self.invitations.retain(|_, invitation| !invitation.assignment.roles.contains(&role));
        Ok(())
    }

    pub(super) fn create_key(
        &mut self,
        actor: Actor,
        key: Id,
        account: Id,
        settings: KeySettings,
    ) -> Result<(), String> {
        let Actor::User(owner) = actor else {
            return Err("only a person owns a key".to_owned());
        };
        self.account(account)?;
        self.keys.insert(key, Key { owner: Some(owner), account, settings });
        Ok(())
    }

    pub(super) fn create_account_key(&mut self, key: Id, account: Id, settings: KeySettings) -> Result<(), String> {
        self.account(account)?;
        self.keys.insert(key, Key { owner: None, account, settings });
        Ok(())
    }

    pub(super) fn revoke_key(&mut self, key: Id) -> Result<(), String> {
        self.key(key)?;
        self.revoke(key);
        Ok(())
    }

    pub(super) fn key(&mut self, id: Id) -> Result<&mut Key, String> {
        self.keys.get_mut(&id).ok_or_else(|| format!("there is no key {id:?}"))
    }

    fn role(&mut self, id: Id) -> Result<&mut Role, String> {
        self.roles.get_mut(&id).ok_or_else(|| format!("there is no role {id:?}"))
    }

    /// Another content of a role wakes no key of whoever has it (G5). Every membership that is stored counts here, also one that
    /// has ended and may be live by a slower clock.
    fn revoke_sleeping_of_holders(&mut self, role: Id, at: i64) {
        let all = self.memberships.iter();
        let holders = all.filter(|(_, membership)| membership.roles.contains(&role));
        let holders: Vec<(Id, Id)> = holders.map(|(place, _)| *place).collect();
        for (user, account) in holders {
            self.revoke_sleeping(user, account, at);
        }
    }
}
