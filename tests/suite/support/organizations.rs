//! Random organizations: two trees, members with every kind of assignment, terms, statuses, ceilings and keys.
//!
//! To make one takes longer than to ask it something, so they are made once, and asked by all tests.

use std::cell::Cell;
use std::sync::{Arc, LazyLock, OnceLock};

use chrono::{DateTime, Duration, TimeZone, Utc};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRng, TestRunner};
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Command, Directory, Email, Grants, InvitationId, Level,
    Levels, Permission, PermissionSet, Preset, Principal, RoleId, Scope, Selection, Stamp, UserId,
};
use uuid::Uuid;

/// An organization, with all ids that were ever meant for it: some are unknown to the directory.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) directory: Directory,
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) users: Vec<UserId>,
    pub(crate) keys: Vec<ApiKeyId>,
}

/// The last of them is a tree of its own; those from this number on are unknown.
pub(crate) const ACCOUNTS: u8 = 9;
/// Beside the two administrators of the trees; those from this number on are unknown.
pub(crate) const USERS: u8 = 7;
/// Those from this number on are unknown.
pub(crate) const ROLES: u8 = 3;

pub(crate) fn account(number: u8) -> AccountId {
    Uuid::from_u128(0x1000 + u128::from(number)).into()
}

/// In another order than their numbers, so that nothing is in order by chance.
pub(crate) fn user(number: u8) -> UserId {
    Uuid::from_u128(0x2000 + u128::from(number.reverse_bits())).into()
}

pub(crate) fn role(number: u8) -> RoleId {
    Uuid::from_u128(0x3000 + u128::from(number)).into()
}

pub(crate) fn key(number: u8) -> ApiKeyId {
    Uuid::from_u128(0x4000 + u128::from(number)).into()
}

pub(crate) fn invitation(number: u8) -> InvitationId {
    Uuid::from_u128(0x5000 + u128::from(number)).into()
}

fn email(number: u8) -> Email {
    format!("user{number}@example.org").parse().unwrap()
}

/// Everything happens on day 0; terms begin and end on the days after, and questions are asked on any of them.
pub(crate) fn day(number: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 0, 0, 0).unwrap() + Duration::days(number)
}

pub(crate) fn days() -> impl Strategy<Value = DateTime<Utc>> + Clone {
    (0_i64..7).prop_map(day)
}

/// What is asked for: what presets hold at every scope, what ceilings cut, one's own, two at once, nothing.
pub(crate) fn required() -> impl Strategy<Value = PermissionSet> + Clone {
    let one = select(vec![
        Permission::SentView,
        Permission::SentView,
        Permission::SmsSend,
        Permission::SmsLaunch,
        Permission::MessageSchedule,
        Permission::ContactView,
        Permission::TemplateView,
        Permission::CreditPurchase,
        Permission::SubaccountManage,
        Permission::ProfileEdit,
        Permission::custom(0).unwrap(),
    ]);
    let several = vec(one.clone(), 0..3).prop_map(PermissionSet::from_iter);
    let any = select(&Permission::ALL[..]).prop_map(PermissionSet::from);
    prop_oneof![6 => one.prop_map(PermissionSet::from), 3 => several, 2 => any]
}

fn assignment() -> impl Strategy<Value = Assignment> + Clone {
    let preset = || select(&Preset::ALL[..]);
    let levels =
        || select(&Level::ALL[1..]).prop_map(|level| Levels::NONE.with(Area::Sent, level).with(Area::Sms, level));
    let of = prop_oneof![
        5 => preset().prop_map(Assignment::of),
        1 => (0..ROLES).prop_map(|number| Assignment::of(role(number))),
        1 => (preset(), 0..ROLES).prop_map(|(preset, number)| Assignment::of(preset).and(role(number))),
        1 => (preset(), preset()).prop_map(|(one, other)| Assignment::of(one).and(other)),
        1 => levels().prop_map(Assignment::levels),
        1 => (preset(), levels()).prop_map(|(preset, levels)| Assignment::of(preset).with_levels(levels)),
    ];
    (of, option::weighted(0.3, required()), option::weighted(0.3, -1_i64..5), option::weighted(0.3, 1_i64..6)).prop_map(
        |(assignment, withheld, from, until)| {
            let assignment = withheld.map_or(assignment.clone(), |withheld| assignment.withholding(withheld));
            let assignment = from.map_or(assignment.clone(), |from| assignment.from(day(from)));
            until.map_or(assignment.clone(), |until| assignment.until(day(until)))
        },
    )
}

fn grants() -> impl Strategy<Value = Grants> + Clone {
    (required(), required(), required()).prop_map(|(own, account, subtree)| {
        Grants::of(own, Scope::Own).with(account, Scope::Account).with(subtree, Scope::Subtree)
    })
}

/// A key that its owner made while an administrator: its account (`None` for that of the membership), whether it works
/// below, its cap and its end.
type Key = (Option<AccountId>, bool, PermissionSet, Option<DateTime<Utc>>);

fn a_key() -> impl Strategy<Value = Key> + Clone {
    let cap = prop_oneof![2 => Just(PermissionSet::ALL), 1 => required()];
    (
        option::weighted(0.4, (0..ACCOUNTS).prop_map(account)),
        any::<bool>(),
        cap,
        option::weighted(0.3, (1_i64..5).prop_map(day)),
    )
}

/// A key of an account: its account, whether it works below, its cap and its end.
fn an_account_key() -> impl Strategy<Value = Key> + Clone {
    a_key().prop_map(|(at, subtree, cap, until)| (at.or(Some(account(0))), subtree, cap, until))
}

fn last_command() -> impl Strategy<Value = Command> + Clone {
    let (accounts, users) = ((0..ACCOUNTS).prop_map(account), (0..USERS).prop_map(user));
    let features = required().prop_map(|cut| PermissionSet::ALL - cut);
    prop_oneof![
        3 => accounts.clone().prop_map(|account| Command::SuspendAccount { account }),
        1 => accounts.clone().prop_map(|account| Command::ResumeAccount { account }),
        3 => (1..ACCOUNTS).prop_map(account).prop_map(|account| Command::CloseAccount { account }),
        3 => (accounts.clone(), features).prop_map(|(account, features)| Command::SetFeatures { account, features: features.into() }),
        2 => accounts.clone().prop_map(|account| Command::SetBilling { account, billing: Billing::Postpaid }),
        1 => users.clone().prop_map(|user| Command::DeactivateUser { user }),
        1 => users.clone().prop_map(|user| Command::DeleteUser { user }),
        4 => (1_u8..8).prop_map(|number| Command::RevokeApiKey { key: key(number) }),
        2 => (users, accounts.clone()).prop_map(|(user, account)| Command::RemoveMember { user, account }),
        4 => (0_u8..40, accounts, assignment(), 1_i64..5).prop_map(|(number, account, assignment, expires)| {
            let (email, expires) = (email(100 + number), day(expires));
            Command::Invite { invitation: invitation(number), account, email, assignment, expires, name: None, phone: None }
        }),
    ]
}

/// Any organization. What does not fit is refused, and left out.
fn any_world() -> BoxedStrategy<World> {
    // The root of the second tree is the last account; the others hang under any before them, mostly in a chain.
    let parents = vec(prop_oneof![2 => Just(0_u8), 1 => any::<u8>()], usize::from(ACCOUNTS - 2));
    let roles = vec((0..ACCOUNTS, grants()), usize::from(ROLES));
    let members = vec((0..USERS, 0..ACCOUNTS, assignment(), option::weighted(0.3, a_key())), 0..48);
    let account_keys = vec(an_account_key(), 0..5);
    let last = vec(last_command(), 0..14);
    let made =
        (parents, roles, members, last, account_keys).prop_map(|(parents, roles, members, last, account_keys)| {
            let mut commands = Commands { directory: Directory::new(), keys: 0 };
            commands.open(&parents);
            for (number, (at, grants)) in (0_u8..).zip(roles) {
                let (role, account, name) = (role(number), account(at), "Role".parse().unwrap());
                commands.give(Actor::System, Command::DefineRole { role, account, name, grants });
            }
            for (number, at, assignment, key) in members {
                commands.join(number, account(at), assignment, key);
            }
            for key in account_keys {
                commands.account_key(key);
            }
            for command in last {
                commands.give(Actor::System, command);
            }
            World {
                directory: commands.directory,
                accounts: (0..=ACCOUNTS).map(account).collect(),
                users: (0..=USERS).chain(ADMINISTRATORS).map(user).collect(),
                keys: (0..=commands.keys).map(key).collect(),
            }
        });
    made.boxed()
}

/// Of the two trees.
const ADMINISTRATORS: [u8; 2] = [200, 201];

/// As many as the longest property has cases.
static MADE: LazyLock<Vec<OnceLock<Arc<World>>>> = LazyLock::new(|| {
    let more = std::env::var_os("PROPTEST_CASES").map_or(0, |_| Config::default().cases);
    (0..more.max(1_500)).map(|_| OnceLock::new()).collect()
});

fn tree(number: usize) -> <BoxedStrategy<World> as Strategy>::Tree {
    let config = Config::default();
    let seed = if let RngSeed::Fixed(seed) = config.rng_seed { seed } else { 0 };
    // Neighbours get seeds that have nothing in common.
    let seed =
        ((u128::from(seed) << 64) | (number as u128 + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    let rng = TestRng::from_seed(RngAlgorithm::XorShift, &seed.to_le_bytes());
    any_world().new_tree(&mut TestRunner::new_with_rng(config, rng)).unwrap()
}

/// The organizations in their order, from the first one, and then again.
#[derive(Debug, Default)]
pub(crate) struct Worlds {
    next: Cell<usize>,
}

/// A random organization, another in each case.
pub(crate) fn world() -> Worlds {
    Worlds::default()
}

impl Strategy for Worlds {
    type Tree = WorldTree;
    type Value = Arc<World>;

    fn new_tree(&self, _: &mut TestRunner) -> NewTree<Self> {
        let number = self.next.replace((self.next.get() + 1) % MADE.len());
        Ok(WorldTree { number, tree: None })
    }
}

/// One of the organizations, made smaller only if a test fails for it.
pub(crate) struct WorldTree {
    number: usize,
    tree: Option<<BoxedStrategy<World> as Strategy>::Tree>,
}

impl ValueTree for WorldTree {
    type Value = Arc<World>;

    fn current(&self) -> Arc<World> {
        match &self.tree {
            Some(tree) => Arc::new(tree.current()),
            None => Arc::clone(MADE[self.number].get_or_init(|| Arc::new(tree(self.number).current()))),
        }
    }

    fn simplify(&mut self) -> bool {
        self.tree.get_or_insert_with(|| tree(self.number)).simplify()
    }

    fn complicate(&mut self) -> bool {
        self.tree.as_mut().is_some_and(ValueTree::complicate)
    }
}

struct Commands {
    directory: Directory,
    keys: u8,
}

impl Commands {
    fn give(&mut self, actor: impl Into<Actor>, command: Command) {
        let _ = self.directory.execute(
            actor,
            command,
            Stamp::new(day(0), Uuid::from_u128(0xc4a6e << 64 | u128::from(self.directory.revision() + 1)).into()),
        );
    }

    fn open(&mut self, parents: &[u8]) {
        for (root, administrator) in [0, ACCOUNTS - 1].into_iter().zip(ADMINISTRATORS) {
            self.give(
                Actor::System,
                Command::OpenAccount {
                    account: account(root),
                    name: "Root".parse().unwrap(),
                    billing: Billing::Prepaid,
                    features: Selection::EVERYTHING,
                    administrator: user(administrator),
                    email: email(administrator),
                    administrator_name: "Root".parse().unwrap(),
                },
            );
        }
        for (number, back) in (1_u8..).zip(parents) {
            let (parent, name) = (account(number - 1 - back % number), "Sub".parse().unwrap());
            self.give(Actor::System, Command::OpenSubaccount { account: account(number), parent, name });
        }
    }

    /// Makes somebody a member; if they are to have a key, as an administrator first, who may make one.
    fn join(&mut self, number: u8, account: AccountId, assignment: Assignment, key: Option<Key>) {
        let (user, email, name) = (user(number), email(number), "User".parse().unwrap());
        let first = if key.is_some() { Assignment::of(Preset::Admin) } else { assignment.clone() };
        self.give(
            Actor::System,
            Command::AddUser { user, account, email, name, assignment: first, phone: None, on_behalf_of: None },
        );
        if let Some((at, subtree, cap, until)) = key {
            let name = "Key".parse().unwrap();
            self.keys += 1;
            let key = self::key(self.keys);
            self.give(user, Command::CreateApiKey { key, account: at.unwrap_or(account), subtree, name, cap, until });
            self.give(Actor::System, Command::Assign { user, account, assignment, replaces: None });
        }
    }
}

impl Commands {
    fn account_key(&mut self, (at, subtree, cap, until): Key) {
        let (account, name) = (at.unwrap_or(account(0)), "Nightly".parse().unwrap());
        self.keys += 1;
        let key = key(self.keys);
        self.give(Actor::System, Command::CreateAccountKey { key, account, subtree, name, cap, until });
    }
}

impl World {
    /// Everybody who may ask, known or not.
    pub(crate) fn principals(&self) -> Vec<Principal> {
        let users = self.users.iter().copied().map(Principal::from);
        users.chain(self.keys.iter().copied().map(Principal::from)).collect()
    }
}
