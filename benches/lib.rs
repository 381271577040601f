//! What the benchmarks share: a directory of any size, and the hot operations, each as a function that is never inlined, so
//! that its machine code can be read by itself:
//!
//! ```text
//! cargo rustc --release -p sendright-benches --lib -- --emit asm -C debuginfo=0
//! ```

#![allow(clippy::panic, reason = "what can not be set up is not measured")]

use chrono::{DateTime, TimeZone, Utc};
use sendright::{
    AccountId, Actor, Assignment, Billing, Command, Directory, Grants, InvitationId, Name, Permission, PermissionSet,
    Preset, Refusal, Scope, UserId,
};
use uuid::Uuid;

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

/// A directory of one organization: a root, sub-accounts under it, and ten members in each of them.
#[derive(Debug)]
pub struct World {
    /// The directory.
    pub directory: Directory,
    /// The root's administrator.
    pub administrator: UserId,
    /// The time of the last change.
    pub now: DateTime<Utc>,
    memberships: u32,
}

/// Members of each sub-account.
const MEMBERS: u32 = 10;

impl World {
    /// A directory of about that many memberships.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if a command is refused, which none is.
    pub fn new(memberships: u32) -> Result<Self, Refusal> {
        let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).single().unwrap_or_default();
        let (root, administrator) = (account(0), user(memberships + 1));
        let mut directory = Directory::new();
        let open = Command::OpenAccount {
            account: root,
            name: name("Root"),
            billing: Billing::Prepaid,
            features: PermissionSet::ALL,
            administrator,
            email: email("root"),
            administrator_name: name("Root"),
        };
        directory.execute(Actor::System, open, now)?;
        for number in 0..memberships {
            let id = account(1 + number / MEMBERS);
            if number % MEMBERS == 0 {
                let open = Command::OpenSubaccount { account: id, parent: root, name: name("Sub") };
                directory.execute(Actor::System, open, now)?;
            }
            let add = Command::AddUser {
                user: user(number),
                account: id,
                email: email(&number.to_string()),
                name: name("User"),
                assignment: Assignment::of(Preset::Basic),
            };
            directory.execute(Actor::System, add, now)?;
        }
        Ok(Self { directory, administrator, now, memberships })
    }

    /// The account that the user of a number is a member of.
    #[must_use]
    pub fn account_of(number: u32) -> AccountId {
        account(1 + number / MEMBERS)
    }

    /// A member, and the account that they are one of.
    pub fn any_member(&self, random: &mut fastrand::Rng) -> (UserId, AccountId) {
        let number = random.u32(0..self.memberships);
        (user(number), Self::account_of(number))
    }

    /// A sub-account.
    pub fn any_account(&self, random: &mut fastrand::Rng) -> AccountId {
        self.any_member(random).1
    }
}

/// An id that looks random and is the same in every run.
fn id(kind: u128, number: u32) -> Uuid {
    let mixed = u128::from(fastrand::Rng::with_seed(u64::from(number)).u64(..));
    Uuid::from_u128(kind << 120 | mixed << 32 | u128::from(number))
}

/// The account of a number.
#[must_use]
pub fn account(number: u32) -> AccountId {
    id(1, number).into()
}

/// The user of a number.
#[must_use]
pub fn user(number: u32) -> UserId {
    id(2, number).into()
}

/// The invitation of a number.
#[must_use]
pub fn invitation(number: u32) -> InvitationId {
    id(3, number).into()
}

/// A name.
///
/// # Panics
///
/// If it is none.
#[must_use]
pub fn name(text: &str) -> Name {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn email(local: &str) -> sendright::Email {
    format!("{local}@acme.example").parse().unwrap_or_else(|error| panic!("{error}"))
}
