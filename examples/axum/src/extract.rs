use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use core::sync::atomic::{AtomicBool, Ordering};

use axum_core::extract::FromRequestParts;
use chrono::{DateTime, Utc};
use http::request::Parts;
use sendright::{Access, AccountId, Listing, Principal, Proof, Right, UserId};

use crate::acting::Acting;
use crate::caller::{Caller, of_owner};
use crate::problem::Problem;

/// What a handler takes first, so that it is guarded: [`Allowed`], [`Ask`], [`Acting`] or [`Open`]. No other type is one.
#[diagnostic::on_unimplemented(
    message = "a guarded handler takes `Allowed<R>`, `Ask<R>`, `Acting` or `Open` first, not `{Self}`",
    note = "what comes first is decided first: before a row is loaded or a body is read",
    note = "a handler of GET may take `Rights` first, too"
)]
pub trait Door: Window {}

/// What a handler takes first that shows something: a [`Door`], or [`Rights`].
#[diagnostic::on_unimplemented(
    message = "a guarded handler of GET takes `Allowed<R>`, `Ask<R>`, `Rights`, `Acting` or `Open` first, not `{Self}`",
    note = "what comes first is decided first: before a row is loaded or a body is read"
)]
pub trait Window: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! windows {
    ($($window:ident $(<$right:ident>)?),+) => {$(
        impl$(<$right>)? sealed::Sealed for $window$(<$right>)? {}
        impl$(<$right>)? Window for $window$(<$right>)? {}
    )+};
}
windows!(Allowed<R>, Ask<R>, Rights, Acting, Open);

impl<R> Door for Allowed<R> {}
impl<R> Door for Ask<R> {}
impl Door for Acting {}
impl Door for Open {}

/// The sender has the right on all data of the account: the [`Proof`], before the handler runs.
///
/// For a handler that is about the account as a whole, or whose rows are everybody's. Where a row has an owner, or is made by
/// the sender, [`Ask`] lets in those who hold the right for their own data too.
///
/// ```
/// use sendright_axum::Allowed;
///
/// sendright::rights! { pub Purchase = CreditPurchase; }
///
/// async fn purchase(proof: Allowed<Purchase>) -> String {
///     format!("credit for {}", proof.account())
/// }
/// # let _ = sendright_axum::guarded::post::<_, _, ()>(purchase);
/// ```
///
/// It is the [`Proof`] to which it dereferences, and more: a `Proof` may be of one's own data, and can't become an `Allowed`. So a
/// function that acts on all data of the account takes this.
///
/// ```compile_fail,E0423
/// # use sendright_axum::{Allowed, Ask, Problem};
/// # sendright::rights! { pub Purge = SmsEdit; }
/// # fn main() {}
/// fn purge(all: &Allowed<Purge>) {}
///
/// async fn handler(ask: Ask<Purge>) -> Result<(), Problem> {
///     purge(&Allowed(ask.own()?));
///     Ok(())
/// }
/// ```
#[must_use]
pub struct Allowed<R>(Proof<R>);

// By hand, so that nothing is asked of the marker.
impl<R> Clone for Allowed<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Allowed<R> {}

impl<R> Deref for Allowed<R> {
    type Target = Proof<R>;

    fn deref(&self) -> &Proof<R> {
        &self.0
    }
}

impl<R: Right, S: Sync> FromRequestParts<S> for Allowed<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Caller::find(parts).await?.prove(core::convert::identity).map(Self)
    }
}

/// Who asks, and nothing decided: the handler loads a row and asks about its owner, and gets the [`Proof`] or the [`Problem`].
///
/// The handler must ask, and be allowed something. Where it answers as if it were, the answer becomes the problem of what it
/// asked or, where it asked nothing, a status 500 with the code `undecided`. What the handler did before is done all the same: ask
/// first. For a page of rows there is [`listing`](Self::listing).
///
/// A row is loaded by its id *and* the [`account`](Self::account), as it might be another tenant's. Where it is loaded by its id
/// alone, [`on_row_of`](Self::on_row_of) compares the account, too. Answer what is not there with
/// [`Denial::NoAccess`](sendright::Denial::NoAccess), so that nobody can tell it from what is another's.
///
/// ```
/// use axum::extract::Path;
/// use sendright::{AccountId, Denial, Proof, UserId};
/// use sendright_axum::{Ask, Problem};
///
/// sendright::rights! { pub Launch = SmsLaunch; }
/// # struct Campaign { owner: Option<UserId> }
/// # fn load(_: AccountId, _: u64) -> Option<Campaign> { Some(Campaign { owner: None }) }
///
/// async fn launch(ask: Ask<Launch>, Path((_, number)): Path<(AccountId, u64)>) -> Result<String, Problem> {
///     let campaign = load(ask.account(), number).ok_or(Denial::NoAccess)?;
///     send(&ask.on(campaign.owner)?, campaign)
/// }
///
/// /// Can't be called with the proof of anything else.
/// fn send(proof: &Proof<Launch>, campaign: Campaign) -> Result<String, Problem> {
///     Ok(format!("launched in {}", proof.account()))
/// }
/// # let _ = sendright_axum::guarded::post::<_, _, ()>(launch);
/// ```
///
/// A proof of another right does not fit:
///
/// ```compile_fail,E0308
/// # use sendright::{Proof, UserId};
/// # use sendright_axum::{Ask, Problem};
/// sendright::rights! {
///     pub Launch = SmsLaunch;
///     pub EditProfile = ProfileEdit;
/// }
///
/// async fn launch(ask: Ask<EditProfile>) -> Result<(), Problem> {
///     send(&ask.own()?);
///     Ok(())
/// }
///
/// fn send(proof: &Proof<Launch>) {}
/// # fn main() {}
/// ```
#[must_use = "it decides nothing by itself: ask with `on`, `own`, `shared_from` or `listing`"]
pub struct Ask<R> {
    caller: Caller,
    decided: AtomicBool,
    right: PhantomData<fn() -> R>,
}

impl<R: Right> Ask<R> {
    /// Whether the sender may, on a row of the account with this owner, if it has one (rule D2). That the row is one of the
    /// account is for the handler to know: it looks for it there.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial.
    pub fn on(&self, owner: impl Into<Option<UserId>>) -> Result<Proof<R>, Problem> {
        self.decided(self.caller.prove(of_owner(owner)))
    }

    /// Whether the sender may, on a row that is of this account and has this owner, if it has one: [`on`](Self::on), where the row
    /// was not looked for in the account of the request.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial. That of a row of another account is [`Denial::NoAccess`](sendright::Denial::NoAccess),
    /// whatever the sender may do there.
    pub fn on_row_of(&self, account: AccountId, owner: impl Into<Option<UserId>>) -> Result<Proof<R>, Problem> {
        if account == self.account() { self.on(owner) } else { self.decided(Err(self.caller.refuse::<R>())) }
    }

    /// Whether there is a row at all on which the sender may: to refuse whoever may nothing, before a row is looked for. It settles
    /// nothing, so [`on`](Self::on) is asked all the same.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial on data of one's own.
    pub fn anything(&self) -> Result<(), Problem> {
        self.caller.prove::<R>(sendright::RequestDraft::own).map(|_| ())
    }

    /// Whether the sender may, on data of their own: what they are about to make, and never a row that is there already.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial.
    pub fn own(&self) -> Result<Proof<R>, Problem> {
        self.decided(self.caller.prove(sendright::RequestDraft::own))
    }

    /// Whether the sender may look at what an account above shares (rule D3).
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial.
    pub fn shared_from(&self, ancestor: AccountId) -> Result<Proof<R>, Problem> {
        self.decided(self.caller.prove(|draft| draft.shared_from(ancestor)))
    }

    /// The rows of the account, and of those below, that the sender may list: what the condition of a query needs.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the denial, if there can be none.
    pub fn listing(&self) -> Result<Listing, Problem> {
        self.decided(self.caller.listing(R::REQUIRED))
    }

    /// An answer, of which the guard is told: it lets no success out before something was allowed.
    fn decided<T>(&self, answer: Result<T, Problem>) -> Result<T, Problem> {
        match &answer {
            Ok(_) if !self.decided.swap(true, Ordering::Relaxed) => self.caller.settle(),
            Ok(_) => {}
            Err(problem) => self.caller.object(problem),
        }
        answer
    }
}

impl<R> Ask<R> {
    /// The same at the present time, for what lasts longer than a request. All decisions are made for the instant of the request,
    /// so that one which is kept in a web socket, a stream or a task would not see that an access has ended.
    ///
    /// Before a handler answers, it asks this one all the same.
    pub fn renewed(&self) -> Self {
        Self { caller: self.caller.renewed(), decided: AtomicBool::new(true), right: PhantomData }
    }

    /// Who sends the request.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.caller.principal()
    }

    /// The instant at which it is decided.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.caller.at()
    }

    /// The account that the request is about. That it is here does not say that it exists.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.caller.account()
    }
}

impl<R: Right, S: Sync> FromRequestParts<S> for Ask<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let caller = Caller::find(parts).await?;
        caller.announce();
        Ok(Self { caller, decided: AtomicBool::new(false), right: PhantomData })
    }
}

/// All that the sender may do in the account: for a page of "my rights", and for handlers that show what is allowed. It is
/// refused where the sender has no access.
///
/// ```
/// use axum::{Json, response::IntoResponse};
/// use sendright_axum::Rights;
///
/// async fn my_rights(Rights(access): Rights) -> impl IntoResponse {
///     Json(access)
/// }
/// # let _ = sendright_axum::guarded::get::<_, _, ()>(my_rights);
/// ```
#[derive(Clone, Copy)]
#[must_use]
pub struct Rights(pub Access);

impl<S: Sync> FromRequestParts<S> for Rights {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Caller::find(parts).await?.access().map(Self)
    }
}

/// The handler is open to everybody, on purpose: sign-in, a health check. Nothing is asked, not even who sends the request.
///
/// ```
/// use sendright_axum::Open;
///
/// async fn health(Open: Open) -> &'static str {
///     "well"
/// }
/// # let _ = sendright_axum::guarded::get::<_, _, ()>(health);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Open;

impl<S: Sync> FromRequestParts<S> for Open {
    type Rejection = core::convert::Infallible;

    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self)
    }
}

/// The account in the path of a route: `/accounts/{account}/…`, for [`Backend::account`](crate::Backend::account).
///
/// # Errors
///
/// The problem of [`Denial::NoAccess`](sendright::Denial::NoAccess), if the path has no `{account}`, or it is not an id. A path
/// that has two, as that of a router within a service may, names none: which of them a handler takes is not known.
pub async fn account_in_path(request: &mut Parts) -> Result<AccountId, Problem> {
    let parameters = axum::extract::RawPathParams::from_request_parts(request, &()).await;
    let parameters = parameters.as_ref().ok();
    let mut ids = parameters.into_iter().flatten().filter(|(name, _)| *name == "account").map(|(_, id)| id);
    crate::account_of(ids.next().filter(|_| ids.next().is_none()))
}

// Nobody's id, as `tracing::instrument` writes what a handler takes.

impl<R> fmt::Debug for Allowed<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Allowed");
        f.field("required", &self.required()).field("at", &self.at()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rights").field("at", &self.0.at()).finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for Ask<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ask").field(&self.caller).finish()
    }
}
