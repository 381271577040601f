//! Commands.

use sendright::{Command, EmailPolicy, commands as c};

use super::{
    Result, account, assignment, billing, email, grants, instant, invitation, key, name, optional, phone, role,
    selection, set, user,
};
use crate::catalogue::Catalogue;
use crate::order::{Assignment, Given, Order};

/// A command.
///
/// # Errors
///
/// What sendright's types don't hold.
pub fn command(catalogue: &Catalogue, given: &Given) -> Result<Command> {
    // What needs a name gets one by the id of the change.
    let named = || name(given.change.0);
    let content = |of: &Assignment| assignment(catalogue, of);
    Ok(match given.order {
        Order::OpenAccount { account: id, billing: pays, features, administrator, email: to } => {
            let (pays, features, administrator) = (billing(pays), selection(features)?, user(administrator));
            c::OpenAccount::new(account(id), named()?, pays, features, administrator, email(to)?, named()?).into()
        }
        Order::OpenSubaccount { account: id, parent } => {
            c::OpenSubaccount::new(account(id), account(parent), named()?).into()
        }
        Order::RenameAccount { account: id, name: number } => c::RenameAccount::new(account(id), name(number)?).into(),
        Order::SuspendAccount { account: id } => c::SuspendAccount::new(account(id)).into(),
        Order::ResumeAccount { account: id } => c::ResumeAccount::new(account(id)).into(),
        Order::CloseAccount { account: id } => c::CloseAccount::new(account(id)).into(),
        Order::SetBilling { account: id, billing: pays } => c::SetBilling::new(account(id), billing(pays)).into(),
        Order::SetFeatures { account: id, features } => c::SetFeatures::new(account(id), selection(features)?).into(),
        Order::RefuseFreeMail { account: id } => c::SetEmailPolicy::new(account(id), EmailPolicy::NO_FREE_MAIL).into(),
        Order::Invite { invitation: id, account: place, email: to, assignment: ref what, expires } => {
            c::Invite::new(invitation(id), account(place), email(to)?, content(what)?, instant(expires)?).into()
        }
        Order::AcceptInvitation { invitation: id, email: to, phone: number } => {
            c::AcceptInvitation::new(invitation(id), email(to)?, named()?).phone(phone(number)?).into()
        }
        Order::DeclineInvitation { invitation: id, email: to } => {
            c::DeclineInvitation::new(invitation(id), email(to)?).into()
        }
        Order::RevokeInvitation { invitation: id } => c::RevokeInvitation::new(invitation(id)).into(),
        Order::RenewInvitation { invitation: id, expires } => {
            c::RenewInvitation::new(invitation(id), instant(expires)?).into()
        }
        Order::AddUser { user: id, account: place, email: to, assignment: ref what, on_behalf_of } => {
            let member = on_behalf_of.map(user);
            c::AddUser::new(user(id), account(place), email(to)?, named()?, content(what)?).on_behalf_of(member).into()
        }
        Order::Assign { user: id, account: place, assignment: ref what } => {
            c::Assign::new(user(id), account(place), content(what)?).into()
        }
        Order::Leave { account: id } => c::Leave::new(account(id)).into(),
        Order::RemoveMember { user: id, account: place } => c::RemoveMember::new(user(id), account(place)).into(),
        Order::EditUser { user: id, name: number, phone: called } => {
            c::EditUser::new(user(id), name(number)?, phone(called)?).into()
        }
        Order::ChangeEmail { user: id, email: to } => c::ChangeEmail::new(user(id), email(to)?).into(),
        Order::ResetPassword { user: id } => c::ResetPassword::new(user(id)).into(),
        Order::DeactivateUser { user: id } => c::DeactivateUser::new(user(id)).into(),
        Order::ReactivateUser { user: id } => c::ReactivateUser::new(user(id)).into(),
        Order::DeleteUser { user: id } => c::DeleteUser::new(user(id)).into(),
        Order::DefineRole { role: id, account: place, grants: what } => {
            c::DefineRole::new(role(id), account(place), named()?, grants(what)?).into()
        }
        Order::ChangeRole { role: id, name: number, grants: what } => {
            c::ChangeRole::new(role(id), name(number)?, grants(what)?).into()
        }
        Order::DeleteRole { role: id } => c::DeleteRole::new(role(id)).into(),
        Order::CreateApiKey { key: id, account: place, settings } => {
            let new = c::CreateApiKey::new(key(id), account(place), named()?, set(settings.cap)?);
            new.subtree(settings.subtree).until(optional(settings.ends)?).into()
        }
        Order::CreateAccountKey { key: id, account: place, settings } => {
            let new = c::CreateAccountKey::new(key(id), account(place), named()?, set(settings.cap)?);
            new.subtree(settings.subtree).until(optional(settings.ends)?).into()
        }
        Order::ChangeApiKey { key: id, settings } => {
            let (cap, ends) = (set(settings.cap)?, optional(settings.ends)?);
            c::ChangeApiKey::new(key(id), settings.subtree, named()?, cap, ends).into()
        }
        Order::RevokeApiKey { key: id } => c::RevokeApiKey::new(key(id)).into(),
        Order::ResetApiKey { key: id } => c::ResetApiKey::new(key(id)).into(),
    })
}
