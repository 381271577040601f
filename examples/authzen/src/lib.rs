//! [`sendright`] as a Policy Decision Point: the [Authorization API 1.0] of `OpenID` `AuthZEN`, for [axum].
//!
//! Gateways, and services in other languages, ask over HTTP who may do what, and get the decisions of the directory:
//!
//! ```
//! use std::sync::RwLock;
//!
//! use http::request::Parts;
//! use sendright::{AccountId, Directory, Principal};
//! use sendright_authzen::Point;
//! use sendright_axum::{Backend, Problem};
//! # use axum::http;
//!
//! struct Product {
//!     directory: RwLock<Directory>,
//! }
//!
//! impl Backend for Product {
//!     async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
//!         // In a product, the user of the session, or the API key of a `sendright_axum::Token`.
//!         let sent = sendright_axum::bearer(request).and_then(|sent| sent.parse().ok());
//!         sent.map(Principal::ApiKey).ok_or_else(Problem::unauthenticated)
//!     }
//! #   async fn account(&self, _: &mut Parts) -> Result<AccountId, Problem> { sendright_axum::account_of(None) }
//! #   fn now(&self) -> chrono::DateTime<chrono::Utc> { sendright::testing::now() }
//!
//!     fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
//!         ask(&self.directory.read().unwrap())
//!     }
//! }
//!
//! # use axum::body::Body;
//! # use http_body_util::BodyExt;
//! # use sendright::{Permission, PermissionSet, Preset, testing::{KeyTerms, World, account, key, user}};
//! # use tower::ServiceExt;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! # let gateway_may = KeyTerms::of(PermissionSet::USER_VIEW).below();
//! # let world = World::new().account("acme").member("bob", Preset::Sender).account_key("gateway", gateway_may);
//! # let directory = world.directory().clone();
//! let product = Product { directory: RwLock::new(directory) };
//! let app: axum::Router = Point::new(product).at("https://pdp.example.com".parse().unwrap()).router();
//! #
//! # let ask = |asked: String| {
//! #     let request = http::Request::post("/access/v1/evaluation").header("content-type", "application/json");
//! #     let request = request.header("authorization", format!("Bearer {}", key("gateway")));
//! #     let response = app.clone().oneshot(request.body(Body::from(asked)).unwrap());
//! #     async { String::from_utf8(response.await.unwrap().into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap() }
//! # };
//! # let (bob, acme) = (user("bob"), account("acme"));
//!
//! // POST /access/v1/evaluation, with an API key that holds `user.view`.
//! let asked = format!(
//!     r#"{{
//!         "subject": {{"type": "user", "id": "{bob}"}},
//!         "action": {{"name": "sms.launch"}},
//!         "resource": {{"type": "account", "id": "{acme}"}}
//!     }}"#
//! );
//! assert_eq!(ask(asked.clone()).await, r#"{"decision":true}"#);
//!
//! let asked = asked.replace("sms.launch", "user.invite");
//! assert_eq!(
//!     ask(asked).await,
//!     r#"{"decision":false,"context":{"code":"missing","permissions":["user.invite"],"reason":"`user.invite` is missing: ask whoever assigns roles in this account or, for an API key, whoever can widen it"}}"#,
//! );
//! # }
//! ```
//!
//! # What the words mean
//!
//! A [`Vocabulary`] says what subjects, actions and resources are in the directory. That of the [`Catalogue`]:
//!
//! | in a request | what it is |
//! | --- | --- |
//! | subject of type `user` or `api_key` | the user or the API key with that id |
//! | action | the permission with that name |
//! | resource of type `account` | the account with that id |
//! | resource of another type | in the account of its property `account`; the user of `owner` owns it, or the account above of `shared_from` shares it |
//! | other properties, and `context` | not read |
//!
//! `context.time` is not read either. A decision is for the present time, by the server's clock: who could choose the time could
//! ask with the rights that somebody had last year.
//!
//! # Who may ask
//!
//! Everybody is told of themselves what they would be told by trying. Whoever asks about somebody else needs a permission for it, on
//! all data of the account that the question is about: `user.view`, unless the [`Vocabulary`]
//! [says otherwise](Vocabulary::required_to_ask). So a gateway gets an API key of the root account, for the accounts below, too,
//! whose cap is that permission alone. Where the account's product plan leaves the permission out, or the account is closed, nobody asks
//! about others there.
//!
//! Whoever may not ask is answered as if the resource were not there: a decision `false` with an `error`, or an empty search. What a
//! resource says of itself is believed, as the standard's model of trust has it; of another account than the asker's it tells
//! nothing, as the permission is asked for in the account that it names.
//!
//! A search finds users who are members of an account in which the asker may ask, and API keys of such accounts if the asker may see
//! the keys there ([`integration.keys`](Vocabulary::required_to_find_keys)). So an administrator of one account does not learn by it
//! who administers those above. An evaluation about somebody whose id is known tells what they may do.
//!
//! # What a decision says beside
//!
//! - Permitted: `valid_until`, if an end is known (RFC 3339). It tells when to ask again at the latest; a change of the directory
//!   may come before.
//! - Denied: the `code` of the [`Denial`](sendright::Denial), its sentence as `reason`, and the `permissions` that it names.
//! - Not understood, or not told: an `error` with a `status` and a `message`.
//!
//! # What is served
//!
//! | | |
//! | --- | --- |
//! | Access Evaluation, Access Evaluations | all of it, with the three semantics; at most [`MAX_EVALUATIONS`] questions in a request |
//! | Subject Search, Action Search | all of it |
//! | Resource Search | accounts. Other resources are the application's to list, by [`Directory::listing`](sendright::Directory::listing) |
//! | pages | all of it; at most [`MAX_RESULTS`] results in one |
//! | sizes | a request has at most [`MAX_BODY`] bytes |
//! | metadata | all but signatures |
//!
//! TLS, and how often one may ask, are for what stands in front.
//!
//! [Authorization API 1.0]: https://openid.net/specs/authorization-api-1_0.html

mod entity;
mod evaluation;
mod metadata;
mod page;
mod point;
mod routes;
mod search;
mod strict;
mod vocabulary;

pub use entity::{Action, Properties, Resource, SearchTarget, Subject};
pub use evaluation::{Decision, Decisions, Evaluation, Evaluations, Options, PartialEvaluation, Semantic};
pub use metadata::{Address, Metadata, ParseAddressError};
pub use page::{MAX_RESULTS, Page, PageRequest};
pub use point::{Asker, MAX_EVALUATIONS, Point};
pub use routes::MAX_BODY;
pub use search::{ActionSearch, Found, ResourceSearch, SubjectSearch};
pub use vocabulary::{Catalogue, Row, Vocabulary};

/// The block of the README runs as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
