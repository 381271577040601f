//! The invariants I1 to I6, worked out on the model's rows.

use std::collections::BTreeSet;

use sendright::{AssignedRole, Email};

use crate::model::{Model, is_nil};

/// What is broken, in words; nothing in a sound state.
pub(crate) fn broken(model: &Model) -> Vec<String> {
    let mut broken = Vec::new();
    let orphans = model.latest.map(|latest| model.roots_without_administrator(latest)).into_iter().flatten();
    broken.extend(orphans.map(|root| format!("I1: {root} has no permanent administrator")));
    broken_accounts(model, &mut broken);
    broken_people(model, &mut broken);
    broken_assignments(model, &mut broken);
    broken_ids(model, &mut broken);
    broken
}

fn broken_accounts(model: &Model, broken: &mut Vec<String>) {
    for row in &model.accounts {
        // A cycle would never end at a root.
        let mut line = vec![row.id];
        let mut next = row.parent;
        while let Some(id) = next {
            if line.contains(&id) || line.len() > 6 {
                broken.push(format!("I2: {} is in a cycle or too deep", row.id));
                break;
            }
            line.push(id);
            next = model.account(id).and_then(|row| row.parent);
            if model.account(id).is_none() {
                broken.push(format!("I2: {} is under {id}, which is not there", row.id));
            }
        }
        if line.len() > 6 {
            broken.push(format!("I2: {} is on level {}", row.id, line.len() - 1));
        }
    }
}

fn broken_people(model: &Model, broken: &mut Vec<String>) {
    let mut addresses = BTreeSet::new();
    for row in &model.users {
        if !addresses.insert((row.root, &row.email)) {
            broken.push(format!("I3: {} has two users in {}", row.email, row.root));
        }
        if row.email.as_str().parse::<Email>().ok().as_ref() != Some(&row.email) {
            broken.push(format!("I3: {} is not canonical", row.email));
        }
        if model.account(row.root).is_none_or(|root| root.parent.is_some()) {
            broken.push(format!("I2: {} belongs to {}, which is no root", row.id, row.root));
        }
    }
    let mut members = BTreeSet::new();
    for row in &model.memberships {
        if !members.insert((row.user, row.account)) {
            broken.push(format!("G1: {} has two memberships in {}", row.user, row.account));
        }
        if model.user(row.user).map(|user| user.root) != model.root(row.account) {
            broken.push(format!("I3: {} is a member of {}, in another tree", row.user, row.account));
        }
    }
    for key in &model.keys {
        match key.person() {
            Some(owner) if model.user(owner).map(|user| user.root) != model.root(key.account) => {
                broken.push(format!("I3: the owner of {} is not of the tree of {}", key.id, key.account));
            }
            None if model.closed(key.account) => broken.push(format!("G6: {} is of a closed account", key.id)),
            Some(_) | None => {}
        }
    }
}

fn broken_assignments(model: &Model, broken: &mut Vec<String>) {
    let members = model.memberships.iter().map(|row| (row.account, &row.assignment));
    let invited = model.invitations.iter().map(|row| (row.account, &row.assignment));
    for (account, assignment) in members.chain(invited) {
        if assignment.roles().is_empty() && assignment.given_levels().is_none() {
            broken.push(format!("I4: an assignment in {account} gives nothing"));
        }
    }
    let mut invited = BTreeSet::new();
    for row in &model.invitations {
        if !invited.insert((row.account, &row.email)) {
            broken.push(format!("C7: {} is invited twice to {}", row.email, row.account));
        }
        if model.closed(row.account) {
            broken.push(format!("C10: {} is invited to {}, which is closed", row.email, row.account));
        }
    }
    for row in &model.memberships {
        for role in row.assignment.roles() {
            if !model.usable(*role, row.account) {
                broken.push(format!("I4: {} has the role {role} in {}, where it can't be used", row.user, row.account));
            }
        }
    }
    for row in &model.roles {
        if model.account(row.account).is_none() {
            broken.push(format!("I2: the role {} belongs to an account that is not there", row.id));
        }
    }
}

fn broken_ids(model: &Model, broken: &mut Vec<String>) {
    let Model { accounts, users, roles, invitations, keys, used, .. } = model;
    let accounts = accounts.iter().map(|row| (row.id.uuid(), used.accounts.contains(&row.id)));
    let users = users.iter().map(|row| (row.id.uuid(), used.users.contains(&row.id)));
    let roles = roles.iter().map(|row| (row.id.uuid(), used.roles.contains(&row.id)));
    let invitations = invitations.iter().map(|row| (row.id.uuid(), used.invitations.contains(&row.id)));
    let keys = keys.iter().map(|row| (row.id.uuid(), used.keys.contains(&row.id)));
    let mut seen = BTreeSet::new();
    for (id, remembered) in accounts.chain(users).chain(roles).chain(invitations).chain(keys) {
        if is_nil(id) || !remembered || !seen.insert(id) {
            broken.push(format!("I5: {id} is nil, forgotten or used twice"));
        }
    }
    for custom in model.memberships.iter().flat_map(|row| row.assignment.roles()) {
        if let AssignedRole::Custom(role) = custom {
            if model.role(*role).is_none() {
                broken.push(format!("I2: the role {role} is held and not there"));
            }
        }
    }
}

/// I6, of one step: every address that is new in a tree is one that the policy of its root admits.
pub(crate) fn entered_against_policy(before: &Model, after: &Model) -> Vec<String> {
    let users = after.users.iter().map(|row| (row.root, &row.email));
    let invited = after.invitations.iter().filter(|row| before.invitation(row.id).is_none());
    let invited = invited.filter_map(|row| Some((after.root(row.account)?, &row.email)));
    let is_new =
        |(root, email): &(_, &Email)| before.account(*root).is_some() && before.user_at(*root, email).is_none();
    let refused =
        |(root, email): &(_, &Email)| before.account(*root).is_some_and(|row| row.policy.admits(email).is_err());
    let against = users.chain(invited).filter(is_new).filter(refused);
    against.map(|(root, email)| format!("I6: {email} entered {root} against its policy")).collect()
}
