use core::fmt;

use chrono::{DateTime, Utc};

use crate::decision::evidence::Evidence;
use crate::organization::{AccountId, ApiKey, ApiKeyId, Membership, Name, RoleId, UserId};
use crate::permission::{Grants, PermissionSet, Scope};
use crate::state::{AccountEntry, State, Subject};

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

/// The evidence of a decision, with what an explanation says beside it: names, and the memberships that do not reach the
/// account.
pub(super) struct Case<'a> {
    pub(super) state: &'a State,
    pub(super) evidence: Evidence<'a>,
}

impl<'a> Case<'a> {
    pub(super) const fn entry(&self) -> AccountEntry<'a> {
        self.evidence.entry
    }

    pub(super) const fn key(&self) -> Option<&'a ApiKey> {
        self.evidence.subject().key()
    }

    pub(super) fn at(&self) -> DateTime<Utc> {
        self.evidence.at()
    }

    /// The permissions that are not one's own details: those that an account decides (rule G3).
    pub(super) fn by_account(&self) -> PermissionSet {
        self.evidence.request.required() - PermissionSet::PROFILE_EDIT
    }

    /// Whether the account decides, and not only that one's own details are one's own.
    pub(super) fn is_up_to_account(&self) -> bool {
        !self.by_account().is_empty() || !self.evidence.is_on_oneself()
    }

    /// Whether the principal, if it is a key, is made for the account (rule G5).
    pub(super) const fn works_here(&self) -> bool {
        self.evidence.effective.key_works()
    }

    /// What a key leaves of what its owner holds: nothing where it does not work (rule G5).
    pub(super) fn cap(&self) -> PermissionSet {
        self.evidence.effective.cap().at(Scope::Own)
    }

    /// The account, then those above it.
    pub(super) fn path(&self) -> impl Iterator<Item = AccountEntry<'a>> {
        let state = self.state;
        self.entry().path().filter_map(move |account| state.account(account))
    }

    /// The user's memberships there and above, whether they reach the account or not.
    pub(super) fn memberships(&self) -> impl Iterator<Item = Membership<'a>> {
        let (state, user) = (self.state, self.evidence.user());
        self.entry().path().filter_map(move |account| state.membership(user?, account))
    }

    /// What of grants in an account of the path counts in the account that is asked about (rule G2).
    pub(super) fn reaching(&self, account: AccountId, grants: Grants) -> Grants {
        if account == self.entry().account.id { grants } else { grants.inherited() }
    }

    /// The person, or the owner of the key.
    pub(super) fn user(&self) -> Option<Named<UserId>> {
        self.evidence.subject().user().map(|user| Named::new(user.id, &user.name))
    }

    /// The key, if it is an account's (rule G6).
    pub(super) const fn account_key(&self) -> Option<&'a ApiKey> {
        match self.evidence.subject() {
            Subject::AccountKey(key) => Some(key),
            Subject::Person(_) | Subject::KeyOf(..) => None,
        }
    }

    pub(super) fn account(&self) -> Named<AccountId> {
        named_account(self.entry())
    }

    /// An account by its id, with its name if it is there.
    pub(super) fn named(&self, account: AccountId) -> Option<Named<AccountId>> {
        self.state.account(account).map(named_account)
    }
}

pub(super) fn named_account(entry: AccountEntry<'_>) -> Named<AccountId> {
    Named::new(entry.account.id, &entry.account.name)
}
