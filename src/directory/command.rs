use chrono::{DateTime, Utc};

use crate::organization::instant::whole;
use crate::organization::{
    AccountId, ApiKeyId, ApiKeySettings, Assignment, Billing, Email, EmailPolicy, InvitationId, Name, Phone,
    RoleDefinition, RoleId, UserDetails, UserId,
};
use crate::permission::{Grants, PermissionSet, Selection};

/// A command that changes a directory. Commands are data: they carry the ids of what they create, so they are
/// deterministic and can be retried. A [`Change`](crate::Change) is a command that was accepted.
///
/// The table says what each command requires of its actor (rule C1): a permission, at account scope in the account named,
/// and often that the actor *covers* somebody: that they hold at least what the other holds and what the command gives
/// (rules E1 to E6). The operator needs no permission and covers everything, except where the table says otherwise
/// (rule C4). The invariants (rules I1 to I6) hold for every actor.
///
/// | command | requires | in | and |
/// | --- | --- | --- | --- |
/// | [`OpenAccount`](Self::OpenAccount) | the operator alone | | |
/// | [`OpenSubaccount`](Self::OpenSubaccount) | `subaccount.manage` | the parent | |
/// | [`RenameAccount`](Self::RenameAccount) | `account.edit`; for a sub-account `subaccount.manage` is enough, too | the account; the sub-account's parent | |
/// | [`SuspendAccount`](Self::SuspendAccount) | the operator alone for a root account, `subaccount.manage` for a sub-account | the sub-account's parent | covers every member of the account and of those below, and the keys of these accounts |
/// | [`ResumeAccount`](Self::ResumeAccount) | the operator alone for a root account, `subaccount.manage` for a sub-account | the sub-account's parent | covers every member of the account and of those below, and the keys of these accounts |
/// | [`CloseAccount`](Self::CloseAccount) | `account.close` for a root account, `subaccount.manage` for a sub-account | the root account; the sub-account's parent | covers every member of the account and of those below, and the keys of these accounts |
/// | [`SetBilling`](Self::SetBilling) | the operator alone | | |
/// | [`SetFeatures`](Self::SetFeatures) | the operator alone | | |
/// | [`SetEmailPolicy`](Self::SetEmailPolicy) | `account.security` | the root account | |
/// | [`Invite`](Self::Invite) | `user.invite` | the account | covers what the invitation gives, for as long as it gives it; with a telephone number, Own counts as Account |
/// | [`AcceptInvitation`](Self::AcceptInvitation) | no permission; a person only, who proved the invited address | | whoever sent the invitation may still send it, and still covers what it gives |
/// | [`DeclineInvitation`](Self::DeclineInvitation) | no permission; a person only, who proved the invited address | | |
/// | [`RevokeInvitation`](Self::RevokeInvitation) | `user.invite` | the invitation's account | |
/// | [`RenewInvitation`](Self::RenewInvitation) | `user.invite` | the invitation's account | as for [`Invite`](Self::Invite), which it covers again |
/// | [`AddUser`](Self::AddUser) | the operator alone | | on a member's behalf: the member has `user.invite` in the account, and covers what it gives, for as long as it gives it; with a telephone number, Own counts as Account; covers a person who had been a member there |
/// | [`Assign`](Self::Assign) | `user.assign_role` | the account | covers what the member holds there before and after, and what they gain for as long as they gain it |
/// | [`Leave`](Self::Leave) | no permission; a person only, who is or was a member | | |
/// | [`RemoveMember`](Self::RemoveMember) | `user.deactivate` | the account | covers what the member holds there |
/// | [`EditUser`](Self::EditUser) | no permission on oneself, `user.edit` on another | an account of the user | covers the user in every account; for another telephone number, as gained, and Own counts as Account |
/// | [`ChangeEmail`](Self::ChangeEmail) | no permission on oneself, `user.edit` on another | an account of the user | covers, as gained, what the user holds in every account; Own counts as Account |
/// | [`ResetPassword`](Self::ResetPassword) | no permission on oneself, `user.reset_password` on another | an account of the user | covers, as gained, what the user holds in every account; Own counts as Account |
/// | [`DeactivateUser`](Self::DeactivateUser) | `user.deactivate` | an account of the user | covers the user in every account |
/// | [`ReactivateUser`](Self::ReactivateUser) | `user.deactivate` | an account of the user | covers, as gained, what the user holds in every account |
/// | [`DeleteUser`](Self::DeleteUser) | `user.delete` | an account of the user | covers the user in every account |
/// | [`DefineRole`](Self::DefineRole) | `user.manage_roles` | the account | covers the role's grants |
/// | [`ChangeRole`](Self::ChangeRole) | `user.manage_roles` | the role's account | covers the role's grants before and after, its holders, and the invitations that would give it, expired ones too |
/// | [`DeleteRole`](Self::DeleteRole) | `user.manage_roles` | the role's account | covers the role's grants; no membership and no pending invitation has the role |
/// | [`CreateApiKey`](Self::CreateApiKey) | `integration.api`; a person only, who will own the key | the account | |
/// | [`ChangeApiKey`](Self::ChangeApiKey) of a person's key | for the owner no permission to narrow, `integration.api` to widen; for another `integration.keys` to narrow | the key's account | another covers the owner there; only the owner widens, not even the operator |
/// | [`ChangeApiKey`](Self::ChangeApiKey) of an account's key | `integration.keys`; never a key | the key's account | covers what the key held and will hold, and what it gains for as long as it gains it |
/// | [`RevokeApiKey`](Self::RevokeApiKey) | no permission for the owner, `integration.keys` for another | the key's account | another covers the owner there; for an account's key what it holds, unless it has ended, or what an administrator holds |
/// | [`CreateAccountKey`](Self::CreateAccountKey) | `integration.keys`; never a key | the account | covers what the key will hold, for as long as it holds it |
/// | [`ResetApiKey`](Self::ResetApiKey) of a person's key | `integration.api`; the owner only | the key's account | |
/// | [`ResetApiKey`](Self::ResetApiKey) of an account's key | `integration.keys`; never a key | the key's account | covers what the key holds, for as long as it holds it |
///
/// *An account of the user* is any one open account where the user has a membership that has not ended, or the root
/// account if there is none (rule E2). *As gained* is for as long as the user holds it (rule E3), and *Own counts as
/// Account* because the actor could come to act as the user (rule E5).
///
/// A key of an account gives none of these commands (rule G6). What such a key holds counts as its cap, at account scope or, if
/// it is made for the subtree, at subtree scope.
///
/// # Suspended and closed accounts
///
/// In a suspended account a permission is there if the account's [ceiling](crate::Directory::ceiling) still has it (rule
/// G4), so most commands wait until it is resumed; the operator's do not. In a closed one nothing is opened, invited,
/// assigned, defined or created, not even by the operator. What only takes away stays possible in both, by whoever would
/// have the permission in an active account: [`RemoveMember`](Self::RemoveMember), [`Leave`](Self::Leave),
/// [`DeactivateUser`](Self::DeactivateUser), [`RevokeApiKey`](Self::RevokeApiKey),
/// [`RevokeInvitation`](Self::RevokeInvitation), [`DeclineInvitation`](Self::DeclineInvitation) and one's own
/// [`ResetPassword`](Self::ResetPassword). That of another is possible in a suspended account, and not in a closed one. The
/// operator can also rename a closed account, delete its roles and clear its email policy (rule C10).
///
/// # What the application does with an accepted command
///
/// Some commands are for the application to act on: it sends the mail of an invitation, sets a password, or makes the secret of
/// an API key. The manual says
/// [which change tells it to send which mail](crate::manual::mails).
///
/// # A command that was given before, or on an old page
///
/// A command that would change nothing is refused with [`AlreadySo`](crate::Refusal::AlreadySo), so a retry does nothing
/// twice; [`ResetPassword`](Self::ResetPassword) and [`ResetApiKey`](Self::ResetApiKey) are accepted each time. Five commands
/// have `replaces`, the value that the actor saw: if it has changed, they are refused with
/// [`ChangedMeanwhile`](crate::Refusal::ChangedMeanwhile). All fields but `replaces` must be there when a command is read, and
/// only null clears one (rule C11).
///
/// # Literals and drafts
///
/// A literal names every field, `Command::Assign { user, account, assignment, replaces: None }`, and a pattern may. Both stop
/// compiling when a later version gives the command a field. The structs in [`commands`](crate::commands) do not: `new` takes
/// what the command requires, and a method each the fields that may be left out.
///
/// ```
#[doc = include_str!("../review/example.txt")]
/// use sendright::commands::Assign;
///
/// let (basic, none) = (Assignment::of(Preset::Basic), Assignment::default());
/// let literal = Command::Assign { user: bob, account: acme, assignment: basic.clone(), replaces: None };
/// assert_eq!(literal, Assign::new(bob, acme, basic.clone()).into());
///
/// // Ada saw nothing on her page, and Bob is a Sender.
/// let refused = directory.execute(ada, Assign::new(bob, acme, basic).replacing(none), stamp(&directory, now));
/// assert_eq!(refused.unwrap_err().code(), "changed_meanwhile");
/// directory.execute(ada, literal, stamp(&directory, now)).unwrap();
///
/// let Command::Assign { user, .. } = Assign::new(cleo, shop, Assignment::of(Preset::Basic)).into() else { return };
/// assert_eq!(user, cleo);
/// ```
///
/// Compact formats number the variants, so a later version only ever appends to them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Opens a root account with its first administrator: a new user, whose address is proved, with
    /// [`Preset::Admin`](crate::Preset::Admin).
    OpenAccount {
        /// The new account.
        account: AccountId,
        /// Its name.
        name: Name,
        /// How it pays.
        billing: Billing,
        /// The features of its product plan; [`Selection::EVERYTHING`] has what a later version brings, too.
        features: Selection,
        /// The new user who administers it.
        administrator: UserId,
        /// The administrator's proved address.
        email: Email,
        /// The administrator's name.
        administrator_name: Name,
    },
    /// Opens a sub-account, with every feature that its parent makes available. It pays as its parent does, until the operator
    /// sets how it pays (rule G4).
    OpenSubaccount {
        /// The new account.
        account: AccountId,
        /// The account above it, less deep than [`Account::MAX_DEPTH`](crate::Account::MAX_DEPTH).
        parent: AccountId,
        /// Its name.
        name: Name,
    },
    /// Gives an account another name.
    RenameAccount {
        /// The account.
        account: AccountId,
        /// Its new name.
        name: Name,
        /// What the actor saw; if it is otherwise by now, the command is refused (rule C11). `None` not to compare.
        replaces: Option<Name>,
    },
    /// Suspends an account and those below. Members and the operator suspend separately: the actor decides which of the
    /// two suspensions it is (rule G4).
    SuspendAccount {
        /// The account.
        account: AccountId,
    },
    /// Lifts the suspension by the actor's side: the members' or the operator's (rule G4).
    ResumeAccount {
        /// The account.
        account: AccountId,
    },
    /// Closes an account and those below for good. Invitations to them end, and so do the accounts' own keys. Members, their
    /// keys, and roles stay until they are taken away (rules C10, G6).
    CloseAccount {
        /// The account.
        account: AccountId,
    },
    /// Sets how an account pays, and those below that have no billing of their own (rule G4).
    SetBilling {
        /// The account.
        account: AccountId,
        /// How it pays from now on.
        billing: Billing,
    },
    /// Sets the features of an account's product plan.
    SetFeatures {
        /// The account.
        account: AccountId,
        /// All features from now on.
        features: Selection,
    },
    /// Sets which email addresses may enter the tree of a root account from now on (rule I6). In a closed account, the
    /// operator can set it to [`EmailPolicy::ANY`].
    SetEmailPolicy {
        /// The root account.
        account: AccountId,
        /// The policy.
        policy: EmailPolicy,
    },
    /// Invites an email address to an account. The application then sends the mail (rule C6). Another invitation of the
    /// address to the account, pending or expired, ends by it (rule C7).
    Invite {
        /// The new invitation.
        invitation: InvitationId,
        /// The account.
        account: AccountId,
        /// The address that is invited.
        email: Email,
        /// A name that is proposed for a person who is new; `None` for none (rule C6).
        name: Option<Name>,
        /// A telephone number that is proposed for a person who is new; `None` for none. It may be a way in, so with a number
        /// what the invitation gives at Own counts as given at Account (rules C6, E5).
        phone: Option<Phone>,
        /// What the person gets who accepts.
        assignment: Assignment,
        /// The end of the time to accept it, exclusive.
        expires: DateTime<Utc>,
    },
    /// Accepts a pending invitation. The actor is the person who accepts: an active user of the tree, or a new person with
    /// a fresh id (rule C7). The application attests that this person controls the address. A membership there that had
    /// ended is removed, as by [`RemoveMember`](Self::RemoveMember), and the person's API keys there and below that no live
    /// membership reaches are revoked (rule G5).
    AcceptInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// The address that was proved. It must be the address that was invited.
        email: Email,
        /// The name of a new user, as the person confirmed it. A user who exists keeps theirs.
        name: Name,
        /// The telephone number of a new user, as the person confirmed it; `None` for none. A user who exists keeps theirs.
        phone: Option<Phone>,
    },
    /// Declines a pending invitation. The actor is the person who declines.
    DeclineInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// The address that was proved. It must be the address that was invited.
        email: Email,
    },
    /// Revokes an invitation, pending or expired. Only its id is remembered.
    RevokeInvitation {
        /// The invitation.
        invitation: InvitationId,
    },
    /// Sets when an invitation expires, also one that has expired. From now on the actor counts as the one who sent it.
    RenewInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// The end of the time to accept it, exclusive.
        expires: DateTime<Utc>,
    },
    /// Adds a person whose address is proved to an account: a new user, or the user of the tree who has this address. For
    /// imports, single sign-on, and administrators who create users (rule C6); for an address that is not proved,
    /// [invite](Self::Invite). What follows is as for [`AcceptInvitation`](Self::AcceptInvitation). A user
    /// who is deactivated is not added (rule C7).
    AddUser {
        /// A fresh id, or the user who has this address.
        user: UserId,
        /// The account.
        account: AccountId,
        /// The proved address.
        email: Email,
        /// The name of a new user. A user who exists keeps theirs.
        name: Name,
        /// The telephone number of a new user; `None` for none. A user who exists keeps theirs.
        phone: Option<Phone>,
        /// The new member's assignment.
        assignment: Assignment,
        /// The member on whose behalf the operator adds, in a product where administrators create users; `None` if it is the
        /// operator's own affair. The member must be able to invite this person to this account (rule C6).
        on_behalf_of: Option<UserId>,
    },
    /// Replaces the assignment of a membership that has not ended: roles, levels, withheld permissions and window. The
    /// user's API keys there and below that no live membership reached are revoked, so that none gets its power back (rule
    /// G5).
    Assign {
        /// The member.
        user: UserId,
        /// The account.
        account: AccountId,
        /// The whole assignment from now on.
        assignment: Assignment,
        /// What the actor saw; if it is otherwise by now, the command is refused (rule C11). `None` not to compare.
        replaces: Option<Assignment>,
    },
    /// Removes the actor's own membership in an account, also one that has ended (rule C5). What follows is as for
    /// [`RemoveMember`](Self::RemoveMember).
    Leave {
        /// The account.
        account: AccountId,
    },
    /// Removes a membership from an account, also one that has ended. The user's API keys there are revoked for good, and
    /// so are those below that no other live membership of the user reaches. The invitations end that the user or a key of
    /// theirs sent to these accounts, and the one to the user's address there (rules G5, C7). The membership's roles can
    /// then be deleted. The user and their history stay, and so do keys of accounts, as for
    /// [`DeactivateUser`](Self::DeactivateUser).
    RemoveMember {
        /// The member.
        user: UserId,
        /// The account.
        account: AccountId,
    },
    /// Sets a user's name and telephone number. Another's number is a way in: to set or clear it has the consequences of
    /// [`ResetPassword`](Self::ResetPassword) (rule C8).
    EditUser {
        /// The user.
        user: UserId,
        /// The name.
        name: Name,
        /// The telephone number; `None` for none.
        phone: Option<Phone>,
        /// What the actor saw; if it is otherwise by now, the command is refused (rule C11). `None` not to compare.
        replaces: Option<UserDetails>,
    },
    /// Sets a user's email address. The new one is proved. If the users themselves change it, their invitations move to the
    /// new address; of two to one account, one stays (rule C7). If somebody else does, it has the consequences of
    /// [`ResetPassword`](Self::ResetPassword), and invitations to the new address end, too.
    ChangeEmail {
        /// The user.
        user: UserId,
        /// The proved address.
        email: Email,
    },
    /// Allows the application to reset a user's password. The user's API keys are revoked. If it is another's, invitations
    /// to the user's address end and memberships that had ended are removed, too (rules C8, C9).
    ResetPassword {
        /// The user.
        user: UserId,
    },
    /// Deactivates a user, who has no access until reactivated. The user's API keys are revoked, and the invitations that
    /// the keys sent end. Keys of accounts stay, and whoever has the secret of one can still use it:
    /// [`keys_in_custody_of`](crate::Directory::keys_in_custody_of) lists those to reset (rule G6).
    DeactivateUser {
        /// The user.
        user: UserId,
    },
    /// Reactivates a user, who holds again what their memberships give. Revoked API keys stay revoked. Invitations to the
    /// user's address end, and memberships that had ended are removed (rule C8).
    ReactivateUser {
        /// The user.
        user: UserId,
    },
    /// Deletes a user with their memberships and API keys. Invitations to their address end, and so do those that they
    /// sent. What they created and their history stay, and so do keys of accounts, as for
    /// [`DeactivateUser`](Self::DeactivateUser).
    DeleteUser {
        /// The user.
        user: UserId,
    },
    /// Defines a custom role, which can be used in its account and below. No other custom role of the account may have its
    /// name, nor one that looks the same (rule C12).
    DefineRole {
        /// The new role.
        role: RoleId,
        /// The account.
        account: AccountId,
        /// Its name.
        name: Name,
        /// The grants that it gives.
        grants: Grants,
    },
    /// Sets the name and the grants of a custom role, for everybody who holds it. A new name is as for
    /// [`DefineRole`](Self::DefineRole). The holders' API keys that no live membership reached, in the account of the
    /// membership and below, are revoked, so that none gets its power back (rule G5).
    ChangeRole {
        /// The role.
        role: RoleId,
        /// Its name.
        name: Name,
        /// The grants that it gives from now on.
        grants: Grants,
        /// What the actor saw; if it is otherwise by now, the command is refused (rule C11). `None` not to compare.
        replaces: Option<RoleDefinition>,
    },
    /// Deletes a custom role that no membership and no pending invitation uses. Expired invitations that would give it end.
    DeleteRole {
        /// The role.
        role: RoleId,
    },
    /// Creates an API key that belongs to the actor, and ends with what the actor holds (rules G5, C9). The application creates
    /// and stores its secret.
    CreateApiKey {
        /// The new key.
        key: ApiKeyId,
        /// The account where it works.
        account: AccountId,
        /// Whether it also works in the accounts below.
        subtree: bool,
        /// Its name.
        name: Name,
        /// Its cap: the most that it may be used for.
        cap: PermissionSet,
        /// Its end, exclusive; `None` if it never ends.
        until: Option<DateTime<Utc>>,
    },
    /// Sets an API key's name, its cap, whether it also works below its account, and its end.
    ChangeApiKey {
        /// The key.
        key: ApiKeyId,
        /// Whether it also works in the accounts below.
        subtree: bool,
        /// Its name.
        name: Name,
        /// Its cap: the most that it may be used for.
        cap: PermissionSet,
        /// Its end, exclusive; `None` if it never ends.
        until: Option<DateTime<Utc>>,
        /// What the actor saw; if it is otherwise by now, the command is refused (rule C11). `None` not to compare.
        replaces: Option<ApiKeySettings>,
    },
    /// Revokes an API key for good. The invitations that it sent end. Only its id is remembered. For a key of an account the
    /// product plan does not stand against it (rule G6).
    RevokeApiKey {
        /// The key.
        key: ApiKeyId,
    },
    /// Creates an API key that belongs to its account, so that what the account sends by it goes on whoever leaves (rule G6). It
    /// holds its cap itself, and gives no commands. The application creates its secret, and gives it to the actor.
    CreateAccountKey {
        /// The new key.
        key: ApiKeyId,
        /// The account whose key it is.
        account: AccountId,
        /// Whether it also works in the accounts below.
        subtree: bool,
        /// Its name.
        name: Name,
        /// Its cap: all that it holds.
        cap: PermissionSet,
        /// Its end, exclusive; `None` if it never ends.
        until: Option<DateTime<Utc>>,
    },
    /// Allows the application to make another secret for an API key, and to give it to the actor. From then on the old secret
    /// is worth nothing. It is accepted each time it is given (rule G6).
    ResetApiKey {
        /// The key.
        key: ApiKeyId,
    },
}

impl Command {
    /// The names of all commands, in the order of the variants.
    ///
    /// ```
    /// use sendright::Command;
    ///
    /// assert!(Command::NAMES.contains(&"change_role"));
    /// assert!(!Command::NAMES.contains(&"rename_role"));
    /// ```
    #[rustfmt::skip]
    pub const NAMES: [&'static str; 32] = [
        "open_account", "open_subaccount", "rename_account", "suspend_account", "resume_account", "close_account",
        "set_billing", "set_features", "set_email_policy",
        "invite", "accept_invitation", "decline_invitation", "revoke_invitation", "renew_invitation",
        "add_user", "assign", "leave", "remove_member",
        "edit_user", "change_email", "reset_password", "deactivate_user", "reactivate_user", "delete_user",
        "define_role", "change_role", "delete_role",
        "create_api_key", "change_api_key", "revoke_api_key", "create_account_key", "reset_api_key",
    ];

    /// The same command with its instants cut to whole milliseconds (rule V8). Those of assignments are already.
    pub(super) fn with_whole_instants(mut self) -> Self {
        match &mut self {
            Self::Invite { expires, .. } | Self::RenewInvitation { expires, .. } => *expires = whole(*expires),
            Self::CreateApiKey { until, .. } | Self::CreateAccountKey { until, .. } => *until = until.map(whole),
            Self::ChangeApiKey { until, replaces, .. } => {
                *until = until.map(whole);
                if let Some(replaces) = replaces {
                    replaces.until = replaces.until.map(whole);
                }
            }
            Self::OpenAccount { .. }
            | Self::OpenSubaccount { .. }
            | Self::RenameAccount { .. }
            | Self::SuspendAccount { .. }
            | Self::ResumeAccount { .. }
            | Self::CloseAccount { .. }
            | Self::SetBilling { .. }
            | Self::SetFeatures { .. }
            | Self::SetEmailPolicy { .. }
            | Self::AcceptInvitation { .. }
            | Self::DeclineInvitation { .. }
            | Self::RevokeInvitation { .. }
            | Self::AddUser { .. }
            | Self::Assign { .. }
            | Self::Leave { .. }
            | Self::RemoveMember { .. }
            | Self::EditUser { .. }
            | Self::ChangeEmail { .. }
            | Self::ResetPassword { .. }
            | Self::DeactivateUser { .. }
            | Self::ReactivateUser { .. }
            | Self::DeleteUser { .. }
            | Self::DefineRole { .. }
            | Self::ChangeRole { .. }
            | Self::DeleteRole { .. }
            | Self::RevokeApiKey { .. }
            | Self::ResetApiKey { .. } => {}
        }
        self
    }
}
