//! What is refused, and what is said.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sendright::testing::{World, account, user};
use sendright_authzen::{Address, Catalogue, MAX_EVALUATIONS, Point};
use serde_json::{Value, json};

use crate::product::{Product, gateway, post, router, router_at, send};

fn here() -> axum::Router {
    router(World::new().account("acme").account_key("gateway", gateway()), Catalogue)
}

fn question() -> Value {
    json!({
        "subject": {"type": "user", "id": user("acme-admin")},
        "action": {"name": "sms.send"},
        "resource": {"type": "account", "id": account("acme")},
    })
}

/// Two values for one name: one of those who read it could see the first, and another the last.
#[tokio::test]
async fn a_name_that_stands_twice_is_refused() {
    let here = here();
    let (user, acme) = (user("acme-admin"), account("acme"));
    let subject = format!(r#""subject":{{"type":"user","id":"{user}"}}"#);
    let action = r#""action":{"name":"sms.send"}"#;
    let resource = format!(r#""resource":{{"type":"account","id":"{acme}"}}"#);
    let twice = [
        format!("{{{subject},{subject},{action},{resource}}}"),
        format!(r#"{{"subject":{{"type":"user","id":"x","id":"{user}"}},{action},{resource}}}"#),
        format!(
            r#"{{{subject},{action},"resource":{{"type":"row","id":"1","properties":{{"account":"{acme}","account":"{acme}"}}}}}}"#
        ),
        format!(r#"{{{subject},{action},{resource},"context":{{"a":1,"a":2}}}}"#),
        format!(r#"{{{subject},{action},{resource},"context":{{"a":[{{"x":1,"x":2}}]}}}}"#),
    ];
    for body in twice {
        for endpoint in ["evaluation", "evaluations"] {
            let answer = post(&here, &format!("/access/v1/{endpoint}"), body.clone()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{endpoint}: {body}");
            assert!(answer.body.contains("duplicate"), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn words_that_nobody_knows_are_denied_and_named() {
    let here = here();
    let denied = async |change: fn(&mut Value)| {
        let mut request = question();
        change(&mut request);
        let told = post(&here, "/access/v1/evaluation", request.to_string()).await.json();
        assert_eq!(told["decision"], false);
        told["context"].clone()
    };
    let fly = denied(|request| request["action"]["name"] = json!("can_fly\n")).await;
    assert_eq!(
        fly["error"]["message"],
        "`can_fly\\n` is no action on `account`: search for actions to see which there are"
    );
    assert_eq!(denied(|request| request["resource"]["type"] = json!("moon")).await["error"]["status"], 404);
    assert_eq!(denied(|request| request["subject"]["id"] = json!("x")).await["code"], "no_access");
    assert_eq!(denied(|request| request["subject"]["type"] = json!("robot")).await["code"], "no_access");
    // A property that is no id is not passed over. Of an account they are not read.
    for name in ["account", "owner", "shared_from"] {
        let mut request = question();
        request["resource"]["properties"] = json!({ name: 7 });
        assert_eq!(post(&here, "/access/v1/evaluation", request.to_string()).await.json()["decision"], true);
        request["resource"]["type"] = json!("row");
        request["resource"]["properties"]["account"] =
            if name == "account" { json!(7) } else { json!(account("acme")) };
        let told = post(&here, "/access/v1/evaluation", request.to_string()).await.json();
        assert_eq!((&told["decision"], &told["context"]["error"]["status"]), (&json!(false), &json!(404)), "{name}");
    }
}

#[tokio::test]
async fn what_is_too_much_is_refused() {
    let here = here();
    let mut request = question();
    request["evaluations"] = Value::Array(vec![json!({}); MAX_EVALUATIONS]);
    let told = post(&here, "/access/v1/evaluations", request.to_string()).await.json();
    assert_eq!(told["evaluations"].as_array().unwrap().len(), MAX_EVALUATIONS);
    request["evaluations"].as_array_mut().unwrap().push(json!({}));
    let answer = post(&here, "/access/v1/evaluations", request.to_string()).await;
    assert_eq!((answer.status, answer.body.contains("more than 1000 questions")), (StatusCode::BAD_REQUEST, true));

    let long = format!(r#"{{"x":"{}"}}"#, "x".repeat(3 << 20));
    assert_eq!(post(&here, "/access/v1/evaluation", long).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let deep = format!(r#"{{"context":{}}}"#, "[".repeat(100_000));
    assert_eq!(post(&here, "/access/v1/evaluation", deep).await.status, StatusCode::BAD_REQUEST);
}

/// What questions share is not copied for each of them.
#[tokio::test]
async fn a_small_request_takes_no_more_than_its_size() {
    let here = here();
    let mut request = question();
    request["context"] = json!({ "long": vec![0; 100_000] });
    request["evaluations"] = Value::Array(vec![json!({}); MAX_EVALUATIONS]);
    let body = request.to_string();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let taken = tokio::task::spawn_blocking(move || {
        allocation_counter::measure(|| {
            let answer = runtime.block_on(post(&here, "/access/v1/evaluations", body.clone()));
            assert_eq!(answer.status, StatusCode::OK);
        })
    });
    let most = taken.await.unwrap().bytes_max;
    assert!(most < 32 << 20, "{most} bytes");
}

/// An array of an entity's fields is no entity, though other readers take it for one.
#[tokio::test]
async fn an_array_is_no_object() {
    let here = here();
    let whole = question();
    let arrays = json!({
        "subject": ["user", user("acme-admin")],
        "action": ["sms.send"],
        "resource": ["account", account("acme")],
        "context": [],
    });
    for (name, array) in arrays.as_object().unwrap() {
        let mut request = whole.clone();
        request[name] = array.clone();
        for endpoint in ["evaluation", "evaluations", "search/subject", "search/resource", "search/action"] {
            if endpoint == "search/action" && name == "action" {
                continue;
            }
            let answer = post(&here, &format!("/access/v1/{endpoint}"), request.to_string()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{endpoint}: {name}: {}", answer.body);
        }
    }
    let several = json!([["user", user("acme-admin")], ["sms.send"], ["account", account("acme")]]);
    for body in [several.to_string(), json!([whole["subject"], whole["action"], whole["resource"]]).to_string()] {
        assert_eq!(post(&here, "/access/v1/evaluation", body).await.status, StatusCode::BAD_REQUEST);
    }
    for (name, array) in [("options", json!([])), ("evaluations", json!([[]])), ("page", json!([]))] {
        let mut request = whole.clone();
        request[name] = array;
        let endpoint = if name == "page" { "search/subject" } else { "evaluations" };
        let answer = post(&here, &format!("/access/v1/{endpoint}"), request.to_string()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{name}: {}", answer.body);
    }
}

/// `null` stands for no default: whoever writes it for what they did not find is told so.
#[tokio::test]
async fn null_is_no_entity() {
    let mut request = question();
    request["evaluations"] = json!([{ "resource": null }]);
    assert_eq!(post(&here(), "/access/v1/evaluations", request.to_string()).await.status, StatusCode::BAD_REQUEST);
}

/// JSON of another type is not this API's.
#[tokio::test]
async fn another_content_type_is_refused() {
    let here = here();
    for (media_type, status) in [
        ("application/json", StatusCode::OK),
        ("Application/JSON; charset=utf-8", StatusCode::OK),
        ("application/problem+json", StatusCode::BAD_REQUEST),
        ("text/json", StatusCode::BAD_REQUEST),
    ] {
        let request = Request::post("/access/v1/evaluation").header("authorization", "Bearer token");
        let request = request.header("content-type", media_type).body(question().to_string().into());
        assert_eq!(send(&here, request.unwrap()).await.status, status, "{media_type}");
    }
}

#[tokio::test]
async fn a_semantic_is_one_of_three() {
    let mut request = question();
    request["evaluations"] = json!([{}]);
    request["options"] = json!({"evaluations_semantic": "first_wins"});
    let answer = post(&here(), "/access/v1/evaluations", request.to_string()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    for name in ["execute_all", "deny_on_first_deny", "permit_on_first_permit"] {
        assert!(answer.body.contains(name), "{}", answer.body);
    }
}

#[tokio::test]
async fn an_address_is_an_https_url() {
    let refused = [
        ("http://pdp.example.com", "https://"),
        ("https://", "URL"),
        ("https:// x", "URL"),
        ("https://pdp.example.com/", "slash"),
        ("https://pdp.example.com?x=1", "query"),
        ("https://pdp.example.com/t#x", "fragment"),
        ("https://pdp.example.com/{tenant}", "path"),
        ("https://pdp.example.com//t", "path"),
        ("", "https://"),
    ];
    for (address, why) in refused {
        let error = address.parse::<Address>().unwrap_err().to_string();
        assert!(error.contains(why) && error.contains(&format!("`{address}`")), "{error}");
    }
    let tenant = router_at(World::new(), Catalogue, "https://pdp.example.com:8443/a/b");
    let metadata =
        send(&tenant, Request::get("/.well-known/authzen-configuration/a/b").body(Body::empty()).unwrap()).await;
    assert_eq!(metadata.json()["search_action_endpoint"], "https://pdp.example.com:8443/a/b/access/v1/search/action");
    assert_eq!(metadata.header("cache-control"), "max-age=3600");

    // Without an address there are no metadata, and the endpoints are where the standard has them.
    let bare: axum::Router =
        Point::new(Product(World::new().account("acme").account_key("gateway", gateway()).into())).router();
    let none = send(&bare, Request::get("/.well-known/authzen-configuration").body(Body::empty()).unwrap()).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert_eq!(post(&bare, "/access/v1/evaluation", question().to_string()).await.json(), json!({"decision": true}));
}
