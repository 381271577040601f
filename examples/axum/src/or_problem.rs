use axum::body::to_bytes;
use axum_core::extract::{FromRequest, FromRequestParts, Request};
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use crate::problem::Problem;

/// How many characters of a rejection's text are handed on, which may quote what the client sent; and how many bytes are read.
const TOLD: usize = 1024;
const READ: usize = 1 << 16;

/// Another extractor, such as `Json` or `Path`, of which the rejection is problem+json.
///
/// axum answers what it can't read as text. Here the status stays, the sentence is the problem's `detail`, of which a long one is
/// cut and ends with `…`, and its code is `malformed`; a status from 500 on says nothing of why, as [`Problem::internal`]. A
/// rejection that is no text stays as it is.
///
/// ```
/// use axum::Json;
/// use axum::extract::Path;
/// use sendright::AccountId;
/// use sendright_axum::{Allowed, OrProblem};
///
/// sendright::rights! { pub Purchase = CreditPurchase; }
///
/// async fn purchase(proof: Allowed<Purchase>, OrProblem(Json(credits)): OrProblem<Json<u64>>) -> String {
///     format!("{credits} credits for {}", proof.account())
/// }
///
/// /// The same of a path: there is no such invoice as `seven`.
/// async fn invoice(
///     _: Allowed<Purchase>,
///     OrProblem(Path((_, number))): OrProblem<Path<(AccountId, u64)>>,
/// ) -> String {
///     format!("invoice {number}")
/// }
/// # let _ = sendright_axum::guarded::post::<_, _, ()>(purchase);
/// # let _ = sendright_axum::guarded::get::<_, _, ()>(invoice);
/// ```
///
/// What a handler takes first decides before this is read. What can't be read:
///
/// ```
/// # use axum::{Json, body::Body, extract::FromRequest};
/// # use http_body_util::BodyExt;
/// # use sendright_axum::OrProblem;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let request = http::Request::post("/").header("content-type", "application/json").body(Body::from(r#""many""#)).unwrap();
/// let refused = OrProblem::<Json<u64>>::from_request(request, &()).await.unwrap_err();
/// assert_eq!(refused.status(), 422);
/// assert_eq!(refused.headers()["content-type"], "application/problem+json");
/// let problem = refused.into_body().collect().await.unwrap().to_bytes();
/// let problem: serde_json::Value = serde_json::from_slice(&problem).unwrap();
/// assert_eq!(problem["code"], "malformed");
/// assert!(problem["detail"].as_str().unwrap().contains(r#"invalid type: string "many", expected u64"#));
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct OrProblem<E>(
    /// What was read.
    pub E,
);

impl<S: Send + Sync, E: FromRequestParts<S>> FromRequestParts<S> for OrProblem<E> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let rejected = match E::from_request_parts(parts, state).await {
            Ok(read) => return Ok(Self(read)),
            Err(rejection) => rejection.into_response(),
        };
        Err(told(rejected).await)
    }
}

impl<S: Send + Sync, E: FromRequest<S>> FromRequest<S> for OrProblem<E> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let rejected = match E::from_request(request, state).await {
            Ok(read) => return Ok(Self(read)),
            Err(rejection) => rejection.into_response(),
        };
        Err(told(rejected).await)
    }
}

/// The rejection as a problem, if it is a text.
async fn told(response: Response) -> Response {
    let (status, kind) = (response.status(), response.headers().get(CONTENT_TYPE));
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain")) {
        return response;
    }
    if status.is_server_error() {
        return Problem::internal().into_response();
    }
    let text = to_bytes(response.into_body(), READ).await.unwrap_or_default();
    let detail = core::str::from_utf8(&text).ok().filter(|text| !text.is_empty()).map(cut);
    Problem::new(status, "malformed", detail.unwrap_or_else(|| unread(status))).into_response()
}

fn cut(text: &str) -> String {
    let is_long = text.chars().nth(TOLD).is_some();
    text.chars().take(TOLD).chain(is_long.then_some('…')).collect()
}

fn unread(status: StatusCode) -> String {
    format!("the request can't be read: {}", status.canonical_reason().unwrap_or("it is malformed"))
}
