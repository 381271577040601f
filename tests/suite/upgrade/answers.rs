//! The answers to every question about the permissions of the first catalogue.

use std::collections::BTreeMap;
use std::fmt::Write;

#[cfg(sendright_next)]
use sendright::Permission;
use sendright::{Directory, PermissionSet, Principal, Request};

use super::world::{ACCOUNTS, KEYS, USERS, account, first, key, today, user};

pub(super) fn principals() -> Vec<(String, Principal)> {
    let users = USERS.iter().map(|number| (format!("user {number}"), user(*number).into()));
    users.chain(KEYS.iter().map(|number| (format!("key {number}"), key(*number).into()))).collect()
}

/// A line for each principal and account: what is allowed account-wide and on one's own data, as numbers in which each
/// permission sets its bit, and how often each denial was the answer.
pub(super) fn answers(directory: &Directory) -> String {
    let mut lines = String::new();
    for (name, principal) in principals() {
        for place in ACCOUNTS {
            let (mut allowed, mut denied) = ([PermissionSet::EMPTY; 2], BTreeMap::<&str, u32>::new());
            for permission in first() {
                let asked = Request::new(principal, permission, account(place));
                for (allowed, request) in allowed.iter_mut().zip([asked, asked.own()]) {
                    match directory.authorize(&request.at(today())) {
                        Ok(_) => *allowed |= permission,
                        Err(denial) => *denied.entry(denial.code()).or_default() += 1,
                    }
                }
            }
            let [wide, own] = allowed.map(PermissionSet::bits);
            let denied: Vec<String> = denied.iter().map(|(code, count)| format!("{code} {count}")).collect();
            writeln!(lines, "{name} in account {place}: {wide:032x} {own:032x} {}", denied.join(", ")).unwrap();
        }
    }
    lines
}

/// Whether a principal may do something account-wide.
#[cfg(sendright_next)]
pub(super) fn may(directory: &Directory, principal: impl Into<Principal>, permission: Permission, place: u128) -> bool {
    directory.authorize(&Request::new(principal, permission, account(place)).at(today())).is_ok()
}
