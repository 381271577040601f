//! What the commands about members and users do.

use super::{Book, User};
use crate::order::{Actor, Address, Assignment, Id};

impl Book<'_> {
    pub(super) fn add_user(
        &mut self,
        user: Id,
        account: Id,
        email: Address,
        assignment: Assignment,
        at: i64,
    ) -> Result<(), String> {
        self.account(account)?;
        self.enter(user, account, email, None)?;
        self.join(user, account, assignment, at)
    }

    pub(super) fn assign(&mut self, user: Id, account: Id, assignment: Assignment, at: i64) -> Result<(), String> {
        if self.memberships.get(&(user, account)).is_none_or(|membership| membership.has_ended(at)) {
            return Err(format!("{user:?} is not a member of {account:?}"));
        }
        self.revoke_sleeping(user, account, at);
        self.memberships.insert((user, account), assignment);
        Ok(())
    }

    pub(super) fn leave(&mut self, actor: Actor, account: Id, at: i64) -> Result<(), String> {
        let Actor::User(user) = actor else {
            return Err("only a person leaves".to_owned());
        };
        self.remove_member(user, account, at)
    }

    pub(super) fn remove_member(&mut self, user: Id, account: Id, at: i64) -> Result<(), String> {
        if !self.memberships.contains_key(&(user, account)) {
            return Err(format!("{user:?} is not a member of {account:?}"));
        }
        self.take_away(user, account, at);
        Ok(())
    }

    /// Another's number is a way in (C8).
    pub(super) fn edit_user(&mut self, actor: Actor, user: Id, phone: Option<u32>, at: i64) -> Result<(), String> {
        let is_another_number = self.user(user)?.phone != phone;
        if is_another_number && actor != Actor::User(user) {
            self.answer_for(user, at)?;
        }
        self.user(user)?.phone = phone;
        Ok(())
    }

    pub(super) fn reset_password(&mut self, actor: Actor, user: Id, at: i64) -> Result<(), String> {
        if actor == Actor::User(user) {
            self.user(user)?;
            self.revoke_keys_of(user);
            return Ok(());
        }
        self.answer_for(user, at)
    }

    pub(super) fn deactivate(&mut self, user: Id) -> Result<(), String> {
        self.user(user)?.active = false;
        self.revoke_keys_of(user);
        Ok(())
    }

    pub(super) fn reactivate(&mut self, user: Id, at: i64) -> Result<(), String> {
        self.answer_for(user, at)?;
        self.user(user)?.active = true;
        Ok(())
    }

    pub(super) fn delete(&mut self, user: Id) -> Result<(), String> {
        self.user(user)?;
        self.revoke_keys_of(user);
        self.end_invitations_to(user);
        self.invitations.retain(|_, invitation| invitation.sender != Actor::User(user));
        self.memberships.retain(|(member, _), _| *member != user);
        self.users.remove(&user);
        Ok(())
    }

    fn user(&mut self, id: Id) -> Result<&mut User, String> {
        self.users.get_mut(&id).ok_or_else(|| format!("there is no user {id:?}"))
    }

    /// Whoever could let somebody act as the user answers for what the user holds: what is beside it ends (C8). That a
    /// membership is removed ends what the user sent there, as by `RemoveMember`.
    fn answer_for(&mut self, user: Id, at: i64) -> Result<(), String> {
        self.user(user)?;
        self.revoke_keys_of(user);
        self.end_invitations_to(user);
        let ended = self.memberships.iter().filter(|((member, _), given)| *member == user && given.has_ended(at));
        let ended: Vec<Id> = ended.map(|((_, account), _)| *account).collect();
        for account in ended {
            self.take_away(user, account, at);
        }
        Ok(())
    }

    fn end_invitations_to(&mut self, user: Id) {
        let Some(there) = self.users.get(&user) else { return };
        let ended = self.invitations_in(there.root, there.email);
        self.invitations.retain(|id, _| !ended.contains(id));
    }

    /// The invitations to an address in a tree.
    fn invitations_in(&self, root: Id, email: Address) -> Vec<Id> {
        let all = self.invitations.iter();
        let meant = all.filter(|(_, invitation)| invitation.email == email && self.root(invitation.account) == root);
        meant.map(|(id, _)| *id).collect()
    }

    pub(super) fn change_email(&mut self, actor: Actor, user: Id, email: Address, at: i64) -> Result<(), String> {
        let root = self.user(user)?.root;
        if self.users.iter().any(|(id, there)| *id != user && there.root == root && there.email == email) {
            return Err("the address is another user's".to_owned());
        }
        if actor == Actor::User(user) {
            self.move_invitations(user, email, at);
            self.user(user)?.email = email;
        } else {
            self.answer_for(user, at)?;
            self.user(user)?.email = email;
            self.end_invitations_to(user);
        }
        Ok(())
    }

    /// Invitations follow a person who changes their own address (C7).
    fn move_invitations(&mut self, user: Id, email: Address, at: i64) {
        let Some(there) = self.users.get(&user) else { return };
        let (root, old_email) = (there.root, there.email);
        for id in self.invitations_in(root, old_email) {
            let Some(moved) = self.invitations.get(&id) else { continue };
            let (account, has_expired) = (moved.account, moved.expires.millis() <= at);
            let rivals = self.invitations_in(root, email);
            let is_there = |rival: &Id| self.invitations.get(rival).is_some_and(|i| i.account == account);
            let rival = rivals.into_iter().find(is_there);
            // The one that is pending stays; if both are, or neither is, that of the new address.
            let rival_expires =
                rival.and_then(|rival| self.invitations.get(&rival)).map(|rival| rival.expires.millis());
            if rival_expires.is_none_or(|expires| expires <= at && !has_expired) {
                self.invitations.retain(|id, _| Some(*id) != rival);
                if let Some(moved) = self.invitations.get_mut(&id) {
                    moved.email = email;
                }
            } else {
                self.invitations.remove(&id);
            }
        }
        // One for an account where the person is a member ends.
        for id in self.invitations_in(root, email) {
            let account = self.invitations.get(&id).map_or(root, |invitation| invitation.account);
            if self.memberships.get(&(user, account)).is_some_and(|membership| !membership.has_ended(at)) {
                self.invitations.remove(&id);
            }
        }
    }
}
