//! What others need to know of a command, whichever it is: one table, a row for each kind.
//!
//! The decision, the history, the email policy and the tests read it. Nothing else asks which command it is, but the file
//! of the command's own family.

use crate::organization::{AccountId, ApiKeyId, Assignment, Email, InvitationId, RoleId, UserId};

use super::command::Command;

/// Who can give a command at all, whatever they may do (rules C4, C5, C7, C9).
///
/// ```
/// use sendright::{AccountId, Command, GivenBy};
///
/// let account = AccountId::from(uuid::Uuid::from_u128(1));
/// assert_eq!(Command::Leave { account }.given_by(), GivenBy::Person);
/// assert_eq!(Command::CloseAccount { account }.given_by(), GivenBy::Anyone);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GivenBy {
    /// A person, an API key or the operator.
    Anyone,
    /// The operator alone.
    Operator,
    /// The person concerned: never an API key, never the operator.
    Person,
}

/// What a command says of itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts<'a> {
    pub(crate) name: &'static str,
    pub(crate) given_by: GivenBy,
    /// The account that it names as the one on which it acts.
    pub(crate) account: Option<AccountId>,
    /// The account above a new one.
    pub(crate) parent: Option<AccountId>,
    /// The user whom it names.
    pub(crate) user: Option<UserId>,
    /// Whether the user may give it about themselves, without a permission (rule C5).
    #[cfg_attr(not(feature = "serde"), allow(dead_code, reason = "stored entries of the history are checked by it"))]
    pub(crate) own_details: bool,
    /// Whether it affects the user who gives it, whom it does not name: it is about their own membership or key. Whoever
    /// declines an invitation need not be a user.
    #[cfg_attr(not(feature = "serde"), allow(dead_code, reason = "stored entries of the history are checked by it"))]
    pub(crate) affects_actor: bool,
    pub(crate) address: Option<Address<'a>>,
    /// What it gives.
    pub(crate) assignment: Option<&'a Assignment>,
    pub(crate) role: Option<RoleId>,
    pub(crate) invitation: Option<InvitationId>,
    pub(crate) key: Option<ApiKeyId>,
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
    const fn of(name: &'static str, given_by: GivenBy) -> Self {
        Self {
            name,
            given_by,
            account: None,
            parent: None,
            user: None,
            own_details: false,
            affects_actor: false,
            address: None,
            assignment: None,
            role: None,
            invitation: None,
            key: None,
        }
    }

    const fn account(self, account: AccountId) -> Self {
        Self { account: Some(account), ..self }
    }

    const fn under(self, parent: AccountId) -> Self {
        Self { parent: Some(parent), ..self }
    }

    const fn user(self, user: UserId) -> Self {
        Self { user: Some(user), ..self }
    }

    /// It concerns the user's own details.
    const fn details_of(self, user: UserId) -> Self {
        Self { user: Some(user), own_details: true, ..self }
    }

    const fn affects_actor(self) -> Self {
        Self { affects_actor: true, ..self }
    }

    const fn enters(self, email: &'a Email) -> Self {
        Self { address: Some(Address::Enters(email)), ..self }
    }

    const fn tells(self, email: &'a Email) -> Self {
        Self { address: Some(Address::Told(email)), ..self }
    }

    const fn gives(self, assignment: &'a Assignment) -> Self {
        Self { assignment: Some(assignment), ..self }
    }

    const fn role(self, role: RoleId) -> Self {
        Self { role: Some(role), ..self }
    }

    const fn invitation(self, invitation: InvitationId) -> Self {
        Self { invitation: Some(invitation), ..self }
    }

    const fn key(self, key: ApiKeyId) -> Self {
        Self { key: Some(key), ..self }
    }
}

impl Command {
    /// The names of all kinds of commands, in the order of the variants.
    ///
    /// ```
    /// use sendright::Command;
    ///
    /// assert!(Command::NAMES.contains(&"change_role"));
    /// assert!(!Command::NAMES.contains(&"rename_role"));
    /// ```
    pub const NAMES: [&'static str; 30] = [
        "open_account",
        "open_subaccount",
        "rename_account",
        "suspend_account",
        "resume_account",
        "close_account",
        "set_billing",
        "set_features",
        "set_email_policy",
        "invite",
        "accept_invitation",
        "decline_invitation",
        "revoke_invitation",
        "renew_invitation",
        "add_user",
        "assign",
        "leave",
        "remove_member",
        "edit_user",
        "change_email",
        "reset_password",
        "deactivate_user",
        "reactivate_user",
        "delete_user",
        "define_role",
        "change_role",
        "delete_role",
        "create_api_key",
        "change_api_key",
        "revoke_api_key",
    ];

    /// The table of facts.
    pub(crate) const fn facts(&self) -> Facts<'_> {
        use GivenBy::{Anyone, Operator, Person};
        match self {
            Self::OpenAccount { account, administrator, email, .. } => {
                Facts::of("open_account", Operator).account(*account).user(*administrator).tells(email)
            }
            Self::OpenSubaccount { account, parent, .. } => {
                Facts::of("open_subaccount", Anyone).account(*account).under(*parent)
            }
            Self::RenameAccount { account, .. } => Facts::of("rename_account", Anyone).account(*account),
            Self::SuspendAccount { account } => Facts::of("suspend_account", Anyone).account(*account),
            Self::ResumeAccount { account } => Facts::of("resume_account", Anyone).account(*account),
            Self::CloseAccount { account } => Facts::of("close_account", Anyone).account(*account),
            Self::SetBilling { account, .. } => Facts::of("set_billing", Operator).account(*account),
            Self::SetFeatures { account, .. } => Facts::of("set_features", Operator).account(*account),
            Self::SetEmailPolicy { account, .. } => Facts::of("set_email_policy", Anyone).account(*account),
            Self::Invite { invitation, account, email, assignment, .. } => {
                Facts::of("invite", Anyone).account(*account).invitation(*invitation).enters(email).gives(assignment)
            }
            Self::AcceptInvitation { invitation, email, .. } => {
                Facts::of("accept_invitation", Person).affects_actor().invitation(*invitation).enters(email)
            }
            Self::DeclineInvitation { invitation, email } => {
                Facts::of("decline_invitation", Person).invitation(*invitation).tells(email)
            }
            Self::RevokeInvitation { invitation } => Facts::of("revoke_invitation", Anyone).invitation(*invitation),
            Self::RenewInvitation { invitation, .. } => Facts::of("renew_invitation", Anyone).invitation(*invitation),
            Self::AddUser { user, account, email, assignment, .. } => {
                Facts::of("add_user", Operator).account(*account).user(*user).enters(email).gives(assignment)
            }
            Self::Assign { user, account, assignment } => {
                Facts::of("assign", Anyone).account(*account).user(*user).gives(assignment)
            }
            Self::Leave { account } => Facts::of("leave", Person).affects_actor().account(*account),
            Self::RemoveMember { user, account } => Facts::of("remove_member", Anyone).account(*account).user(*user),
            Self::EditUser { user, .. } => Facts::of("edit_user", Anyone).details_of(*user),
            Self::ChangeEmail { user, email } => Facts::of("change_email", Anyone).details_of(*user).enters(email),
            Self::ResetPassword { user } => Facts::of("reset_password", Anyone).details_of(*user),
            Self::DeactivateUser { user } => Facts::of("deactivate_user", Anyone).user(*user),
            Self::ReactivateUser { user } => Facts::of("reactivate_user", Anyone).user(*user),
            Self::DeleteUser { user } => Facts::of("delete_user", Anyone).user(*user),
            Self::DefineRole { role, account, .. } => Facts::of("define_role", Anyone).account(*account).role(*role),
            Self::ChangeRole { role, .. } => Facts::of("change_role", Anyone).role(*role),
            Self::DeleteRole { role } => Facts::of("delete_role", Anyone).role(*role),
            Self::CreateApiKey { key, account, .. } => {
                Facts::of("create_api_key", Person).affects_actor().account(*account).key(*key)
            }
            Self::ChangeApiKey { key, .. } => Facts::of("change_api_key", Anyone).key(*key),
            Self::RevokeApiKey { key } => Facts::of("revoke_api_key", Anyone).key(*key),
        }
    }

    /// The name of the kind of command, as it stands in human-readable formats: `assign`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.facts().name
    }

    /// Who can give it at all.
    #[must_use]
    pub const fn given_by(&self) -> GivenBy {
        self.facts().given_by
    }
}
