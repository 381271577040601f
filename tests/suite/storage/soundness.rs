//! The rules that every state keeps (I1 to I5), asked of a directory through its public readers alone.

use std::collections::HashSet;

use crate::support::stamp::stamp;
use sendright::{
    AccountId, AccountStatus, Actor, ApiKeyId, AssignedRole, Assignment, Command, Directory, InvitationId, Permission,
    Preset, RoleId, UserId,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// All ids that a directory holds; only its snapshot lists them.
struct Ids {
    accounts: Vec<AccountId>,
    users: Vec<UserId>,
    roles: Vec<RoleId>,
    invitations: Vec<InvitationId>,
    keys: Vec<ApiKeyId>,
    snapshot: Value,
}

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

impl Ids {
    fn of(directory: &Directory) -> Self {
        let snapshot = serde_json::to_value(directory.snapshot()).unwrap();
        let ids = |list: &str| snapshot[list].as_array().unwrap().iter().map(|record| record["id"].clone()).collect();
        Self {
            accounts: read(&ids("accounts")),
            users: read(&ids("users")),
            roles: read(&ids("roles")),
            invitations: read(&ids("invitations")),
            keys: read(&ids("api_keys")),
            snapshot,
        }
    }
}

/// Fails if a rule is broken, or if the directory is not the one of its own snapshot.
#[track_caller]
pub(crate) fn assert_sound(directory: &Directory) {
    let ids = Ids::of(directory);
    ids.accounts.iter().for_each(|id| account(directory, *id));
    users(directory, &ids);
    references(directory, &ids);
    used_once(&ids);
    head(directory, &ids);
    assert!(Directory::restore(directory.snapshot()).as_ref() == Ok(directory), "its snapshot is another directory");
    goes_on(directory, &ids);
}

/// I1, I2.
fn account(directory: &Directory, id: AccountId) {
    let account = directory.account(id).unwrap();
    let above: Vec<AccountId> = directory.ancestors(id).map(sendright::Account::id).collect();
    assert_eq!(above.first().copied(), account.parent());
    assert_eq!(above.len(), usize::from(account.depth()));
    assert!(
        above.len() <= usize::from(sendright::Account::MAX_DEPTH) && !above.contains(&id),
        "{id} is too deep or above itself"
    );
    if account.parent().is_some() || account.status() == AccountStatus::Closed {
        return;
    }
    let admin = Preset::Admin.grants().without(Permission::ProfileEdit);
    let administers = directory.members(id).any(|membership| {
        let begun = membership.assignment().starts() <= directory.latest_time();
        let active = directory.user(membership.user()).is_some_and(sendright::User::is_active);
        begun && active && membership.assignment().ends().is_none() && membership.grants().covers(&admin)
    });
    assert!(administers, "nobody administers {id}");
}

/// I3, I4.
fn users(directory: &Directory, ids: &Ids) {
    let mut addresses = HashSet::new();
    for id in &ids.users {
        let user = directory.user(*id).unwrap();
        assert_eq!(root(directory, user.root()), user.root());
        assert_eq!(user.email().as_str().parse().as_ref(), Ok(user.email()), "not in canonical form");
        assert!(addresses.insert((user.root(), user.email().clone())), "{} is two users'", user.email());
        for membership in directory.memberships(*id) {
            assert_eq!(root(directory, membership.account()), user.root(), "a membership crosses trees");
            assignment(directory, membership.account(), membership.assignment());
        }
    }
}

fn root(directory: &Directory, id: AccountId) -> AccountId {
    directory.ancestors(id).last().map_or(id, sendright::Account::id)
}

fn assignment(directory: &Directory, at: AccountId, assignment: &Assignment) {
    let levels = !assignment.given_levels().is_none();
    assert!(levels || !assignment.roles().is_empty(), "an assignment gives nothing");
    for role in assignment.roles() {
        if let AssignedRole::Custom(role) = role {
            let defined = directory.role(*role).unwrap().account();
            assert!(defined == at || directory.ancestors(at).any(|above| above.id() == defined), "a role out of place");
        }
    }
}

/// I2.
fn references(directory: &Directory, ids: &Ids) {
    for id in &ids.roles {
        assert!(directory.account(directory.role(*id).unwrap().account()).is_some());
    }
    for id in &ids.keys {
        let key = directory.api_key(*id).unwrap();
        match key.owner() {
            Some(owner) => assert_eq!(root(directory, key.account()), directory.user(owner).unwrap().root()),
            None => assert_ne!(directory.status(key.account()).unwrap(), AccountStatus::Closed),
        }
    }
    for id in &ids.invitations {
        let invitation = directory.invitation(*id).unwrap();
        assert_ne!(directory.status(invitation.account()).unwrap(), AccountStatus::Closed);
        assignment(directory, invitation.account(), invitation.assignment());
        let sender = match invitation.inviter() {
            Actor::System => continue,
            Actor::User(user) => user,
            Actor::ApiKey(key) => directory.api_key(key).unwrap().owner().unwrap(),
        };
        assert_eq!(directory.user(sender).unwrap().root(), root(directory, invitation.account()));
    }
    for membership in ids.snapshot["memberships"].as_array().unwrap() {
        let (user, account): (UserId, AccountId) = (read(&membership["user"]), read(&membership["account"]));
        assert!(directory.membership(user, account).is_some() && directory.user(user).is_some());
        assert!(directory.account(account).is_some());
    }
}

/// I5, G1, C7.
fn used_once(ids: &Ids) {
    let gone = &ids.snapshot["gone"];
    for list in ["accounts", "users", "roles", "invitations", "api_keys"] {
        let here = ids.snapshot[list].as_array().unwrap().iter().map(|record| &record["id"]);
        let before = gone[list].as_array().into_iter().flatten();
        let mut seen = HashSet::new();
        for id in here.chain(before) {
            assert!(seen.insert(id.as_str().unwrap()), "the {list} have {id} twice");
            assert_ne!(id, "00000000-0000-0000-0000-000000000000");
        }
    }
    let mut seen = HashSet::new();
    let invited = ids.snapshot["invitations"].as_array().unwrap().iter();
    for invitation in invited {
        let to = (invitation["account"].to_string(), invitation["email"].to_string());
        assert!(seen.insert(to), "an address has two invitations to an account");
    }
    let members = ids.snapshot["memberships"].as_array().unwrap();
    let mut seen = HashSet::new();
    assert!(members.iter().all(|m| seen.insert((m["user"].to_string(), m["account"].to_string()))));
}

/// C2: the latest time is that of the last change or later, and each tree has a last change.
fn head(directory: &Directory, ids: &Ids) {
    assert!(directory.time() <= directory.latest_time());
    let mut trees: Vec<AccountId> = Vec::new();
    for tree in ids.snapshot["trees"].as_array().unwrap() {
        let last_change = directory.last_change(read(&tree["root"])).unwrap();
        assert_eq!(tree["last_change"], last_change.to_string());
        assert!(!last_change.uuid().is_nil());
        trees.push(read(&tree["root"]));
    }
    let is_root = |id: &AccountId| directory.account(*id).unwrap().parent().is_none();
    let mut roots: Vec<AccountId> = ids.accounts.iter().copied().filter(is_root).collect();
    roots.sort_unstable();
    assert_eq!(trees, roots, "a tree for each root account");
}

/// Whatever was let in can be asked, changed and stored; none of it panics.
fn goes_on(directory: &Directory, ids: &Ids) {
    let now = directory.time().unwrap_or_default();
    for account in &ids.accounts {
        let name = "Renamed".parse().unwrap();
        let mut next = directory.clone();
        if next
            .execute(
                Actor::System,
                Command::RenameAccount { account: *account, name, replaces: None },
                stamp(&next, now),
            )
            .is_ok()
        {
            assert!(Directory::restore(next.snapshot()).as_ref() == Ok(&next));
        }
    }
    for user in &ids.users {
        let _ = directory.plan(*user, &Command::DeleteUser { user: *user }, stamp(directory, now));
        let mut next = directory.clone();
        let _ = next.execute(Actor::System, Command::DeleteUser { user: *user }, stamp(&next, now));
    }
}
