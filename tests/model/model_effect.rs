//! What an accepted command does to the model.

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Billing, Command, Email, EmailPolicy, InvitationId, Name, Preset,
    Selection, UserId,
};

use crate::about::unknown;
use crate::held::Held;
use crate::model::{AccountRow, Instant, InvitationRow, KeyRow, MembershipRow, Model, RoleRow, UserRow};

/// Whom a command makes a member: the user and, if the user is new, the address and name.
struct Joining<'a> {
    user: UserId,
    email: &'a Email,
    name: &'a Name,
}

impl Model {
    pub(crate) fn apply(&mut self, actor: Actor, command: &Command, at: Instant) {
        self.revision += 1;
        self.last = Some(at);
        match command {
            Command::OpenAccount { account, name, billing, features, administrator, email, administrator_name } => {
                self.open(*account, None, name, *billing, *features);
                let joining = Joining { user: *administrator, email, name: administrator_name };
                self.join(*account, &joining, &Assignment::of(Preset::Admin));
            }
            Command::OpenSubaccount { account, parent, name } => {
                let billing = self.account(*parent).expect("the parent is there").billing;
                self.open(*account, Some(*parent), name, billing, Selection::EVERYTHING);
            }
            Command::RenameAccount { account, name } => self.account_mut(*account).name = name.clone(),
            Command::SuspendAccount { account } => *self.suspension(actor, *account) = true,
            Command::ResumeAccount { account } => *self.suspension(actor, *account) = false,
            Command::CloseAccount { account } => self.close(*account),
            Command::SetBilling { account, billing } => self.account_mut(*account).billing = *billing,
            Command::SetFeatures { account, features } => self.account_mut(*account).features = *features,
            Command::SetEmailPolicy { account, policy } => self.account_mut(*account).policy = policy.clone(),
            Command::Invite { invitation, account, email, assignment, expires } => {
                let promise = InvitationRow {
                    id: *invitation,
                    account: *account,
                    email: email.clone(),
                    assignment: assignment.clone(),
                    expires: *expires,
                    inviter: actor,
                };
                self.used.invitations.insert(*invitation);
                self.invitations.push(promise);
            }
            Command::AcceptInvitation { invitation, email, name } => {
                let row = self.take_invitation(*invitation);
                let joining = Joining { user: the_person(actor), email, name };
                self.join(row.account, &joining, &row.assignment);
            }
            Command::DeclineInvitation { invitation, .. } | Command::RevokeInvitation { invitation } => {
                self.take_invitation(*invitation);
            }
            Command::RenewInvitation { invitation, expires } => {
                let row = self.invitations.iter_mut().find(|row| row.id == *invitation);
                let row = row.expect("the invitation is there");
                (row.expires, row.inviter) = (*expires, actor);
            }
            Command::AddUser { user, account, email, name, assignment } => {
                self.join(*account, &Joining { user: *user, email, name }, assignment);
            }
            Command::Assign { user, account, assignment } => {
                let row = self.memberships.iter_mut().find(|row| (row.user, row.account) == (*user, *account));
                row.expect("the membership is there").assignment = assignment.clone();
            }
            Command::Leave { account } => self.part(the_person(actor), *account),
            Command::RemoveMember { user, account } => self.part(*user, *account),
            Command::EditUser { user, name, phone } => {
                let row = self.user_mut(*user);
                (row.name, row.phone) = (name.clone(), phone.clone());
            }
            Command::ChangeEmail { user, email } => self.change_email(actor, *user, email),
            Command::ResetPassword { user } => self.revoke_keys_of(*user),
            Command::DeactivateUser { user } => {
                self.user_mut(*user).active = false;
                self.revoke_keys_of(*user);
            }
            Command::ReactivateUser { user } => self.user_mut(*user).active = true,
            Command::DeleteUser { user } => self.delete(*user, at),
            Command::DefineRole { role, account, name, grants } => {
                self.used.roles.insert(*role);
                let held = Held::from(*grants);
                self.roles.push(RoleRow { id: *role, account: *account, name: name.clone(), held });
            }
            Command::ChangeRole { role, name, grants } => {
                let row = self.roles.iter_mut().find(|row| row.id == *role).expect("the role is there");
                (row.name, row.held) = (name.clone(), Held::from(*grants));
            }
            Command::DeleteRole { role } => self.roles.retain(|row| row.id != *role),
            Command::CreateApiKey { key, account, subtree, name, cap, until } => {
                let made = KeyRow {
                    id: *key,
                    owner: the_person(actor),
                    account: *account,
                    subtree: *subtree,
                    name: name.clone(),
                    cap: *cap,
                    until: *until,
                    revoked: false,
                };
                self.used.keys.insert(*key);
                self.keys.push(made);
            }
            Command::ChangeApiKey { key, subtree, name, cap, until } => {
                let row = self.key_mut(*key);
                (row.subtree, row.name, row.cap, row.until) = (*subtree, name.clone(), *cap, *until);
            }
            Command::RevokeApiKey { key } => self.key_mut(*key).revoked = true,
            other => unknown(other),
        }
    }

    fn open(&mut self, id: AccountId, parent: Option<AccountId>, name: &Name, billing: Billing, features: Selection) {
        self.used.accounts.insert(id);
        self.accounts.push(AccountRow {
            id,
            parent,
            name: name.clone(),
            billing,
            features,
            suspended_by_members: false,
            suspended_by_operator: false,
            closed: false,
            policy: EmailPolicy::ANY,
        });
    }

    fn account_mut(&mut self, id: AccountId) -> &mut AccountRow {
        self.accounts.iter_mut().find(|row| row.id == id).expect("the account is there")
    }

    /// The flag of the actor's side (rule G4).
    fn suspension(&mut self, actor: Actor, account: AccountId) -> &mut bool {
        let row = self.account_mut(account);
        if actor == Actor::System { &mut row.suspended_by_operator } else { &mut row.suspended_by_members }
    }

    fn key_mut(&mut self, id: ApiKeyId) -> &mut KeyRow {
        self.keys.iter_mut().find(|row| row.id == id).expect("the key is there")
    }

    /// Closing ends the invitations there and below (rule C7).
    fn close(&mut self, account: AccountId) {
        self.account_mut(account).closed = true;
        let all = self.clone();
        self.invitations.retain(|row| !all.is_in(row.account, account));
    }

    fn user_mut(&mut self, id: UserId) -> &mut UserRow {
        self.users.iter_mut().find(|row| row.id == id).expect("the user is there")
    }

    /// Makes a user a member, in place of a membership that has ended, and ends the other invitations (rule C7).
    fn join(&mut self, account: AccountId, joining: &Joining<'_>, assignment: &Assignment) {
        let Joining { user, email, name } = *joining;
        if self.used.users.insert(user) {
            let root = self.root(account).expect("the account is there");
            let (email, name) = (email.clone(), name.clone());
            self.users.push(UserRow { id: user, root, email, name, phone: None, active: true });
        }
        self.memberships.retain(|row| (row.user, row.account) != (user, account));
        self.memberships.push(MembershipRow { user, account, assignment: assignment.clone() });
        self.end_invitations_there(user, account);
    }

    fn end_invitations_there(&mut self, user: UserId, account: AccountId) {
        let email = self.user_mut(user).email.clone();
        self.invitations.retain(|row| row.account != account || row.email != email);
    }

    /// Leaving or removal, which also revokes the user's keys there and below (rule G5).
    fn part(&mut self, user: UserId, account: AccountId) {
        self.memberships.retain(|row| (row.user, row.account) != (user, account));
        self.end_invitations_there(user, account);
        let all = self.clone();
        for key in self.keys.iter_mut().filter(|key| key.owner == user && all.is_in(key.account, account)) {
            key.revoked = true;
        }
    }

    fn revoke_keys_of(&mut self, user: UserId) {
        for key in self.keys.iter_mut().filter(|key| key.owner == user) {
            key.revoked = true;
        }
    }

    fn take_invitation(&mut self, id: InvitationId) -> InvitationRow {
        let place = self.invitations.iter().position(|row| row.id == id).expect("the invitation is there");
        self.invitations.remove(place)
    }

    fn change_email(&mut self, actor: Actor, user: UserId, email: &Email) {
        self.user_mut(user).email = email.clone();
        if actor != Actor::User(user) {
            self.revoke_keys_of(user);
        }
    }

    /// What is to the user's address in the tree ends, and what the user or a key of the user's sent (rule C7).
    fn delete(&mut self, user: UserId, at: Instant) {
        let all = self.clone();
        let row = all.user(user).expect("the user is there");
        let was_sent_by_them = |inviter: Actor| match inviter {
            Actor::System => false,
            Actor::User(inviter) => inviter == user,
            Actor::ApiKey(key) => all.key(key).is_none_or(|key| key.owner == user),
        };
        let to_them: Vec<_> = all.invitations_to(row.root, &row.email, at).map(|row| row.id).collect();
        self.invitations.retain(|row| !to_them.contains(&row.id) && !was_sent_by_them(row.inviter));
        self.memberships.retain(|row| row.user != user);
        self.keys.retain(|key| key.owner != user);
        self.users.retain(|row| row.id != user);
    }
}

/// What only a person does.
fn the_person(actor: Actor) -> UserId {
    match actor {
        Actor::User(user) => user,
        Actor::System | Actor::ApiKey(_) => unreachable!("a person does this"),
    }
}
