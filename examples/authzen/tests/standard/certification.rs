//! The working group's scenario of certification: its fixture, the eight decisions, the searches, and what must be refused.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use sendright::testing::{World, account, role, user};
use sendright::{AccountId, CustomNames, Directory, Grants, PermissionSet, Principal, Scope};
use sendright_authzen::{Action, Asker, Resource, Row, Subject, Vocabulary};
use sendright_axum::Problem;
use serde_json::{Value, json};

use crate::product::{gateway, post, router, send};

/// Records are accounts, and what a record or an action says of itself changes what is required.
struct Records;

const ARCHIVED: &str = "record-2";

impl Vocabulary for Records {
    fn principal(&self, subject: &Subject, _: Asker, _: &Directory) -> Option<Principal> {
        (subject.kind == "user").then(|| user(&subject.id).into())
    }

    fn subject(&self, principal: Principal, _: &Directory) -> Option<Subject> {
        let name = ["alice", "bob"].into_iter().find(|name| principal == user(name).into())?;
        Some(Subject::new("user", name))
    }

    fn required(&self, action: &Action, resource: &Resource, _: &CustomNames<'_>) -> Option<PermissionSet> {
        let is_soft = action.properties.as_ref().and_then(|properties| properties.get("soft")).and_then(Value::as_bool);
        match action.name.as_str() {
            "read" => Some(PermissionSet::SMS_VIEW),
            "write" if resource.text("status") == Some("archived") => Some(PermissionSet::TEMPLATE_EDIT),
            "write" => Some(PermissionSet::SMS_EDIT),
            "delete" if is_soft == Some(true) => Some(PermissionSet::MESSAGE_CANCEL),
            "delete" => Some(PermissionSet::MESSAGE_DELETE),
            _ => None,
        }
    }

    fn actions(&self, _: &Resource, _: &CustomNames<'_>) -> Vec<String> {
        ["read", "write", "delete"].map(str::to_owned).to_vec()
    }

    async fn row(&self, resource: &Resource) -> Result<Option<Row>, Problem> {
        Ok((resource.kind == "record").then(|| Row::new(account(&resource.id))))
    }

    fn account(&self, id: AccountId, directory: &Directory) -> Option<Resource> {
        let name = directory.account(id)?.name().to_string();
        let status = if name == ARCHIVED { "archived" } else { "active" };
        let properties = Some([("status", status.into())].into());
        name.starts_with("record").then(|| Resource { properties, ..Resource::new("record", name) })
    }
}

fn here() -> Router {
    let (view, edit, cancel) = (PermissionSet::SMS_VIEW, PermissionSet::SMS_EDIT, PermissionSet::MESSAGE_CANCEL);
    let world = World::new()
        .account("records")
        .account_key("gateway", gateway())
        .role("writer", Grants::of(view | edit | cancel, Scope::Account))
        .role("admin", Grants::of(view | PermissionSet::TEMPLATE_EDIT, Scope::Account))
        .sub("record-1")
        .member("alice", role("writer"))
        .member("bob", role("admin"))
        .within("records")
        .sub(ARCHIVED)
        .member("alice", role("writer"))
        .member("bob", role("admin"));
    router(world, Records)
}

const EVALUATION: &str = "/access/v1/evaluation";
const EVALUATIONS: &str = "/access/v1/evaluations";

fn entities(subject: &str, action: &str, resource: &str) -> Value {
    json!({
        "subject": {"type": "user", "id": subject},
        "action": {"name": action},
        "resource": {"type": "record", "id": resource},
    })
}

async fn decision(router: &Router, request: &Value) -> bool {
    post(router, EVALUATION, request.to_string()).await.json()["decision"].as_bool().unwrap()
}

#[tokio::test]
async fn the_eight_decisions_are_those_of_the_fixture() {
    let here = here();
    let archived = |subject: Value| {
        let mut request = entities("", "write", ARCHIVED);
        request["subject"] = subject;
        request["resource"]["properties"] = json!({"status": "archived"});
        request
    };
    let deleted = |soft: bool| {
        let mut request = entities("alice", "delete", "record-1");
        request["action"]["properties"] = json!({"soft": soft});
        request
    };
    let table = [
        (entities("alice", "read", "record-1"), true),
        (entities("alice", "write", "record-1"), true),
        (entities("bob", "read", "record-1"), true),
        (entities("bob", "write", "record-1"), false),
        (archived(json!({"type": "user", "id": "alice"})), false),
        (archived(json!({"type": "user", "id": "bob", "properties": {"role": "admin"}})), true),
        (deleted(true), true),
        (deleted(false), false),
    ];
    for (mut request, expected) in table {
        assert_eq!(decision(&here, &request).await, expected, "{request}");
        // Neither a context nor what nobody knows changes it, and it is the same each time.
        request["context"] = json!({"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1"});
        request["futureField"] = json!({"nested": true});
        assert_eq!(decision(&here, &request).await, expected, "{request}");
    }
}

#[tokio::test]
async fn several_questions_are_answered_in_their_order() {
    let here = here();
    let mut request = entities("bob", "read", "record-1");
    request["evaluations"] = json!([{"action": {"name": "read"}}, {"action": {"name": "write"}}, {}]);
    let told = post(&here, EVALUATIONS, request.to_string()).await.json();
    let told: Vec<_> = told["evaluations"].as_array().unwrap().iter().map(|one| one["decision"] == true).collect();
    assert_eq!(told, [true, false, true]);

    // A default is replaced as a whole.
    let mut request = entities("alice", "write", "record-1");
    request["evaluations"] =
        json!([{}, {"resource": {"type": "record", "id": ARCHIVED, "properties": {"status": "archived"}}}]);
    let told = post(&here, EVALUATIONS, request.to_string()).await.json();
    assert_eq!(
        (&told["evaluations"][0]["decision"], &told["evaluations"][1]["decision"]),
        (&json!(true), &json!(false))
    );

    // So is each of the three.
    let mut request = entities("bob", "write", "record-1");
    request["evaluations"] = json!([{}, {"subject": {"type": "user", "id": "alice"}}, {"action": {"name": "read"}}]);
    let told = post(&here, EVALUATIONS, request.to_string()).await.json();
    let told: Vec<_> = told["evaluations"].as_array().unwrap().iter().map(|one| one["decision"] == true).collect();
    assert_eq!(told, [false, true, true]);

    // Without a list, or with an empty one, it is one question.
    let mut request = entities("alice", "read", "record-1");
    for _ in 0..2 {
        assert_eq!(post(&here, EVALUATIONS, request.to_string()).await.json(), json!({"decision": true}));
        request["evaluations"] = json!([]);
    }
}

#[tokio::test]
async fn searches_find_what_the_fixture_has() {
    let here = here();
    let search = async |kind: &str, request: Value| {
        post(&here, &format!("/access/v1/search/{kind}"), request.to_string()).await.json()["results"].clone()
    };
    // An id of what is sought is ignored, even one that is no text.
    for subject in [json!({"type": "user"}), json!({"type": "user", "id": "bob"}), json!({"type": "user", "id": 7})] {
        let request =
            json!({"subject": subject, "action": {"name": "read"}, "resource": {"type": "record", "id": "record-1"}});
        assert_eq!(
            search("subject", request).await,
            json!([{"type": "user", "id": "alice"}, {"type": "user", "id": "bob"}])
        );
    }
    let mut archived = entities("", "write", ARCHIVED);
    archived["resource"]["properties"] = json!({"status": "archived"});
    assert_eq!(search("subject", archived).await, json!([{"type": "user", "id": "bob"}]));

    let ids = |results: &Value| -> Vec<_> {
        results.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&search("resource", entities("alice", "read", "")).await), ["record-1", "record-2"]);
    assert_eq!(ids(&search("resource", entities("bob", "write", "")).await), ["record-2"]);

    let actions = json!({"subject": {"type": "user", "id": "alice"}, "resource": {"type": "record", "id": "record-1"}});
    assert_eq!(search("action", actions).await, json!([{"name": "read"}, {"name": "write"}]));
    let archived = json!({
        "subject": {"type": "user", "id": "bob"},
        "resource": {"type": "record", "id": ARCHIVED, "properties": {"status": "archived"}},
    });
    assert_eq!(search("action", archived).await, json!([{"name": "read"}, {"name": "write"}]));

    // What nobody knows is not found, and is no error.
    for (kind, mut request) in
        ["subject", "resource", "action"].map(|kind| (kind, entities("nobody", "read", "nothing")))
    {
        assert_eq!(search(kind, request.clone()).await, json!([]), "{kind}");
        request["subject"]["type"] = json!("spaceship");
        assert_eq!(search(kind, request).await, json!([]), "{kind}");
    }
}

#[tokio::test]
async fn what_is_missing_or_of_another_type_is_a_bad_request() {
    let here = here();
    let without = |path: &[&str]| {
        let mut request = entities("alice", "read", "record-1");
        let (name, above) = path.split_last().unwrap();
        let object = above.iter().fold(&mut request, |value, name| &mut value[*name]);
        object.as_object_mut().unwrap().remove(*name);
        request
    };
    let (subject, action, resource) = (["subject"], ["action"], ["resource"]);
    let (kind, id, name) = (["subject", "type"], ["subject", "id"], ["action", "name"]);
    let (of, which) = (["resource", "type"], ["resource", "id"]);
    let required: [(&str, &[&[&str]]); 4] = [
        ("evaluation", &[&subject, &action, &resource, &kind, &id, &name, &of, &which]),
        ("search/subject", &[&subject, &action, &resource, &kind, &name, &of, &which]),
        ("search/resource", &[&subject, &action, &resource, &kind, &id, &name, &of]),
        ("search/action", &[&subject, &resource, &kind, &id, &of, &which]),
    ];
    for (endpoint, paths) in required {
        let path = format!("/access/v1/{endpoint}");
        for missing in paths {
            let answer = post(&here, &path, without(missing).to_string()).await;
            let name = missing.last().unwrap();
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{endpoint} without {missing:?}");
            assert!(answer.body.contains(&format!("missing field `{name}`")), "{}", answer.body);
        }
        let string =
            json!({"subject": "alice", "action": {"name": "read"}, "resource": {"type": "record", "id": "record-1"}});
        for body in [string.to_string(), "{".to_owned(), String::new(), "[]".to_owned(), "null".to_owned()] {
            assert_eq!(post(&here, &path, body.clone()).await.status, StatusCode::BAD_REQUEST, "{endpoint}: {body}");
        }
        let text = Request::post(&path).header("authorization", "Bearer token").header("content-type", "text/plain");
        let answer = send(&here, text.body(Body::from(without(&["context"]).to_string())).unwrap()).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (StatusCode::BAD_REQUEST, "text/plain; charset=utf-8")
        );
    }
    let number = json!({"subject": {"type": "user", "id": "alice"}, "action": {"name": 123}, "resource": {"type": "record", "id": "1"}});
    assert_eq!(post(&here, EVALUATION, number.to_string()).await.status, StatusCode::BAD_REQUEST);
}

/// One that is not complete in a list is denied by itself, and says what is missing.
#[tokio::test]
async fn a_question_of_several_that_is_not_complete_is_denied() {
    let mut request = entities("alice", "read", "record-1");
    request.as_object_mut().unwrap().remove("resource");
    request["evaluations"] = json!([{"resource": {"type": "record", "id": "record-1"}}, {}]);
    let told = post(&here(), EVALUATIONS, request.to_string()).await.json();
    assert_eq!(told["evaluations"][0], json!({"decision": true}));
    let error = &told["evaluations"][1]["context"]["error"];
    assert_eq!((&told["evaluations"][1]["decision"], &error["status"]), (&json!(false), &json!(400)));
    assert!(error["message"].as_str().unwrap().starts_with("missing field `resource`"));
}
