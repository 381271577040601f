//! Random commands on a world: by those who may give them, and by those who may not.

use crate::directory::Command;
use crate::organization::{
    AccountId, Actor, ApiKey, ApiKeyId, Billing, Email, EmailPolicy, InvitationId, Name, Principal, RoleId, UserId,
};
use crate::permission::{PermissionSet, Preset};
use crate::testing::fixture::{World, account, day, invitation, key, role, user};

use super::attempt::Attempt;
use super::chance::Chance;
use super::facts::Facts;
use super::recipe::{ACCOUNTS, PEOPLE, ROLES, assignment, features, grants, some};

/// Names for what commands make.
pub(crate) const NEW: [&str; 3] = ["annex", "booth", "corner"];

/// A command and who gives it: the operator, an administrator, whom it concerns, anybody, a stranger.
pub(crate) fn attempt(facts: &Facts, chance: &mut Chance) -> Attempt {
    let at = facts.instant(chance);
    let mut author = Author { facts, chance };
    let (concerned, command) = author.command();
    let actor = author.actor(concerned);
    Attempt { actor, command, at }
}

struct Author<'a> {
    facts: &'a Facts,
    chance: &'a mut Chance,
}

impl Author<'_> {
    fn actor(&mut self, concerned: Option<UserId>) -> Actor {
        match self.chance.weighted(&[40, 25, 12, 20, 3]) {
            0 => Actor::System,
            1 => self.administrator(),
            2 => concerned.map_or(Actor::System, Actor::User),
            3 => self.facts.principal(self.chance).into(),
            _ => Actor::User(user(super::recipe::MALLORY)),
        }
    }

    /// The first user of a world administers its first tree.
    fn administrator(&self) -> Actor {
        self.facts.users.first().copied().map_or(Actor::System, Actor::User)
    }

    fn account(&mut self) -> AccountId {
        self.facts.account(self.chance)
    }

    fn user(&mut self) -> UserId {
        self.facts.user(self.chance)
    }

    /// A user, and an account where they are a member, if there is one.
    fn member(&mut self) -> (UserId, AccountId) {
        let user = self.user();
        (user, self.facts.home(Principal::User(user), self.chance))
    }

    fn key(&mut self) -> ApiKeyId {
        self.facts.key(self.chance)
    }

    fn new_name(&mut self) -> &'static str {
        self.chance.pick(&NEW).copied().unwrap_or("annex")
    }

    /// A new id, or one that was used before, which is refused.
    fn new_key(&mut self) -> ApiKeyId {
        if self.chance.percent(90) { key(self.new_name()) } else { self.key() }
    }

    /// One that is defined, or another.
    fn role(&mut self) -> RoleId {
        let defined = self.chance.pick(&self.facts.roles).filter(|_| self.chance.percent(85));
        if let Some(defined) = defined {
            return *defined;
        }
        role(self.chance.pick(&ROLES).copied().unwrap_or("clerk"))
    }

    fn person(&mut self) -> &'static str {
        self.chance.pick(&PEOPLE).copied().unwrap_or("bob")
    }

    /// One that was sent, or another.
    fn invitation(&mut self) -> (InvitationId, Email) {
        let sent = self.chance.pick(&self.facts.invited).filter(|_| self.chance.percent(80));
        if let Some(sent) = sent {
            return sent.clone();
        }
        let (person, account) = (self.person(), self.chance.pick(&ACCOUNTS).copied().unwrap_or("acme"));
        (invitation(person, account), World::email(person))
    }

    /// The command, and the user whom it concerns.
    fn command(&mut self) -> (Option<UserId>, Command) {
        match self.chance.weighted(&[20, 35, 15, 15, 15]) {
            0 => (None, self.on_an_account()),
            1 => self.on_a_member(),
            2 => self.on_an_invitation(),
            3 => (None, self.on_a_role()),
            _ => self.on_a_key(),
        }
    }

    fn on_an_account(&mut self) -> Command {
        let account = self.account();
        match self.chance.weighted(&[20, 15, 10, 15, 15, 8, 8, 5]) {
            0 => Command::SuspendAccount { account },
            1 => Command::ResumeAccount { account },
            2 => Command::CloseAccount { account },
            3 => Command::SetFeatures { account, features: features(self.chance) },
            4 => {
                let billing = if self.chance.percent(60) { Billing::Postpaid } else { Billing::Prepaid };
                Command::SetBilling { account, billing }
            }
            5 => Command::RenameAccount { account, name: name(self.new_name()), replaces: None },
            6 => {
                let new = self.new_name();
                Command::OpenSubaccount { account: self::account(new), parent: account, name: name(new) }
            }
            _ => Command::SetEmailPolicy { account, policy: EmailPolicy::NO_FREE_MAIL },
        }
    }

    fn on_a_member(&mut self) -> (Option<UserId>, Command) {
        let (user, account) = self.member();
        let assignment = if self.chance.percent(15) { Preset::Admin.into() } else { assignment(40, self.chance) };
        let command = match self.chance.weighted(&[28, 16, 6, 14, 8, 8, 6, 5, 9]) {
            0 => Command::Assign { user, account, assignment, replaces: None },
            1 => Command::RemoveMember { user, account },
            2 => Command::Leave { account },
            3 => Command::DeactivateUser { user },
            4 => Command::ReactivateUser { user },
            5 => Command::DeleteUser { user },
            6 => Command::ResetPassword { user },
            7 => Command::EditUser { user, name: name(self.new_name()), phone: None, replaces: None },
            _ => self.addition(),
        };
        (Some(user), command)
    }

    /// Somebody new, or a user who joins one more account.
    fn addition(&mut self) -> Command {
        let person = if self.chance.percent(30) { self.new_name() } else { self.person() };
        Command::AddUser {
            user: user(person),
            account: self.account(),
            email: World::email(person),
            name: name(person),
            phone: None,
            assignment: assignment(40, self.chance),
            on_behalf_of: None,
        }
    }

    fn on_an_invitation(&mut self) -> (Option<UserId>, Command) {
        let (invitation, email) = self.invitation();
        let person = self.person();
        let command = match self.chance.weighted(&[40, 30, 8, 12, 10]) {
            0 => Command::Invite {
                invitation,
                account: self.account(),
                email,
                name: None,
                phone: None,
                assignment: assignment(20, self.chance),
                expires: day(7),
            },
            1 => Command::AcceptInvitation { invitation, email, name: name(person), phone: None },
            2 => Command::DeclineInvitation { invitation, email },
            3 => Command::RevokeInvitation { invitation },
            _ => Command::RenewInvitation { invitation, expires: day(14) },
        };
        (Some(user(person)), command)
    }

    fn on_a_role(&mut self) -> Command {
        let (role, grants) = (self.role(), grants(self.chance));
        match self.chance.weighted(&[25, 55, 20]) {
            0 => {
                let new = self.new_name();
                Command::DefineRole { role: self::role(new), account: self.account(), name: name(new), grants }
            }
            1 => Command::ChangeRole { role, name: name(self.new_name()), grants, replaces: None },
            _ => Command::DeleteRole { role },
        }
    }

    fn on_a_key(&mut self) -> (Option<UserId>, Command) {
        let (key, account) = (self.key(), self.account());
        let (subtree, name, until) = (self.chance.percent(40), name(self.new_name()), None);
        let cap = if self.chance.percent(40) { PermissionSet::ALL } else { some(self.chance) };
        let command = match self.chance.weighted(&[25, 15, 25, 25, 10]) {
            0 => Command::CreateApiKey { key: self.new_key(), account, subtree, name, cap, until },
            1 => Command::CreateAccountKey { key: self.new_key(), account, subtree, name, cap, until },
            2 => Command::ChangeApiKey { key, subtree, name, cap, until, replaces: None },
            3 => Command::RevokeApiKey { key },
            _ => Command::ResetApiKey { key },
        };
        let owner = self.facts.directory.api_key(key).and_then(ApiKey::owner);
        (owner, command)
    }
}

/// The names of a world's words are names.
fn name(text: &str) -> Name {
    text.parse().expect("it is a word")
}
