//! Whether a directory reads as the model says it must.

use std::collections::BTreeSet;
use std::fmt::{Arguments, Debug};

use sendright::{
    Account, AccountId, AccountStatus, Actor, ApiKey, Directory, Invitation, Membership, Permission, PermissionSet,
    Role, User, UserId,
};

use crate::generate::Pools;
use crate::held::Held;
use crate::model::{AccountRow, InvitationRow, KeyRow, MembershipRow, Model, Owner, RoleRow, UserRow};

type Answer = Result<(), String>;

fn same<T: PartialEq + Debug>(what: Arguments<'_>, model: &T, directory: &T) -> Answer {
    if model == directory {
        Ok(())
    } else {
        Err(format!("{what}: the model has {model:?}, the directory {directory:?}"))
    }
}

/// Compares everything that can be read, for every id that exists, existed or never did.
pub(crate) fn agrees(model: &Model, directory: &Directory, pools: &Pools) -> Answer {
    same(format_args!("revision"), &model.revision, &directory.revision())?;
    same(format_args!("time"), &(model.last, model.latest), &(directory.time(), directory.latest_time()))?;
    for id in &pools.accounts {
        let read = directory.account(*id);
        pair(format_args!("account {id}"), model.account(*id), read, |row, read| account(model, row, read))?;
        let ceiling = model.account(*id).map(|row| ceiling(model, row));
        same(format_args!("ceiling of {id}"), &ceiling, &directory.ceiling(*id))?;
        same(format_args!("how {id} pays"), &model.pays(*id), &directory.billing(*id))?;
        let status = model.account(*id).map(|row| status(model, row));
        same(format_args!("status of {id}"), &status, &directory.status(*id))?;
        let above: Vec<_> = directory.ancestors(*id).map(Account::id).collect();
        same(format_args!("ancestors of {id}"), &model.line(*id).get(1..).unwrap_or_default(), &above.as_slice())?;
        outside_policy(model, directory, *id)?;
        let rows = model.memberships.iter().filter(|row| row.account == *id);
        members(format_args!("members of {id}"), rows, directory.members(*id))?;
    }
    for id in &pools.users {
        pair(format_args!("user {id}"), model.user(*id), directory.user(*id), user)?;
        members(format_args!("memberships of {id}"), model.memberships_of(*id), directory.memberships(*id))?;
        let mut keys: Vec<_> = model.keys.iter().filter(|row| is_in_hands_of(row, *id)).map(|row| row.id).collect();
        keys.sort();
        let read: Vec<_> = directory.keys_in_custody_of(*id).map(ApiKey::id).collect();
        same(format_args!("keys in the hands of {id}"), &keys, &read)?;
        for account in &pools.accounts {
            let (row, read) = (model.membership(*id, *account), directory.membership(*id, *account));
            let what = format_args!("membership of {id} in {account}");
            pair(what, row, read.as_ref(), |row, read| membership(model, row, read))?;
        }
    }
    for id in &pools.roles {
        pair(format_args!("role {id}"), model.role(*id), directory.role(*id), role)?;
    }
    for id in &pools.keys {
        pair(format_args!("key {id}"), model.key(*id), directory.api_key(*id), key)?;
    }
    for id in &pools.invitations {
        pair(format_args!("invitation {id}"), model.invitation(*id), directory.invitation(*id), invitation)?;
    }
    Ok(())
}

fn pair<R, T>(what: Arguments<'_>, row: Option<&R>, read: Option<&T>, compare: impl Fn(&R, &T) -> Answer) -> Answer {
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
    same(format_args!("outside the policy of {root}"), &expected, &listed)
}

fn account(model: &Model, row: &AccountRow, read: &Account) -> Answer {
    same(format_args!("id"), &row.id, &read.id())?;
    same(format_args!("parent"), &row.parent, &read.parent())?;
    same(format_args!("level"), &model.level(row.id), &usize::from(read.depth()))?;
    same(format_args!("name"), &row.name, read.name())?;
    same(format_args!("billing"), &row.billing, &read.own_billing())?;
    same(format_args!("features"), &row.features, &read.features())?;
    same(format_args!("by members"), &row.suspended_by_members, &read.suspension().by_members())?;
    same(format_args!("by the operator"), &row.suspended_by_operator, &read.suspension().by_operator())?;
    same(format_args!("closed"), &row.closed, &(read.status() == AccountStatus::Closed))?;
    same(format_args!("policy"), &row.policy, read.email_policy())
}

fn user(row: &UserRow, read: &User) -> Answer {
    same(format_args!("id"), &row.id, &read.id())?;
    same(format_args!("root"), &row.root, &read.root())?;
    same(format_args!("email"), &row.email, read.email())?;
    same(format_args!("name"), &row.name, read.name())?;
    same(format_args!("phone"), &row.phone.as_ref(), &read.phone())?;
    same(format_args!("active"), &row.active, &read.is_active())
}

fn members<'a>(
    what: Arguments<'_>,
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
    same(format_args!("user"), &row.user, &read.user())?;
    same(format_args!("account"), &row.account, &read.account())?;
    same(format_args!("assignment"), &row.assignment, read.assignment())?;
    same(format_args!("grants"), &model.gives(&row.assignment), &Held::from(read.grants()))
}

fn role(row: &RoleRow, read: &Role) -> Answer {
    same(format_args!("id"), &row.id, &read.id())?;
    same(format_args!("account"), &row.account, &read.account())?;
    same(format_args!("name"), &row.name, read.name())?;
    same(format_args!("grants"), &row.held, &Held::from(read.grants()))
}

fn invitation(row: &InvitationRow, read: &Invitation) -> Answer {
    same(format_args!("id"), &row.id, &read.id())?;
    same(format_args!("account"), &row.account, &read.account())?;
    same(format_args!("email"), &row.email, read.email())?;
    same(format_args!("proposed"), &(row.name.as_ref(), row.phone.as_ref()), &(read.name(), read.phone()))?;
    same(format_args!("assignment"), &row.assignment, read.assignment())?;
    same(format_args!("expires"), &row.expires, &read.expires())?;
    same(format_args!("inviter"), &row.inviter, &read.inviter())
}

fn is_in_hands_of(row: &KeyRow, user: UserId) -> bool {
    match row.owner {
        Owner::Person(_) => false,
        Owner::Account { made, changed, secret } => [made, changed, secret].contains(&Actor::User(user)),
    }
}

fn key(row: &KeyRow, read: &ApiKey) -> Answer {
    same(format_args!("id"), &row.id, &read.id())?;
    same(format_args!("owner"), &row.person(), &read.owner())?;
    let custody = read.custody().map(|read| (read.created_by(), read.changed_by(), read.secret_given_to()));
    let hands =
        if let Owner::Account { made, changed, secret } = row.owner { Some((made, changed, secret)) } else { None };
    same(format_args!("custody"), &hands, &custody)?;
    same(format_args!("account"), &row.account, &read.account())?;
    same(format_args!("subtree"), &row.subtree, &read.is_for_subtree())?;
    same(format_args!("name"), &row.name, read.name())?;
    same(format_args!("cap"), &row.cap, &read.cap())?;
    same(format_args!("until"), &row.until, &read.ends())
}
