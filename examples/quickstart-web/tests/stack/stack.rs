//! The product in a world of some people and keys, and requests to it.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use chrono::Utc;
use http_body_util::BodyExt;
use rusqlite::{Connection, params};
use sendright::testing::{World, account, key, user};
use sendright::{AccountId, Assignment, Permission, PermissionSet, Preset, Principal, UserId};
use sendright_axum::Token;
use sendright_quickstart_web_example::{Product, app};
use serde_json::Value;
use tower::ServiceExt;

/// A campaign that is in the database: its number is its place, from 1 on.
#[derive(Clone, Copy)]
pub(crate) struct Campaign {
    pub(crate) account: AccountId,
    pub(crate) owner: Option<UserId>,
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{self:?}: {error}"))
    }

    /// The code of a problem.
    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().unwrap().to_owned()
    }

    /// The status and the code of a problem.
    #[track_caller]
    pub(crate) fn is_refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{}", self.body);
    }
}

pub(crate) struct Stack {
    pub(crate) product: Arc<Product>,
    pub(crate) campaigns: Vec<Campaign>,
    /// By the name of a person or a key: what they send as a bearer token, and who they are.
    senders: HashMap<String, (String, Principal)>,
}

/// All who have a session, those who belong nowhere among them.
const PEOPLE: [&str; 9] = ["ada", "sue", "sam", "rita", "tom", "gone", "cleo", "olga", "eve"];

/// What the keys may do, as far as their owners may.
const CAP: [Permission; 4] =
    [Permission::SmsView, Permission::SmsEdit, Permission::MessageFreeText, Permission::SmsLaunch];

/// Acme with all kinds of people and keys, its shop below, and another tenant.
fn world() -> World {
    let cap = PermissionSet::of(CAP);
    World::at(Utc::now())
        .account_for("acme", "ada")
        .member("sue", Preset::SubaccountAdmin)
        .member("sam", Preset::Sender)
        // A key is made by somebody who may make one.
        .member("rita", Preset::Admin)
        .key("robot", "rita", cap)
        .assign("rita", Preset::Regular)
        .member("tom", Preset::Template)
        .member("gone", Preset::Sender)
        .deactivated("gone")
        .account_key("machine", cap)
        .key("lost", "ada", cap)
        .revoked("lost")
        .sub("shop")
        .member("cleo", Assignment::of(Preset::Regular))
        .account_for("other", "olga")
}

/// A campaign of everybody in each account, whether they work there or not, and one of nobody.
fn campaigns() -> Vec<Campaign> {
    let accounts = ["acme", "shop", "other"].map(account);
    let owners = || PEOPLE.map(|name| Some(user(name))).into_iter().chain([None]);
    accounts.into_iter().flat_map(|account| owners().map(move |owner| Campaign { account, owner })).collect()
}

/// A database with the log of a world, and campaigns.
pub(crate) fn fill(database: &Connection, world: &World, campaigns: &[Campaign]) {
    database.execute_batch(include_str!("../../schema.sql")).unwrap();
    for change in world.changes() {
        let row = params![change.revision(), serde_json::to_string(change).unwrap()];
        database.execute("INSERT INTO change (revision, change) VALUES (?1, ?2)", row).unwrap();
    }
    for campaign in campaigns {
        let row = params![campaign.account.to_string(), campaign.owner.map(|owner| owner.to_string())];
        database.execute("INSERT INTO campaign (account, owner, text) VALUES (?1, ?2, 'Hello')", row).unwrap();
    }
}

impl Stack {
    pub(crate) fn new() -> Self {
        Self::of(Connection::open_in_memory().unwrap())
    }

    pub(crate) fn of(database: Connection) -> Self {
        let (world, campaigns) = (world(), campaigns());
        fill(&database, &world, &campaigns);
        let mut senders = HashMap::new();
        let mut sessions = HashMap::new();
        for name in PEOPLE {
            let session = format!("session of {name}");
            sessions.insert(session.clone(), (user(name), World::email(name), name.parse().unwrap()));
            senders.insert(name.to_owned(), (session, user(name).into()));
        }
        let mut product = Product::open(database, sessions).unwrap();
        for name in ["robot", "machine", "lost"] {
            let token = Token::generate(key(name)).unwrap();
            product.keys.insert(key(name), token.digest());
            senders.insert(name.to_owned(), (token.reveal(), key(name).into()));
        }
        Self { product: Arc::new(product), campaigns, senders }
    }

    /// Everybody who can send a request: a name, and who that is.
    pub(crate) fn senders(&self) -> impl Iterator<Item = (&str, Principal)> {
        self.senders.iter().map(|(name, (_, principal))| (name.as_str(), *principal))
    }

    /// The bearer token of a sender.
    pub(crate) fn token(&self, name: &str) -> &str {
        &self.senders[name].0
    }

    pub(crate) fn router(&self) -> Router {
        app(Arc::clone(&self.product))
    }

    pub(crate) async fn get(&self, sender: &str, path: &str) -> Answer {
        self.send(Request::get(path), Some(self.token(sender)), "").await
    }

    pub(crate) async fn post(&self, sender: &str, path: &str, body: &str) -> Answer {
        self.send(Request::post(path), Some(self.token(sender)), body).await
    }

    pub(crate) async fn send(&self, request: axum::http::request::Builder, token: Option<&str>, body: &str) -> Answer {
        let mut request = request.header(header::CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.router().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, body: String::from_utf8(body.to_vec()).unwrap() }
    }
}

/// A path of an account.
pub(crate) fn in_account(name: &str, rest: &str) -> String {
    format!("/accounts/{}/{rest}", account(name))
}
