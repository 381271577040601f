//! Random histories of a small tree, in which everything has a name and an address of its own, and every state is kept.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, TimeZone, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use sendright::history::History;
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Change, Command, Directory, Email, Grants, Level, Levels,
    Name, Permission, PermissionSet, Preset, Principal, Request, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

use super::stamp::stamp;
use crate::support::commands::invite_until;

/// The root account of the tree, and the one of another tree.
pub(crate) const ROOT: u128 = 0x1000;
pub(crate) const OTHER: u128 = 0x1009;
/// The accounts of the tree and their parents: two branches, one of them three deep.
const BELOW: [(u128, u128); 4] = [(0x1001, ROOT), (0x1002, 0x1001), (0x1003, 0x1002), (0x1004, ROOT)];
const USERS: u128 = 6;

/// What a directory went through, with the state after each change, and the actions.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) history: History,
    /// By revision.
    pub(crate) states: Vec<Directory>,
    pub(crate) log: Vec<Change>,
    /// Ids of roles and keys that were ever meant.
    pub(crate) roles: Vec<RoleId>,
    pub(crate) keys: Vec<ApiKeyId>,
    /// Who accepted an invitation as a new person.
    joined: Vec<UserId>,
    made: u128,
}

pub(crate) fn at(minute: u64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 5, 1, 8, 0, 0).unwrap() + Duration::minutes(i64::try_from(minute).unwrap())
}

pub(crate) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

/// One of a few addresses, so that some are invited twice, and some are those of users.
fn address(number: u128) -> Email {
    format!("mail{number:03}@example.org").parse().unwrap()
}

/// A step of a history: what is done, by whom and with what, as numbers that choose.
pub(crate) type Step = (u8, u8, [u8; 4]);

pub(crate) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec((0_u8..30, any::<u8>(), any::<[u8; 4]>()), 12..most)
}

impl Told {
    pub(crate) fn of(steps: &[Step]) -> Self {
        let mut told = Self {
            history: History::new(),
            states: vec![Directory::new()],
            log: Vec::new(),
            roles: Vec::new(),
            keys: Vec::new(),
            joined: Vec::new(),
            made: 0x8000,
        };
        told.begin();
        for step in steps {
            told.step(*step);
        }
        told
    }

    pub(crate) fn directory(&self) -> &Directory {
        self.states.last().unwrap()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        at(self.directory().revision() + 1)
    }

    pub(crate) fn accounts() -> impl Iterator<Item = AccountId> {
        [ROOT, OTHER].into_iter().chain(BELOW.map(|(id, _)| id)).map(id)
    }

    /// Users and keys, those included that are gone.
    pub(crate) fn principals(&self) -> BTreeSet<Principal> {
        let mut principals: BTreeSet<Principal> = self.keys.iter().copied().map(Principal::from).collect();
        for state in &self.states {
            for account in Self::accounts() {
                principals.extend(state.members(account).map(|member| Principal::from(member.user())));
            }
        }
        principals
    }

    fn begin(&mut self) {
        for (root, administrator) in [(ROOT, 0x2000), (OTHER, 0x2009)] {
            let (name, administrator_name) = (self.name(), self.name());
            self.give(
                Actor::System,
                Command::OpenAccount {
                    account: id(root),
                    name,
                    billing: Billing::Prepaid,
                    features: Selection::EVERYTHING,
                    administrator: id(administrator),
                    email: address(if root == OTHER { 900 } else { 0 }),
                    administrator_name,
                },
            );
        }
        for (account, parent) in BELOW {
            let name = self.name();
            self.give(Actor::System, Command::OpenSubaccount { account: id(account), parent: id(parent), name });
        }
        for (number, (account, preset)) in (1..).zip([
            (0x1001, Preset::Admin),
            (0x1002, Preset::SubaccountAdmin),
            (0x1004, Preset::Admin),
            (0x1003, Preset::Admin),
            (ROOT, Preset::Admin),
        ]) {
            let (email, name) = (address(number), self.name());
            let (user, account, assignment) = (id(0x2000 + number), id(account), Assignment::of(preset));
            self.give(
                Actor::System,
                Command::AddUser { user, account, email, name, assignment, phone: None, on_behalf_of: None },
            );
        }
    }

    /// A name that nothing else has, nor has a part of.
    fn name(&mut self) -> Name {
        self.made += 1;
        format!("Nom{:05}", self.made).parse().unwrap()
    }

    fn fresh<T: From<Uuid>>(&mut self) -> T {
        self.made += 1;
        id(self.made)
    }

    /// Does it, if it is accepted.
    fn give(&mut self, actor: impl Into<Actor>, command: Command) {
        let mut directory = self.directory().clone();
        let time = stamp(&directory, at(directory.revision() + 1));
        if let Ok(change) = directory.plan(actor, &command, time) {
            self.history.commit(&mut directory, change.clone()).unwrap();
            self.log.push(change);
            self.states.push(directory);
        }
    }

    fn roles_there(&self) -> Vec<RoleId> {
        self.roles.iter().copied().filter(|role| self.directory().role(*role).is_some()).collect()
    }

    fn assignment(&self, [one, other, ..]: [u8; 4]) -> Assignment {
        let roles = self.roles_there();
        let of = match (one % 3, roles.get(usize::from(other) % roles.len().max(1))) {
            (0, Some(role)) => Assignment::of(*role),
            (1, _) => Assignment::levels(Levels::NONE.with(Area::Sms, Level::Editor).with(Area::Audit, Level::Guest)),
            _ => Assignment::of(Preset::ALL[usize::from(other) % Preset::ALL.len()]),
        };
        if other % 7 == 0 { of.withholding(Permission::AuditView) } else { of }
    }

    #[allow(clippy::too_many_lines, reason = "one arm for each kind of step")]
    fn step(&mut self, (kind, by, with): Step) {
        let [one, two, three, four] = with;
        let pick = |list: &[u128], number: u8| list[usize::from(number) % list.len()];
        let account: AccountId = id(pick(&[ROOT, 0x1001, 0x1002, 0x1003, 0x1004, 0x1002], one));
        let joined = self.joined.get(usize::from(two % 8)).filter(|_| two >= 128);
        let user: UserId = joined.copied().unwrap_or_else(|| id(0x2000 + u128::from(two) % (USERS + 2)));
        let number = u128::from(three) % 12;
        let keys: Vec<ApiKeyId> =
            { self.keys.iter().copied() }.filter(|key| self.directory().api_key(*key).is_some()).collect();
        let actor: Actor = match by % 5 {
            0..=2 => Actor::System,
            3 => Actor::User(id(0x2000 + u128::from(by / 5) % USERS)),
            _ => keys.first().map_or(Actor::System, |key| Actor::ApiKey(*key)),
        };
        let assignment = self.assignment([three, four, one, two]);
        let invitations: Vec<_> = Self::accounts().flat_map(|a| self.directory().invitations(a)).cloned().collect();
        let invited = invitations.get(usize::from(three) % invitations.len().max(1));
        let details = |told: &Self| told.directory().user(user).map(sendright::User::details);
        let rights = PermissionSet::SMS_SEND | PermissionSet::AUDIT_VIEW;
        let command = match kind {
            0 | 1 => invite_until(self.fresh(), account, &address(number), assignment, at(100_000)),
            2 | 3 => {
                let Some(invited) = invited else { return };
                let state = self.directory();
                let root = state.ancestors(invited.account()).last().map_or(invited.account(), sendright::Account::id);
                let is_theirs =
                    |user: &UserId| state.user(*user).is_some_and(|u| u.email() == invited.email() && u.root() == root);
                let person = (0..12).map(|n| id(0x2000 + n)).find(is_theirs);
                let person = person.unwrap_or_else(|| id(0x2800 + u128::from(state.revision())));
                let (invitation, email) = (invited.id(), invited.email().clone());
                self.joined.push(person);
                let name = self.name();
                let command = if four % 4 == 0 {
                    Command::DeclineInvitation { invitation, email }
                } else {
                    Command::AcceptInvitation { invitation, email, name, phone: None }
                };
                return self.give(person, command);
            }
            4 => Command::RevokeInvitation { invitation: invited.map_or_else(|| id(0x1), sendright::Invitation::id) },
            5 => Command::RenewInvitation {
                invitation: invited.map_or_else(|| id(0x1), sendright::Invitation::id),
                expires: at(100_000 + u64::from(four)),
            },
            6 | 7 => {
                let known = details(self).map(|_| self.directory().user(user).unwrap().email().clone());
                let (email, name) = (known.unwrap_or_else(|| address(number)), self.name());
                Command::AddUser { user, account, email, name, assignment, phone: None, on_behalf_of: None }
            }
            8 => Command::Assign { user, account, assignment, replaces: None },
            9 => Command::RemoveMember { user, account },
            10 => return self.give(user, Command::Leave { account }),
            11 | 12 => {
                let phone = (four % 2 == 0).then(|| format!("+49301234{four:03}").parse().unwrap());
                Command::EditUser { user, name: self.name(), phone, replaces: details(self).filter(|_| four % 3 == 0) }
            }
            13 => Command::ChangeEmail { user, email: address(number) },
            14 => Command::ResetPassword { user },
            15 => Command::DeactivateUser { user },
            16 => Command::ReactivateUser { user },
            17 => Command::DeleteUser { user },
            18 | 19 => {
                let (role, name) = (self.fresh(), self.name());
                self.roles.push(role);
                let grants = Grants::of(rights, if four % 2 == 0 { Scope::Account } else { Scope::Subtree });
                Command::DefineRole { role, account, name, grants }
            }
            20 | 21 => {
                let Some(role) = self.roles_there().first().copied() else { return };
                let name = self.name();
                let grants = Grants::of(rights | PermissionSet::SMS_EDIT, Scope::Account);
                if four % 3 == 0 {
                    Command::DeleteRole { role }
                } else {
                    Command::ChangeRole { role, name, grants, replaces: None }
                }
            }
            22 | 23 => {
                let (key, name, subtree) = (self.fresh(), self.name(), four % 2 == 0);
                self.keys.push(key);
                let command =
                    Command::CreateApiKey { key, account, subtree, name, cap: PermissionSet::ALL, until: None };
                return self.give(user, command);
            }
            24 => {
                let Some(key) = keys.get(usize::from(three) % keys.len().max(1)) else { return };
                Command::RevokeApiKey { key: *key }
            }
            25 if four % 4 == 0 => Command::CloseAccount { account },
            25 => Command::SuspendAccount { account },
            26 if four % 2 == 0 => Command::ResumeAccount { account },
            26 => Command::SetBilling { account, billing: Billing::Postpaid },
            27 => {
                let name = self.name();
                Command::RenameAccount { account, name, replaces: None }
            }
            28 => Command::SetFeatures { account, features: (PermissionSet::ALL - PermissionSet::SMS_SEND).into() },
            _ => return self.act(&keys, user, account, with),
        };
        self.give(actor, command);
    }

    /// An action, if it is allowed.
    fn act(&mut self, keys: &[ApiKeyId], user: UserId, account: AccountId, [one, two, three, four]: [u8; 4]) {
        let principal = keys.get(usize::from(one)).map_or_else(|| Principal::from(user), |key| Principal::from(*key));
        let required = if three % 3 == 0 { Permission::TemplateView } else { Permission::SmsView };
        let now = self.now();
        let request = match four % 4 {
            0 => Request::new(principal, required, account).shared_from(id(ROOT)).at(now),
            1 => Request::new(principal, required, account)
                .owned_by(id::<UserId>(0x2000 + u128::from(two) % USERS))
                .at(now),
            _ => Request::new(principal, required, account).at(now),
        };
        let about = self.name();
        let directory = self.states.last().unwrap();
        if let Ok(proof) = directory.authorize(&request) {
            self.history.record(proof, directory, Some(about));
        }
    }
}
