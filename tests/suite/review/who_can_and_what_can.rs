//! Who can and what can, against asking `authorize` about everybody and everything.

use proptest::prelude::*;
use sendright::{AssignedRole, Grants, Permission, PermissionSet, Preset, Principal, Request, Scope, UserId};

use crate::support::organizations::{World, account, day, days, required, role, user, world};
use crate::support::properties::cases;

fn every_permission() -> Vec<Permission> {
    (0..128).filter_map(Permission::from_bit).collect()
}

fn sorted(users: &[UserId], which: impl Fn(UserId) -> bool) -> Vec<UserId> {
    let mut found: Vec<UserId> = users.iter().copied().filter(|user| which(*user)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn who_can_is_whom_authorize_allows(world in world(), required in required(), now in days()) {
        let World { directory, accounts, users, .. } = &*world;
        for account in accounts {
            let request = |user| Request::new(user, required, *account);
            let allowed = sorted(users, |user| directory.authorize(&request(user).at(now)).is_ok());
            prop_assert_eq!(directory.who_can(required, *account, now).collect::<Vec<_>>(), allowed);

            let allowed = sorted(users, |user| directory.authorize(&request(user).own().at(now)).is_ok());
            prop_assert_eq!(directory.who_can_own(required, *account, now).collect::<Vec<_>>(), allowed);
        }
    }

    #[test]
    fn what_can_is_what_authorize_allows(world in world(), now in days(), required in required()) {
        let every = every_permission();
        for (principal, account) in everything(&world) {
            let draft = Request::new(principal, required, account);
            let allowed = world.directory.what_can(principal, account, now);
            for permission in &every {
                let draft = Request::new(principal, *permission, account);
                let (wide, own) = (world.directory.authorize(&draft.at(now)), world.directory.authorize(&draft.own().at(now)));
                prop_assert_eq!(allowed.allows(*permission, Scope::Account), wide.is_ok(), "{} {}", principal, permission);
                prop_assert_eq!(allowed.allows(*permission, Scope::Own), own.is_ok(), "{} {}", principal, permission);
            }
            // Sets, too: two memberships may satisfy one requirement together.
            let (wide, own) = (world.directory.authorize(&draft.at(now)), world.directory.authorize(&draft.own().at(now)));
            prop_assert_eq!(allowed.allows(required, Scope::Account), wide.is_ok());
            prop_assert_eq!(allowed.allows(required, Scope::Own), own.is_ok());
        }
    }

    #[test]
    fn access_and_what_can_agree(world in world(), now in days()) {
        for (principal, account) in everything(&world) {
            let allowed = world.directory.what_can(principal, account, now);
            if let Ok(access) = world.directory.access(principal, account, now) {
                prop_assert_eq!(access.permissions(), allowed.at(Scope::Account));
                prop_assert_eq!(access.own_permissions(), allowed.at(Scope::Own));
            } else {
                prop_assert!((allowed.at(Scope::Own) - Permission::ProfileEdit).is_empty());
            }
        }
    }

    /// What goes down: in each account below it is allowed, but for what that account's own ceiling takes.
    #[test]
    fn what_can_in_the_subtree_goes_down(world in world(), now in days()) {
        let directory = &world.directory;
        for (principal, account) in everything(&world) {
            let down = directory.what_can(principal, account, now).at(Scope::Subtree);
            for below in directory.subtree(account).filter(|below| below.id() != account) {
                let there = directory.what_can(principal, below.id(), now).at(Scope::Account);
                let ceiling = directory.ceiling(below.id()).unwrap();
                prop_assert!((down & ceiling).is_subset(there));
            }
        }
    }

    #[test]
    fn g2_user_permissions_are_what_memberships_give(world in world(), now in days()) {
        let directory = &world.directory;
        for (user, account) in world.users.iter().flat_map(|user| world.accounts.iter().map(move |at| (*user, *at))) {
            let given = naive_user_permissions(&world, user, account, |membership| membership.assignment().is_live(now));
            prop_assert_eq!(directory.user_permissions(user, account, now), given);

            let active = directory.user(user).is_some_and(sendright::User::is_active);
            let left = directory.ceiling(account).filter(|_| active);
            let left = left.map_or(Grants::NONE, |ceiling| given.within(ceiling | Permission::ProfileEdit));
            prop_assert_eq!(directory.what_can(user, account, now), left);
        }
    }

    #[test]
    fn assigned_roles_are_those_of_the_memberships(world in world(), now in days()) {
        let directory = &world.directory;
        let presets = Preset::ALL.iter().map(|preset| AssignedRole::from(*preset));
        for role in presets.chain((0..4).map(|number| role(number).into())) {
            for account in &world.accounts {
                let found: Vec<_> = directory.assigned_users(role, *account, now).map(|m| (m.account(), m.user())).collect();
                let mut expected: Vec<_> = world
                    .users
                    .iter()
                    .flat_map(|user| directory.assigned_roles(*user, now).map(move |(at, role)| (at, *user, role)))
                    .filter(|(at, _, assigned)| *assigned == role && is_at_or_below(&world, *at, *account))
                    .map(|(at, user, _)| (directory.account(at).unwrap().depth(), at, user))
                    .collect();
                expected.sort_unstable();
                expected.dedup();
                let expected: Vec<_> = expected.into_iter().map(|(_, at, user)| (at, user)).collect();
                prop_assert_eq!(found, expected);
            }
        }
    }
}

fn everything(world: &World) -> Vec<(Principal, sendright::AccountId)> {
    let principals = world.principals();
    principals.into_iter().flat_map(|principal| world.accounts.iter().map(move |at| (principal, *at))).collect()
}

pub(crate) fn is_at_or_below(world: &World, account: sendright::AccountId, top: sendright::AccountId) -> bool {
    account == top || world.directory.ancestors(account).any(|above| above.id() == top)
}

/// Rule G2, word by word.
fn naive_user_permissions(
    world: &World,
    user: UserId,
    account: sendright::AccountId,
    counts: impl Fn(&sendright::Membership<'_>) -> bool,
) -> Grants {
    let directory = &world.directory;
    let here = directory.membership(user, account).filter(|membership| counts(membership));
    let above = directory.ancestors(account).filter_map(|above| directory.membership(user, above.id()));
    let above = above
        .filter(|membership| counts(membership))
        .map(|membership| Grants::of(membership.grants().at(Scope::Subtree), Scope::Subtree));
    let given = here.map(|membership| membership.grants()).into_iter().chain(above).fold(Grants::NONE, Grants::union);
    let given = given.without(Permission::ProfileEdit);
    let root = directory.ancestors(account).last().or_else(|| directory.account(account));
    let in_tree = root.is_some_and(|root| directory.user(user).is_some_and(|user| user.root() == root.id()));
    if in_tree { given.with(Permission::ProfileEdit, Scope::Own) } else { given }
}

#[test]
fn v4_nobody_may_do_nothing() {
    let directory = sendright::Directory::new();
    assert_eq!(directory.who_can(PermissionSet::EMPTY, account(0), day(0)).count(), 0);
    assert_eq!(directory.who_can_own(Permission::ProfileEdit, account(0), day(0)).count(), 0);
    assert_eq!(directory.what_can(user(0), account(0), day(0)), Grants::NONE);
}

#[test]
fn role_permissions_are_those_of_the_role() {
    let directory = sendright::Directory::new();
    for preset in Preset::ALL {
        assert_eq!(directory.role_permissions(preset), Some(preset.grants()));
    }
    assert_eq!(directory.role_permissions(role(0)), None);
}
