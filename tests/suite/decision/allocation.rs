//! What every request asks allocates nothing, whatever the answer.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::random_organizations::{directory, principal, request, t};

#[test]
fn authorize_and_access_allocate_nothing() {
    let mut runner = TestRunner::deterministic();
    let (mut allowed, mut denied) = (0, 0);
    for _ in 0..400 {
        let directory = directory().new_tree(&mut runner).unwrap().current();
        let questions =
            proptest::collection::vec((request(), principal()), 40).new_tree(&mut runner).unwrap().current();
        for (request, principal) in questions {
            let counted = allocation_counter::measure(|| match directory.authorize(&request) {
                Ok(_) => allowed += 1,
                Err(_) => denied += 1,
            });
            assert_eq!(counted.count_total, 0, "{request:?}");
            let counted = allocation_counter::measure(|| {
                if let Ok(access) = directory.access(principal, request.account(), request.at()) {
                    let _ = (access.allows(request.required()), access.authorize(request.required(), t(3)));
                }
            });
            assert_eq!(counted.count_total, 0, "{request:?}");
        }
    }
    assert!(allowed > 1_000 && denied > 1_000, "{allowed} {denied}");
}

/// The count is a count: what does allocate is seen.
#[test]
fn an_explanation_allocates_and_is_counted() {
    let mut runner = TestRunner::deterministic();
    let directory = directory().new_tree(&mut runner).unwrap().current();
    let request = request().new_tree(&mut runner).unwrap().current();
    let counted = allocation_counter::measure(|| drop(directory.explain(&request).to_string()));
    assert!(counted.count_total > 0);
}
