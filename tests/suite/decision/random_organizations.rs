//! Random organizations: a tree of accounts, people with every kind of membership, keys, suspensions.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sendright::{
    Account, AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Command, Directory, Grants, Level, Levels,
    Permission, PermissionSet, Preset, Principal, Request, RequestDraft, RoleId, Scope, UserId,
};
use uuid::Uuid;

pub(crate) const ACCOUNTS: u128 = 7;
pub(crate) const USERS: u128 = 5;
const KEYS: u128 = 4;

/// Instants are seconds; windows and questions use the same few, so that they meet.
pub(crate) fn t(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_338_000 + second, 0).unwrap()
}

pub(crate) fn account(n: u128) -> AccountId {
    Uuid::from_u128(100 + n).into()
}

pub(crate) fn user(n: u128) -> UserId {
    Uuid::from_u128(200 + n).into()
}

pub(crate) fn key(n: u128) -> ApiKeyId {
    Uuid::from_u128(300 + n).into()
}

pub(crate) fn role(n: u128) -> RoleId {
    Uuid::from_u128(400 + n).into()
}

/// What happens in an organization after it was opened; what does not fit is refused and left out.
#[derive(Clone, Debug)]
enum Event {
    Join(u128, u128, Assignment),
    Key(u128, u128, u128, bool, PermissionSet, Option<i64>),
    Command(Command),
}

fn assignment() -> impl Strategy<Value = Assignment> {
    let permission = select(&Permission::ALL[..]);
    let window = (proptest::option::weighted(0.3, 0..6_i64), proptest::option::weighted(0.3, 0..6_i64));
    (0..17_usize, permission, window).prop_map(|(what, withheld, (from, until))| {
        let assignment = match what {
            0..8 => Assignment::of(Preset::ALL[what % Preset::ALL.len()]),
            8 => Assignment::of(role(0)),
            9 => Assignment::of(role(1)).and(Preset::Basic),
            10 => Assignment::levels(Levels::NONE.with(Area::Sms, Level::Editor)),
            11 => Assignment::of(Preset::Regular).with_levels(Levels::NONE.with(Area::Sms, Level::Editor)),
            12 => Assignment::of(Preset::Regular).and(Preset::Sender),
            13 => Assignment::of(Preset::Regular).withholding(withheld).withholding(PermissionSet::SMS_SEND),
            _ => Assignment::of(Preset::Admin).withholding(withheld),
        };
        let assignment = from.map_or(assignment.clone(), |from| assignment.from(t(from)));
        until.map_or(assignment.clone(), |until| assignment.until(t(until)))
    })
}

fn event() -> impl Strategy<Value = Event> {
    let (a, u) = (0..ACCOUNTS, 0..USERS);
    let set = prop_oneof![Just(PermissionSet::ALL), Just(PermissionSet::SMS_SEND | PermissionSet::SENT_VIEW)];
    let on_account = (1..ACCOUNTS, 0..6_u8).prop_map(|(n, what)| {
        let account = account(n);
        Event::Command(match what {
            0 => Command::SuspendAccount { account },
            1 => Command::CloseAccount { account },
            2 => Command::SetBilling { account, billing: Billing::Postpaid },
            3 => Command::SetFeatures { account, features: PermissionSet::ALL - PermissionSet::SMS_SEND },
            _ => Command::ResumeAccount { account },
        })
    });
    let on_user = u.clone().prop_map(|n| Event::Command(Command::DeactivateUser { user: user(n) }));
    let revoke = (0..KEYS).prop_map(|n| Event::Command(Command::RevokeApiKey { key: key(n) }));
    prop_oneof![
        12 => (u.clone(), a.clone(), assignment()).prop_map(|(user, account, it)| Event::Join(user, account, it)),
        3 => (0..KEYS, u, a, any::<bool>(), set, proptest::option::of(1..6_i64))
            .prop_map(|(id, user, account, subtree, cap, until)| Event::Key(id, user, account, subtree, cap, until)),
        1 => on_account,
        1 => on_user,
        1 => revoke,
    ]
}

/// A random organization, as it is at `t(0)`.
pub(crate) fn directory() -> impl Strategy<Value = Directory> {
    let tree = proptest::collection::vec(any::<Index>(), ACCOUNTS as usize - 1);
    (tree, proptest::collection::vec(event(), 0..80)).prop_map(|(parents, events)| {
        let mut directory = Directory::new();
        let open = Command::OpenAccount {
            account: account(0),
            name: "Root".parse().unwrap(),
            billing: Billing::Prepaid,
            features: PermissionSet::ALL,
            administrator: user(99),
            email: "root@acme.example".parse().unwrap(),
            administrator_name: "Root".parse().unwrap(),
        };
        directory.execute(Actor::System, open, t(0)).unwrap();
        for (n, parent) in (1..ACCOUNTS).zip(parents) {
            let (parent, name) = (account(parent.index(n as usize) as u128), "Sub".parse().unwrap());
            // Below level 5 there is none; the organization is then smaller.
            let _ =
                directory.execute(Actor::System, Command::OpenSubaccount { account: account(n), parent, name }, t(0));
        }
        for (n, at) in [(0, 0), (1, 0)] {
            let grants = Grants::of(PermissionSet::SMS_SEND | Permission::custom(3).unwrap(), Scope::Subtree);
            let name = "Role".parse().unwrap();
            let define = Command::DefineRole { role: role(n), account: account(at), name, grants };
            directory.execute(Actor::System, define, t(0)).unwrap();
        }
        for event in events {
            apply(&mut directory, event);
        }
        directory
    })
}

fn apply(directory: &mut Directory, event: Event) {
    let (actor, command) = match event {
        Event::Join(n, at, assignment) => {
            let email = format!("user{n}@acme.example").parse().unwrap();
            let name = "User".parse().unwrap();
            (Actor::System, Command::AddUser { user: user(n), account: account(at), email, name, assignment })
        }
        Event::Key(id, owner, at, subtree, cap, until) => {
            let (name, until) = ("Key".parse().unwrap(), until.map(t));
            let command = Command::CreateApiKey { key: key(id), account: account(at), subtree, name, cap, until };
            (user(owner).into(), command)
        }
        Event::Command(command) => (Actor::System, command),
    };
    // What does not fit is refused, and the organization goes on without it.
    let _ = directory.execute(actor, command, t(0));
}

pub(crate) fn principal() -> impl Strategy<Value = Principal> {
    prop_oneof![6 => (0..=USERS).prop_map(|n| user(n).into()), 1 => (0..=KEYS).prop_map(|n| key(n).into())]
}

/// One permission, or a few.
pub(crate) fn required() -> impl Strategy<Value = PermissionSet> {
    let few = [
        PermissionSet::EMPTY,
        PermissionSet::PROFILE_EDIT,
        PermissionSet::PROFILE_EDIT | PermissionSet::SMS_SEND,
        PermissionSet::CREDIT_PURCHASE,
        PermissionSet::SENT_VIEW | PermissionSet::SMS_SEND,
        PermissionSet::SMS_EDIT | PermissionSet::SMS_SEND,
        PermissionSet::SMS_SEND | Permission::custom(3).unwrap(),
        PermissionSet::TEMPLATE_VIEW,
        Permission::custom(3).unwrap().into(),
    ];
    // What most roles give, so that there is something to allow.
    let common = [Permission::SmsSend, Permission::SentView, Permission::TemplateView, Permission::MessageSchedule];
    prop_oneof![
        select(&Permission::ALL[..]).prop_map(PermissionSet::from),
        select(common.to_vec()).prop_map(PermissionSet::from),
        select(few.to_vec()),
    ]
}

/// A question with all but the requirement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) principal: Principal,
    pub(crate) account: AccountId,
    pub(crate) data: Data,
    pub(crate) now: DateTime<Utc>,
}

/// Whose data a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    OfTheAccount,
    Own,
    OwnedBy(UserId),
    SharedFrom(AccountId),
}

impl Question {
    pub(crate) fn asking(&self, required: impl Into<PermissionSet>) -> Request {
        let draft: RequestDraft = Request::new(self.principal, required, self.account);
        let draft = match self.data {
            Data::OfTheAccount => draft,
            Data::Own => draft.own(),
            Data::OwnedBy(owner) => draft.owned_by(owner),
            Data::SharedFrom(ancestor) => draft.shared_from(ancestor),
        };
        draft.at(self.now)
    }

    /// The user who asks, or the owner of the key, if they are there.
    pub(crate) fn user(&self, directory: &Directory) -> Option<UserId> {
        match self.principal {
            Principal::User(user) => directory.user(user).map(sendright::User::id),
            Principal::ApiKey(key) => directory.api_key(key).map(sendright::ApiKey::owner),
        }
    }
}

/// Any question about any account and anybody's data.
pub(crate) fn question() -> impl Strategy<Value = Question> {
    (principal(), 0..=ACCOUNTS, 0..4_u8, any::<Index>(), 0..7_i64).prop_map(|(principal, at, data, other, now)| {
        let data = match data {
            0 => Data::OfTheAccount,
            1 => Data::Own,
            2 => Data::OwnedBy(user(other.index(USERS as usize) as u128)),
            _ => Data::SharedFrom(account(other.index(ACCOUNTS as usize) as u128)),
        };
        Question { principal, account: account(at), data, now: t(now) }
    })
}

pub(crate) fn request() -> impl Strategy<Value = Request> {
    (question(), required()).prop_map(|(question, required)| question.asking(required))
}

/// An account and those above it; none if it is unknown.
pub(crate) fn path(directory: &Directory, at: AccountId) -> Vec<&Account> {
    directory.account(at).into_iter().chain(directory.ancestors(at)).collect()
}
