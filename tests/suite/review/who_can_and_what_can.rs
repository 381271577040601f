//! Who can and what can, against asking `authorize` about everybody and everything.

use proptest::prelude::*;
use sendright::testing::{Question, account, now, role, user};
use sendright::{
    AccountId, AssignedRole, Directory, Grants, Permission, PermissionSet, Preset, Request, Scope, UserId,
};

use crate::support::properties::cases;
use crate::support::worlds::{accounts, everything, is_at_or_below, large, users};

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
    #![proptest_config(cases(48))]

    #[test]
    fn who_can_is_whom_authorize_allows(asked in large().with_questions(4)) {
        let (directory, users) = (asked.world().directory(), users(asked.world()));
        for Question { required, at, .. } in asked.parts() {
            for account in accounts(asked.world()) {
                let request = |user| Request::new(user, *required, account);
                let allowed = sorted(&users, |user| directory.authorize(&request(user).at(*at)).is_ok());
                prop_assert_eq!(directory.who_can(*required, account, *at).collect::<Vec<_>>(), allowed);

                let allowed = sorted(&users, |user| directory.authorize(&request(user).own().at(*at)).is_ok());
                prop_assert_eq!(directory.who_can_own(*required, account, *at).collect::<Vec<_>>(), allowed);
            }
        }
    }

    #[test]
    fn what_can_is_what_authorize_allows(asked in large().with_questions(1)) {
        let (directory, every) = (asked.world().directory(), every_permission());
        for Question { required, at, .. } in asked.parts() {
            for (principal, account) in everything(asked.world()) {
                let draft = Request::new(principal, *required, account);
                let allowed = directory.what_can(principal, account, *at);
                for permission in &every {
                    let draft = Request::new(principal, *permission, account);
                    let (wide, own) = (directory.authorize(&draft.at(*at)), directory.authorize(&draft.own().at(*at)));
                    prop_assert_eq!(allowed.allows(*permission, Scope::Account), wide.is_ok(), "{} {}", principal, permission);
                    prop_assert_eq!(allowed.allows(*permission, Scope::Own), own.is_ok(), "{} {}", principal, permission);
                }
                // Sets, too: two memberships may satisfy one requirement together.
                let (wide, own) = (directory.authorize(&draft.at(*at)), directory.authorize(&draft.own().at(*at)));
                prop_assert_eq!(allowed.allows(*required, Scope::Account), wide.is_ok());
                prop_assert_eq!(allowed.allows(*required, Scope::Own), own.is_ok());
            }
        }
    }

    #[test]
    fn access_and_what_can_agree(asked in large().with_questions(4)) {
        let directory = asked.world().directory();
        for Question { at, .. } in asked.parts() {
            for (principal, account) in everything(asked.world()) {
                let allowed = directory.what_can(principal, account, *at);
                if let Ok(access) = directory.access(principal, account, *at) {
                    prop_assert_eq!(access.permissions(), allowed.at(Scope::Account));
                    prop_assert_eq!(access.own_permissions(), allowed.at(Scope::Own));
                } else {
                    prop_assert!((allowed.at(Scope::Own) - Permission::ProfileEdit).is_empty());
                }
            }
        }
    }

    /// What goes down: in each account below it is allowed, but for what that account's own ceiling takes.
    #[test]
    fn what_can_in_the_subtree_goes_down(asked in large().with_questions(4)) {
        let directory = asked.world().directory();
        for Question { at, .. } in asked.parts() {
            for (principal, account) in everything(asked.world()) {
                let down = directory.what_can(principal, account, *at).at(Scope::Subtree);
                for below in directory.subtree(account).filter(|below| below.id() != account) {
                    let there = directory.what_can(principal, below.id(), *at).at(Scope::Account);
                    let ceiling = directory.ceiling(below.id()).unwrap();
                    prop_assert!((down & ceiling).is_subset(there));
                }
            }
        }
    }

    #[test]
    fn g2_user_permissions_are_what_memberships_give(asked in large().with_questions(4)) {
        let (world, directory) = (asked.world(), asked.world().directory());
        let accounts = accounts(world);
        for Question { at, .. } in asked.parts() {
            for (user, account) in users(world).into_iter().flat_map(|user| accounts.iter().map(move |at| (user, *at))) {
                let given = naive_user_permissions(directory, user, account, |membership| membership.assignment().is_live(*at));
                prop_assert_eq!(directory.user_permissions(user, account, *at), given);

                let active = directory.user(user).is_some_and(sendright::User::is_active);
                let left = directory.ceiling(account).filter(|_| active);
                let left = left.map_or(Grants::NONE, |ceiling| given.within(ceiling | Permission::ProfileEdit));
                prop_assert_eq!(directory.what_can(user, account, *at), left);
            }
        }
    }

    #[test]
    fn assigned_roles_are_those_of_the_memberships(asked in large().with_questions(4)) {
        let (world, directory) = (asked.world(), asked.world().directory());
        let presets = Preset::ALL.iter().map(|preset| AssignedRole::from(*preset));
        let custom = world.roles().into_iter().chain([role("nothing")]).map(AssignedRole::from);
        let (roles, users): (Vec<_>, _) = (presets.chain(custom).collect(), users(world));
        for (Question { at, .. }, role) in asked.parts().iter().flat_map(|asked| roles.iter().map(move |role| (asked, *role))) {
            for account in accounts(world) {
                let found: Vec<_> = directory.assigned_users(role, account, *at).map(|m| (m.account(), m.user())).collect();
                let mut expected: Vec<_> = users
                    .iter()
                    .flat_map(|user| directory.assigned_roles(*user, *at).map(move |(at, role)| (at, *user, role)))
                    .filter(|(at, _, assigned)| *assigned == role && is_at_or_below(directory, *at, account))
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

/// Rule G2, word by word.
fn naive_user_permissions(
    directory: &Directory,
    user: UserId,
    account: AccountId,
    counts: impl Fn(&sendright::Membership<'_>) -> bool,
) -> Grants {
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
    let directory = Directory::new();
    assert_eq!(directory.who_can(PermissionSet::EMPTY, account("acme"), now()).count(), 0);
    assert_eq!(directory.who_can_own(Permission::ProfileEdit, account("acme"), now()).count(), 0);
    assert_eq!(directory.what_can(user("bob"), account("acme"), now()), Grants::NONE);
}

#[test]
fn role_permissions_are_those_of_the_role() {
    let directory = Directory::new();
    for preset in Preset::ALL {
        assert_eq!(directory.role_permissions(preset), Some(preset.grants()));
    }
    assert_eq!(directory.role_permissions(role("clerk")), None);
}
