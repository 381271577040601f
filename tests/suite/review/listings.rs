//! The listing, against asking `authorize` about every row. The same against databases is in `examples/sqlx`.

use proptest::prelude::*;
use sendright::testing::{Question, account};
use sendright::{Account, Denial, Request, UserId};

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
                let contains = |account, owner: Option<UserId>| listing.as_ref().is_ok_and(|listing| listing.contains(account, owner));
                for account in &accounts {
                    let draft = Request::new(principal, *required, *account);
                    let below = is_at_or_below(directory, *account, top);
                    let allowed = below && directory.authorize(&draft.at(*at)).is_ok();
                    prop_assert_eq!(contains(*account, None), allowed, "{} in {}: nobody's", principal, account);
                    for owner in &users {
                        let allowed = below && directory.authorize(&draft.owned_by(*owner).at(*at)).is_ok();
                        prop_assert_eq!(contains(*account, Some(*owner)), allowed, "{} in {}: {}'s", principal, account, owner);
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
                let Ok(listing) = listing else { continue };
                prop_assert!(listing.accounts().is_sorted_by(|a, b| a < b));
                prop_assert!(listing.own_accounts().is_sorted_by(|a, b| a < b));
                prop_assert!(!listing.accounts().iter().any(|account| listing.own_accounts().contains(account)));
                prop_assert!(!listing.accounts().is_empty() || !listing.own_accounts().is_empty());
            }
        }
    }

    /// Where nothing is listed, the denial is that of one's own row in the account or, where there is no access to it, in the first
    /// account below that is reached; unknown principals and accounts have none.
    #[test]
    fn d6_what_can_not_be_listed_is_denied_as_a_row_is(asked in large().with_questions(2)) {
        let directory = asked.world().directory();
        for Question { required, at, .. } in asked.parts() {
            for (principal, top) in everything(asked.world()) {
                let own = |account| directory.authorize(&Request::new(principal, *required, account).own().at(*at)).err();
                let below = directory.subtree(top).map(Account::id);
                let reached = below.map(own).find(|denial| *denial != Some(Denial::NoAccess));
                if let Err(denial) = directory.listing(principal, *required, top, *at) {
                    let expected = reached.unwrap_or_else(|| own(top));
                    prop_assert_eq!(Some(denial), expected, "{} in {}", principal, top);
                    prop_assert!(directory.subtree(top).all(|account| own(account.id()).is_some()));
                }
            }
        }
    }
}
