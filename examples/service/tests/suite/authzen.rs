//! What a gateway asks by `AuthZEN`.

use sendright::testing::{account, user};
use serde_json::{Value, json};

use super::Place;
use super::stack::{Stack, at};

async fn ask<P: Place>(stack: &Stack<P>, by: &str, endpoint: &str, request: &Value) -> Value {
    let path = format!("/access/v1/{endpoint}");
    stack.send_text("post", &path, Some(stack.token(by)), "application/json", request.to_string()).await.is(200).json()
}

fn about(person: &str, action: &str, campaign: &str) -> Value {
    json!({
        "subject": { "type": "user", "id": user(person) },
        "action": { "name": action },
        "resource": { "type": "campaign", "id": campaign },
    })
}

/// A gateway asks about campaigns by their numbers, and learns nothing of those of another tenant.
pub(crate) async fn a_gateway_asks_about_campaigns<P: Place>() {
    let mut stack = Stack::<P>::new().await;
    let key = json!({ "of": "account", "name": "Gateway", "cap": ["user.view"], "until": null });
    let made = stack.post("ada", &at("acme", "keys"), key).await.is(201);
    stack.keep("gateway", &made);
    let ritas = stack.campaign("rita", "acme").await.to_string();
    let olgas = stack.campaign("olga", "other").await.to_string();

    for (person, action, is_allowed) in
        [("rita", "launch", true), ("sam", "launch", true), ("tom", "launch", false), ("rita", "sms.launch", false)]
    {
        let told = ask(&stack, "gateway", "evaluation", &about(person, action, &ritas)).await;
        assert_eq!(told["decision"], is_allowed, "{person} {action}: {told}");
    }
    let what = about("rita", "", &ritas);
    let question = json!({ "subject": what["subject"], "resource": what["resource"] });
    let actions = ask(&stack, "rita", "search/action", &question).await;
    assert_eq!(actions["results"], json!([{ "name": "launch" }, { "name": "see" }, { "name": "write" }]));

    // Who is no user of the tenant is told the same of a campaign that is there as of one that is not, and so is the gateway.
    for (asker, person) in [("gateway", "rita"), ("rita", "rita"), ("eve", "eve")] {
        let there = ask(&stack, asker, "evaluation", &about(person, "see", &olgas)).await;
        let never = ask(&stack, asker, "evaluation", &about(person, "see", "4711")).await;
        assert_eq!((&there["decision"], &there), (&json!(false), &never), "{asker}");
        assert_eq!(never, ask(&stack, asker, "evaluation", &about(person, "see", "no number")).await);
    }
    // What a request says of a campaign is not believed: it is where the database has it.
    let mut moved = about("rita", "see", &olgas);
    moved["resource"]["properties"] = json!({ "account": account("acme"), "owner": user("rita") });
    assert_eq!(ask(&stack, "gateway", "evaluation", &moved).await["decision"], false);
}

/// Without an address the service has no metadata.
pub(crate) async fn the_metadata_need_an_address<P: Place>() {
    let stack = Stack::<P>::new().await;
    let path = "/.well-known/authzen-configuration";
    stack.send_text("get", path, None, "", String::new()).await.is_refused(404, "no_route");
}
