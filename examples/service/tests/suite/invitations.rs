//! Invitations: sent, accepted, revoked.

use sendright::testing::{World, user};
use serde_json::json;

use super::Place;
use super::stack::{Stack, assignment, at};

async fn invite<P: Place>(stack: &Stack<P>, email: &str, role: &str) -> String {
    let invited = json!({ "email": email, "assignment": assignment(role) });
    let made = stack.post("ada", &at("acme", "invitations"), invited).await.is(201);
    made.json()["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn somebody_is_invited_and_comes_in<P: Place>() {
    let stack = Stack::<P>::new().await;
    let id = invite(&stack, World::email("eve").as_str(), "regular").await;
    let open = stack.get("ada", &at("acme", "invitations")).await.json();
    assert_eq!((open[0]["id"].as_str(), open.as_array().unwrap().len()), (Some(id.as_str()), 1));

    stack.get("eve", &at("acme", "campaigns")).await.is_refused(404, "no_access");
    stack.post("eve", &format!("/invitations/{id}/accept"), json!(null)).await.is(204);
    stack.get("eve", &at("acme", "campaigns")).await.is(200);
    stack.post("eve", &format!("/invitations/{id}/accept"), json!(null)).await.is_refused(404, "unknown_invitation");

    assert_eq!(stack.get("ada", &at("acme", "invitations")).await.json(), json!([]));
    let members = stack.get("ada", &at("acme", "members")).await.json();
    let eve = members.as_array().unwrap().iter().find(|member| member["user"] == json!(user("eve"))).unwrap();
    assert_eq!((&eve["name"], &eve["assignment"]), (&json!("eve"), &assignment("regular")));
}

/// Eve can't come in by Dan's invitation, by no route.
pub(crate) async fn an_invitation_is_for_the_address_that_was_proved<P: Place>() {
    let stack = Stack::<P>::new().await;
    let dan = World::email("dan");
    let id = invite(&stack, dan.as_str(), "admin").await;
    let accept = format!("/invitations/{id}/accept");
    stack.post("eve", &accept, json!(null)).await.is_refused(403, "not_the_invited_address");
    let said = json!({ "accept_invitation": { "invitation": id, "email": dan, "name": "Dan", "phone": null } });
    for path in ["/commands", "/commands/dry-run"] {
        stack.post("eve", path, said.clone()).await.is_refused(403, "address_not_proved");
        stack.post("machine", path, said.clone()).await.is_refused(403, "address_not_proved");
    }
    let declined = json!({ "decline_invitation": { "invitation": id, "email": dan } });
    stack.post("eve", "/commands", declined).await.is_refused(403, "address_not_proved");
}

pub(crate) async fn a_revoked_invitation_is_worth_nothing<P: Place>() {
    let stack = Stack::<P>::new().await;
    let id = invite(&stack, World::email("eve").as_str(), "regular").await;
    stack.delete("ada", &format!("/invitations/{id}")).await.is(204);
    let answer = stack.post("eve", &format!("/invitations/{id}/accept"), json!(null)).await;
    assert!((400..500).contains(&answer.status), "{answer:?}");
    stack.get("eve", &at("acme", "campaigns")).await.is_refused(404, "no_access");
}
