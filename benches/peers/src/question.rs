use sendright::{AccountId, Permission, Preset, Scope, UserId};

use crate::Roster;

/// Whether a user may do something on all data of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// Who asks.
    pub user: UserId,
    /// Where.
    pub account: AccountId,
    /// What for.
    pub permission: Permission,
    /// The number of the account in the [`Roster`], for who walks up the tree.
    pub number: u32,
    /// The answer, by the roster.
    pub expected: bool,
}

/// What kinds of questions there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A member whose role gives it.
    Allow,
    /// A member whose role does not give it.
    Lacks,
    /// A user who has nothing to do with the account.
    Stranger,
    /// Who administers an account somewhere above, however far.
    Above,
    /// The root's administrator.
    Root,
}

/// What is asked for: what a role gives or not, and no account of the roster lacks.
const ASKED: [Permission; 8] = [
    Permission::SmsSend,
    Permission::SmsView,
    Permission::MessageUpload,
    Permission::ContactView,
    Permission::ContactExport,
    Permission::TemplateEdit,
    Permission::InboxReply,
    Permission::UserInvite,
];

impl Question {
    /// A question of a member of a number, in the account of a number.
    #[must_use]
    pub fn new(roster: &Roster, member: u32, account: u32, permission: Permission) -> Self {
        Self {
            user: roster.member(member).user,
            account: roster.account(account),
            permission,
            number: account,
            expected: roster.allows(member, account, permission),
        }
    }

    /// A random question of a kind.
    ///
    /// # Panics
    ///
    /// If the roster is so small that there is none.
    #[must_use]
    pub fn random(roster: &Roster, kind: Kind, random: &mut fastrand::Rng) -> Self {
        (0..10_000)
            .find_map(|_| Self::attempt(roster, kind, random))
            .unwrap_or_else(|| panic!("there is no question {kind:?} in so small a world"))
    }

    fn attempt(roster: &Roster, kind: Kind, random: &mut fastrand::Rng) -> Option<Self> {
        let memberships = roster.memberships();
        let permission = random.choice(ASKED)?;
        let number = random.u32(0..memberships);
        let member = roster.member(number);
        let (number, account) = match kind {
            Kind::Allow | Kind::Lacks => (number, member.account),
            Kind::Stranger => (number, roster.member(random.u32(0..memberships)).account),
            Kind::Above => (administrator_above(roster, member.account, random)?, member.account),
            Kind::Root => (memberships, member.account),
        };
        let question = Self::new(roster, number, account, permission);
        let strange = !Roster::up_from(account).any(|above| above == roster.member(number).account);
        let wanted = match kind {
            Kind::Allow | Kind::Above | Kind::Root => question.expected,
            Kind::Lacks => !question.expected,
            Kind::Stranger => strange,
        };
        wanted.then_some(question)
    }
}

/// Who administers one of the accounts above; the root's is the last member.
fn administrator_above(roster: &Roster, account: u32, random: &mut fastrand::Rng) -> Option<u32> {
    let above: Vec<u32> = Roster::up_from(account).skip(1).collect();
    let account = random.choice(above)?;
    Some(if account == 0 { roster.memberships() } else { (account - 1) * 10 })
}

/// Whether a role reaches down the tree. What such a role gives in an account, it gives below.
#[must_use]
pub(crate) fn reaches_down(role: Preset) -> bool {
    !role.grants().at(Scope::Subtree).is_empty()
}

/// Every role of the roster.
pub(crate) const ROLES: [Preset; 7] = [
    Preset::Admin,
    Preset::SubaccountAdmin,
    Preset::Advanced,
    Preset::Sender,
    Preset::Standard,
    Preset::Regular,
    Preset::Basic,
];

/// What a role gives in the account, of the catalogue: an application that has no permissions of its own writes none down.
pub(crate) fn given(role: Preset) -> impl Iterator<Item = Permission> {
    role.grants().at(Scope::Account).iter().filter(|permission| permission.slot().is_none())
}
