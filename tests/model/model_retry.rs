//! What stands against a command that would change nothing, or that is based on what is no longer so (rule C11).

use sendright::{Actor, ApiKeyId, ApiKeySettings, Command, RoleDefinition, RoleId, UserDetails, UserId};

use crate::about::unknown;
use crate::model::{KeyRow, Model};

impl Model {
    /// Whether everything is already as a command would make it, or what the operator wants gone is gone.
    pub(crate) fn is_already(&self, actor: Actor, command: &Command) -> bool {
        let operator = actor == Actor::System;
        match command {
            Command::OpenAccount { account, name, billing, features, administrator, email, administrator_name } => {
                let opened = self.account(*account).is_some_and(|row| {
                    row.parent.is_none() && (&row.name, row.billing, row.features) == (name, Some(*billing), *features)
                });
                let administers = self
                    .user(*administrator)
                    .is_some_and(|row| (row.root, &row.email, &row.name) == (*account, email, administrator_name));
                opened && administers
            }
            Command::OpenSubaccount { account, parent, name } => {
                self.account(*account).is_some_and(|row| row.parent == Some(*parent) && row.name == *name)
            }
            Command::RenameAccount { account, name, .. } => self.account(*account).is_some_and(|row| row.name == *name),
            Command::SuspendAccount { account } => self.own_suspension(actor, *account) == Some(true),
            Command::ResumeAccount { account } => self.own_suspension(actor, *account) == Some(false),
            Command::CloseAccount { account } => self.account(*account).is_some_and(|row| row.closed),
            Command::SetBilling { account, billing } => {
                self.account(*account).is_some_and(|row| row.billing == Some(*billing))
            }
            Command::SetFeatures { account, features } => {
                self.account(*account).is_some_and(|row| row.features == *features)
            }
            Command::SetEmailPolicy { account, policy } => {
                self.account(*account).is_some_and(|row| row.policy == *policy)
            }
            Command::Invite { invitation, account, email, name, phone, assignment, expires } => {
                self.invitation(*invitation).is_some_and(|row| {
                    let is = (row.account, &row.email, &row.assignment, row.expires, row.inviter);
                    let proposed = (&row.name, &row.phone);
                    is == (*account, email, assignment, *expires, actor) && proposed == (name, phone)
                })
            }
            Command::RenewInvitation { invitation, expires } => {
                self.invitation(*invitation).is_some_and(|row| (row.expires, row.inviter) == (*expires, actor))
            }
            Command::AddUser { user, account, email, assignment, .. } => {
                let is_theirs = self.user(*user).is_some_and(|row| row.email == *email);
                is_theirs && self.membership(*user, *account).is_some_and(|row| row.assignment == *assignment)
            }
            Command::Assign { user, account, assignment, .. } => {
                self.membership(*user, *account).is_some_and(|row| row.assignment == *assignment)
            }
            Command::EditUser { user, name, phone, .. } => {
                self.user(*user).is_some_and(|row| (&row.name, &row.phone) == (name, phone))
            }
            Command::ChangeEmail { user, email } => self.user(*user).is_some_and(|row| row.email == *email),
            Command::DeactivateUser { user } => self.user(*user).is_some_and(|row| !row.active),
            Command::ReactivateUser { user } => self.user(*user).is_some_and(|row| row.active),
            Command::DefineRole { role, account, name, grants } => self
                .role(*role)
                .is_some_and(|row| (row.account, &row.name, row.held.grants()) == (*account, name, *grants)),
            Command::ChangeRole { role, name, grants, .. } => {
                self.role(*role).is_some_and(|row| (&row.name, row.held.grants()) == (name, *grants))
            }
            Command::CreateApiKey { key, account, subtree, name, cap, until } => self.key(*key).is_some_and(|row| {
                let is = (row.account, row.subtree, &row.name, row.cap, row.until);
                row.person().map(Actor::User) == Some(actor) && is == (*account, *subtree, name, *cap, *until)
            }),
            Command::ChangeApiKey { key, subtree, name, cap, until, .. } => self
                .key(*key)
                .is_some_and(|row| (row.subtree, &row.name, row.cap, row.until) == (*subtree, name, *cap, *until)),
            Command::CreateAccountKey { key, .. } => self.key(*key) == KeyRow::made(actor, command).as_ref(),
            Command::RevokeInvitation { invitation } => {
                operator && self.invitation(*invitation).is_none() && self.used.invitations.contains(invitation)
            }
            Command::DeleteUser { user } => operator && self.user(*user).is_none() && self.used.users.contains(user),
            Command::DeleteRole { role } => operator && self.role(*role).is_none() && self.used.roles.contains(role),
            Command::RevokeApiKey { key } => operator && self.key(*key).is_none() && self.used.keys.contains(key),
            Command::AcceptInvitation { .. }
            | Command::DeclineInvitation { .. }
            | Command::Leave { .. }
            | Command::RemoveMember { .. }
            | Command::ResetPassword { .. }
            | Command::ResetApiKey { .. } => false,
            other => unknown(other),
        }
    }

    pub(crate) fn details(&self, user: UserId) -> Option<UserDetails> {
        self.user(user).map(|row| UserDetails::new(row.name.clone()).phone(row.phone.clone()))
    }

    pub(crate) fn definition(&self, role: RoleId) -> Option<RoleDefinition> {
        self.role(role).map(|row| RoleDefinition::new(row.name.clone(), row.held.grants()))
    }

    pub(crate) fn settings(&self, key: ApiKeyId) -> Option<ApiKeySettings> {
        self.key(key).map(|KeyRow { subtree, name, cap, until, .. }| {
            ApiKeySettings::new(name.clone(), *cap).subtree(*subtree).until(*until)
        })
    }

    /// Whether a command replaces another value than there is.
    pub(crate) fn has_changed_meanwhile(&self, command: &Command) -> bool {
        fn differs<T: PartialEq>(seen: Option<&T>, is: Option<&T>) -> bool {
            seen.is_some() && seen != is
        }
        match command {
            Command::RenameAccount { account, replaces, .. } => {
                differs(replaces.as_ref(), self.account(*account).map(|row| &row.name))
            }
            Command::Assign { user, account, replaces, .. } => {
                differs(replaces.as_ref(), self.membership(*user, *account).map(|row| &row.assignment))
            }
            Command::EditUser { user, replaces, .. } => differs(replaces.as_ref(), self.details(*user).as_ref()),
            Command::ChangeRole { role, replaces, .. } => differs(replaces.as_ref(), self.definition(*role).as_ref()),
            Command::ChangeApiKey { key, replaces, .. } => differs(replaces.as_ref(), self.settings(*key).as_ref()),
            Command::OpenAccount { .. }
            | Command::OpenSubaccount { .. }
            | Command::SuspendAccount { .. }
            | Command::ResumeAccount { .. }
            | Command::CloseAccount { .. }
            | Command::SetBilling { .. }
            | Command::SetFeatures { .. }
            | Command::SetEmailPolicy { .. }
            | Command::Invite { .. }
            | Command::AcceptInvitation { .. }
            | Command::DeclineInvitation { .. }
            | Command::RevokeInvitation { .. }
            | Command::RenewInvitation { .. }
            | Command::AddUser { .. }
            | Command::Leave { .. }
            | Command::RemoveMember { .. }
            | Command::ChangeEmail { .. }
            | Command::ResetPassword { .. }
            | Command::DeactivateUser { .. }
            | Command::ReactivateUser { .. }
            | Command::DeleteUser { .. }
            | Command::DefineRole { .. }
            | Command::DeleteRole { .. }
            | Command::CreateApiKey { .. }
            | Command::RevokeApiKey { .. }
            | Command::CreateAccountKey { .. }
            | Command::ResetApiKey { .. } => false,
            other => unknown(other),
        }
    }

    fn own_suspension(&self, actor: Actor, account: sendright::AccountId) -> Option<bool> {
        let row = self.account(account)?;
        Some(if actor == Actor::System { row.suspended_by_operator } else { row.suspended_by_members })
    }
}
