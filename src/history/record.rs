#[cfg(feature = "serde")]
use crate::directory::Thing;
use crate::organization::{
    Account, AccountId, Actor, ApiKey, Assignment, Custody, Email, Invitation, Role, User, UserId,
};

/// What a directory stores about one account, user, role, membership, invitation or API key, at one revision.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Record {
    /// An account.
    Account(Account),
    /// A user.
    User(User),
    /// A custom role.
    Role(Role),
    /// The membership of a user in an account.
    Membership {
        /// The user.
        user: UserId,
        /// The account.
        account: AccountId,
        /// The roles, levels, withheld permissions and window of the membership.
        assignment: Assignment,
    },
    /// An invitation.
    Invitation(Invitation),
    /// An API key.
    ApiKey(ApiKey),
}

impl Record {
    /// Which thing the record is about; the same before and after a change.
    #[cfg(feature = "serde")]
    pub(super) const fn thing(&self) -> Thing {
        match self {
            Self::Account(account) => Thing::Account(account.id),
            Self::User(user) => Thing::User(user.id),
            Self::Role(role) => Thing::Role(role.id),
            Self::Membership { user, account, .. } => Thing::Membership(*user, *account),
            Self::Invitation(invitation) => Thing::Invitation(invitation.id),
            Self::ApiKey(key) => Thing::ApiKey(key.id),
        }
    }

    /// The user that it belongs to. An invitation belongs to an address, an account, a role and a key of an account to no user.
    pub(super) const fn user(&self) -> Option<UserId> {
        match self {
            Self::User(User { id, .. }) | Self::Membership { user: id, .. } => Some(*id),
            Self::ApiKey(key) => key.owner(),
            Self::Account(_) | Self::Role(_) | Self::Invitation(_) => None,
        }
    }

    /// The account that it belongs to; a user belongs to a whole tree.
    pub(super) const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Account(Account { id, .. })
            | Self::Role(Role { account: id, .. })
            | Self::Membership { account: id, .. }
            | Self::Invitation(Invitation { account: id, .. })
            | Self::ApiKey(ApiKey { account: id, .. }) => Some(*id),
            Self::User(_) => None,
        }
    }

    /// Who acted, as the record says it: the inviter, and in whose hands a key of an account was.
    pub(super) fn actors(&self) -> impl Iterator<Item = Actor> + use<> {
        let inviter = self.as_invitation().map(|invitation| invitation.inviter);
        let custody = self.as_api_key().and_then(ApiKey::custody).map(Custody::actors);
        inviter.into_iter().chain(custody.into_iter().flatten())
    }

    /// The email address in it.
    pub(super) const fn address(&self) -> Option<&Email> {
        match self {
            Self::User(User { email, .. }) | Self::Invitation(Invitation { email, .. }) => Some(email),
            Self::Account(_) | Self::Role(_) | Self::Membership { .. } | Self::ApiKey(_) => None,
        }
    }

    /// The assignment in it.
    pub(super) const fn assignment(&self) -> Option<&Assignment> {
        match self {
            Self::Membership { assignment, .. } | Self::Invitation(Invitation { assignment, .. }) => Some(assignment),
            Self::Account(_) | Self::User(_) | Self::Role(_) | Self::ApiKey(_) => None,
        }
    }

    pub(super) const fn as_account(&self) -> Option<&Account> {
        if let Self::Account(account) = self { Some(account) } else { None }
    }

    pub(super) const fn as_user(&self) -> Option<&User> {
        if let Self::User(user) = self { Some(user) } else { None }
    }

    pub(super) const fn as_role(&self) -> Option<&Role> {
        if let Self::Role(role) = self { Some(role) } else { None }
    }

    pub(super) const fn as_invitation(&self) -> Option<&Invitation> {
        if let Self::Invitation(invitation) = self { Some(invitation) } else { None }
    }

    pub(super) const fn as_api_key(&self) -> Option<&ApiKey> {
        if let Self::ApiKey(key) = self { Some(key) } else { None }
    }
}

/// One record that a change created, altered or removed, as it was before the change and as it is after.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Sides"))]
pub struct Difference {
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    before: Option<Record>,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    after: Option<Record>,
}

impl Difference {
    /// `None` if both sides are equal.
    pub(super) fn new(before: Option<Record>, after: Option<Record>) -> Option<Self> {
        (before != after).then_some(Self { before, after })
    }

    /// The record before the change; `None` if the change created it.
    #[must_use]
    pub const fn before(&self) -> Option<&Record> {
        self.before.as_ref()
    }

    /// The record after the change; `None` if the change removed it.
    #[must_use]
    pub const fn after(&self) -> Option<&Record> {
        self.after.as_ref()
    }

    /// The record before the change, then the one after it, where they exist.
    pub(super) fn sides(&self) -> impl Iterator<Item = &Record> {
        self.before().into_iter().chain(self.after())
    }

    /// The same with each record replaced. Unlike [`new`](Self::new) it stays, whether the sides still differ or not.
    pub(super) fn mapped(self, replace: impl Fn(Record) -> Record) -> Self {
        Self { before: self.before.map(&replace), after: self.after.map(&replace) }
    }

    #[cfg(feature = "serde")]
    pub(super) fn thing(&self) -> Option<Thing> {
        self.sides().next().map(Record::thing)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
#[serde(rename = "Difference", deny_unknown_fields)]
struct Sides {
    #[serde(with = "crate::wire::nullable")]
    before: Option<Record>,
    #[serde(with = "crate::wire::nullable")]
    after: Option<Record>,
}

#[cfg(feature = "serde")]
impl TryFrom<Sides> for Difference {
    type Error = &'static str;

    fn try_from(Sides { before, after }: Sides) -> Result<Self, Self::Error> {
        if let (Some(before), Some(after)) = (&before, &after) {
            if before.thing() != after.thing() {
                return Err("a difference is between two records of one thing");
            }
        }
        Self::new(before, after).ok_or("a difference has two sides that differ")
    }
}
