//! The listing, against asking `authorize` about every row. The same against a database is in `examples/sqlite`.

use proptest::prelude::*;
use sendright::Request;

use super::who_can_and_what_can::is_at_or_below;
use crate::support::organizations::{World, days, required, world};
use crate::support::properties::cases;

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn d6_a_listing_has_the_rows_that_authorize_allows(world in world(), required in required(), now in days()) {
        let World { directory, accounts, users, .. } = &*world;
        for (principal, top) in world.principals().into_iter().flat_map(|p| accounts.iter().map(move |top| (p, *top))) {
            let listing = directory.listing(principal, required, top, now);
            for account in accounts {
                let draft = Request::new(principal, required, *account);
                let below = is_at_or_below(&world, *account, top);
                let allowed = below && directory.authorize(&draft.at(now)).is_ok();
                prop_assert_eq!(listing.contains(*account, None), allowed, "{} in {}: nobody's", principal, account);
                for owner in users {
                    let allowed = below && directory.authorize(&draft.owned_by(*owner).at(now)).is_ok();
                    prop_assert_eq!(listing.contains(*account, *owner), allowed, "{} in {}: {}'s", principal, account, owner);
                }
            }
        }
    }

    #[test]
    fn d6_a_listing_is_in_order_and_names_no_account_twice(world in world(), required in required(), now in days()) {
        for principal in world.principals() {
            let listing = world.directory.listing(principal, required, world.accounts[0], now);
            prop_assert!(listing.accounts().is_sorted_by(|a, b| a < b));
            prop_assert!(listing.own_accounts().is_sorted_by(|a, b| a < b));
            prop_assert!(!listing.accounts().iter().any(|account| listing.own_accounts().contains(account)));
            prop_assert_eq!(listing.is_empty(), listing.accounts().is_empty() && listing.own_accounts().is_empty());
        }
    }
}
