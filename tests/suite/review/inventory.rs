//! What there is in an account and below, against looking at everything.

use proptest::prelude::*;
use sendright::testing::strategies::Worlds;
use sendright::testing::{Question, account, day};
use sendright::{Account, AccountId, AccountStatus, ApiKey, Directory, Permission, Role, UserId};

use crate::support::properties::{cases, counting_runner};
use crate::support::worlds::{accounts, is_at_or_below, large, users};

/// What belongs to an account at or below another, in order.
fn found<K: Ord + Copy>(directory: &Directory, top: AccountId, all: impl Iterator<Item = (AccountId, K)>) -> Vec<K> {
    let mut found: Vec<K> = all.filter(|(at, _)| is_at_or_below(directory, *at, top)).map(|(_, key)| key).collect();
    found.sort_unstable();
    found
}

/// Each with something that ended or was promised: where invitations are.
const fn troubled() -> Worlds {
    large().trouble(100)
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn every_list_is_complete_and_in_order(asked in large().with_questions(4), span in 0_i64..40) {
        let (world, directory) = (asked.world(), asked.world().directory());
        let keys: Vec<&ApiKey> = world.keys().into_iter().filter_map(|id| directory.api_key(id)).collect();
        for top in accounts(world) {
            let known = world.accounts().into_iter().filter_map(|id| directory.account(id));
            let expected = found(directory, top, known.map(|account| (account.id(), (account.depth(), account.id()))));
            let subtree: Vec<_> = directory.subtree(top).map(|account| (account.depth(), account.id())).collect();
            prop_assert_eq!(subtree, expected);

            for Question { at: from, .. } in asked.parts().iter().copied() {
                let until = from + chrono::Duration::days(span);
                let memberships = users(world).into_iter().flat_map(|user| directory.memberships(user));
                let ending = memberships.filter_map(|membership| {
                    let end = membership.assignment().ends().filter(|end| (from..until).contains(end))?;
                    Some((membership.account(), (end, membership.account(), membership.user())))
                });
                let listed: Vec<_> = directory
                    .ending(top, from, until)
                    .map(|membership| (membership.assignment().ends().unwrap(), membership.account(), membership.user()))
                    .collect();
                prop_assert_eq!(listed, found(directory, top, ending));
            }

            let known = keys.iter().map(|key| (key.account(), key.id()));
            prop_assert_eq!(directory.api_keys(top).map(ApiKey::id).collect::<Vec<_>>(), found(directory, top, known));

            let mut roles: Vec<&Role> = world.roles().into_iter().filter_map(|id| directory.role(id)).collect();
            roles.sort_unstable_by_key(|role| role.id());
            let defined = found(directory, top, roles.iter().map(|role| (role.account(), role.id())));
            prop_assert_eq!(directory.defined_roles(top).map(Role::id).collect::<Vec<_>>(), defined);
            let known = directory.account(top).is_some();
            let usable = roles.iter().filter(|role| known && is_at_or_below(directory, top, role.account()));
            prop_assert_eq!(
                directory.assignable_roles(top).map(Role::id).collect::<Vec<_>>(),
                usable.map(|role| role.id()).collect::<Vec<_>>()
            );
        }
        for user in users(world) {
            let mut known: Vec<_> = keys.iter().filter(|key| key.owner() == Some(user)).map(|key| key.id()).collect();
            known.sort_unstable();
            prop_assert_eq!(directory.api_keys_of(user).map(ApiKey::id).collect::<Vec<_>>(), known);
        }
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn open_invitations_can_still_be_accepted(asked in troubled().with_questions(4)) {
        let (world, directory) = (asked.world(), asked.world().directory());
        for (Question { at, .. }, top) in asked.parts().iter().flat_map(|asked| accounts(world).into_iter().map(move |top| (asked, top))) {
            let stored = world.invitations().into_iter().filter_map(|id| directory.invitation(id));
            let pending = stored.filter(|invitation| invitation.is_pending(*at));
            let pending = pending.map(|invitation| (invitation.account(), (invitation.expires(), invitation.id())));
            let open: Vec<_> =
                directory.open_invitations(top, *at).map(|invitation| (invitation.expires(), invitation.id())).collect();
            prop_assert_eq!(open, found(directory, top, pending));
        }
    }
}

/// The random worlds have what the properties are about; else these would hold for nothing.
#[test]
fn the_random_worlds_are_not_empty() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = counting_runner();
    let [mut keys, mut live, mut invitations, mut ended, mut deep, mut own, mut closed] = [0; 7];
    for _ in 0..200 {
        let world = troubled().new_tree(&mut runner).unwrap().current();
        let (directory, acme, sent) = (world.directory(), account("acme"), Permission::SentView);
        keys += world.keys().iter().filter(|key| directory.api_key(**key).is_some()).count();
        live += world.keys().iter().filter(|key| directory.listing(**key, sent, acme, day(0)).is_ok()).count();
        invitations += directory.open_invitations(acme, day(0)).count();
        ended += directory.ending(acme, day(1), day(5)).count();
        deep += directory.subtree(acme).filter(|account| account.depth() == Account::MAX_DEPTH).count();
        let seeing = |user: UserId| {
            directory.listing(user, sent, acme, day(0)).is_ok_and(|listing| !listing.own_accounts().is_empty())
        };
        own += world.users().into_iter().filter(|user| seeing(*user)).count();
        closed += directory.subtree(acme).filter(|account| account.status() == AccountStatus::Closed).count();
    }
    for (what, count, least) in [
        ("keys", keys, 50),
        ("working keys", live, 50),
        ("invitations", invitations, 10),
        ("ending memberships", ended, 50),
        ("accounts as deep as there are", deep, 20),
        ("users who see their own", own, 50),
        ("closed accounts", closed, 30),
    ] {
        assert!(count > least, "{what}: {count} in 200 worlds");
    }
}
