//! A tower layer and axum extractors for [`sendright`]: handlers that can't be called without a decision, and denials as
//! problem+json (RFC 9457).
//!
//! An application says who sends a request and which account it is about ([`Backend`]), and names what its functions require
//! ([`rights!`](sendright::rights)). A handler takes a [`Proof`](sendright::Proof), and its route does not compile without:
//!
//! ```
//! use std::sync::RwLock;
//!
//! use axum::extract::Path;
//! use http::request::Parts;
//! use sendright::{AccountId, Directory, Principal, Proof, UserId};
//! use sendright_axum::{Allowed, Ask, Backend, Problem, guarded};
//!
//! sendright::rights! {
//!     pub Launch = SmsLaunch;
//!     pub Purchase = CreditPurchase;
//! }
//!
//! /// All data of the account: decided before the handler runs.
//! async fn purchase(proof: Allowed<Purchase>) -> String {
//!     format!("credit for {}", proof.account())
//! }
//!
//! /// A row with an owner: looked for in the account, and decided when it is there.
//! async fn launch(ask: Ask<Launch>, Path((_, campaign)): Path<(AccountId, u64)>) -> Result<String, Problem> {
//!     let owner = owner_of(ask.account(), campaign)?;
//!     Ok(start(&ask.on(owner)?, campaign))
//! }
//!
//! fn start(proof: &Proof<Launch>, campaign: u64) -> String {
//!     format!("{campaign} of {} runs", proof.account())
//! }
//! # fn owner_of(_: AccountId, _: u64) -> Result<Option<UserId>, Problem> { Ok(Some(user("rita"))) }
//!
//! struct Product {
//!     directory: RwLock<Directory>,
//! }
//!
//! impl Backend for Product {
//!     async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
//!         // In a product, the user of the session, or the API key of a `Token`.
//!         let user = sendright_axum::bearer(request).and_then(|user| user.parse::<UserId>().ok());
//!         user.map(Principal::from).ok_or_else(Problem::unauthenticated)
//!     }
//!
//!     async fn account(&self, request: &mut Parts) -> Result<AccountId, Problem> {
//!         sendright_axum::account_in_path(request).await
//!     }
//!
//!     fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
//!         ask(&self.directory.read().unwrap())
//!     }
//! #   fn now(&self) -> chrono::DateTime<chrono::Utc> { sendright::testing::now() }
//! }
//!
//! # use axum::body::Body;
//! # use http_body_util::BodyExt;
//! # use sendright::{Preset, testing::{World, account, user}};
//! # use tower::ServiceExt;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # let world = World::new().account("acme").member("rita", Preset::Regular);
//! # let directory = world.directory().clone();
//! let app = guarded::Router::new()
//!     .route("/accounts/{account}/credit", guarded::post(purchase))
//!     .route("/accounts/{account}/campaigns/{campaign}/launch", guarded::post(launch))
//!     .guarded_by(Product { directory: RwLock::new(directory) });
//! #
//! # let send = |path: &str| {
//! #     let path = format!("/accounts/{}/{path}", account("acme"));
//! #     let request = http::Request::post(path).header("authorization", format!("Bearer {}", user("rita")));
//! #     app.clone().oneshot(request.body(Body::empty()).unwrap())
//! # };
//!
//! // Rita is a Regular: she launches her own campaigns, and buys nothing.
//! let response = send("campaigns/7/launch").await.unwrap();
//! assert_eq!(response.status(), 200);
//!
//! let response = send("credit").await.unwrap();
//! assert_eq!(response.status(), 403);
//! let body = response.into_body().collect().await.unwrap().to_bytes();
//! assert_eq!(
//!     std::str::from_utf8(&body).unwrap(),
//!     r#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"`credit.purchase` is missing: ask whoever assigns roles in this account or, for an API key, whoever can widen it","code":"missing","permissions":["credit.purchase"]}"#,
//! );
//! # }
//! ```
//!
//! # What is there
//!
//! | | |
//! | --- | --- |
//! | [`Backend`] | what the application tells: who, which account, the directory, the clock |
//! | [`GuardLayer`], [`RequireLayer`] | the layers of tower, for axum, tonic and hyper |
//! | [`Allowed`], [`Ask`], [`Rights`], [`Acting`], [`Open`] | what a handler takes first (feature `axum`) |
//! | [`guarded`] | routes that take no other handlers (feature `axum`) |
//! | [`Problem`] | why a request is not served, as problem+json |
//! | [`OrProblem`] | another extractor, such as `Json`, of which the rejection is a problem, too (feature `axum`) |
//! | [`Token`], [`Digest`] | API keys as bearer tokens, of which a digest is stored |
//! | [`Caller`] | who asks, where there is no axum |
//!
//! # What is kept
//!
//! - A request is decided at one instant, by the directory as it is then, and never by what a client sent.
//! - Nobody is told whether an account exists to which they have no access: one that never was is answered with the same status
//!   and the same body. Who is nobody is told nothing else.
//! - What a programmer forgot fails closed: without the layer, or where an [`Ask`] was not used, the answer is a status 500; and
//!   where what it asked was denied, the answer is that denial, whatever the handler says.
//! - What is traced has no ids of people and keys, no paths and no headers.
//!
//! # What is not seen
//!
//! These still compile, and are for whoever reads the code:
//!
//! - A row that is not looked for in the account of the request. Look for it by [`Ask::account`], or ask [`Ask::on_row_of`].
//! - [`Ask::own`] about a row that is somebody else's. A function that loads rows asks
//!   [`covers`](sendright::Authorized::covers).
//! - What a handler does before it asks.
//! - [`Acting`] of a handler that gives no command: it lets in whoever has signed in.
//! - What axum answers itself, as of a body that is not JSON: it is text and not problem+json, unless it is read by [`OrProblem`].
//!   It comes after the decision.
//! - A route that is added to the router after [`guarded_by`](guarded::Router::guarded_by).
//! - A proof, or an [`Ask`], that is kept longer than its request: see [`Ask::renewed`].
//!
//! # Without axum
//!
//! With `default-features = false` there are the layers alone. [`RequireLayer`] guards a whole service, and inside it the proof
//! is in the extensions of the request. A service that is asked about rows takes a [`Caller`] from [`Caller::find`] and decides
//! itself. tonic has no statuses of HTTP: give [`GuardLayer::answering`] a function that makes of a [`Problem`] what its clients
//! understand, by [`Problem::grpc_status`].

mod acting;
mod backend;
mod caller;
mod layer;
mod problem;
mod token;
mod trace;

#[cfg(feature = "axum")]
mod extract;
#[cfg(feature = "axum")]
pub mod guarded;
#[cfg(feature = "axum")]
mod or_problem;

pub use acting::Acting;
pub use backend::{Backend, account_of};
pub use caller::Caller;
pub use layer::{GuardLayer, GuardService, RequireLayer, RequireService};
pub use problem::Problem;
pub use token::{Digest, ParseTokenError, RandomError, Token, bearer};

#[cfg(feature = "axum")]
pub use extract::{Allowed, Ask, Door, Open, Rights, Window, account_in_path};
#[cfg(feature = "axum")]
pub use or_problem::OrProblem;

/// The block of the README runs as a documentation test.
#[cfg(all(doctest, feature = "axum"))]
#[doc = include_str!("../README.md")]
struct Readme;
