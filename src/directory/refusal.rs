use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::decision::Denial;
use crate::organization::{Account, AccountId, ApiKeyId, Email, EmailRefusedError, InvitationId, RoleId, UserId};
use crate::permission::{Grants, PermissionSet};

/// Why a command is refused. Nothing has changed; the message says what was asked, why not and what would be needed.
///
/// It never names an account, a user or an address outside the actor's reach, unless the command named it: what is out of
/// reach is answered as if it were not there (rule C3). Three answers tell all the same that something is there, as rules
/// demand: an id that is taken (I5), an address that is another user's in the tree (I3, I6), and whether an invitation
/// whose id one knows is open (C7). [`code`](Self::code) is stable.
///
/// | refusals | HTTP status |
/// | --- | --- |
/// | [`Denied`](Self::Denied) | that of the [`Denial`] |
/// | the `Unknown…` | 404 |
/// | [`OperatorOnly`](Self::OperatorOnly), [`FromAbove`](Self::FromAbove), [`PersonOnly`](Self::PersonOnly), [`Uncovered`](Self::Uncovered), [`UncoveredElsewhere`](Self::UncoveredElsewhere), [`Outlasts`](Self::Outlasts), [`NotTheOwner`](Self::NotTheOwner), [`InviterLostAuthority`](Self::InviterLostAuthority), [`NotTheInvitedAddress`](Self::NotTheInvitedAddress) | 403 |
/// | [`IdTaken`](Self::IdTaken), [`AddressTaken`](Self::AddressTaken), [`AlreadyMember`](Self::AlreadyMember), [`AlreadySo`](Self::AlreadySo), [`RoleInUse`](Self::RoleInUse), [`LastAdministrator`](Self::LastAdministrator), [`InvitationOver`](Self::InvitationOver), [`BeforeLastChange`](Self::BeforeLastChange), [`AccountClosed`](Self::AccountClosed), [`AccountSuspended`](Self::AccountSuspended) | 409 |
/// | all others | 422 |
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The actor may not do this there (rule C1).
    #[error("not permitted: {0}")]
    Denied(#[from] Denial),
    /// Only the operator does this (rule C4).
    #[error("`{0}` is for the operator alone")]
    OperatorOnly(&'static str),
    /// This is done from the account above, which the actor does not reach (rule C1).
    #[error("`{0}` takes `subaccount.manage` in the account above")]
    FromAbove(&'static str),
    /// A person does this, never a key or the operator (rules C5, C7, C9).
    #[error("`{0}` is for the person concerned, not for an API key or the operator")]
    PersonOnly(&'static str),
    /// The command is from before the last change (rule C2).
    #[error("{at} is before the last change, which was at {last}")]
    BeforeLastChange {
        /// When the last change was.
        last: DateTime<Utc>,
        /// When this was commanded.
        at: DateTime<Utc>,
    },
    /// Only the owner of a key makes it wider or longer (rule C9).
    #[error("an API key is widened and extended by its owner alone; others can narrow or revoke it")]
    NotTheOwner,
    /// The actor has not what the target holds or is to hold (rules E1, E2, E4 to E6).
    #[error("in account {account}, this takes more than you hold: {}; someone who holds it can do this", list(.lacks))]
    Uncovered {
        /// The account.
        account: AccountId,
        /// What the actor lacks, by scope.
        lacks: Grants,
    },
    /// It touches what the actor has not, in an account beyond the actor's reach (rules C3, E2, E6).
    #[error(
        "this also touches rights beyond your reach; someone who administers all the accounts concerned can do this"
    )]
    UncoveredElsewhere,
    /// What is given would last longer than what the actor holds (rule E3).
    #[error("in account {account}, this would give {} for longer than you hold it yourself; give it for a shorter term", list(.lacks))]
    Outlasts {
        /// The account.
        account: AccountId,
        /// What the actor does not hold throughout.
        lacks: Grants,
    },
    /// There is no such account within reach.
    #[error("no account {0} is within reach")]
    UnknownAccount(AccountId),
    /// There is no such user within reach.
    #[error("no user {0} is within reach")]
    UnknownUser(UserId),
    /// There is no such role within reach.
    #[error("no role {0} is within reach")]
    UnknownRole(RoleId),
    /// There is no such invitation within reach.
    #[error("no invitation {0} is within reach")]
    UnknownInvitation(InvitationId),
    /// There is no such key within reach.
    #[error("no API key {0} is within reach")]
    UnknownApiKey(ApiKeyId),
    /// The nil UUID is nobody's id (rule I5).
    #[error("the nil id is no id: make a new one")]
    NilId,
    /// The id was used before, perhaps for something that is gone (rule I5).
    #[error("the id {0} was used before: make a new one")]
    IdTaken(Uuid),
    /// The account is closed, for good.
    #[error("account {0} is closed, for good")]
    AccountClosed(AccountId),
    /// The account, or one above it, is suspended.
    #[error("account {0} is suspended: accept once it is resumed")]
    AccountSuspended(AccountId),
    /// This is about root accounts.
    #[error("account {0} is not a root account")]
    NotARoot(AccountId),
    /// The parent has the greatest depth that an account can have (rule I2).
    #[error("account {0} is at depth {max}, the maximum: it can have no sub-account", max = Account::MAX_DEPTH)]
    TooDeep(AccountId),
    /// The command would change nothing.
    #[error("{0} already: there is nothing to change")]
    AlreadySo(&'static str),
    /// The root's policy does not admit the address (rule I6).
    #[error("the address can't enter: {0}")]
    EmailPolicy(#[from] EmailRefusedError),
    /// The address is another user's (rule I3).
    #[error("`{0}` is another user's address")]
    AddressTaken(Email),
    /// The user has another address than the one given (rule I3).
    #[error("`{0}` is not the user's address")]
    NotTheUsersAddress(Email),
    /// The address that was proved is not the one invited (rule C7).
    #[error("`{0}` is not the address that was invited")]
    NotTheInvitedAddress(Email),
    /// The invitation was accepted, declined or revoked, or has expired (rule C7).
    #[error("invitation {0} is over: ask for a new one")]
    InvitationOver(InvitationId),
    /// The inviter may no longer invite there, or no longer holds what it gives (rule C7).
    #[error("who sent invitation {0} could no longer send it: ask for a new one")]
    InviterLostAuthority(InvitationId),
    /// The user is a member there.
    #[error("user {user} is a member of account {account} already: assign instead")]
    AlreadyMember {
        /// The user.
        user: UserId,
        /// The account.
        account: AccountId,
    },
    /// The user is no member there, or not any more.
    #[error("user {user} is no member of account {account}, or not any more: invite instead")]
    NotAMember {
        /// The user.
        user: UserId,
        /// The account.
        account: AccountId,
    },
    /// The user belongs to the tree of another root (rules C6, I3).
    #[error("user {0} belongs to another organization: a person who works for two is two users")]
    OtherTree(UserId),
    /// There is neither a role nor a level above None (rule I4).
    #[error("the assignment gives nothing: name a role or a level above none")]
    EmptyAssignment,
    /// The window has no instant left: its end is not after its beginning, or is past.
    #[error("there is nothing between {from} and {until}: choose a later end")]
    EmptyWindow {
        /// The beginning, or now.
        from: DateTime<Utc>,
        /// The end.
        until: DateTime<Utc>,
    },
    /// The role is defined neither in the account nor above it (rule I4).
    #[error("role {role} can't be used in account {account}: it is defined neither there nor above")]
    RoleNotUsable {
        /// The role.
        role: RoleId,
        /// The account.
        account: AccountId,
    },
    /// Someone holds the role or is invited to it (rule E4).
    #[error("role {0} is in use: take it from its holders and invitations first")]
    RoleInUse(RoleId),
    /// Nobody would administer the root account for good (rule I1).
    #[error("account {0} would be left without a permanent administrator: make someone else one first")]
    LastAdministrator(AccountId),
}

fn list(grants: &Grants) -> PermissionSet {
    grants.at(crate::permission::Scope::Own)
}

impl Refusal {
    /// The stable code, for programs; that of the denial for a [`Denied`](Self::Denied).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Denied(denial) => denial.code(),
            Self::OperatorOnly(_) => "operator_only",
            Self::FromAbove(_) => "from_above",
            Self::PersonOnly(_) => "person_only",
            Self::BeforeLastChange { .. } => "before_last_change",
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
            Self::LastAdministrator(_) => "last_administrator",
        }
    }
}
