use chrono::{DateTime, Utc};

use crate::organization::{
    AccountId, ApiKeyId, Assignment, Billing, Email, EmailPolicy, InvitationId, Name, Phone, RoleId, UserId,
};
use crate::permission::{Grants, PermissionSet};

/// What can be done to a directory. Commands are data: they carry the ids of what they make, so they are deterministic
/// and can be retried, and a [`Change`](crate::Change) is one that was accepted.
///
/// What each needs, and where (rule C1). *Covers* means that nobody does to others what they could not do to themselves
/// (rules E1 to E6): the actor holds all that the target holds and is to hold. The operator needs neither (rule C4); the
/// invariants hold for all.
///
/// | command | permission | at | and |
/// | --- | --- | --- | --- |
/// | [`OpenAccount`](Self::OpenAccount) | the operator alone | | |
/// | [`OpenSubaccount`](Self::OpenSubaccount) | `subaccount.manage` | the parent | |
/// | [`RenameAccount`](Self::RenameAccount) | `account.edit` for a root, else `subaccount.manage` | the root; the parent | |
/// | [`SuspendAccount`](Self::SuspendAccount), [`ResumeAccount`](Self::ResumeAccount) | `subaccount.manage`; for a root the operator alone | the parent | covers every member there and below |
/// | [`CloseAccount`](Self::CloseAccount) | `account.close` for a root, else `subaccount.manage` | the root; the parent | covers every member there and below |
/// | [`SetBilling`](Self::SetBilling), [`SetFeatures`](Self::SetFeatures) | the operator alone | | |
/// | [`SetEmailPolicy`](Self::SetEmailPolicy) | `account.security` | the root | |
/// | [`Invite`](Self::Invite), [`RenewInvitation`](Self::RenewInvitation) | `user.invite` | the account | covers what it gives, for as long as it gives it |
/// | [`RevokeInvitation`](Self::RevokeInvitation) | `user.invite` | the account | |
/// | [`AcceptInvitation`](Self::AcceptInvitation) | none: the person who proved the address | | the inviter still may invite and covers what it gives |
/// | [`DeclineInvitation`](Self::DeclineInvitation) | none: the person who proved the address | | |
/// | [`AddUser`](Self::AddUser) | the operator alone | | |
/// | [`Assign`](Self::Assign) | `user.assign_role` | the account | covers before and after |
/// | [`Leave`](Self::Leave) | none: oneself | | |
/// | [`RemoveMember`](Self::RemoveMember) | `user.deactivate` | the account | covers |
/// | [`EditUser`](Self::EditUser) | none for oneself, else `user.edit` | an account of the user's | covers everywhere |
/// | [`ChangeEmail`](Self::ChangeEmail) | none for oneself, else `user.edit` | an account of the user's | covers everywhere, own data as the account's, invitations too |
/// | [`ResetPassword`](Self::ResetPassword) | none for oneself, else `user.reset_password` | an account of the user's | covers everywhere, own data as the account's, invitations too |
/// | [`DeactivateUser`](Self::DeactivateUser) | `user.deactivate` | an account of the user's | covers everywhere |
/// | [`ReactivateUser`](Self::ReactivateUser) | `user.deactivate` | an account of the user's | covers everywhere, invitations too |
/// | [`DeleteUser`](Self::DeleteUser) | `user.delete` | an account of the user's | covers everywhere |
/// | [`DefineRole`](Self::DefineRole) | `user.manage_roles` | the account | covers its content |
/// | [`ChangeRole`](Self::ChangeRole) | `user.manage_roles` | the role's account | covers its content before and after, and every holder |
/// | [`DeleteRole`](Self::DeleteRole) | `user.manage_roles` | the role's account | covers its content; nobody holds it or is invited to it |
/// | [`CreateApiKey`](Self::CreateApiKey) | `integration.api` | the account | by the owner, never by a key |
/// | [`ChangeApiKey`](Self::ChangeApiKey) | none for the owner who narrows, `integration.api` for the owner who widens, else `integration.keys` to narrow | the key's account | covers the owner there |
/// | [`RevokeApiKey`](Self::RevokeApiKey) | none for the owner, else `integration.keys` | the key's account | covers the owner there |
///
/// "An account of the user's" is any one open account where the user has a membership, or the root if there is none
/// (rule E2).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Command {
    /// Opens a root account with its first administrator, whose address is proved: who opens an account becomes its
    /// administrator, with [`Preset::Admin`](crate::Preset::Admin).
    OpenAccount {
        /// The new account.
        account: AccountId,
        /// What it is called.
        name: Name,
        /// How it pays.
        billing: Billing,
        /// What its product plan includes; [`PermissionSet::ALL`] for everything.
        features: PermissionSet,
        /// The new user who administers it.
        administrator: UserId,
        /// The administrator's proved address.
        email: Email,
        /// The administrator's name.
        administrator_name: Name,
    },
    /// Opens a sub-account, with everything that its parent makes available and the parent's billing.
    OpenSubaccount {
        /// The new account.
        account: AccountId,
        /// The account above it, at most on level 4.
        parent: AccountId,
        /// What it is called.
        name: Name,
    },
    /// Gives an account another name.
    RenameAccount {
        /// The account.
        account: AccountId,
        /// Its new name.
        name: Name,
    },
    /// Halts an account and those below: members' suspension or the operator's, by who commands it (rule G4).
    SuspendAccount {
        /// The account.
        account: AccountId,
    },
    /// Lifts the suspension of the actor's side (rule G4).
    ResumeAccount {
        /// The account.
        account: AccountId,
    },
    /// Closes an account and those below, for good. Invitations to them end.
    CloseAccount {
        /// The account.
        account: AccountId,
    },
    /// Sets how an account pays.
    SetBilling {
        /// The account.
        account: AccountId,
        /// How it pays from now on.
        billing: Billing,
    },
    /// Sets what the product plan of an account includes.
    SetFeatures {
        /// The account.
        account: AccountId,
        /// Everything that it includes.
        features: PermissionSet,
    },
    /// Sets which addresses may enter the tree of a root account from now on (rule I6).
    SetEmailPolicy {
        /// The root account.
        account: AccountId,
        /// The policy.
        policy: EmailPolicy,
    },
    /// Invites an address to an account; the application then sends the mail (rule C6).
    Invite {
        /// The new invitation.
        invitation: InvitationId,
        /// The account.
        account: AccountId,
        /// Whom.
        email: Email,
        /// What it will give.
        assignment: Assignment,
        /// When the invitation expires, exclusive.
        #[cfg_attr(feature = "serde", serde(with = "crate::organization::time"))]
        expires: DateTime<Utc>,
    },
    /// Takes a pending invitation, planned as the person who accepts: an active user of the tree, or a fresh id
    /// (rule C7). The application attests that this very person controls the address.
    AcceptInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// The address that was proved, which must be the invitation's.
        email: Email,
        /// The name of a new user; one who is there keeps theirs.
        name: Name,
    },
    /// Turns a pending invitation down, planned as the person who declines.
    DeclineInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// The address that was proved, which must be the invitation's.
        email: Email,
    },
    /// Takes a pending invitation back.
    RevokeInvitation {
        /// The invitation.
        invitation: InvitationId,
    },
    /// Gives a pending invitation another expiry; the actor vouches for it from now on.
    RenewInvitation {
        /// The invitation.
        invitation: InvitationId,
        /// When it expires, exclusive.
        #[cfg_attr(feature = "serde", serde(with = "crate::organization::time"))]
        expires: DateTime<Utc>,
    },
    /// Adds a person whose address is proved: a new user, or one of the tree with this address, as a member (import,
    /// single sign-on; rule C6).
    AddUser {
        /// The user: a fresh id, or the user of this address.
        user: UserId,
        /// The account.
        account: AccountId,
        /// The proved address.
        email: Email,
        /// The name of a new user; one who is there keeps theirs.
        name: Name,
        /// What it gives.
        assignment: Assignment,
    },
    /// Sets roles, levels, what is withheld and the term of a membership that has not ended.
    Assign {
        /// The member.
        user: UserId,
        /// The account.
        account: AccountId,
        /// All that the membership is from now on.
        assignment: Assignment,
    },
    /// Leaves an account; the actor's own membership is gone, also one that had ended (rule C5).
    Leave {
        /// The account.
        account: AccountId,
    },
    /// Removes a member from an account, also one whose membership had ended: their keys there and below are revoked, and
    /// the membership's roles are free. The user, what they made and their history stay.
    RemoveMember {
        /// The member.
        user: UserId,
        /// The account.
        account: AccountId,
    },
    /// Sets a user's name and telephone number.
    EditUser {
        /// The user.
        user: UserId,
        /// The name.
        name: Name,
        /// The telephone number.
        phone: Option<Phone>,
    },
    /// Sets a user's address to another, which is proved. Another's keys are revoked by it (rules C8, C9).
    ChangeEmail {
        /// The user.
        user: UserId,
        /// The proved address.
        email: Email,
    },
    /// Lets the application reset a user's password, once accepted. The user's keys are revoked (rules C8, C9).
    ResetPassword {
        /// The user.
        user: UserId,
    },
    /// Takes every access from a user until reactivated. The user's keys are revoked.
    DeactivateUser {
        /// The user.
        user: UserId,
    },
    /// Gives a deactivated user back what their memberships give.
    ReactivateUser {
        /// The user.
        user: UserId,
    },
    /// Removes a user from the directory. What they made and their history stay.
    DeleteUser {
        /// The user.
        user: UserId,
    },
    /// Defines a custom role, usable in its account and below.
    DefineRole {
        /// The new role.
        role: RoleId,
        /// The account.
        account: AccountId,
        /// What it is called.
        name: Name,
        /// What it gives.
        grants: Grants,
    },
    /// Changes the name and content of a custom role, for all who hold it.
    ChangeRole {
        /// The role.
        role: RoleId,
        /// What it is called.
        name: Name,
        /// What it gives from now on.
        grants: Grants,
    },
    /// Deletes a custom role that nobody holds or is invited to.
    DeleteRole {
        /// The role.
        role: RoleId,
    },
    /// Makes an API key of the actor's (rules G5, C9). The application makes and keeps the secret.
    CreateApiKey {
        /// The new key.
        key: ApiKeyId,
        /// The account that it works in.
        account: AccountId,
        /// Whether it works in the accounts below, too.
        subtree: bool,
        /// What it is called.
        name: Name,
        /// What it may be used for at most.
        cap: PermissionSet,
        /// When it ends, exclusive; `None` if it never does.
        #[cfg_attr(feature = "serde", serde(default, with = "crate::organization::time::option"))]
        until: Option<DateTime<Utc>>,
    },
    /// Sets what a key may be used for, where below its account, and until when.
    ChangeApiKey {
        /// The key.
        key: ApiKeyId,
        /// Whether it works in the accounts below, too.
        subtree: bool,
        /// What it is called.
        name: Name,
        /// What it may be used for at most.
        cap: PermissionSet,
        /// When it ends, exclusive; `None` if it never does.
        #[cfg_attr(feature = "serde", serde(default, with = "crate::organization::time::option"))]
        until: Option<DateTime<Utc>>,
    },
    /// Revokes a key, for good.
    RevokeApiKey {
        /// The key.
        key: ApiKeyId,
    },
}
