//! The one equation: required ⊆ granted(scope) ∩ ceiling (rule D1), and which refusal it is where it does not hold (rule
//! D4, from the statuses on).

use crate::organization::AccountStatus;
use crate::permission::{Grants, PermissionSet, Scope};
use crate::state::{AccountEntry, Masks};

use super::denial::Denial;

/// The masks of what is granted in an account, perhaps about data that one above it shares (rules D1, D3).
pub(super) fn masks(granted: &Grants, entry: AccountEntry<'_>, shared_from: Option<AccountEntry<'_>>) -> Masks {
    let closed = |entry: AccountEntry<'_>| entry.status() == AccountStatus::Closed;
    let Some(ancestor) = shared_from else {
        return Masks::new(granted, entry.entitlement(), entry.ceiling(), closed(entry));
    };
    // Sharing requires two active accounts, and both ceilings.
    let entitlement = entry.entitlement() & ancestor.entitlement();
    let active = [entry, ancestor].iter().all(|entry| entry.status() == AccountStatus::Active);
    let ceiling = if active { entitlement } else { PermissionSet::EMPTY };
    Masks::new(granted, entitlement, ceiling, closed(entry) || closed(ancestor))
}

/// Rule D1, and D4 from the statuses on.
#[inline]
pub(super) fn check(masks: &Masks, required: PermissionSet, scope: Scope) -> Result<(), Denial> {
    if masks.allowed(scope).allows(required) { Ok(()) } else { Err(denial(masks, required, scope)) }
}

/// Which refusal it is where masks do not allow a requirement that is not empty.
#[inline]
pub(super) fn denial(masks: &Masks, required: PermissionSet, scope: Scope) -> Denial {
    let (missing, cut) = (required - masks.granted(scope), required - masks.entitlement);
    if (missing | cut).is_empty() {
        return if masks.closed { Denial::AccountClosed } else { Denial::AccountSuspended };
    }
    // No ceiling cuts one's own details (rule G3).
    let not_available = cut - PermissionSet::PROFILE_EDIT;
    if !not_available.is_empty() {
        return Denial::Ceiling(not_available);
    }
    let held_nowhere = missing - masks.own;
    if held_nowhere.is_empty() { Denial::LesserScope(missing) } else { Denial::Missing(held_nowhere) }
}
