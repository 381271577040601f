//! What a command does to the state, once it is known to fit.

use chrono::{DateTime, Utc};

use crate::organization::{
    Account, AccountId, Actor, ApiKey, Assignment, Email, EmailPolicy, Invitation, Name, Role, Suspension, User, UserId,
};
use crate::permission::{PermissionSet, Preset};
use crate::state::{AccountEntry, State};

use super::command::Command;

pub(super) fn apply(state: &mut State, actor: Actor, command: Command, at: DateTime<Utc>) {
    match command {
        Command::OpenAccount { account, name, billing, features, administrator, email, administrator_name } => {
            state.insert_account(Account {
                id: account,
                parent: None,
                depth: 0,
                name,
                billing,
                features,
                suspension: Suspension::default(),
                closed: false,
                email_policy: EmailPolicy::ANY,
            });
            join(state, administrator, account, email, administrator_name, Assignment::of(Preset::Admin));
        }
        Command::OpenSubaccount { account, parent, name } => open_subaccount(state, account, parent, name),
        Command::RenameAccount { account, name } => state.alter_account(account, |account| account.name = name),
        Command::SuspendAccount { account } => suspend(state, account, actor, true),
        Command::ResumeAccount { account } => suspend(state, account, actor, false),
        Command::CloseAccount { account } => close(state, account),
        Command::SetBilling { account, billing } => state.alter_account(account, |account| account.billing = billing),
        Command::SetFeatures { account, features } => {
            state.alter_account(account, |account| account.features = features);
        }
        Command::SetEmailPolicy { account, policy } => {
            state.alter_account(account, |account| account.email_policy = policy);
        }
        Command::Invite { invitation, account, email, assignment, expires } => {
            state.insert_invitation(Invitation { id: invitation, account, email, assignment, expires, inviter: actor });
        }
        Command::AcceptInvitation { invitation, email, name } => {
            let accepted = state.invitation(invitation).cloned();
            if let (Some(accepted), Actor::User(user)) = (accepted, actor) {
                join(state, user, accepted.account, email, name, accepted.assignment);
            }
        }
        Command::DeclineInvitation { invitation, .. } | Command::RevokeInvitation { invitation } => {
            state.remove_invitation(invitation);
        }
        Command::RenewInvitation { invitation, expires } => state.renew_invitation(invitation, expires, actor),
        Command::AddUser { user, account, email, name, assignment } => {
            join(state, user, account, email, name, assignment);
        }
        Command::Assign { user, account, assignment } => state.set_membership(user, account, assignment),
        Command::Leave { account } => {
            if let Actor::User(user) = actor {
                part(state, user, account);
            }
        }
        Command::RemoveMember { user, account } => part(state, user, account),
        Command::EditUser { user, name, phone } => state.alter_user(user, |user| {
            user.name = name;
            user.phone = phone;
        }),
        Command::ChangeEmail { user, email } => {
            state.alter_user(user, |user| user.email = email);
            if actor != Actor::User(user) {
                state.revoke_keys(user, |_, _| true);
            }
        }
        Command::ResetPassword { user } => state.revoke_keys(user, |_, _| true),
        Command::DeactivateUser { user } => {
            state.alter_user(user, |user| user.active = false);
            state.revoke_keys(user, |_, _| true);
        }
        Command::ReactivateUser { user } => state.alter_user(user, |user| user.active = true),
        Command::DeleteUser { user } => state.remove_user(user),
        Command::DefineRole { role, account, name, grants } => {
            state.insert_role(Role { id: role, account, name, grants });
        }
        Command::ChangeRole { role, name, grants } => state.change_role(role, name, grants),
        Command::DeleteRole { role } => state.remove_role(role),
        Command::CreateApiKey { key, account, subtree, name, cap, until } => {
            if let Actor::User(owner) = actor {
                state.insert_key(ApiKey { id: key, owner, account, subtree, name, cap, until, revoked: false });
            }
        }
        Command::ChangeApiKey { key, subtree, name, cap, until } => state.alter_key(key, |key| {
            key.subtree = subtree;
            key.name = name;
            key.cap = cap;
            key.until = until;
        }),
        Command::RevokeApiKey { key } => state.alter_key(key, |key| key.revoked = true),
    }
    state.revision += 1;
    state.time = Some(at);
}

/// A sub-account begins with its parent's billing, and with everything that its parent makes available.
fn open_subaccount(state: &mut State, id: AccountId, parent: AccountId, name: Name) {
    let Some(above) = state.account(parent).map(|entry| entry.account) else { return };
    let account = Account {
        id,
        parent: Some(parent),
        depth: above.depth + 1,
        name,
        billing: above.billing,
        features: PermissionSet::ALL,
        suspension: Suspension::default(),
        closed: false,
        email_policy: EmailPolicy::ANY,
    };
    state.insert_account(account);
}

fn suspend(state: &mut State, account: AccountId, actor: Actor, suspended: bool) {
    state.alter_account(account, |account| match actor {
        Actor::System => account.suspension.by_operator = suspended,
        Actor::User(_) | Actor::ApiKey(_) => account.suspension.by_members = suspended,
    });
}

/// Closing ends the invitations there and below for good (rule C7).
fn close(state: &mut State, account: AccountId) {
    state.alter_account(account, |account| account.closed = true);
    let below: Vec<AccountId> = state.subtree(account).iter().map(|entry| entry.account.id).collect();
    for invitation in below.into_iter().flat_map(|account| state.invitations_at(account)).collect::<Vec<_>>() {
        state.remove_invitation(invitation);
    }
}

/// A person becomes a member, and a user if they are none; other invitations to their address there end (rule C7).
fn join(state: &mut State, user: UserId, account: AccountId, email: Email, name: Name, assignment: Assignment) {
    let Some(root) = state.account(account).map(AccountEntry::root) else { return };
    if state.user(user).is_none() {
        state.insert_user(User { id: user, root, email, name, phone: None, active: true });
    }
    state.set_membership(user, account, assignment);
    end_invitations(state, user, account);
}

/// A member is one no longer; their keys there and below are revoked for good, invitations there end (rules G5, C7).
fn part(state: &mut State, user: UserId, account: AccountId) {
    state.remove_membership(user, account);
    state.revoke_keys(user, |state, key| {
        state.account(key.account).is_some_and(|entry| entry.path().any(|above| above == account))
    });
    end_invitations(state, user, account);
}

fn end_invitations(state: &mut State, user: UserId, account: AccountId) {
    let Some(user) = state.user(user) else { return };
    for invitation in state.invitations_of(user, account) {
        state.remove_invitation(invitation);
    }
}
