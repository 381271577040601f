//! Reviews of keys of accounts (G6): `keys_that_can`, access, listing and what they can do agree with `authorize` for every
//! one of them, every permission and every account.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use sendright::{AccountId, ApiKey, ApiKeyId, Directory, Permission, PermissionSet, Request, Scope, testing};

use crate::support::commands::*;
use crate::support::properties::{cases, counting_runner};
use crate::support::world::*;
use crate::support::worlds::{accounts, large};

/// Those of accounts, of all keys of a random world.
fn account_keys(world: &testing::World) -> Vec<&ApiKey> {
    let keys = world.keys().into_iter().filter_map(|key| world.directory().api_key(key));
    keys.filter(|key| key.owner().is_none()).collect()
}

fn may(directory: &Directory, request: sendright::RequestDraft, at: DateTime<Utc>) -> bool {
    directory.authorize(&request.at(at)).is_ok()
}

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn g6_keys_that_can_are_those_that_authorize_allows(asked in large().with_questions(1)) {
        let (world, directory) = (asked.world(), asked.world().directory());
        let keys = account_keys(world);
        for (testing::Question { required: more, at, .. }, account) in with_accounts(&asked) {
            for permission in PermissionSet::ALL {
                for required in [PermissionSet::from(permission), more | permission] {
                    let may = |key: &ApiKeyId| may(directory, Request::new(*key, required, account), at);
                    let mut expected: Vec<ApiKeyId> = keys.iter().map(|key| key.id()).filter(may).collect();
                    expected.sort_unstable();
                    let told: Vec<ApiKeyId> = directory.keys_that_can(required, account, at).collect();
                    prop_assert_eq!(told, expected, "{} in {}", required, account);
                }
            }
            prop_assert_eq!(directory.keys_that_can(PermissionSet::EMPTY, account, at).count(), 0);
        }
    }

    /// D6, and D2: nothing is a key's own, so that an account's rows are listed all or none.
    #[test]
    fn d6_g6_access_listing_and_what_it_can_do_agree_with_authorize(asked in large().with_questions(1)) {
        let (world, directory) = (asked.world(), asked.world().directory());
        let (acme, owner) = (testing::account("acme"), testing::user("bob"));
        for key in account_keys(world) {
            let asking = |account, permission| Request::new(key.id(), permission, account);
            for (testing::Question { at, .. }, account) in with_accounts(&asked) {
                let access = directory.access(key.id(), account, at);
                let can = directory.what_can(key.id(), account, at);
                for permission in PermissionSet::ALL {
                    let allowed = may(directory, asking(account, permission), at);
                    for request in [asking(account, permission).own(), asking(account, permission).owned_by(owner)] {
                        prop_assert_eq!(may(directory, request, at), allowed);
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
            for (testing::Question { at, .. }, permission) in asked.parts().iter().flat_map(|asked| LISTED.map(|one| (*asked, one))) {
                let listing = directory.listing(key.id(), permission, acme, at);
                let nothing = listing.as_ref().map_or((None, 0), |listing| (listing.owner(), listing.own_accounts().len()));
                prop_assert_eq!(nothing, (None, 0));
                let contains = |account, owner: Option<sendright::UserId>| listing.as_ref().is_ok_and(|listing| listing.contains(account, owner));
                for account in directory.subtree(acme).map(sendright::Account::id) {
                    let allowed = may(directory, asking(account, permission), at);
                    prop_assert_eq!(contains(account, Some(owner)), allowed);
                    prop_assert_eq!(contains(account, None), allowed);
                }
            }
        }
    }
}

const LISTED: [Permission; 3] = [Permission::SentView, Permission::SmsSend, Permission::ReportView];

/// Each question with each account.
fn with_accounts(asked: &testing::Scenario<testing::Question>) -> Vec<(testing::Question, AccountId)> {
    let accounts = accounts(asked.world());
    asked.parts().iter().flat_map(|question| accounts.iter().map(move |account| (*question, *account))).collect()
}

/// The random worlds have keys of accounts that can do something, and such that can't.
#[test]
fn g6_random_worlds_have_keys_of_accounts() {
    let mut runner = counting_runner();
    let (mut can, mut can_not) = (0, 0);
    for _ in 0..100 {
        let world = large().new_tree(&mut runner).unwrap().current();
        for key in account_keys(&world) {
            for account in accounts(&world) {
                let sends = may(world.directory(), Request::new(key.id(), Permission::SmsSend, account), world.now());
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
