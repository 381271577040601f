//! What the benchmarks share: a directory of any size, and the hot operations, each as a function that is never inlined, so
//! that its machine code can be read by itself:
//!
//! ```text
//! cargo rustc --release -p sendright-benches --lib -- --emit asm -C debuginfo=0
//! ```

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

mod ratio;
mod world;
mod yardstick;

use sendright::{Grants, Permission, PermissionSet, Scope};

pub use ratio::Ratio;
pub use world::{ADMINISTRATOR, BASIC, TEMPORARY, World, account, invitation, key, name, role, stamp, user};
pub use yardstick::Yardstick;

/// One permission at a scope.
#[inline(never)]
#[must_use]
pub fn allows_permission(grants: &Grants, required: Permission, scope: Scope) -> bool {
    grants.allows(required, scope)
}

/// A set at a scope.
#[inline(never)]
#[must_use]
pub fn allows_set(grants: &Grants, required: PermissionSet, scope: Scope) -> bool {
    grants.allows(required, scope)
}

/// A set at a scope that the caller's code fixes.
#[inline(never)]
#[must_use]
pub fn allows_set_in_the_account(grants: &Grants, required: PermissionSet) -> bool {
    grants.allows(required, Scope::Account)
}

/// The yardstick: a mask test and nothing else.
#[inline(never)]
#[must_use]
pub fn bare_mask(held: &u128, required: u128) -> bool {
    held & required == required
}

/// What most call sites are: a permission and a scope that the code fixes.
#[inline(never)]
#[must_use]
pub fn allows_user_invite(grants: &Grants) -> bool {
    grants.allows(Permission::UserInvite, Scope::Account)
}
