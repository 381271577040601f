use axum::body::to_bytes;
use axum_core::extract::{FromRequest, FromRequestParts, Request};
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use http::request::Parts;

use crate::problem::Problem;

/// The longest text of a rejection that is handed on, in bytes. It may quote what the client sent.
const LONGEST: usize = 1024;

/// Another extractor, such as `Json` or `Path`, of which the rejection is problem+json.
///
/// axum answers what it can't read as text. Here the status stays, the sentence is the problem's `detail`, and its code is
/// `malformed`; a status 500 says nothing of why, as [`Problem::internal`]. A rejection that is no text stays as it is.
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
/// What a handler takes first decides before this is read.
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
    let text = to_bytes(response.into_body(), LONGEST).await.ok();
    let detail = text.and_then(|text| String::from_utf8(text.to_vec()).ok()).filter(|text| !text.is_empty());
    Problem::new(status, "malformed", detail.unwrap_or_else(|| unread(status))).into_response()
}

fn unread(status: StatusCode) -> String {
    format!("the request can't be read: {}", status.canonical_reason().unwrap_or("it is malformed"))
}
