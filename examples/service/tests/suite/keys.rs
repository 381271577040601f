//! API keys and their secrets.

use sendright::ApiKeyId;
use sendright::testing::{account, user};
use serde_json::{Value, json};

use super::Place;
use super::stack::{Answer, CAP, Stack, assignment, at};

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

fn token(answer: &Answer) -> String {
    answer.json()["token"].as_str().unwrap().to_owned()
}

/// What the holder of a token is answered who lists campaigns.
async fn list<P: Place>(stack: &Stack<P>, token: &str) -> Answer {
    stack.send("get", &at("acme", "campaigns"), Some(token), None).await
}

/// It is in the answer that makes it, and in no other one.
pub(crate) async fn a_secret_is_shown_once<P: Place>() {
    let stack = Stack::<P>::new().await;
    stack.campaign("robot", "acme").await;
    let secrets: Vec<String> = stack
        .tokens()
        .map(|token| token.rsplit('_').next().unwrap().to_owned())
        .chain([stack.operator.reveal().to_owned()])
        .collect();
    for by in ["ada", "robot", "machine"] {
        for path in ["campaigns", "accounts", "members", "roles", "invitations", "keys", "rights", "history"] {
            let answer = stack.get(by, &at("acme", path)).await;
            assert!(secrets.iter().all(|secret| !answer.body.contains(secret)), "{path}: {answer:?}");
            assert!(!answer.body.contains("digest"), "{path}: {answer:?}");
        }
    }
    let shown = stack.get("ada", &at("acme", "keys")).await.json();
    assert_eq!(shown.as_array().unwrap().len(), 2, "{shown}");
}

/// The key and its digest are stored in one transaction.
pub(crate) async fn a_key_whose_secret_cannot_be_stored_is_not_made<P: Place>() {
    let stack = Stack::<P>::new().await;
    stack.place.run("ALTER TABLE api_key_secret RENAME TO away").await;
    let revision = stack.product.node().revision();
    let answer = stack.make_key("ada", "spare", "me").await;
    answer.is_refused(500, "internal");
    assert!(!answer.body.contains("api_key_secret"), "{answer:?}");
    stack.place.run("ALTER TABLE away RENAME TO api_key_secret").await;
    assert_eq!(stack.product.node().log().revision().await.unwrap(), revision);
    assert_eq!(stack.get("ada", &at("acme", "keys")).await.json().as_array().unwrap().len(), 2);
}

/// A command that is given again is refused, and its new secret is stored as little as it is done.
pub(crate) async fn a_key_that_is_made_twice_keeps_its_secret<P: Place>() {
    let stack = Stack::<P>::new().await;
    let key = ApiKeyId::new();
    let create = json!({ "create_account_key": {
        "key": key, "account": account("acme"), "subtree": false, "name": "spare", "cap": CAP, "until": null,
    } });
    let made = stack.post("ada", "/commands", create.clone()).await.is(200);
    stack.post("ada", "/commands", create.clone()).await.is_refused(409, "already_so");
    let mut another = create;
    another["create_account_key"]["name"] = json!("another");
    stack.post("ada", "/commands", another).await.is_refused(409, "id_taken");
    list(&stack, &token(&made)).await.is(200);
}

pub(crate) async fn a_reset_key_has_another_secret<P: Place>() {
    let stack = Stack::<P>::new().await;
    let made = stack.make_key("ada", "spare", "account").await.is(201);
    list(&stack, &token(&made)).await.is(200);
    // Whoever may not reset it changes nothing.
    stack.post("rita", &format!("/keys/{}/secret", id(&made)), Value::Null).await.is_refused(403, "missing");
    list(&stack, &token(&made)).await.is(200);

    let reset = stack.post("ada", &format!("/keys/{}/secret", id(&made)), Value::Null).await.is(200);
    list(&stack, &token(&made)).await.is_refused(401, "unauthenticated");
    list(&stack, &token(&reset)).await.is(200);
}

pub(crate) async fn a_revoked_key_opens_nothing<P: Place>() {
    let stack = Stack::<P>::new().await;
    let made = stack.make_key("ada", "spare", "me").await.is(201);
    let path = format!("/keys/{}", id(&made));
    stack.delete("ada", &path).await.is(204);
    list(&stack, &token(&made)).await.is_refused(401, "key_revoked");
    stack.delete("ada", &path).await.is(404);
}

/// Ada sees all keys, and somebody who holds the right for what is their own sees theirs.
pub(crate) async fn everybody_sees_their_own_keys<P: Place>() {
    let stack = Stack::<P>::new().await;
    let owners = async |by: &str| {
        let keys = stack.get(by, &at("acme", "keys")).await.is(200).json();
        keys.as_array().unwrap().iter().map(|key| key["owner"].clone()).collect::<Vec<Value>>()
    };
    let maker = json!({ "name": "Maker", "grants": { "account": ["integration.api"], "own": ["integration.keys", "sms.view"] } });
    let role = stack.post("ada", &at("acme", "roles"), maker).await.is(201).json();
    let given = json!({ "assignment": assignment(role["id"].as_str().unwrap()) });
    stack.put("ada", &at("acme", &format!("members/{}", user("rita"))), given).await.is(204);
    assert_eq!(owners("rita").await, Vec::<Value>::new());

    let key = json!({ "of": "me", "name": "mine", "cap": ["sms.view"], "until": null });
    stack.post("rita", &at("acme", "keys"), key).await.is(201);
    assert_eq!(owners("rita").await, [json!(user("rita"))]);
    let all = owners("ada").await;
    assert_eq!(all.len(), 3);
    assert!(all.contains(&Value::Null) && all.contains(&json!(user("ada"))), "{all:?}");
}

/// Neither in the log, nor in the history, nor in a table of the service.
pub(crate) async fn no_secret_is_stored<P: Place>() {
    let stack = Stack::<P>::new().await;
    let log = stack.product.node().log();
    let changes = serde_json::to_string(&log.changes(1, 1_000).await.unwrap()).unwrap();
    let entries = log.history(sendright_sqlx::Cursor::at_revision(1_000), 1_000).await.unwrap();
    let entries: Vec<_> = entries.into_iter().map(|row| row.entry).collect();
    let entries = serde_json::to_string(&entries).unwrap();
    // A digest for each session and each key.
    let digests = "SELECT digest FROM session UNION ALL SELECT digest FROM api_key_secret";
    let digests = stack.place.texts(digests).await;
    assert_eq!(digests.len(), stack.tokens().count());
    for token in stack.tokens() {
        let secret = token.rsplit('_').next().unwrap();
        assert!(!changes.contains(secret) && !entries.contains(secret));
        assert!(digests.iter().all(|digest| !digest.contains(secret)));
    }
}
