//! What every directory keeps (rules I1 to I5), asked through its public readers alone.

use std::collections::HashSet;

use sendright::{
    Account, AccountId, AccountStatus, Actor, AssignedRole, Assignment, Directory, Membership, Permission, Preset, User,
};
use serde_json::Value;

use crate::laws::{compact, json, survives};

/// Fails if a directory breaks a rule, or is not the one of its own snapshot.
pub fn sound(directory: &Directory) {
    #[cfg(debug_assertions)]
    assert_eq!(directory.inconsistency(), None);
    for root in directory.roots() {
        directory.subtree(root.id()).for_each(|account| account_is_sound(directory, account, root.id()));
        users_are_sound(directory, root.id());
        keys_are_sound(directory, root.id());
        invitations_are_sound(directory, root.id());
    }
    let snapshot = directory.snapshot();
    survives(&snapshot);
    assert!(json(&directory.snapshot_ref()) == json(&snapshot), "borrowed, it is written in another way");
    assert!(compact(&directory.snapshot_ref()) == compact(&snapshot), "borrowed, it is written in another way");
    nothing_is_out_of_reach(directory, &serde_json::to_value(&snapshot).unwrap());
    assert!(Directory::restore(snapshot).as_ref() == Ok(directory), "its snapshot is another directory");
}

/// How many records there are.
pub fn records(directory: &Directory) -> usize {
    Reached::of(directory).0.iter().map(|(_, number)| number).sum()
}

/// I1, I2.
fn account_is_sound(directory: &Directory, account: &Account, root: AccountId) {
    let above: Vec<AccountId> = directory.ancestors(account.id()).map(Account::id).collect();
    assert_eq!(above.first().copied(), account.parent());
    assert_eq!(above.last().copied().unwrap_or(account.id()), root);
    assert_eq!(above.len(), usize::from(account.depth()));
    assert!(account.depth() <= Account::MAX_DEPTH && !account.id().uuid().is_nil());
    let is_administrator = |membership: Membership<'_>| {
        let admin = Preset::Admin.grants().without(Permission::ProfileEdit);
        let (active, term) = (directory.user(membership.user()).is_some_and(User::is_active), membership.assignment());
        active
            && term.ends().is_none()
            && term.starts() <= directory.latest_time()
            && membership.grants().covers(&admin)
    };
    let needs_one = account.parent().is_none() && account.status() != AccountStatus::Closed;
    assert!(!needs_one || directory.members(account.id()).any(is_administrator), "nobody administers {root}");
    for membership in directory.members(account.id()) {
        assert_eq!(directory.user(membership.user()).map(User::root), Some(root), "a membership crosses trees");
        assignment_is_sound(directory, account.id(), membership.assignment());
    }
}

/// I4.
fn assignment_is_sound(directory: &Directory, account: AccountId, assignment: &Assignment) {
    let gives = !assignment.given_levels().is_none() || !assignment.roles().is_empty();
    assert!(gives, "an assignment gives nothing");
    let times = assignment.starts().zip(assignment.ends());
    assert!(times.is_none_or(|(from, until)| from < until), "an assignment ends before it starts");
    for role in assignment.roles() {
        let AssignedRole::Custom(role) = role else { continue };
        let usable = directory.assignable_roles(account).any(|usable| usable.id() == *role);
        assert!(usable, "an assignment has a role that can't be used there");
    }
}

/// I3, C2.
fn users_are_sound(directory: &Directory, root: AccountId) {
    let last_change = directory.last_change(root);
    assert!(last_change.is_some_and(|change| !change.uuid().is_nil()), "the last change of {root} is missing");
    let mut addresses = HashSet::new();
    for user in directory.users(root) {
        assert_eq!(user.root(), root);
        assert!(!user.id().uuid().is_nil());
        assert!(addresses.insert(user.email().as_str()), "{} is two users'", user.email());
        let found = directory.user_by_email(root, user.email()).map(User::id);
        assert_eq!(found, Some(user.id()));
    }
}

/// I2.
fn keys_are_sound(directory: &Directory, root: AccountId) {
    for key in directory.api_keys(root) {
        assert!(!key.id().uuid().is_nil());
        match key.owner() {
            Some(owner) => assert_eq!(directory.user(owner).map(User::root), Some(root), "a key crosses trees"),
            None => {
                assert_ne!(directory.status(key.account()), Some(AccountStatus::Closed), "a closed account has a key");
            }
        }
    }
}

/// I2, C7.
fn invitations_are_sound(directory: &Directory, root: AccountId) {
    let mut invited = HashSet::new();
    for invitation in directory.invitations(root) {
        assert!(!invitation.id().uuid().is_nil());
        assert_ne!(
            directory.status(invitation.account()),
            Some(AccountStatus::Closed),
            "an invitation to a closed account"
        );
        assert!(
            invited.insert((invitation.account(), invitation.email())),
            "an address is invited twice to an account"
        );
        assignment_is_sound(directory, invitation.account(), invitation.assignment());
        let sender = match invitation.inviter() {
            Actor::System => continue,
            Actor::User(user) => Some(user),
            Actor::ApiKey(key) => directory.api_key(key).and_then(sendright::ApiKey::owner),
        };
        let of_tree = sender.and_then(|user| directory.user(user)).map(User::root);
        assert_eq!(of_tree, Some(root), "an invitation crosses trees");
    }
}

/// How many records of each list of a snapshot are reached through the readers.
struct Reached([(&'static str, usize); 6]);

impl Reached {
    fn of(directory: &Directory) -> Self {
        let sum = |number: &dyn Fn(AccountId) -> usize| directory.roots().map(|root| number(root.id())).sum();
        let members = |account: &Account| directory.members(account.id()).count();
        Self([
            ("accounts", sum(&|root| directory.subtree(root).count())),
            ("users", sum(&|root| directory.users(root).count())),
            ("roles", sum(&|root| directory.defined_roles(root).count())),
            ("memberships", sum(&|root| directory.subtree(root).map(members).sum())),
            ("invitations", sum(&|root| directory.invitations(root).count())),
            ("api_keys", sum(&|root| directory.api_keys(root).count())),
        ])
    }
}

/// I2, I5: every record stands in a tree, and no id is used twice, neither now nor after it is gone.
fn nothing_is_out_of_reach(directory: &Directory, snapshot: &Value) {
    let list = |of: &Value, name: &str| of[name].as_array().cloned().unwrap_or_default();
    for (name, number) in Reached::of(directory).0 {
        let records = list(snapshot, name);
        assert_eq!(records.len(), number, "{name} that no reader finds");
        let ids = records.iter().filter_map(|record| record.get("id")).cloned().chain(list(&snapshot["gone"], name));
        let mut seen = HashSet::new();
        assert!(ids.into_iter().all(|id| seen.insert(id.to_string())), "the {name} have an id twice");
    }
}
