//! What there is to ask about in a world, known and not.

use chrono::{DateTime, Utc};

use crate::directory::{Change, Command, Directory};
use crate::organization::{
    Account, AccountId, ApiKey, ApiKeyId, Assignment, Email, InvitationId, Principal, RoleId, UserId,
};
use crate::permission::PermissionSet;
use crate::testing::fixture::{MILLI, Made, World, account, day, key, now, user};

use super::chance::Chance;
use super::recipe::{LOST, MALLORY, NOWHERE};

/// See the module.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) directory: Directory,
    pub(crate) accounts: Vec<AccountId>,
    /// Users who are or were there.
    pub(crate) users: Vec<UserId>,
    pub(crate) keys: Vec<ApiKeyId>,
    pub(crate) roles: Vec<RoleId>,
    pub(crate) invited: Vec<(InvitationId, Email)>,
    /// Where terms begin and end, and the present.
    pub(crate) instants: Vec<DateTime<Utc>>,
}

impl Facts {
    pub(crate) fn of(world: &World) -> Self {
        let mut facts = Self {
            directory: world.directory().clone(),
            accounts: Vec::new(),
            users: Vec::new(),
            keys: Vec::new(),
            roles: Vec::new(),
            invited: Vec::new(),
            instants: vec![world.now()],
        };
        world.changes().iter().for_each(|change| facts.learn(change));
        facts
    }

    /// What a change brings.
    #[allow(clippy::wildcard_enum_match_arm, reason = "most commands give nothing for a term")]
    pub(crate) fn learn(&mut self, change: &Change) {
        for made in Made::by(change) {
            match made {
                Made::Account(id) => self.accounts.push(id),
                Made::User(id) if !self.users.contains(&id) => self.users.push(id),
                Made::Key(id) => self.keys.push(id),
                Made::Role(id) => self.roles.push(id),
                Made::User(_) | Made::Invitation(_) => {}
            }
        }
        match change.command() {
            Command::Assign { assignment, .. } | Command::AddUser { assignment, .. } => self.terms(assignment),
            Command::Invite { invitation, email, assignment, .. } => {
                self.terms(assignment);
                self.invited.push((*invitation, email.clone()));
            }
            Command::CreateApiKey { until, .. } | Command::CreateAccountKey { until, .. } => {
                self.instants.extend(until);
            }
            _ => {}
        }
    }

    fn terms(&mut self, assignment: &Assignment) {
        self.instants.extend(assignment.starts().into_iter().chain(assignment.ends()));
    }

    /// Where the terms of a principal begin and end: of memberships and of the key.
    pub(crate) fn edges(&self, principal: Principal) -> Vec<DateTime<Utc>> {
        let key = match principal {
            Principal::User(_) => None,
            Principal::ApiKey(key) => self.directory.api_key(key),
        };
        let user = match principal {
            Principal::User(user) => Some(user),
            Principal::ApiKey(_) => key.and_then(ApiKey::owner),
        };
        let memberships = user.into_iter().flat_map(|user| self.directory.memberships(user));
        let terms =
            memberships.flat_map(|membership| [membership.assignment().starts(), membership.assignment().ends()]);
        terms.chain([key.and_then(ApiKey::ends)]).flatten().collect()
    }

    /// What an account's ceiling cuts.
    pub(crate) fn cut(&self, id: AccountId) -> PermissionSet {
        self.directory.ceiling(id).map_or(PermissionSet::EMPTY, |ceiling| PermissionSet::ALL - ceiling)
    }

    pub(crate) fn user(&self, chance: &mut Chance) -> UserId {
        chance.pick(&self.users).copied().filter(|_| !chance.percent(4)).unwrap_or_else(|| user(MALLORY))
    }

    pub(crate) fn key(&self, chance: &mut Chance) -> ApiKeyId {
        chance.pick(&self.keys).copied().filter(|_| !chance.percent(4)).unwrap_or_else(|| key(LOST))
    }

    pub(crate) fn principal(&self, chance: &mut Chance) -> Principal {
        if !self.keys.is_empty() && chance.percent(30) { self.key(chance).into() } else { self.user(chance).into() }
    }

    /// An account where the principal is at home: of a membership or of the key.
    pub(crate) fn home(&self, principal: Principal, chance: &mut Chance) -> AccountId {
        let homes: Vec<AccountId> = match principal {
            Principal::User(user) => self.directory.memberships(user).map(|membership| membership.account()).collect(),
            Principal::ApiKey(key) => self.directory.api_key(key).map(ApiKey::account).into_iter().collect(),
        };
        chance.pick(&homes).copied().unwrap_or_else(|| self.account(chance))
    }

    pub(crate) fn account(&self, chance: &mut Chance) -> AccountId {
        chance.pick(&self.accounts).copied().filter(|_| !chance.percent(3)).unwrap_or_else(|| account(NOWHERE))
    }

    /// An account that stands to another in a way that matters: the same, below, above, beside, in another tree.
    pub(crate) fn near(&self, home: AccountId, chance: &mut Chance) -> AccountId {
        let parent = |id| self.directory.account(id).and_then(Account::parent);
        let above = |id| self.directory.ancestors(id).map(Account::id).collect::<Vec<_>>();
        let related: Vec<AccountId> = match chance.weighted(&[42, 18, 10, 18, 4, 6, 2]) {
            0 => vec![home],
            1 => self.accounts.iter().copied().filter(|id| above(*id).contains(&home)).collect(),
            2 => above(home),
            3 => {
                let beside = |id: &AccountId| *id != home && parent(home).is_some() && parent(*id) == parent(home);
                self.accounts.iter().copied().filter(beside).collect()
            }
            4 => {
                let root = |id| above(id).last().copied().unwrap_or(id);
                self.accounts.iter().copied().filter(|id| root(*id) != root(home)).collect()
            }
            5 => vec![self.account(chance)],
            _ => vec![account(NOWHERE)],
        };
        chance.pick(&related).copied().unwrap_or(home)
    }

    /// An account above one, or another that is not.
    pub(crate) fn above(&self, id: AccountId, chance: &mut Chance) -> AccountId {
        let above: Vec<AccountId> = self.directory.ancestors(id).map(Account::id).collect();
        chance.pick(&above).copied().filter(|_| chance.percent(80)).unwrap_or_else(|| self.account(chance))
    }

    /// The present, or an instant at which a term begins or ends, or the one before or after.
    pub(crate) fn instant(&self, chance: &mut Chance) -> DateTime<Utc> {
        let edge = chance.pick(&self.instants).copied().unwrap_or_else(now);
        match chance.weighted(&[40, 18, 18, 18, 3, 3]) {
            0 => now(),
            1 => edge - MILLI,
            2 => edge,
            3 => edge + MILLI,
            4 => day(-400),
            _ => day(4_000),
        }
    }
}
