//! A product, and requests to it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header::HeaderMap;
use axum::http::request::Parts;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use sendright::testing::{KeyTerms, World, key};
use sendright::{AccountId, Directory, PermissionSet, Principal};
use sendright_authzen::{Point, Vocabulary};
use sendright_axum::{Backend, Problem, account_of, bearer};
use serde_json::Value;
use tower::ServiceExt;

/// A world behind a point. A gateway asks, with any token; and with the header `x-as` whoever it names.
#[derive(Clone)]
pub(crate) struct Product(pub(crate) Arc<World>);

impl Backend for Product {
    async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
        let named = request.headers.get("x-as").and_then(|name| name.to_str().ok()?.parse().ok());
        let gateway = || bearer(request).map(|_| key("gateway").into());
        named.or_else(gateway).ok_or_else(Problem::unauthenticated)
    }

    async fn account(&self, _: &mut Parts) -> Result<AccountId, Problem> {
        account_of(None)
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        ask(self.0.directory())
    }

    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }
}

/// What a gateway's key may: ask about others.
pub(crate) fn gateway() -> KeyTerms {
    KeyTerms::of(PermissionSet::USER_VIEW).below()
}

pub(crate) fn router(world: World, vocabulary: impl Vocabulary) -> Router {
    router_at(world, vocabulary, "https://pdp.example.com")
}

pub(crate) fn router_at(world: World, vocabulary: impl Vocabulary, address: &str) -> Router {
    Point::new(Product(Arc::new(world))).with_vocabulary(vocabulary).at(address.parse().unwrap()).router()
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of an answer that is no error.
    pub(crate) fn json(&self) -> Value {
        assert_eq!((self.status, self.header("content-type")), (StatusCode::OK, "application/json"), "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// The gateway posts this.
pub(crate) async fn post(router: &Router, path: &str, body: impl Into<Body>) -> Answer {
    let request =
        Request::post(path).header("authorization", "Bearer token").header("content-type", "application/json");
    send(router, request.body(body.into()).unwrap()).await
}

/// Somebody posts this.
pub(crate) async fn post_as(router: &Router, asker: impl Into<Principal>, path: &str, body: &Value) -> Answer {
    let request =
        Request::post(path).header("x-as", asker.into().to_string()).header("content-type", "application/json");
    send(router, request.body(body.to_string().into()).unwrap()).await
}
