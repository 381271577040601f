//! Random commands about members and users.

use super::World;
use crate::order::{Actor, Id, Order};

/// At most this many users are made in a world.
const MOST_USERS: usize = 60;

impl World<'_> {
    pub(super) fn add_user(&mut self) -> Option<(Actor, Order)> {
        let (user, email, account) = self.newcomer()?;
        let assignment = self.assignment(account);
        let on_behalf_of = match self.actor(account) {
            Actor::User(member) if self.dice.chance(40) => Some(member),
            Actor::Operator | Actor::User(_) | Actor::Key(_) => None,
        };
        Some((Actor::Operator, Order::AddUser { user, account, email, assignment, on_behalf_of }))
    }

    /// Somebody to add, and where: often whose membership there has ended, or whose key there may sleep.
    fn newcomer(&mut self) -> Option<(Id, u32, Id)> {
        let back = match self.dice.number(0..100) {
            0..12 => {
                let now = self.now.millis();
                let ended = self.book.memberships.iter().filter(|(_, given)| given.has_ended(now));
                let ended: Vec<(Id, Id)> = ended.map(|(place, _)| *place).collect();
                self.dice.pick(ended)
            }
            12..24 => self.owner_of_a_key(),
            _ => None,
        };
        if let Some((user, account)) = back {
            return self.book.users.get(&user).map(|there| (user, there.email, account));
        }
        let account = self.any_account()?;
        if self.book.users.len() < MOST_USERS && self.dice.chance(60) {
            return Some((self.new_id(), self.new_address(), account));
        }
        let root = self.book.root(account);
        let users = self.book.users.iter().filter(|(_, user)| user.root == root);
        let users: Vec<(Id, u32)> = users.map(|(id, user)| (*id, user.email)).collect();
        self.dice.pick(users).map(|(user, email)| (user, email, account))
    }

    /// The owner of a person's key, and the key's account.
    fn owner_of_a_key(&mut self) -> Option<(Id, Id)> {
        let keys = self.book.keys.values().filter_map(|key| key.owner.map(|owner| (owner, key.account)));
        let keys: Vec<(Id, Id)> = keys.collect();
        self.dice.pick(keys)
    }

    fn any_membership(&mut self) -> Option<(Id, Id)> {
        let all: Vec<(Id, Id)> = self.book.memberships.keys().copied().collect();
        self.dice.pick(all)
    }

    /// A user, and an account in which somebody may be entitled to act on the user.
    fn user_and_account(&mut self) -> Option<(Id, Id)> {
        if self.dice.chance(90) {
            return self.any_membership();
        }
        let user = self.any_user()?;
        self.book.users.get(&user).map(|there| (user, there.root))
    }

    pub(super) fn assign(&mut self) -> Option<(Actor, Order)> {
        // Often somebody with a key, which an assignment that starts later puts to sleep.
        let owner = if self.dice.chance(40) { self.owner_of_a_key() } else { None };
        let owner = owner.filter(|place| self.book.memberships.contains_key(place));
        let (user, account) = owner.or_else(|| self.any_membership())?;
        let assignment = self.assignment(account);
        Some((self.actor(account), Order::Assign { user, account, assignment }))
    }

    pub(super) fn leave(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.any_membership()?;
        Some((Actor::User(user), Order::Leave { account }))
    }

    pub(super) fn remove_member(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.any_membership()?;
        Some((self.actor(account), Order::RemoveMember { user, account }))
    }

    pub(super) fn edit_user(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.user_and_account()?;
        let old = self.book.users.get(&user)?.phone;
        let phone = match self.dice.number(0..3) {
            0 => None,
            1 => old,
            _ => Some(self.new_id().0),
        };
        let name = self.new_id().0;
        let actor = if self.dice.chance(30) { Actor::User(user) } else { self.actor(account) };
        Some((actor, Order::EditUser { user, name, phone }))
    }

    pub(super) fn change_email(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.user_and_account()?;
        // Sometimes to an address that is invited, so that two invitations meet.
        let invited: Vec<u32> = self.book.invitations.values().map(|invitation| invitation.email).collect();
        let invited = if self.dice.chance(40) { self.dice.pick(invited) } else { None };
        let email = invited.unwrap_or_else(|| self.new_address());
        let actor = if self.dice.chance(50) { Actor::User(user) } else { self.actor(account) };
        Some((actor, Order::ChangeEmail { user, email }))
    }

    pub(super) fn reset_password(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.user_and_account()?;
        let actor = if self.dice.chance(40) { Actor::User(user) } else { self.actor(account) };
        Some((actor, Order::ResetPassword { user }))
    }

    pub(super) fn deactivate(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.user_and_account()?;
        Some((self.actor(account), Order::DeactivateUser { user }))
    }

    pub(super) fn reactivate(&mut self) -> Option<(Actor, Order)> {
        let all = self.book.users.iter().filter(|(_, user)| !user.active).map(|(id, user)| (*id, user.root));
        let all: Vec<(Id, Id)> = all.collect();
        let (user, root) = self.dice.pick(all)?;
        Some((self.actor(root), Order::ReactivateUser { user }))
    }

    pub(super) fn delete_user(&mut self) -> Option<(Actor, Order)> {
        let (user, account) = self.user_and_account()?;
        Some((self.actor(account), Order::DeleteUser { user }))
    }
}
