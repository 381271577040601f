//! A product whose directory can be exchanged, and requests to it.

use std::sync::{Arc, PoisonError, RwLock};

use axum::body::Body;
use chrono::{DateTime, Utc};
use http::request::Parts;
use http::{Request, Response};
use http_body_util::BodyExt;
use sendright::testing::World;
use sendright::{AccountId, CustomNames, Directory, Permission, Principal};
use sendright_axum::{Backend, Problem};
use tower::ServiceExt;

pub(crate) const FAX: Permission = Permission::custom(0).unwrap();
const NAMES: CustomNames<'static> = match CustomNames::new(&[(FAX, "fax.send")]) {
    Ok(names) => names,
    Err(_) => panic!("a name is not well formed"),
};

/// The principal is in a header, and the account in the path.
#[derive(Clone)]
pub(crate) struct Product(Arc<RwLock<(Directory, DateTime<Utc>)>>);

impl Product {
    pub(crate) fn new(directory: &Directory, now: DateTime<Utc>) -> Self {
        Self(Arc::new(RwLock::new((directory.clone(), now))))
    }

    pub(crate) fn of(world: &World) -> Self {
        Self::new(world.directory(), world.now())
    }

    /// Puts another directory and another time in the place of these.
    pub(crate) fn set(&self, directory: &Directory, now: DateTime<Utc>) {
        *self.0.write().unwrap() = (directory.clone(), now);
    }
}

impl Backend for Product {
    async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
        let name = request.headers.get("x-principal").and_then(|name| name.to_str().ok());
        name.and_then(|name| name.parse().ok()).ok_or_else(Problem::unauthenticated)
    }

    async fn account(&self, request: &mut Parts) -> Result<AccountId, Problem> {
        sendright_axum::account_in_path(request).await
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        ask(&self.0.read().unwrap_or_else(PoisonError::into_inner).0)
    }

    fn now(&self) -> DateTime<Utc> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).1
    }

    fn names(&self) -> CustomNames<'static> {
        NAMES
    }
}

/// Runs what is asynchronous.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub(crate) fn get(path: &str, principal: impl Into<Principal>) -> Request<Body> {
    request("GET", path, principal)
}

pub(crate) fn request(method: &str, path: &str, principal: impl Into<Principal>) -> Request<Body> {
    let principal = principal.into().to_string();
    Request::builder().method(method).uri(path).header("x-principal", principal).body(Body::empty()).unwrap()
}

/// The answer of a router: its status, its headers, and its body as text.
pub(crate) fn answer(router: &axum::Router, request: Request<Body>) -> Response<String> {
    run(async {
        let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Response::from_parts(parts, String::from_utf8(body.to_vec()).unwrap())
    })
}

/// Its status, and the code of its problem.
pub(crate) fn outcome(router: &axum::Router, request: Request<Body>) -> (u16, Option<String>) {
    let response = answer(router, request);
    let problem: Option<serde_json::Value> = serde_json::from_str(response.body()).ok();
    let code = problem.and_then(|problem| problem.get("code")?.as_str().map(str::to_owned));
    (response.status().as_u16(), code)
}
