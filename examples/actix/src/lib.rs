//! Extractors for actix-web that hold a proof of sendright, and denials as problem+json: a file to copy.
//!
//! ```
//! use std::sync::Arc;
//!
//! use actix_web::{App, HttpServer, middleware::from_fn, web};
//! use sendright::{AccountId, Proof, UserId};
//! use sendright_actix_example::{Ask, Backend, Problem, guard};
//!
//! sendright::rights! { pub Launch = SmsLaunch; }
//!
//! /// What asks is the first argument: it is found out first who sends the request.
//! async fn launch(ask: Ask<Launch>, path: web::Path<(String, u64)>) -> Result<String, Problem> {
//!     let (_, campaign) = path.into_inner();
//!     let owner = owner_of(campaign, ask.account());
//!     Ok(start(&ask.on(owner)?, campaign))
//! }
//!
//! fn start(proof: &Proof<Launch>, campaign: u64) -> String {
//!     format!("{campaign} of {} runs", proof.account())
//! }
//! # fn owner_of(_: u64, _: AccountId) -> Option<UserId> { None }
//!
//! fn serve(backend: Arc<dyn Backend>) {
//!     let _server = HttpServer::new(move || {
//!         let launch = web::post().to(launch);
//!         let app = App::new().app_data(web::Data::from(Arc::clone(&backend))).wrap(from_fn(guard));
//!         app.route("/accounts/{account}/campaigns/{campaign}/launch", launch)
//!     });
//! }
//! ```
#![allow(clippy::missing_errors_doc, reason = "what is refused is a `Problem`")]
#![allow(
    missing_debug_implementations,
    reason = "what is printed ends in logs, and ids of persons do not belong there"
)]

use std::cell::Cell;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::RwLockReadGuard;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, ResponseError, middleware::Next, web};
use chrono::{DateTime, Utc};
use sendright::{
    AccountId, Denial, Directory, Listing, Principal, Proof, Refusal, Request, RequestDraft, Right, UserId,
};

/// What the application tells of itself. It is in the app as `web::Data<dyn Backend>`.
pub trait Backend: Send + Sync {
    /// Who sends the request, as its session or API key proves; `None` is answered with 401.
    fn principal(&self, request: &HttpRequest) -> Option<Principal>;

    /// The account that it is about. What is not an id is answered like an account that does not exist.
    fn account(&self, request: &HttpRequest) -> Option<AccountId> {
        request.match_info().get("account")?.parse().ok()
    }

    /// Where to ask. It is held for one decision.
    fn directory(&self) -> RwLockReadGuard<'_, Directory>;

    /// The time. A request is decided at one instant, however long it takes.
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// What all decisions about a request have in common.
struct Guard {
    backend: web::Data<dyn Backend>,
    at: DateTime<Utc>,
    /// How many [`Ask`]s were allowed nothing yet.
    waiting: Cell<usize>,
    /// Why the first of them was denied.
    denied: Cell<Option<Denial>>,
}

/// The middleware, without which the extractors serve nothing. Where an [`Ask`] was allowed nothing, a success becomes what it
/// was denied with or, if it never asked, a 500.
pub async fn guard(request: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse, Error> {
    let backend = request.app_data::<web::Data<dyn Backend>>().cloned().ok_or(UNGUARDED)?;
    let guard = Rc::new(Guard { at: backend.now(), backend, waiting: Cell::new(0), denied: Cell::new(None) });
    request.extensions_mut().insert(Rc::clone(&guard));
    let response = next.call(request).await?.map_into_boxed_body();
    let is_allowed = guard.waiting.get() == 0 || response.status().as_u16() >= 400;
    let objection = guard.denied.get().map_or(UNDECIDED, Problem::Denied);
    Ok(if is_allowed { response } else { response.error_response(objection) })
}

struct Caller {
    guard: Rc<Guard>,
    principal: Principal,
    account: AccountId,
}

impl Caller {
    fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let guard = request.extensions().get::<Rc<Guard>>().cloned().ok_or(UNGUARDED)?;
        // The sender first: nobody else is told anything of an account.
        let principal = guard.backend.principal(request).ok_or(UNAUTHENTICATED)?;
        let account = guard.backend.account(request).ok_or(Denial::NoAccess)?;
        Ok(Self { guard, principal, account })
    }

    fn prove<R: Right>(&self, about: impl FnOnce(RequestDraft) -> RequestDraft) -> Result<Proof<R>, Problem> {
        let request = about(Request::new(self.principal, R::REQUIRED, self.account)).at(self.guard.at);
        Ok(self.guard.backend.directory().authorize_as(&request)?)
    }
}

/// The sender has the right on all data of the account: the proof, before the handler runs. No other proof becomes one.
pub struct Allowed<R>(Proof<R>);

impl<R> Deref for Allowed<R> {
    type Target = Proof<R>;

    fn deref(&self) -> &Proof<R> {
        &self.0
    }
}

impl<R: Right> FromRequest for Allowed<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Caller::of(request).and_then(|caller| caller.prove(|draft| draft)).map(Self))
    }
}

/// Who asks, and nothing decided: the handler loads a row and asks about its owner.
pub struct Ask<R>(Caller, Cell<bool>, PhantomData<R>);

impl<R: Right> Ask<R> {
    /// Whether the sender may, on a row of the account with this owner, if it has one.
    pub fn on(&self, owner: impl Into<Option<UserId>>) -> Result<Proof<R>, Problem> {
        self.decided(self.0.prove(|draft| draft.owned_by(owner)))
    }

    /// Whether the sender may, on what they are about to make.
    pub fn own(&self) -> Result<Proof<R>, Problem> {
        self.decided(self.0.prove(RequestDraft::own))
    }

    /// Whether the sender may look at what an account above shares.
    pub fn shared_from(&self, ancestor: AccountId) -> Result<Proof<R>, Problem> {
        self.decided(self.0.prove(|draft| draft.shared_from(ancestor)))
    }

    /// Which rows of the account and of those below the sender may list: for the condition of a query.
    pub fn listing(&self) -> Result<Listing, Problem> {
        let Caller { guard, principal, account } = &self.0;
        let listing = guard.backend.directory().listing(*principal, R::REQUIRED, *account, guard.at);
        self.decided(listing.map_err(Problem::Denied))
    }

    /// The account whose row to load. That it is here does not say that it exists.
    pub fn account(&self) -> AccountId {
        self.0.account
    }

    /// An answer, of which the guard is told.
    fn decided<T>(&self, answer: Result<T, Problem>) -> Result<T, Problem> {
        let Guard { waiting, denied, .. } = &*self.0.guard;
        match &answer {
            Ok(_) => waiting.set(waiting.get() - usize::from(!self.1.replace(true))),
            Err(Problem::Denied(denial)) => denied.set(denied.get().or(Some(*denial))),
            Err(Problem::Refused(_) | Problem::Own { .. }) => {}
        }
        answer
    }
}

impl<R: Right> FromRequest for Ask<R> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Caller::of(request).map(|caller| {
            caller.guard.waiting.set(caller.guard.waiting.get() + 1);
            Self(caller, Cell::new(false), PhantomData)
        }))
    }
}

/// Why a request is not served: the body of the answer, as `application/problem+json` (RFC 9457).
#[derive(Debug, thiserror::Error, serde::Serialize)]
#[serde(untagged)]
pub enum Problem {
    /// A request was denied.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// A command was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A reason of the application's own: what programs read, the status of HTTP, and a sentence.
    #[error("{message}")]
    #[allow(missing_docs, reason = "said above")]
    Own { code: &'static str, status: u16, message: &'static str },
}

const UNAUTHENTICATED: Problem =
    Problem::Own { code: "unauthenticated", status: 401, message: "the request does not prove who sends it: sign in" };
const UNGUARDED: Problem = Problem::Own {
    code: "unguarded",
    status: 500,
    message: "there is no `guard` here, or no `web::Data<dyn Backend>`",
};
const UNDECIDED: Problem =
    Problem::Own { code: "undecided", status: 500, message: "the handler took an `Ask` and did not ask" };

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        let status = match self {
            Self::Denied(denial) => denial.http_status(),
            Self::Refused(refusal) => refusal.http_status(),
            Self::Own { status, .. } => *status,
        };
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        if self.status_code() == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
        }
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response.content_type("application/problem+json").json(self)
    }
}
