//! The routes. One table makes the router and the description.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::middleware::map_response;
use axum::response::Response;
use sendright_authzen::Point;
use sendright_axum::{Problem, guarded};
use utoipa::{OpenApi, Path};

use crate::product::Product;
use crate::store::Store;
use crate::words::Words;

mod accounts;
mod campaigns;
mod commands;
mod invitations;
mod keys;
mod members;
mod questions;
mod service;
mod sessions;

type App<DB> = State<Arc<Product<DB>>>;

/// Each route: its method, its handler, and what `utoipa` has made of the handler, which knows the path.
macro_rules! routes {
    ($($method:ident $module:ident::{$handler:ident, $described:ident};)+) => {
        /// What the handlers say of themselves.
        #[derive(OpenApi)]
        #[openapi(
            info(title = "sendright-service", description = "A small messaging service."),
            paths($($module::$handler),+),
            security(("bearer" = [])),
        )]
        pub(crate) struct Description;

        /// The method and the path of each route.
        #[must_use]
        pub fn table() -> Vec<(&'static str, String)> {
            vec![$((stringify!($method), $module::$described::path())),+]
        }

        fn guarded<DB: Store>() -> guarded::Router<Arc<Product<DB>>> {
            guarded::Router::new()
                $(.route(&$module::$described::path(), guarded::$method($module::$handler::<DB>)))+
        }
    };
}

routes! {
    get campaigns::{list_campaigns, __path_list_campaigns};
    post campaigns::{create_campaign, __path_create_campaign};
    post campaigns::{launch_campaign, __path_launch_campaign};
    get accounts::{list_accounts, __path_list_accounts};
    post accounts::{open_subaccount, __path_open_subaccount};
    get accounts::{list_roles, __path_list_roles};
    post accounts::{define_role, __path_define_role};
    get members::{list_members, __path_list_members};
    put members::{assign_member, __path_assign_member};
    delete members::{remove_member, __path_remove_member};
    get invitations::{list_invitations, __path_list_invitations};
    post invitations::{invite, __path_invite};
    post invitations::{accept_invitation, __path_accept_invitation};
    delete invitations::{revoke_invitation, __path_revoke_invitation};
    get keys::{list_keys, __path_list_keys};
    post keys::{create_key, __path_create_key};
    post keys::{reset_key, __path_reset_key};
    delete keys::{revoke_key, __path_revoke_key};
    post commands::{execute, __path_execute};
    post commands::{dry_run, __path_dry_run};
    post commands::{execute_as_operator, __path_execute_as_operator};
    get questions::{rights, __path_rights};
    get questions::{why_not, __path_why_not};
    get questions::{history, __path_history};
    post sessions::{sign_in, __path_sign_in};
    delete sessions::{sign_out, __path_sign_out};
    get service::{health, __path_health};
    get service::{openapi, __path_openapi};
}

/// All routes, guarded. A handler that asks for nothing does not compile here. The endpoints of `AuthZEN` are beside them, which ask
/// for themselves.
pub fn app<DB: Store>(product: Arc<Product<DB>>) -> axum::Router {
    let point = Point::new(Arc::clone(&product)).with_vocabulary(Words(Arc::clone(&product)));
    let point = match product.terms().address.clone() {
        Some(address) => point.at(address),
        None => point,
    };
    guarded::<DB>()
        .guarded_by(Arc::clone(&product))
        .merge(point.router())
        .fallback(async |_: Uri| Problem::new(StatusCode::NOT_FOUND, "no_route", "there is nothing at this path"))
        .method_not_allowed_fallback(async |_: Uri| {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, "no_method", "this path has no such method")
        })
        .layer(map_response(not_kept))
        .with_state(product)
}

/// What is answered is for whoever asked: no cache keeps it, unless it says so itself.
async fn not_kept(mut response: Response) -> Response {
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
