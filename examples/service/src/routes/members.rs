//! Who is in an account, and with which roles.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use sendright::commands::{Assign, RemoveMember};
use sendright::{Assignment, Membership, Name, UserId};
use sendright_axum::{Acting, Allowed, Backend, OrProblem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::SeeUsers;
use crate::answer::Answer;
use crate::described::{NotDone, NotTold};
use crate::input::At;
use crate::routes::App;
use crate::routes::commands::run;
use crate::store::Store;

/// A member of an account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Member {
    #[schema(value_type = Uuid)]
    user: UserId,
    #[schema(value_type = Option<String>)]
    name: Option<Name>,
    /// The roles, levels, and the time.
    #[schema(value_type = Object)]
    assignment: Assignment,
}

/// What a member is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assigned {
    /// `{"roles": ["sender"], "levels": {}, "withheld": [], "from": null, "until": null}`.
    #[schema(value_type = Object)]
    assignment: Assignment,
    /// What the sender saw. If it is otherwise by now, nothing is done.
    #[schema(value_type = Option<Object>)]
    replaces: Option<Assignment>,
}

/// The members of the account.
#[utoipa::path(
    get, path = "/accounts/{account}/members", params(("account" = Uuid, Path)),
    responses((status = 200, body = [Member]), NotTold)
)]
pub(crate) async fn list_members<DB: Store>(by: Allowed<SeeUsers>, State(app): App<DB>) -> Json<Vec<Member>> {
    Json(app.with_directory(|directory| {
        let member = |member: Membership<'_>| Member {
            user: member.user(),
            name: directory.user(member.user()).map(|user| user.name().clone()),
            assignment: member.assignment().clone(),
        };
        directory.members(by.account()).map(member).collect()
    }))
}

/// Replaces what a member is.
#[utoipa::path(
    put, path = "/accounts/{account}/members/{user}", params(("account" = Uuid, Path), ("user" = Uuid, Path)),
    request_body = Assigned, responses((status = 204), NotTold, NotDone)
)]
pub(crate) async fn assign_member<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    At(account): At,
    OrProblem(Path((_, user))): OrProblem<Path<(String, UserId)>>,
    OrProblem(Json(Assigned { assignment, replaces })): OrProblem<Json<Assigned>>,
) -> Answer<StatusCode> {
    run(&app, &by, Assign::new(user, account, assignment).replacing(replaces)).await
}

/// Removes a member.
#[utoipa::path(
    delete, path = "/accounts/{account}/members/{user}", params(("account" = Uuid, Path), ("user" = Uuid, Path)),
    responses((status = 204), NotTold, NotDone)
)]
pub(crate) async fn remove_member<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    At(account): At,
    OrProblem(Path((_, user))): OrProblem<Path<(String, UserId)>>,
) -> Answer<StatusCode> {
    run(&app, &by, RemoveMember::new(user, account)).await
}
