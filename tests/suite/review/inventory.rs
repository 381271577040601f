//! What there is in an account and below, against looking at everything.

use proptest::prelude::*;
use sendright::{Account, AccountId};

use super::who_can_and_what_can::is_at_or_below;
use crate::support::organizations::{World, day, days, role, world};
use crate::support::properties::cases;

/// What belongs to an account at or below another, in order.
fn found<K: Ord + Copy>(world: &World, top: AccountId, all: impl Iterator<Item = (AccountId, K)>) -> Vec<K> {
    let mut found: Vec<K> = all.filter(|(at, _)| is_at_or_below(world, *at, top)).map(|(_, key)| key).collect();
    found.sort_unstable();
    found
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn every_list_is_complete_and_in_order(world in world(), now in days(), span in 0_i64..4) {
        let World { directory, accounts, users, keys } = &*world;
        for top in accounts {
            let known = accounts.iter().filter_map(|id| directory.account(*id));
            let expected = found(&world, *top, known.map(|account| (account.id(), (account.depth(), account.id()))));
            let subtree: Vec<_> = directory.subtree(*top).map(|account| (account.depth(), account.id())).collect();
            prop_assert_eq!(subtree, expected);

            let until = now + chrono::Duration::days(span);
            let memberships = users.iter().flat_map(|user| directory.memberships(*user));
            let ending = memberships.filter_map(|membership| {
                let end = membership.assignment().ends().filter(|end| (now..until).contains(end))?;
                Some((membership.account(), (end, membership.account(), membership.user())))
            });
            let listed: Vec<_> = directory
                .ending(*top, now, until)
                .map(|membership| (membership.assignment().ends().unwrap(), membership.account(), membership.user()))
                .collect();
            prop_assert_eq!(listed, found(&world, *top, ending));

            let known = keys.iter().filter_map(|id| directory.api_key(*id)).map(|key| (key.account(), key.id()));
            prop_assert_eq!(directory.api_keys(*top).map(sendright::ApiKey::id).collect::<Vec<_>>(), found(&world, *top, known));

            let roles = (0..4).filter_map(|number| directory.role(role(number)));
            let defined = found(&world, *top, roles.clone().map(|role| (role.account(), role.id())));
            prop_assert_eq!(directory.defined_roles(*top).map(sendright::Role::id).collect::<Vec<_>>(), defined);
            let known = directory.account(*top).is_some();
            let usable = roles.filter(|role| known && is_at_or_below(&world, *top, role.account()));
            prop_assert_eq!(
                directory.assignable_roles(*top).map(sendright::Role::id).collect::<Vec<_>>(),
                usable.map(sendright::Role::id).collect::<Vec<_>>()
            );
        }
        for user in users {
            let known = keys.iter().filter_map(|id| directory.api_key(*id)).filter(|key| key.owner() == Some(*user));
            prop_assert!(directory.api_keys_of(*user).map(sendright::ApiKey::id).eq(known.map(sendright::ApiKey::id)));
        }
    }

    #[test]
    fn open_invitations_can_still_be_accepted(world in world(), now in days()) {
        let World { directory, accounts, .. } = &*world;
        for top in accounts {
            let stored = (0..40).filter_map(|number| directory.invitation(crate::support::organizations::invitation(number)));
            let pending = stored.filter(|invitation| invitation.is_pending(now));
            let pending = pending.map(|invitation| (invitation.account(), (invitation.expires(), invitation.id())));
            let open: Vec<_> =
                directory.open_invitations(*top, now).map(|invitation| (invitation.expires(), invitation.id())).collect();
            prop_assert_eq!(open, found(&world, *top, pending));
        }
    }
}

/// The random organizations have what the properties are about; else these would hold for nothing.
#[test]
fn the_random_organizations_are_not_empty() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = crate::support::properties::runner();
    let [mut keys, mut live, mut invitations, mut ended, mut deep, mut own, mut closed] = [0; 7];
    let worlds = world();
    for _ in 0..200 {
        let World { directory, accounts, users, keys: ids } = &*worlds.new_tree(&mut runner).unwrap().current();
        let sent = sendright::Permission::SentView;
        keys += ids.iter().filter(|key| directory.api_key(**key).is_some()).count();
        live += ids.iter().filter(|key| !directory.listing(**key, sent, accounts[0], day(0)).is_empty()).count();
        invitations += directory.open_invitations(accounts[0], day(0)).count();
        ended += directory.ending(accounts[0], day(1), day(5)).count();
        deep += directory.subtree(accounts[0]).filter(|account| account.depth() == Account::MAX_DEPTH).count();
        own += users
            .iter()
            .filter(|u| !directory.listing(**u, sent, accounts[0], day(0)).own_accounts().is_empty())
            .count();
        closed += directory.subtree(accounts[0]).filter(|a| a.status() == sendright::AccountStatus::Closed).count();
    }
    for (what, count) in [
        ("keys", keys),
        ("working keys", live),
        ("invitations", invitations),
        ("ending memberships", ended),
        ("accounts as deep as there are", deep),
        ("users who see their own", own),
        ("closed accounts", closed),
    ] {
        assert!(count > 50, "{what}: {count} in 200 organizations");
    }
}
