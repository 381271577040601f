//! Commands in short: what a test does not care about is filled in.

use chrono::{DateTime, Utc};
use sendright::{
    AccountId, ApiKeyId, Assignment, Billing, Command, Email, EmailPolicy, Grants, InvitationId, Name, PermissionSet,
    RoleId, Selection, UserId,
};

use crate::support::world::t;

pub(crate) fn open_root(account: AccountId, administrator: UserId, email: &Email) -> Command {
    Command::OpenAccount {
        account,
        name: "Root".parse().unwrap(),
        billing: Billing::Prepaid,
        features: Selection::EVERYTHING,
        administrator,
        email: email.clone(),
        administrator_name: "Ada".parse().unwrap(),
    }
}

pub(crate) fn open_sub(account: AccountId, parent: AccountId) -> Command {
    Command::OpenSubaccount { account, parent, name: "Sub".parse().unwrap() }
}

pub(crate) fn rename(account: AccountId) -> Command {
    Command::RenameAccount { account, name: "Another name".parse().unwrap(), replaces: None }
}

pub(crate) fn suspend(account: AccountId) -> Command {
    Command::SuspendAccount { account }
}

pub(crate) fn resume(account: AccountId) -> Command {
    Command::ResumeAccount { account }
}

pub(crate) fn close(account: AccountId) -> Command {
    Command::CloseAccount { account }
}

pub(crate) fn set_billing(account: AccountId, billing: Billing) -> Command {
    Command::SetBilling { account, billing }
}

pub(crate) fn set_features(account: AccountId, features: impl Into<Selection>) -> Command {
    Command::SetFeatures { account, features: features.into() }
}

pub(crate) fn set_policy(account: AccountId, policy: EmailPolicy) -> Command {
    Command::SetEmailPolicy { account, policy }
}

/// Expires at `t(1000)`.
pub(crate) fn invite(invitation: InvitationId, account: AccountId, email: &Email, assignment: Assignment) -> Command {
    Command::Invite { invitation, account, email: email.clone(), assignment, expires: t(1000), name: None, phone: None }
}

pub(crate) fn invite_until(
    invitation: InvitationId,
    account: AccountId,
    email: &Email,
    assignment: Assignment,
    expires: DateTime<Utc>,
) -> Command {
    Command::Invite { invitation, account, email: email.clone(), assignment, expires, name: None, phone: None }
}

pub(crate) fn accept(invitation: InvitationId, email: &Email) -> Command {
    Command::AcceptInvitation { invitation, email: email.clone(), name: "Newcomer".parse().unwrap(), phone: None }
}

pub(crate) fn decline(invitation: InvitationId, email: &Email) -> Command {
    Command::DeclineInvitation { invitation, email: email.clone() }
}

pub(crate) fn revoke_invitation(invitation: InvitationId) -> Command {
    Command::RevokeInvitation { invitation }
}

pub(crate) fn renew(invitation: InvitationId, expires: DateTime<Utc>) -> Command {
    Command::RenewInvitation { invitation, expires }
}

pub(crate) fn add(user: UserId, account: AccountId, email: &Email, assignment: Assignment) -> Command {
    Command::AddUser {
        user,
        account,
        email: email.clone(),
        name: "Added".parse().unwrap(),
        assignment,
        phone: None,
        on_behalf_of: None,
    }
}

pub(crate) fn assign(user: UserId, account: AccountId, assignment: Assignment) -> Command {
    Command::Assign { user, account, assignment, replaces: None }
}

pub(crate) fn leave(account: AccountId) -> Command {
    Command::Leave { account }
}

pub(crate) fn remove(user: UserId, account: AccountId) -> Command {
    Command::RemoveMember { user, account }
}

/// Another name, and no telephone number, as nobody has one at first.
pub(crate) fn edit(user: UserId) -> Command {
    Command::EditUser { user, name: "Edited".parse().unwrap(), phone: None, replaces: None }
}

/// A telephone number.
pub(crate) fn call(user: UserId, phone: &str) -> Command {
    Command::EditUser { user, name: "Edited".parse().unwrap(), phone: Some(phone.parse().unwrap()), replaces: None }
}

pub(crate) fn change_email(user: UserId, email: &Email) -> Command {
    Command::ChangeEmail { user, email: email.clone() }
}

pub(crate) fn reset(user: UserId) -> Command {
    Command::ResetPassword { user }
}

pub(crate) fn deactivate(user: UserId) -> Command {
    Command::DeactivateUser { user }
}

pub(crate) fn reactivate(user: UserId) -> Command {
    Command::ReactivateUser { user }
}

pub(crate) fn delete(user: UserId) -> Command {
    Command::DeleteUser { user }
}

pub(crate) fn define(role: RoleId, account: AccountId, grants: Grants) -> Command {
    Command::DefineRole { role, account, name: role_name(role), grants }
}

pub(crate) fn change_role(role: RoleId, grants: Grants) -> Command {
    Command::ChangeRole { role, name: role_name(role), grants, replaces: None }
}

/// Another for each role: two of one account can't have the same (rule C12).
fn role_name(role: RoleId) -> Name {
    format!("Role {role}").parse().unwrap()
}

pub(crate) fn delete_role(role: RoleId) -> Command {
    Command::DeleteRole { role }
}

/// In the account alone, for ever.
pub(crate) fn create_key(key: ApiKeyId, account: AccountId, cap: impl Into<PermissionSet>) -> Command {
    create_key_with(key, account, false, cap, None)
}

pub(crate) fn create_key_with(
    key: ApiKeyId,
    account: AccountId,
    subtree: bool,
    cap: impl Into<PermissionSet>,
    until: Option<DateTime<Utc>>,
) -> Command {
    Command::CreateApiKey { key, account, subtree, name: "Key".parse().unwrap(), cap: cap.into(), until }
}

pub(crate) fn change_key(
    key: ApiKeyId,
    subtree: bool,
    cap: impl Into<PermissionSet>,
    until: Option<DateTime<Utc>>,
) -> Command {
    Command::ChangeApiKey { key, subtree, name: "Key".parse().unwrap(), cap: cap.into(), until, replaces: None }
}

pub(crate) fn revoke_key(key: ApiKeyId) -> Command {
    Command::RevokeApiKey { key }
}
