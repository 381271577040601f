//! The oracle's own account of the accepted commands.
//!
//! It is written from the rules, and never reads what sendright holds. What sendright says to a command can contradict the
//! book: it accepts an invitation that the rules have ended, or says that one is gone which they have not. That is as much a
//! finding as another answer.

mod account;
mod invitation;
mod key;
mod refusal;
mod user;

use std::collections::{BTreeMap, BTreeSet};

use crate::catalogue::{Bits, Catalogue, Grants, Scope};
use crate::order::{Actor, Address, Assignment, Billing, Given, Id, Instant, KeySettings, Order, Selection};

/// What is stored of an account.
#[derive(Clone, Debug)]
pub struct Account {
    /// The account above.
    pub parent: Option<Id>,
    /// How far it is below its root.
    pub depth: u8,
    /// Its plan.
    pub features: Selection,
    /// How it pays, if the operator said so.
    pub billing: Option<Billing>,
    /// Whether members suspended it.
    pub suspended_by_members: bool,
    /// Whether the operator suspended it.
    pub suspended_by_operator: bool,
    /// Whether it was closed.
    pub closed: bool,
}

/// What is stored of a user.
#[derive(Clone, Debug)]
pub struct User {
    /// The root of the user's tree.
    pub root: Id,
    /// The user's address.
    pub email: Address,
    /// The user's telephone number.
    pub phone: Option<u32>,
    /// Whether the user is active.
    pub active: bool,
}

/// What is stored of a custom role.
#[derive(Clone, Debug)]
pub struct Role {
    /// The account that defines it.
    pub account: Id,
    /// What it gives.
    pub grants: Grants,
}

/// What is stored of an invitation.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Where it invites to.
    pub account: Id,
    /// Whom it invites.
    pub email: Address,
    /// What it gives.
    pub assignment: Assignment,
    /// When it ends, exclusive.
    pub expires: Instant,
    /// Who sent or renewed it.
    pub sender: Actor,
}

/// What is stored of an API key.
#[derive(Clone, Debug)]
pub struct Key {
    /// The owner of a person's key; none for a key of an account.
    pub owner: Option<Id>,
    /// Its account.
    pub account: Id,
    /// What it is set to.
    pub settings: KeySettings,
}

/// All that was recorded.
#[derive(Clone, Debug)]
pub struct Book<'c> {
    /// The tables.
    pub catalogue: &'c Catalogue,
    /// The accounts.
    pub accounts: BTreeMap<Id, Account>,
    /// The users.
    pub users: BTreeMap<Id, User>,
    /// The custom roles.
    pub roles: BTreeMap<Id, Role>,
    /// The memberships, by user and account.
    pub memberships: BTreeMap<(Id, Id), Assignment>,
    /// The invitations.
    pub invitations: BTreeMap<Id, Invitation>,
    /// The keys that were not revoked.
    pub keys: BTreeMap<Id, Key>,
    /// The ids of those that were.
    pub revoked: BTreeSet<Id>,
}

impl<'c> Book<'c> {
    /// An empty book.
    #[must_use]
    pub fn new(catalogue: &'c Catalogue) -> Self {
        Self {
            catalogue,
            accounts: BTreeMap::new(),
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            memberships: BTreeMap::new(),
            invitations: BTreeMap::new(),
            keys: BTreeMap::new(),
            revoked: BTreeSet::new(),
        }
    }

    /// Records a command that was accepted.
    ///
    /// # Errors
    ///
    /// Why the rules exclude it.
    pub fn record(&mut self, given: &Given) -> Result<(), String> {
        let (actor, at) = (given.actor, given.at.millis());
        match given.order {
            Order::OpenAccount { account, billing, features, administrator, email } => {
                self.open_account(account, billing, features, administrator, email);
                Ok(())
            }
            Order::OpenSubaccount { account, parent } => self.open_subaccount(account, parent),
            Order::SuspendAccount { account } => {
                self.suspension(actor, account).map(|is_suspended| *is_suspended = true)
            }
            Order::ResumeAccount { account } => {
                self.suspension(actor, account).map(|is_suspended| *is_suspended = false)
            }
            Order::CloseAccount { account } => self.close(account),
            Order::SetBilling { account, billing } => self.account(account).map(|there| there.billing = Some(billing)),
            Order::SetFeatures { account, features } => self.account(account).map(|there| there.features = features),
            // Neither a name nor a policy decides anything.
            Order::RenameAccount { account, .. } | Order::RefuseFreeMail { account } => self.account(account).map(drop),
            Order::Invite { invitation, account, email, ref assignment, expires } => {
                let assignment = assignment.clone();
                self.invite(invitation, Invitation { account, email, assignment, expires, sender: actor })
            }
            Order::AcceptInvitation { invitation, email, phone } => self.accept(actor, invitation, email, phone, at),
            Order::DeclineInvitation { invitation, email } => self.decline(invitation, email, at),
            Order::RevokeInvitation { invitation } => self.revoke_invitation(invitation),
            Order::RenewInvitation { invitation, expires } => self.renew(actor, invitation, expires),
            Order::AddUser { user, account, email, ref assignment, .. } => {
                self.add_user(user, account, email, assignment.clone(), at)
            }
            Order::Assign { user, account, ref assignment } => self.assign(user, account, assignment.clone(), at),
            Order::Leave { account } => self.leave(actor, account, at),
            Order::RemoveMember { user, account } => self.remove_member(user, account, at),
            Order::EditUser { user, phone, .. } => self.edit_user(actor, user, phone, at),
            Order::ChangeEmail { user, email } => self.change_email(actor, user, email, at),
            Order::ResetPassword { user } => self.reset_password(actor, user, at),
            Order::DeactivateUser { user } => self.deactivate(user),
            Order::ReactivateUser { user } => self.reactivate(user, at),
            Order::DeleteUser { user } => self.delete(user),
            Order::DefineRole { role, account, grants } => self.define_role(role, account, grants),
            Order::ChangeRole { role, grants, .. } => self.change_role(role, grants, at),
            Order::DeleteRole { role } => self.delete_role(role),
            Order::CreateApiKey { key, account, settings } => self.create_key(actor, key, account, settings),
            Order::CreateAccountKey { key, account, settings } => self.create_account_key(key, account, settings),
            Order::ChangeApiKey { key, settings } => self.key(key).map(|there| there.settings = settings),
            Order::RevokeApiKey { key } => self.revoke_key(key),
            // Another secret changes no right.
            Order::ResetApiKey { key } => self.key(key).map(drop),
        }
    }

    /// An account and those above it, from below.
    pub fn upwards(&self, account: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(Some(account), |id| self.accounts.get(id).and_then(|account| account.parent))
    }

    /// An account and those below it.
    #[must_use]
    pub fn subtree(&self, account: Id) -> Vec<Id> {
        self.accounts.keys().copied().filter(|id| self.upwards(*id).any(|above| above == account)).collect()
    }

    /// The root of an account's tree.
    #[must_use]
    pub fn root(&self, account: Id) -> Id {
        self.upwards(account).last().unwrap_or(account)
    }

    /// The grants of an assignment: of its roles and levels, without what it withholds (G1).
    #[must_use]
    pub fn grants(&self, assignment: &Assignment) -> Grants {
        let catalogue = self.catalogue;
        let presets = assignment.presets.iter().filter_map(|preset| catalogue.presets.get(*preset));
        let roles = assignment.roles.iter().filter_map(|role| self.roles.get(role));
        let mut all = presets.map(|p| p.grants).chain(roles.map(|r| r.grants)).fold(Grants::default(), Grants::union);
        for (area, level) in &assignment.levels {
            let area = catalogue.areas.get(*area).map_or("", String::as_str);
            all = all.union(Grants::of(catalogue.of_level(area, *level), Scope::Account));
        }
        let left = !assignment.withheld.of(catalogue.all);
        Grants { own: all.own & left, account: all.account & left, subtree: all.subtree & left }
    }

    /// Whether an assignment reaches the accounts below its own (D4).
    #[must_use]
    pub fn reaches_below(&self, assignment: &Assignment) -> bool {
        !(self.grants(assignment).subtree & !Bits::PROFILE).is_empty()
    }

    /// Whether a membership of the user that is live, other than the one in `except`, reaches an account (G5).
    fn is_reached(&self, user: Id, account: Id, at: i64, except: Option<Id>) -> bool {
        self.upwards(account).any(|place| {
            let membership = self.memberships.get(&(user, place)).filter(|_| except != Some(place));
            membership.is_some_and(|m| m.is_live(at) && (place == account || self.reaches_below(m)))
        })
    }

    fn revoke(&mut self, key: Id) {
        if self.keys.remove(&key).is_some() {
            self.revoked.insert(key);
            self.invitations.retain(|_, invitation| invitation.sender != Actor::Key(key));
        }
    }

    fn revoke_where(&mut self, is_meant: impl Fn(&Self, &Key) -> bool) {
        let meant: Vec<Id> = self.keys.iter().filter(|(_, key)| is_meant(self, key)).map(|(id, _)| *id).collect();
        for key in meant {
            self.revoke(key);
        }
    }

    fn revoke_keys_of(&mut self, user: Id) {
        self.revoke_where(|_, key| key.owner == Some(user));
    }

    /// Takes a membership away, with all that the user loses by leaving (G5, C7).
    fn take_away(&mut self, user: Id, account: Id, at: i64) {
        let mut lost = self.subtree(account);
        lost.retain(|place| *place == account || !self.is_reached(user, *place, at, Some(account)));
        let keys = self.keys.iter().filter(|(_, key)| key.owner == Some(user));
        let senders: Vec<Actor> = keys.map(|(id, _)| Actor::Key(*id)).chain([Actor::User(user)]).collect();
        self.invitations
            .retain(|_, invitation| !(lost.contains(&invitation.account) && senders.contains(&invitation.sender)));
        self.revoke_where(|_, key| key.owner == Some(user) && lost.contains(&key.account));
        self.memberships.remove(&(user, account));
        self.end_invitation_there(user, account);
    }

    fn end_invitation_there(&mut self, user: Id, account: Id) {
        if let Some(email) = self.users.get(&user).map(|user| user.email) {
            self.invitations.retain(|_, invitation| !(invitation.account == account && invitation.email == email));
        }
    }

    /// Revokes the user's keys there and below whose account no live membership reaches; and those of the accounts above, made for
    /// the subtree, that work nowhere (G5).
    fn revoke_sleeping(&mut self, user: Id, account: Id, at: i64) {
        let places = self.subtree(account);
        let above: Vec<Id> = self.upwards(account).skip(1).collect();
        self.revoke_where(|book, key| {
            let is_meant = places.contains(&key.account)
                || key.settings.subtree && above.contains(&key.account) && !book.works_below(user, key.account, at);
            key.owner == Some(user) && is_meant && !book.is_reached(user, key.account, at, None)
        });
    }

    /// Whether the user has a live membership in an open account below this one.
    fn works_below(&self, user: Id, account: Id, at: i64) -> bool {
        self.memberships.iter().any(|((member, place), given)| {
            *member == user
                && given.is_live(at)
                && self.upwards(*place).skip(1).any(|above| above == account)
                && !self.upwards(*place).any(|it| self.accounts.get(&it).is_some_and(|account| account.closed))
        })
    }

    /// Makes a user a member (G5, C7).
    fn join(&mut self, user: Id, account: Id, assignment: Assignment, at: i64) -> Result<(), String> {
        if let Some(membership) = self.memberships.get(&(user, account)) {
            if !membership.has_ended(at) {
                return Err(format!("{user:?} is a member of {account:?} already"));
            }
            self.take_away(user, account, at);
        }
        self.revoke_sleeping(user, account, at);
        self.memberships.insert((user, account), assignment);
        self.end_invitation_there(user, account);
        Ok(())
    }
}
