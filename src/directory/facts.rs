//! What others need to know of a command, whichever it is.
//!
//! The checks that all commands have in common, the email policy, the history and the tests read it. Only the file of a
//! command's own family knows which command it is.

use crate::organization::{AccountId, ApiKeyId, Assignment, Email, InvitationId, Name, RoleId, UserId};

use super::command::Command;

/// Which actors can give a command at all, whatever they are permitted (rules C4, C5, C7, C9, G6).
///
/// ```
/// use sendright::{AccountId, Command, GivenBy};
///
/// let account = AccountId::from(uuid::Uuid::from_u128(1));
/// assert_eq!(Command::Leave { account }.given_by(), GivenBy::Person);
/// assert_eq!(Command::CloseAccount { account }.given_by(), GivenBy::Anyone);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GivenBy {
    /// A person, a person's API key or the operator. A key of an account gives no commands (rule G6).
    Anyone,
    /// The operator alone.
    Operator,
    /// A person, on their own behalf: never an API key, never the operator.
    Person,
    /// A person or the operator, never an API key.
    PersonOrOperator,
}

/// The facts about one command.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Facts<'a> {
    pub(crate) name: &'static str,
    pub(crate) given_by: GivenBy,
    /// The account that it names as the one on which it acts.
    pub(crate) account: Option<AccountId>,
    /// Whether the user whom it names is gone after it.
    pub(crate) takes_user: bool,
    /// Whether it opens a root account, and with it a tree (rule C2).
    pub(crate) opens_tree: bool,
    /// The account above a new one.
    pub(crate) parent: Option<AccountId>,
    /// The user whom it names.
    pub(crate) user: Option<UserId>,
    /// Whether the user may give it about themselves, without a permission (rule C5).
    #[cfg_attr(not(feature = "serde"), allow(dead_code, reason = "stored entries of the history are checked by it"))]
    pub(crate) own_details: bool,
    pub(crate) address: Option<Address<'a>>,
    /// The name that it gives: to the role, the key, the user or the account, whichever it names first.
    pub(crate) names: Option<&'a Name>,
    /// The name that it gives to a user beside that.
    pub(crate) names_user: Option<&'a Name>,
    /// What it gives.
    pub(crate) assignment: Option<&'a Assignment>,
    pub(crate) role: Option<RoleId>,
    pub(crate) invitation: Option<InvitationId>,
    /// How it answers the invitation, if it does. Whoever answers may be a new person, with a fresh id (rule C7).
    pub(crate) answer: Option<Answer>,
    /// Whether it gives the invitation anew, so that its address is judged again (rule I6).
    pub(crate) renews: bool,
    pub(crate) key: Option<ApiKeyId>,
    /// The member on whose behalf the operator gives it (rule C6).
    pub(crate) on_behalf_of: Option<UserId>,
    /// Whether its own rules say what the operator may do; otherwise the operator may give it (rules C4, C9).
    pub(crate) rules_bind_operator: bool,
}

/// The answer to an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepts,
    Declines,
}

/// The address that a command names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Address<'a> {
    /// It becomes that of a user or an invitation, in a tree whose policy judges it (rule I6).
    Enters(&'a Email),
    /// It is told, and enters no tree that has a policy.
    Told(&'a Email),
}

impl<'a> Address<'a> {
    pub(crate) const fn email(self) -> &'a Email {
        match self {
            Self::Enters(email) | Self::Told(email) => email,
        }
    }
}

impl<'a> Facts<'a> {
    /// Whether the person who gives it is one of those whom it affects: whoever declines may be nobody's user.
    #[cfg(feature = "serde")]
    pub(crate) const fn affects_actor(&self) -> bool {
        matches!(self.given_by, GivenBy::Person) && !matches!(self.answer, Some(Answer::Declines))
    }

    pub(super) const fn of(name: &'static str, given_by: GivenBy) -> Self {
        Self {
            name,
            given_by,
            account: None,
            opens_tree: false,
            takes_user: false,
            parent: None,
            user: None,
            own_details: false,
            address: None,
            names: None,
            names_user: None,
            assignment: None,
            role: None,
            invitation: None,
            answer: None,
            renews: false,
            key: None,
            on_behalf_of: None,
            rules_bind_operator: false,
        }
    }

    pub(super) const fn account(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    /// The user whom it names is gone after it.
    pub(super) const fn takes_user(self, user: UserId) -> Self {
        Self { user: Some(user), takes_user: true, ..self }
    }

    /// It opens the root account that it names.
    pub(super) const fn opens_tree(self) -> Self {
        Self { opens_tree: true, ..self }
    }

    pub(super) const fn under(self, parent: AccountId) -> Self {
        Self { parent: Some(parent), ..self }
    }

    pub(super) const fn user(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    /// It concerns the user's own details.
    pub(super) const fn details_of(self, user: UserId) -> Self {
        Self { user: Some(user), own_details: true, ..self }
    }

    pub(super) const fn enters(self, email: &'a Email) -> Self {
        Self { address: Some(Address::Enters(email)), ..self }
    }

    pub(super) const fn tells(self, email: &'a Email) -> Self {
        Self { address: Some(Address::Told(email)), ..self }
    }

    pub(super) const fn names(self, name: &'a Name) -> Self {
        Self { names: Some(name), ..self }
    }

    pub(super) const fn names_user(self, name: &'a Name) -> Self {
        Self { names_user: Some(name), ..self }
    }

    pub(super) const fn gives(self, assignment: &'a Assignment) -> Self {
        Self { assignment: Some(assignment), ..self }
    }

    pub(super) const fn role(self, role: RoleId) -> Self {
        Self { role: Some(role), ..self }
    }

    pub(super) const fn invitation(self, invitation: InvitationId) -> Self {
        Self { invitation: Some(invitation), ..self }
    }

    pub(super) const fn answers(self, invitation: InvitationId, answer: Answer) -> Self {
        Self { invitation: Some(invitation), answer: Some(answer), ..self }
    }

    pub(super) const fn renews(self, invitation: InvitationId) -> Self {
        Self { invitation: Some(invitation), renews: true, ..self }
    }

    pub(super) const fn key(self, key: ApiKeyId) -> Self {
        Self { key: Some(key), ..self }
    }

    pub(super) const fn on_behalf_of(self, member: Option<UserId>) -> Self {
        Self { on_behalf_of: member, ..self }
    }

    pub(super) const fn whose_rules_bind_operator(self) -> Self {
        Self { rules_bind_operator: true, ..self }
    }
}

impl Command {
    /// What others need to know of this command: one table, a row for each command.
    pub(crate) const fn facts(&self) -> Facts<'_> {
        use GivenBy::{Anyone, Operator, Person, PersonOrOperator};
        match self {
            Self::OpenAccount { account, name, administrator, email, administrator_name, .. } => {
                let facts = Facts::of("open_account", Operator).account(*account).opens_tree().user(*administrator);
                facts.tells(email).names(name).names_user(administrator_name)
            }
            Self::OpenSubaccount { account, parent, name } => {
                Facts::of("open_subaccount", Anyone).account(*account).under(*parent).names(name)
            }
            Self::RenameAccount { account, name, .. } => {
                Facts::of("rename_account", Anyone).account(*account).names(name)
            }
            Self::SuspendAccount { account } => Facts::of("suspend_account", Anyone).account(*account),
            Self::ResumeAccount { account } => Facts::of("resume_account", Anyone).account(*account),
            Self::CloseAccount { account } => Facts::of("close_account", Anyone).account(*account),
            Self::SetBilling { account, .. } => Facts::of("set_billing", Operator).account(*account),
            Self::SetFeatures { account, .. } => Facts::of("set_features", Operator).account(*account),
            Self::SetEmailPolicy { account, .. } => Facts::of("set_email_policy", Anyone).account(*account),
            Self::Invite { invitation, account, email, name, assignment, .. } => {
                let facts = Facts::of("invite", Anyone).account(*account).invitation(*invitation).enters(email);
                let facts = facts.gives(assignment);
                if let Some(name) = name { facts.names_user(name) } else { facts }
            }
            Self::AcceptInvitation { invitation, email, name, .. } => {
                let facts = Facts::of("accept_invitation", Person).answers(*invitation, Answer::Accepts);
                facts.enters(email).names(name)
            }
            Self::DeclineInvitation { invitation, email } => {
                Facts::of("decline_invitation", Person).answers(*invitation, Answer::Declines).tells(email)
            }
            Self::RevokeInvitation { invitation } => Facts::of("revoke_invitation", Anyone).invitation(*invitation),
            Self::RenewInvitation { invitation, .. } => Facts::of("renew_invitation", Anyone).renews(*invitation),
            Self::AddUser { user, account, email, name, assignment, on_behalf_of, .. } => {
                let facts = Facts::of("add_user", Operator).account(*account).user(*user).enters(email);
                facts.gives(assignment).names(name).on_behalf_of(*on_behalf_of).whose_rules_bind_operator()
            }
            Self::Assign { user, account, assignment, .. } => {
                Facts::of("assign", Anyone).account(*account).user(*user).gives(assignment)
            }
            Self::Leave { account } => Facts::of("leave", Person).account(*account),
            Self::RemoveMember { user, account } => Facts::of("remove_member", Anyone).account(*account).user(*user),
            Self::EditUser { user, name, .. } => Facts::of("edit_user", Anyone).details_of(*user).names(name),
            Self::ChangeEmail { user, email } => Facts::of("change_email", Anyone).details_of(*user).enters(email),
            Self::ResetPassword { user } => Facts::of("reset_password", Anyone).details_of(*user),
            Self::DeactivateUser { user } => Facts::of("deactivate_user", Anyone).user(*user),
            Self::ReactivateUser { user } => Facts::of("reactivate_user", Anyone).user(*user),
            Self::DeleteUser { user } => Facts::of("delete_user", Anyone).takes_user(*user),
            Self::DefineRole { role, account, name, .. } => {
                Facts::of("define_role", Anyone).account(*account).role(*role).names(name)
            }
            Self::ChangeRole { role, name, .. } => Facts::of("change_role", Anyone).role(*role).names(name),
            Self::DeleteRole { role } => Facts::of("delete_role", Anyone).role(*role),
            Self::CreateApiKey { key, account, name, .. } => {
                Facts::of("create_api_key", Person).account(*account).key(*key).names(name)
            }
            Self::ChangeApiKey { key, name, .. } => {
                Facts::of("change_api_key", Anyone).key(*key).names(name).whose_rules_bind_operator()
            }
            Self::RevokeApiKey { key } => Facts::of("revoke_api_key", Anyone).key(*key),
            Self::CreateAccountKey { key, account, name, .. } => {
                Facts::of("create_account_key", PersonOrOperator).account(*account).key(*key).names(name)
            }
            Self::ResetApiKey { key } => {
                Facts::of("reset_api_key", PersonOrOperator).key(*key).whose_rules_bind_operator()
            }
        }
    }

    /// The name of the command in human-readable formats, such as `assign`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.facts().name
    }

    /// Which actors can give the command at all.
    #[must_use]
    pub const fn given_by(&self) -> GivenBy {
        self.facts().given_by
    }
}
