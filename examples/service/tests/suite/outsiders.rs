//! What somebody learns who has no access, or proves nobody.

use super::Place;
use super::cases::{acme, cases, nothing};
use super::stack::Stack;

/// Byte for byte, on every route: an account that is there, and one that never was. What is not even an id is answered so, too.
pub(crate) async fn a_stranger_does_not_learn_which_accounts_exist<P: Place>() {
    let stack = Stack::<P>::new().await;
    for case in cases().into_iter().filter(super::cases::Case::is_of_account) {
        let thing = case.thing(&stack).await;
        for stranger in ["eve", "olga"] {
            let ask = async |account: &str| {
                let path = case.path(account, &thing);
                stack.send(case.method, &path, Some(stack.token(stranger)), case.body.clone()).await
            };
            let there = ask(&acme()).await;
            there.is_refused(404, "no_access");
            assert_eq!(ask(&nothing()).await, there, "{} {}", case.method, case.template);
            assert_eq!(ask("acme").await, there, "{} {}", case.method, case.template);
        }
    }
}

/// The same for invitations and keys, but for the id that was sent.
pub(crate) async fn a_stranger_does_not_learn_which_things_exist<P: Place>() {
    let stack = Stack::<P>::new().await;
    for case in cases() {
        if case.is_of_account() || !case.template.contains('{') {
            continue;
        }
        let thing = case.thing(&stack).await;
        let ask = async |thing: &str| {
            let path = case.path("", thing);
            stack.send(case.method, &path, Some(stack.token("olga")), case.body.clone()).await.with(thing, "THING")
        };
        let there = ask(&thing).await;
        assert_eq!(there.status, if case.template.ends_with("accept") { 403 } else { 404 }, "{}", there.body);
        if !case.template.ends_with("accept") {
            assert_eq!(ask(&nothing()).await, there, "{} {}", case.method, case.template);
        }
    }
}

pub(crate) async fn whoever_proves_nobody_is_told_nothing_else<P: Place>() {
    let stack = Stack::<P>::new().await;
    let (robot, machine) = (stack.token("robot"), stack.token("machine"));
    let mixed = format!("{}_{}", robot.rsplit_once('_').unwrap().0, machine.rsplit_once('_').unwrap().1);
    let forged = format!("sr_{}_{}", "0".repeat(32), "0".repeat(64));
    let session = format!("ss_{}", "0".repeat(64));
    for case in cases() {
        let path = case.path(&acme(), &case.thing(&stack).await);
        for token in [None, Some(""), Some(session.as_str()), Some(forged.as_str()), Some(mixed.as_str())] {
            let answer = stack.send(case.method, &path, token, case.body.clone()).await;
            answer.is_refused(401, "unauthenticated");
        }
    }
}
