//! What every request asks allocates nothing, whatever the answer.

use proptest::strategy::{Strategy, ValueTree};
use sendright::testing::{Question, day};

use super::questions::asked;
use crate::support::properties::runner;

#[test]
fn authorize_and_access_allocate_nothing() {
    let mut runner = runner();
    let (mut allowed, mut denied) = (0, 0);
    for _ in 0..400 {
        let scenario = asked(40).new_tree(&mut runner).unwrap().current();
        let directory = scenario.world().directory();
        for question in scenario.parts() {
            let request = question.request();
            let counted = allocation_counter::measure(|| match directory.authorize(&request) {
                Ok(_) => allowed += 1,
                Err(_) => denied += 1,
            });
            assert_eq!(counted.count_total, 0, "{request:?}");
            let Question { principal, required, account, at, .. } = *question;
            let counted = allocation_counter::measure(|| {
                if let Ok(access) = directory.access(principal, account, at) {
                    let _ = (access.allows(required), access.authorize(required, day(3)));
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
    let scenario = asked(1).new_tree(&mut runner()).unwrap().current();
    let request = scenario.parts()[0].request();
    let counted = allocation_counter::measure(|| drop(scenario.world().directory().explain(&request).to_string()));
    assert!(counted.count_total > 0);
}
