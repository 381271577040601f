//! What is told of a command on something beyond a reader's reach: its kind, and no detail.

use crate::directory::Command;

/// The words of a sentence, before the user whom the command is about and the account on which it was done, and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// `{0}{account}{1}`.
    Account(&'static str, &'static str),
    /// `{0}{user}{1}{account}`.
    Member(&'static str, &'static str),
    /// `{0} the {1} of {user}`, or `{0} their own {1}`.
    Details(&'static str, &'static str),
    /// `{0}{user}`.
    User(&'static str),
}

impl Phrase {
    pub(super) const fn of(command: &Command) -> Self {
        match command {
            Command::OpenAccount { .. } | Command::OpenSubaccount { .. } => Self::Account("opened ", ""),
            Command::RenameAccount { .. } => Self::Account("renamed ", ""),
            Command::SuspendAccount { .. } => Self::Account("suspended ", ""),
            Command::ResumeAccount { .. } => Self::Account("resumed ", ""),
            Command::CloseAccount { .. } => Self::Account("closed ", " for good"),
            Command::SetBilling { .. } => Self::Account("set how ", " pays"),
            Command::SetFeatures { .. } => Self::Account("set what ", " includes"),
            Command::SetEmailPolicy { .. } => Self::Account("set which addresses may enter ", ""),
            Command::Invite { .. } => Self::Account("invited somebody to ", ""),
            Command::AcceptInvitation { .. } => Self::Account("accepted an invitation to ", ""),
            Command::DeclineInvitation { .. } => Self::Account("declined an invitation to ", ""),
            Command::RevokeInvitation { .. } => Self::Account("took back an invitation to ", ""),
            Command::RenewInvitation { .. } => Self::Account("renewed an invitation to ", ""),
            Command::AddUser { .. } => Self::Member("added ", " to "),
            Command::Assign { .. } => Self::Member("changed what ", " is in "),
            Command::Leave { .. } => Self::Account("left ", ""),
            Command::RemoveMember { .. } => Self::Member("removed ", " from "),
            Command::EditUser { .. } => Self::Details("edited", "details"),
            Command::ChangeEmail { .. } => Self::Details("changed", "address"),
            Command::ResetPassword { .. } => Self::Details("reset", "password"),
            Command::DeactivateUser { .. } => Self::User("deactivated "),
            Command::ReactivateUser { .. } => Self::User("reactivated "),
            Command::DeleteUser { .. } => Self::User("deleted "),
            Command::DefineRole { .. } => Self::Account("defined a role in ", ""),
            Command::ChangeRole { .. } => Self::Account("changed a role of ", ""),
            Command::DeleteRole { .. } => Self::Account("deleted a role of ", ""),
            Command::CreateApiKey { .. } => Self::Account("made an API key in ", ""),
            Command::ChangeApiKey { .. } => Self::Account("changed an API key of ", ""),
            Command::RevokeApiKey { .. } => Self::Account("revoked an API key of ", ""),
            Command::CreateAccountKey { .. } => Self::Account("made an API key that belongs to ", " itself"),
            Command::ResetApiKey { .. } => Self::Account("reset an API key of ", ""),
        }
    }
}
