//! Reviews of keys of accounts (G6): `keys_that_can`, access, listing and what they can do agree with `authorize` for every
//! one of them, every permission and every account.

use proptest::prelude::*;
use sendright::{ApiKey, ApiKeyId, Directory, Permission, PermissionSet, Request, Scope};

use crate::support::commands::*;
use crate::support::organizations::{World as Random, day, world};
use crate::support::properties::cases;
use crate::support::world::*;

/// Those of accounts, of all keys of a random organization.
fn account_keys(world: &Random) -> Vec<&ApiKey> {
    let keys = world.keys.iter().filter_map(|key| world.directory.api_key(*key));
    keys.filter(|key| key.owner().is_none()).collect()
}

fn may(directory: &Directory, request: sendright::RequestDraft, now: i64) -> bool {
    directory.authorize(&request.at(day(now))).is_ok()
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn g6_keys_that_can_are_those_that_authorize_allows(world in world(), now in 0_i64..6, more in any::<u8>()) {
        let (directory, keys) = (&world.directory, account_keys(&world));
        for account in &world.accounts {
            let second = Permission::ALL[usize::from(more) % Permission::ALL.len()];
            for permission in PermissionSet::ALL {
                for required in [PermissionSet::from(permission), permission | second] {
                    let may = |key: &ApiKeyId| may(directory, Request::new(*key, required, *account), now);
                    let mut expected: Vec<ApiKeyId> = keys.iter().map(|key| key.id()).filter(may).collect();
                    expected.sort_unstable();
                    let told: Vec<ApiKeyId> = directory.keys_that_can(required, *account, day(now)).collect();
                    prop_assert_eq!(told, expected, "{} in {}", required, account);
                }
            }
            prop_assert_eq!(directory.keys_that_can(PermissionSet::EMPTY, *account, day(now)).count(), 0);
        }
    }

    /// D6, and D2: nothing is a key's own, so that an account's rows are listed all or none.
    #[test]
    fn d6_g6_access_listing_and_what_it_can_do_agree_with_authorize(world in world(), now in 0_i64..6) {
        let (directory, owner) = (&world.directory, world.users[0]);
        for key in account_keys(&world) {
            let asked = |account, permission| Request::new(key.id(), permission, account);
            for account in &world.accounts {
                let access = directory.access(key.id(), *account, day(now));
                let can = directory.what_can(key.id(), *account, day(now));
                for permission in PermissionSet::ALL {
                    let allowed = may(directory, asked(*account, permission), now);
                    for request in [asked(*account, permission).own(), asked(*account, permission).owned_by(owner)] {
                        prop_assert_eq!(may(directory, request, now), allowed);
                    }
                    let by_access = access.as_ref().is_ok_and(|access| access.allows(permission));
                    let own = access.as_ref().is_ok_and(|access| access.allows_own(permission));
                    prop_assert_eq!((by_access, own), (allowed, allowed));
                    prop_assert_eq!(can.allows(permission, Scope::Account), allowed);
                    prop_assert_eq!(can.allows(permission, Scope::Own), allowed);
                }
                if let Ok(access) = access {
                    prop_assert_eq!((access.user(), access.valid_until()), (None, key.ends()));
                }
            }
            for permission in [Permission::SentView, Permission::SmsSend, Permission::ReportView] {
                let listing = directory.listing(key.id(), permission, world.accounts[0], day(now));
                prop_assert_eq!((listing.owner(), listing.own_accounts().len()), (None, 0));
                let tree = directory.subtree(world.accounts[0]).map(sendright::Account::id);
                for account in tree {
                    let allowed = may(directory, asked(account, permission), now);
                    prop_assert_eq!(listing.contains(account, owner), allowed);
                    prop_assert_eq!(listing.contains(account, None), allowed);
                }
            }
        }
    }
}

/// The random organizations have keys of accounts that can do something, and such that can't.
#[test]
fn g6_random_organizations_have_keys_of_accounts() {
    let worlds = (0..60).map(|_| ());
    let strategy = world();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut can, mut can_not) = (0, 0);
    for () in worlds {
        let world = proptest::strategy::ValueTree::current(&strategy.new_tree(&mut runner).unwrap());
        for key in account_keys(&world) {
            for account in &world.accounts {
                let sends = may(&world.directory, Request::new(key.id(), Permission::SmsSend, *account), 0);
                if sends { can += 1 } else { can_not += 1 }
            }
        }
    }
    assert!(can > 20 && can_not > 20, "{can} can, {can_not} can't");
}

#[test]
fn g6_who_can_and_which_keys_can() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let send = Permission::SmsSend;
    let personal = w.key(ada, north, send);
    let (here, wide) = (w.account_key(ada, north, send), w.id());
    w.ok(ada, create_account_key_with(wide, acme, true, send | Permission::SentView, Some(t(10))));
    let told = |w: &World, permission: Permission, place, at| -> Vec<ApiKeyId> {
        w.directory.keys_that_can(permission, place, t(at)).collect()
    };
    assert_eq!(told(&w, send, north, 0), [here, wide]);
    assert_eq!(told(&w, send, acme, 0), [wide]);
    assert_eq!(told(&w, Permission::SentView, north, 0), [wide]);
    assert_eq!(told(&w, send, north, 10), [here], "ended");
    assert!(w.directory.who_can(send, north, t(0)).eq([ada]), "keys are no users");
    w.ok(ada, suspend(north));
    assert_eq!(told(&w, send, north, 0), []);
    assert!(w.directory.api_keys(north).map(ApiKey::id).eq([personal, here]));
    assert!(w.directory.api_keys_of(ada).map(ApiKey::id).eq([personal]), "what she made is not hers");
}

/// An impact tells which keys of accounts end, and what they gain and lose.
#[test]
fn g6_an_impact_tells_what_becomes_of_keys_of_accounts() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let (above, there) =
        (w.account_key(ada, acme, Permission::SmsSend), w.account_key(ada, north, Permission::SmsSend));
    let impact = |w: &World, command| {
        let change = w.directory.plan(ada, &command, crate::support::stamp::stamp(&w.directory, w.now())).unwrap();
        w.directory.impact(&change).unwrap()
    };
    assert!(impact(&w, close(north)).ended_keys().eq([there]));
    assert!(impact(&w, revoke_key(above)).ended_keys().eq([above]));
    assert!(impact(&w, reset_key(above)).is_none());
    let widened = impact(&w, change_key(above, true, Permission::SmsSend | Permission::VoiceSend, None));
    let gained = widened.accesses().iter().map(|access| (access.principal, access.account, access.gained()));
    let both = Permission::SmsSend | Permission::VoiceSend;
    let key = sendright::Principal::from(above);
    assert!(gained.eq([(key, acme, subtree(both)), (key, north, subtree(both))]), "{widened:?}");
}

/// A column for each key of an account that reaches it, beside those of people.
#[test]
fn g6_a_matrix_of_members_has_a_column_for_each_key_of_an_account() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let (here, wide): (ApiKeyId, ApiKeyId) = (w.account_key(ada, north, Permission::SmsSend), w.id());
    w.ok(ada, create_account_key_with(wide, acme, true, Permission::SmsSend | Permission::VoiceSend, Some(t(5))));
    w.ok(sendright::Actor::System, set_features(north, PermissionSet::ALL - Permission::VoiceSend));
    let headings = |at: i64| {
        let matrix = w.directory.member_matrix(north, t(at)).unwrap();
        matrix.columns().filter(|heading| heading.contains("key of ")).collect::<Vec<_>>()
    };
    assert_eq!(headings(0), ["Key (key of Sub)", "Key (key of Root)"]);
    assert_eq!(headings(5), ["Key (key of Sub)", "Key (key of Root, ended)"]);
    let cells = |at: i64, permission: Permission| {
        let matrix = w.directory.member_matrix(north, t(at)).unwrap();
        let keys: Vec<_> = matrix.columns().filter(|heading| heading.contains("key of ")).collect();
        keys.iter().map(|heading| matrix.cell(permission, heading)).collect::<Vec<_>>()
    };
    assert_eq!(cells(0, Permission::SmsSend), [Some(Scope::Account), Some(Scope::Subtree)]);
    assert_eq!(cells(0, Permission::VoiceSend), [None, None], "the ceiling");
    assert_eq!(cells(5, Permission::SmsSend), [Some(Scope::Account), None], "one has ended");
    assert!(w.directory.api_key(here).is_some());
}
