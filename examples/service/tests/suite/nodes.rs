//! A service that is opened again, two on one database, and a database that does not answer.

use std::sync::Arc;
use std::time::Duration;

use sendright::testing::user;
use sendright_service::{Product, Terms};
use serde_json::json;

use super::Place;
use super::stack::{Answer, Stack, assignment, at, terms};

/// What the members of the accounts are told.
async fn answers<P: Place>(stack: &Stack<P>) -> Vec<Answer> {
    let mut answers = Vec::new();
    for by in ["ada", "sue", "rita", "gone", "cleo", "olga", "eve", "robot", "machine"] {
        for path in ["campaigns", "accounts", "members", "roles", "invitations", "keys", "history"] {
            answers.push(stack.get(by, &at("acme", path)).await);
        }
    }
    answers
}

pub(crate) async fn a_service_that_is_opened_again_answers_the_same<P: Place>() {
    let mut stack = Stack::<P>::new().await;
    let id = stack.campaign("rita", "acme").await;
    stack.post("rita", &at("acme", &format!("campaigns/{id}/launch")), json!(null)).await.is(204);
    let before = answers(&stack).await;
    stack.product.node().log().pool().close().await;
    stack.product = Arc::new(Product::open(stack.place.pool().await, terms(&stack.operator)).await.unwrap());
    assert_eq!(answers(&stack).await, before);
}

/// What one does, the other knows; and what one does not know yet is no reason to refuse a command.
pub(crate) async fn two_services_follow_each_other<P: Place>() {
    let (first, second) = Stack::<P>::new().await.beside().await;
    let template = json!({ "assignment": assignment("template") });
    first.put("ada", &at("acme", &format!("members/{}", user("rita"))), template).await.is(204);
    let made = first.make_key("ada", "spare", "account").await.is(201).json();
    // The second has not heard of the key, and is asked what it would be to end it.
    let revoke = json!({ "revoke_api_key": { "key": made["id"] } });
    let told = second.post("ada", "/commands/dry-run", revoke).await.is(200).json();
    assert_eq!(told["ended_keys"], json!([made["id"]]));
    // Nor has it heard of the next one, and is told to end it.
    let made = first.make_key("ada", "spare", "account").await.is(201).json();
    second.delete("ada", &format!("/keys/{}", made["id"].as_str().unwrap())).await.is(204);

    let node = first.product.node().clone();
    let following = tokio::spawn(async move { node.follow().await });
    second.post("ada", &at("acme", "accounts"), json!({ "name": "Store" })).await.is(201);
    let last = second.product.node().revision();
    for _ in 0..600 {
        if first.product.node().revision() == last {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(first.product.node().revision(), last);
    assert!(!following.is_finished());
    following.abort();
    assert_eq!(answers(&first).await, answers(&second).await);
}

pub(crate) async fn a_service_that_knows_too_little_decides_nothing<P: Place>() {
    let mut stack = Stack::<P>::new().await;
    let health = stack.send("get", "/health", None, None).await.is(200).json();
    assert_eq!(health["revision"], stack.product.node().revision());
    assert_eq!((&health["refused"], &health["failed"], &health["uncertain"]), (&json!(0), &json!(0), &json!(0)));

    let terms = Terms { oldest: Duration::ZERO, ..terms(&stack.operator) };
    stack.product = Arc::new(Product::open(stack.place.pool().await, terms).await.unwrap());
    tokio::time::sleep(Duration::from_millis(2)).await;
    stack.send("get", "/health", None, None).await.is(503);
    stack.get("ada", &at("acme", "campaigns")).await.is_refused(503, "too_old");
    stack.post("ada", &at("acme", "accounts"), json!({ "name": "Store" })).await.is_refused(503, "too_old");
}

pub(crate) async fn what_the_database_says_is_not_told<P: Place>() {
    let stack = Stack::<P>::new().await;
    stack.product.node().log().pool().close().await;
    let answer = stack.get("ada", &at("acme", "campaigns")).await;
    answer.is_refused(503, "unavailable");
    assert_eq!(answer.json()["detail"], "the database does not answer: try again later");
    let suspend = json!({ "suspend_account": { "account": sendright::testing::account("other") } });
    let answer = stack.send("post", "/operator/commands", Some(stack.operator.reveal()), Some(suspend)).await;
    answer.is_refused(503, "unavailable");
    assert!(!answer.body.to_lowercase().contains("pool"), "{answer:?}");
}
