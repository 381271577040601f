//! What others need to know of a command, whichever it is.
//!
//! The checks that all commands have in common, the email policy, the history and the tests read it. Only the file of a
//! command's own family knows which command it is.

use crate::organization::{AccountId, ApiKeyId, Assignment, Email, InvitationId, Name, RoleId, UserId};

/// Which actors can give a command at all, whatever they are permitted (rules C4, C5, C7, C9).
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
    /// A person, on their own behalf: never an API key, never the operator.
    Person,
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
    pub(crate) key: Option<ApiKeyId>,
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
            key: None,
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

    pub(super) const fn key(self, key: ApiKeyId) -> Self {
        Self { key: Some(key), ..self }
    }

    pub(super) const fn whose_rules_bind_operator(self) -> Self {
        Self { rules_bind_operator: true, ..self }
    }
}
