//! What is traced, and that it names no person, no key and no secret.

use std::io;
use std::sync::{Arc, Mutex};

use axum::extract::Path;
use http::Request;
use sendright::testing::{KeyTerms, World, account, key, user};
use sendright::{Permission, Preset, Principal, UserId};
use sendright_axum::{Allowed, Ask, Problem, Rights, Token, guarded};
use tracing_subscriber::fmt::format::FmtSpan;

use crate::product::{Product, answer, get};

sendright::rights! {
    Launch = SmsLaunch;
    Purchase = CreditPurchase;
}

async fn launch(ask: Ask<Launch>, Path((_, owner)): Path<(String, String)>) -> Result<String, Problem> {
    ask.on(owner.parse::<UserId>().ok()).map(|_| "launched".to_owned())
}

async fn purchase(_: Allowed<Purchase>) -> &'static str {
    "purchased"
}

async fn forgets(_: Ask<Launch>) -> &'static str {
    "launched"
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn spans_say_what_was_decided_and_nothing_of_whom() {
    let world = World::new().account("acme").member("rita", Preset::Regular).member("sam", Preset::Standard).key(
        "robot",
        "sam",
        KeyTerms::of(Permission::SmsLaunch),
    );
    let token = Token::generate(key("robot")).unwrap();
    let router = guarded::Router::new()
        .route("/accounts/{account}/campaigns/{owner}/launch", guarded::post(launch))
        .route("/accounts/{account}/credit", guarded::post(purchase))
        .route("/accounts/{account}/forgets", guarded::post(forgets))
        .guarded_by(Product::of(&world));
    let send = |path: &str, principal: Principal| {
        let request = Request::post(format!("/accounts/{}/{path}", account("acme")))
            .header("x-principal", principal.to_string())
            .header("authorization", format!("Bearer {}", token.reveal()))
            .header("cookie", "session=rita@acme.example");
        answer(&router, request.body(axum::body::Body::empty()).unwrap()).status().as_u16()
    };

    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let statuses = tracing::subscriber::with_default(subscriber, || {
        // `tracing` asks the thread that comes first whether anybody listens, and that may be another test's, which nobody listens
        // to. So all that traces is met once, and then asked again here.
        send("credit", user("rita").into());
        send("forgets", user("rita").into());
        tracing::callsite::rebuild_interest_cache();
        lines.0.lock().unwrap().clear();
        let path = format!("campaigns/{}/launch", user("rita"));
        [
            send(&path, user("rita").into()),
            send(&path, key("robot").into()),
            send("credit", user("rita").into()),
            send("credit", user("stranger").into()),
            send("forgets", user("rita").into()),
        ]
    });
    assert_eq!(statuses, [200, 200, 403, 404, 500]);

    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    for said in [
        "request{method=POST}",
        "status=403",
        "decided principal=\"user\" required=sms.launch code=\"allowed\"",
        "decided principal=\"api_key\" required=sms.launch code=\"allowed\"",
        "decided principal=\"user\" required=credit.purchase code=\"missing\"",
        "required=credit.purchase code=\"no_access\"",
        "ERROR request{method=POST}: sendright: a handler took an `Ask`, and answered before it asked: call `on`, `own` or `listing` code=\"undecided\"",
    ] {
        assert!(text.contains(said), "{said} is not in\n{text}");
    }
    let ids = [user("rita"), user("sam"), user("stranger")].map(|user| user.to_string());
    let secrets = [key("robot").to_string(), key("robot").uuid().simple().to_string(), token.reveal()];
    let people = ["rita", "sam", "acme", "session", "campaigns", "cookie", "@"].map(str::to_owned);
    for private in ids.into_iter().chain(secrets).chain(people) {
        assert!(!text.contains(&private), "`{private}` is in\n{text}");
    }
}

async fn prints(allowed: Allowed<Launch>, ask: Ask<Launch>, rights: Rights) -> Result<String, Problem> {
    let _ = ask.own()?;
    Ok(format!("{allowed:?} {ask:?} {rights:?}"))
}

/// As `tracing::instrument` writes the arguments of a handler.
#[test]
fn what_a_handler_takes_prints_nobodys_id() {
    let world = World::new().account("acme").member("sam", Preset::Sender);
    let router =
        guarded::Router::new().route("/accounts/{account}", guarded::get(prints)).guarded_by(Product::of(&world));
    let printed = answer(&router, get(&format!("/accounts/{}", account("acme")), user("sam")));
    assert_eq!(printed.status(), 200);
    for said in ["Allowed", "sms.launch", "Ask", "Rights"] {
        assert!(printed.body().contains(said), "{said} is not in {}", printed.body());
    }
    assert!(!printed.body().contains(&user("sam").to_string()), "{}", printed.body());
}
