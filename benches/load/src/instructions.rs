//! Instructions that the checks add to a request, by Valgrind: of a service that finds its sender and its row in memory, so that the
//! database does not blur them.

use std::process::Command;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::Request;
use axum::http::request::Parts;
use axum::routing::get;
use sendright::{AccountId, Directory, Principal, UserId};
use sendright_axum::{Allowed, Ask, Backend, Problem, bearer, guarded};
use sendright_benches::{World, account, user};
use sendright_service::See;
use tower::ServiceExt;

/// So many requests are counted.
const TIMES: usize = 2_000;

struct Memory(World);

impl Backend for Memory {
    async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
        let sent: Option<UserId> = bearer(request).and_then(|sent| sent.parse().ok());
        sent.map(Principal::User).ok_or_else(Problem::unauthenticated)
    }

    async fn account(&self, request: &mut Parts) -> Result<AccountId, Problem> {
        sendright_axum::account_in_path(request).await
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        ask(&self.0.directory)
    }
}

type Given = State<Arc<Memory>>;

/// The sender and the account, and nothing decided.
struct Known(AccountId);

impl FromRequestParts<Arc<Memory>> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, given: &Arc<Memory>) -> Result<Self, Problem> {
        let _principal = given.principal(parts).await?;
        given.account(parts).await.map(Self)
    }
}

async fn all_checked(proof: Allowed<See>, _: Given) -> String {
    proof.account().to_string()
}

async fn own_checked(ask: Ask<See>, _: Given, Path((_, owner)): Path<(String, UserId)>) -> Result<String, Problem> {
    ask.on(owner).map(|proof| proof.account().to_string())
}

async fn all_unchecked(Known(account): Known, _: Given) -> String {
    account.to_string()
}

async fn own_unchecked(Known(account): Known, _: Given, Path((_, _)): Path<(String, UserId)>) -> String {
    account.to_string()
}

const ALL: &str = "/accounts/{account}";
const OWN: &str = "/accounts/{account}/rows/{owner}";

/// Sends requests of a kind: `all` or `own`, with or without checks.
#[tokio::main(flavor = "current_thread")]
pub(crate) async fn send(kind: &str, times: usize) {
    let memory = Arc::new(Memory(World::new(1_000).unwrap()));
    let (row, is_checked) = kind.split_once('-').map(|(row, checks)| (row, checks == "checked")).unwrap();
    let router: Router = if is_checked {
        let routes = guarded::Router::new().route(ALL, guarded::get(all_checked)).route(OWN, guarded::get(own_checked));
        routes.guarded_by(Arc::clone(&memory)).with_state(memory)
    } else {
        Router::new().route(ALL, get(all_unchecked)).route(OWN, get(own_unchecked)).with_state(memory)
    };
    // An administrator of the second account, and a Basic member, whose row it is.
    let place = account(2);
    let (sender, path) = match row {
        "all" => (user(10), format!("/accounts/{place}")),
        "own" => (user(16), format!("/accounts/{place}/rows/{}", user(16))),
        _ => panic!("there is no kind `{kind}`"),
    };
    for _ in 0..times {
        let request = Request::get(&path).header("authorization", format!("Bearer {sender}")).body(Body::empty());
        assert_eq!(router.clone().oneshot(request.unwrap()).await.unwrap().status(), 200);
    }
}

pub(crate) fn measure() {
    println!("| request | without checks | with checks | added |");
    println!("| --- | --- | --- | --- |");
    for (row, name) in [("all", "data of the account (`Allowed`)"), ("own", "a row of an owner (`Ask::on`)")] {
        let [without, with] = ["unchecked", "checked"].map(|checks| {
            let kind = format!("{row}-{checks}");
            (collected(&kind, TIMES) - collected(&kind, 0)) / TIMES
        });
        println!("| {name} | {without} | {with} | {} |", with.saturating_sub(without));
    }
}

/// The instructions of this program where it sends so many requests.
fn collected(kind: &str, times: usize) -> usize {
    let program = std::env::current_exe().unwrap();
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let output = valgrind.args(["--send", kind, &times.to_string()]).output();
    let output = output.unwrap_or_else(|error| panic!("`valgrind` is not installed: {error}"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    let count = told.lines().find_map(|line| line.split_once("Collected : "));
    count.unwrap_or_else(|| panic!("{told}")).1.trim().parse().unwrap()
}
