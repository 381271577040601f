//! API keys, of people and of accounts. The secret of a key is in the answer that makes it, and nowhere else: what is stored is its
//! digest.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use sendright::commands::{CreateAccountKey, CreateApiKey, ResetApiKey, RevokeApiKey};
use sendright::{ApiKeyId, Command, Name, PermissionSet, UserId};
use sendright_axum::{Acting, Ask, Backend, OrProblem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::SeeKeys;
use crate::answer::{Answer, of_command};
use crate::described::{NotDone, NotTold};
use crate::input::At;
use crate::product::Product;
use crate::routes::App;
use crate::routes::commands::run;
use crate::store::Store;

/// An API key.
#[derive(Serialize, ToSchema)]
pub(crate) struct Key {
    #[schema(value_type = Uuid)]
    id: ApiKeyId,
    /// Whose it is; the account's, if it is nobody's.
    owner: Option<Uuid>,
    #[schema(value_type = String)]
    name: Name,
    /// What it may do at most.
    #[schema(value_type = Vec<String>)]
    cap: PermissionSet,
    /// Its end, if it has one.
    #[schema(value_type = Option<String>)]
    until: Option<DateTime<Utc>>,
}

/// Whose a new key is.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum KeyOwner {
    /// The sender's, who is a person.
    Me,
    /// The account's.
    Account,
}

/// An API key that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewKey {
    of: KeyOwner,
    #[schema(value_type = String)]
    name: Name,
    /// What it may do at most: `["sms.send"]`.
    #[schema(value_type = Vec<String>)]
    cap: PermissionSet,
    /// Its end, if it has one.
    #[schema(value_type = Option<String>)]
    until: Option<DateTime<Utc>>,
}

/// A key, and its secret. Keep it: it is not shown again.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeyMade {
    #[schema(value_type = Uuid)]
    id: ApiKeyId,
    /// What the key sends as its bearer token.
    token: String,
}

/// The keys of the account that the sender may see: all, or their own.
#[utoipa::path(
    get, path = "/accounts/{account}/keys", params(("account" = Uuid, Path)),
    responses((status = 200, body = [Key]), NotTold)
)]
pub(crate) async fn list_keys<DB: Store>(ask: Ask<SeeKeys>, State(app): App<DB>) -> Answer<Json<Vec<Key>>> {
    let (listing, account) = (ask.listing()?, ask.account());
    let key = |key: &sendright::ApiKey| Key {
        id: key.id(),
        owner: key.owner().map(UserId::uuid),
        name: key.name().clone(),
        cap: key.cap(),
        until: key.ends(),
    };
    Ok(Json(app.with_directory(|directory| {
        let keys = directory.api_keys(account).filter(|key| listing.contains(account, key.owner()));
        keys.map(key).collect()
    })))
}

/// Makes an API key.
#[utoipa::path(
    post, path = "/accounts/{account}/keys", params(("account" = Uuid, Path)), request_body = NewKey,
    responses((status = 201, body = KeyMade), NotTold, NotDone)
)]
pub(crate) async fn create_key<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    At(account): At,
    OrProblem(Json(NewKey { of, name, cap, until })): OrProblem<Json<NewKey>>,
) -> Answer<(StatusCode, Json<KeyMade>)> {
    let id = ApiKeyId::new();
    let command = match of {
        KeyOwner::Me => CreateApiKey::new(id, account, name, cap).until(until).into(),
        KeyOwner::Account => CreateAccountKey::new(id, account, name, cap).until(until).into(),
    };
    Ok((StatusCode::CREATED, with_secret(&app, &by, id, &command).await?))
}

/// Makes another secret for a key. The one before is worth nothing from then on.
#[utoipa::path(
    post, path = "/keys/{key}/secret", params(("key" = Uuid, Path)),
    responses((status = 200, body = KeyMade), NotTold, NotDone)
)]
pub(crate) async fn reset_key<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    OrProblem(Path(id)): OrProblem<Path<ApiKeyId>>,
) -> Answer<Json<KeyMade>> {
    with_secret(&app, &by, id, &ResetApiKey::new(id).into()).await
}

/// Revokes a key for good.
#[utoipa::path(
    delete, path = "/keys/{key}", params(("key" = Uuid, Path)), responses((status = 204), NotTold, NotDone)
)]
pub(crate) async fn revoke_key<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    OrProblem(Path(id)): OrProblem<Path<ApiKeyId>>,
) -> Answer<StatusCode> {
    run(&app, &by, RevokeApiKey::new(id)).await
}

async fn with_secret<DB: Store>(
    app: &Product<DB>,
    by: &Acting,
    id: ApiKeyId,
    command: &Command,
) -> Answer<Json<KeyMade>> {
    let done = app.execute(by.actor(), command, by.at()).await.map_err(of_command)?;
    let token = done.token.ok_or_else(sendright_axum::Problem::internal)?;
    Ok(Json(KeyMade { id, token: token.reveal() }))
}
