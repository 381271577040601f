//! What a programmer forgot fails closed.

use axum::response::Redirect;
use sendright::testing::{World, account, user};
use sendright::{Preset, Principal};
use sendright_axum::{Allowed, Ask, Open, Problem, Rights, guarded};

use crate::product::{Product, answer, get, outcome};

sendright::rights! { See = SentView; }

async fn never(_: Ask<See>) -> &'static str {
    "all the rows"
}

async fn redirects(_: Ask<See>) -> Redirect {
    Redirect::to("/rows")
}

/// Decided by another door, and not by its own.
async fn beside(_: Allowed<See>, _: Ask<See>) -> &'static str {
    "all the rows"
}

/// As a web socket answers.
async fn upgrades(_: Ask<See>) -> http::StatusCode {
    http::StatusCode::SWITCHING_PROTOCOLS
}

/// Decided twice.
async fn filters(ask: Ask<See>) -> String {
    let shown = ["rita", "ron"].map(|owner| ask.on(user(owner)).is_ok());
    format!("{shown:?}")
}

async fn fails(_: Ask<See>) -> Result<String, Problem> {
    Err(Problem::new(http::StatusCode::NOT_FOUND, "no_row", "there is no such row"))
}

async fn decides(ask: Ask<See>) -> String {
    format!("{} of somebody's", usize::from(ask.on(user("ron")).is_ok()))
}

async fn allowed(_: Allowed<See>) -> &'static str {
    "allowed"
}

async fn rights(_: Rights) -> &'static str {
    "rights"
}

async fn open(_: Open) -> &'static str {
    "open"
}

fn routes() -> guarded::Router {
    guarded::Router::new()
        .route("/accounts/{account}/never", guarded::get(never))
        .route("/accounts/{account}/redirects", guarded::get(redirects))
        .route("/accounts/{account}/beside", guarded::get(beside))
        .route("/accounts/{account}/upgrades", guarded::get(upgrades))
        .route("/accounts/{account}/filters", guarded::get(filters))
        .route("/accounts/{account}/fails", guarded::get(fails))
        .route("/accounts/{account}/decides", guarded::get(decides))
        .route("/accounts/{account}/allowed", guarded::get(allowed))
        .route("/accounts/{account}/rights", guarded::get(rights))
        .route("/accounts/{account}/open", guarded::get(open))
}

fn asks(router: &axum::Router, rest: &str, who: impl Into<Principal>) -> (u16, Option<String>) {
    outcome(router, get(&format!("/accounts/{}/{rest}", account("acme")), who))
}

/// Whoever asks, and the administrator too: it is a fault of the program.
#[test]
fn a_success_without_a_decision_is_not_sent() {
    let world = World::new().account_for("acme", "ada").member("rita", Preset::Regular);
    let router = routes().guarded_by(Product::of(&world));
    let undecided = (500, Some("undecided".to_owned()));
    for who in ["ada", "rita", "stranger"] {
        for rest in ["never", "redirects", "upgrades"] {
            assert_eq!(asks(&router, rest, user(who)), undecided);
        }
        let sent = answer(&router, get(&format!("/accounts/{}/never", account("acme")), user(who)));
        assert!(!sent.body().contains("all the rows"));
        // What is no success goes through, and so does what was decided, either way.
        assert_eq!(asks(&router, "fails", user(who)), (404, Some("no_row".to_owned())));
        assert_eq!(asks(&router, "decides", user(who)), (200, None));
    }
    assert_eq!(asks(&router, "beside", user("ada")), undecided);
    assert_eq!(asks(&router, "filters", user("rita")), (200, None));
    // One request's decision is not another's.
    assert_eq!(asks(&router, "decides", user("ada")), (200, None));
    assert_eq!(asks(&router, "never", user("ada")), undecided);
}

/// Guarded routes in a router of axum, around which nobody put the layer.
#[test]
fn without_the_layer_nothing_is_served() {
    let router = axum::Router::new()
        .route("/accounts/{account}/never", guarded::get(never).into())
        .route("/accounts/{account}/allowed", guarded::get(allowed).into())
        .route("/accounts/{account}/rights", guarded::get(rights).into())
        .route("/accounts/{account}/open", guarded::get(open).into());
    for rest in ["never", "allowed", "rights"] {
        assert_eq!(asks(&router, rest, user("ada")), (500, Some("unguarded".to_owned())));
    }
    assert_eq!(asks(&router, "open", user("ada")), (200, None));
}
