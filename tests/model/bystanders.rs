//! People and keys who have nothing to do with a command: the operator adds them to a copy of the directory, beside what
//! the command is about.

use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Command, Directory, EmailPolicy, Level, Levels,
    PermissionSet, Preset, Selection, UserId,
};
use uuid::Uuid;

use crate::model::Instant;
use crate::stamp::stamp;

/// A copy of a directory with bystanders in it. What can't be added, say because its account is closed, is left out.
pub(crate) struct Stage {
    pub(crate) directory: Directory,
    at: Instant,
    made: u128,
}

/// No more than looking, in one area.
pub(crate) fn harmless() -> Assignment {
    Assignment::levels(Levels::NONE.with(Area::Sms, Level::Guest))
}

impl Stage {
    pub(crate) fn on(directory: &Directory, at: Instant) -> Self {
        Self { directory: directory.clone(), at, made: 0 }
    }

    pub(crate) fn id<T: From<Uuid>>(&mut self) -> T {
        self.made += 1;
        T::from(Uuid::from_u128(0xb5 << 96 | self.made))
    }

    /// Whether it is done.
    pub(crate) fn does(&mut self, actor: impl Into<Actor>, command: Command) -> bool {
        self.directory.execute(actor, command, stamp(&self.directory, self.at)).is_ok()
    }

    /// The administrator of a root account of their own.
    pub(crate) fn foreigner(&mut self) -> Option<UserId> {
        let (account, administrator) = (self.id(), self.id());
        let open = Command::OpenAccount {
            account,
            name: "Elsewhere".parse().ok()?,
            billing: Billing::Prepaid,
            features: Selection::EVERYTHING,
            administrator,
            email: address(administrator),
            administrator_name: "Bystander".parse().ok()?,
        };
        self.does(Actor::System, open).then_some(administrator)
    }

    /// A new account below another.
    pub(crate) fn below(&mut self, parent: AccountId, account: AccountId) -> Option<AccountId> {
        let open = Command::OpenSubaccount { account, parent, name: "Beside".parse().ok()? };
        self.does(Actor::System, open).then_some(account)
    }

    /// Lets everybody into a tree.
    pub(crate) fn opens_doors(&mut self, root: AccountId) {
        if self.directory.account(root).is_some_and(|root| *root.email_policy() != EmailPolicy::ANY) {
            self.does(Actor::System, Command::SetEmailPolicy { account: root, policy: EmailPolicy::ANY });
        }
    }

    /// Makes somebody a member, who may be new.
    pub(crate) fn adds(&mut self, user: UserId, account: AccountId, assignment: Assignment) -> bool {
        let email = self.directory.user(user).map_or_else(|| address(user), |user| user.email().clone());
        let name = "Bystander".parse().expect("it is a name");
        self.does(
            Actor::System,
            Command::AddUser { user, account, email, name, phone: None, assignment, on_behalf_of: None },
        )
    }

    /// Withholds permissions from a user wherever they are a member; whether they have none of them any more.
    pub(crate) fn withholds(&mut self, user: UserId, permissions: PermissionSet) -> bool {
        let memberships = self.directory.memberships(user);
        let given: Vec<_> = memberships.map(|read| (read.account(), read.assignment().clone())).collect();
        for (account, given) in given {
            let assignment = given.withholding(permissions);
            self.does(Actor::System, Command::Assign { user, account, assignment, replaces: None });
        }
        let at = self.at;
        let mut live = self.directory.memberships(user).filter(|read| read.assignment().is_live(at));
        live.all(|read| permissions.into_iter().all(|permission| read.grants().scope_of(permission).is_none()))
    }

    /// Two accounts below another that come first and last among all: who looks for one of somebody's takes one of these.
    pub(crate) fn beside(&mut self, root: AccountId) -> Option<[AccountId; 2]> {
        let [first, last] = [1, u128::MAX].map(|id| AccountId::from(Uuid::from_u128(id)));
        Some([self.below(root, first)?, self.below(root, last)?])
    }

    pub(crate) fn member(&mut self, account: AccountId, assignment: Assignment) -> Option<UserId> {
        let user = self.id();
        self.adds(user, account, assignment).then_some(user)
    }

    /// Somebody who has all that can be had in an account and below.
    pub(crate) fn administrator(&mut self, account: AccountId) -> Option<UserId> {
        self.member(account, Assignment::of(Preset::Admin))
    }

    /// A key of somebody's, for an account and those below.
    pub(crate) fn key(&mut self, owner: UserId, account: AccountId, cap: PermissionSet) -> Option<ApiKeyId> {
        let key = self.id();
        let name = "Key".parse().ok()?;
        let create = Command::CreateApiKey { key, account, subtree: true, name, cap, until: None };
        self.does(owner, create).then_some(key)
    }

    /// A key of an account that can do everything there and below.
    pub(crate) fn account_key(&mut self, account: AccountId) -> Option<ApiKeyId> {
        let key = self.id();
        let name = "Key".parse().ok()?;
        let (subtree, cap, until) = (true, PermissionSet::ALL, None);
        let create = Command::CreateAccountKey { key, account, subtree, name, cap, until };
        self.does(Actor::System, create).then_some(key)
    }
}

/// An address that nobody else has, always the same for a user.
fn address(user: UserId) -> sendright::Email {
    format!("{user}@bystanders.example").parse().expect("it is an address")
}
