//! The same two handlers, with and without checks. Both find who sends the request; those without do not ask what they may.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::routing::get;
use axum::{Json, Router};
use sendright::{AccountId, Denial, Listing, Principal, Right};
use sendright_axum::{Ask, Backend, Problem, guarded};
use sendright_service::{Campaign, Product, See, Store};
use serde_json::{Value, json};
use sqlx::Sqlite;
use sqlx::sqlite::SqlitePool;

use crate::setting::{Setting, Someone};

/// What handlers are given.
#[derive(Clone)]
struct Given {
    product: Arc<Product<Sqlite>>,
    pool: SqlitePool,
    /// What the list without checks is of, found before: the statement is the same as with checks.
    listings: Arc<HashMap<Principal, Listing>>,
}

const ONE: &str = "/accounts/{account}/campaigns/{id}";
const LIST: &str = "/accounts/{account}/campaigns";

/// The routes with checks, and those without.
pub(crate) fn routes(setting: &Setting) -> [Router; 2] {
    let (product, pool) = (Arc::clone(&setting.product), setting.pool.clone());
    let listing = |someone: &Someone| {
        let principal = Principal::User(someone.user);
        let listing = product.with_directory(|directory| {
            directory.listing(principal, See::REQUIRED, someone.account, product.now()).unwrap()
        });
        (principal, listing)
    };
    let listings = Arc::new(setting.people.iter().map(listing).collect());
    let given = Given { product: Arc::clone(&product), pool, listings };
    let checked = guarded::Router::new()
        .route(ONE, guarded::get(one_checked))
        .route(LIST, guarded::get(list_checked))
        .guarded_by(product)
        .with_state(given.clone());
    let unchecked = Router::new().route(ONE, get(one_unchecked)).route(LIST, get(list_unchecked)).with_state(given);
    [checked, unchecked]
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
struct Known(Principal, AccountId);

impl FromRequestParts<Given> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, given: &Given) -> Result<Self, Problem> {
        let principal = given.product.principal(parts).await?;
        sendright_axum::account_in_path(parts).await.map(|account| Self(principal, account))
    }
}

async fn one_unchecked(
    Known(_, account): Known,
    State(given): State<Given>,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Json<Value>, Problem> {
    find(&given, account, id).await.map(|campaign| Json(told(&campaign)))
}

async fn list_unchecked(Known(sender, _): Known, State(given): State<Given>) -> Result<Json<Value>, Problem> {
    let listing = given.listings.get(&sender).ok_or_else(Problem::internal)?;
    list(&given, listing).await
}
