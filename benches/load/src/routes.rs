//! The same two handlers, with and without checks. Both find who sends the request; those without do not ask what they may.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Json, Router};
use sendright::{AccountId, Denial, Listing, Principal};
use sendright_axum::{Ask, Backend, Problem, guarded};
use sendright_service::{Campaign, Product, See, Store};
use serde_json::{Value, json};
use sqlx::Sqlite;
use sqlx::sqlite::SqlitePool;

use crate::setting::Setting;

/// What handlers are given.
#[derive(Clone)]
struct Given {
    product: Arc<Product<Sqlite>>,
    pool: SqlitePool,
    /// What the list without checks is of, whoever asks: the statement is the same as with checks.
    listing: Listing,
}

const ONE: &str = "/accounts/{account}/campaigns/{id}";
const LIST: &str = "/accounts/{account}/campaigns";

/// The routes with checks, and those without.
pub(crate) fn routes(setting: &Setting, listing: Listing) -> [(&'static str, Router); 2] {
    let (product, pool) = (Arc::clone(&setting.product), setting.pool.clone());
    let given = Given { product: Arc::clone(&product), pool, listing };
    let checked = guarded::Router::new()
        .route(ONE, guarded::get(one_checked))
        .route(LIST, guarded::get(list_checked))
        .guarded_by(product)
        .with_state(given.clone());
    let unchecked = Router::new().route(ONE, get(one_unchecked)).route(LIST, get(list_unchecked)).with_state(given);
    [("with checks", checked), ("without", unchecked)]
}

fn told(campaign: &Campaign) -> Value {
    json!({ "id": campaign.id, "account": campaign.account, "owner": campaign.owner, "text": campaign.text })
}

async fn find(given: &Given, account: AccountId, id: i64) -> Result<Campaign, Problem> {
    let found = Sqlite::campaign(&given.pool, account, id).await.map_err(|_| Problem::internal())?;
    Ok(found.ok_or(Denial::NoAccess)?)
}

async fn list(given: &Given, listing: &Listing) -> Result<Json<Value>, Problem> {
    let found = Sqlite::campaigns(&given.pool, listing, 0, 20).await.map_err(|_| Problem::internal())?;
    Ok(Json(found.iter().map(told).collect()))
}

async fn one_checked(
    ask: Ask<See>,
    State(given): State<Given>,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Json<Value>, Problem> {
    let campaign = find(&given, ask.account(), id).await?;
    let _proof = ask.on(campaign.owner)?;
    Ok(Json(told(&campaign)))
}

async fn list_checked(ask: Ask<See>, State(given): State<Given>) -> Result<Json<Value>, Problem> {
    let listing = ask.listing()?;
    list(&given, &listing).await
}

/// Whoever sends the request and its account, and nothing decided.
struct Known(AccountId);

impl FromRequestParts<Given> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, given: &Given) -> Result<Self, Problem> {
        let _principal: Principal = given.product.principal(parts).await?;
        sendright_axum::account_in_path(parts).await.map(Self)
    }
}

async fn one_unchecked(
    Known(account): Known,
    State(given): State<Given>,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Json<Value>, Problem> {
    find(&given, account, id).await.map(|campaign| Json(told(&campaign)))
}

async fn list_unchecked(_: Known, State(given): State<Given>) -> Result<Json<Value>, Problem> {
    list(&given, &given.listing).await
}
