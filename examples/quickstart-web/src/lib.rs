//! A messaging product as small as one can be that has accounts, people, API keys, and campaigns with owners. None of its
//! routes can be written without a decision.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, request::Parts};
use rusqlite::{Connection, OptionalExtension, Params, types::FromSql};
use sendright::commands::{AcceptInvitation, Invite};
use sendright::{AccountId, Actor, ApiKeyId, Command, CustomNames, Denial, Directory, Email, InvitationId, Name};
use sendright::{Permission, Preset, Principal, Proof, Refusal, Request, UserId};
use sendright_axum::guarded::{Router, get, post};
use sendright_axum::{Acting, Allowed, Ask, Backend, Digest, Open, Problem, Rights, Token, account_in_path, bearer};
use serde_json::{Value, json};

/// The product's own permission, which the library knows as `custom.0`.
pub const NAMES: CustomNames<'static> = match CustomNames::new(&[(Permission::custom(0).unwrap(), "fax.send")]) {
    Ok(names) => names,
    Err(_) => panic!("the name is not well formed, or is taken"),
};

sendright::rights! {
    /// To see campaigns.
    pub See = SmsView;
    /// To write a campaign.
    pub Write = SmsEdit | MessageFreeText;
    /// To launch a campaign.
    pub Launch = SmsLaunch;
    /// To see who is in the account.
    pub SeeUsers = UserView;
}

/// Somebody who has signed in: their id, the address that they proved, and their name.
pub type Person = (UserId, Email, Name);

type App = State<Arc<Product>>;
type Answer<T> = Result<T, Problem>;

/// The product: a directory in memory, built of the changes in the database, and who has signed in. How people sign in is the
/// application's. A real one keeps sessions and digests in a store, too.
#[expect(missing_debug_implementations, reason = "it would print the secrets of sessions")]
pub struct Product {
    directory: RwLock<Directory>,
    database: Mutex<Connection>,
    /// The people, by the secret of their session.
    pub sessions: HashMap<String, Person>,
    /// The digests of the keys' secrets. A reset replaces one.
    pub keys: HashMap<ApiKeyId, Digest>,
}

/// All routes. A handler that asks for nothing does not compile here.
pub fn app(product: Arc<Product>) -> axum::Router {
    Router::new()
        .route("/health", get(|_: Open| async { "well" }))
        .route("/accounts/{account}/campaigns", get(campaigns).post(create))
        .route("/accounts/{account}/campaigns/{id}/launch", post(launch))
        .route("/accounts/{account}/invitations", post(invite))
        .route("/invitations/{id}/accept", post(accept))
        // What a front end shows. It is no proof: each request is decided again.
        .route("/accounts/{account}/rights", get(|rights: Rights| async move { Json(rights.0.with_names(&NAMES)) }))
        .route("/accounts/{account}/why-not", get(why_not))
        .guarded_by(Arc::clone(&product))
        .with_state(product)
}

/// The campaigns of the account, and of those below, that the sender may see.
async fn campaigns(ask: Ask<See>, State(app): App) -> Answer<Json<Option<Value>>> {
    let listing = ask.listing()?;
    let owner = listing.owner().map(|owner| owner.to_string());
    let rows = (json!(listing.accounts()), json!(listing.own_accounts()), owner);
    app.sql(include_str!("../listing.sql"), rows).map(Json)
}

/// A new campaign is the sender's own; that of an account's key is nobody's.
async fn create(ask: Ask<Write>, State(app): App, text: String) -> Answer<Json<Option<i64>>> {
    let proof = ask.own()?;
    let row = (proof.account().to_string(), proof.owner().map(|owner| owner.to_string()), text);
    app.sql("INSERT INTO campaign (account, owner, text) VALUES (?1, ?2, ?3) RETURNING id", row).map(Json)
}

async fn launch(ask: Ask<Launch>, State(app): App, path: Path<(AccountId, i64)>) -> Answer<Json<Option<i64>>> {
    // Whoever can launch nothing here is told so before a row is looked for, and learns of none.
    ask.anything()?;
    let select = "SELECT owner FROM campaign WHERE account = ?1 AND id = ?2";
    let owner: Option<String> = app.sql(select, (ask.account().to_string(), path.1))?.ok_or(Denial::NoAccess)?;
    let owner: Option<UserId> = owner.map(|owner| owner.parse()).transpose().map_err(failed)?;
    start(&ask.on(owner)?, &app, path.1)
}

/// Launches a campaign. It can be called with no other proof, and its account is that of the proof.
fn start(proof: &Proof<Launch>, app: &Product, id: i64) -> Answer<Json<Option<i64>>> {
    let update = "UPDATE campaign SET launched = TRUE WHERE account = ?1 AND id = ?2 RETURNING id";
    app.sql(update, (proof.account().to_string(), id)).map(Json)
}

#[derive(serde::Deserialize)]
struct Invited {
    email: Email,
    role: Preset,
}

/// A command, about which the directory decides: nobody gives more than they hold.
async fn invite(by: Acting, State(app): App, at: Path<String>, Json(new): Json<Invited>) -> Answer<Json<InvitationId>> {
    let (id, account) = (InvitationId::new(), sendright_axum::account_of(Some(&at))?);
    app.execute(by.actor(), Invite::new(id, account, new.email, new.role.into(), by.at() + chrono::Days::new(7)))?;
    Ok(Json(id))
}

/// Whoever accepts has no access yet: the address that they proved lets them in.
async fn accept(by: Acting, State(app): App, Path(id): Path<InvitationId>) -> Answer<()> {
    let person = app.sessions.values().find(|(user, ..)| by.principal() == (*user).into());
    let (_, email, name) = person.cloned().ok_or_else(Problem::unauthenticated)?;
    app.execute(by.actor(), AcceptInvitation::new(id, email, name))
}

#[derive(serde::Deserialize)]
struct Question {
    user: UserId,
    permission: String,
}

/// Tells whoever sees the users of the account why one of them may not, and what would help. It may name accounts above.
async fn why_not(by: Allowed<SeeUsers>, State(app): App, Query(question): Query<Question>) -> Answer<String> {
    let named = NAMES.parse(&question.permission);
    let permission = named.map_err(|error| Problem::new(StatusCode::BAD_REQUEST, "unknown", error.to_string()))?;
    app.with_directory(|directory| {
        directory.membership(question.user, by.account()).ok_or(Refusal::UnknownUser(question.user))?;
        let request = Request::new(question.user, permission, by.account()).at(by.at());
        Ok(directory.explain(&request).with_names(&NAMES).to_string())
    })
}

impl Product {
    /// Opens a product whose data is in this database.
    ///
    /// # Errors
    ///
    /// What the database says, or that its log can't be replayed.
    pub fn open(database: Connection, sessions: HashMap<String, Person>) -> Result<Self, Box<dyn std::error::Error>> {
        database.execute_batch(include_str!("../schema.sql"))?;
        let select = "SELECT json_group_array(json(change) ORDER BY revision) FROM change";
        let log: Vec<_> = serde_json::from_value(database.query_row(select, [], |row| row.get(0))?)?;
        let directory = RwLock::new(Directory::replay(log)?);
        Ok(Self { directory, database: Mutex::new(database), sessions, keys: HashMap::new() })
    }

    /// Does a command: it is decided, stored, and done, or nothing of this happens.
    ///
    /// # Errors
    ///
    /// The problem of the refusal, or of the database.
    pub fn execute(&self, actor: impl Into<Actor>, command: impl Into<Command>) -> Result<(), Problem> {
        let mut directory = self.directory.write().unwrap_or_else(PoisonError::into_inner);
        let planned = directory.plan(actor, &command.into(), self.now());
        let change = planned.map_err(|refusal| Problem::of_refusal(&refusal, &NAMES))?;
        let row = (change.revision(), json!(change));
        self.sql::<u64>("INSERT INTO change (revision, change) VALUES (?1, ?2) RETURNING revision", row)?;
        directory.commit(change).map_err(failed)
    }

    /// The first value of a statement's first row, if there is a row. `SQLite` answers in a moment; wait for a database that is on
    /// another machine.
    fn sql<T: FromSql>(&self, statement: &str, values: impl Params) -> Answer<Option<T>> {
        let database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        database.query_row(statement, values, |row| row.get(0)).optional().map_err(failed)
    }
}

/// What is nobody's fault who asks. What it was is for the log, and not for them.
fn failed(error: impl std::fmt::Display) -> Problem {
    eprintln!("{error}");
    Problem::internal()
}

impl Backend for Product {
    async fn principal(&self, request: &mut Parts) -> Answer<Principal> {
        if let Some((user, ..)) = bearer(request).and_then(|session| self.sessions.get(session)) {
            return Ok((*user).into());
        }
        let token = Token::of(request)?;
        token.principal_if(self.keys.get(&token.key()))
    }

    async fn account(&self, request: &mut Parts) -> Answer<AccountId> {
        account_in_path(request).await
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        ask(&self.directory.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn names(&self) -> CustomNames<'static> {
        NAMES
    }
}
