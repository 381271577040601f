//! The accounts below an account, and its custom roles.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use sendright::commands::{DefineRole, OpenSubaccount};
use sendright::{AccountId, Grants, Name, RoleId};
use sendright_axum::{Acting, Allowed, Backend, OrProblem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::Answer;
use crate::described::{NotDone, NotTold};
use crate::input::At;
use crate::routes::App;
use crate::routes::commands::{Made, make};
use crate::store::Store;
use crate::{SeeSubaccounts, SeeUsers};

/// An account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Account {
    #[schema(value_type = Uuid)]
    id: AccountId,
    parent: Option<Uuid>,
    #[schema(value_type = String)]
    name: Name,
}

/// An account that is to be opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewAccount {
    #[schema(value_type = String)]
    name: Name,
}

/// A custom role.
#[derive(Serialize, ToSchema)]
pub(crate) struct Role {
    #[schema(value_type = Uuid)]
    id: RoleId,
    /// The account that defines it.
    #[schema(value_type = Uuid)]
    account: AccountId,
    #[schema(value_type = String)]
    name: Name,
    /// The permissions that it grants, by scope.
    #[schema(value_type = Object)]
    grants: Grants,
}

/// A role that is to be defined.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewRole {
    #[schema(value_type = String)]
    name: Name,
    /// The permissions that it grants, by scope: `{"account": ["report.view"], "own": ["sms.launch"]}`.
    #[schema(value_type = Object)]
    grants: Grants,
}

/// The account and those below it.
#[utoipa::path(
    get, path = "/accounts/{account}/accounts", params(("account" = Uuid, Path)),
    responses((status = 200, body = [Account]), NotTold)
)]
pub(crate) async fn list_accounts<DB: Store>(by: Allowed<SeeSubaccounts>, State(app): App<DB>) -> Json<Vec<Account>> {
    let account = |account: &sendright::Account| Account {
        id: account.id(),
        parent: account.parent().map(AccountId::uuid),
        name: account.name().clone(),
    };
    Json(app.with_directory(|directory| directory.subtree(by.account()).map(account).collect()))
}

/// Opens an account below.
#[utoipa::path(
    post, path = "/accounts/{account}/accounts", params(("account" = Uuid, Path)), request_body = NewAccount,
    responses((status = 201, body = Made), NotTold, NotDone)
)]
pub(crate) async fn open_subaccount<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    At(parent): At,
    OrProblem(Json(new)): OrProblem<Json<NewAccount>>,
) -> Answer<(StatusCode, Json<Made>)> {
    let id = AccountId::new();
    make(&app, &by, id.uuid(), OpenSubaccount::new(id, parent, new.name)).await
}

/// The custom roles that can be given in the account.
#[utoipa::path(
    get, path = "/accounts/{account}/roles", params(("account" = Uuid, Path)),
    responses((status = 200, body = [Role]), NotTold)
)]
pub(crate) async fn list_roles<DB: Store>(by: Allowed<SeeUsers>, State(app): App<DB>) -> Json<Vec<Role>> {
    let role = |role: &sendright::Role| Role {
        id: role.id(),
        account: role.account(),
        name: role.name().clone(),
        grants: role.grants(),
    };
    Json(app.with_directory(|directory| directory.assignable_roles(by.account()).map(role).collect()))
}

/// Defines a custom role.
#[utoipa::path(
    post, path = "/accounts/{account}/roles", params(("account" = Uuid, Path)), request_body = NewRole,
    responses((status = 201, body = Made), NotTold, NotDone)
)]
pub(crate) async fn define_role<DB: Store>(
    by: Acting,
    State(app): App<DB>,
    At(account): At,
    OrProblem(Json(new)): OrProblem<Json<NewRole>>,
) -> Answer<(StatusCode, Json<Made>)> {
    let id = RoleId::new();
    make(&app, &by, id.uuid(), DefineRole::new(id, account, new.name, new.grants)).await
}
