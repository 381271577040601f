//! One guard within another, and a request that is sent on: each guard asks by its own backend, and by what its own request says.

use axum::body::Body;
use http::Request;
use http::request::Parts;
use sendright::testing::{World, account, user};
use sendright::{AccountId, Directory, Preset, Principal};
use sendright_axum::{Allowed, Ask, Backend, GuardLayer, Problem, RequireLayer, guarded};
use tower::ServiceExt;

use crate::product::{Product, answer, get, outcome};

sendright::rights! { Launch = SmsLaunch; }

async fn launch(proof: Allowed<Launch>) -> String {
    proof.account().to_string()
}

async fn never(_: Ask<Launch>) -> &'static str {
    "launched"
}

fn routes() -> guarded::Router {
    guarded::Router::new()
        .route("/accounts/{account}/launch", guarded::get(launch))
        .route("/accounts/{account}/never", guarded::get(never))
}

/// Sam is a Sender in Acme, and nobody in Umbra.
fn product() -> Product {
    Product::of(
        &World::new().account("acme").member("sam", Preset::Sender).account("umbra").member("una", Preset::Sender),
    )
}

fn at(name: &str, rest: &str) -> String {
    format!("/accounts/{}/{rest}", account(name))
}

/// All of its requests are about Acme, whatever their path is.
struct Acme(Product);

impl Backend for Acme {
    async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
        self.0.principal(request).await
    }

    async fn account(&self, _: &mut Parts) -> Result<AccountId, Problem> {
        Ok(account("acme"))
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        self.0.with_directory(ask)
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.0.now()
    }
}

#[test]
fn what_an_outer_guard_found_is_not_what_an_inner_one_asks_about() {
    let inner = routes().guarded_by(product());
    let router = inner.layer(RequireLayer::<Launch, _>::new()).layer(GuardLayer::new(Acme(product())));
    let allowed = answer(&router, get(&at("acme", "launch"), user("sam")));
    assert_eq!((allowed.status().as_u16(), allowed.into_body()), (200, account("acme").to_string()));
    // The outer guard lets him in, since he may launch in Acme. The path is Umbra's.
    assert_eq!(outcome(&router, get(&at("umbra", "launch"), user("sam"))), (404, Some("no_access".to_owned())));
    assert_eq!(outcome(&router, get(&at("acme", "never"), user("sam"))), (500, Some("undecided".to_owned())));
}

/// The account is in a header.
struct Headed(Product);

impl Backend for Headed {
    async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
        self.0.principal(request).await
    }

    async fn account(&self, request: &mut Parts) -> Result<AccountId, Problem> {
        sendright_axum::account_of(request.headers.get("x-account").and_then(|id| id.to_str().ok()))
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        self.0.with_directory(ask)
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.0.now()
    }
}

/// As a handler of batches does: the request that it sends on has the extensions of the one that it was given.
#[test]
fn a_request_that_is_sent_on_is_found_anew() {
    let router = guarded::Router::<()>::new().route("/launch", guarded::get(launch)).guarded_by(Headed(product()));
    let send_on = move |_: Allowed<Launch>, mut request: Request<Body>| {
        *request.uri_mut() = "/launch".parse().unwrap();
        let other = request.headers().get("x-other").unwrap().clone();
        request.headers_mut().insert("x-account", other);
        router.clone().oneshot(request)
    };
    let batch = guarded::Router::new().route("/batch", guarded::get(send_on)).guarded_by(Headed(product()));
    let sends = |other: &str| {
        let mut request = get("/batch", user("sam"));
        for (name, id) in [("x-account", "acme"), ("x-other", other)] {
            request.headers_mut().insert(name, account(id).to_string().parse().unwrap());
        }
        outcome(&batch, request)
    };
    assert_eq!(sends("acme"), (200, None));
    assert_eq!(sends("umbra"), (404, Some("no_access".to_owned())));
}

/// A router within a service adds its parameters to those of the path before: which of two accounts is meant is not guessed.
#[test]
fn two_accounts_in_a_path_are_none() {
    let inner = routes().guarded_by(product());
    let router = axum::Router::new().nest_service("/accounts/{account}/below", inner);
    for (outer, within) in [("acme", "umbra"), ("umbra", "acme")] {
        let path = at(outer, &format!("below{}", at(within, "launch")));
        assert_eq!(outcome(&router, get(&path, user("sam"))), (404, Some("no_access".to_owned())), "{outer} {within}");
    }
}
