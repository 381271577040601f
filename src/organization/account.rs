use crate::permission::name::named;
use crate::permission::{Area, Level, PermissionSet, Selection};

use super::email_policy::EmailPolicy;
use super::id::AccountId;
use super::name::Name;

/// An account: a root account (depth 0), or a sub-account under another account (rule I2).
///
/// An account never moves to another parent. What it makes available is its [ceiling](Self::own_ceiling), further reduced by
/// the ceilings of the accounts above it (rule G4).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Account {
    pub(crate) id: AccountId,
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(crate) parent: Option<AccountId>,
    #[cfg_attr(feature = "serde", serde(rename = "level"))]
    pub(crate) depth: u8,
    pub(crate) name: Name,
    /// Of its own; a sub-account without pays as its parent does.
    #[cfg_attr(feature = "serde", serde(with = "crate::wire::nullable"))]
    pub(crate) billing: Option<Billing>,
    pub(crate) features: Selection,
    pub(crate) suspension: Suspension,
    pub(crate) closed: bool,
    /// The policy of a root account binds its whole tenant; that of a sub-account is always [`EmailPolicy::ANY`].
    // INVARIANT: `None` for `EmailPolicy::ANY`, as most accounts have it.
    #[cfg_attr(feature = "serde", serde(with = "wire::policy"))]
    pub(crate) email_policy: Option<Box<EmailPolicy>>,
}

/// Whether an account pays before or after it sends. A postpaid account cannot purchase credits; a prepaid account below it
/// can (rule G4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Billing {
    /// The account buys credits and spends them.
    #[default]
    Prepaid,
    /// The account gets an invoice for what it sent.
    Postpaid,
}

/// Who suspended an account: members, the operator, or both. Each side lifts its own suspension (rule G4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct Suspension {
    pub(crate) by_members: bool,
    pub(crate) by_operator: bool,
}

named!(Billing, "billing", "how an account pays, such as `prepaid`", [Prepaid = "prepaid", Postpaid = "postpaid",]);

named!(
    AccountStatus,
    "status",
    "the status of an account, such as `active`",
    [Active = "active", Suspended = "suspended", Closed = "closed",]
);

impl Billing {
    /// What it takes from the ceiling of the account that pays so, and of no other (rule G4).
    pub(crate) const fn cut(self) -> PermissionSet {
        match self {
            Self::Prepaid => PermissionSet::EMPTY,
            Self::Postpaid => PermissionSet::CREDIT_PURCHASE,
        }
    }
}

impl Suspension {
    /// Whether a member of an account above suspended it.
    #[must_use]
    pub const fn by_members(self) -> bool {
        self.by_members
    }

    /// Whether the operator suspended it.
    #[must_use]
    pub const fn by_operator(self) -> bool {
        self.by_operator
    }
}

/// Whether an account is active, suspended or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AccountStatus {
    /// Every permission that is granted is available.
    Active,
    /// Only Guest permissions and those of billing and credits are available.
    Suspended,
    /// Nothing is available. A closed account is never opened again.
    Closed,
}

impl AccountStatus {
    /// The permissions that an account of this status makes available (rule G4).
    ///
    /// ```
    /// use sendright::{AccountStatus, Permission};
    ///
    /// let suspended = AccountStatus::Suspended.ceiling();
    /// assert!(suspended.contains(Permission::SentView) && suspended.contains(Permission::CreditPurchase));
    /// assert!(!suspended.contains(Permission::SmsSend));
    /// assert!(AccountStatus::Closed.ceiling().is_empty());
    /// ```
    pub const fn ceiling(self) -> PermissionSet {
        match self {
            Self::Active => PermissionSet::ALL,
            Self::Suspended => SUSPENDED,
            Self::Closed => PermissionSet::EMPTY,
        }
    }
}

/// The ceiling of a suspended account: all Guest permissions, all of billing, and the purchase of credits, which may end the
/// suspension.
const SUSPENDED: PermissionSet = {
    let mut set = Area::Billing
        .permissions(Level::Approver)
        .union(PermissionSet::CREDIT_VIEW)
        .union(PermissionSet::CREDIT_PURCHASE);
    let mut i = 0;
    while i < Area::ALL.len() {
        set = set.union(Area::ALL[i].permissions(Level::Guest));
        i += 1;
    }
    set
};

impl Account {
    /// The greatest [depth](Self::depth) that an account can have (rule I2).
    pub const MAX_DEPTH: u8 = 5;

    /// The id of the account.
    #[must_use]
    pub const fn id(&self) -> AccountId {
        self.id
    }

    /// The account directly above; `None` for a root account.
    #[must_use]
    pub const fn parent(&self) -> Option<AccountId> {
        self.parent
    }

    /// How many accounts are above it: 0 for a root account, at most [`MAX_DEPTH`](Self::MAX_DEPTH).
    #[must_use]
    pub const fn depth(&self) -> u8 {
        self.depth
    }

    /// The name that people see.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }

    /// How it pays, if the operator set that: `None` for a sub-account that pays as its parent does.
    /// [`Directory::billing`](crate::Directory::billing) says how it pays, set or not.
    #[must_use]
    pub const fn own_billing(&self) -> Option<Billing> {
        self.billing
    }

    /// The permissions that its product plan includes: everything, or those that are named (rule V7).
    pub const fn features(&self) -> Selection {
        self.features
    }

    /// Who suspended it, if it is suspended.
    #[must_use]
    pub const fn suspension(&self) -> Suspension {
        self.suspension
    }

    /// The status of the account itself. If an account above is suspended or closed, that counts too (rule G4).
    #[must_use]
    pub const fn status(&self) -> AccountStatus {
        if self.closed {
            AccountStatus::Closed
        } else if self.suspension.by_members || self.suspension.by_operator {
            AccountStatus::Suspended
        } else {
            AccountStatus::Active
        }
    }

    /// The addresses that may enter the tenant of this root account. For a sub-account, see its root account.
    #[must_use]
    pub const fn email_policy(&self) -> &EmailPolicy {
        match &self.email_policy {
            Some(policy) => policy,
            None => &ANY,
        }
    }

    pub(crate) fn set_email_policy(&mut self, policy: EmailPolicy) {
        self.email_policy = boxed(policy);
    }

    /// What its depth takes away: an account at the greatest depth has no sub-accounts to manage (rule G4).
    pub(crate) const fn depth_cut(&self) -> PermissionSet {
        if self.depth >= Self::MAX_DEPTH { PermissionSet::SUBACCOUNT_MANAGE } else { PermissionSet::EMPTY }
    }

    /// The permissions that the account itself makes available: its features, without what its billing, status and depth
    /// take away. The accounts above may take more, and so may their billing, if it has none of its own (rule G4).
    pub const fn own_ceiling(&self) -> PermissionSet {
        let billing = match self.billing {
            Some(billing) => billing.cut(),
            None => PermissionSet::EMPTY,
        };
        let features = self.features.permissions();
        features.difference(billing).difference(self.depth_cut()).intersection(self.status().ceiling())
    }
}

static ANY: EmailPolicy = EmailPolicy::ANY;

fn boxed(policy: EmailPolicy) -> Option<Box<EmailPolicy>> {
    (policy != ANY).then(|| Box::new(policy))
}

/// How words are written: `"prepaid"`.
#[cfg(feature = "serde")]
mod wire {
    use serde::{Deserialize, Serialize};

    use crate::wire::one_entry;

    use super::{AccountStatus, Billing};

    // INVARIANT: append-only, as compact formats number the variants.
    #[derive(Serialize, Deserialize)]
    #[serde(remote = "Billing", rename = "Billing", rename_all = "snake_case")]
    enum BillingWire {
        Prepaid,
        Postpaid,
    }

    // INVARIANT: append-only, as compact formats number the variants.
    #[derive(Serialize, Deserialize)]
    #[serde(remote = "AccountStatus", rename = "AccountStatus", rename_all = "snake_case")]
    enum AccountStatusWire {
        Active,
        Suspended,
        Closed,
    }

    one_entry!(Billing as BillingWire, |_| None, words = true);
    one_entry!(AccountStatus as AccountStatusWire, |_| None, words = true);

    /// The policy of an account, written as it is, also where it is in no box.
    pub(super) mod policy {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use super::super::{ANY, EmailPolicy, boxed};

        #[expect(clippy::ref_option, reason = "the form that serde calls")]
        pub(crate) fn serialize<S: Serializer>(
            policy: &Option<Box<EmailPolicy>>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            policy.as_deref().unwrap_or(&ANY).serialize(serializer)
        }

        pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Box<EmailPolicy>>, D::Error> {
            EmailPolicy::deserialize(deserializer).map(boxed)
        }
    }
}
