//! What holds in every state, whoever commands (rules I1 to I5): whether a command fits the state and leaves a sound one.
//! Planning, committing and replaying ask the same functions.

use chrono::{DateTime, Utc};

use crate::decision::Denial;
use crate::organization::{
    Account, AccountId, AccountStatus, Actor, Assignment, Email, Invitation, InvitationId, Membership, Role, RoleId,
    User, UserId,
};
use crate::permission::Grants;
use crate::state::{AccountEntry, Id, State, covers_admin};

use super::command::Command;
use super::facts::Address;
use super::refusal::Refusal;

/// Refuses what does not fit the state, or would leave one that is not sound.
pub(super) fn check(state: &State, actor: Actor, command: &Command, at: DateTime<Utc>) -> Result<(), Refusal> {
    let fit = Fit { state, actor, at };
    match command {
        Command::OpenAccount { account, administrator, .. } => {
            fresh(state, Id::Account(*account))?;
            fresh(state, Id::User(*administrator))
        }
        Command::OpenSubaccount { account, parent, .. } => fit.open_subaccount(*account, *parent),
        Command::RenameAccount { account, .. }
        | Command::SetBilling { account, .. }
        | Command::SetFeatures { account, .. }
        | Command::CloseAccount { account } => open(state, *account).map(|_| ()),
        Command::SetEmailPolicy { account, .. } => match open(state, *account)?.account.parent {
            None => Ok(()),
            Some(_) => Err(Refusal::NotARoot(*account)),
        },
        Command::SuspendAccount { account } => fit.suspension(*account, true),
        Command::ResumeAccount { account } => fit.suspension(*account, false),
        Command::Invite { invitation, account, email, assignment, expires } => {
            fresh(state, Id::Invitation(*invitation))?;
            fit.invite(*account, email, assignment, *expires)
        }
        Command::RenewInvitation { invitation, expires } => fit.renew(*invitation, *expires),
        Command::RevokeInvitation { invitation } => fit.pending(*invitation).map(|_| ()),
        Command::AcceptInvitation { invitation, email, .. } => fit.accept(*invitation, email),
        Command::DeclineInvitation { invitation, email } => fit.decline(*invitation, email),
        Command::AddUser { user, account, email, assignment, .. } => {
            let entry = open(state, *account)?;
            fit.assignment(entry, assignment)?;
            fit.joins(*user, entry, email)
        }
        Command::Assign { user, account, assignment } => fit.assign(*user, *account, assignment),
        Command::Leave { account } => fit.end_membership(fit.person("leave")?, *account),
        Command::RemoveMember { user, account } => fit.end_membership(*user, *account),
        Command::EditUser { user, .. } | Command::ResetPassword { user } => known_user(state, *user).map(|_| ()),
        Command::ChangeEmail { user, email } => fit.change_email(*user, email),
        Command::DeactivateUser { user } if !known_user(state, *user)?.active => {
            Err(Refusal::AlreadySo("the user is deactivated"))
        }
        Command::ReactivateUser { user } if known_user(state, *user)?.active => {
            Err(Refusal::AlreadySo("the user is active"))
        }
        Command::ReactivateUser { .. } => Ok(()),
        Command::DeactivateUser { user } | Command::DeleteUser { user } => {
            let root = known_user(state, *user)?.root;
            fit.keeps_administrator(root, |other, _| other != *user)
        }
        Command::DefineRole { role, account, .. } => {
            fresh(state, Id::Role(*role))?;
            open(state, *account).map(|_| ())
        }
        Command::ChangeRole { role, grants, .. } => fit.change_role(*role, *grants),
        Command::DeleteRole { role } => fit.delete_role(*role),
        Command::CreateApiKey { key, account, until, .. } => {
            fit.person("create_api_key")?;
            fresh(state, Id::ApiKey(*key))?;
            fit.is_in_tree_of(open(state, *account)?)?;
            fit.ends_later(*until)
        }
        Command::ChangeApiKey { key, until, .. } => {
            fit.working_key(*key)?;
            // One that has ended can still be narrowed as it is.
            if state.key(*key).is_some_and(|key| key.until == *until) { Ok(()) } else { fit.ends_later(*until) }
        }
        Command::RevokeApiKey { key } => fit.working_key(*key),
    }?;
    fit.actor_is_there(command)
}

struct Fit<'a> {
    state: &'a State,
    actor: Actor,
    at: DateTime<Utc>,
}

impl Fit<'_> {
    /// Every actor is there but the person who answers an invitation with a fresh id (rules I2, C7).
    fn actor_is_there(&self, command: &Command) -> Result<(), Refusal> {
        let answers = matches!(command, Command::AcceptInvitation { .. } | Command::DeclineInvitation { .. });
        match self.actor {
            Actor::User(user) if !answers => known_user(self.state, user).map(|_| ()),
            Actor::ApiKey(key) if self.state.key(key).is_none() => Err(Refusal::UnknownApiKey(key)),
            Actor::User(_) | Actor::ApiKey(_) | Actor::System => Ok(()),
        }
    }

    /// I2: five levels below a root.
    fn open_subaccount(&self, account: AccountId, parent: AccountId) -> Result<(), Refusal> {
        fresh(self.state, Id::Account(account))?;
        if open(self.state, parent)?.account.depth >= Account::MAX_DEPTH {
            return Err(Refusal::TooDeep(parent));
        }
        Ok(())
    }

    /// G4: each side sets and lifts its own suspension.
    fn suspension(&self, account: AccountId, suspends: bool) -> Result<(), Refusal> {
        let suspension = open(self.state, account)?.account.suspension;
        let suspended = if self.actor == Actor::System { suspension.by_operator } else { suspension.by_members };
        match (suspended, suspends) {
            (true, true) => Err(Refusal::AlreadySo("the account is suspended by your side")),
            (false, false) => Err(Refusal::AlreadySo("the account is not suspended by your side")),
            (true, false) | (false, true) => Ok(()),
        }
    }

    /// The person who does what only a person does.
    fn person(&self, command: &'static str) -> Result<UserId, Refusal> {
        match self.actor {
            Actor::User(user) => Ok(user),
            Actor::ApiKey(_) | Actor::System => Err(Refusal::PersonOnly(command)),
        }
    }

    /// C6, I6: an invitation to who is no member, and may enter.
    fn invite(
        &self,
        account: AccountId,
        email: &Email,
        assignment: &Assignment,
        expires: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let entry = open(self.state, account)?;
        self.is_in_tree_of(entry)?;
        self.assignment(entry, assignment)?;
        self.ends_later(Some(expires))?;
        match self.state.user_of(entry.root(), email) {
            Some(user) => self.not_a_member(user, account),
            None => Ok(()),
        }
    }

    fn renew(&self, invitation: InvitationId, expires: DateTime<Utc>) -> Result<(), Refusal> {
        let invitation = self.pending(invitation)?;
        let entry = open(self.state, invitation.account)?;
        self.is_in_tree_of(entry)?;
        self.assignment(entry, &invitation.assignment)?;
        self.ends_later(Some(expires))
    }

    /// C7: by the person of the address that was invited.
    fn accept(&self, invitation: InvitationId, email: &Email) -> Result<(), Refusal> {
        let user = self.person("accept_invitation")?;
        let invitation = self.pending(invitation)?;
        if invitation.email != *email {
            return Err(Refusal::NotTheInvitedAddress(email.clone()));
        }
        let entry = open(self.state, invitation.account)?;
        if entry.status() != AccountStatus::Active {
            return Err(Refusal::AccountSuspended(invitation.account));
        }
        self.assignment(entry, &invitation.assignment)?;
        if self.state.user(user).is_some_and(|user| !user.active) {
            return Err(Refusal::Denied(Denial::UserDeactivated));
        }
        self.joins(user, entry, email)
    }

    fn decline(&self, invitation: InvitationId, email: &Email) -> Result<(), Refusal> {
        let user = self.person("decline_invitation")?;
        if self.pending(invitation)?.email != *email {
            return Err(Refusal::NotTheInvitedAddress(email.clone()));
        }
        match self.state.user(user) {
            Some(user) if user.email != *email => Err(Refusal::NotTheUsersAddress(email.clone())),
            Some(_) => Ok(()),
            None => fresh(self.state, Id::User(user)),
        }
    }

    /// I3: the user of this address in this tree, or a new one.
    fn joins(&self, user: UserId, entry: AccountEntry<'_>, email: &Email) -> Result<(), Refusal> {
        let root = entry.root();
        let Some(known) = self.state.user(user) else {
            fresh(self.state, Id::User(user))?;
            if self.state.user_of(root, email).is_some() {
                return Err(Refusal::AddressTaken(email.clone()));
            }
            return Ok(());
        };
        if known.root != root {
            return Err(Refusal::OtherTree(user));
        }
        if known.email != *email {
            return Err(Refusal::NotTheUsersAddress(email.clone()));
        }
        self.not_a_member(user, entry.account.id)
    }

    fn not_a_member(&self, user: UserId, account: AccountId) -> Result<(), Refusal> {
        match is_member(self.state, user, account, self.at) {
            Ok(_) => Err(Refusal::AlreadyMember { user, account }),
            Err(_) => Ok(()),
        }
    }

    /// I4: it gives something, for some time, by roles that are defined there or above.
    fn assignment(&self, entry: AccountEntry<'_>, assignment: &Assignment) -> Result<(), Refusal> {
        if assignment.is_empty() {
            return Err(Refusal::EmptyAssignment);
        }
        roles_are_usable(self.state, entry, assignment)?;
        let from = assignment.starts().map_or(self.at, |from| from.max(self.at));
        match assignment.ends() {
            Some(until) if until <= from => Err(Refusal::EmptyWindow { from, until }),
            Some(_) | None => Ok(()),
        }
    }

    fn assign(&self, user: UserId, account: AccountId, assignment: &Assignment) -> Result<(), Refusal> {
        let entry = open(self.state, account)?;
        is_member(self.state, user, account, self.at)?;
        self.assignment(entry, assignment)?;
        if self.administers(user, assignment) {
            return Ok(());
        }
        self.keeps_administrator(account, |other, _| other != user)
    }

    fn end_membership(&self, user: UserId, account: AccountId) -> Result<(), Refusal> {
        open(self.state, account)?;
        is_or_was_member(self.state, user, account)?;
        self.keeps_administrator(account, |other, _| other != user)
    }

    fn change_email(&self, user: UserId, email: &Email) -> Result<(), Refusal> {
        let root = known_user(self.state, user)?.root;
        match self.state.user_of(root, email) {
            Some(other) if other != user => Err(Refusal::AddressTaken(email.clone())),
            Some(_) | None => Ok(()),
        }
    }

    fn change_role(&self, role: RoleId, grants: Grants) -> Result<(), Refusal> {
        let account = known_role(self.state, role)?.account;
        let root = open(self.state, account)?.root();
        let would_cover = |membership: &Membership<'_>| {
            covers_admin(&self.state.grants_if(membership.assignment, Some((role, grants))))
        };
        self.keeps_administrator(root, |_, membership| would_cover(membership)).or_else(|refusal| {
            // Or the same change makes somebody else one.
            let becomes = |membership: &Membership<'_>| {
                self.lasts(membership.user, membership.assignment) && would_cover(membership)
            };
            let mut at_root = self.state.holders(role).filter(|membership| membership.account == root);
            if at_root.any(|membership| becomes(&membership)) { Ok(()) } else { Err(refusal) }
        })
    }

    /// E4: nothing refers to it; an invitation that is over holds no references.
    fn delete_role(&self, role: RoleId) -> Result<(), Refusal> {
        let account = known_role(self.state, role)?.account;
        open(self.state, account)?;
        let in_use = self.state.role_entry(role).is_some_and(|entry| {
            let pending = |id: &InvitationId| self.state.invitation(*id).is_some_and(|i| i.is_pending(self.at));
            self.state.is_held(role) || entry.invitations.iter().any(pending)
        });
        if in_use { Err(Refusal::RoleInUse(role)) } else { Ok(()) }
    }

    fn working_key(&self, key: crate::organization::ApiKeyId) -> Result<(), Refusal> {
        let key = self.state.key(key).ok_or(Refusal::UnknownApiKey(key))?;
        open(self.state, key.account)?;
        if key.revoked { Err(Refusal::AlreadySo("the API key is revoked")) } else { Ok(()) }
    }

    /// Whether this makes a user an administrator, of a root, for good and from now on (rule I1).
    fn administers(&self, user: UserId, assignment: &Assignment) -> bool {
        self.lasts(user, assignment) && covers_admin(&self.state.grants_of(assignment))
    }

    /// Whether an assignment has begun, never ends, and is an active user's.
    fn lasts(&self, user: UserId, assignment: &Assignment) -> bool {
        assignment.ends().is_none()
            && assignment.has_started(self.at)
            && self.state.user(user).is_some_and(|user| user.active)
    }

    /// I1: of an open root's administrators, one who has begun stays one.
    fn keeps_administrator(
        &self,
        root: AccountId,
        stays: impl Fn(UserId, &Membership<'_>) -> bool,
    ) -> Result<(), Refusal> {
        let Some(entry) = self.state.open_account(root) else { return Ok(()) };
        if entry.account.parent.is_some() {
            return Ok(());
        }
        let mut begun = self.state.administrators(root).take_while(|(from, _)| from.is_none_or(|from| from <= self.at));
        let kept =
            begun.any(|(_, user)| self.state.membership(user, root).is_some_and(|membership| stays(user, &membership)));
        if kept { Ok(()) } else { Err(Refusal::LastAdministrator(root)) }
    }

    /// C6: nothing crosses trees; who invites or makes a key belongs to the account's.
    fn is_in_tree_of(&self, entry: AccountEntry<'_>) -> Result<(), Refusal> {
        match self.state.user_behind(self.actor).and_then(|user| self.state.user(user)) {
            Some(user) if user.root != entry.root() => Err(Refusal::OtherTree(user.id)),
            Some(_) | None => Ok(()),
        }
    }

    fn ends_later(&self, until: Option<DateTime<Utc>>) -> Result<(), Refusal> {
        match until {
            Some(until) if until <= self.at => Err(Refusal::EmptyWindow { from: self.at, until }),
            Some(_) | None => Ok(()),
        }
    }

    /// An invitation that can still be answered.
    fn pending(&self, id: InvitationId) -> Result<&Invitation, Refusal> {
        match self.state.invitation(id) {
            Some(invitation) if invitation.is_pending(self.at) => Ok(invitation),
            Some(_) => Err(Refusal::InvitationOver(id)),
            None if self.state.is_used(Id::Invitation(id)) => Err(Refusal::InvitationOver(id)),
            None => Err(Refusal::UnknownInvitation(id)),
        }
    }
}

/// I6: the root's policy binds an address that enters the tree or becomes a user's. It is judged when a command is
/// planned, and not again: a later version may know more free-mail providers (rule I7).
pub(super) fn check_entering(state: &State, command: &Command) -> Result<(), Refusal> {
    let facts = command.facts();
    let Some(Address::Enters(email)) = facts.address else { return Ok(()) };
    let invited_to = || Some(state.invitation(facts.invitation?)?.account);
    let of_the_user = || Some(state.user(facts.user?)?.root);
    let account = facts.account.or_else(invited_to).or_else(of_the_user);
    let Some(root) = account.and_then(|account| state.account(account)).map(AccountEntry::root) else { return Ok(()) };
    match state.account(root) {
        Some(root) if state.user_of(root.account.id, email).is_none() => Ok(root.account.email_policy.admits(email)?),
        Some(_) | None => Ok(()),
    }
}

/// I5: an id is not nil and was never used.
#[inline]
pub(super) fn fresh(state: &State, id: Id) -> Result<(), Refusal> {
    if id.uuid().is_nil() {
        return Err(Refusal::NilId);
    }
    if state.is_used(id) { Err(Refusal::IdTaken(id.uuid())) } else { Ok(()) }
}

/// An account that is there and open.
fn open(state: &State, id: AccountId) -> Result<AccountEntry<'_>, Refusal> {
    let entry = state.account(id).ok_or(Refusal::UnknownAccount(id))?;
    if entry.status() == AccountStatus::Closed { Err(Refusal::AccountClosed(id)) } else { Ok(entry) }
}

fn known_user(state: &State, id: UserId) -> Result<&User, Refusal> {
    state.user(id).ok_or(Refusal::UnknownUser(id))
}

fn known_role(state: &State, id: RoleId) -> Result<&Role, Refusal> {
    state.role(id).ok_or(Refusal::UnknownRole(id))
}

/// G1: a membership that has ended counts as none.
pub(super) fn is_member(
    state: &State,
    user: UserId,
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<Membership<'_>, Refusal> {
    let membership = state.membership(user, account).filter(|membership| !membership.assignment.has_ended(at));
    membership.ok_or(Refusal::NotAMember { user, account })
}

/// A membership to end: one that has ended by itself still keeps its roles in use and its keys alive until it is gone.
pub(super) fn is_or_was_member(state: &State, user: UserId, account: AccountId) -> Result<Membership<'_>, Refusal> {
    state.membership(user, account).ok_or(Refusal::NotAMember { user, account })
}

/// I4: a custom role is used in its account or below.
pub(super) fn roles_are_usable(state: &State, entry: AccountEntry<'_>, assignment: &Assignment) -> Result<(), Refusal> {
    let usable =
        |role: RoleId| state.role(role).is_some_and(|role| entry.path().any(|account| account == role.account));
    match assignment.custom_roles().find(|role| !usable(*role)) {
        Some(role) => Err(Refusal::RoleNotUsable { role, account: entry.account.id }),
        None => Ok(()),
    }
}
