//! What other extractors can't read is a problem, after the decision.

use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::request::Parts;
use http::{Request, StatusCode};
use sendright::testing::{World, account, user};
use sendright::{AccountId, Preset, Principal};
use sendright_axum::{Allowed, OrProblem, guarded};

use crate::product::{Product, answer};

sendright::rights! {
    Purchase = CreditPurchase;
}

async fn purchase(_: Allowed<Purchase>, OrProblem(Json(credits)): OrProblem<Json<u8>>) -> String {
    format!("{credits} bought")
}

async fn invoice(_: Allowed<Purchase>, OrProblem(Path((_, number))): OrProblem<Path<(AccountId, u8)>>) -> String {
    format!("invoice {number}")
}

async fn page(_: Allowed<Purchase>, OrProblem(Query(page)): OrProblem<Query<Vec<(String, u8)>>>) -> String {
    format!("{} parameters", page.len())
}

async fn broken(_: Allowed<Purchase>, _: OrProblem<Broken>) {}

async fn long(_: Allowed<Purchase>, _: OrProblem<Long>) {}

async fn elsewhere(_: Allowed<Purchase>, _: OrProblem<Elsewhere>) {}

/// Rejections that axum has not.
struct Broken;
struct Long;
struct Elsewhere;

impl<S: Sync> FromRequestParts<S> for Broken {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Err((StatusCode::INTERNAL_SERVER_ERROR, "the pool at db.internal is empty"))
    }
}

impl<S: Sync> FromRequestParts<S> for Long {
    type Rejection = (StatusCode, String);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Err((StatusCode::BAD_REQUEST, "é".repeat(parts.uri.query().and_then(|length| length.parse().ok()).unwrap())))
    }
}

impl<S: Sync> FromRequestParts<S> for Elsewhere {
    type Rejection = Response;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Response> {
        Err(Redirect::to("/sign-in").into_response())
    }
}

/// The status and the body of the answer to a person who may, or to another.
fn sent(as_whom: &str, method: &str, path: &str, body: &'static str) -> Response<String> {
    let world = World::new().account("acme").member("ada", Preset::Admin).member("rita", Preset::Regular);
    let router = guarded::Router::new()
        .route("/accounts/{account}/credit", guarded::post(purchase))
        .route("/accounts/{account}/invoices/{number}", guarded::get(invoice))
        .route("/accounts/{account}/invoices", guarded::get(page))
        .route("/accounts/{account}/broken", guarded::get(broken))
        .route("/accounts/{account}/long", guarded::get(long))
        .route("/accounts/{account}/elsewhere", guarded::get(elsewhere))
        .guarded_by(Product::of(&world));
    let path = format!("/accounts/{}/{path}", account("acme"));
    let request =
        Request::builder().method(method).uri(path).header("x-principal", Principal::from(user(as_whom)).to_string());
    answer(&router, request.header(CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap())
}

/// The status, and the code and the sentence of the problem.
fn problem(response: &Response<String>) -> (u16, String, String) {
    assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    let problem: serde_json::Value = serde_json::from_str(response.body()).unwrap();
    assert_eq!(problem["status"], response.status().as_u16());
    let text = |member: &str| problem[member].as_str().unwrap().to_owned();
    (response.status().as_u16(), text("code"), text("detail"))
}

#[test]
fn what_can_be_read_is_read() {
    for (method, path, body, answered) in [
        ("POST", "credit", "7", "7 bought"),
        ("GET", "invoices/7", "", "invoice 7"),
        ("GET", "invoices?a=1&b=2", "", "2 parameters"),
    ] {
        let response = sent("ada", method, path, body);
        assert_eq!((response.status().as_u16(), response.body().as_str()), (200, answered));
    }
}

#[test]
fn what_can_not_be_read_is_a_problem_with_the_status_and_the_sentence_of_axum() {
    for (method, path, body, status, says) in [
        ("POST", "credit", "", 400, "EOF while parsing"),
        ("POST", "credit", "300", 422, "invalid value: integer `300`, expected u8"),
        ("GET", "invoices/seven", "", 400, "seven"),
        ("GET", "invoices?a=b", "", 400, "invalid digit"),
    ] {
        let (answered, code, detail) = problem(&sent("ada", method, path, body));
        assert_eq!((answered, code.as_str()), (status, "malformed"), "{path}");
        assert!(detail.contains(says), "{detail}");
    }
}

#[test]
fn it_is_decided_before_anything_is_read() {
    for path in ["invoices/seven", "invoices?a=b", "broken", "elsewhere"] {
        let (status, code, _) = problem(&sent("rita", "GET", path, ""));
        assert_eq!((status, code.as_str()), (403, "missing"), "{path}");
    }
}

#[test]
fn what_fails_inside_is_not_told() {
    let (status, code, detail) = problem(&sent("ada", "GET", "broken", ""));
    assert_eq!((status, code.as_str()), (500, "internal"));
    assert!(!detail.contains("db.internal"), "{detail}");
}

#[test]
fn what_is_long_is_cut_and_what_is_very_long_is_left_out() {
    for (length, told) in [
        (1024, "é".repeat(1024)),
        (1025, "é".repeat(1024) + "…"),
        (1 << 15, "é".repeat(1024) + "…"),
        ((1 << 15) + 1, "the request can't be read: Bad Request".to_owned()),
        (0, "the request can't be read: Bad Request".to_owned()),
    ] {
        let (status, code, detail) = problem(&sent("ada", "GET", &format!("long?{length}"), ""));
        assert_eq!((status, code.as_str(), detail), (400, "malformed", told), "{length}");
    }
}

#[test]
fn what_is_no_text_stays_as_it_is() {
    let response = sent("ada", "GET", "elsewhere", "");
    assert_eq!((response.status().as_u16(), &response.headers()["location"]), (303, &"/sign-in".parse().unwrap()));
}
