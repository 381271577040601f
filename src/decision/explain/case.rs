use core::fmt;

use chrono::{DateTime, Utc};

use crate::decision::authorize::Asking;
use crate::decision::request::{Asked, Data, Request};
use crate::organization::{
    AccountId, AccountStatus, ApiKey, ApiKeyId, Membership, Name, Principal, RoleId, User, UserId,
};
use crate::permission::{Grants, PermissionSet, Scope};
use crate::state::{AccountEntry, State};

/// Something that has a name, with the id that tells it from others of the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named<Id> {
    pub(super) id: Id,
    name: Name,
}

/// What the things of an id are called.
pub(super) trait Kind: fmt::Display {
    const KIND: &'static str;
}

impl Kind for AccountId {
    const KIND: &'static str = "account";
}

impl Kind for UserId {
    const KIND: &'static str = "user";
}

impl Kind for ApiKeyId {
    const KIND: &'static str = "API key";
}

impl Kind for RoleId {
    const KIND: &'static str = "role";
}

impl<Id> Named<Id> {
    pub(super) fn new(id: Id, name: &Name) -> Self {
        Self { id, name: name.clone() }
    }
}

impl<Id: Kind> fmt::Display for Named<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name, Id::KIND, self.id)
    }
}

/// A request whose principal and account are there: what an explanation looks at.
pub(super) struct Case<'a> {
    pub(super) state: &'a State,
    pub(super) asked: Asked,
    pub(super) user: &'a User,
    pub(super) key: Option<&'a ApiKey>,
    pub(super) entry: &'a AccountEntry,
    /// Whether a person asks, in an account of their own tree (rule G3).
    person_at_home: bool,
    /// What a key leaves of what its owner holds: nothing where it does not work (rule G5).
    cap: PermissionSet,
}

impl<'a> Case<'a> {
    pub(super) fn new(state: &'a State, request: &Request) -> Option<Self> {
        let asking = Asking::new(state, request.principal())?;
        let entry = state.account(request.account())?;
        let key = match request.principal() {
            Principal::ApiKey(key) => state.key(key),
            Principal::User(_) => None,
        };
        let user = state.user(asking.user)?;
        let person_at_home = asking.is_oneself_in(entry);
        let cap = PermissionSet::ALL.iter().filter(|permission| asking.cap_allows(entry, *permission)).collect();
        Some(Self { state, asked: *request.asked(), user, key, entry, person_at_home, cap })
    }

    pub(super) fn at(&self) -> DateTime<Utc> {
        self.asked.at()
    }

    /// The scope needed (rule D2).
    pub(super) fn scope(&self) -> Scope {
        self.asked.scope(self.user.id)
    }

    /// Whether a person asks about their own data, at home (rule G3).
    pub(super) fn is_on_oneself(&self) -> bool {
        self.person_at_home && self.asked.owner(self.user.id) == Some(self.user.id)
    }

    pub(super) fn is_person_at_home(&self) -> bool {
        self.person_at_home
    }

    /// What is asked that an account has to do with: all but one's own details (rule G3).
    pub(super) fn by_account(&self) -> PermissionSet {
        self.asked.required() - PermissionSet::PROFILE_EDIT
    }

    /// Whether the account is decided by, and not only that one's own details are one's own.
    pub(super) fn is_up_to_account(&self) -> bool {
        !self.by_account().is_empty() || !self.is_on_oneself()
    }

    pub(super) fn is_at_home(&self) -> bool {
        self.user.root == self.entry.root()
    }

    /// Whether the principal, if it is a key, is made for the account (rule G5).
    pub(super) fn works_here(&self) -> bool {
        self.key.is_none_or(|key| self.entry.has_key(key))
    }

    pub(super) const fn cap(&self) -> PermissionSet {
        self.cap
    }

    pub(super) fn shared_from(&self) -> Option<AccountId> {
        match self.asked.data() {
            Data::SharedFrom(ancestor) => Some(ancestor),
            Data::OfTheAccount | Data::Own | Data::OwnedBy(_) => None,
        }
    }

    /// Whether what is shared comes from above, if something is said to be (rule D3).
    pub(super) fn is_shared_from_above(&self) -> bool {
        self.shared_from().is_none_or(|ancestor| self.entry.ancestors.contains(&ancestor))
    }

    pub(super) fn is_closed(&self) -> bool {
        self.entry.status() == AccountStatus::Closed
    }

    /// The account, then those above it.
    pub(super) fn path(&self) -> impl Iterator<Item = &'a AccountEntry> {
        let state = self.state;
        self.entry.path().filter_map(move |account| state.account(account))
    }

    /// The user's memberships there and above, whether they reach it or not.
    pub(super) fn memberships(&self) -> impl Iterator<Item = Membership<'a>> {
        let (state, user) = (self.state, self.user.id);
        self.entry.path().filter_map(move |account| state.membership(user, account))
    }

    /// What of grants in an account of the path counts in the account that is asked about (rule G2).
    pub(super) fn reaching(&self, account: AccountId, grants: Grants) -> Grants {
        if account == self.entry.account.id { grants } else { grants.inherited() }
    }

    /// The memberships that reach the account, live or not (rule D4).
    pub(super) fn reaching_memberships(&self) -> impl Iterator<Item = Membership<'a>> {
        let here = self.entry.account.id;
        self.memberships().filter(move |membership| membership.account == here || membership.grants.reaches_down())
    }

    /// What the live memberships grant, and the cap leaves.
    pub(super) fn granted(&self) -> Grants {
        let live = self.memberships().filter(|membership| membership.assignment.is_live(self.at()));
        let granted = live.map(|membership| self.reaching(membership.account, *membership.grants));
        granted.fold(Grants::NONE, Grants::union).within(self.cap())
    }

    pub(super) fn user(&self) -> Named<UserId> {
        Named::new(self.user.id, &self.user.name)
    }

    pub(super) fn account(&self) -> Named<AccountId> {
        named_account(self.entry)
    }

    /// An account by its id, with its name if it is there.
    pub(super) fn named(&self, account: AccountId) -> Option<Named<AccountId>> {
        self.state.account(account).map(named_account)
    }
}

pub(super) fn named_account(entry: &AccountEntry) -> Named<AccountId> {
    Named::new(entry.account.id, &entry.account.name)
}
