//! How the service is, and what it can do.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sendright_axum::Open;

use crate::described::Health;
use crate::routes::App;
use crate::store::Store;

/// How the service is: 503, if it has not heard from its database for too long.
#[utoipa::path(
    get, path = "/health", security(()), responses((status = 200, body = Health), (status = 503, body = Health))
)]
pub(crate) async fn health<DB: Store>(_: Open, State(app): App<DB>) -> (StatusCode, Json<Health>) {
    let age = app.reader().age();
    let is_well = age <= app.terms().oldest;
    let status = if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Health::new(app.reader().revision(), age, app.node().counts())))
}

/// This description.
#[utoipa::path(get, path = "/openapi.json", security(()), responses((status = 200, body = Object)))]
pub(crate) async fn openapi<DB: Store>(_: Open, _: App<DB>) -> Json<utoipa::openapi::OpenApi> {
    Json(crate::described::description())
}
