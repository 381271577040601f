use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::decision::Denial;
use crate::organization::{
    Account, AccountId, ApiKeyId, Email, EmailRefusedError, InvitationId, ParseNameError, RoleId, UserId,
};
use crate::permission::{Grants, PermissionSet};

/// The reason why a command is refused. The directory stays as it was. The message says what is wrong and, where there is
/// a way, what would be required.
///
/// It never names an account, a user or an address beyond the actor's reach, unless the command named it: what is beyond
/// reach, or gone, is answered as if it never existed (rules C3, C11). Four answers reveal that something exists, because
/// rules require it: an id is taken (I5), a proved address is another user's in the tree (I3), an invitation whose id is
/// known can or can no longer be answered (C7), and a user has rights in accounts beyond the actor's reach (E2).
/// [`code`](Self::code) is stable; messages are not.
///
/// [`AlreadySo`](Self::AlreadySo) and [`ChangedMeanwhile`](Self::ChangedMeanwhile) are told only to an actor who has the
/// permission and covers whom the command touches. Both are answers of [`plan`](crate::Directory::plan), and never reasons
/// not to commit.
///
/// | refusals | HTTP status |
/// | --- | --- |
/// | [`Denied`](Self::Denied) | that of the [`Denial`] |
/// | the `Unknown…` | 404 |
/// | [`OperatorOnly`](Self::OperatorOnly), [`FromAbove`](Self::FromAbove), [`PersonOnly`](Self::PersonOnly), [`NotByKey`](Self::NotByKey), [`NotByAccountKey`](Self::NotByAccountKey), [`Uncovered`](Self::Uncovered), [`UncoveredElsewhere`](Self::UncoveredElsewhere), [`Outlasts`](Self::Outlasts), [`NotTheOwner`](Self::NotTheOwner), [`InviterLostAuthority`](Self::InviterLostAuthority), [`NotTheInvitedAddress`](Self::NotTheInvitedAddress) | 403 |
/// | [`IdTaken`](Self::IdTaken), [`AddressTaken`](Self::AddressTaken), [`AlreadyMember`](Self::AlreadyMember), [`AlreadySo`](Self::AlreadySo), [`ChangedMeanwhile`](Self::ChangedMeanwhile), [`UserDeactivated`](Self::UserDeactivated), [`RoleInUse`](Self::RoleInUse), [`RoleNameTaken`](Self::RoleNameTaken), [`LastAdministrator`](Self::LastAdministrator), [`InvitationOver`](Self::InvitationOver), [`AccountClosed`](Self::AccountClosed), [`AccountSuspended`](Self::AccountSuspended) | 409 |
/// | all others | 422 |
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The actor does not have the permission (rule C1).
    #[error("not permitted: {0}")]
    Denied(#[from] Denial),
    /// Only the operator can give this command (rule C4).
    #[error("only the operator can give the command `{0}`")]
    OperatorOnly(&'static str),
    /// The command requires a permission in the parent account, which the actor does not reach (rule C1).
    #[error("the command `{0}` requires `subaccount.manage` in the parent account")]
    FromAbove(&'static str),
    /// Only a person can give this command, never an API key or the operator (rules C5, C7, C9).
    #[error("only the person concerned can give the command `{0}`, not an API key or the operator")]
    PersonOnly(&'static str),
    /// A key of an account is made, changed and reset by persons and the operator, never by an API key (rule G6); and a person's
    /// key is reset by its owner, never by a key (rule C9).
    #[error("an API key can't give the command `{0}` for this key: a person must give it")]
    NotByKey(&'static str),
    /// The actor is a key of an account, which acts for the account and gives no commands (rule G6).
    #[error("a key of an account gives no commands: somebody else must give the command `{0}`")]
    NotByAccountKey(&'static str),
    /// Only the owner of a person's API key can widen, extend or reset it (rule C9).
    #[error("only its owner can widen, extend or reset a person's API key; others can narrow or revoke it")]
    NotTheOwner,
    /// The actor does not cover what somebody holds or will hold (rules E1, E2, E4 to E6).
    #[error("in account {account}, this requires more than you hold: {}; someone who holds it can do this", list(.lacks))]
    Uncovered {
        /// The account.
        account: AccountId,
        /// The grants that the actor lacks.
        lacks: Grants,
    },
    /// The actor does not cover what somebody holds or will hold in an account beyond the actor's reach (rules C3, E2, E6).
    #[error(
        "in accounts beyond your reach, this requires more than you hold; someone who administers all accounts concerned \
         can do this"
    )]
    UncoveredElsewhere,
    /// Somebody would gain something for longer than the actor holds it (rule E3).
    #[error("in account {account}, this would give {} for longer than you hold it yourself; choose an earlier end", list(.lacks))]
    Outlasts {
        /// The account.
        account: AccountId,
        /// The grants that the actor does not hold for all that time.
        lacks: Grants,
    },
    /// The account does not exist or is beyond the actor's reach.
    #[error("no account {0} is within reach")]
    UnknownAccount(AccountId),
    /// The user does not exist or is beyond the actor's reach.
    #[error("no user {0} is within reach")]
    UnknownUser(UserId),
    /// The role does not exist or is beyond the actor's reach.
    #[error("no role {0} is within reach")]
    UnknownRole(RoleId),
    /// The invitation does not exist, was answered, revoked or ended, or is beyond the actor's reach.
    #[error("no invitation {0} is within reach")]
    UnknownInvitation(InvitationId),
    /// The API key does not exist, was revoked, or is beyond the actor's reach.
    #[error("no API key {0} is within reach")]
    UnknownApiKey(ApiKeyId),
    /// The id of something new is the nil UUID (rule I5).
    #[error("the nil UUID can't be an id: create a new id")]
    NilId,
    /// The id of something new was used before, perhaps for something that is gone (rule I5).
    #[error("the id {0} was used before: create a new id")]
    IdTaken(Uuid),
    /// The account, or one above it, is closed for good.
    #[error("account {0} is closed for good")]
    AccountClosed(AccountId),
    /// The account, or one above it, is suspended.
    #[error("account {0} is suspended: accept the invitation once it is resumed")]
    AccountSuspended(AccountId),
    /// The command is for root accounts only.
    #[error("account {0} is not a root account")]
    NotARoot(AccountId),
    /// The parent is at the greatest depth allowed (rule I2).
    #[error("account {0} can't have sub-accounts: it is at depth {max}, the greatest allowed", max = Account::MAX_DEPTH)]
    TooDeep(AccountId),
    /// The command would change nothing: it was given before, perhaps, or somebody else was faster. The operator is told so
    /// of what is gone and should be (rule C11).
    #[error("the command `{0}` would change nothing: everything is already so")]
    AlreadySo(&'static str),
    /// The value that the command would replace is not the one that its actor saw, which the command has as `replaces`
    /// (rule C11).
    #[error("the command `{0}` is based on a value that has changed meanwhile: look again")]
    ChangedMeanwhile(&'static str),
    /// The user is deactivated, and could not accept. It is told of a user of whom the actor may know (rule C7).
    #[error("user {0} is deactivated: reactivate the user first")]
    UserDeactivated(UserId),
    /// The root account's email policy refuses the address (rule I6).
    #[error("the email policy refuses the address: {0}")]
    EmailPolicy(#[from] EmailRefusedError),
    /// The address is another user's in the tree (rule I3).
    #[error("the address is another user's: choose another, or look for the user")]
    AddressTaken(Email),
    /// The user's address is a different one (rule I3).
    #[error("the address is not the user's: prove the one that the user has")]
    NotTheUsersAddress(Email),
    /// The address that was proved is not the address that was invited (rule C7).
    #[error("the address is not the one that was invited: prove that one, or ask for a new invitation")]
    NotTheInvitedAddress(Email),
    /// The invitation has expired; it can be renewed (rule C7). One that was answered or revoked is
    /// [unknown](Self::UnknownInvitation).
    #[error("invitation {0} can no longer be answered: ask for a new one")]
    InvitationOver(InvitationId),
    /// Whoever sent the invitation may no longer invite there, or no longer covers what it gives (rule C7).
    #[error("whoever sent invitation {0} could no longer send it: ask someone else for a new one")]
    InviterLostAuthority(InvitationId),
    /// The user is already a member of the account.
    #[error("user {user} is already a member of account {account}: change the assignment instead")]
    AlreadyMember {
        /// The user.
        user: UserId,
        /// The account.
        account: AccountId,
    },
    /// The user is not a member of the account, or no longer.
    #[error("user {user} is not a member of account {account}, or no longer: invite the user first")]
    NotAMember {
        /// The user.
        user: UserId,
        /// The account.
        account: AccountId,
    },
    /// The user belongs to another tenant (rules C6, I3).
    #[error("user {0} belongs to another tenant: a person who works for two tenants is two users")]
    OtherTree(UserId),
    /// The assignment has neither a role nor a level above None (rule I4).
    #[error("the assignment gives nothing: add a role or a level above none")]
    EmptyAssignment,
    /// The window has no instant left: its end is not after its start, or is in the past.
    #[error("no time is left between {from} and {until}: choose a later end")]
    EmptyWindow {
        /// The start of the window or the time of the command, whichever is later.
        from: DateTime<Utc>,
        /// The end of the window.
        until: DateTime<Utc>,
    },
    /// The role is defined neither in the account nor above it (rule I4).
    #[error("role {role} can't be used in account {account}: it is defined neither there nor in an account above")]
    RoleNotUsable {
        /// The role.
        role: RoleId,
        /// The account.
        account: AccountId,
    },
    /// A membership or a pending invitation uses the role (rule E4).
    #[error("role {0} is in use: remove it from memberships and revoke invitations that would give it first")]
    RoleInUse(RoleId),
    /// A name in the command has something that readers do not see (rule C12).
    #[error("the name can't be used: {0}")]
    UnreadableName(#[from] ParseNameError),
    /// Another custom role of the account has the name, or one that readers take for the same (rule C12).
    #[error("role {role} of account {account} has this name, or one that looks the same: choose another name")]
    RoleNameTaken {
        /// The role that has the name.
        role: RoleId,
        /// The account of both roles.
        account: AccountId,
    },
    /// The root account would have no permanent administrator (rule I1).
    #[error("account {0} would have no permanent administrator: make another user one first")]
    LastAdministrator(AccountId),
}

fn list(grants: &Grants) -> PermissionSet {
    grants.at(crate::permission::Scope::Own)
}

impl Refusal {
    /// The stable code, for programs. For [`Denied`](Self::Denied), the code of the denial.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(denial) => denial.code(),
            Self::OperatorOnly(_) => "operator_only",
            Self::FromAbove(_) => "from_above",
            Self::PersonOnly(_) => "person_only",
            Self::NotByKey(_) => "not_by_key",
            Self::NotByAccountKey(_) => "not_by_account_key",
            Self::NotTheOwner => "not_the_owner",
            Self::Uncovered { .. } => "uncovered",
            Self::UncoveredElsewhere => "uncovered_elsewhere",
            Self::Outlasts { .. } => "outlasts",
            Self::UnknownAccount(_) => "unknown_account",
            Self::UnknownUser(_) => "unknown_user",
            Self::UnknownRole(_) => "unknown_role",
            Self::UnknownInvitation(_) => "unknown_invitation",
            Self::UnknownApiKey(_) => "unknown_api_key",
            Self::NilId => "nil_id",
            Self::IdTaken(_) => "id_taken",
            Self::AccountClosed(_) => "account_closed",
            Self::AccountSuspended(_) => "account_suspended",
            Self::NotARoot(_) => "not_a_root",
            Self::TooDeep(_) => "too_deep",
            Self::AlreadySo(_) => "already_so",
            Self::ChangedMeanwhile(_) => "changed_meanwhile",
            Self::UserDeactivated(_) => "user_deactivated",
            Self::EmailPolicy(_) => "email_policy",
            Self::AddressTaken(_) => "address_taken",
            Self::NotTheUsersAddress(_) => "not_the_users_address",
            Self::NotTheInvitedAddress(_) => "not_the_invited_address",
            Self::InvitationOver(_) => "invitation_over",
            Self::InviterLostAuthority(_) => "inviter_lost_authority",
            Self::AlreadyMember { .. } => "already_member",
            Self::NotAMember { .. } => "not_a_member",
            Self::OtherTree(_) => "other_tree",
            Self::EmptyAssignment => "empty_assignment",
            Self::EmptyWindow { .. } => "empty_window",
            Self::RoleNotUsable { .. } => "role_not_usable",
            Self::RoleInUse(_) => "role_in_use",
            Self::UnreadableName(_) => "unreadable_name",
            Self::RoleNameTaken { .. } => "role_name_taken",
            Self::LastAdministrator(_) => "last_administrator",
        }
    }
}
