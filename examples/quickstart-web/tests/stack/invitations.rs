//! An invitation, from the invite to the first request of whoever accepted.

use sendright::testing::{World, account};

use crate::stack::{Stack, in_account};

fn invites(name: &str, role: &str) -> String {
    format!(r#"{{"email": "{}", "role": "{role}"}}"#, World::email(name))
}

fn accepts(invitation: &serde_json::Value) -> String {
    format!("/invitations/{}/accept", invitation.as_str().unwrap())
}

#[tokio::test]
async fn whoever_is_invited_accepts_and_works() {
    let stack = Stack::new();
    let campaigns = in_account("acme", "campaigns");
    stack.get("eve", &campaigns).await.is_refused(404, "no_access");

    let invitation = stack.post("ada", &in_account("acme", "invitations"), &invites("eve", "regular")).await;
    assert_eq!(invitation.status, 200);
    stack.get("eve", &campaigns).await.is_refused(404, "no_access");

    let accepted = stack.post("eve", &accepts(&invitation.json()), "").await;
    assert_eq!((accepted.status, accepted.body.as_str()), (200, ""));
    assert_eq!(stack.get("eve", &campaigns).await.status, 200);
    assert_eq!(stack.get("eve", &in_account("acme", "rights")).await.json()["account"], account("acme").to_string());

    // Once.
    stack.post("eve", &accepts(&invitation.json()), "").await.is_refused(404, "unknown_invitation");
}

#[tokio::test]
async fn the_directory_decides_who_invites_to_what() {
    let stack = Stack::new();
    let invitations = in_account("acme", "invitations");
    for (sender, status, code) in [
        ("rita", 403, "missing"),
        ("machine", 403, "not_by_account_key"),
        ("lost", 401, "key_revoked"),
        ("gone", 401, "user_deactivated"),
        ("olga", 404, "no_access"),
    ] {
        stack.post(sender, &invitations, &invites("eve", "regular")).await.is_refused(status, code);
    }
    let again = invites("sam", "regular");
    stack.post("ada", &invitations, &again).await.is_refused(409, "already_member");
    assert_eq!(stack.post("ada", &invitations, r#"{"email": "no address", "role": "regular"}"#).await.status, 422);
}

/// Whoever administers sub-accounts does not make administrators. What they lack is named as the product names it.
#[tokio::test]
async fn nobody_invites_to_more_than_they_hold() {
    let stack = Stack::new();
    let invitations = in_account("acme", "invitations");
    assert_eq!(
        stack.post("sue", &invitations, &invites("eve", "regular")).await.status,
        403,
        "chat is not hers to give"
    );
    let answer = stack.post("sue", &invitations, &invites("eve", "admin")).await;
    answer.is_refused(403, "uncovered");
    let lacks = answer.json()["permissions"].clone();
    assert!(lacks.as_array().unwrap().contains(&"fax.send".into()), "{lacks}");
    assert!(answer.json()["detail"].as_str().unwrap().contains("fax.send"));
    assert_eq!(stack.post("sue", &invitations, &invites("eve", "basic")).await.status, 200);
}

#[tokio::test]
async fn an_invitation_is_for_the_address_that_was_invited() {
    let stack = Stack::new();
    let invitation = stack.post("ada", &in_account("acme", "invitations"), &invites("eve", "regular")).await.json();
    let accept = accepts(&invitation);
    stack.post("olga", &accept, "").await.is_refused(403, "not_the_invited_address");
    // A key is nobody who has an address.
    stack.post("robot", &accept, "").await.is_refused(401, "unauthenticated");
    stack.send(axum::http::Request::post(&accept), None, "").await.is_refused(401, "unauthenticated");
    assert_eq!(stack.post("eve", &accept, "").await.status, 200);
}
