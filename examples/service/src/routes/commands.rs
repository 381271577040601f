//! Any command, by its JSON: the directory decides about each. And what it would do.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};

use sendright::{AccessChange, AccountId, Actor, Command, Directory, Grants, Impact, Principal};
use sendright_axum::{Acting, Backend, Open, OrProblem};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{Answer, of_command};
use crate::described::{NotDone, NotTold};
use crate::input::Operator;
use crate::product::{Done, Product, attested};
use crate::routes::App;
use crate::store::{Person, Store};

/// The id of what was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct Made {
    id: Uuid,
}

/// A command that was executed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Executed {
    /// The revision of the log that it made.
    revision: u64,
    /// The id of the change.
    change: Uuid,
    /// The secret of the key that the command makes or resets. Keep it: it is not shown again.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl From<Done> for Executed {
    fn from(Done { revision, change, token }: Done) -> Self {
        Self { revision, change: change.uuid(), token: token.map(|token| token.reveal()) }
    }
}

/// What a command would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Effects {
    /// For people, a line for each.
    told: String,
    /// Who gains and loses what.
    accesses: Vec<Effect>,
    /// The API keys that it ends.
    ended_keys: Vec<Uuid>,
    /// The invitations that it ends.
    ended_invitations: Vec<Uuid>,
}

/// What one person, or one key of an account, gains and loses in an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Effect {
    #[schema(value_type = Object)]
    principal: Principal,
    #[schema(value_type = Uuid)]
    account: AccountId,
    #[schema(value_type = String)]
    from: DateTime<Utc>,
    #[schema(value_type = Option<String>)]
    until: Option<DateTime<Utc>>,
    /// Permissions, by scope.
    #[schema(value_type = Object)]
    gained: Grants,
    /// Permissions, by scope.
    #[schema(value_type = Object)]
    lost: Grants,
}

impl Effects {
    fn of(impact: &Impact, directory: &Directory) -> Self {
        let effect = |access: &AccessChange| Effect {
            principal: access.principal,
            account: access.account,
            from: access.from,
            until: access.until,
            gained: access.gained(),
            lost: access.lost(),
        };
        Self {
            told: impact.display(directory).to_string(),
            accesses: impact.accesses().iter().map(effect).collect(),
            ended_keys: impact.ended_keys().map(sendright::ApiKeyId::uuid).collect(),
            ended_invitations: impact.ended_invitations().map(sendright::InvitationId::uuid).collect(),
        }
    }
}

/// Executes a command. An id that the client made keeps a command from being done twice.
#[utoipa::path(
    post, path = "/commands", request_body(content = Object, description = "`{\"leave\": {\"account\": \"…\"}}`"),
    responses((status = 200, body = Executed), NotTold, NotDone)
)]
pub(crate) async fn execute<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    person: Option<axum::Extension<Person>>,
    OrProblem(Json(command)): OrProblem<Json<Command>>,
) -> Answer<Json<Executed>> {
    attested(&command, person.as_deref())?;
    let done = app.execute(by.actor(), &command, by.at()).await.map_err(of_command)?;
    Ok(Json(done.into()))
}

/// Tells what a command would do, to whoever could give it, and does nothing.
#[utoipa::path(
    post, path = "/commands/dry-run", request_body(content = Object, description = "As for `/commands`"),
    responses((status = 200, body = Effects), NotTold, NotDone)
)]
pub(crate) async fn dry_run<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    person: Option<axum::Extension<Person>>,
    OrProblem(Json(command)): OrProblem<Json<Command>>,
) -> Answer<Json<Effects>> {
    attested(&command, person.as_deref())?;
    let told = app.node().dry_run(by.actor(), &command, by.at(), |directory, change| {
        let impact = directory.impact(change).map_err(crate::answer::failed)?;
        Ok(Json(Effects::of(&impact, directory)))
    });
    told.await.map_err(|error| {
        let refused = error.refusal().map(|refusal| by.refused(refusal));
        refused.unwrap_or_else(|| of_command(error))
    })?
}

/// Executes a command of the operator: opens a tenant, sets its features.
#[utoipa::path(
    post, path = "/operator/commands", request_body(content = Object, description = "As for `/commands`"),
    responses((status = 200, body = Executed), NotTold, NotDone)
)]
pub(crate) async fn execute_as_operator<DB: Store>(
    _: Open,
    _: Operator,
    State(app): App<DB>,
    OrProblem(Json(command)): OrProblem<Json<Command>>,
) -> Answer<Json<Executed>> {
    let done = app.execute(Actor::System, &command, app.now()).await;
    let done = done.map_err(of_command)?;
    Ok(Json(done.into()))
}

/// Executes a command of the sender.
pub(crate) async fn run<DB: Store>(app: &Product<DB>, by: &Acting, command: impl Into<Command>) -> Answer<StatusCode> {
    app.execute(by.actor(), &command.into(), by.at()).await.map_err(of_command)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Executes a command of the sender that makes something.
pub(crate) async fn make<DB: Store>(
    app: &Product<DB>,
    by: &Acting,
    id: Uuid,
    command: impl Into<Command>,
) -> Answer<(StatusCode, Json<Made>)> {
    run(app, by, command).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}
