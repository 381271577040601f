//! What each door lets in, and what it answers.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use sendright::commands::{Assign, DefineRole};
use sendright::testing::{KeyTerms, World, account, key, user};
use sendright::{AccountId, Assignment, Grants, Permission, PermissionSet, Preset, Proof, RoleId, Scope, UserId};
use sendright_axum::{Acting, Allowed, Ask, Backend, Open, Problem, Rights, guarded};

use crate::product::{FAX, Product, answer, get, outcome, request};

sendright::rights! {
    Launch = SmsLaunch;
    See = SentView;
    Purchase = CreditPurchase;
    Fax = (PermissionSet::of([FAX]));
}

async fn launch(ask: Ask<Launch>, Path((_, owner)): Path<(String, String)>) -> Result<String, Problem> {
    Ok(start(&ask.on(owner.parse::<UserId>().ok())?))
}

fn start(proof: &Proof<Launch>) -> String {
    format!("launched in {}", proof.account())
}

async fn list(ask: Ask<See>) -> Result<String, Problem> {
    let listing = ask.listing()?;
    Ok(format!("{} and {}", listing.accounts().len(), listing.own_accounts().len()))
}

async fn purchase(proof: Allowed<Purchase>) -> String {
    format!("credit for {}", proof.account())
}

async fn fax(_: Allowed<Fax>) -> &'static str {
    "sent"
}

async fn rights(Rights(access): Rights) -> impl IntoResponse {
    Json(access)
}

/// A command of whoever it is: the directory decides about it.
async fn promote(
    by: Acting,
    State(app): State<Product>,
    Path((_, who)): Path<(String, UserId)>,
) -> Result<String, Problem> {
    let assignment = Assignment::default().and(Preset::Standard);
    let command = Assign::new(who, account("acme"), assignment).into();
    let planned = app.with_directory(|directory| directory.plan(by.actor(), &command, by.at()));
    planned.map(|change| change.actor().to_string()).map_err(|refusal| by.refused(&refusal))
}

/// A role with a permission of the application's own, which a Standard does not hold.
async fn custom(by: Acting, State(app): State<Product>) -> Result<String, Problem> {
    let grants = Grants::NONE.with(FAX, Scope::Account);
    let role: RoleId = "0190b5c4-7e2a-7c3d-8f1e-2a3b4c5d6e7f".parse().unwrap();
    let command = DefineRole::new(role, account("acme"), "Faxes".parse().unwrap(), grants).into();
    let planned = app.with_directory(|directory| directory.plan(by.actor(), &command, by.at()));
    planned.map(|_| "defined".to_owned()).map_err(|refusal| by.refused(&refusal))
}

async fn health(_: Open) -> &'static str {
    "well"
}

/// Acme, with a Regular, a Sender and a shop.
fn world() -> World {
    World::new()
        .account_for("acme", "ada")
        .member("rita", Preset::Regular)
        .member("ron", Preset::Regular)
        .member("sam", Preset::Sender)
        .key("robot", "ada", KeyTerms::of(Permission::SmsLaunch))
        .revoked("robot")
        .member("dora", Preset::Admin)
        .member("ursula", Preset::SubaccountAdmin)
        .deactivated("dora")
        .sub("shop")
}

fn router() -> axum::Router {
    guarded::Router::new()
        .route("/accounts/{account}/campaigns/{owner}/launch", guarded::post(launch))
        .route("/accounts/{account}/sent", guarded::get(list))
        .route("/accounts/{account}/credit", guarded::post(purchase).delete(purchase))
        .route("/accounts/{account}/fax", guarded::post(fax))
        .route("/accounts/{account}/rights", guarded::get(rights))
        .route("/health", guarded::get(health))
        .route("/promote/{account}/{who}", guarded::post(promote))
        .route("/roles", guarded::post(custom))
        .guarded_by(Product::of(&world()))
        .with_state(Product::of(&world()))
}

fn at(account: AccountId, rest: &str) -> String {
    format!("/accounts/{account}/{rest}")
}

/// Rule D2: a Regular's own row, both ways, another's, and one of nobody.
#[test]
fn a_row_is_decided_by_its_owner() {
    let (router, acme) = (router(), account("acme"));
    let launches = |who: &str, owner: &str| {
        outcome(&router, request("POST", &at(acme, &format!("campaigns/{owner}/launch")), user(who)))
    };
    let [rita, ron] = ["rita", "ron"].map(|name| user(name).to_string());
    let allowed = (200, None);
    let lesser = (403, Some("lesser_scope".to_owned()));
    assert_eq!(launches("rita", &rita), allowed);
    assert_eq!(launches("rita", &ron), lesser);
    assert_eq!(launches("rita", "nobody"), lesser);
    assert_eq!(launches("ron", &rita), lesser);
    assert_eq!(launches("ron", &ron), allowed);
    for owner in [&rita, &ron, "nobody"] {
        assert_eq!(launches("sam", owner), allowed);
    }
}

#[test]
fn what_is_the_accounts_is_decided_before_the_handler_runs() {
    let (router, acme) = (router(), account("acme"));
    let purchases = |method: &str, who: &str| outcome(&router, request(method, &at(acme, "credit"), user(who)));
    for method in ["POST", "DELETE"] {
        assert_eq!(purchases(method, "sam"), (200, None));
        assert_eq!(purchases(method, "rita"), (403, Some("missing".to_owned())));
    }
    assert_eq!(purchases("GET", "sam").0, 405);
}

/// A method that nobody wrote a handler for: HEAD is GET's, and no other is served.
#[test]
fn no_method_goes_around_the_decision() {
    let router = router();
    let asks =
        |method: &str, who: &str| answer(&router, request(method, &at(account("acme"), "sent"), user(who))).status();
    for who in ["ada", "rita", "stranger", "nobody"] {
        assert_eq!(asks("HEAD", who), asks("GET", who), "{who}");
        for method in ["OPTIONS", "POST", "CONNECT", "TRACE", "PURGE", "get"] {
            assert_eq!(asks(method, who), 405, "{method} {who}");
        }
    }
    assert_eq!(asks("HEAD", "stranger"), 404);
}

/// Each way to write the id of an account reaches that account, and is answered as it is.
#[test]
fn an_account_has_many_spellings_and_one_answer() {
    let router = router();
    let acme = account("acme").uuid();
    let hyphens = acme.hyphenated().to_string();
    let spellings = [
        hyphens.to_uppercase(),
        acme.simple().to_string(),
        format!("%7B{hyphens}%7D"),
        acme.urn().to_string(),
        hyphens.bytes().fold(String::new(), |path, byte| format!("{path}%{byte:02X}")),
    ];
    let purchases =
        |id: &str, who: &str| outcome(&router, request("POST", &format!("/accounts/{id}/credit"), user(who)));
    for spelling in &spellings {
        for who in ["sam", "rita", "stranger"] {
            assert_eq!(purchases(spelling, who), purchases(&hyphens, who), "{spelling} {who}");
        }
    }
    for wrong in [format!("%20{hyphens}"), format!("{hyphens}%00"), format!("{hyphens}%2F"), "%FF%FE".to_owned()] {
        assert_eq!(purchases(&wrong, "sam"), (404, Some("no_access".to_owned())), "{wrong}");
    }
}

#[test]
fn a_listing_is_given_or_denied() {
    let router = router();
    let lists = |who: &str| answer(&router, get(&at(account("acme"), "sent"), user(who)));
    assert_eq!(lists("ada").body(), "2 and 0");
    assert_eq!(lists("rita").body(), "0 and 1");
    assert_eq!(lists("nobody").status(), 404);
}

/// The same for an account that is there, one that never was, and what is not an id, in status, headers and body.
#[test]
fn nobody_learns_whether_an_account_exists() {
    let router = router();
    for rest in ["rights", "sent", "campaigns/nobody/launch", "credit"] {
        let method = if ["rights", "sent"].contains(&rest) { "GET" } else { "POST" };
        let sees = |id: &str, who: &str| {
            let response = answer(&router, request(method, &format!("/accounts/{id}/{rest}"), user(who)));
            (response.status(), response.headers().clone(), response.into_body())
        };
        let [shop, nowhere] = ["shop", "nowhere"].map(|name| account(name).to_string());
        for who in ["rita", "stranger"] {
            let real = sees(&shop, who);
            assert_eq!(real.0, 404, "{rest}");
            assert_eq!(real, sees(&nowhere, who), "{rest}");
            assert_eq!(real, sees("12", who), "{rest}");
        }
        // And who is nobody learns nothing at all.
        let unknown = |id: &str| {
            let request = http::Request::builder().method(method).uri(format!("/accounts/{id}/{rest}"));
            answer(&router, request.body(axum::body::Body::empty()).unwrap()).into_body()
        };
        assert_eq!(unknown(&shop), unknown(&nowhere));
        assert_eq!(unknown(&shop), unknown("12"));
    }
}

#[test]
fn whoever_is_gone_is_answered_with_401() {
    let (router, acme) = (router(), account("acme"));
    let response = answer(&router, get(&at(acme, "rights"), key("robot")));
    assert_eq!((response.status(), code(response.body())), (http::StatusCode::UNAUTHORIZED, "key_revoked".into()));
    assert_eq!(response.headers().get("www-authenticate").unwrap(), "Bearer");
    assert_eq!(outcome(&router, get(&at(acme, "rights"), user("dora"))), (401, Some("user_deactivated".to_owned())));
    let nobody = http::Request::get(at(acme, "rights")).body(axum::body::Body::empty()).unwrap();
    assert_eq!(outcome(&router, nobody), (401, Some("unauthenticated".to_owned())));
}

fn code(body: &str) -> serde_json::Value {
    serde_json::from_str::<serde_json::Value>(body).unwrap()["code"].clone()
}

#[test]
fn ones_rights_are_json_and_open_handlers_are_open() {
    let router = router();
    let response = answer(&router, get(&at(account("acme"), "rights"), user("rita")));
    let json: serde_json::Value = serde_json::from_str(response.body()).unwrap();
    assert_eq!(json["user"], user("rita").to_string());
    assert!(json["own_permissions"].as_array().unwrap().contains(&"sms.launch".into()));
    let nobody = http::Request::get("/health").body(axum::body::Body::empty()).unwrap();
    assert_eq!(answer(&router, nobody).body(), "well");
}

/// All of RFC 9457, under the application's names.
#[test]
fn a_problem_has_the_members_of_the_rfc() {
    let response = answer(&router(), request("POST", &at(account("acme"), "fax"), user("rita")));
    assert_eq!(response.headers().get("content-type").unwrap(), "application/problem+json");
    assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
    let expected = serde_json::json!({
        "type": "about:blank", "title": "Forbidden", "status": 403, "code": "missing", "permissions": ["fax.send"],
        "detail": "`fax.send` is missing: ask whoever assigns roles in this account or, for an API key, whoever can widen it",
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(response.body()).unwrap(), expected);
}

/// Nothing is decided before the directory decides about the command, and nobody's account is looked for.
#[test]
fn a_command_is_decided_by_the_directory() {
    let router = router();
    let promotes = |by: &str, who: &str| {
        let path = format!("/promote/{}/{}", account("acme"), user(who));
        outcome(&router, request("POST", &path, user(by)))
    };
    assert_eq!(promotes("ada", "rita"), (200, None));
    assert_eq!(promotes("rita", "ron"), (403, Some("missing".to_owned())));
    assert_eq!(promotes("stranger", "ron").0, 404);
    let nobody = http::Request::post("/roles").body(axum::body::Body::empty()).unwrap();
    assert_eq!(outcome(&router, nobody), (401, Some("unauthenticated".to_owned())));
    // Under the application's names.
    let refused = answer(&router, request("POST", "/roles", user("ursula")));
    assert_eq!(refused.status(), 403, "{}", refused.body());
    assert!(refused.body().contains("fax.send") && !refused.body().contains("custom.0"), "{}", refused.body());
}
