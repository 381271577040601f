//! Commands: given again, given on what has changed, tried out, and those of the operator.

use sendright::testing::{World, account, user};
use sendright::{AccountId, UserId};
use serde_json::{Value, json};

use super::Place;
use super::stack::{Stack, assignment, at};

fn rita() -> String {
    at("acme", &format!("members/{}", user("rita")))
}

pub(crate) async fn a_command_given_again_is_already_so<P: Place>() {
    let stack = Stack::<P>::new().await;
    let sender = json!({ "assignment": assignment("sender"), "replaces": null });
    stack.put("ada", &rita(), sender.clone()).await.is(204);
    let revision = stack.product.node().revision();
    stack.put("ada", &rita(), sender).await.is_refused(409, "already_so");
    assert_eq!(stack.product.node().revision(), revision);
}

pub(crate) async fn a_command_on_what_has_changed_is_refused<P: Place>() {
    let stack = Stack::<P>::new().await;
    let change = |to: &str, from: &str| json!({ "assignment": assignment(to), "replaces": assignment(from) });
    stack.put("ada", &rita(), change("sender", "regular")).await.is(204);
    stack.put("ada", &rita(), change("template", "regular")).await.is_refused(409, "changed_meanwhile");
    // Nobody gives more than they hold.
    let admin = json!({ "assignment": assignment("admin") });
    stack.put("sue", &at("shop", &format!("members/{}", user("cleo"))), admin).await.is(403);
}

pub(crate) async fn a_role_is_defined_and_given<P: Place>() {
    let stack = Stack::<P>::new().await;
    let analyst = json!({ "name": "Analyst", "grants": { "account": ["report.view"], "own": ["sms.launch"] } });
    let made = stack.post("ada", &at("acme", "roles"), analyst).await.is(201).json();
    let roles = stack.get("ada", &at("acme", "roles")).await.json();
    assert_eq!((&roles[0]["id"], &roles[0]["name"]), (&made["id"], &json!("Analyst")));
    // It can be given in the account below, too.
    assert_eq!(stack.get("ada", &at("shop", "roles")).await.json(), roles);

    let given = json!({ "assignment": assignment(made["id"].as_str().unwrap()) });
    stack.put("ada", &rita(), given).await.is(204);
    let rights = stack.get("rita", &at("acme", "rights")).await.json();
    assert_eq!(rights["permissions"], json!(["report.view"]), "{rights}");
}

/// Rita would lose what a Regular has, and still has it.
pub(crate) async fn what_a_command_would_do_is_told_and_not_done<P: Place>() {
    let stack = Stack::<P>::new().await;
    let assign = json!({ "assign": {
        "user": user("rita"), "account": account("acme"), "assignment": assignment("template"), "replaces": null,
    } });
    let revision = stack.product.node().revision();
    let told = stack.post("ada", "/commands/dry-run", assign.clone()).await.is(200).json();
    assert_eq!(told["accesses"][0]["principal"], json!({ "user": user("rita") }), "{told}");
    assert!(told["accesses"][0]["lost"].to_string().contains("sms.launch"), "{told}");
    assert!(told["told"].as_str().unwrap().contains("rita"), "{told}");
    assert_eq!(stack.product.node().log().revision().await.unwrap(), revision);
    stack.campaign("rita", "acme").await;

    // What the command would be refused for, the question is.
    let refused = stack.post("rita", "/commands", assign.clone()).await;
    assert_eq!(stack.post("rita", "/commands/dry-run", assign).await, refused);
}

pub(crate) async fn an_address_is_proved_and_not_said<P: Place>() {
    let stack = Stack::<P>::new().await;
    let change = |email: &Value| json!({ "change_email": { "user": user("rita"), "email": email } });
    let another = json!(World::email("another"));
    for by in ["ada", "rita", "robot"] {
        stack.post(by, "/commands", change(&another)).await.is_refused(403, "address_not_proved");
    }
    // Rita signs in with the other one.
    let proved = json!({ "user": user("rita"), "email": another, "name": "rita" });
    let session = stack.send("post", "/sessions", Some(stack.operator.reveal()), Some(proved)).await.is(201).json();
    stack.send("post", "/commands", session["token"].as_str(), Some(change(&another))).await.is(200);
}

pub(crate) async fn the_operator_opens_an_account<P: Place>() {
    let stack = Stack::<P>::new().await;
    let (account, administrator) = (AccountId::new(), UserId::new());
    let open = json!({ "open_account": {
        "account": account, "name": "New", "billing": "prepaid", "features": "everything",
        "administrator": administrator, "email": "new@new.example", "administrator_name": "New",
    } });
    stack.post("ada", "/commands", open.clone()).await.is_refused(403, "operator_only");
    stack.post("ada", "/operator/commands", open.clone()).await.is_refused(401, "unauthenticated");
    stack.send("post", "/operator/commands", Some(stack.operator.reveal()), Some(open)).await.is(200);

    let proved = json!({ "user": administrator, "email": "new@new.example", "name": "New" });
    let session = stack.send("post", "/sessions", Some(stack.operator.reveal()), Some(proved)).await.is(201).json();
    let rights = format!("/accounts/{account}/rights");
    stack.send("get", &rights, session["token"].as_str(), None).await.is(200);
}
