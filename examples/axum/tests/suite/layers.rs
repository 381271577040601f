//! The layers of tower by themselves, as tonic and hyper have them.

use std::convert::Infallible;
use std::task::{Context, Poll};

use http::{Request, Response};
use sendright::testing::{World, account, user};
use sendright::{AccountId, Directory, Preset, Principal, Proof};
use sendright_axum::{Backend, Caller, GuardLayer, Problem, RequireLayer};
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::product::{Product, run};

sendright::rights! { Launch = SmsLaunch; }

/// A product in which all requests are about Acme.
struct Acme(Product);

impl Backend for Acme {
    async fn principal(&self, request: &mut http::request::Parts) -> Result<Principal, Problem> {
        self.0.principal(request).await
    }

    async fn account(&self, _: &mut http::request::Parts) -> Result<AccountId, Problem> {
        Ok(account("acme"))
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        self.0.with_directory(ask)
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.0.now()
    }
}

fn acme() -> Acme {
    Acme(Product::of(&World::new().account("acme").member("sam", Preset::Sender).member("tom", Preset::Template)))
}

fn request(who: &str) -> Request<()> {
    Request::builder().header("x-principal", Principal::from(user(who)).to_string()).body(()).unwrap()
}

/// A body that is made of no text.
#[derive(Default)]
struct Frames;

#[test]
fn a_service_finds_the_proof_of_what_it_requires() {
    let inner = service_fn(|request: Request<()>| async move {
        let proof = request.extensions().get::<Proof<Launch>>().copied().unwrap();
        Ok::<_, Infallible>(Response::new(proof.principal().to_string()))
    });
    let service = GuardLayer::new(acme()).layer(RequireLayer::<Launch, _>::new().layer(inner));
    let allowed = run(service.clone().oneshot(request("sam"))).unwrap();
    assert_eq!((allowed.status().as_u16(), allowed.body().as_str()), (200, format!("user {}", user("sam")).as_str()));
    let refused = run(service.oneshot(request("tom"))).unwrap();
    assert_eq!(refused.status(), 403);
    assert!(refused.body().contains("\"missing\""));

    let bare = RequireLayer::<Launch, _>::new().layer(inner);
    assert_eq!(run(bare.oneshot(request("sam"))).unwrap().status(), 500, "there is no layer of the guard");
}

/// Ready when it was asked, and its clones are not.
#[derive(Default)]
struct Readied(bool);

impl Clone for Readied {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Service<Request<()>> for Readied {
    type Response = Response<String>;
    type Error = Infallible;
    type Future = std::future::Ready<Result<Response<String>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0 = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<()>) -> Self::Future {
        let was_ready = std::mem::take(&mut self.0);
        std::future::ready(Ok(Response::new(was_ready.to_string())))
    }
}

/// As a limit of concurrency gives its permit to the one that it was asked of.
#[test]
fn the_service_that_was_ready_is_the_one_that_is_called() {
    let mut service = GuardLayer::new(acme()).layer(RequireLayer::<Launch, _>::new().layer(Readied::default()));
    for who in ["sam", "tom", "sam", "sam"] {
        let response = run(async { service.ready().await.unwrap().call(request(who)).await.unwrap() });
        assert_eq!((response.status() == 200, response.body() == "true"), (who == "sam", who == "sam"), "{who}");
    }
}

/// As tonic answers: with status 200, and the status of gRPC in a header.
#[test]
fn problems_are_answered_in_the_applications_way() {
    fn grpc(problem: &Problem) -> Response<Frames> {
        let mut response = Response::new(Frames);
        response.headers_mut().insert("grpc-status", u16::from(problem.grpc_status()).into());
        response
    }
    let inner = service_fn(|_: Request<()>| async { Ok::<_, Infallible>(Response::new(Frames)) });
    let service = GuardLayer::answering(acme(), grpc).layer(RequireLayer::<Launch, _>::answering(grpc).layer(inner));
    let status = |who| {
        let response = run(service.clone().oneshot(request(who))).unwrap();
        (
            response.status().as_u16(),
            response.headers().get("grpc-status").map(|status| status.to_str().unwrap().to_owned()),
        )
    };
    assert_eq!(status("sam"), (200, None));
    assert_eq!(status("tom"), (200, Some("7".to_owned())));
    assert_eq!(status("stranger"), (200, Some("5".to_owned())));
}

/// A service that decides about rows itself.
#[test]
fn a_caller_decides_about_rows() {
    let inner = service_fn(|request: Request<()>| async move {
        let (mut parts, ()) = request.into_parts();
        let caller = Caller::find(&mut parts).await.unwrap();
        let about = |owner: &str| caller.decide(Launch, |draft| draft.owned_by(user(owner))).is_ok();
        let again = Caller::find(&mut parts).await.unwrap();
        assert_eq!((again.principal(), again.at()), (caller.principal(), caller.at()), "found once");
        assert!(!format!("{caller:?}").contains(&user("sam").to_string()));
        Ok::<_, Infallible>(Response::new(format!("{} {}", about("sam"), about("tom"))))
    });
    let service = GuardLayer::new(acme()).layer(inner);
    assert_eq!(run(service.clone().oneshot(request("sam"))).unwrap().body(), "true true");
    assert_eq!(run(service.oneshot(request("tom"))).unwrap().body(), "false false");
}
