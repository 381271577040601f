use chrono::{DateTime, Utc};

use crate::organization::{
    AccountId, ApiKeyId, ApiKeySettings, Assignment, Billing, Email, EmailPolicy, InvitationId, Name, Phone,
    RoleDefinition, RoleId, UserDetails, UserId,
};
use crate::permission::{Grants, PermissionSet, Selection};

use super::super::command::Command;
use super::draft::drafts;

drafts! {
    /// Opens a root account with its first administrator.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("open_account.txt")]
    /// ```
    OpenAccount(
        account: AccountId, name: Name, billing: Billing, features: Selection,
        administrator: UserId, email: Email, administrator_name: Name,
    );

    /// Opens a sub-account.
    OpenSubaccount(account: AccountId, parent: AccountId, name: Name);

    /// Gives an account another name.
    RenameAccount(account: AccountId, name: Name)
        /// The name that the actor saw; if it is otherwise by now, the command is refused (rule C11).
        .replacing(replaces: Option<Name>);

    /// Suspends an account and those below.
    SuspendAccount(account: AccountId);

    /// Lifts the suspension of an account by the actor's side.
    ResumeAccount(account: AccountId);

    /// Closes an account and those below for good.
    CloseAccount(account: AccountId);

    /// Sets how an account pays.
    SetBilling(account: AccountId, billing: Billing);

    /// Sets the features of an account's product plan.
    SetFeatures(account: AccountId, features: Selection);

    /// Sets which email addresses may enter the tree of a root account.
    SetEmailPolicy(account: AccountId, policy: EmailPolicy);

    /// Invites an email address to an account.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("invite.txt")]
    /// ```
    Invite(invitation: InvitationId, account: AccountId, email: Email, assignment: Assignment, expires: DateTime<Utc>)
        /// Proposes a name for a person who is new.
        .name(name: Option<Name>)
        /// Proposes a telephone number for a person who is new. It may be a way in, so it counts as more (rules C6, E5).
        .phone(phone: Option<Phone>);

    /// Accepts a pending invitation.
    AcceptInvitation(invitation: InvitationId, email: Email, name: Name)
        /// The telephone number of a new user, as the person confirmed it.
        .phone(phone: Option<Phone>);

    /// Declines a pending invitation.
    DeclineInvitation(invitation: InvitationId, email: Email);

    /// Revokes an invitation, pending or expired.
    RevokeInvitation(invitation: InvitationId);

    /// Sets when an invitation expires, also one that has expired.
    RenewInvitation(invitation: InvitationId, expires: DateTime<Utc>);

    /// Adds a person whose address is proved to an account.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("add_user.txt")]
    /// ```
    AddUser(user: UserId, account: AccountId, email: Email, name: Name, assignment: Assignment)
        /// The telephone number of a new user.
        .phone(phone: Option<Phone>)
        /// The member on whose behalf the operator adds; without, it is the operator's own affair (rule C6).
        .on_behalf_of(on_behalf_of: Option<UserId>);

    /// Replaces the assignment of a membership that has not ended.
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("assign.txt")]
    /// ```
    Assign(user: UserId, account: AccountId, assignment: Assignment)
        /// The assignment that the actor saw; if it is otherwise by now, the command is refused (rule C11).
        .replacing(replaces: Option<Assignment>);

    /// Removes the actor's own membership in an account.
    Leave(account: AccountId);

    /// Removes a membership from an account.
    RemoveMember(user: UserId, account: AccountId);

    /// Sets a user's name and telephone number. `None` for the number clears it, so it is required (rule C11).
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("edit_user.txt")]
    /// ```
    EditUser(user: UserId, name: Name, phone: Option<Phone>)
        /// The [details](crate::User::details) that the actor saw; if they are otherwise by now, the command is refused
        /// (rule C11).
        .replacing(replaces: Option<UserDetails>);

    /// Sets a user's email address.
    ChangeEmail(user: UserId, email: Email);

    /// Allows the application to reset a user's password.
    ResetPassword(user: UserId);

    /// Deactivates a user, who has no access until reactivated.
    DeactivateUser(user: UserId);

    /// Reactivates a user.
    ReactivateUser(user: UserId);

    /// Deletes a user with their memberships and API keys.
    DeleteUser(user: UserId);

    /// Defines a custom role.
    DefineRole(role: RoleId, account: AccountId, name: Name, grants: Grants);

    /// Sets the name and the grants of a custom role.
    ChangeRole(role: RoleId, name: Name, grants: Grants)
        /// The [definition](crate::Role::definition) that the actor saw; if it is otherwise by now, the command is refused
        /// (rule C11).
        .replacing(replaces: Option<RoleDefinition>);

    /// Deletes a custom role that no membership and no pending invitation uses.
    DeleteRole(role: RoleId);

    /// Creates an API key that belongs to the actor. It works in its account alone, unless it is told otherwise. It never
    /// holds more than its owner does at the moment; `until` sets an end of its own (rule G5).
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("create_api_key.txt")]
    /// ```
    CreateApiKey(key: ApiKeyId, account: AccountId, name: Name, cap: PermissionSet)
        /// Whether it also works in the accounts below.
        .subtree(subtree: bool)
        /// Its end, exclusive.
        .until(until: Option<DateTime<Utc>>);

    /// Sets an API key's name, its cap, whether it also works below its account, and its end. `None` for the end takes it
    /// away, so it is required (rule C11).
    ///
    /// ```
    #[doc = include_str!("../../review/example.txt")]
    #[doc = include_str!("change_api_key.txt")]
    /// ```
    ChangeApiKey(key: ApiKeyId, subtree: bool, name: Name, cap: PermissionSet, until: Option<DateTime<Utc>>)
        /// The [settings](crate::ApiKey::settings) that the actor saw; if they are otherwise by now, the command is refused
        /// (rule C11).
        .replacing(replaces: Option<ApiKeySettings>);

    /// Revokes an API key for good.
    RevokeApiKey(key: ApiKeyId);

    /// Creates an API key that belongs to its account. It works in its account alone, and never ends, unless it is told
    /// otherwise.
    CreateAccountKey(key: ApiKeyId, account: AccountId, name: Name, cap: PermissionSet)
        /// Whether it also works in the accounts below.
        .subtree(subtree: bool)
        /// Its end, exclusive.
        .until(until: Option<DateTime<Utc>>);

    /// Allows the application to make another secret for an API key, and to give it to the actor.
    ResetApiKey(key: ApiKeyId);
}
