//! Campaigns: rows that have an account and an owner.
#![expect(unused_qualifications, reason = "`utoipa` writes what it makes of a query so")]

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use sendright::{AccountId, Denial, Name, Proof, UserId};
use sendright_axum::{Ask, OrProblem, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::answer::{Answer, not_stored};
use crate::described::{NotDone, NotTold};
use crate::product::Product;
use crate::routes::App;
use crate::store::{Campaign, Store};
use crate::{Launch, See, Write};

/// So many campaigns are told at once.
const PAGE: i64 = 100;

/// So long is a text at most, in bytes.
const LONGEST: usize = 10_000;

/// A campaign.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignShown {
    /// Its number.
    id: i64,
    /// The account that it is of.
    #[schema(value_type = Uuid)]
    account: AccountId,
    /// Whose it is, if it is somebody's own.
    owner: Option<Uuid>,
    /// The text.
    text: String,
    /// Whether it was launched.
    is_launched: bool,
}

impl From<Campaign> for CampaignShown {
    fn from(Campaign { id, account, owner, text, launched_at }: Campaign) -> Self {
        Self { id, account, owner: owner.map(UserId::uuid), text, is_launched: launched_at.is_some() }
    }
}

/// The part of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// The number of the last campaign of the part before.
    #[serde(default)]
    after: i64,
}

/// A campaign that is to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCampaign {
    text: String,
}

/// The number of a new campaign.
#[derive(Serialize, ToSchema)]
pub(crate) struct CampaignMade {
    id: i64,
}

/// The campaigns of the account, and of those below, that the sender may see: at most 100.
#[utoipa::path(
    get, path = "/accounts/{account}/campaigns", params(("account" = Uuid, Path), Part),
    responses((status = 200, body = [CampaignShown]), NotTold)
)]
pub(crate) async fn list_campaigns<DB: Store>(
    ask: Ask<See>,
    State(app): App<DB>,
    OrProblem(Query(part)): OrProblem<Query<Part>>,
) -> Answer<Json<Vec<CampaignShown>>> {
    let listing = ask.listing()?;
    let campaigns = DB::campaigns(app.pool(), &listing, part.after, PAGE).await.map_err(not_stored)?;
    Ok(Json(campaigns.into_iter().map(CampaignShown::from).collect()))
}

/// Writes a campaign. It is the sender's own; that of an account's key is nobody's.
#[utoipa::path(
    post, path = "/accounts/{account}/campaigns", params(("account" = Uuid, Path)), request_body = NewCampaign,
    responses((status = 201, body = CampaignMade), NotTold, NotDone)
)]
pub(crate) async fn create_campaign<DB: Store>(
    ask: Ask<Write>,
    State(app): App<DB>,
    OrProblem(Json(new)): OrProblem<Json<NewCampaign>>,
) -> Answer<(StatusCode, Json<CampaignMade>)> {
    let proof = ask.own()?;
    if new.text.is_empty() || new.text.len() > LONGEST {
        let sentence = format!("a text has 1 to {LONGEST} bytes");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "text", sentence));
    }
    let id = DB::add_campaign(app.pool(), proof.account(), proof.owner(), &new.text).await.map_err(not_stored)?;
    Ok((StatusCode::CREATED, Json(CampaignMade { id })))
}

/// Launches a campaign, once. The history tells who did.
#[utoipa::path(
    post, path = "/accounts/{account}/campaigns/{id}/launch",
    params(("account" = Uuid, Path), ("id" = i64, Path, description = "The number of the campaign")),
    responses((status = 204), NotTold, (status = 409, body = crate::described::Problem, content_type = "application/problem+json"))
)]
pub(crate) async fn launch_campaign<DB: Store>(
    ask: Ask<Launch>,
    State(app): App<DB>,
    OrProblem(Path((_, id))): OrProblem<Path<(String, i64)>>,
) -> Answer<StatusCode> {
    // Whoever can launch nothing here is told so before a row is looked for, and learns of none.
    ask.anything()?;
    let campaign = DB::campaign(app.pool(), ask.account(), id).await.map_err(not_stored)?;
    let campaign = campaign.ok_or(Denial::NoAccess)?;
    start(&app, ask.on(campaign.owner)?, id).await
}

/// Launches a campaign. It can be called with no other proof, and its account is that of the proof. The row and its entry of the
/// history are stored in one transaction.
async fn start<DB: Store>(app: &Product<DB>, proof: Proof<Launch>, id: i64) -> Answer<StatusCode> {
    let about: Option<Name> = format!("campaign {id}").parse().ok();
    let entry = app.node().entry_of(proof, about);
    let mut transaction = app.node().log().begin().await.map_err(not_stored)?;
    let at = proof.at().timestamp_millis();
    if !DB::launch(&mut transaction, proof.account(), id, at).await.map_err(not_stored)? {
        return Err(Problem::new(StatusCode::CONFLICT, "already_launched", "the campaign was launched before"));
    }
    app.node().log().record_in(&mut transaction, &entry).await.map_err(not_stored)?;
    transaction.commit().await.map_err(not_stored)?;
    Ok(StatusCode::NO_CONTENT)
}
