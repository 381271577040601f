//! Sessions: how the service knows who sends a request.
//!
//! The operator's route stands for the callback of an identity provider. A real product plugs in `OpenID` Connect here: it reads the
//! claims of the provider's token, finds the user of their `sub`, and makes a session for the address that the provider proved.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::request::Parts;
use sendright::{Email, Name, UserId};
use sendright_axum::{Acting, Backend, Open, OrProblem, Problem, bearer};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer::{Answer, failed, not_stored};
use crate::described::{NotDone, NotTold};
use crate::input::Operator;
use crate::product::Product;
use crate::routes::App;
use crate::secret::{Secret, SecretDigest};
use crate::store::{Person, Store};

/// Somebody who has proved who they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proved {
    /// Their id; a new one, where they were never here.
    #[schema(value_type = Option<Uuid>)]
    user: Option<UserId>,
    /// The address that they proved.
    #[schema(value_type = String)]
    email: Email,
    #[schema(value_type = String)]
    name: Name,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    #[schema(value_type = Uuid)]
    user: UserId,
    /// What they send as their bearer token.
    token: String,
}

/// Makes a session for somebody who has proved who they are. It takes the operator's token.
#[utoipa::path(
    post, path = "/sessions", request_body = Proved, responses((status = 201, body = Session), NotTold, NotDone)
)]
pub(crate) async fn sign_in<DB: Store>(
    _: Open,
    _: Operator,
    State(app): App<DB>,
    OrProblem(Json(Proved { user, email, name })): OrProblem<Json<Proved>>,
) -> Answer<(StatusCode, Json<Session>)> {
    let user = user.unwrap_or_else(UserId::new);
    let secret = app.signed_in(&Person { user, email, name }).await?;
    Ok((StatusCode::CREATED, Json(Session { user, token: secret.reveal().to_owned() })))
}

/// Ends the session that sends the request.
#[utoipa::path(delete, path = "/sessions", responses((status = 204), NotTold))]
pub(crate) async fn sign_out<DB: Store>(
    _: Acting,
    State(app): App<DB>,
    _: Person,
    request: Parts,
) -> Answer<StatusCode> {
    let sent = bearer(&request).ok_or_else(Problem::unauthenticated)?;
    DB::end_session(app.pool(), &SecretDigest::of(sent)).await.map_err(not_stored)?;
    Ok(StatusCode::NO_CONTENT)
}

impl<DB: Store> Product<DB> {
    /// Makes a session.
    ///
    /// # Errors
    ///
    /// It can't be stored.
    pub async fn signed_in(&self, person: &Person) -> Result<Secret, Problem> {
        let secret = Secret::generate().map_err(failed)?;
        let ends = self.now() + self.terms().session;
        let stored = DB::add_session(self.pool(), &secret.digest(), person, ends.timestamp_millis()).await;
        stored.map_err(not_stored)?;
        Ok(secret)
    }
}
