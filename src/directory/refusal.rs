use core::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::decision::named::Say;
use crate::decision::statuses::statuses;
use crate::decision::{Denial, Named};
use crate::organization::{
    Account, AccountId, ApiKeyId, Email, EmailRefusedError, InvitationId, ParseNameError, RoleId, UserId,
};
use crate::permission::{CustomNames, Grants, PermissionSet, Scope};

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
/// The codes and the statuses of HTTP are in one [table](Self::http_status).
///
/// With the feature `serde` it serializes as the body of an answer, as a [`Denial`] does: its code, status and sentence, and the
/// [permissions](Self::permissions) that it names.
///
/// ```
#[doc = include_str!("../review/example.txt")]
/// // Bob is a Sender, and invites nobody.
/// let assign = Command::Assign { user: bob, account: acme, assignment: Assignment::of(Preset::Admin), replaces: None };
/// let refusal = directory.plan(bob, &assign, stamp(&directory, now)).unwrap_err();
/// assert_eq!((refusal.code(), refusal.http_status()), ("missing", 403));
/// assert_eq!(refusal.permissions(), PermissionSet::USER_ASSIGN_ROLE);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The actor does not have the permission (rule C1).
    #[error("{}", not_permitted(*.0, &CustomNames::NONE))]
    Denied(Denial),
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
    #[error("{}", uncovered(*.account, .lacks, &CustomNames::NONE))]
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
    #[error("{}", outlasts(*.account, .lacks, &CustomNames::NONE))]
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
    EmailPolicy(EmailRefusedError),
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
    UnreadableName(ParseNameError),
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

// The sentences that name permissions, with an application's names for its own.

fn not_permitted(denial: Denial, names: &CustomNames<'_>) -> String {
    format!("not permitted: {}", denial.with_names(names))
}

fn uncovered(account: AccountId, lacks: &Grants, names: &CustomNames<'_>) -> String {
    let lacks = names.display(lacks.at(Scope::Own));
    format!("in account {account}, this requires more than you hold: {lacks}; someone who holds it can do this")
}

fn outlasts(account: AccountId, lacks: &Grants, names: &CustomNames<'_>) -> String {
    let lacks = names.display(lacks.at(Scope::Own));
    format!("in account {account}, this would give {lacks} for longer than you hold it yourself; choose an earlier end")
}

/// The reason and its source are said in one sentence. So what a refusal holds is in its fields, and not in its
/// [source](core::error::Error::source), where a chain of errors would say it twice.
impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<EmailRefusedError> for Refusal {
    fn from(refused: EmailRefusedError) -> Self {
        Self::EmailPolicy(refused)
    }
}

impl From<ParseNameError> for Refusal {
    fn from(unreadable: ParseNameError) -> Self {
        Self::UnreadableName(unreadable)
    }
}

impl Refusal {
    statuses! {
        /// The stable code, for programs. For [`Denied`](Self::Denied), the code of the denial.
        code;

        /// The status of an HTTP answer (RFC 9110): 404 for what is unknown or beyond reach, 403 for what the actor may not do, 409
        /// where the state of the directory stands against it, and otherwise 422.
        ///
        /// ```
        /// use sendright::{Denial, Refusal, UserId};
        ///
        /// assert_eq!(Refusal::Denied(Denial::NoAccess).http_status(), 404);
        /// assert_eq!(Refusal::AlreadySo("leave").http_status(), 409);
        /// assert_eq!(Refusal::NilId.http_status(), 422);
        /// ```
        http_status;

        => Denied "that of the [`Denial`]";
        OperatorOnly = "operator_only", 403;
        FromAbove = "from_above", 403;
        PersonOnly = "person_only", 403;
        NotByKey = "not_by_key", 403;
        NotByAccountKey = "not_by_account_key", 403;
        NotTheOwner = "not_the_owner", 403;
        Uncovered = "uncovered", 403;
        UncoveredElsewhere = "uncovered_elsewhere", 403;
        Outlasts = "outlasts", 403;
        UnknownAccount = "unknown_account", 404;
        UnknownUser = "unknown_user", 404;
        UnknownRole = "unknown_role", 404;
        UnknownInvitation = "unknown_invitation", 404;
        UnknownApiKey = "unknown_api_key", 404;
        NilId = "nil_id", 422;
        IdTaken = "id_taken", 409;
        AccountClosed = "account_closed", 409;
        AccountSuspended = "account_suspended", 409;
        NotARoot = "not_a_root", 422;
        TooDeep = "too_deep", 422;
        AlreadySo = "already_so", 409;
        ChangedMeanwhile = "changed_meanwhile", 409;
        UserDeactivated = "user_deactivated", 409;
        EmailPolicy = "email_policy", 422;
        AddressTaken = "address_taken", 409;
        NotTheUsersAddress = "not_the_users_address", 422;
        NotTheInvitedAddress = "not_the_invited_address", 403;
        InvitationOver = "invitation_over", 409;
        InviterLostAuthority = "inviter_lost_authority", 403;
        AlreadyMember = "already_member", 409;
        NotAMember = "not_a_member", 422;
        OtherTree = "other_tree", 422;
        EmptyAssignment = "empty_assignment", 422;
        EmptyWindow = "empty_window", 422;
        RoleNotUsable = "role_not_usable", 422;
        RoleInUse = "role_in_use", 409;
        UnreadableName = "unreadable_name", 422;
        RoleNameTaken = "role_name_taken", 409;
        LastAdministrator = "last_administrator", 409;
    }

    /// The permissions that the actor lacks, if that is the reason: those of the [`Denial`], or what the actor does not cover.
    pub const fn permissions(&self) -> PermissionSet {
        if let Self::Denied(denial) = self {
            denial.permissions()
        } else if let Self::Uncovered { lacks, .. } | Self::Outlasts { lacks, .. } = self {
            lacks.at(Scope::Own)
        } else {
            PermissionSet::EMPTY
        }
    }

    /// The same with an application's names for its own permissions, to be printed and serialized.
    ///
    /// ```
    /// use sendright::{CustomNames, Denial, Permission, Refusal};
    ///
    /// let fax = Permission::custom(0).unwrap();
    /// let names = CustomNames::new(&[(fax, "fax.send")]).unwrap();
    /// let refusal = Refusal::Denied(Denial::Ceiling(fax.into()));
    /// assert!(refusal.with_names(&names).to_string().contains("`fax.send`"));
    /// ```
    #[must_use]
    pub const fn with_names<'a>(&'a self, names: &'a CustomNames<'a>) -> Named<'a, &'a Self> {
        Named::new(self, names)
    }
}

impl Say for &Refusal {
    fn say(&self, names: &CustomNames<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Refusal::Denied(denial) = self {
            f.write_str(&not_permitted(*denial, names))
        } else if let Refusal::Uncovered { account, lacks } = self {
            f.write_str(&uncovered(*account, lacks, names))
        } else if let Refusal::Outlasts { account, lacks } = self {
            f.write_str(&outlasts(*account, lacks, names))
        } else {
            write!(f, "{self}")
        }
    }
}

#[cfg(feature = "serde")]
impl crate::decision::named::Tell for &Refusal {
    fn tell<S: serde::Serializer>(&self, names: &CustomNames<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        let permissions = crate::decision::named::List(self.permissions(), names);
        let answer = (self.code(), self.http_status());
        crate::decision::named::reason(serializer, answer, self.with_names(names), &permissions)
    }
}

/// The body of an answer: its code, status and sentence, and the permissions that it names.
#[cfg(feature = "serde")]
impl serde::Serialize for Refusal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::decision::named::Tell::tell(&self, &CustomNames::NONE, serializer)
    }
}
