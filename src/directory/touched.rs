//! Which records a command may change, and whose they are, read from the state before it.
//!
//! A record too many does no harm: only what differs is noted. One too few would be a gap; a test compares whole
//! snapshots for it.

use std::collections::BTreeSet;

use crate::organization::{AccountId, Actor, ApiKeyId, Email, InvitationId, RoleId, UserId};
use crate::state::{AccountEntry, State};

use super::command::Command;

/// One thing that a directory remembers.
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
    state: &'a State,
    pub(crate) things: BTreeSet<Thing>,
    /// Users to whom it is done, beside those whose records differ.
    pub(crate) whom: BTreeSet<UserId>,
    /// The account on which it is done.
    pub(crate) account: Option<AccountId>,
    /// The accounts that it concerns, beside that one and those whose records differ.
    pub(crate) accounts: BTreeSet<AccountId>,
}

impl<'a> Touched<'a> {
    pub(crate) fn by(state: &'a State, actor: Actor, command: &Command) -> Self {
        let (things, whom, accounts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut touched = Self { state, things, whom, account: None, accounts };
        touched.note(actor, command);
        touched
    }

    fn note(&mut self, actor: Actor, command: &Command) {
        match command {
            Command::OpenAccount { account, administrator, email, .. } => {
                self.account(*account);
                self.joining(*administrator, *account, email);
            }
            Command::OpenSubaccount { account, parent, .. } => {
                self.account(*account);
                self.accounts.insert(*parent);
            }
            Command::RenameAccount { account, .. } | Command::SetEmailPolicy { account, .. } => self.account(*account),
            Command::SuspendAccount { account }
            | Command::ResumeAccount { account }
            | Command::SetBilling { account, .. }
            | Command::SetFeatures { account, .. } => self.account_and_below(*account),
            Command::CloseAccount { account } => self.closing(*account),
            Command::Invite { invitation, account, email, .. } => {
                self.account = Some(*account);
                self.things.insert(Thing::Invitation(*invitation));
                self.whom.extend(self.user_of(*account, email));
            }
            Command::AcceptInvitation { invitation, email, .. } => {
                self.invitation(*invitation);
                if let (Some(account), Actor::User(user)) = (self.account, actor) {
                    self.joining(user, account, email);
                }
            }
            Command::DeclineInvitation { invitation, .. }
            | Command::RevokeInvitation { invitation }
            | Command::RenewInvitation { invitation, .. } => self.invitation(*invitation),
            Command::AddUser { user, account, email, .. } => {
                self.account = Some(*account);
                self.joining(*user, *account, email);
            }
            Command::Assign { user, account, .. } => self.member(*user, *account),
            Command::Leave { account } => {
                if let Actor::User(user) = actor {
                    self.parting(user, *account);
                }
            }
            Command::RemoveMember { user, account } => self.parting(*user, *account),
            Command::EditUser { user, .. }
            | Command::ChangeEmail { user, .. }
            | Command::ResetPassword { user }
            | Command::DeactivateUser { user }
            | Command::ReactivateUser { user } => self.user(*user),
            Command::DeleteUser { user } => self.deleting(*user),
            Command::DefineRole { role, account, .. } => {
                self.account = Some(*account);
                self.things.insert(Thing::Role(*role));
            }
            Command::ChangeRole { role, .. } | Command::DeleteRole { role } => self.role(*role),
            Command::CreateApiKey { key, account, .. } => {
                self.account = Some(*account);
                self.things.insert(Thing::ApiKey(*key));
            }
            Command::ChangeApiKey { key, .. } | Command::RevokeApiKey { key } => {
                self.account = self.state.key(*key).map(|key| key.account);
                self.things.insert(Thing::ApiKey(*key));
                self.whom.extend(self.state.key(*key).map(|key| key.owner));
            }
        }
    }

    fn account(&mut self, account: AccountId) {
        self.account = Some(account);
        self.things.insert(Thing::Account(account));
    }

    /// An account whose ceiling may change, and with it those below (rule G4).
    fn account_and_below(&mut self, account: AccountId) {
        self.account(account);
        self.accounts.extend(self.state.subtree(account).iter().map(|entry| entry.account.id));
    }

    fn member(&mut self, user: UserId, account: AccountId) {
        self.account = Some(account);
        self.whom.insert(user);
        self.things.insert(Thing::Membership(user, account));
    }

    fn user_of(&self, account: AccountId, email: &Email) -> Option<UserId> {
        self.state.user_of(self.state.account(account)?.root(), email)
    }

    /// The user and their keys; it is done at the root of their tree, and concerns wherever they are a member.
    fn user(&mut self, user: UserId) {
        self.account = self.state.user(user).map(|user| user.root);
        self.whom.insert(user);
        self.things.insert(Thing::User(user));
        self.things.extend(self.state.keys_of(user).map(Thing::ApiKey));
        self.accounts.extend(self.state.memberships_of(user).map(|membership| membership.account));
    }

    fn invitation(&mut self, id: InvitationId) {
        self.things.insert(Thing::Invitation(id));
        if let Some(invitation) = self.state.invitation(id) {
            self.account = Some(invitation.account);
            self.whom.extend(self.user_of(invitation.account, &invitation.email));
        }
    }

    fn invitations_to(&mut self, account: AccountId, email: &Email) {
        if let Some(root) = self.state.account(account).map(AccountEntry::root) {
            self.things.extend(self.state.invitations_to(root, email).map(Thing::Invitation));
        }
    }

    fn joining(&mut self, user: UserId, account: AccountId, email: &Email) {
        self.member(user, account);
        self.things.insert(Thing::User(user));
        self.invitations_to(account, email);
    }

    fn parting(&mut self, user: UserId, account: AccountId) {
        self.member(user, account);
        self.things.extend(self.state.keys_of(user).map(Thing::ApiKey));
        if let Some(user) = self.state.user(user) {
            self.invitations_to(account, &user.email);
        }
    }

    fn closing(&mut self, account: AccountId) {
        self.account_and_below(account);
        for below in &self.accounts {
            self.things.extend(self.state.invitations_at(*below).map(Thing::Invitation));
        }
    }

    /// All of a user's, and the invitations that the user or a key of theirs vouches for.
    fn deleting(&mut self, user: UserId) {
        self.user(user);
        if let Some(user) = self.state.user(user) {
            self.invitations_to(user.root, &user.email);
        }
        let accounts = self.state.memberships_of(user).map(|membership| membership.account);
        self.things.extend(accounts.map(|account| Thing::Membership(user, account)));
        self.things.extend(self.state.invitations_sent_by(user).map(Thing::Invitation));
    }

    /// The role, those who hold it and the invitations that would give it.
    fn role(&mut self, role: RoleId) {
        self.things.insert(Thing::Role(role));
        if let Some(entry) = self.state.role_entry(role) {
            self.account = Some(entry.role.account);
            for membership in self.state.holders(role) {
                self.whom.insert(membership.user);
                self.accounts.insert(membership.account);
            }
            self.things.extend(entry.invitations.iter().copied().map(Thing::Invitation));
            let invitations = entry.invitations.iter().filter_map(|id| self.state.invitation(*id));
            self.accounts.extend(invitations.map(|invitation| invitation.account));
        }
    }
}
