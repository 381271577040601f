use sendright::{AccountId, Permission, Preset, Scope, UserId};
use sendright_benches::{World, account, user};

/// A membership: who has which role where.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The user.
    pub user: UserId,
    /// The number of the account.
    pub account: u32,
    /// The role that they have in it.
    pub role: Preset,
}

/// The memberships of a world as plain data, which every contender is loaded from.
///
/// It is the world of [`World::of_roles`]: account 0 is the root, whose administrator is the last member.
#[derive(Debug)]
pub struct Roster {
    /// The account of each number.
    pub accounts: Vec<AccountId>,
    /// The members: the user of a number stands at that number, and the root's administrator last.
    pub members: Vec<Member>,
}

impl Roster {
    /// The roster of a world of that many memberships, and one more for the root's administrator.
    #[must_use]
    pub fn new(memberships: u32) -> Self {
        let accounts = (0..=memberships.div_ceil(10)).map(account).collect();
        let member = |number| Member { user: user(number), account: 1 + number / 10, role: World::role_of(number) };
        let administrator = Member { user: user(memberships + 1), account: 0, role: Preset::Admin };
        Self { accounts, members: (0..memberships).map(member).chain([administrator]).collect() }
    }

    /// How many memberships it has, but for the root's administrator's.
    #[must_use]
    pub fn memberships(&self) -> u32 {
        u32::try_from(self.members.len() - 1).unwrap_or(u32::MAX)
    }

    /// The number of the account above one; none above the root.
    #[must_use]
    pub fn above(account: u32) -> Option<u32> {
        (account > 0).then(|| World::parent_of(account, World::FAN_OUT))
    }

    /// The account and those above it, from below.
    pub fn up_from(account: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(account), |number| Self::above(*number))
    }

    /// The id of an account.
    ///
    /// # Panics
    ///
    /// If there is none of that number.
    #[must_use]
    pub fn account(&self, number: u32) -> AccountId {
        let id = usize::try_from(number).ok().and_then(|number| self.accounts.get(number));
        *id.unwrap_or_else(|| panic!("there is no account {number}"))
    }

    /// The member of a number.
    ///
    /// # Panics
    ///
    /// If there is none of that number.
    #[must_use]
    pub fn member(&self, number: u32) -> Member {
        let member = usize::try_from(number).ok().and_then(|number| self.members.get(number));
        *member.unwrap_or_else(|| panic!("there is no member {number}"))
    }

    /// What the answer must be, walked by hand: the member's role in the account itself, or one that reaches down from above.
    #[must_use]
    pub fn allows(&self, member: u32, account: u32, permission: Permission) -> bool {
        let Member { account: home, role, .. } = self.member(member);
        if home == account {
            return role.grants().at(Scope::Account).contains(permission);
        }
        Self::up_from(account).any(|above| above == home) && role.grants().at(Scope::Subtree).contains(permission)
    }
}
