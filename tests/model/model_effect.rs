//! What an accepted command does to the model.

use std::collections::BTreeSet;

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Billing, Command, Email, EmailPolicy, InvitationId, Name, Phone, Preset,
    Selection, UserId,
};

use crate::about::unknown;
use crate::held::Held;
use crate::model::{
    AccountRow, Instant, InvitationRow, KeyRow, MembershipRow, Model, Owner, RoleRow, UserRow, ended, live,
};

/// Whom a command makes a member: the user and, if the user is new, the address and name.
struct Joining<'a> {
    user: UserId,
    email: &'a Email,
    name: &'a Name,
    phone: Option<&'a Phone>,
}

impl Model {
    #[allow(clippy::too_many_lines, reason = "a few lines for each kind of command")]
    pub(crate) fn apply(&mut self, actor: Actor, command: &Command, at: Instant) {
        self.revision += 1;
        self.last = Some(at);
        self.latest = self.latest.max(Some(at));
        match command {
            Command::OpenAccount { account, name, billing, features, administrator, email, administrator_name } => {
                self.open(*account, None, name, Some(*billing), *features);
                let joining = Joining { user: *administrator, email, name: administrator_name, phone: None };
                self.join(*account, &joining, &Assignment::of(Preset::Admin), at);
            }
            Command::OpenSubaccount { account, parent, name } => {
                self.open(*account, Some(*parent), name, None, Selection::EVERYTHING);
            }
            Command::RenameAccount { account, name, .. } => self.account_mut(*account).name = name.clone(),
            Command::SuspendAccount { account } => *self.suspension(actor, *account) = true,
            Command::ResumeAccount { account } => *self.suspension(actor, *account) = false,
            Command::CloseAccount { account } => self.close(*account),
            Command::SetBilling { account, billing } => self.account_mut(*account).billing = Some(*billing),
            Command::SetFeatures { account, features } => self.account_mut(*account).features = *features,
            Command::SetEmailPolicy { account, policy } => self.account_mut(*account).policy = policy.clone(),
            Command::Invite { invitation, account, email, name, phone, assignment, expires } => {
                let promise = InvitationRow {
                    id: *invitation,
                    account: *account,
                    email: email.clone(),
                    name: name.clone(),
                    phone: phone.clone(),
                    assignment: assignment.clone(),
                    expires: *expires,
                    inviter: actor,
                };
                self.used.invitations.insert(*invitation);
                // One for an address and account (rule C7).
                self.invitations.retain(|row| (row.account, &row.email) != (*account, email));
                self.invitations.push(promise);
            }
            Command::AcceptInvitation { invitation, email, name, phone } => {
                let row = self.take_invitation(*invitation);
                let joining = Joining { user: the_person(actor), email, name, phone: phone.as_ref() };
                self.join(row.account, &joining, &row.assignment, at);
            }
            Command::DeclineInvitation { invitation, .. } | Command::RevokeInvitation { invitation } => {
                self.take_invitation(*invitation);
            }
            Command::RenewInvitation { invitation, expires } => {
                let row = self.invitations.iter_mut().find(|row| row.id == *invitation);
                let row = row.expect("the invitation is there");
                (row.expires, row.inviter) = (*expires, actor);
            }
            Command::AddUser { user, account, email, name, phone, assignment, on_behalf_of } => {
                // A member's number for somebody new is a way in (rule C8).
                let is_way_in = on_behalf_of.is_some() && phone.is_some() && self.user(*user).is_none();
                let joining = Joining { user: *user, email, name, phone: phone.as_ref() };
                self.join(*account, &joining, assignment, at);
                if let Some(root) = self.root(*account).filter(|_| is_way_in) {
                    self.end_invitations_to(root, email);
                }
            }
            Command::Assign { user, account, assignment, .. } => {
                self.revoke_sleeping(*user, *account, at);
                let row = self.memberships.iter_mut().find(|row| (row.user, row.account) == (*user, *account));
                row.expect("the membership is there").assignment = assignment.clone();
            }
            Command::Leave { account } => self.part(the_person(actor), *account, at),
            Command::RemoveMember { user, account } => self.part(*user, *account, at),
            Command::EditUser { user, name, phone, .. } => {
                if actor != Actor::User(*user) && self.user(*user).is_some_and(|row| row.phone != *phone) {
                    self.taken_over(*user, at);
                }
                let row = self.user_mut(*user);
                (row.name, row.phone) = (name.clone(), phone.clone());
            }
            Command::ChangeEmail { user, email } => self.change_email(actor, *user, email, at),
            Command::ResetPassword { user } if actor == Actor::User(*user) => self.revoke_keys_of(*user),
            Command::ResetPassword { user } => self.taken_over(*user, at),
            Command::DeactivateUser { user } => {
                self.user_mut(*user).active = false;
                self.revoke_keys_of(*user);
            }
            Command::ReactivateUser { user } => {
                self.taken_over(*user, at);
                self.user_mut(*user).active = true;
            }
            Command::DeleteUser { user } => self.delete(*user),
            Command::DefineRole { role, account, name, grants } => {
                self.used.roles.insert(*role);
                let held = Held::from(*grants);
                self.roles.push(RoleRow { id: *role, account: *account, name: name.clone(), held });
            }
            Command::ChangeRole { role, name, grants, .. } => {
                let held = |row: &&MembershipRow| row.assignment.roles().contains(&(*role).into());
                let holders: Vec<_> = self.memberships.iter().filter(held).map(|row| (row.user, row.account)).collect();
                for (user, account) in holders {
                    self.revoke_sleeping(user, account, at);
                }
                let row = self.roles.iter_mut().find(|row| row.id == *role).expect("the role is there");
                (row.name, row.held) = (name.clone(), Held::from(*grants));
            }
            Command::DeleteRole { role } => {
                self.roles.retain(|row| row.id != *role);
                self.invitations.retain(|row| !row.assignment.roles().contains(&(*role).into()));
            }
            Command::CreateApiKey { key, account, subtree, name, cap, until } => {
                let made = KeyRow {
                    id: *key,
                    owner: Owner::Person(the_person(actor)),
                    account: *account,
                    subtree: *subtree,
                    name: name.clone(),
                    cap: *cap,
                    until: *until,
                };
                self.used.keys.insert(*key);
                self.keys.push(made);
            }
            Command::ChangeApiKey { key, subtree, name, cap, until, .. } => {
                let row = self.key_mut(*key);
                (row.subtree, row.name, row.cap, row.until) = (*subtree, name.clone(), *cap, *until);
                if let Owner::Account { changed, .. } = &mut row.owner {
                    *changed = actor;
                }
            }
            Command::CreateAccountKey { key, .. } => {
                self.used.keys.insert(*key);
                self.keys.extend(KeyRow::made(actor, command));
            }
            Command::ResetApiKey { key } => {
                if let Owner::Account { changed, secret, .. } = &mut self.key_mut(*key).owner {
                    (*changed, *secret) = (actor, actor);
                }
            }
            Command::RevokeApiKey { key } => self.revoke(|row| row.id == *key),
            other => unknown(other),
        }
    }

    fn open(
        &mut self,
        id: AccountId,
        parent: Option<AccountId>,
        name: &Name,
        billing: Option<Billing>,
        features: Selection,
    ) {
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

    /// Closing ends the invitations and the accounts' own keys there and below (rules C7, G6).
    fn close(&mut self, account: AccountId) {
        self.account_mut(account).closed = true;
        let all = self.clone();
        self.invitations.retain(|row| !all.is_in(row.account, account));
        self.revoke(|key| key.person().is_none() && all.is_in(key.account, account));
    }

    fn user_mut(&mut self, id: UserId) -> &mut UserRow {
        self.users.iter_mut().find(|row| row.id == id).expect("the user is there")
    }

    /// Makes a user a member, in place of a membership that has ended; no key that had no power gets it back (rule G5). Other
    /// invitations end (rule C7).
    fn join(&mut self, account: AccountId, joining: &Joining<'_>, assignment: &Assignment, at: Instant) {
        let Joining { user, email, name, phone } = *joining;
        if self.used.users.insert(user) {
            let root = self.root(account).expect("the account is there");
            let (email, name) = (email.clone(), name.clone());
            self.users.push(UserRow { id: user, root, email, name, phone: phone.cloned(), active: true });
        }
        if self.membership(user, account).is_some() {
            self.part(user, account, at);
        }
        self.revoke_sleeping(user, account, at);
        self.memberships.push(MembershipRow { user, account, assignment: assignment.clone() });
        self.end_invitations_there(user, account);
    }

    fn end_invitations_there(&mut self, user: UserId, account: AccountId) {
        let email = self.user_mut(user).email.clone();
        self.invitations.retain(|row| row.account != account || row.email != email);
    }

    /// Leaving or removal: the keys there go, and those below that nothing else live reaches, and so do the invitations that
    /// the user sent to those accounts (rule G5).
    fn part(&mut self, user: UserId, account: AccountId, at: Instant) {
        self.memberships.retain(|row| (row.user, row.account) != (user, account));
        self.end_invitations_there(user, account);
        let all = self.clone();
        let is_cut_off = |place: AccountId| {
            place == account || all.is_above(account, place) && !all.is_reached_live(user, place, at)
        };
        self.invitations.retain(|row| !(all.sender(row.inviter) == Some(user) && is_cut_off(row.account)));
        self.revoke(|key| key.is_of(user) && is_cut_off(key.account));
    }

    /// Keys there and below that nothing live reaches, and those for the subtree above that work nowhere, go before anything could
    /// wake them up (rule G5).
    fn revoke_sleeping(&mut self, user: UserId, account: AccountId, at: Instant) {
        let all = self.clone();
        self.revoke(|key| {
            let works_below = || {
                let is_used = |row: &MembershipRow| live(&row.assignment, at) && !all.closed(row.account);
                all.memberships_of(user).any(|row| is_used(row) && all.is_above(key.account, row.account))
            };
            let sleeps_above = key.subtree && all.is_above(key.account, account) && !works_below();
            key.is_of(user)
                && (all.is_in(key.account, account) || sleeps_above)
                && !all.is_reached_live(user, key.account, at)
        });
    }

    fn is_reached_live(&self, user: UserId, account: AccountId, at: Instant) -> bool {
        let reaches = |row: &MembershipRow| {
            row.account == account || self.is_above(row.account, account) && self.reaches_down(row)
        };
        self.memberships_of(user).any(|row| live(&row.assignment, at) && reaches(row))
    }

    /// The user behind an actor.
    fn sender(&self, actor: Actor) -> Option<UserId> {
        match actor {
            Actor::System => None,
            Actor::User(user) => Some(user),
            Actor::ApiKey(key) => self.key(key).and_then(KeyRow::person),
        }
    }

    /// Keys that are revoked are gone, and with them the invitations that they sent (rule C7).
    fn revoke(&mut self, which: impl Fn(&KeyRow) -> bool) {
        let gone: Vec<_> = self.keys.iter().filter(|key| which(key)).map(|key| Actor::ApiKey(key.id)).collect();
        self.invitations.retain(|row| !gone.contains(&row.inviter));
        self.keys.retain(|key| !gone.contains(&Actor::ApiKey(key.id)));
    }

    fn revoke_keys_of(&mut self, user: UserId) {
        self.revoke(|key| key.is_of(user));
    }

    fn end_invitations_to(&mut self, root: AccountId, email: &Email) {
        let ended: Vec<_> = self.invitations_to(root, email).map(|row| row.id).collect();
        self.invitations.retain(|row| !ended.contains(&row.id));
    }

    /// Whoever could come to act as the user finds no key, no invitation, and no membership that had ended (rule C8).
    fn taken_over(&mut self, user: UserId, at: Instant) {
        self.revoke_keys_of(user);
        let row = self.user(user).expect("the user is there").clone();
        self.end_invitations_to(row.root, &row.email);
        let ended: Vec<_> =
            self.memberships_of(user).filter(|row| ended(&row.assignment, at)).map(|row| row.account).collect();
        for account in ended {
            self.part(user, account, at);
        }
    }

    fn take_invitation(&mut self, id: InvitationId) -> InvitationRow {
        let place = self.invitations.iter().position(|row| row.id == id).expect("the invitation is there");
        self.invitations.remove(place)
    }

    fn change_email(&mut self, actor: Actor, user: UserId, email: &Email, at: Instant) {
        let row = self.user(user).expect("the user is there").clone();
        if actor == Actor::User(user) {
            self.move_invitations(&row, email, at);
        } else {
            self.taken_over(user, at);
            self.end_invitations_to(row.root, email);
        }
        self.user_mut(user).email = email.clone();
    }

    /// C7: they go along; of two for an account the pending one stays, else that of the new address; none where the person is
    /// a member.
    fn move_invitations(&mut self, user: &UserRow, email: &Email, at: Instant) {
        let all = self.clone();
        let here: Vec<_> =
            all.invitations_to(user.root, email).chain(all.invitations_to(user.root, &user.email)).collect();
        let accounts: BTreeSet<_> = here.iter().map(|row| row.account).collect();
        let mut stay = Vec::new();
        for account in accounts.into_iter().filter(|account| all.member(user.id, *account, at).is_none()) {
            let rivals = || here.iter().filter(move |row| row.account == account);
            stay.extend(rivals().find(|row| at < row.expires).or(rivals().next()).map(|row| row.id));
        }
        self.invitations.retain(|row| !here.iter().any(|other| other.id == row.id) || stay.contains(&row.id));
        for row in self.invitations.iter_mut().filter(|row| stay.contains(&row.id)) {
            row.email = email.clone();
        }
    }

    /// What is to the user's address in the tree ends, and what the user or a key of the user's sent (rule C7).
    fn delete(&mut self, user: UserId) {
        let row = self.user(user).expect("the user is there").clone();
        self.end_invitations_to(row.root, &row.email);
        self.revoke_keys_of(user);
        self.invitations.retain(|row| row.inviter != Actor::User(user));
        self.memberships.retain(|row| row.user != user);
        self.users.retain(|row| row.id != user);
    }
}

impl KeyRow {
    /// The key that a command makes for an account.
    pub(crate) fn made(by: Actor, command: &Command) -> Option<Self> {
        let Command::CreateAccountKey { key, account, subtree, name, cap, until } = command else { return None };
        let owner = Owner::Account { made: by, changed: by, secret: by };
        let (name, cap) = (name.clone(), *cap);
        Some(Self { id: *key, owner, account: *account, subtree: *subtree, name, cap, until: *until })
    }
}

/// What only a person does.
fn the_person(actor: Actor) -> UserId {
    match actor {
        Actor::User(user) => user,
        Actor::System | Actor::ApiKey(_) => unreachable!("a person does this"),
    }
}
