//! What a command says of accounts, people, roles and keys, to be replaced: one table for whoever rewrites stored commands.
//!
//! A reader's history replaces the ids that the reader may not see (rule R1), and an erasure what tells who a person was.

use crate::organization::{AccountId, ApiKeyId, Assignment, Email, InvitationId, Name, Phone, RoleId, UserId};

use super::command::Command;

/// Gives what stands in the place of a value. Where it says nothing, the value stays.
pub(crate) trait Rewrite {
    fn account(&self, id: AccountId) -> AccountId {
        id
    }
    fn user(&self, id: UserId) -> UserId {
        id
    }
    fn role(&self, id: RoleId) -> RoleId {
        id
    }
    fn key(&self, id: ApiKeyId) -> ApiKeyId {
        id
    }
    fn invitation(&self, id: InvitationId) -> InvitationId {
        id
    }
    fn email(&self, _email: &mut Email) {}
    /// The name of a person. The user is `None` for whoever accepts an invitation.
    fn person(&self, _user: Option<UserId>, _name: &mut Name) {}
    /// The number of a person. The user is `None` for whoever accepts an invitation.
    fn phone(&self, _user: Option<UserId>, _phone: &mut Option<Phone>) {}
    /// What is proposed for whoever has an address.
    fn proposed(&self, _email: &Email, _name: &mut Option<Name>, _phone: &mut Option<Phone>) {}

    fn assignment(&self, assignment: &mut Assignment) {
        assignment.rename_roles(|role| self.role(role));
    }
}

impl Command {
    /// Replaces what a rewriting replaces. No field is left out of a pattern: a new one must be a compiler error here.
    #[allow(clippy::too_many_lines, reason = "one arm for each kind of command, as in the table of commands")]
    pub(crate) fn rewrite(&mut self, by: &dyn Rewrite) {
        match self {
            Self::OpenAccount {
                account,
                name: _,
                billing: _,
                features: _,
                administrator,
                email,
                administrator_name,
            } => {
                by.person(Some(*administrator), administrator_name);
                by.email(email);
                *account = by.account(*account);
                *administrator = by.user(*administrator);
            }
            Self::OpenSubaccount { account, parent, name: _ } => {
                *account = by.account(*account);
                *parent = by.account(*parent);
            }
            Self::RenameAccount { account, name: _, replaces: _ }
            | Self::SuspendAccount { account }
            | Self::ResumeAccount { account }
            | Self::CloseAccount { account }
            | Self::SetBilling { account, billing: _ }
            | Self::SetFeatures { account, features: _ }
            | Self::SetEmailPolicy { account, policy: _ }
            | Self::Leave { account } => *account = by.account(*account),
            Self::Invite { invitation, account, email, name, phone, assignment, expires: _ } => {
                by.proposed(email, name, phone);
                by.email(email);
                by.assignment(assignment);
                *invitation = by.invitation(*invitation);
                *account = by.account(*account);
            }
            Self::AcceptInvitation { invitation, email, name, phone } => {
                by.person(None, name);
                by.phone(None, phone);
                by.email(email);
                *invitation = by.invitation(*invitation);
            }
            Self::DeclineInvitation { invitation, email } => {
                by.email(email);
                *invitation = by.invitation(*invitation);
            }
            Self::RevokeInvitation { invitation } | Self::RenewInvitation { invitation, expires: _ } => {
                *invitation = by.invitation(*invitation);
            }
            Self::AddUser { user, account, email, name, phone, assignment, on_behalf_of } => {
                by.person(Some(*user), name);
                by.phone(Some(*user), phone);
                *on_behalf_of = on_behalf_of.map(|member| by.user(member));
                by.email(email);
                by.assignment(assignment);
                *user = by.user(*user);
                *account = by.account(*account);
            }
            Self::Assign { user, account, assignment, replaces } => {
                by.assignment(assignment);
                if let Some(replaces) = replaces {
                    by.assignment(replaces);
                }
                *user = by.user(*user);
                *account = by.account(*account);
            }
            Self::RemoveMember { user, account } => {
                *user = by.user(*user);
                *account = by.account(*account);
            }
            Self::EditUser { user, name, phone, replaces } => {
                by.person(Some(*user), name);
                by.phone(Some(*user), phone);
                if let Some(replaces) = replaces {
                    by.person(Some(*user), &mut replaces.name);
                    by.phone(Some(*user), &mut replaces.phone);
                }
                *user = by.user(*user);
            }
            Self::ChangeEmail { user, email } => {
                by.email(email);
                *user = by.user(*user);
            }
            Self::ResetPassword { user }
            | Self::DeactivateUser { user }
            | Self::ReactivateUser { user }
            | Self::DeleteUser { user } => *user = by.user(*user),
            Self::DefineRole { role, account, name: _, grants: _ } => {
                *role = by.role(*role);
                *account = by.account(*account);
            }
            Self::ChangeRole { role, name: _, grants: _, replaces: _ } | Self::DeleteRole { role } => {
                *role = by.role(*role);
            }
            Self::CreateApiKey { key, account, subtree: _, name: _, cap: _, until: _ }
            | Self::CreateAccountKey { key, account, subtree: _, name: _, cap: _, until: _ } => {
                *key = by.key(*key);
                *account = by.account(*account);
            }
            Self::ChangeApiKey { key, subtree: _, name: _, cap: _, until: _, replaces: _ }
            | Self::RevokeApiKey { key }
            | Self::ResetApiKey { key } => *key = by.key(*key),
        }
    }
}
