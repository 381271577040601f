//! Invitations. The mail is not sent here: whoever invites gets the id, and passes it on.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{DateTime, Days, Utc};
use sendright::commands::{AcceptInvitation, Invite, RevokeInvitation};
use sendright::{Assignment, Email, InvitationId};
use sendright_axum::{Acting, Allowed, Backend, OrProblem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::SeeUsers;
use crate::answer::Answer;
use crate::described::{NotDone, NotTold};
use crate::input::At;
use crate::routes::App;
use crate::routes::commands::{Made, make, run};
use crate::store::{Person, Store};

/// For so long an invitation can be accepted.
const OPEN: Days = Days::new(7);

/// An invitation.
#[derive(Serialize, ToSchema)]
pub(crate) struct InvitationSent {
    #[schema(value_type = Uuid)]
    id: InvitationId,
    #[schema(value_type = String)]
    email: Email,
    /// What the person gets who accepts.
    #[schema(value_type = Object)]
    assignment: Assignment,
    /// The end of the time to accept it.
    #[schema(value_type = String)]
    expires: DateTime<Utc>,
}

/// An invitation that is to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    #[schema(value_type = String)]
    email: Email,
    /// `{"roles": ["sender"], "levels": {}, "withheld": [], "from": null, "until": null}`.
    #[schema(value_type = Object)]
    assignment: Assignment,
}

/// The invitations of the account that can be accepted.
#[utoipa::path(
    get, path = "/accounts/{account}/invitations", params(("account" = Uuid, Path)),
    responses((status = 200, body = [InvitationSent]), NotTold)
)]
pub(crate) async fn list_invitations<DB: Store>(
    by: Allowed<SeeUsers>,
    State(app): App<DB>,
) -> Json<Vec<InvitationSent>> {
    let sent = |invitation: &sendright::Invitation| InvitationSent {
        id: invitation.id(),
        email: invitation.email().clone(),
        assignment: invitation.assignment().clone(),
        expires: invitation.expires(),
    };
    Json(app.with_directory(|directory| directory.open_invitations(by.account(), by.at()).map(sent).collect()))
}

/// Invites an address to the account, for seven days.
#[utoipa::path(
    post, path = "/accounts/{account}/invitations", params(("account" = Uuid, Path)), request_body = NewInvitation,
    responses((status = 201, body = Made), NotTold, NotDone)
)]
pub(crate) async fn invite<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    At(account): At,
    OrProblem(Json(new)): OrProblem<Json<NewInvitation>>,
) -> Answer<(StatusCode, Json<Made>)> {
    let id = InvitationId::new();
    make(&app, &by, id.uuid(), Invite::new(id, account, new.email, new.assignment, by.at() + OPEN)).await
}

/// Accepts an invitation. Whoever accepts has no access yet: the address that they proved at sign-in lets them in.
#[utoipa::path(
    post, path = "/invitations/{invitation}/accept", params(("invitation" = Uuid, Path)),
    responses((status = 204), NotTold, NotDone)
)]
pub(crate) async fn accept_invitation<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    person: Person,
    OrProblem(Path(id)): OrProblem<Path<InvitationId>>,
) -> Answer<StatusCode> {
    run(&app, &by, AcceptInvitation::new(id, person.email, person.name)).await
}

/// Revokes an invitation.
#[utoipa::path(
    delete, path = "/invitations/{invitation}", params(("invitation" = Uuid, Path)),
    responses((status = 204), NotTold, NotDone)
)]
pub(crate) async fn revoke_invitation<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    OrProblem(Path(id)): OrProblem<Path<InvitationId>>,
) -> Answer<StatusCode> {
    run(&app, &by, RevokeInvitation::new(id)).await
}
