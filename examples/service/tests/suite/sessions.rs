//! Sessions: who makes them, and when they end.

use std::sync::Arc;
use std::time::Duration;

use sendright::testing::{World, user};
use sendright_service::{Product, Terms};
use serde_json::json;

use super::Place;
use super::stack::{Stack, at, terms};

pub(crate) async fn only_the_operator_makes_sessions<P: Place>() {
    let stack = Stack::<P>::new().await;
    let ada = json!({ "user": user("ada"), "email": World::email("ada"), "name": "Ada" });
    let almost = stack.operator.reveal()[..66].to_owned();
    for token in [None, Some(stack.token("ada")), Some(stack.token("machine")), Some(""), Some(almost.as_str())] {
        stack.send("post", "/sessions", token, Some(ada.clone())).await.is_refused(401, "unauthenticated");
    }
    // The operator is nobody in an account.
    let token = Some(stack.operator.reveal());
    stack.send("get", &at("acme", "rights"), token, None).await.is_refused(401, "unauthenticated");
    // Whoever was never here gets an id of their own.
    let new = json!({ "email": "new@acme.example", "name": "New" });
    let first = stack.send("post", "/sessions", token, Some(new.clone())).await.is(201).json();
    let second = stack.send("post", "/sessions", token, Some(new)).await.is(201).json();
    assert_ne!(first["user"], second["user"]);
    assert_ne!(first["token"], second["token"]);
}

pub(crate) async fn a_session_ends_when_it_is_signed_out<P: Place>() {
    let stack = Stack::<P>::new().await;
    stack.delete("rita", "/sessions").await.is(204);
    stack.get("rita", &at("acme", "rights")).await.is_refused(401, "unauthenticated");
    stack.get("sam", &at("acme", "rights")).await.is(200);
}

pub(crate) async fn a_session_ends_with_its_time<P: Place>() {
    let mut stack = Stack::<P>::new().await;
    let terms = Terms { session: Duration::ZERO, ..terms(&stack.operator) };
    stack.product = Arc::new(Product::open(stack.place.pool().await, terms).await.unwrap());
    let rita = json!({ "user": user("rita"), "email": World::email("rita"), "name": "rita" });
    let session = stack.send("post", "/sessions", Some(stack.operator.reveal()), Some(rita)).await.is(201).json();
    let answer = stack.send("get", &at("acme", "rights"), session["token"].as_str(), None).await;
    answer.is_refused(401, "unauthenticated");
}

/// The directory refuses whoever is deactivated. Their sessions are gone, too, and don't come back with them.
pub(crate) async fn whoever_is_deactivated_is_signed_out<P: Place>() {
    let stack = Stack::<P>::new().await;
    stack.post("ada", "/commands", json!({ "deactivate_user": { "user": user("rita") } })).await.is(200);
    stack.get("rita", &at("acme", "rights")).await.is_refused(401, "unauthenticated");
    stack.post("ada", "/commands", json!({ "reactivate_user": { "user": user("rita") } })).await.is(200);
    stack.get("rita", &at("acme", "rights")).await.is_refused(401, "unauthenticated");
}
