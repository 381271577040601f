use crate::directory::Thing;
use crate::organization::{Account, AccountId, ApiKey, Assignment, Email, Invitation, Role, User, UserId};
use crate::state::State;

/// What a directory remembers of one thing, as it stood before or after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[non_exhaustive]
pub enum Record {
    /// An account.
    Account(Account),
    /// A user.
    User(User),
    /// A custom role.
    Role(Role),
    /// What a user is in an account.
    Membership {
        /// The user.
        user: UserId,
        /// The account.
        account: AccountId,
        /// What was assigned.
        assignment: Assignment,
    },
    /// An invitation.
    Invitation(Invitation),
    /// An API key.
    ApiKey(ApiKey),
}

/// What the state remembers of a thing.
pub(super) fn record_of(thing: Thing, state: &State) -> Option<Record> {
    match thing {
        Thing::Account(id) => state.account(id).map(|entry| Record::Account(entry.account.clone())),
        Thing::User(id) => state.user(id).cloned().map(Record::User),
        Thing::Role(id) => state.role(id).cloned().map(Record::Role),
        Thing::Membership(user, account) => state.membership(user, account).map(|membership| {
            let assignment = membership.assignment.clone();
            Record::Membership { user, account, assignment }
        }),
        Thing::Invitation(id) => state.invitation(id).cloned().map(Record::Invitation),
        Thing::ApiKey(id) => state.key(id).cloned().map(Record::ApiKey),
    }
}

impl Record {
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

    /// The user whose record it is; an invitation is an address's, and an account and a role are nobody's.
    pub(super) const fn user(&self) -> Option<UserId> {
        match self {
            Self::User(User { id, .. })
            | Self::Membership { user: id, .. }
            | Self::ApiKey(ApiKey { owner: id, .. }) => Some(*id),
            Self::Account(_) | Self::Role(_) | Self::Invitation(_) => None,
        }
    }

    /// The account that it is in; a user is in none in particular.
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

    /// The address of a user or an invitation.
    pub(super) const fn address(&self) -> Option<&Email> {
        match self {
            Self::User(User { email, .. }) | Self::Invitation(Invitation { email, .. }) => Some(email),
            Self::Account(_) | Self::Role(_) | Self::Membership { .. } | Self::ApiKey(_) => None,
        }
    }

    pub(super) const fn assignment(&self) -> Option<&Assignment> {
        match self {
            Self::Membership { assignment, .. } | Self::Invitation(Invitation { assignment, .. }) => Some(assignment),
            Self::Account(_) | Self::User(_) | Self::Role(_) | Self::ApiKey(_) => None,
        }
    }
}

/// What one thing was before a change, and is after it: on one side it may not have been there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Sides"))]
pub struct Difference {
    before: Option<Record>,
    after: Option<Record>,
}

impl Difference {
    /// `None` if there is none.
    pub(super) fn new(before: Option<Record>, after: Option<Record>) -> Option<Self> {
        (before != after).then_some(Self { before, after })
    }

    /// What it was; `None` if the change made it.
    #[must_use]
    pub const fn before(&self) -> Option<&Record> {
        self.before.as_ref()
    }

    /// What it is; `None` if the change removed it.
    #[must_use]
    pub const fn after(&self) -> Option<&Record> {
        self.after.as_ref()
    }

    /// The records that are there, the one before first.
    pub(super) fn sides(&self) -> impl Iterator<Item = &Record> {
        self.before().into_iter().chain(self.after())
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
    before: Option<Record>,
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

/// Whose a record is: of an invitation, the user who has its address.
pub(super) fn whose(state: &State, record: &Record) -> Option<UserId> {
    match record {
        Record::Invitation(invitation) => state.user_of(state.account(invitation.account)?.root(), &invitation.email),
        Record::Account(_) | Record::User(_) | Record::Role(_) | Record::Membership { .. } | Record::ApiKey(_) => {
            record.user()
        }
    }
}
