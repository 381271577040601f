//! Whether the actor may give a command at all: the table of `Command`, row by row (rules C1 to C9, E2, E4, E6).

use chrono::{DateTime, Utc};

use crate::decision::{Denial, Request, authorize::authorize};
use crate::organization::{
    AccountId, Actor, ApiKey, ApiKeyId, Assignment, Invitation, InvitationId, Principal, Role, RoleId, UserId,
};
use crate::permission::{Permission, PermissionSet};
use crate::state::{AccountEntry, State};

use super::command::Command;
use super::coverage::{Coverer, Gain, reaches};
use super::invariants;
use super::refusal::Refusal;

/// Refuses what the actor may not do; the operator may do everything but what is a person's own (rules C4, C9).
pub(super) fn check(state: &State, actor: Actor, command: &Command, at: DateTime<Utc>) -> Result<(), Refusal> {
    person_only(actor, command)?;
    match actor.principal() {
        None if widens_key(state, command) => Err(Refusal::NotTheOwner),
        None => Ok(()),
        Some(principal) => Authority { state, actor, principal, at }.check(command),
    }
}

/// Accepting, declining, leaving, and keys: for the person concerned (rules C5, C7, C9).
fn person_only(actor: Actor, command: &Command) -> Result<(), Refusal> {
    let is_personal = matches!(
        command,
        Command::AcceptInvitation { .. }
            | Command::DeclineInvitation { .. }
            | Command::Leave { .. }
            | Command::CreateApiKey { .. }
    );
    match actor {
        Actor::ApiKey(_) | Actor::System if is_personal => Err(Refusal::PersonOnly(command.name())),
        Actor::User(_) | Actor::ApiKey(_) | Actor::System => Ok(()),
    }
}

fn widens_key(state: &State, command: &Command) -> bool {
    let Command::ChangeApiKey { key, subtree, cap, until, .. } = command else { return false };
    state.key(*key).is_some_and(|key| !narrows(key, *subtree, *cap, *until))
}

struct Authority<'a> {
    state: &'a State,
    actor: Actor,
    principal: Principal,
    at: DateTime<Utc>,
}

impl<'a> Authority<'a> {
    fn check(&self, command: &Command) -> Result<(), Refusal> {
        match command {
            Command::OpenAccount { .. }
            | Command::SetBilling { .. }
            | Command::SetFeatures { .. }
            | Command::AddUser { .. } => Err(Refusal::OperatorOnly(command.name())),
            Command::OpenSubaccount { parent, .. } => self.permit(Permission::SubaccountManage, *parent),
            Command::RenameAccount { account, .. } => {
                self.permit_for_account(*account, Some(Permission::AccountEdit), command)
            }
            Command::SuspendAccount { account } | Command::ResumeAccount { account } => {
                self.permit_for_account(*account, None, command)?;
                self.coverer()?.covers_everyone_below(*account)
            }
            Command::CloseAccount { account } => {
                self.permit_for_account(*account, Some(Permission::AccountClose), command)?;
                self.coverer()?.covers_everyone_below(*account)
            }
            Command::SetEmailPolicy { account, .. } => self.permit(Permission::AccountSecurity, *account),

            Command::Invite { account, assignment, .. } => self.offer(*account, assignment),
            Command::RenewInvitation { invitation, .. } => {
                let invitation = self.invitation(*invitation)?;
                self.offer(invitation.account, &invitation.assignment)
            }
            Command::RevokeInvitation { invitation } => {
                self.permit(Permission::UserInvite, self.invitation(*invitation)?.account)
            }
            Command::AcceptInvitation { .. } | Command::DeclineInvitation { .. } => Ok(()),

            Command::Assign { user, account, assignment } => {
                self.permit(Permission::UserAssignRole, *account)?;
                let entry = self.entry(*account)?;
                invariants::is_member(self.state, *user, *account, self.at)?;
                invariants::roles_are_usable(self.state, entry, assignment)?;
                self.coverer()?.covers_assignment(entry, *user, assignment)
            }
            Command::RemoveMember { user, account } => {
                self.permit(Permission::UserDeactivate, *account)?;
                let entry = self.entry(*account)?;
                invariants::is_or_was_member(self.state, *user, *account)?;
                self.coverer()?.covers_member(entry, *user)
            }
            Command::Leave { account } => {
                self.active()?;
                let user = self.state.user_behind(self.actor).ok_or(Denial::NoAccess)?;
                invariants::is_or_was_member(self.state, user, *account).map(|_| ())
            }

            Command::EditUser { user, .. } if self.is_oneself(*user, command)? => Ok(()),
            Command::EditUser { user, .. } => self.over_user(*user, Permission::UserEdit)?.covers_user(*user),
            Command::ChangeEmail { user, .. } if self.is_oneself(*user, command)? => Ok(()),
            Command::ChangeEmail { user, email } => {
                // Whoever has the new address could take what is offered to it.
                self.over_user(*user, Permission::UserEdit)?.covers_user_gained(*user, Some(email), Gain::Identity)
            }
            Command::ResetPassword { user } if self.is_oneself(*user, command)? => Ok(()),
            Command::ResetPassword { user } => {
                self.over_user(*user, Permission::UserResetPassword)?.covers_user_gained(*user, None, Gain::Identity)
            }
            Command::DeactivateUser { user } => self.over_user(*user, Permission::UserDeactivate)?.covers_user(*user),
            Command::ReactivateUser { user } => {
                self.over_user(*user, Permission::UserDeactivate)?.covers_user_gained(*user, None, Gain::Access)
            }
            Command::DeleteUser { user } => self.over_user(*user, Permission::UserDelete)?.covers_user(*user),

            Command::DefineRole { account, grants, .. } => {
                self.permit(Permission::UserManageRoles, *account)?;
                self.coverer()?.covers(self.entry(*account)?, *grants)
            }
            Command::ChangeRole { role, grants, .. } => {
                let role = self.manageable_role(*role)?;
                let entry = self.entry(role.account)?;
                let coverer = self.coverer()?;
                coverer.covers(entry, role.grants)?;
                coverer.covers(entry, *grants)?;
                coverer.covers_role_change(role.id, *grants)
            }
            Command::DeleteRole { role } => {
                let role = self.manageable_role(*role)?;
                self.coverer()?.covers(self.entry(role.account)?, role.grants)
            }

            Command::CreateApiKey { account, .. } => self.permit(Permission::IntegrationApi, *account),
            Command::ChangeApiKey { key, subtree, cap, until, .. } => {
                let key = self.key(*key)?;
                let narrows = narrows(key, *subtree, *cap, *until);
                match self.actor {
                    Actor::User(user) if user == key.owner && narrows => self.active(),
                    Actor::User(user) if user == key.owner => self.permit(Permission::IntegrationApi, key.account),
                    _ if narrows => self.manage_key(key),
                    Actor::ApiKey(_) => Err(Refusal::PersonOnly(command.name())),
                    Actor::User(_) | Actor::System => Err(Refusal::NotTheOwner),
                }
            }
            Command::RevokeApiKey { key } => {
                let key = self.key(*key)?;
                if self.actor == Actor::User(key.owner) { self.active() } else { self.manage_key(key) }
            }
        }
    }

    /// A permission in an account, at account scope: the same question that an application asks.
    fn permit(&self, permission: Permission, account: AccountId) -> Result<(), Refusal> {
        let request = Request::new(self.principal, permission, account).at(self.at);
        authorize(self.state, &request).map(|_| ()).map_err(Refusal::Denied)
    }

    /// `subaccount.manage` at the parent; for a root, this permission there or the operator alone (rule C1).
    fn permit_for_account(
        &self,
        account: AccountId,
        for_root: Option<Permission>,
        command: &Command,
    ) -> Result<(), Refusal> {
        let parent = self.entry(account)?.account.parent;
        match (parent, for_root) {
            (Some(parent), _) => match self.permit(Permission::SubaccountManage, parent) {
                // Who reaches the account alone is told what is missing, and not where.
                Err(Refusal::Denied(Denial::NoAccess)) if reaches(self.state, self.principal, account) => {
                    Err(Refusal::FromAbove(command.name()))
                }
                answer => answer,
            },
            (None, Some(permission)) => self.permit(permission, account),
            (None, None) if reaches(self.state, self.principal, account) => Err(Refusal::OperatorOnly(command.name())),
            (None, None) => Err(Refusal::Denied(Denial::NoAccess)),
        }
    }

    /// To invite, or to renew an invitation (rules C1, E3).
    fn offer(&self, account: AccountId, assignment: &Assignment) -> Result<(), Refusal> {
        self.permit(Permission::UserInvite, account)?;
        let entry = self.entry(account)?;
        invariants::roles_are_usable(self.state, entry, assignment)?;
        self.coverer()?.covers_offer(entry, assignment)
    }

    /// Whether the actor is the person whom this is about; a key never stands for its owner there (rule C5).
    fn is_oneself(&self, user: UserId, command: &Command) -> Result<bool, Refusal> {
        if self.state.user_behind(self.actor) != Some(user) {
            return Ok(false);
        }
        match self.actor {
            Actor::User(_) => self.active().map(|()| true),
            Actor::ApiKey(_) | Actor::System => Err(Refusal::PersonOnly(command.name())),
        }
    }

    /// Who may act on a user with a permission, to be asked whether they cover the user (rule E2).
    fn over_user(&self, user: UserId, permission: Permission) -> Result<Coverer<'a>, Refusal> {
        self.permit_on_user(user, permission)?;
        self.coverer()
    }

    /// A permission at one open account where the user is a member, or at the root if there is none (rule E2).
    fn permit_on_user(&self, user: UserId, permission: Permission) -> Result<(), Refusal> {
        let unknown = Refusal::UnknownUser(user);
        let Some(root) = self.state.user(user).map(|user| user.root) else { return Err(unknown) };
        let memberships = self.state.memberships_of(user).filter(|m| !m.assignment.has_ended(self.at));
        let open = memberships.map(|m| m.account).filter(|account| self.state.open_account(*account).is_some());
        let mut accounts = open.peekable();
        let at_root = accounts.peek().is_none().then_some(root);
        let mut denied = None;
        for account in accounts.chain(at_root) {
            match self.permit(permission, account) {
                Ok(()) => return Ok(()),
                Err(Refusal::Denied(Denial::NoAccess)) => {}
                Err(refusal) => denied = denied.or(Some(refusal)),
            }
        }
        Err(denied.unwrap_or(unknown))
    }

    /// Narrowing or revoking another's key (rule C9).
    fn manage_key(&self, key: &ApiKey) -> Result<(), Refusal> {
        self.permit(Permission::IntegrationKeys, key.account)?;
        self.coverer()?.covers_member(self.entry(key.account)?, key.owner)
    }

    /// One's own affairs take an active user who is there (rule C5).
    fn active(&self) -> Result<(), Refusal> {
        match self.state.user_behind(self.actor).and_then(|user| self.state.user(user)) {
            Some(user) if user.active => Ok(()),
            Some(_) => Err(Refusal::Denied(Denial::UserDeactivated)),
            None => Err(Refusal::Denied(Denial::NoAccess)),
        }
    }

    fn coverer(&self) -> Result<Coverer<'a>, Refusal> {
        Coverer::new(self.state, self.actor, self.at).ok_or(Refusal::Denied(Denial::NoAccess))
    }

    fn entry(&self, account: AccountId) -> Result<AccountEntry<'a>, Refusal> {
        self.state.account(account).ok_or(Refusal::Denied(Denial::NoAccess))
    }

    /// An invitation to an account within reach (rule C3).
    fn invitation(&self, id: InvitationId) -> Result<&'a Invitation, Refusal> {
        let invitation = self.state.invitation(id);
        let within_reach = invitation.filter(|invitation| reaches(self.state, self.principal, invitation.account));
        within_reach.ok_or(Refusal::UnknownInvitation(id))
    }

    /// A role that the actor may manage.
    fn manageable_role(&self, id: RoleId) -> Result<&'a Role, Refusal> {
        let role = self.state.role(id).filter(|role| reaches(self.state, self.principal, role.account));
        let role = role.ok_or(Refusal::UnknownRole(id))?;
        self.permit(Permission::UserManageRoles, role.account)?;
        Ok(role)
    }

    /// A key of one's own, or in an account within reach (rule C3).
    fn key(&self, id: ApiKeyId) -> Result<&'a ApiKey, Refusal> {
        let own = |key: &ApiKey| self.actor == Actor::User(key.owner);
        let key = self.state.key(id).filter(|key| own(key) || reaches(self.state, self.principal, key.account));
        key.ok_or(Refusal::UnknownApiKey(id))
    }
}

/// Whether a key would be able to do nothing that it can't do now.
fn narrows(key: &ApiKey, subtree: bool, cap: PermissionSet, until: Option<DateTime<Utc>>) -> bool {
    let ends_no_later = match (key.until, until) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(old), Some(new)) => new <= old,
    };
    cap.is_subset(key.cap) && (key.subtree || !subtree) && ends_no_later
}

/// The inviter's part in an acceptance: still permitted to invite there, and still covering what it gives (rule C7).
pub(super) fn inviter_still_may(state: &State, invitation: &Invitation, at: DateTime<Utc>) -> Result<(), Refusal> {
    let lost = Refusal::InviterLostAuthority(invitation.id);
    let Some(principal) = invitation.inviter.principal() else { return Ok(()) };
    let authority = Authority { state, actor: invitation.inviter, principal, at };
    authority.offer(invitation.account, &invitation.assignment).map_err(|_| lost)
}
