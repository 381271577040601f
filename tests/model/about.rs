//! What a command is about, as far as a test must know that judges it from outside.
//!
//! Each match names every kind of command: `Command` may grow, and what is not known here must not pass in silence.

use sendright::{AccountId, ApiKeyId, Command, Email, InvitationId, RoleId, UserId};

/// The end of a match over all kinds of commands.
#[track_caller]
pub(crate) fn unknown(command: &Command) -> ! {
    unreachable!("the model does not know `{}`: add it here, and see `kinds`", command.name())
}

/// What a command names that must be there and within the actor's reach (rule C3).
#[derive(Default)]
pub(crate) struct Targets<'a> {
    /// The account where a permission is needed.
    pub(crate) account: Option<&'a mut AccountId>,
    /// An account that is managed from the one above.
    pub(crate) from_above: Option<&'a mut AccountId>,
    pub(crate) user: Option<&'a mut UserId>,
    pub(crate) role: Option<&'a mut RoleId>,
    /// Not of one that is answered: whoever has its id knows of it.
    pub(crate) invitation: Option<&'a mut InvitationId>,
    pub(crate) key: Option<&'a mut ApiKeyId>,
}

pub(crate) fn targets(command: &mut Command) -> Targets<'_> {
    let none = Targets::default();
    match command {
        Command::OpenAccount { .. } | Command::AcceptInvitation { .. } | Command::DeclineInvitation { .. } => none,
        Command::RenameAccount { account, .. }
        | Command::SuspendAccount { account }
        | Command::ResumeAccount { account }
        | Command::CloseAccount { account } => Targets { from_above: Some(account), ..none },
        Command::OpenSubaccount { parent: account, .. }
        | Command::SetBilling { account, .. }
        | Command::SetFeatures { account, .. }
        | Command::SetEmailPolicy { account, .. }
        | Command::Invite { account, .. }
        | Command::AddUser { account, .. }
        | Command::Leave { account }
        | Command::DefineRole { account, .. }
        | Command::CreateApiKey { account, .. }
        | Command::CreateAccountKey { account, .. } => Targets { account: Some(account), ..none },
        Command::RevokeInvitation { invitation } | Command::RenewInvitation { invitation, .. } => {
            Targets { invitation: Some(invitation), ..none }
        }
        Command::Assign { user, account, .. } | Command::RemoveMember { user, account } => {
            Targets { account: Some(account), user: Some(user), ..none }
        }
        Command::EditUser { user, .. }
        | Command::ChangeEmail { user, .. }
        | Command::ResetPassword { user }
        | Command::DeactivateUser { user }
        | Command::ReactivateUser { user }
        | Command::DeleteUser { user } => Targets { user: Some(user), ..none },
        Command::ChangeRole { role, .. } | Command::DeleteRole { role } => Targets { role: Some(role), ..none },
        Command::ChangeApiKey { key, .. } | Command::RevokeApiKey { key } | Command::ResetApiKey { key } => {
            Targets { key: Some(key), ..none }
        }
        other => unknown(other),
    }
}

/// What a command says of the person who gives it or is meant by it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Identity<'a> {
    /// The address that the application attests as proved (rules C6 to C8).
    pub(crate) proved: Option<&'a Email>,
    /// Whoever gives it is a user of the tree from then on.
    pub(crate) joins: bool,
    /// Whoever gives it can sign in as this user from then on (rule E5).
    pub(crate) taken_over: Option<UserId>,
}

pub(crate) fn identity(command: &Command) -> Identity<'_> {
    let none = Identity::default();
    match command {
        Command::OpenAccount { email, .. }
        | Command::DeclineInvitation { email, .. }
        | Command::AddUser { email, .. } => Identity { proved: Some(email), ..none },
        Command::AcceptInvitation { email, .. } => Identity { proved: Some(email), joins: true, ..none },
        Command::ChangeEmail { user, email } => Identity { proved: Some(email), taken_over: Some(*user), ..none },
        Command::ResetPassword { user } => Identity { taken_over: Some(*user), ..none },
        Command::OpenSubaccount { .. }
        | Command::RenameAccount { .. }
        | Command::SuspendAccount { .. }
        | Command::ResumeAccount { .. }
        | Command::CloseAccount { .. }
        | Command::SetBilling { .. }
        | Command::SetFeatures { .. }
        | Command::SetEmailPolicy { .. }
        | Command::Invite { .. }
        | Command::RevokeInvitation { .. }
        | Command::RenewInvitation { .. }
        | Command::Assign { .. }
        | Command::Leave { .. }
        | Command::RemoveMember { .. }
        | Command::EditUser { .. }
        | Command::DeactivateUser { .. }
        | Command::ReactivateUser { .. }
        | Command::DeleteUser { .. }
        | Command::DefineRole { .. }
        | Command::ChangeRole { .. }
        | Command::DeleteRole { .. }
        | Command::CreateApiKey { .. }
        | Command::ChangeApiKey { .. }
        | Command::RevokeApiKey { .. }
        | Command::CreateAccountKey { .. }
        | Command::ResetApiKey { .. } => none,
        other => unknown(other),
    }
}
