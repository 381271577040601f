//! Whether a directory reads as the model says it must.

use std::collections::BTreeSet;
use std::fmt::Debug;

use sendright::{
    Account, AccountId, AccountStatus, ApiKey, Directory, Invitation, Membership, Permission, PermissionSet, Role, User,
};

use crate::generate::Pools;
use crate::held::Held;
use crate::model::{AccountRow, Instant, InvitationRow, KeyRow, MembershipRow, Model, RoleRow, UserRow};

type Answer = Result<(), String>;

fn same<T: PartialEq + Debug>(what: &str, model: &T, directory: &T) -> Answer {
    if model == directory {
        Ok(())
    } else {
        Err(format!("{what}: the model has {model:?}, the directory {directory:?}"))
    }
}

/// Compares everything that can be read, for every id that exists, existed or never did.
pub(crate) fn agrees(model: &Model, directory: &Directory, pools: &Pools, at: Instant) -> Answer {
    same("revision", &model.revision, &directory.revision())?;
    for id in &pools.accounts {
        let read = directory.account(*id);
        pair(&format!("account {id}"), model.account(*id), read, |row, read| account(model, row, read))?;
        let ceiling = model.account(*id).map(|row| ceiling(model, row));
        same(&format!("ceiling of {id}"), &ceiling, &directory.ceiling(*id))?;
        let status = model.account(*id).map(|row| status(model, row));
        same(&format!("status of {id}"), &status, &directory.status(*id))?;
        let above: Vec<_> = directory.ancestors(*id).map(Account::id).collect();
        same(&format!("ancestors of {id}"), &model.line(*id).get(1..).unwrap_or_default(), &above.as_slice())?;
        outside_policy(model, directory, *id)?;
        let rows = model.memberships.iter().filter(|row| row.account == *id);
        members(&format!("members of {id}"), rows, directory.members(*id))?;
    }
    for id in &pools.users {
        pair(&format!("user {id}"), model.user(*id), directory.user(*id), user)?;
        members(&format!("memberships of {id}"), model.memberships_of(*id), directory.memberships(*id))?;
        for account in &pools.accounts {
            let what = format!("membership of {id} in {account}");
            let read = directory.membership(*id, *account);
            pair(&what, model.membership(*id, *account), read.as_ref(), |row, read| membership(model, row, read))?;
        }
    }
    for id in &pools.roles {
        pair(&format!("role {id}"), model.role(*id), directory.role(*id), role)?;
    }
    for id in &pools.keys {
        pair(&format!("key {id}"), model.key(*id), directory.api_key(*id), key)?;
    }
    for id in &pools.invitations {
        // One that has expired may be forgotten or not: it counts as over.
        let pending = model.invitation(*id).filter(|row| at < row.expires);
        let read = directory.invitation(*id).filter(|read| read.is_pending(at));
        pair(&format!("invitation {id}"), pending, read, invitation)?;
    }
    Ok(())
}

fn pair<R, T>(what: &str, row: Option<&R>, read: Option<&T>, compare: impl Fn(&R, &T) -> Answer) -> Answer {
    match (row, read) {
        (Some(row), Some(read)) => compare(row, read),
        (None, None) => Ok(()),
        (Some(_), None) => Err(format!("{what} is missing in the directory")),
        (None, Some(_)) => Err(format!("{what} is in the directory, and must not be")),
    }
    .map_err(|error| format!("{what}: {error}"))
}

/// What an account makes available, permission by permission (rule G4).
fn ceiling(model: &Model, row: &AccountRow) -> PermissionSet {
    let all = (0..128).filter_map(Permission::from_bit);
    all.filter(|permission| model.offers(row.id, *permission, false)).collect()
}

/// The worst of an account and those above.
fn status(model: &Model, row: &AccountRow) -> AccountStatus {
    match (model.closed(row.id), model.suspended(row.id)) {
        (true, _) => AccountStatus::Closed,
        (false, true) => AccountStatus::Suspended,
        (false, false) => AccountStatus::Active,
    }
}

/// Who was there before the policy (rule I6).
fn outside_policy(model: &Model, directory: &Directory, root: AccountId) -> Answer {
    let refuses = |row: &&UserRow| {
        row.root == root && model.account(root).is_some_and(|account| account.policy.admits(&row.email).is_err())
    };
    let expected: BTreeSet<_> = model.users.iter().filter(refuses).map(|row| row.id).collect();
    let listed: BTreeSet<_> = directory.outside_email_policy(root).iter().map(|user| user.id()).collect();
    same(&format!("outside the policy of {root}"), &expected, &listed)
}

fn account(model: &Model, row: &AccountRow, read: &Account) -> Answer {
    same("id", &row.id, &read.id())?;
    same("parent", &row.parent, &read.parent())?;
    same("level", &model.level(row.id), &usize::from(read.depth()))?;
    same("name", &row.name, read.name())?;
    same("billing", &row.billing, &read.billing())?;
    same("features", &row.features, &read.features())?;
    same("by members", &row.suspended_by_members, &read.suspension().by_members())?;
    same("by the operator", &row.suspended_by_operator, &read.suspension().by_operator())?;
    same("closed", &row.closed, &(read.status() == AccountStatus::Closed))?;
    same("policy", &row.policy, read.email_policy())
}

fn user(row: &UserRow, read: &User) -> Answer {
    same("id", &row.id, &read.id())?;
    same("root", &row.root, &read.root())?;
    same("email", &row.email, read.email())?;
    same("name", &row.name, read.name())?;
    same("phone", &row.phone.as_ref(), &read.phone())?;
    same("active", &row.active, &read.is_active())
}

fn members<'a>(
    what: &str,
    rows: impl Iterator<Item = &'a MembershipRow>,
    read: impl Iterator<Item = Membership<'a>>,
) -> Answer {
    let mut read: Vec<_> = read.map(|read| (read.account(), read.user())).collect();
    let mut rows: Vec<_> = rows.map(|row| (row.account, row.user)).collect();
    read.sort();
    rows.sort();
    same(what, &rows, &read)
}

fn membership(model: &Model, row: &MembershipRow, read: &Membership<'_>) -> Answer {
    same("user", &row.user, &read.user())?;
    same("account", &row.account, &read.account())?;
    same("assignment", &row.assignment, read.assignment())?;
    same("grants", &model.gives(&row.assignment), &Held::from(read.grants()))
}

fn role(row: &RoleRow, read: &Role) -> Answer {
    same("id", &row.id, &read.id())?;
    same("account", &row.account, &read.account())?;
    same("name", &row.name, read.name())?;
    same("grants", &row.held, &Held::from(read.grants()))
}

fn invitation(row: &InvitationRow, read: &Invitation) -> Answer {
    same("id", &row.id, &read.id())?;
    same("account", &row.account, &read.account())?;
    same("email", &row.email, read.email())?;
    same("assignment", &row.assignment, read.assignment())?;
    same("expires", &row.expires, &read.expires())?;
    same("inviter", &row.inviter, &read.inviter())
}

fn key(row: &KeyRow, read: &ApiKey) -> Answer {
    same("id", &row.id, &read.id())?;
    same("owner", &row.owner, &read.owner())?;
    same("account", &row.account, &read.account())?;
    same("subtree", &row.subtree, &read.is_for_subtree())?;
    same("name", &row.name, read.name())?;
    same("cap", &row.cap, &read.cap())?;
    same("until", &row.until, &read.ends())?;
    same("revoked", &row.revoked, &read.is_revoked())
}
