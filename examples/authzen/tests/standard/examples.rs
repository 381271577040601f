//! All examples of the standard's text, by their names: each is sent, answered, or read and written again.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use sendright::testing::{World, account, user};
use sendright::{Billing, CustomNames, Directory, Grants, Permission, PermissionSet, Principal, Scope};
use sendright_authzen::{
    Action, ActionSearch, Asker, Decision, Decisions, Evaluation, Evaluations, Found, Metadata, Properties, Resource,
    ResourceSearch, Row, Subject, SubjectSearch, Vocabulary,
};
use sendright_axum::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::product::{Answer, gateway, post, router, router_at, send};

/// The words of the standard's examples.
struct Words;

/// What nobody may here, as the account is postpaid: whoever sees a document does not edit it.
const EDIT_DOCUMENT: Permission = Permission::CreditPurchase;

impl Vocabulary for Words {
    fn principal(&self, subject: &Subject, _: Asker, _: &Directory) -> Option<Principal> {
        let name = subject.id.strip_suffix("@example.com").filter(|_| subject.kind == "user")?;
        Some(user(name).into())
    }

    fn subject(&self, principal: Principal, _: &Directory) -> Option<Subject> {
        let name = ["alice", "bob"].into_iter().find(|name| principal == user(name).into())?;
        Some(Subject::new("user", format!("{name}@example.com")))
    }

    fn required(&self, action: &Action, _: &Resource, _: &CustomNames<'_>) -> Option<PermissionSet> {
        match action.name.as_str() {
            "can_read" | "read" => Some(PermissionSet::SMS_VIEW),
            "can_write" => Some(PermissionSet::SMS_EDIT),
            "can_edit" => Some(EDIT_DOCUMENT.into()),
            _ => None,
        }
    }

    fn actions(&self, _: &Resource, _: &CustomNames<'_>) -> Vec<String> {
        ["can_write", "can_read", "can_edit"].map(str::to_owned).to_vec()
    }

    async fn row(&self, resource: &Resource) -> Result<Option<Row>, Problem> {
        Ok(match (resource.kind.as_str(), resource.id.as_str()) {
            ("account", id) => Some(Row::new(account(id))),
            ("document", "boxcarring.md" | "resource-search.md" | "1" | "3") | ("todo", "1") => {
                Some(Row::new(account("123")))
            }
            ("document", "2") => Some(Row::new(account("elsewhere"))),
            _ => None,
        })
    }

    fn account(&self, id: sendright::AccountId, directory: &Directory) -> Option<Resource> {
        let name = directory.account(id)?.name().to_string();
        name.parse::<u32>().is_ok().then(|| Resource::new("account", name))
    }
}

fn world() -> World {
    let reader = Grants::of(PermissionSet::SMS_VIEW, Scope::Account);
    World::new()
        .account_for("elsewhere", "eve")
        .account_for("example", "alice")
        .billing(Billing::Postpaid)
        .account_key("gateway", gateway())
        .role("reader", reader)
        .sub("123")
        .member("bob", sendright::testing::role("reader"))
        .within("example")
        .sub("456")
}

/// The examples, in the order of the text.
fn examples() -> Vec<(String, String)> {
    let all: Value = serde_json::from_str(include_str!("examples.json")).unwrap();
    let text = |lines: &Value| -> String {
        lines.as_array().unwrap().iter().flat_map(|line| [line.as_str().unwrap(), "\n"]).collect()
    };
    all["examples"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap().to_owned(), text(&one["text"])))
        .collect()
}

fn example(name: &str) -> String {
    examples().into_iter().find(|(other, _)| other == name).unwrap().1
}

/// It is read, and what was read is the same in JSON.
fn read<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let read: T = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    read
}

/// What counts in an answer: the decisions or the results, and not what is told beside them.
fn essence(answer: &Value) -> Value {
    match answer {
        Value::Object(members) => {
            let counts = |name: &str| !matches!(name, "context" | "page");
            members
                .iter()
                .filter(|(name, _)| counts(name))
                .map(|(name, value)| (name.clone(), essence(value)))
                .collect()
        }
        Value::Array(values) => values.iter().map(essence).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => answer.clone(),
    }
}

fn decisions(answer: &Value) -> Vec<bool> {
    answer["evaluations"].as_array().unwrap().iter().map(|one| one["decision"].as_bool().unwrap()).collect()
}

/// Sends an example of HTTP as it stands.
async fn send_http(router: &Router, text: &str) -> Answer {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut words = lines.next().unwrap().split(' ');
    let mut request = Request::builder().method(words.next().unwrap()).uri(words.next().unwrap());
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    send(router, request.body(Body::from(body.to_owned())).unwrap()).await
}

fn body_of(text: &str) -> &str {
    text.split_once("\n\n").unwrap().1
}

/// Sends a request of HTTP, and holds the answer to the example of it.
async fn answered_over_http(router: &Router, request: &str, response: &str) {
    let answer = send_http(router, request).await;
    let expected = example(response);
    assert_eq!(essence(&answer.json()), essence(&serde_json::from_str(body_of(&expected)).unwrap()), "{response}");
    for line in ["Content-Type: application/json", "X-Request-ID: bfe9eb29-ab87-4ca3-be83-a1d5d8305716"] {
        let (name, value) = line.split_once(": ").unwrap();
        assert!(expected.contains(line) && answer.header(name) == value, "{line}");
    }
}

const EVALUATION: &str = "/access/v1/evaluation";
const EVALUATIONS: &str = "/access/v1/evaluations";
const SUBJECTS: &str = "/access/v1/search/subject";
const RESOURCES: &str = "/access/v1/search/resource";
const ACTIONS: &str = "/access/v1/search/action";

#[tokio::test]
async fn each_example_of_the_standard_holds() {
    let all = examples();
    assert_eq!(all.len(), 53);
    for (name, text) in all {
        check(&name, &text).await;
    }
}

#[expect(clippy::too_many_lines, reason = "one arm for each of the examples")]
async fn check(name: &str, text: &str) {
    let here = router(world(), Words);
    let semantics = |number: u8| match number {
        1 => "Example: Evaluate read action for three documents using all three semantics".to_owned(),
        _ => format!("Example: Evaluate read action for three documents using all three semantics ({number})"),
    };
    match name {
        "Example Subject"
        | "Example Subject with Additional Property"
        | "Example Subject with IP Address and Device ID" => {
            drop(read::<Subject>(text));
        }
        "Example Resource" | "Example Resource with Additional Property" => drop(read::<Resource>(text)),
        "Example Action" | "Example Action with properties for extending a book loan." => drop(read::<Action>(text)),
        "Example Context" | "Example Context with a reference to a JSON schema" => drop(read::<Properties>(text)),

        "Example Decision" => {
            let sent = post(&here, EVALUATION, example("Example Request")).await;
            assert_eq!(sent.json(), serde_json::from_str::<Value>(text).unwrap());
            drop(read::<Decision>(text));
        }
        "Non-normative Example Response with reason Context"
        | "Non-normative Example Response with Environment and Metadata Context"
        | "Non-normative Example Response with a step-up request Context" => assert!(!read::<Decision>(text).decision),
        "Example Request" => {
            drop(read::<Evaluation>(text));
            assert_eq!(post(&here, EVALUATION, text.to_owned()).await.json(), json!({"decision": true}));
        }

        "The Access Evaluations API Request" | "Default values" => {
            drop(read::<Evaluations>(text));
            assert_eq!(decisions(&post(&here, EVALUATIONS, text.to_owned()).await.json()), [true, false, true]);
        }
        "Default values (2)" => {
            drop(read::<Evaluations>(text));
            let sent = post(&here, EVALUATIONS, text.to_owned()).await.json();
            let expected = serde_json::from_str(&example("The Access Evaluations API Response")).unwrap();
            assert_eq!(essence(&sent), essence(&expected));
        }
        // It says no action: the question can't be answered, so it is denied.
        "Evaluations options" => {
            let sent = post(&here, EVALUATIONS, text.to_owned()).await.json();
            assert_eq!(decisions(&sent), [false]);
            assert_eq!(sent["evaluations"][0]["context"]["error"]["status"], 400);
        }
        _ if [1, 3, 5].map(semantics).contains(&name.to_owned()) => {
            let number = if name.ends_with("(3)") {
                4
            } else if name.ends_with("(5)") {
                6
            } else {
                2
            };
            drop(read::<Evaluations>(text));
            let expected = serde_json::from_str(&example(&semantics(number))).unwrap();
            assert_eq!(essence(&post(&here, EVALUATIONS, text.to_owned()).await.json()), essence(&expected), "{name}");
        }
        _ if [2, 4, 6].map(semantics).contains(&name.to_owned()) => drop(read::<Decisions>(text)),
        "The Access Evaluations API Response" => drop(read::<Decisions>(text)),
        "Errors" => {
            drop(read::<Decisions>(text));
            // The second document is not there: its question has an error.
            let sent = post(&here, EVALUATIONS, example("Default values (2)")).await.json();
            assert_eq!(essence(&sent), essence(&serde_json::from_str(text).unwrap()));
            assert_eq!(sent["evaluations"][1]["context"]["error"]["status"], 404);
        }

        "Example initial Search API Request" | "Example second Search API Request" => {
            drop(read::<ResourceSearch>(text));
        }
        "Example initial Search API Response" | "Example second Search API Response" => {
            drop(read::<Found<Resource>>(text));
        }
        // Its page has no `next_token`, which the text requires: it can't be read as it stands.
        "Example Resource Search API Response" if text.contains("query_execution_time_ms") => {
            let refused = serde_json::from_str::<Found<Resource>>(text).unwrap_err();
            assert!(refused.to_string().contains("missing field `next_token`"));
            let sent = post(&here, RESOURCES, example("Example Resource Search API Request")).await.json();
            assert_eq!(essence(&sent), essence(&serde_json::from_str(text).unwrap()));
        }
        "Example Subject Search API Request" => {
            drop(read::<SubjectSearch>(text));
            let expected: Value = serde_json::from_str(&example("Example Subject Search API Response")).unwrap();
            assert_eq!(post(&here, SUBJECTS, text.to_owned()).await.json(), expected);
        }
        "Example Subject Search API Response" => drop(read::<Found<Subject>>(text)),
        "Example Resource Search API Request" => {
            drop(read::<ResourceSearch>(text));
            let expected: Value = serde_json::from_str(&example("Example Resource Search API Response (2)")).unwrap();
            assert_eq!(post(&here, RESOURCES, text.to_owned()).await.json(), expected);
        }
        "Example Resource Search API Response (2)" => drop(read::<Found<Resource>>(text)),
        "Example Action Search API Request" => {
            drop(read::<ActionSearch>(text));
            let expected: Value = serde_json::from_str(&example("Example Action Search API Response")).unwrap();
            assert_eq!(post(&here, ACTIONS, text.to_owned()).await.json(), expected);
        }
        "Example Action Search API Response" => drop(read::<Found<Action>>(text)),

        "Obtaining Policy Decision Point Metadata" => {
            let (address, path) =
                ("https://pdp.example.com/tenant1", text.trim().strip_prefix("https://pdp.example.com"));
            let tenant = router_at(world(), Words, address);
            let sent = send(&tenant, Request::get(path.unwrap()).body(Body::empty()).unwrap()).await.json();
            assert_eq!(sent["policy_decision_point"], address);
            let endpoint = sent["access_evaluation_endpoint"].as_str().unwrap();
            let path = endpoint.strip_prefix("https://pdp.example.com").unwrap();
            assert_eq!(post(&tenant, path, example("Example Request")).await.json(), json!({"decision": true}));
        }
        "Policy Decision Point Metadata Request" => drop(read::<Metadata>(&send_http(&here, text).await.body)),
        "Policy Decision Point Metadata Response" => {
            let sent = send_http(&here, &example("Policy Decision Point Metadata Request")).await.json();
            let Value::Object(expected) = serde_json::from_str(body_of(text)).unwrap() else { panic!() };
            assert!(expected.iter().all(|(name, value)| sent[name] == *value), "{sent}");
            drop(read::<Metadata>(body_of(text)));
        }

        // Without a body it is malformed, and its name is told all the same.
        "Example HTTPS request with a Request Id Header" | "Example HTTPS response with a Request Id Header" => {
            let sent = send_http(&here, &example("Example HTTPS request with a Request Id Header")).await;
            assert_eq!(sent.status, StatusCode::BAD_REQUEST);
            let line = format!("X-Request-ID: {}", sent.header("x-request-id"));
            assert!(text.contains(&line) && !sent.header("x-request-id").is_empty());
        }
        "Example of an HTTPS Access Evaluation Request" => {
            answered_over_http(&here, text, "Example of an HTTP Access Evaluation Response").await;
        }
        "Example of an HTTPS Access Evaluations Request" => {
            answered_over_http(&here, text, "Example of an HTTPS Access Evaluations Response").await;
        }
        "Example of an HTTPS Subject Search Request" => {
            answered_over_http(&here, text, "Example of an HTTPS Subject Search Response").await;
        }
        "Example of an HTTPS Resource Search Request" => {
            answered_over_http(&here, text, "Example of an HTTPS Resource Search Response").await;
        }
        "Example of an HTTPS Action Search Request" => {
            answered_over_http(&here, text, "Example of an HTTPS Action Search Response").await;
        }
        "Example of an HTTP Access Evaluation Response" => drop(read::<Decision>(body_of(text))),
        "Example of an HTTPS Access Evaluations Response" => drop(read::<Decisions>(body_of(text))),
        "Example of an HTTPS Subject Search Response" => drop(read::<Found<Subject>>(body_of(text))),
        "Example of an HTTPS Resource Search Response" => drop(read::<Found<Resource>>(body_of(text))),
        "Example of an HTTPS Action Search Response" => drop(read::<Found<Action>>(body_of(text))),
        "Sender Authentication Failure" => {
            let request = Request::post(EVALUATION).header("content-type", "application/json");
            let sent = send(&here, request.body(example("Example Request").into()).unwrap()).await;
            assert_eq!(sent.status, StatusCode::UNAUTHORIZED);
            assert!(text.contains("WWW-Authenticate: Bearer") && sent.header("www-authenticate") == "Bearer");
        }
        _ => panic!("the example `{name}` is not tested"),
    }
}

/// The examples of a cycle of pages, of which the second request leaves the limit out.
#[tokio::test]
async fn the_pages_of_the_standard_follow_one_another() {
    let here = router(world().within("example").sub("789"), Words);
    let json = |name: &str| serde_json::from_str::<Value>(&example(name)).unwrap();

    let first = post(&here, RESOURCES, example("Example initial Search API Request")).await.json();
    let expected = json("Example initial Search API Response");
    assert_eq!(first["results"], expected["results"]);
    assert_eq!(
        (&first["page"]["count"], &first["page"]["total"]),
        (&expected["page"]["count"], &expected["page"]["total"])
    );

    let mut request = json("Example second Search API Request");
    request["page"]["token"] = first["page"]["next_token"].clone();
    let second = post(&here, RESOURCES, request.to_string()).await.json();
    assert_eq!(second, json("Example second Search API Response"));
}
