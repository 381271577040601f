use crate::permission::{Grants, PermissionSet, Scope};

/// The masks of the one equation for a principal in an account: what is granted, and what is available (rule D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Masks {
    /// What is granted at Own and at Account.
    pub(crate) own: PermissionSet,
    pub(crate) account: PermissionSet,
    /// The ceiling as it would be without statuses, and as it is.
    pub(crate) entitlement: PermissionSet,
    pub(crate) ceiling: PermissionSet,
    /// Whether the account or one above it is closed.
    pub(crate) closed: bool,
}

impl Masks {
    pub(crate) const fn new(
        granted: &Grants,
        entitlement: PermissionSet,
        ceiling: PermissionSet,
        closed: bool,
    ) -> Self {
        Self { own: granted.at(Scope::Own), account: granted.at(Scope::Account), entitlement, ceiling, closed }
    }

    /// The same for a key with a cap (rule G5).
    pub(crate) const fn capped(&self, cap: PermissionSet) -> Self {
        Self { own: self.own.intersection(cap), account: self.account.intersection(cap), ..*self }
    }
}
