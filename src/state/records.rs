//! The records: what a directory stores, as a snapshot holds it. Nothing here is derived, but two things that stand beside
//! a record for speed and are the index's to write: the answer of a membership, and the grants of an assignment.

use hashbrown::HashMap;
use slab::Slab;

use crate::organization::{
    Account, AccountId, Actor, ApiKey, ApiKeyId, AssignedRole, Assignment, ChangeId, Invitation, InvitationId,
    Membership, Role, RoleId, User, UserId,
};
use crate::permission::Grants;

use super::memberships::{MembershipRecord, Memberships};
use super::row::{AccountRow, UserRow};
use super::shared::Shared;
use super::used_ids::UsedIds;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    pub(super) accounts: Slab<Account>,
    pub(super) users: Slab<User>,
    pub(super) memberships: Memberships,
    // INVARIANT: the grants are those of the roles as they are now; `Index::role_changed` computes them again. Beside the
    // assignment they cost no second look-up where rights come from above.
    pub(super) assignments: Shared<Assignment, Grants>,
    pub(super) roles: HashMap<RoleId, Role>,
    /// Those that were not answered, revoked or ended; some may have expired.
    pub(super) invitations: HashMap<InvitationId, Invitation>,
    pub(super) keys: HashMap<ApiKeyId, ApiKey>,
    /// The last change of each tree, by its root account.
    pub(super) last_changes: HashMap<AccountId, ChangeId>,
    /// The ids of what was removed.
    pub(super) gone: UsedIds,
}

impl Records {
    #[inline]
    pub(super) fn account(&self, row: AccountRow) -> Option<&Account> {
        self.accounts.get(row.position())
    }

    #[inline]
    pub(super) fn user(&self, row: UserRow) -> Option<&User> {
        self.users.get(row.position())
    }

    /// A membership, by its record.
    pub(super) fn membership(&self, record: &MembershipRecord) -> Option<Membership<'_>> {
        let MembershipRecord { user, account, assignment, .. } = *record;
        let (assignment, grants) = self.assignments.at(assignment)?;
        Some(Membership { user, account, assignment, grants })
    }

    /// The user behind an actor: the person, or the owner of the key, if it has one.
    pub(super) fn user_behind(&self, actor: Actor) -> Option<UserId> {
        match actor {
            Actor::System => None,
            Actor::User(user) => Some(user),
            Actor::ApiKey(key) => self.keys.get(&key)?.owner(),
        }
    }
}

/// What a role gives.
pub(super) fn role_grants(roles: &HashMap<RoleId, Role>, role: AssignedRole) -> Grants {
    match role {
        AssignedRole::Preset(preset) => preset.grants(),
        AssignedRole::Custom(role) => roles.get(&role).map_or(Grants::NONE, |role| role.grants),
    }
}

/// What an assignment grants, with roles that give this (rule G1).
pub(super) fn assignment_grants(assignment: &Assignment, gives: impl Fn(AssignedRole) -> Grants) -> Grants {
    let roles = assignment.roles().iter().map(|role| gives(*role)).fold(Grants::NONE, Grants::union);
    roles.union(assignment.given_levels().grants()).without(assignment.withheld().permissions())
}
