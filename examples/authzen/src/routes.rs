//! The HTTPS binding (section 10).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use sendright_axum::{Backend, Problem};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::entity::{Action, Resource, Subject};
use crate::evaluation::{Decision, Decisions};
use crate::metadata::{EVALUATION, EVALUATIONS, SEARCH_ACTION, SEARCH_RESOURCE, SEARCH_SUBJECT};
use crate::point::{Asker, Point, malformed};
use crate::search::Found;
use crate::strict::Object;
use crate::vocabulary::Vocabulary;

/// How long a request is at most, in bytes.
pub const MAX_BODY: usize = 512 << 10;

const WELL_KNOWN: &str = "/.well-known/authzen-configuration";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

impl<B: Backend, V: Vocabulary> Point<B, V> {
    /// The endpoints of the standard, below the path of the point's [address](Self::at), and its metadata, if it has one.
    ///
    /// Whoever asks is found by [`Backend::principal`]. All answers but the metadata are `no-store`. An error is a sentence, as
    /// plain text; a denial is no error, and has status 200.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        let path = self.address.as_ref().map(|address| address.path().to_owned());
        let metadata = self.metadata();
        let point = Arc::new(self);
        let below = |endpoint| format!("{}{endpoint}", path.as_deref().unwrap_or_default());
        let mut router = Router::new()
            .route(&below(EVALUATION), post(evaluate::<B, V>))
            .route(&below(EVALUATIONS), post(evaluate_all::<B, V>))
            .route(&below(SEARCH_SUBJECT), post(search_subjects::<B, V>))
            .route(&below(SEARCH_RESOURCE), post(search_resources::<B, V>))
            .route(&below(SEARCH_ACTION), post(search_actions::<B, V>));
        if let Some(metadata) = metadata {
            let told = move || core::future::ready(([(CACHE_CONTROL, "max-age=3600")], Json(metadata.clone())));
            router = router.route(&format!("{WELL_KNOWN}{}", path.as_deref().unwrap_or_default()), get(told));
        }
        router.layer(DefaultBodyLimit::max(MAX_BODY)).layer(from_fn(identified)).with_state(point)
    }
}

type At<B, V> = State<Arc<Point<B, V>>>;

async fn evaluate<B: Backend, V: Vocabulary>(State(point): At<B, V>, request: Request) -> Told<Decision> {
    let (asker, request) = heard(&point.backend, request).await?;
    Ok(Answer(point.evaluate(asker, &request).await?))
}

async fn evaluate_all<B: Backend, V: Vocabulary>(State(point): At<B, V>, request: Request) -> Told<Decisions> {
    let (asker, request) = heard(&point.backend, request).await?;
    Ok(Answer(point.evaluate_all(asker, &request).await?))
}

async fn search_subjects<B: Backend, V: Vocabulary>(State(point): At<B, V>, request: Request) -> Told<Found<Subject>> {
    let (asker, request) = heard(&point.backend, request).await?;
    Ok(Answer(point.search_subjects(asker, &request).await?))
}

async fn search_resources<B: Backend, V: Vocabulary>(
    State(point): At<B, V>,
    request: Request,
) -> Told<Found<Resource>> {
    let (asker, request) = heard(&point.backend, request).await?;
    Ok(Answer(point.search_resources(asker, &request)?))
}

async fn search_actions<B: Backend, V: Vocabulary>(State(point): At<B, V>, request: Request) -> Told<Found<Action>> {
    let (asker, request) = heard(&point.backend, request).await?;
    Ok(Answer(point.search_actions(asker, &request).await?))
}

/// Who asks, and what. Who is nobody is told nothing of what they sent.
async fn heard<B: Backend, T: DeserializeOwned>(backend: &B, request: Request) -> Result<(Asker, T), Problem> {
    let (mut parts, body) = request.into_parts();
    let principal = backend.principal(&mut parts).await?;
    let media_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()?.split(';').next());
    if !media_type.is_some_and(|sent| sent.trim().eq_ignore_ascii_case("application/json")) {
        return Err(malformed("the `Content-Type` of a request is `application/json`"));
    }
    let read = Json::from_request(Request::from_parts(parts, body), &()).await;
    let Json(Object(entities)) = read.map_err(|refused| match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(refused.status(), "too_long", refused.body_text()),
        _ => malformed(&refused.body_text()),
    })?;
    Ok((Asker::new(principal, backend.now()), entities))
}

type Told<T> = Result<Answer<T>, Failure>;

/// An answer in JSON, which no cache keeps.
struct Answer<T>(T);

impl<T: Serialize> IntoResponse for Answer<T> {
    fn into_response(self) -> Response {
        ([(CACHE_CONTROL, "no-store")], Json(self.0)).into_response()
    }
}

/// Why there is no answer: the sentence of a problem, as the standard asks for.
struct Failure(Problem);

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self(problem)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.0.to_response::<Body>();
        *response.body_mut() = self.0.to_string().into();
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        response
    }
}

/// Tells a client the name that it gave to its request.
async fn identified(request: Request, next: Next) -> Response {
    let id = request.headers().get(REQUEST_ID).cloned();
    let mut response = next.run(request).await;
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
