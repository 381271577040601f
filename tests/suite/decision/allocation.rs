//! What every request asks allocates nothing, whatever the answer.

use proptest::strategy::{Strategy, ValueTree};

use super::questions::{Question, asked};
use crate::support::organizations::{day, required};
use crate::support::properties::runner;

#[test]
fn authorize_and_access_allocate_nothing() {
    let (mut runner, asked) = (runner(), (asked(), required()));
    let (mut allowed, mut denied) = (0, 0);
    for _ in 0..16_000 {
        let ((world, question), required) = asked.new_tree(&mut runner).unwrap().current();
        let (directory, request) = (&world.directory, question.asking(required));
        let counted = allocation_counter::measure(|| match directory.authorize(&request) {
            Ok(_) => allowed += 1,
            Err(_) => denied += 1,
        });
        assert_eq!(counted.count_total, 0, "{request:?}");
        let Question { principal, account, now, .. } = question;
        let counted = allocation_counter::measure(|| {
            if let Ok(access) = directory.access(principal, account, now) {
                let _ = (access.allows(required), access.authorize(required, day(3)));
            }
        });
        assert_eq!(counted.count_total, 0, "{request:?}");
    }
    assert!(allowed > 1_000 && denied > 1_000, "{allowed} {denied}");
}

/// The count is a count: what does allocate is seen.
#[test]
fn an_explanation_allocates_and_is_counted() {
    let ((world, question), required) = (asked(), required()).new_tree(&mut runner()).unwrap().current();
    let request = question.asking(required);
    let counted = allocation_counter::measure(|| drop(world.directory.explain(&request).to_string()));
    assert!(counted.count_total > 0);
}
