//! The listing, against asking `authorize` about every row. The same against a database is in `examples/sqlite`.

use proptest::prelude::*;
use sendright::Request;
use sendright::testing::{Question, account};

use crate::support::properties::cases;
use crate::support::worlds::{accounts, everything, is_at_or_below, large, principals, users};

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn d6_a_listing_has_the_rows_that_authorize_allows(asked in large().with_questions(1)) {
        let (world, directory) = (asked.world(), asked.world().directory());
        let (accounts, users) = (accounts(world), users(world));
        for Question { required, at, .. } in asked.parts() {
            for (principal, top) in everything(world) {
                let listing = directory.listing(principal, *required, top, *at);
                for account in &accounts {
                    let draft = Request::new(principal, *required, *account);
                    let below = is_at_or_below(directory, *account, top);
                    let allowed = below && directory.authorize(&draft.at(*at)).is_ok();
                    prop_assert_eq!(listing.contains(*account, None), allowed, "{} in {}: nobody's", principal, account);
                    for owner in &users {
                        let allowed = below && directory.authorize(&draft.owned_by(*owner).at(*at)).is_ok();
                        prop_assert_eq!(listing.contains(*account, *owner), allowed, "{} in {}: {}'s", principal, account, owner);
                    }
                }
            }
        }
    }

    #[test]
    fn d6_a_listing_is_in_order_and_names_no_account_twice(asked in large().with_questions(4)) {
        for Question { required, at, .. } in asked.parts() {
            for principal in principals(asked.world()) {
                let listing = asked.world().directory().listing(principal, *required, account("acme"), *at);
                prop_assert!(listing.accounts().is_sorted_by(|a, b| a < b));
                prop_assert!(listing.own_accounts().is_sorted_by(|a, b| a < b));
                prop_assert!(!listing.accounts().iter().any(|account| listing.own_accounts().contains(account)));
                prop_assert_eq!(listing.is_empty(), listing.accounts().is_empty() && listing.own_accounts().is_empty());
            }
        }
    }
}
