//! Random commands: which, by whom, and those about accounts.

use super::{HOUR, World};
use crate::order::{Actor, Billing, Id, Order, Selection};

/// A kind of command, to be filled in.
type Kind<'c> = fn(&mut World<'c>) -> Option<(Actor, Order)>;

/// At most this many accounts and users are made in a world.
const MOST_ACCOUNTS: usize = 26;

impl<'c> World<'c> {
    /// A command of the first hours: the world is filled.
    pub(super) fn settling_order(&mut self) -> Option<(Actor, Order)> {
        let kinds: [(u32, Kind<'c>); 8] = [
            (28, Self::open_subaccount),
            (44, Self::add_user),
            (6, Self::invite),
            (5, Self::accept),
            (5, Self::define_role),
            (7, Self::create_key),
            (4, Self::create_account_key),
            (1, |world| Some(world.open_account())),
        ];
        self.dice.weighted(&kinds).and_then(|kind| kind(self))
    }

    pub(super) fn any_order(&mut self) -> Option<(Actor, Order)> {
        let kinds: [(u32, Kind<'c>); 31] = [
            (5, Self::open_subaccount),
            (1, Self::rename_account),
            (5, Self::suspend),
            (7, Self::resume),
            (3, Self::close),
            (5, Self::set_billing),
            (5, Self::set_features),
            (1, Self::set_email_policy),
            (8, Self::invite),
            (9, Self::accept),
            (1, Self::decline),
            (2, Self::revoke_invitation),
            (3, Self::renew_invitation),
            (12, Self::add_user),
            (9, Self::assign),
            (2, Self::leave),
            (4, Self::remove_member),
            (4, Self::edit_user),
            (3, Self::change_email),
            (2, Self::reset_password),
            (4, Self::deactivate),
            (4, Self::reactivate),
            (1, Self::delete_user),
            (4, Self::define_role),
            (6, Self::change_role),
            (2, Self::delete_role),
            (14, Self::create_key),
            (6, Self::create_account_key),
            (5, Self::change_key),
            (4, Self::revoke_key),
            (1, Self::reset_key),
        ];
        self.dice.weighted(&kinds).and_then(|kind| kind(self))
    }

    /// Who gives a command in an account: often somebody who probably may.
    pub(super) fn actor(&mut self, account: Id) -> Actor {
        let chosen = match self.dice.number(0..100) {
            0..45 => None,
            45..80 => self.administrator(account).map(Actor::User),
            80..92 => self.any_user().map(Actor::User),
            _ => self.any_key().map(Actor::Key),
        };
        chosen.unwrap_or(Actor::Operator)
    }

    /// Somebody who holds something at subtree scope there or above.
    fn administrator(&mut self, account: Id) -> Option<Id> {
        let places: Vec<Id> = self.book.upwards(account).collect();
        let all = self.book.memberships.iter().filter(|((_, place), _)| places.contains(place));
        let all: Vec<Id> =
            all.filter(|(_, given)| self.book.reaches_below(given)).map(|((user, _), _)| *user).collect();
        self.dice.pick(all)
    }

    pub(super) fn any_user(&mut self) -> Option<Id> {
        let all: Vec<Id> = self.book.users.keys().copied().collect();
        self.dice.pick(all)
    }

    pub(super) fn any_key(&mut self) -> Option<Id> {
        let all: Vec<Id> = self.book.keys.keys().copied().collect();
        self.dice.pick(all)
    }

    pub(super) fn any_account(&mut self) -> Option<Id> {
        let all: Vec<Id> = self.book.accounts.keys().copied().collect();
        self.dice.pick(all)
    }

    fn sub_account(&mut self) -> Option<Id> {
        let all = self.book.accounts.iter().filter(|(_, account)| account.parent.is_some()).map(|(id, _)| *id);
        let all: Vec<Id> = all.collect();
        self.dice.pick(all)
    }

    pub(super) fn open_account(&mut self) -> (Actor, Order) {
        let billing = self.any_billing();
        let features = if self.dice.chance(60) { Selection::EVERYTHING } else { self.plan() };
        let (account, administrator, email) = (self.new_id(), self.new_id(), self.new_address());
        (Actor::Operator, Order::OpenAccount { account, billing, features, administrator, email })
    }

    fn any_billing(&mut self) -> Billing {
        if self.dice.chance(60) { Billing::Prepaid } else { Billing::Postpaid }
    }

    fn open_subaccount(&mut self) -> Option<(Actor, Order)> {
        if self.book.accounts.len() >= MOST_ACCOUNTS {
            return None;
        }
        // The deepest of two, so that trees grow deep.
        let [first, second] = [self.any_account()?, self.any_account()?];
        let depth = |id| self.book.accounts.get(&id).map_or(0, |account| account.depth);
        let parent = if depth(first) > depth(second) { first } else { second };
        let account = self.new_id();
        Some((self.actor(parent), Order::OpenSubaccount { account, parent }))
    }

    fn rename_account(&mut self) -> Option<(Actor, Order)> {
        let account = self.any_account()?;
        let name = self.new_id().0;
        Some((self.actor(account), Order::RenameAccount { account, name }))
    }

    fn suspend(&mut self) -> Option<(Actor, Order)> {
        let account = if self.dice.chance(10) { self.any_account()? } else { self.sub_account()? };
        Some((self.actor(account), Order::SuspendAccount { account }))
    }

    fn resume(&mut self) -> Option<(Actor, Order)> {
        let all = self.book.accounts.iter();
        let suspended = all.filter(|(_, account)| account.suspended_by_members || account.suspended_by_operator);
        let suspended: Vec<Id> = suspended.map(|(id, _)| *id).collect();
        let account = self.dice.pick(suspended)?;
        Some((self.actor(account), Order::ResumeAccount { account }))
    }

    fn close(&mut self) -> Option<(Actor, Order)> {
        let account = if self.dice.chance(3) { self.any_account()? } else { self.sub_account()? };
        // A tree that is closed as a whole has little more to ask.
        if self.book.subtree(account).len() > 6 {
            return None;
        }
        Some((self.actor(account), Order::CloseAccount { account }))
    }

    fn set_billing(&mut self) -> Option<(Actor, Order)> {
        let (account, billing) = (self.any_account()?, self.any_billing());
        Some((Actor::Operator, Order::SetBilling { account, billing }))
    }

    fn set_features(&mut self) -> Option<(Actor, Order)> {
        let (account, features) = (self.any_account()?, self.plan());
        Some((Actor::Operator, Order::SetFeatures { account, features }))
    }

    fn set_email_policy(&mut self) -> Option<(Actor, Order)> {
        let account = self.any_account()?;
        let account = self.book.root(account);
        Some((self.actor(account), Order::RefuseFreeMail { account }))
    }

    fn define_role(&mut self) -> Option<(Actor, Order)> {
        let (role, account, grants) = (self.new_id(), self.any_account()?, self.grants());
        Some((self.actor(account), Order::DefineRole { role, account, grants }))
    }

    fn change_role(&mut self) -> Option<(Actor, Order)> {
        let all: Vec<(Id, Id)> = self.book.roles.iter().map(|(id, role)| (*id, role.account)).collect();
        // Often one that somebody's membership names whose key may sleep there.
        let of_sleeper = if self.dice.chance(40) { self.role_of_a_sleeper() } else { None };
        let (role, account) = of_sleeper.or_else(|| self.dice.pick(all))?;
        let old = self.book.roles.get(&role)?.grants;
        // Sometimes it gets another name alone.
        let grants = if self.dice.chance(15) { old } else { self.grants() };
        let name = self.new_id().0;
        Some((self.actor(account), Order::ChangeRole { role, name, grants }))
    }

    /// A role, with its account, that a membership names which does not count now, and whose user has a key.
    fn role_of_a_sleeper(&mut self) -> Option<(Id, Id)> {
        let now = self.now.millis();
        let has_key = |user: &Id| self.book.keys.values().any(|key| key.owner == Some(*user));
        let sleeping = self.book.memberships.iter().filter(|((user, _), given)| !given.is_live(now) && has_key(user));
        let roles = sleeping.flat_map(|(_, given)| given.roles.iter().copied());
        let roles = roles.filter_map(|role| Some((role, self.book.roles.get(&role)?.account)));
        let roles: Vec<(Id, Id)> = roles.collect();
        self.dice.pick(roles)
    }

    fn delete_role(&mut self) -> Option<(Actor, Order)> {
        let all: Vec<(Id, Id)> = self.book.roles.iter().map(|(id, role)| (*id, role.account)).collect();
        let (role, account) = self.dice.pick(all)?;
        Some((self.actor(account), Order::DeleteRole { role }))
    }

    fn invite(&mut self) -> Option<(Actor, Order)> {
        let account = self.any_account()?;
        let root = self.book.root(account);
        let email = if self.dice.chance(45) { self.address_in(root)? } else { self.new_address() };
        let (invitation, assignment) = (self.new_id(), self.assignment(account));
        let expires = self.around(HOUR / 4, 30 * HOUR);
        let by_key = if self.dice.chance(15) { self.any_key().map(Actor::Key) } else { None };
        let actor = by_key.unwrap_or_else(|| self.actor(account));
        Some((actor, Order::Invite { invitation, account, email, assignment, expires }))
    }

    fn address_in(&mut self, root: Id) -> Option<u32> {
        let all = self.book.users.values().filter(|user| user.root == root).map(|user| user.email);
        let all: Vec<u32> = all.collect();
        self.dice.pick(all)
    }

    fn any_invitation(&mut self) -> Option<Id> {
        let all: Vec<Id> = self.book.invitations.keys().copied().collect();
        self.dice.pick(all)
    }

    /// The person who is invited: the user with the address, or somebody new.
    fn invited(&mut self, invitation: Id) -> Option<(Id, u32)> {
        let there = self.book.invitations.get(&invitation)?;
        let (root, email) = (self.book.root(there.account), there.email);
        let user = self.book.users.iter().find(|(_, user)| user.root == root && user.email == email);
        let user = user.map(|(id, _)| *id);
        Some((user.unwrap_or_else(|| self.new_id()), email))
    }

    fn accept(&mut self) -> Option<(Actor, Order)> {
        let invitation = self.any_invitation()?;
        let (user, email) = self.invited(invitation)?;
        let phone = if self.dice.chance(30) { Some(self.new_id().0) } else { None };
        Some((Actor::User(user), Order::AcceptInvitation { invitation, email, phone }))
    }

    fn decline(&mut self) -> Option<(Actor, Order)> {
        let invitation = self.any_invitation()?;
        let (user, email) = self.invited(invitation)?;
        Some((Actor::User(user), Order::DeclineInvitation { invitation, email }))
    }

    fn revoke_invitation(&mut self) -> Option<(Actor, Order)> {
        let invitation = self.any_invitation()?;
        let account = self.book.invitations.get(&invitation)?.account;
        Some((self.actor(account), Order::RevokeInvitation { invitation }))
    }

    fn renew_invitation(&mut self) -> Option<(Actor, Order)> {
        let invitation = self.any_invitation()?;
        let account = self.book.invitations.get(&invitation)?.account;
        let expires = self.around(HOUR / 4, 30 * HOUR);
        Some((self.actor(account), Order::RenewInvitation { invitation, expires }))
    }
}
