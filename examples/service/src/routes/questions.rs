//! "My rights", "why not", and "what happened".
#![expect(unused_qualifications, reason = "`utoipa` writes what it makes of a query so")]

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use sendright::history::{HistoryQuery, ReaderEntry};
use sendright::{Access, Permission, Refusal, Request, UserId};
use sendright_axum::{Allowed, Backend, OrProblem, Problem, Rights};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{Answer, of_log};
use crate::described::NotTold;
use crate::routes::App;
use crate::store::Store;
use crate::{Audit, SeeUsers};

/// So many entries are told at once.
const PAGE: usize = 50;

/// So many can be passed over: what comes before a page is read each time.
const FARTHEST: usize = 10_000;

/// What the sender may do in the account, for a front end. It is no proof: each request is decided again.
#[utoipa::path(
    get, path = "/accounts/{account}/rights", params(("account" = Uuid, Path)),
    responses((status = 200, body = Object), NotTold)
)]
pub(crate) async fn rights<DB: Store>(Rights(access): Rights, _: App<DB>) -> Json<Access> {
    Json(access)
}

/// Who may not do what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    #[param(value_type = Uuid)]
    user: UserId,
    /// The name of a permission, as `sms.launch`.
    permission: String,
}

/// Why something is or is not allowed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reason {
    /// Whether it is allowed.
    is_allowed: bool,
    /// What stands against it, and what would help, for people.
    told: String,
}

/// Tells whoever sees the users of the account why one of them may not, and what would help.
#[utoipa::path(
    get, path = "/accounts/{account}/why-not", params(("account" = Uuid, Path), Question),
    responses((status = 200, body = Reason), NotTold)
)]
pub(crate) async fn why_not<DB: Store>(
    by: Allowed<SeeUsers>,
    State(app): App<DB>,
    OrProblem(Query(question)): OrProblem<Query<Question>>,
) -> Answer<Json<Reason>> {
    let permission: Result<Permission, _> = question.permission.parse();
    let permission =
        permission.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "unknown_permission", error.to_string()))?;
    app.with_directory(|directory| {
        directory.membership(question.user, by.account()).ok_or(Refusal::UnknownUser(question.user))?;
        let request = Request::new(question.user, permission, by.account()).at(by.at());
        let explanation = directory.explain(&request);
        Ok(Json(Reason { is_allowed: explanation.outcome().is_ok(), told: explanation.to_string() }))
    })
}

/// Which entries of the history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Entries {
    /// So many are passed over: at most 10,000.
    #[serde(default)]
    skip: usize,
    /// Those that somebody made, or that are about them.
    #[param(value_type = Option<Uuid>)]
    user: Option<UserId>,
}

/// A part of the history.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page {
    /// The entries, the newest first: at most 50.
    #[schema(value_type = Vec<Object>)]
    entries: Vec<ReaderEntry>,
    /// Whether there are more.
    more: bool,
    /// Whether the history has no gap.
    is_complete: bool,
}

/// What happened in the account, as far as the sender may know of it.
#[utoipa::path(
    get, path = "/accounts/{account}/history", params(("account" = Uuid, Path), Entries),
    responses((status = 200, body = Page), NotTold)
)]
pub(crate) async fn history<DB: Store>(
    by: Allowed<Audit>,
    State(app): App<DB>,
    OrProblem(Query(asked)): OrProblem<Query<Entries>>,
) -> Answer<Json<Page>> {
    if asked.skip > FARTHEST {
        let sentence = format!("at most {FARTHEST} entries are passed over");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "too_far", sentence));
    }
    let query = HistoryQuery::new().account(by.account());
    let query = asked.user.map_or(query, |user| query.involving(user));
    let read = app.auditor().read_for(by.principal(), query, by.at(), asked.skip, PAGE).await;
    let page = read.map_err(of_log)?;
    Ok(Json(Page { entries: page.entries, more: page.more, is_complete: page.is_complete }))
}
