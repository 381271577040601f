//! Each route: that it is described, who may, and who may not.

use std::collections::BTreeSet;

use sendright_service::table;
use serde_json::Value;

use super::Place;
use super::cases::{Case, acme, cases};
use super::stack::{Answer, Stack, at};

/// The routes that are open to everybody.
const OPEN: [(&str, &str); 2] = [("get", "/health"), ("get", "/openapi.json")];

fn owned(routes: impl IntoIterator<Item = (&'static str, String)>) -> BTreeSet<(String, String)> {
    routes.into_iter().map(|(method, path)| (method.to_owned(), path)).collect()
}

pub(crate) async fn every_route_is_described_and_the_reverse<P: Place>() {
    let stack = Stack::<P>::new().await;
    let description = stack.send("get", "/openapi.json", None, None).await.is(200).json();
    let mut described = BTreeSet::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            described.insert((method.clone(), path.clone()));
            // Whoever has not signed in, where it says that one must.
            let is_open = route["security"] == serde_json::json!([{}]);
            assert_eq!(is_open, OPEN.contains(&(method, path)), "{method} {path}");
            let mut names: BTreeSet<_> = path.split('/').filter_map(|part| part.strip_prefix('{')).collect();
            for parameter in route["parameters"].as_array().into_iter().flatten() {
                if parameter["in"] == "path" {
                    let name = format!("{}}}", parameter["name"].as_str().unwrap());
                    assert!(names.remove(name.as_str()), "{method} {path} has no {name}");
                }
            }
            assert!(names.is_empty(), "{method} {path} does not describe {names:?}");
        }
    }
    assert_eq!(described, owned(table()));
    refers_to_what_is_there(&description, &description);
    each_name_is_one(&description);
}

/// Two routes don't have one name, nor two types: of two schemas with one name, the description has the last.
fn each_name_is_one(description: &Value) {
    let routes = description["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    let names: BTreeSet<_> = routes.map(|route| route["operationId"].as_str().unwrap()).collect();
    assert_eq!(names.len(), table().len(), "{names:?}");

    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    let files = [sources.to_owned(), format!("{sources}/routes")].map(|folder| std::fs::read_dir(folder).unwrap());
    let paths = files.into_iter().flatten().map(|file| file.unwrap().path()).filter(|path| path.is_file());
    let derived: usize = paths.map(|path| std::fs::read_to_string(path).unwrap().matches("ToSchema)]").count()).sum();
    let schemas = description["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), derived, "{:?}", schemas.keys());
}

/// Each reference of the description is to something in it.
fn refers_to_what_is_there(description: &Value, part: &Value) {
    match part {
        Value::Object(members) => {
            if let Some(target) = members.get("$ref").and_then(Value::as_str) {
                let pointer = target.strip_prefix('#').unwrap();
                assert!(description.pointer(pointer).is_some(), "{target} is not there");
            }
            members.values().for_each(|member| refers_to_what_is_there(description, member));
        }
        Value::Array(items) => items.iter().for_each(|item| refers_to_what_is_there(description, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

pub(crate) async fn every_route_has_a_case_and_a_row_in_the_readme<P: Place>() {
    let held = cases().into_iter().map(|case| (case.method, case.template.to_owned()));
    let open = OPEN.map(|(method, path)| (method, path.to_owned()));
    assert_eq!(owned(held.chain(open)), owned(table()));
    // And a row in the README, in the order of the router.
    let (_, rows) = include_str!("../../README.md").split_once("## Routes").unwrap();
    let rows = rows.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let told: Vec<_> = rows.map(|(route, _)| route.split('?').next().unwrap().to_owned()).collect();
    let routes = table().into_iter().map(|(method, path)| format!("{} {path}", method.to_uppercase()));
    assert_eq!(told, routes.collect::<Vec<_>>());
    let stack = Stack::<P>::new().await;
    for (method, path) in OPEN {
        stack.send(method, path, None, None).await.is(200);
    }
}

async fn send<P: Place>(stack: &Stack<P>, case: &Case, by: &str, path: &str) -> Answer {
    let token = if by == "operator" { stack.operator.reveal() } else { stack.token(by) };
    stack.send(case.method, path, Some(token), case.body.clone()).await
}

/// Whoever may not is refused, and nothing has changed by it: whoever may is served then.
pub(crate) async fn every_route_grants_and_refuses<P: Place>() {
    let stack = Stack::<P>::new().await;
    for case in cases() {
        // Somebody who signs out, or is removed, is not there for the next case.
        let stack = if case.method == "delete" || case.method == "put" { &Stack::<P>::new().await } else { &stack };
        let path = case.path(&acme(), &case.thing(stack).await);
        let (revision, called) = (stack.product.node().revision(), format!("{} {}", case.method, case.template));
        if let Some((who, status, code)) = case.refused {
            let answer = send(stack, &case, who, &path).await;
            let is = (answer.status, answer.json()["code"].as_str().map(str::to_owned));
            assert_eq!(is, (status, Some(code.to_owned())), "{called} by {who}: {}", answer.body);
            assert_eq!(stack.product.node().revision(), revision, "{called} by {who}");
        }
        let (who, status) = case.granted;
        let answer = send(stack, &case, who, &path).await;
        assert_eq!(answer.status, status, "{called} by {who}: {}", answer.body);
    }
}

pub(crate) async fn what_cannot_be_read_is_a_problem<P: Place>() {
    let stack = Stack::<P>::new().await;
    let token = Some(stack.token("ada"));
    let (campaigns, json) = (at("acme", "campaigns"), "application/json");
    for (kind, body, status) in [
        (json, "{", 400),
        (json, r#"{"txt": "Hello"}"#, 422),
        (json, r#"{"text": ""}"#, 422),
        ("text/plain", "Hello", 415),
        (json, &format!(r#"{{"text": "{}"}}"#, "x".repeat(3_000_000)), 413),
    ] {
        let answer = stack.send_text("post", &campaigns, token, kind, body.to_owned()).await.is(status);
        assert_eq!(answer.json()["status"], status);
    }
    for path in ["campaigns?after=first", "why-not", "why-not?user=ada&permission=sms.send"] {
        stack.get("ada", &at("acme", path)).await.is_refused(400, "malformed");
    }
    stack.delete("ada", "/keys/first").await.is_refused(400, "malformed");
    let asked = format!("why-not?user={}&permission=fax.burn", sendright::testing::user("rita"));
    stack.get("ada", &at("acme", &asked)).await.is_refused(400, "unknown_permission");
}

pub(crate) async fn a_path_that_is_not_there_is_a_problem<P: Place>() {
    let stack = Stack::<P>::new().await;
    let send = async |method: &str, path: &str| stack.send_text(method, path, None, "", String::new()).await;
    send("get", "/elsewhere").await.is_refused(404, "no_route");
    send("put", "/health").await.is_refused(405, "no_method");
}
