//! What a programmer forgot fails closed.

use axum::extract::Path;
use axum::response::Redirect;
use sendright::testing::{World, account, day, user};
use sendright::{AccountId, Assignment, Preset, Principal};
use sendright_axum::{Allowed, Ask, GuardLayer, Open, Problem, Rights, guarded};

use crate::product::{Product, answer, get, outcome, request};

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

/// Asked whether there is anything, and about no row.
async fn glances(ask: Ask<See>) -> Result<&'static str, Problem> {
    ask.anything().map(|()| "all the rows")
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
        .route("/accounts/{account}/glances", guarded::get(glances))
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
        // What is no success goes through, and so does what was allowed.
        assert_eq!(asks(&router, "fails", user(who)), (404, Some("no_row".to_owned())));
    }
    // What was asked and denied is an answer only for whoever heeds it.
    assert_eq!(asks(&router, "decides", user("rita")), (403, Some("lesser_scope".to_owned())));
    assert_eq!(asks(&router, "decides", user("stranger")), (404, Some("no_access".to_owned())));
    assert_eq!(asks(&router, "beside", user("ada")), undecided);
    assert_eq!(asks(&router, "glances", user("ada")), undecided);
    assert_eq!(asks(&router, "glances", user("rita")), undecided, "she may see her own, and was not asked about a row");
    assert_eq!(asks(&router, "glances", user("stranger")), (404, Some("no_access".to_owned())));
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

/// What is added to the router when the layer is around its routes, is not within the layer.
#[test]
fn a_fallback_that_asks_is_not_served_without_the_layer() {
    let world = World::new().account_for("acme", "ada");
    let router = routes().guarded_by(Product::of(&world)).fallback(allowed).method_not_allowed_fallback(never);
    let acme = account("acme");
    for (method, path) in [("GET", "/nowhere".to_owned()), ("POST", format!("/accounts/{acme}/allowed"))] {
        assert_eq!(
            outcome(&router, request(method, &path, user("ada"))),
            (500, Some("unguarded".to_owned())),
            "{path}"
        );
    }
    // Within it, there is no account in the path of what is nowhere.
    let router = axum::Router::new().fallback(allowed).layer(GuardLayer::new(Product::of(&world)));
    assert_eq!(asks(&router, "nowhere", user("ada")), (404, Some("no_access".to_owned())));
}

/// A row that is loaded by its id alone may be another tenant's.
#[test]
fn a_row_of_another_account_is_not_there() {
    async fn sees(ask: Ask<See>, Path((_, of)): Path<(String, AccountId)>) -> Result<String, Problem> {
        ask.on_row_of(of, user("ron")).map(|proof| proof.account().to_string())
    }
    let world = World::new().account_for("acme", "ada").sub("shop").account_for("umbra", "una");
    let router = guarded::Router::new()
        .route("/accounts/{account}/rows/{of}", guarded::get(sees))
        .guarded_by(Product::of(&world));
    let no_access = (404, Some("no_access".to_owned()));
    for (who, asked, of, expected) in [
        ("ada", "acme", "acme", (200, None)),
        ("ada", "shop", "shop", (200, None)),
        ("ada", "acme", "shop", no_access.clone()),
        ("ada", "acme", "umbra", no_access.clone()),
        ("ada", "acme", "nowhere", no_access.clone()),
        ("ada", "umbra", "umbra", no_access.clone()),
        ("una", "acme", "umbra", no_access.clone()),
        ("una", "umbra", "umbra", (200, None)),
    ] {
        let path = format!("/accounts/{}/rows/{}", account(asked), account(of));
        assert_eq!(outcome(&router, get(&path, user(who))), expected, "{who}: a row of {of} by {asked}");
    }
}

/// As a web socket keeps it: she is a member until Friday.
#[test]
fn what_is_kept_longer_than_a_request_is_renewed() {
    use std::sync::{Arc, Mutex};

    let until_friday = Assignment::of(Preset::Regular).until(day(5));
    let world = World::new().account("acme").member("rita", until_friday);
    let product = Product::of(&world);
    let kept = Arc::new(Mutex::new(None));
    let keeps = {
        let kept = Arc::clone(&kept);
        move |ask: Ask<See>| async move {
            let allowed = ask.on(user("rita")).map(|_| ());
            *kept.lock().unwrap() = Some(ask);
            allowed
        }
    };
    let never_asks = |ask: Ask<See>| async move { ask.renewed().own().map(|_| ()) };
    let router = guarded::Router::new()
        .route("/accounts/{account}/keeps", guarded::get(keeps))
        .route("/accounts/{account}/renews", guarded::get(never_asks))
        .guarded_by(product.clone());
    assert_eq!(asks(&router, "keeps", user("rita")), (200, None));
    assert_eq!(asks(&router, "renews", user("rita")), (500, Some("undecided".to_owned())));

    let kept = kept.lock().unwrap().take().unwrap();
    assert!(kept.renewed().on(user("rita")).is_ok());
    product.set(world.directory(), day(5));
    assert!(kept.on(user("rita")).is_ok(), "it is decided for the instant of the request");
    assert_eq!(kept.renewed().on(user("rita")).unwrap_err().code(), "expired");
    // The clock that went back does not bring back what has ended.
    let later = kept.renewed();
    product.set(world.directory(), world.now());
    assert_eq!(later.renewed().on(user("rita")).unwrap_err().code(), "expired");
    assert_eq!((kept.renewed().principal(), kept.renewed().account()), (kept.principal(), kept.account()));
}
