//! The service in a world of some people and keys, and requests to it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use chrono::Utc;
use http_body_util::BodyExt;
use sendright::testing::{World, account, user};
use sendright::{Assignment, Preset};
use sendright_service::{Product, Secret, Terms, app, description};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::Place;

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    /// The status and the code of a problem.
    #[track_caller]
    pub(crate) fn is_refused(&self, status: u16, code: &str) {
        let body = self.json();
        assert_eq!((self.status, body["code"].as_str()), (status, Some(code)), "{body}");
        assert_eq!(body["status"], status);
    }

    /// The same, with another text in the place of one: an id, mostly.
    pub(crate) fn with(&self, from: &str, to: &str) -> Self {
        Self { status: self.status, body: self.body.replace(from, to) }
    }
}

/// A service, and what people send it.
pub(crate) struct Stack<P: Place> {
    pub(crate) place: P,
    pub(crate) product: Arc<Product<P::Database>>,
    pub(crate) operator: Secret,
    /// By the name of a person or a key: what they send as a bearer token.
    tokens: HashMap<String, String>,
}

/// All who have a session, one who belongs nowhere among them.
pub(crate) const PEOPLE: [&str; 9] = ["ada", "sue", "sam", "rita", "tom", "gone", "cleo", "olga", "eve"];

/// What the keys may do, as far as their owners may.
pub(crate) const CAP: [&str; 4] = ["sms.view", "sms.edit", "message.free_text", "sms.launch"];

/// Acme with all kinds of people, its shop below, and another tenant.
fn world() -> World {
    World::at(Utc::now())
        .account_for("acme", "ada")
        .member("sue", Preset::SubaccountAdmin)
        .member("sam", Preset::Sender)
        .member("rita", Preset::Regular)
        .member("tom", Preset::Template)
        .member("gone", Preset::Sender)
        .deactivated("gone")
        .sub("shop")
        .member("cleo", Assignment::of(Preset::Regular))
        .account_for("other", "olga")
}

/// The terms of a service whose tests may take long.
pub(crate) fn terms(operator: &Secret) -> Terms {
    Terms { oldest: Duration::from_hours(1), ..Terms::new(operator.digest()) }
}

impl<P: Place> Stack<P> {
    pub(crate) async fn new() -> Self {
        let (place, operator) = (P::new().await, Secret::generate().unwrap());
        let product = Product::open(place.pool().await, terms(&operator)).await.unwrap();
        for change in world().changes() {
            product.node().execute(change.actor(), change.command(), change.at()).await.unwrap();
        }
        let mut stack = Self { place, product: Arc::new(product), operator, tokens: HashMap::new() };
        for name in PEOPLE {
            let person = json!({ "user": user(name), "email": World::email(name), "name": name });
            let session = stack.send("post", "/sessions", Some(stack.operator.reveal()), Some(person)).await.is(201);
            stack.keep(name, &session);
        }
        for (name, of) in [("robot", "me"), ("machine", "account")] {
            let made = stack.make_key("ada", name, of).await.is(201);
            stack.keep(name, &made);
        }
        stack
    }

    /// Another service on the same database, to which the same people send.
    pub(crate) async fn beside(self) -> (Self, Self) {
        let product = Product::open(self.place.pool().await, terms(&self.operator)).await.unwrap();
        let place = P::new().await;
        let (operator, tokens) = (self.operator.clone(), self.tokens.clone());
        let other = Self { place, product: Arc::new(product), operator, tokens };
        (self, other)
    }

    /// Remembers what somebody sends.
    pub(crate) fn keep(&mut self, name: &str, answer: &Answer) {
        self.tokens.insert(name.to_owned(), answer.json()["token"].as_str().unwrap().to_owned());
    }

    pub(crate) fn token(&self, name: &str) -> &str {
        &self.tokens[name]
    }

    pub(crate) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.tokens.values().map(String::as_str)
    }

    pub(crate) fn router(&self) -> Router {
        app(Arc::clone(&self.product))
    }

    pub(crate) async fn make_key(&self, by: &str, name: &str, of: &str) -> Answer {
        let key = json!({ "of": of, "name": name, "cap": CAP, "until": null });
        self.post(by, &at("acme", "keys"), key).await
    }

    /// A campaign that somebody writes, and its number.
    pub(crate) async fn campaign(&self, by: &str, account: &str) -> i64 {
        let made = self.post(by, &at(account, "campaigns"), json!({ "text": format!("by {by}") })).await.is(201);
        made.json()["id"].as_i64().unwrap()
    }

    pub(crate) async fn get(&self, by: &str, path: &str) -> Answer {
        self.send("get", path, Some(self.token(by)), None).await
    }

    pub(crate) async fn delete(&self, by: &str, path: &str) -> Answer {
        self.send("delete", path, Some(self.token(by)), None).await
    }

    pub(crate) async fn post(&self, by: &str, path: &str, body: Value) -> Answer {
        self.send("post", path, Some(self.token(by)), Some(body)).await
    }

    pub(crate) async fn put(&self, by: &str, path: &str, body: Value) -> Answer {
        self.send("put", path, Some(self.token(by)), Some(body)).await
    }

    /// What is answered is listed in the description.
    pub(crate) async fn send(&self, method: &str, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let answer = self.send_text(method, path, token, "application/json", body).await;
        is_listed(method, path, answer.status);
        answer
    }

    pub(crate) async fn send_text(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        kind: &str,
        body: String,
    ) -> Answer {
        let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(path);
        if !body.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store", "{method} {path}");
        let status = response.status().as_u16();
        if status >= 400 && path != "/health" {
            assert_eq!(response.headers()[header::CONTENT_TYPE], "application/problem+json", "{method} {path}");
        }
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, body: String::from_utf8(body.to_vec()).unwrap() }
    }
}

static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(description()).unwrap());

/// Whether the description has this status for the route.
fn is_listed(method: &str, path: &str, status: u16) {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (ours, theirs) = (path.split('/'), template.split('/'));
        let same = |(is, named): (&str, &str)| is == named || named.starts_with('{');
        ours.clone().count() == theirs.clone().count() && ours.zip(theirs).all(same)
    };
    // `/commands/dry-run` is no `/commands/{…}`, and there is none.
    let paths = DESCRIPTION["paths"].as_object().unwrap();
    let route = paths.iter().find(|(template, route)| fits(template) && route.get(method).is_some());
    let (template, route) = route.unwrap_or_else(|| panic!("{method} {path} is not described"));
    let responses = route[method]["responses"].as_object().unwrap();
    assert!(responses.contains_key(&status.to_string()), "{method} {template} answers {status}, which is not listed");
}

/// A path of an account.
pub(crate) fn at(name: &str, rest: &str) -> String {
    format!("/accounts/{}/{rest}", account(name))
}

/// An assignment of a preset.
pub(crate) fn assignment(role: &str) -> Value {
    json!({ "roles": [role], "levels": {}, "withheld": [], "from": null, "until": null })
}
