//! What a command touches: the records that it may change, and the users and accounts that it concerns. All of it is read
//! from the state before the command.
//!
//! A record too many does no harm: only what differs is noted. One too few would be a gap; a test compares whole
//! snapshots for it.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Actor, ApiKeyId, Email, InvitationId, RoleId, UserId};
use crate::state::{AccountEntry, State};

/// A record that a directory keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Thing {
    Account(AccountId),
    User(UserId),
    Role(RoleId),
    Membership(UserId, AccountId),
    Invitation(InvitationId),
    ApiKey(ApiKeyId),
}

pub(crate) struct Touched<'a> {
    pub(super) state: &'a State,
    pub(super) actor: Actor,
    /// When it acts.
    pub(super) at: DateTime<Utc>,
    /// The records that it may change.
    pub(crate) things: BTreeSet<Thing>,
    /// The users whom it concerns, beside those whose records differ.
    pub(crate) whom: BTreeSet<UserId>,
    /// The account on which it acts.
    pub(crate) account: Option<AccountId>,
    /// The accounts that it concerns, beside that one and those whose records differ.
    pub(crate) accounts: BTreeSet<AccountId>,
}

impl<'a> Touched<'a> {
    pub(super) fn nothing(state: &'a State, actor: Actor, at: DateTime<Utc>) -> Self {
        let (things, whom, accounts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Self { state, actor, at, things, whom, account: None, accounts }
    }

    /// The record of the account on which the command acts.
    pub(super) fn account(&mut self, account: AccountId) {
        self.account = Some(account);
        self.things.insert(Thing::Account(account));
    }

    /// An account whose ceiling may change, and with it those of the accounts below (rule G4).
    pub(super) fn account_and_below(&mut self, account: AccountId) {
        self.account(account);
        self.accounts.extend(self.state.subtree(account).iter().map(|entry| entry.account.id));
    }

    /// A user's record and keys. The command acts on the user's root account, and concerns each where they are a member.
    pub(super) fn user(&mut self, user: UserId) {
        self.account = self.state.user(user).map(|user| user.root);
        self.whom.insert(user);
        self.things.insert(Thing::User(user));
        self.keys_of(user);
        self.accounts.extend(self.state.memberships_of(user).map(|membership| membership.account));
    }

    pub(super) fn membership(&mut self, user: UserId, account: AccountId) {
        self.account = Some(account);
        self.whom.insert(user);
        self.things.insert(Thing::Membership(user, account));
    }

    /// An invitation that is stored. It concerns the user of its address, if there is one.
    pub(super) fn invitation(&mut self, id: InvitationId) {
        self.things.insert(Thing::Invitation(id));
        if let Some(invitation) = self.state.invitation(id) {
            self.account = Some(invitation.account);
            self.user_of(invitation.account, &invitation.email);
        }
    }

    /// The user whose address this is, in the tree of an account.
    pub(super) fn user_of(&mut self, account: AccountId, email: &Email) {
        let root = self.state.account(account).map(AccountEntry::root);
        self.whom.extend(root.and_then(|root| self.state.user_of(root, email)));
    }

    /// The invitation of an address to an account.
    pub(super) fn invitation_for(&mut self, account: AccountId, email: &Email) {
        let root = self.state.account(account).map(AccountEntry::root);
        let invitation = root.and_then(|root| self.state.invitation_for(root, email, account));
        self.things.extend(invitation.map(Thing::Invitation));
    }

    /// The invitations to an address, in the tree of an account.
    pub(super) fn invitations_to(&mut self, account: AccountId, email: &Email) {
        if let Some(root) = self.state.account(account).map(AccountEntry::root) {
            self.things.extend(self.state.invitations_to(root, email).into_iter().map(Thing::Invitation));
        }
    }

    pub(super) fn keys_of(&mut self, user: UserId) {
        self.things.extend(self.state.keys_of(user).map(Thing::ApiKey));
    }
}
