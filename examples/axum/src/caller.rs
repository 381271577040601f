use core::fmt;
use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use http::Extensions;
use http::request::Parts;
use sendright::{
    Access, AccountId, Authorized, CustomNames, Denial, Directory, Listing, PermissionSet, Principal, Proof, Request,
    RequestDraft, Right,
};

use crate::acting::Acting;
use crate::backend::Backend;
use crate::problem::Problem;
use crate::trace;

type Found<'a, T> = Pin<Box<dyn Future<Output = Result<T, Problem>> + Send + 'a>>;

/// A [`Backend`], whatever its type is.
pub(crate) trait Behind: Send + Sync {
    fn principal<'a>(&'a self, request: &'a mut Parts) -> Found<'a, Principal>;
    fn account<'a>(&'a self, request: &'a mut Parts) -> Found<'a, AccountId>;
    fn ask(&self, ask: &mut dyn FnMut(&Directory));
    fn now(&self) -> DateTime<Utc>;
    fn names(&self) -> CustomNames<'static>;
}

impl<B: Backend> Behind for B {
    fn principal<'a>(&'a self, request: &'a mut Parts) -> Found<'a, Principal> {
        Box::pin(Backend::principal(self, request))
    }

    fn account<'a>(&'a self, request: &'a mut Parts) -> Found<'a, AccountId> {
        Box::pin(Backend::account(self, request))
    }

    fn ask(&self, ask: &mut dyn FnMut(&Directory)) {
        self.with_directory(ask);
    }

    fn now(&self) -> DateTime<Utc> {
        Backend::now(self)
    }

    fn names(&self) -> CustomNames<'static> {
        Backend::names(self)
    }
}

/// What the layer puts into a request: where to ask, and whether it was asked.
#[derive(Clone)]
pub(crate) struct Guard {
    pub(crate) backend: Arc<dyn Behind>,
    pending: Arc<Pending>,
}

/// The questions of a request.
#[derive(Default)]
struct Pending {
    /// How many are announced, and nothing was allowed yet.
    open: AtomicUsize,
    /// Why the first of them that was decided was not.
    denied: OnceLock<Problem>,
}

impl Guard {
    pub(crate) fn new<B: Backend>(backend: Arc<B>) -> Self {
        Self { backend, pending: Arc::default() }
    }

    /// The same for another request.
    pub(crate) fn anew(&self) -> Self {
        Self { backend: Arc::clone(&self.backend), pending: Arc::default() }
    }

    /// The guard around what serves a request.
    pub(crate) fn around(request: &Parts) -> Result<Self, Problem> {
        request.extensions.get::<Self>().cloned().ok_or_else(|| trace::forgotten("unguarded"))
    }

    /// Stands before what is inside. Whoever was found by a guard around this one, or for a request of which this is a copy, was
    /// found by another backend or another path.
    pub(crate) fn enter(self, extensions: &mut Extensions) {
        extensions.remove::<Acting>();
        extensions.remove::<Caller>();
        extensions.insert(self);
    }

    /// What stands against an answer that is no error: a handler said that it would decide, and was allowed nothing or has not
    /// asked.
    pub(crate) fn objection(&self) -> Option<Problem> {
        let is_open = self.pending.open.load(Ordering::Relaxed) > 0;
        is_open.then(|| self.pending.denied.get().cloned().unwrap_or_else(|| trace::forgotten("undecided")))
    }
}

/// Who sends a request, on which account, and when: what a decision needs beside the permission and the data.
///
/// [`Ask`](crate::Ask) and [`Rights`](crate::Rights) are made of it. It is found once in a request. Where there is no axum,
/// [`Caller::find`] finds it behind the [`GuardLayer`](crate::GuardLayer).
#[derive(Clone)]
pub struct Caller {
    guard: Guard,
    principal: Principal,
    account: AccountId,
    at: DateTime<Utc>,
}

impl Caller {
    /// Finds who sends a request and on which account, by the [`Backend`] of the layer; once in a request.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the backend; and, with status 500, that there is no [`GuardLayer`](crate::GuardLayer) around the handler.
    pub async fn find(request: &mut Parts) -> Result<Self, Problem> {
        if let Some(found) = request.extensions.get::<Self>() {
            return Ok(found.clone());
        }
        // The sender first: nobody else is told anything of an account.
        let Acting { guard, principal, at } = Acting::find(request).await?;
        let account = guard.backend.account(request).await?;
        let caller = Self { guard, principal, account, at };
        request.extensions.insert(caller.clone());
        Ok(caller)
    }

    /// Who sends the request.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.principal
    }

    /// The account that the request is about. That it is here does not say that it exists.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The instant at which the request is decided.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The same sender and the same account at the present time, for what lasts longer than a request: a web socket, a stream, a
    /// task; where the clock went back, at the instant of this one. That the session or the secret is still good, which the
    /// [`Backend`] proved, is not asked again.
    #[must_use]
    pub fn renewed(&self) -> Self {
        Self { at: self.at.max(self.guard.backend.now()), ..self.clone() }
    }

    /// Decides about data that [`Request::new`] and its draft describe, in the account of the request.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial.
    pub fn decide(
        &self,
        required: impl Into<PermissionSet>,
        about: impl FnOnce(RequestDraft) -> RequestDraft,
    ) -> Result<Authorized, Problem> {
        let required = required.into();
        let request = about(Request::new(self.principal, required, self.account)).at(self.at);
        self.told(required, self.ask(|directory| directory.authorize(&request)))
    }

    /// Decides about a right.
    pub(crate) fn prove<R: Right>(
        &self,
        about: impl FnOnce(RequestDraft) -> RequestDraft,
    ) -> Result<Proof<R>, Problem> {
        let proof = self.decide(R::REQUIRED, about)?;
        proof.try_into().map_err(|_| Denial::EmptyRequirement.into())
    }

    /// Refuses what is not of the account of the request, as what is not there.
    #[cfg(feature = "axum")]
    pub(crate) fn refuse<R: Right>(&self) -> Problem {
        let refused: Result<core::convert::Infallible, Problem> = self.told(R::REQUIRED, Some(Err(Denial::NoAccess)));
        match refused {
            Err(problem) => problem,
        }
    }

    /// What the sender may do in the account: the rights for a front end.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial, if the sender has no access.
    pub fn access(&self) -> Result<Access, Problem> {
        let access = self.ask(|directory| directory.access(self.principal, self.account, self.at));
        self.told(PermissionSet::EMPTY, access)
    }

    /// Which rows of the account and of those below may be listed.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial, if none may.
    pub fn listing(&self, required: impl Into<PermissionSet>) -> Result<Listing, Problem> {
        let required = required.into();
        let listing = self.ask(|directory| directory.listing(self.principal, required, self.account, self.at));
        self.told(required, listing)
    }

    /// That a handler will decide, and must not answer before.
    #[cfg(feature = "axum")]
    pub(crate) fn announce(&self) {
        self.guard.pending.open.fetch_add(1, Ordering::Relaxed);
    }

    /// That what it announced was allowed.
    #[cfg(feature = "axum")]
    pub(crate) fn settle(&self) {
        self.guard.pending.open.fetch_sub(1, Ordering::Relaxed);
    }

    /// That what it announced was denied.
    #[cfg(feature = "axum")]
    pub(crate) fn object(&self, problem: &Problem) {
        self.guard.pending.denied.get_or_init(|| problem.clone());
    }

    fn ask<T>(&self, ask: impl FnOnce(&Directory) -> T) -> Option<T> {
        let (mut ask, mut answer) = (Some(ask), None);
        self.guard.backend.ask(&mut |directory| answer = ask.take().map(|ask| ask(directory)));
        answer
    }

    /// The answer, traced. A backend that did not ask denies.
    fn told<T>(&self, required: PermissionSet, answer: Option<Result<T, Denial>>) -> Result<T, Problem> {
        let answer = answer.unwrap_or(Err(Denial::NoAccess));
        trace::decided(self, required, answer.as_ref().err().copied());
        answer.map_err(|denial| Problem::of_denial(denial, &self.guard.backend.names()))
    }
}

/// Nobody's id, as this is printed to logs.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("at", &self.at).finish_non_exhaustive()
    }
}

/// The row's owner, if it has one.
#[cfg(feature = "axum")]
pub(crate) fn of_owner(owner: impl Into<Option<sendright::UserId>>) -> impl FnOnce(RequestDraft) -> RequestDraft {
    let owner = owner.into();
    move |draft| draft.owned_by(owner)
}
