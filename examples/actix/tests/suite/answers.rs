//! What is answered, and in which order it is found out.

use std::sync::Arc;

use actix_web::http::header::{HeaderMap, HeaderName};
use actix_web::middleware::from_fn;
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service, read_body, try_call_service};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App, HttpResponse, http::StatusCode};
use sendright::commands::ResumeAccount;
use sendright::testing::{World, account, day, user};
use sendright::{Actor, Preset, Principal, UserId};
use sendright_actix_example::{Allowed, Ask, Backend, Problem, guard};

use crate::product::Product;

sendright::rights! {
    Launch = SmsLaunch;
    Bulk = SmsSend | MessageUpload;
    View = SentView;
}

/// Rita is a Regular in Acme: she launches what is her own. Bob is a Sender there, and nobody is in its shop.
fn world() -> World {
    World::new().account("acme").member("rita", Preset::Regular).member("bob", Preset::Sender).sub("shop")
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(HeaderName::from_bytes(name.as_bytes()).unwrap())?.to_str().ok()
    }

    fn is(&self, status: u16, code: &str) -> bool {
        self.status == status && self.body.contains(&format!("\"code\":\"{code}\""))
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Lacking {
    Nothing,
    Guard,
    Backend,
}

/// Sends a request through an app with a route `/{account}/…` or more.
fn sent(routes: fn(&mut ServiceConfig), lacking: Lacking, uri: &str, principal: Option<Principal>) -> Answer {
    let product = Product::new(&world());
    let data = |config: &mut ServiceConfig| {
        config.app_data(web::Data::<Product>::from(Arc::clone(&product)));
        if lacking != Lacking::Backend {
            config.app_data(product.data());
        }
    };
    let wrapped = actix_web::middleware::Condition::new(lacking != Lacking::Guard, from_fn(guard));
    let mut request = TestRequest::with_uri(uri);
    if let Some(principal) = principal {
        request = request.insert_header(("x-principal", principal.to_string()));
    }
    System::new().block_on(async {
        let app = init_service(App::new().configure(data).configure(routes).wrap(wrapped)).await;
        match try_call_service(&app, request.to_request()).await {
            Ok(response) => {
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                Answer { status, headers, body: String::from_utf8_lossy(&read_body(response).await).into_owned() }
            }
            Err(error) => {
                let response = error.error_response();
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                let body = actix_web::body::to_bytes(response.into_body()).await.unwrap();
                Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
            }
        }
    })
}

fn by(routes: fn(&mut ServiceConfig), uri: &str, name: &str) -> Answer {
    sent(routes, Lacking::Nothing, uri, Some(user(name).into()))
}

fn acme(path: &str) -> String {
    format!("/{}{path}", account("acme"))
}

/// Routes whose arguments are all that they have.
fn plain(config: &mut ServiceConfig) {
    config
        .route("/{account}/all", web::get().to(async |_: Allowed<Launch>| "done"))
        .route("/{account}/bulk", web::get().to(async |proof: Allowed<Bulk>| proof.required().to_string()))
        .route("/{account}/all/{number}", web::get().to(async |_: Allowed<Launch>, _: web::Path<(String, u8)>| "done"))
        .route("/{account}/rita", web::get().to(async |ask: Ask<Launch>| ask.on(user("rita")).map(|_| "done")));
}

#[test]
fn nobody_who_is_unknown_is_told_of_an_account() {
    let known = format!("/{}/all", account("shop"));
    let nowhere = format!("/{}/all", account("nowhere"));
    for uri in [&known, &nowhere, "/anything/all", "/anything/rita"] {
        let answer = sent(plain, Lacking::Nothing, uri, None);
        assert!(answer.is(401, "unauthenticated"), "{uri}: {} {}", answer.status, answer.body);
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
}

#[test]
fn what_is_not_an_id_is_answered_like_an_account_that_does_not_exist() {
    for route in ["all", "rita"] {
        let answers = [account("shop").to_string(), account("nowhere").to_string(), "anything".into(), "%00".into()]
            .map(|account| by(plain, &format!("/{account}/{route}"), "bob"));
        for answer in &answers {
            assert!(answer.is(404, "no_access"), "{} {}", answer.status, answer.body);
            assert_eq!(answer.body, answers[0].body);
        }
    }
}

#[test]
fn a_problem_says_why_and_no_cache_keeps_it() {
    let answer = by(plain, &acme("/all"), "rita");
    assert_eq!(answer.status, 403);
    assert_eq!(
        answer.body,
        r#"{"code":"lesser_scope","status":403,"message":"`sms.launch` is held for data of one's own only","permissions":["sms.launch"]}"#
    );
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("www-authenticate"), None);
    assert_eq!(by(plain, &acme("/all"), "bob").body, "done");
    assert_eq!(by(plain, &acme("/rita"), "rita").body, "done");
}

#[test]
fn a_right_of_two_permissions_takes_both() {
    assert_eq!(by(plain, &acme("/bulk"), "bob").body, "sms.send, message.upload");
    assert!(by(plain, &acme("/bulk"), "rita").is(403, "lesser_scope"));
}

#[test]
fn the_first_argument_is_decided_first() {
    assert!(by(plain, &acme("/all/no-number"), "rita").is(403, "lesser_scope"));
    assert_eq!(by(plain, &acme("/all/no-number"), "bob").status, 404);
    assert_eq!(by(plain, &acme("/all/7"), "bob").status, 200);
}

#[test]
fn what_is_not_wired_serves_nothing() {
    for lacking in [Lacking::Guard, Lacking::Backend] {
        for path in ["/all", "/rita"] {
            let answer = sent(plain, lacking, &acme(path), Some(user("rita").into()));
            assert!(answer.is(500, "unguarded"), "{} {}", answer.status, answer.body);
        }
    }
}

/// Handlers that take an [`Ask`] and answer with a status.
fn forgetful(config: &mut ServiceConfig) {
    async fn answers(_: Ask<Launch>, path: web::Path<(String, u16)>) -> HttpResponse {
        HttpResponse::new(StatusCode::from_u16(path.1).unwrap())
    }
    async fn asks_one(ask: Ask<Launch>, _: Ask<View>) -> Result<&'static str, Problem> {
        ask.own().and(ask.own()).map(|_| "done")
    }
    async fn asks_both(ask: Ask<Launch>, view: Ask<View>) -> Result<&'static str, Problem> {
        let _ = ask.own()?;
        view.listing().map(|_| "done")
    }
    /// What it asks is denied to a Regular, and it does not heed that.
    async fn heedless(ask: Ask<Launch>) -> &'static str {
        let _ = ask.on(user("bob"));
        "done"
    }
    /// Denied of one row, and allowed of another.
    async fn filters(ask: Ask<Launch>) -> String {
        format!("{} {}", ask.on(user("bob")).is_ok(), ask.on(user("rita")).is_ok())
    }
    config
        .route("/{account}/heedless", web::get().to(heedless))
        .route("/{account}/filters", web::get().to(filters))
        .route("/{account}/answers/{status}", web::get().to(answers))
        .route("/{account}/one", web::get().to(asks_one))
        .route("/{account}/both", web::get().to(asks_both));
}

#[test]
fn an_ask_that_was_not_used_fails_closed() {
    for status in [101, 200, 204, 303] {
        let answer = by(forgetful, &acme(&format!("/answers/{status}")), "rita");
        assert!(answer.is(500, "undecided"), "{status}: {} {}", answer.status, answer.body);
    }
    for status in [404, 409, 503] {
        assert_eq!(by(forgetful, &acme(&format!("/answers/{status}")), "rita").status, status);
    }
    assert!(by(forgetful, &acme("/one"), "rita").is(500, "undecided"));
    assert_eq!(by(forgetful, &acme("/both"), "rita").body, "done");
    let heedless = by(forgetful, &acme("/heedless"), "rita");
    assert!(heedless.is(403, "lesser_scope"), "{} {}", heedless.status, heedless.body);
    assert_eq!(by(forgetful, &acme("/filters"), "rita").body, "false true");
}

/// Handlers that need more than a decision.
fn busy(config: &mut ServiceConfig) {
    async fn slow(ask: Ask<Launch>, product: web::Data<Product>) -> Result<String, Problem> {
        let first = ask.own()?.at();
        let directory = product.directory().clone();
        product.set(&directory, first + (day(2) - day(1)));
        Ok((ask.own()?.at() == first).to_string())
    }
    /// What is so already is refused, whoever gives the command.
    async fn resumes(proof: Allowed<Launch>, product: web::Data<Product>) -> Result<&'static str, Problem> {
        let resume = ResumeAccount::new(proof.account()).into();
        product.directory().plan(Actor::System, &resume, product.now())?;
        Ok("done")
    }
    async fn lists(ask: Ask<View>) -> Result<String, Problem> {
        let listing = ask.listing()?;
        let own = |owner: Option<UserId>| listing.contains(account("acme"), owner);
        Ok(format!("{} {} {}", own(Some(user("rita"))), own(Some(user("bob"))), own(None)))
    }
    config
        .route("/{account}/slow", web::get().to(slow))
        .route("/{account}/resumes", web::get().to(resumes))
        .route("/{account}/lists", web::get().to(lists));
}

#[test]
fn a_request_is_decided_at_one_instant() {
    assert_eq!(by(busy, &acme("/slow"), "rita").body, "true");
}

#[test]
fn a_refusal_has_its_own_status_and_code() {
    let answer = by(busy, &acme("/resumes"), "bob");
    assert!(answer.is(409, "already_so"), "{} {}", answer.status, answer.body);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
}

#[test]
fn a_listing_has_the_rows_of_the_sender() {
    assert_eq!(by(busy, &acme("/lists"), "rita").body, "true false false");
    let of_shop = format!("/{}/lists", account("shop"));
    assert!(by(busy, &of_shop, "rita").is(404, "no_access"));
}
