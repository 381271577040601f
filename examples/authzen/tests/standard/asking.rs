//! Who may ask about whom.

use axum::Router;
use axum::http::StatusCode;
use sendright::testing::{KeyTerms, World, account, key, user};
use sendright::{AccountId, Permission, Preset, Principal, UserId};
use sendright_authzen::{Catalogue, Vocabulary};
use serde_json::{Value, json};

use crate::product::{gateway, post_as, router};

/// Two tenants. Rita is a Regular of the shop, Ada administers Acme; the gateway asks about Acme and what is below.
fn world() -> World {
    World::new()
        .account_for("globex", "gus")
        .account_for("acme", "ada")
        .account_key("gateway", gateway())
        .key("ci", "ada", Permission::SmsSend)
        .member("bob", Preset::Sender)
        .sub("shop")
        .member("rita", Preset::Regular)
}

fn here() -> Router {
    router(world(), Catalogue)
}

fn about(subject: UserId, action: &str, resource: &Value) -> Value {
    json!({"subject": {"type": "user", "id": subject}, "action": {"name": action}, "resource": resource})
}

fn the(id: AccountId) -> Value {
    json!({"type": "account", "id": id})
}

fn own(owner: UserId) -> Value {
    own_in("shop", owner)
}

fn own_in(name: &str, owner: UserId) -> Value {
    json!({"type": "campaign", "id": "7", "properties": {"account": account(name), "owner": owner}})
}

async fn ask(router: &Router, asker: impl Into<Principal>, request: &Value) -> Value {
    post_as(router, asker, "/access/v1/evaluation", request).await.json()
}

async fn search(router: &Router, asker: impl Into<Principal>, kind: &str, request: &Value) -> Value {
    post_as(router, asker, &format!("/access/v1/search/{kind}"), request).await.json()
}

#[tokio::test]
async fn everybody_is_told_of_themselves() {
    let here = here();
    let rita = user("rita");
    assert_eq!(ask(&here, rita, &about(rita, "sms.launch", &own(rita))).await, json!({"decision": true}));
    let denied = ask(&here, rita, &about(rita, "sms.launch", &own(user("ada")))).await;
    assert_eq!((&denied["decision"], &denied["context"]["code"]), (&json!(false), &json!("lesser_scope")));
    assert_eq!(denied["context"]["permissions"], json!(["sms.launch"]));

    // A key is told of itself, and not of its owner.
    let key_may = json!({"subject": {"type": "api_key", "id": key("ci")}, "action": {"name": "sms.send"}, "resource": the(account("acme"))});
    assert_eq!(ask(&here, key("ci"), &key_may).await, json!({"decision": true}));
    let owner = ask(&here, key("ci"), &about(user("ada"), "sms.send", &the(account("acme")))).await;
    assert_eq!(owner["context"]["error"]["status"], 404);
}

#[tokio::test]
async fn of_others_only_who_has_the_permission_is_told() {
    let here = here();
    let rita = user("rita");
    let question = about(rita, "sms.launch", &own(rita));
    for asker in [Principal::from(key("gateway")), user("ada").into()] {
        assert_eq!(ask(&here, asker, &question).await, json!({"decision": true}), "{asker}");
    }
    // Bob is a Sender in Acme and Gus administers another tenant: neither is told more than of an account that never was.
    let nowhere = about(rita, "sms.launch", &own_in("nowhere", rita));
    for asker in [user("bob"), user("gus")] {
        let told = ask(&here, asker, &question).await;
        assert_eq!((&told["decision"], &told["context"]["error"]["status"]), (&json!(false), &json!(404)), "{asker}");
        assert_eq!(told, ask(&here, asker, &nowhere).await, "{asker}");
    }
    // Nor is Rita told of her administrator.
    let told = ask(&here, rita, &about(user("ada"), "sms.launch", &the(account("shop")))).await;
    assert_eq!(told["context"]["error"]["status"], 404);
    // The gateway of one tenant is told nothing of another.
    let told = ask(&here, key("gateway"), &about(user("gus"), "sms.send", &the(account("globex")))).await;
    assert_eq!(told, ask(&here, key("gateway"), &about(user("gus"), "sms.send", &the(account("nowhere")))).await);
}

/// Whoever asks of themselves about what is not there is told the same as about what they don't reach.
#[tokio::test]
async fn nobody_is_told_what_exists() {
    let here = here();
    let rita = user("rita");
    let there = json!({"type": "campaign", "id": "7", "properties": {"account": account("globex")}});
    let never = json!({"type": "campaign", "id": "8", "properties": {"account": account("nowhere")}});
    let nothing = json!({"type": "campaign", "id": "9"});
    let mut told = Vec::new();
    for resource in [&there, &never, &nothing] {
        let request = about(rita, "sms.view", resource);
        let actions = json!({"subject": request["subject"], "resource": resource});
        let people = json!({"subject": {"type": "user"}, "action": {"name": "sms.view"}, "resource": resource});
        told.push((
            ask(&here, rita, &request).await,
            search(&here, rita, "action", &actions).await,
            search(&here, rita, "subject", &people).await,
            search(&here, user("bob"), "action", &actions).await,
        ));
    }
    assert_eq!(told[0].0["context"]["code"], "no_access");
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
}

#[tokio::test]
async fn searches_leave_out_what_the_asker_may_not_ask_about() {
    let world = world().within("acme").member("mia", Preset::Admin).within("shop").member("mia", Preset::Regular);
    let here = router(world, Catalogue);
    let request = json!({"subject": {"type": "user", "id": user("mia")}, "action": {"name": "contact.view"}, "resource": {"type": "account"}});
    let ids = |found: &Value| -> Vec<String> {
        found["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut both = [account("acme").to_string(), account("shop").to_string()];
    both.sort();
    assert_eq!(ids(&search(&here, key("gateway"), "resource", &request).await), both);
    assert_eq!(ids(&search(&here, user("mia"), "resource", &request).await), both);
    assert!(ids(&search(&here, user("gus"), "resource", &request).await).is_empty());
    // Sol administers the shop alone.
    let world = self::world().within("shop").member("sol", Preset::Admin).within("acme").member("mia", Preset::Admin);
    let here = router(world, Catalogue);
    assert_eq!(ids(&search(&here, user("sol"), "resource", &request).await), [account("shop").to_string()]);
}

/// The permission to ask is the vocabulary's to say; with none, nobody asks about others.
#[tokio::test]
async fn the_permission_to_ask_is_the_vocabularys() {
    struct Closed;
    impl Vocabulary for Closed {
        fn required_to_ask(&self) -> sendright::PermissionSet {
            sendright::PermissionSet::EMPTY
        }
    }
    let here = router(world(), Closed);
    let told = ask(&here, user("ada"), &about(user("rita"), "contact.view", &the(account("shop")))).await;
    assert_eq!(told["context"]["error"]["status"], 404);
    assert_eq!(
        ask(&here, user("ada"), &about(user("ada"), "contact.view", &the(account("shop")))).await,
        json!({"decision": true})
    );
}

/// What ends soon is permitted until then; and a time that a request names changes nothing.
#[tokio::test]
async fn the_clock_is_the_servers() {
    let now = sendright::testing::now();
    let until = now + chrono::TimeDelta::hours(1);
    let ends = sendright::Assignment::of(Preset::Sender).until(until);
    let here = router(world().within("acme").member("temp", ends), Catalogue);
    let mut request = about(user("temp"), "sms.send", &the(account("acme")));
    for time in [json!(null), json!("1985-10-26T01:22-07:00"), json!("2999-01-01T00:00:00Z")] {
        request["context"] = json!({"time": time});
        let told = ask(&here, key("gateway"), &request).await;
        let told_until = told["context"]["valid_until"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>();
        assert_eq!((&told["decision"], told_until), (&json!(true), Ok(until)));
    }
}

#[tokio::test]
async fn who_is_nobody_is_told_nothing_of_what_they_sent() {
    use axum::http::Request;
    let here = here();
    for endpoint in ["evaluation", "evaluations", "search/subject", "search/resource", "search/action"] {
        let request = Request::post(format!("/access/v1/{endpoint}")).header("content-type", "application/json");
        let answer = crate::product::send(&here, request.body("{".into()).unwrap()).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (StatusCode::UNAUTHORIZED, "no-store"),
            "{endpoint}"
        );
        assert_eq!(answer.body, "the request does not prove who sends it: sign in");
    }
}

/// Sol administers the shop, and does not learn who administers what is above, nor which keys work there.
#[tokio::test]
async fn a_search_does_not_tell_who_comes_from_above() {
    let world = world().within("acme").account_key("nightly", KeyTerms::of(Permission::SmsSend).below());
    let here = router(world.within("shop").member("sol", Preset::Admin), Catalogue);
    let people = json!({"subject": {"type": "user"}, "action": {"name": "sms.send"}, "resource": the(account("shop"))});
    let ids = |found: &Value| -> Vec<String> {
        found["results"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&search(&here, user("sol"), "subject", &people).await), [user("sol").to_string()]);
    assert!(ids(&search(&here, user("ada"), "subject", &people).await).contains(&user("ada").to_string()));

    let mut keys = people;
    keys["subject"]["type"] = json!("api_key");
    assert!(ids(&search(&here, user("sol"), "subject", &keys).await).is_empty());
    assert_eq!(ids(&search(&here, user("ada"), "subject", &keys).await), [key("nightly").to_string()]);
    // The gateway may ask, and may not see keys.
    assert!(ids(&search(&here, key("gateway"), "subject", &keys).await).is_empty());
}

/// A key that another tenant revoked is nobody's.
#[tokio::test]
async fn a_key_that_was_another_tenants_is_nobodys() {
    let world = world().within("globex").account_key("old", Permission::SmsSend).revoked("old");
    let here = router(world, Catalogue);
    let about_key = |name: &str| json!({"subject": {"type": "api_key", "id": key(name)}, "action": {"name": "sms.send"}, "resource": the(account("acme"))});
    let told = ask(&here, key("gateway"), &about_key("old")).await;
    assert_eq!(
        (&told["context"]["code"], &told),
        (&json!("no_access"), &ask(&here, key("gateway"), &about_key("never")).await)
    );
    // Of itself it is told.
    assert_eq!(ask(&here, key("old"), &about_key("old")).await["context"]["code"], "key_revoked");
}

/// Where the plan leaves out the permission to ask, nobody asks about others.
#[tokio::test]
async fn the_permission_to_ask_is_under_the_ceiling() {
    let world = world().within("acme").features(sendright::PermissionSet::SMS_SEND);
    let here = router(world, Catalogue);
    let bob = about(user("bob"), "sms.send", &the(account("acme")));
    assert_eq!(ask(&here, user("bob"), &bob).await, json!({"decision": true}));
    assert_eq!(ask(&here, key("gateway"), &bob).await["context"]["error"]["status"], 404);
}
