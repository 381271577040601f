//! Random values for a world that is small enough for everything in it to meet.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Command, Email, EmailPolicy, Grants, InvitationId, Level, Levels,
    Permission, PermissionSet, Preset, Principal, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

use crate::chance::Chance;
use crate::coverage::around;
use crate::held::Held;
use crate::model::{Instant, KeyRow, MembershipRow, Model, Owner, RoleRow};

/// One command of a sequence. `salt` seeds the questions that are asked after it.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) actor: Actor,
    pub(crate) command: Command,
    pub(crate) at: Instant,
    pub(crate) salt: u64,
}

/// All ids and addresses that can occur.
#[derive(Clone, Debug)]
pub(crate) struct Pools {
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) users: Vec<UserId>,
    pub(crate) roles: Vec<RoleId>,
    pub(crate) invitations: Vec<InvitationId>,
    pub(crate) keys: Vec<ApiKeyId>,
    pub(crate) emails: Vec<Email>,
}

impl Pools {
    pub(crate) fn new() -> Self {
        fn ids<T: From<Uuid>>(kind: u128, count: u128) -> Vec<T> {
            (1..=count).map(|number| T::from(Uuid::from_u128(kind << 64 | number))).collect()
        }
        let domains = ["acme.example", "acme.example", "sales.acme.example", "gmail.com", "other.example"];
        let people = ["ada", "bob", "cleo", "dan", "eve"];
        let email = |person, domain| format!("{person}@{domain}").parse().expect("it is an address");
        Self {
            accounts: ids(0xa, 14),
            users: ids(0xb, 22),
            roles: ids(0xc, 8),
            invitations: ids(0xd, 24),
            keys: ids(0xe, 12),
            emails: domains.iter().flat_map(|domain| people.map(|person| email(person, domain))).collect(),
        }
    }
}

/// Whom a sequence is left to; without one, to everybody.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    pub(crate) users: BTreeSet<UserId>,
    pub(crate) emails: Vec<Email>,
}

/// Permissions that rules or other permissions hang on; what is random is mostly among them.
pub(crate) const NOTABLE: [Permission; 25] = [
    Permission::UserInvite,
    Permission::UserAssignRole,
    Permission::UserManageRoles,
    Permission::UserDeactivate,
    Permission::UserDelete,
    Permission::UserEdit,
    Permission::UserResetPassword,
    Permission::SubaccountManage,
    Permission::IntegrationApi,
    Permission::IntegrationKeys,
    Permission::AccountEdit,
    Permission::AccountSecurity,
    Permission::AccountClose,
    Permission::BillingView,
    Permission::BillingManage,
    Permission::CreditView,
    Permission::CreditPurchase,
    Permission::SentView,
    Permission::SmsSend,
    Permission::ReportView,
    Permission::TemplateView,
    Permission::ContactView,
    Permission::ProfileEdit,
    Permission::Custom0,
    Permission::Custom31,
];

/// What it takes to change what others hold.
const MANAGING: PermissionSet = PermissionSet::of([
    Permission::UserInvite,
    Permission::UserAssignRole,
    Permission::UserManageRoles,
    Permission::UserDeactivate,
    Permission::UserDelete,
    Permission::UserEdit,
    Permission::UserResetPassword,
    Permission::SubaccountManage,
    Permission::IntegrationApi,
    Permission::IntegrationKeys,
]);

/// Writes commands and questions about a model as it stands.
pub(crate) struct Author<'a> {
    pub(crate) model: &'a Model,
    pub(crate) pools: &'a Pools,
    pub(crate) chance: &'a mut Chance,
    pub(crate) now: Instant,
    pub(crate) cast: Option<&'a Cast>,
}

pub(crate) fn beginning() -> Instant {
    DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(365 * 50)
}

/// A moment later, and now and then one before: mostly little, often exactly where something begins or ends, or a
/// millisecond beside.
pub(crate) fn later(model: &Model, chance: &mut Chance, now: Instant) -> Instant {
    match chance.below(20) {
        0..=10 => now,
        11 => now - TimeDelta::minutes(20) * i32::try_from(chance.below(12)).expect("it is below 12"),
        12 | 13 => now + TimeDelta::hours(1),
        14 | 15 => now + TimeDelta::milliseconds(1),
        _ => {
            let soon = now + TimeDelta::hours(2);
            let next = model.boundaries().into_iter().flat_map(around).filter(|next| (now..=soon).contains(next));
            chance.pick(&next.collect::<Vec<_>>()).unwrap_or(now)
        }
    }
}

impl Author<'_> {
    /// An id for something new; rarely one that was used, or nil.
    pub(crate) fn fresh<T: Copy + Ord + From<Uuid>>(&mut self, pool: &[T], used: &BTreeSet<T>) -> T {
        match self.chance.below(40) {
            0 => T::from(Uuid::nil()),
            1 | 2 => self.chance.one_of(pool),
            _ => pool.iter().find(|id| !used.contains(id)).copied().unwrap_or(pool[0]),
        }
    }

    /// An id of something that is there; rarely any, or nil.
    fn known<T: Copy + From<Uuid>>(&mut self, pool: &[T], known: &[T]) -> T {
        match self.chance.below(40) {
            0 => T::from(Uuid::nil()),
            1 | 2 => self.chance.one_of(pool),
            _ => self.chance.pick(known).unwrap_or(pool[0]),
        }
    }

    pub(crate) fn account(&mut self) -> AccountId {
        // Mostly where somebody is.
        if let Some(row) = self.chance.pick(&self.model.memberships).filter(|_| self.chance.percent(60)) {
            return row.account;
        }
        let known: Vec<_> = self.model.accounts.iter().map(|row| row.id).collect();
        let account = self.known(&self.pools.accounts, &known);
        // Little can happen in a closed one.
        if self.model.closed(account) { self.known(&self.pools.accounts, &known) } else { account }
    }

    pub(crate) fn user(&mut self) -> UserId {
        let known: Vec<_> = self.model.users.iter().map(|row| row.id).collect();
        self.known(&self.pools.users, &known)
    }

    pub(crate) fn role(&mut self) -> RoleId {
        let known: Vec<_> = self.model.roles.iter().map(|row| row.id).collect();
        self.known(&self.pools.roles, &known)
    }

    pub(crate) fn invitation(&mut self) -> InvitationId {
        let any = self.chance.percent(10);
        let rows = self.model.invitations.iter().filter(|row| any || self.now < row.expires);
        let known: Vec<_> = rows.map(|row| row.id).collect();
        self.known(&self.pools.invitations, &known)
    }

    pub(crate) fn key(&mut self) -> ApiKeyId {
        let known: Vec<_> = self.model.keys.iter().map(|row| row.id).collect();
        self.known(&self.pools.keys, &known)
    }

    /// A user and an account, mostly of a membership.
    pub(crate) fn member(&mut self) -> (UserId, AccountId) {
        match self.chance.pick(&self.model.memberships) {
            Some(row) if self.chance.percent(92) => (row.user, row.account),
            _ => (self.user(), self.account()),
        }
    }

    pub(crate) fn email(&mut self) -> Email {
        let emails = self.cast.map_or(&self.pools.emails, |cast| &cast.emails);
        self.chance.pick(emails).unwrap_or_else(|| self.pools.emails[0].clone())
    }

    /// Any user who may act in this sequence.
    pub(crate) fn somebody(&mut self) -> Actor {
        match self.cast {
            Some(cast) => {
                let users: Vec<_> = cast.users.iter().copied().collect();
                Actor::User(self.chance.pick(&users).unwrap_or(self.pools.users[0]))
            }
            None => Actor::User(self.user()),
        }
    }

    pub(crate) fn may_act(&self, user: UserId) -> bool {
        self.cast.is_none_or(|cast| cast.users.contains(&user))
    }

    /// Whether whoever may act has the secret of a key.
    pub(crate) fn may_act_by(&self, key: &KeyRow) -> bool {
        match key.owner {
            Owner::Person(user) | Owner::Account { secret: Actor::User(user), .. } => self.may_act(user),
            Owner::Account { .. } => self.cast.is_none(),
        }
    }

    fn a_key_as_actor(&mut self) -> Actor {
        let keys = self.model.keys.iter().filter(|key| self.may_act_by(key)).map(|key| key.id);
        match self.chance.pick(&keys.collect::<Vec<_>>()) {
            Some(key) => Actor::ApiKey(key),
            None => self.somebody(),
        }
    }

    /// Who may well do something in an account; sometimes anybody, a key or the operator.
    pub(crate) fn actor(&mut self, permission: Permission, account: AccountId) -> Actor {
        match self.chance.below(20) {
            0 | 1 => self.somebody(),
            2..=4 => self.a_key_as_actor(),
            5 | 6 if self.cast.is_none() => Actor::System,
            _ => {
                let holds = |row: &&MembershipRow| {
                    self.may_act(row.user) && self.model.brings(row, account).has(permission, Scope::Account)
                };
                let holders: Vec<_> = self.model.memberships.iter().filter(holds).collect();
                // Who holds everything is refused nothing.
                let everything = Held::preset(Preset::Admin);
                let lesser = |row: &&&MembershipRow| !self.model.gives(&row.assignment).covers(&everything);
                let lesser: Vec<_> = holders.iter().filter(lesser).copied().collect();
                let lesser = self.chance.pick(&lesser).filter(|_| self.chance.percent(75));
                match lesser.or_else(|| self.chance.pick(&holders)) {
                    Some(row) => Actor::User(row.user),
                    None => self.somebody(),
                }
            }
        }
    }

    pub(crate) fn permissions(&mut self) -> PermissionSet {
        let some = |chance: &mut Chance, most| {
            let count = 1 + chance.below(most);
            (0..count).map(|_| chance.one_of(&NOTABLE)).collect::<PermissionSet>()
        };
        match self.chance.below(10) {
            8 | 9 => MANAGING,
            0 => PermissionSet::ALL,
            1 => PermissionSet::ALL - some(self.chance, 3),
            2 => self.chance.one_of(&Preset::ALL).grants().at(Scope::Account),
            3 => self.chance.one_of(&Area::ALL).permissions(Level::Approver),
            4 => PermissionSet::from_bits(u128::from(self.chance.number()) << 40 & PermissionSet::ALL.bits())
                .expect("all bits are defined"),
            _ => some(self.chance, 5),
        }
    }

    pub(crate) fn grants(&mut self, actor: Actor, account: AccountId) -> Grants {
        let mut grants = Grants::NONE;
        if self.chance.percent(45) {
            grants = grants.with(MANAGING, self.chance.one_of(&[Scope::Account, Scope::Subtree]));
        }
        for _ in 0..=self.chance.below(3) {
            grants = grants.with(self.permissions(), self.chance.one_of(&Scope::ALL));
        }
        // Mostly what the actor could give.
        if actor != Actor::System && self.chance.percent(60) {
            let held = self.held(actor, account).grants();
            grants = grants.intersection(held);
        }
        grants
    }

    pub(crate) fn held(&self, actor: Actor, account: AccountId) -> Held {
        let principal = actor.principal().unwrap_or(Principal::User(self.pools.users[0]));
        self.model.granted(principal, account, self.now)
    }

    pub(crate) fn levels(&mut self) -> Levels {
        let mut levels = Levels::NONE;
        for _ in 0..self.chance.below(3) {
            let area = if self.chance.percent(95) { self.chance.one_of(&Area::ALL) } else { Area::Custom };
            levels = levels.with(area, self.chance.one_of(&Level::ALL));
        }
        levels
    }

    /// An assignment, mostly one that the actor could give.
    pub(crate) fn assignment(&mut self, actor: Actor, account: AccountId) -> Assignment {
        let mut assignment = self.bundle(account);
        if actor != Actor::System && self.chance.percent(70) {
            let held = self.held(actor, account);
            for _ in 0..3 {
                if held.covers(&self.model.gives(&assignment)) {
                    break;
                }
                assignment = self.bundle(account);
            }
        }
        self.windowed(assignment)
    }

    /// What people are given: many work, and some manage with not quite everything.
    fn bundle(&mut self, account: AccountId) -> Assignment {
        let workers =
            [Preset::Template, Preset::Sender, Preset::Regular, Preset::Regular, Preset::Basic, Preset::Basic];
        let worker = Assignment::of(self.chance.one_of(&workers));
        match self.chance.below(20) {
            0..=4 => worker,
            5 => worker.with_levels(self.levels()),
            6 => Assignment::levels(self.levels()),
            7..=9 => Assignment::of(Preset::Admin).withholding(self.few()),
            10 => Assignment::of(Preset::Standard).withholding(Selection::AllBut(self.permissions())),
            11 => Assignment::of(Preset::SubaccountAdmin),
            12..=16 => worker.and(self.usable_role(account)),
            17 => Assignment::of(self.usable_role(account)).withholding(self.few()),
            18 => Assignment::of(Preset::Admin),
            _ => Assignment::of(self.chance.one_of(&Preset::ALL)).and(self.chance.one_of(&Preset::ALL)),
        }
    }

    pub(crate) fn few(&mut self) -> PermissionSet {
        let count = 1 + self.chance.below(3);
        (0..count).map(|_| self.chance.one_of(&NOTABLE)).collect()
    }

    fn usable_role(&mut self, account: AccountId) -> RoleId {
        let usable = self.model.roles.iter().filter(|row| self.model.usable(row.id.into(), account));
        let manages = |row: &&&RoleRow| row.held.has(Permission::UserInvite, Scope::Account);
        let usable: Vec<_> = usable.collect();
        let managing: Vec<_> = usable.iter().filter(manages).copied().collect();
        let managing = self.chance.pick(&managing).filter(|_| self.chance.percent(50));
        match managing.or_else(|| self.chance.pick(&usable)) {
            Some(row) if self.chance.percent(90) => row.id,
            _ => self.role(),
        }
    }

    fn windowed(&mut self, assignment: Assignment) -> Assignment {
        match self.chance.below(10) {
            0..=4 => assignment,
            5 => assignment.from(self.instant(-3, 6)),
            6 | 7 => assignment.until(self.instant(0, 10)),
            _ => assignment.from(self.instant(-3, 4)).until(self.instant(1, 10)),
        }
    }

    /// A whole number of hours from now, or an instant at which something else begins or ends.
    pub(crate) fn instant(&mut self, least: i64, most: i64) -> Instant {
        if self.chance.percent(25) {
            if let Some(instant) = self.chance.pick(&self.model.boundaries()) {
                return instant;
            }
        }
        let hours = usize::try_from(most - least).expect("the range is not empty");
        let hours = least + i64::try_from(self.chance.below(hours + 1)).expect("it is small");
        self.now + TimeDelta::hours(hours)
    }

    pub(crate) fn policy(&mut self) -> EmailPolicy {
        match self.chance.below(10) {
            8 => EmailPolicy::corporate("other.example")
                .and_then(|policy| policy.and("acme.example"))
                .expect("they are domains"),
            9 => EmailPolicy::corporate("acme.example")
                .and_then(|policy| policy.and_with_subdomains("acme.example"))
                .expect("it is a domain"),
            0..=3 => EmailPolicy::ANY,
            4 | 5 => EmailPolicy::NO_FREE_MAIL,
            6 => EmailPolicy::corporate("acme.example").expect("it is a domain"),
            _ => EmailPolicy::ANY.also_refusing("other.example").expect("it is a domain"),
        }
    }
}
