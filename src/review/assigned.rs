use chrono::{DateTime, Utc};

use crate::directory::Directory;
use crate::organization::instant::whole;
use crate::organization::{AccountId, AssignedRole, Membership, UserId};
use crate::permission::Grants;

/// # Review in the terms of ANSI INCITS 359
///
/// The functions of the NIST RBAC standard, and their counterparts here. An *object* is an account with its data, an
/// *operation* a [`Permission`](crate::Permission) that is used on it, a *session* what a principal asks at an instant.
///
/// Core RBAC:
///
/// | function | here |
/// | --- | --- |
/// | `AddUser` | [`Command::AddUser`], or [`Command::Invite`] and [`Command::AcceptInvitation`] |
/// | `DeleteUser` | [`Command::DeleteUser`]; [`Command::RemoveMember`] for one account |
/// | `AddRole`, `DeleteRole` | [`Command::DefineRole`], [`Command::DeleteRole`]; presets always exist |
/// | `AssignUser`, `DeassignUser` | [`Command::Assign`], which sets the whole assignment; [`Command::RemoveMember`], [`Command::Leave`] |
/// | `GrantPermission`, `RevokePermission` | [`Command::ChangeRole`], which sets all that a role gives |
/// | `CreateSession`, `DeleteSession` | not here: signing in is the application's, and no state is kept between two questions |
/// | `AddActiveRole`, `DropActiveRole` | not here: all roles of a live membership are active; whoever wants less uses an [`ApiKey`](crate::ApiKey), whose cap narrows what its owner holds |
/// | `CheckAccess` | [`authorize`](Self::authorize) |
/// | `AssignedUsers` | [`assigned_users`](Self::assigned_users); [`members`](Self::members) whatever their roles |
/// | `AssignedRoles` | [`assigned_roles`](Self::assigned_roles); [`memberships`](Self::memberships) with levels, terms and what is withheld |
/// | `RolePermissions` | [`role_permissions`](Self::role_permissions) |
/// | `UserPermissions` | [`user_permissions`](Self::user_permissions) before ceilings, [`what_can`](Self::what_can) after them |
/// | `SessionRoles` | [`assigned_roles`](Self::assigned_roles) at the instant of the session |
/// | `SessionPermissions` | [`access`](Self::access): the masks, once for a session; [`what_can`](Self::what_can) for people |
/// | `RoleOperationsOnObject` | [`role_permissions`](Self::role_permissions), [within](Grants::within) the account's [`ceiling`](Self::ceiling) |
/// | `UserOperationsOnObject` | [`what_can`](Self::what_can), on all data [at](Grants::at) account scope, on one's own at own scope |
///
/// The standard has no function from a permission to the users who hold it; [`who_can`](Self::who_can) and
/// [`who_can_own`](Self::who_can_own) are that. The rows of data that a user may see are a [`listing`](Self::listing).
///
/// Hierarchical RBAC:
///
/// | function | here |
/// | --- | --- |
/// | `AddInheritance`, `DeleteInheritance`, `AddAscendant`, `AddDescendant` | not here: roles are flat, so that what one gives can be read off it. A membership may have several. Accounts have the hierarchy: what is held at [`Scope::Subtree`](crate::Scope::Subtree) goes down ([`Command::OpenSubaccount`]) |
/// | `AuthorizedUsers`, `AuthorizedRoles` | [`assigned_users`](Self::assigned_users) and [`assigned_roles`](Self::assigned_roles): without inheritance, authorized is assigned |
/// | `RolePermissions`, `UserPermissions`, `RoleOperationsOnObject`, `UserOperationsOnObject` | as above; [`user_permissions`](Self::user_permissions) has what comes down from the accounts above |
///
/// Constrained RBAC:
///
/// | function | here |
/// | --- | --- |
/// | `CreateSsdSet`, `AddSsdRoleMember`, `DeleteSsdRoleMember`, `DeleteSsdSet`, `SetSsdSetCardinality` | not here: what must not come together are permissions, by whatever roles, levels and accounts they come. To prepare and to commit are separate permissions; `withheld` keeps one from a member |
/// | `SsdRoleSets`, `SsdRoleSetRoles`, `SsdRoleSetCardinality` | not here; [`who_can`](Self::who_can) of two permissions at once finds who holds both |
/// | `CreateDsdSet`, `AddDsdRoleMember`, `DeleteDsdRoleMember`, `DeleteDsdSet`, `SetDsdSetCardinality` | not here: no role is activated by itself |
/// | `DsdRoleSets`, `DsdRoleSetRoles`, `DsdRoleSetCardinality` | not here |
///
/// Source: ANSI INCITS 359-2004, sections 6.1 to 6.4.
///
/// [`Command::AddUser`]: crate::Command::AddUser
/// [`Command::Invite`]: crate::Command::Invite
/// [`Command::AcceptInvitation`]: crate::Command::AcceptInvitation
/// [`Command::DeleteUser`]: crate::Command::DeleteUser
/// [`Command::RemoveMember`]: crate::Command::RemoveMember
/// [`Command::DefineRole`]: crate::Command::DefineRole
/// [`Command::DeleteRole`]: crate::Command::DeleteRole
/// [`Command::Assign`]: crate::Command::Assign
/// [`Command::Leave`]: crate::Command::Leave
/// [`Command::ChangeRole`]: crate::Command::ChangeRole
/// [`Command::OpenSubaccount`]: crate::Command::OpenSubaccount
impl Directory {
    /// The live memberships with a role, in an account and those below: by account in the order of
    /// [`subtree`](Self::subtree), then by user.
    ///
    /// A membership with levels alone has no role; [`members`](Self::members) lists those too. Users who are deactivated
    /// keep their roles and are included.
    ///
    /// Source: `AssignedUsers` of ANSI INCITS 359, for one part of a tree and one instant.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let clerks: Vec<_> = directory.assigned_users(clerk, acme, now).map(|m| (m.user(), m.account())).collect();
    /// assert_eq!(clerks, [(cleo, shop)]);
    /// assert_eq!(directory.assigned_users(clerk, acme, january).count(), 0, "her time is over");
    /// assert_eq!(directory.assigned_users(Preset::Admin, shop, now).count(), 0, "Ada is one in Acme, not here");
    /// ```
    pub fn assigned_users(
        &self,
        role: impl Into<AssignedRole>,
        account: AccountId,
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = Membership<'_>> {
        let (role, now) = (role.into(), whole(now));
        let memberships = self.subtree(account).flat_map(|account| self.members(account.id));
        memberships.filter(move |membership| {
            membership.assignment.counts(now) && membership.assignment.roles().binary_search(&role).is_ok()
        })
    }

    /// The roles of a user's live memberships, each with its account, in the order of the accounts' ids, then of the roles.
    ///
    /// Beside roles, a membership may give levels and withhold permissions: [`user_permissions`](Self::user_permissions)
    /// counts all of it.
    ///
    /// Source: `AssignedRoles` of ANSI INCITS 359, for one instant.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let roles: Vec<_> = directory.assigned_roles(cleo, now).collect();
    /// assert_eq!(roles, [(shop, Preset::Regular.into()), (shop, clerk.into())]);
    /// assert_eq!(directory.assigned_roles(cleo, january).count(), 0, "her time is over");
    /// ```
    pub fn assigned_roles(&self, user: UserId, now: DateTime<Utc>) -> impl Iterator<Item = (AccountId, AssignedRole)> {
        let now = whole(now);
        let live = self.memberships(user).filter(move |membership| membership.assignment.counts(now));
        live.flat_map(|membership| membership.assignment.roles().iter().map(move |role| (membership.account, *role)))
    }

    /// The grants of a role, before a membership withholds anything; `None` for a custom role that does not exist.
    ///
    /// Source: `RolePermissions` of ANSI INCITS 359.
    ///
    /// ```
    #[doc = include_str!("example.txt")]
    /// let clerks = directory.role_permissions(clerk).unwrap();
    /// assert_eq!(clerks.iter().collect::<Vec<_>>(), [(Permission::ContactView, Scope::Account)]);
    /// assert_eq!(directory.role_permissions(Preset::Sender), Some(Preset::Sender.grants()));
    ///
    /// let unknown = RoleId::from(uuid::Uuid::from_u128(99));
    /// assert_eq!(directory.role_permissions(unknown), None);
    /// ```
    #[must_use]
    pub fn role_permissions(&self, role: impl Into<AssignedRole>) -> Option<Grants> {
        match role.into() {
            AssignedRole::Preset(preset) => Some(preset.grants()),
            AssignedRole::Custom(role) => self.role(role).map(|role| role.grants),
        }
    }
}
