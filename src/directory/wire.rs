//! How commands are written: `{"assign": {…}}` in formats that people read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::organization::{
    AccountId, ApiKeyId, ApiKeySettings, Assignment, Billing, Email, EmailPolicy, InvitationId, Name, Phone,
    RoleDefinition, RoleId, UserDetails, UserId,
};
use crate::permission::{Grants, PermissionSet, Selection};
use crate::wire::one_entry;

use super::command::Command;

/// The mirror of a command; the compiler compares the two.
// INVARIANT: append-only, variants and fields. `tests/golden/directory/command.txt` holds the number of each variant (the
// first byte of the compact form).
#[derive(Serialize, Deserialize)]
#[serde(remote = "Command", rename = "Command", rename_all = "snake_case", deny_unknown_fields)]
#[rustfmt::skip]
enum Wire {
    OpenAccount {
        account: AccountId,
        name: Name,
        billing: Billing,
        features: Selection,
        administrator: UserId,
        email: Email,
        administrator_name: Name,
    },
    OpenSubaccount { account: AccountId, parent: AccountId, name: Name },
    RenameAccount {
        account: AccountId,
        name: Name,
        #[serde(default, with = "crate::wire::nullable")]
        replaces: Option<Name>,
    },
    SuspendAccount { account: AccountId },
    ResumeAccount { account: AccountId },
    CloseAccount { account: AccountId },
    SetBilling { account: AccountId, billing: Billing },
    SetFeatures { account: AccountId, features: Selection },
    SetEmailPolicy { account: AccountId, policy: EmailPolicy },
    Invite {
        invitation: InvitationId,
        account: AccountId,
        email: Email,
        #[serde(with = "crate::wire::nullable")]
        name: Option<Name>,
        #[serde(with = "crate::wire::nullable")]
        phone: Option<Phone>,
        assignment: Assignment,
        #[serde(with = "crate::organization::time")]
        expires: DateTime<Utc>,
    },
    AcceptInvitation {
        invitation: InvitationId,
        email: Email,
        name: Name,
        #[serde(with = "crate::wire::nullable")]
        phone: Option<Phone>,
    },
    DeclineInvitation { invitation: InvitationId, email: Email },
    RevokeInvitation { invitation: InvitationId },
    RenewInvitation {
        invitation: InvitationId,
        #[serde(with = "crate::organization::time")]
        expires: DateTime<Utc>,
    },
    AddUser {
        user: UserId,
        account: AccountId,
        email: Email,
        name: Name,
        #[serde(with = "crate::wire::nullable")]
        phone: Option<Phone>,
        assignment: Assignment,
        #[serde(with = "crate::wire::nullable")]
        on_behalf_of: Option<UserId>,
    },
    Assign {
        user: UserId,
        account: AccountId,
        assignment: Assignment,
        #[serde(default, with = "crate::wire::nullable")]
        replaces: Option<Assignment>,
    },
    Leave { account: AccountId },
    RemoveMember { user: UserId, account: AccountId },
    EditUser {
        user: UserId,
        name: Name,
        #[serde(with = "crate::wire::nullable")]
        phone: Option<Phone>,
        #[serde(default, with = "crate::wire::nullable")]
        replaces: Option<UserDetails>,
    },
    ChangeEmail { user: UserId, email: Email },
    ResetPassword { user: UserId },
    DeactivateUser { user: UserId },
    ReactivateUser { user: UserId },
    DeleteUser { user: UserId },
    DefineRole { role: RoleId, account: AccountId, name: Name, grants: Grants },
    ChangeRole {
        role: RoleId,
        name: Name,
        grants: Grants,
        #[serde(default, with = "crate::wire::nullable")]
        replaces: Option<RoleDefinition>,
    },
    DeleteRole { role: RoleId },
    CreateApiKey {
        key: ApiKeyId,
        account: AccountId,
        subtree: bool,
        name: Name,
        cap: PermissionSet,
        #[serde(with = "crate::organization::time::option")]
        until: Option<DateTime<Utc>>,
    },
    ChangeApiKey {
        key: ApiKeyId,
        subtree: bool,
        name: Name,
        cap: PermissionSet,
        #[serde(with = "crate::organization::time::option")]
        until: Option<DateTime<Utc>>,
        #[serde(default, with = "crate::wire::nullable")]
        replaces: Option<ApiKeySettings>,
    },
    RevokeApiKey { key: ApiKeyId },
    CreateAccountKey {
        key: ApiKeyId,
        account: AccountId,
        subtree: bool,
        name: Name,
        cap: PermissionSet,
        #[serde(with = "crate::organization::time::option")]
        until: Option<DateTime<Utc>>,
    },
    ResetApiKey { key: ApiKeyId },
}

one_entry!(Command as Wire, |command| Some(command.name()));
