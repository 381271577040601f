use core::fmt;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use http::{Request, Response};
use sendright::Right;
use tower_layer::Layer;
use tower_service::Service;
use tracing::Instrument;

use crate::backend::Backend;
use crate::caller::{Caller, Guard};
use crate::problem::Problem;

/// How a problem becomes a response.
type Answer<B> = fn(&Problem) -> Response<B>;

type Answered<B, E> = Pin<Box<dyn Future<Output = Result<Response<B>, E>> + Send>>;

/// A tower layer that lets what is inside it ask the directory: the extractors of axum, [`RequireLayer`], and
/// [`Caller::find`].
///
/// By itself it decides nothing and refuses nobody. One thing it does not let out: an answer, but that of an error, from a handler
/// that took an [`Ask`](crate::Ask) and was allowed nothing.
///
/// Each request is in a span `request` of `tracing`, with its method and the status of its answer, and no path or header.
///
/// ```
/// use http::{Request, Response};
/// use sendright_axum::{GuardLayer, RequireLayer};
/// use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
/// # use sendright_axum::{Backend, Problem};
/// # use sendright::{AccountId, Directory, Permission, Preset, Principal, testing::{World, account, user}};
/// # struct Product(World);
/// # impl Backend for Product {
/// #     async fn principal(&self, request: &mut http::request::Parts) -> Result<Principal, Problem> {
/// #         match request.headers.get("x-user").and_then(|name| name.to_str().ok()) {
/// #             Some(name) => Ok(user(name).into()),
/// #             None => Err(Problem::unauthenticated()),
/// #         }
/// #     }
/// #     async fn account(&self, _: &mut http::request::Parts) -> Result<AccountId, Problem> { Ok(account("acme")) }
/// #     fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T { ask(self.0.directory()) }
/// #     fn now(&self) -> chrono::DateTime<chrono::Utc> { self.0.now() }
/// # }
///
/// sendright::rights! { pub Launch = SmsLaunch; }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// # let product = Product(World::new().account("acme").member("bob", Preset::Sender).member("tom", Preset::Template));
/// let service = ServiceBuilder::new()
///     .layer(GuardLayer::new(product))
///     .layer(RequireLayer::<Launch, _>::new())
///     .service(service_fn(|_: Request<String>| async { Ok::<_, std::convert::Infallible>(Response::new("launched".to_owned())) }));
///
/// let request = |user| Request::builder().header("x-user", user).body(String::new()).unwrap();
/// assert_eq!(service.clone().oneshot(request("bob")).await.unwrap().status(), 200);
/// assert_eq!(service.clone().oneshot(request("tom")).await.unwrap().status(), 403);
/// # }
/// ```
pub struct GuardLayer<B> {
    guard: Guard,
    answer: Answer<B>,
}

impl<B: From<String>> GuardLayer<B> {
    /// A layer that answers with problem+json.
    pub fn new(backend: impl Backend) -> Self {
        Self::answering(backend, Problem::to_response)
    }
}

impl<B> GuardLayer<B> {
    /// A layer that answers in a way of the application's own, such as with a status of gRPC.
    pub fn answering(backend: impl Backend, answer: fn(&Problem) -> Response<B>) -> Self {
        Self { guard: Guard::new(Arc::new(backend)), answer }
    }
}

impl<S, B> Layer<S> for GuardLayer<B> {
    type Service = GuardService<S, B>;

    fn layer(&self, inner: S) -> GuardService<S, B> {
        GuardService { inner, guard: self.guard.clone(), answer: self.answer }
    }
}

/// The service that a [`GuardLayer`] makes.
pub struct GuardService<S, B> {
    inner: S,
    guard: Guard,
    answer: Answer<B>,
}

impl<S, A, B> Service<Request<A>> for GuardService<S, B>
where
    S: Service<Request<A>, Response = Response<B>>,
    S::Future: Send + 'static,
    B: 'static,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Answered<B, S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<A>) -> Self::Future {
        let (guard, answer) = (self.guard.anew(), self.answer);
        guard.clone().enter(request.extensions_mut());
        let span = tracing::info_span!("request", method = %request.method(), status = tracing::field::Empty);
        let inner = span.in_scope(|| self.inner.call(request));
        let outcome = async move {
            let response = inner.await?;
            let failed = response.status().is_client_error() || response.status().is_server_error();
            let objection = if failed { None } else { guard.objection() };
            let response = objection.map_or(response, |problem| answer(&problem));
            tracing::Span::current().record("status", response.status().as_u16());
            Ok(response)
        };
        Box::pin(outcome.instrument(span))
    }
}

/// A tower layer that lets a request in only if its sender has a right on all data of the account. What is inside finds the
/// [`Proof<R>`](sendright::Proof) in the extensions of the request.
///
/// It stands inside a [`GuardLayer`], which has an example. Without one, every request is answered with status 500.
pub struct RequireLayer<R, B> {
    right: PhantomData<fn() -> R>,
    answer: Answer<B>,
}

impl<R: Right, B: From<String>> RequireLayer<R, B> {
    /// A layer that answers with problem+json.
    #[must_use]
    pub fn new() -> Self {
        Self::answering(Problem::to_response)
    }
}

impl<R: Right, B> RequireLayer<R, B> {
    /// A layer that answers in a way of the application's own, such as with a status of gRPC.
    #[must_use]
    pub fn answering(answer: fn(&Problem) -> Response<B>) -> Self {
        Self { right: PhantomData, answer }
    }
}

impl<R: Right, B: From<String>> Default for RequireLayer<R, B> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S, R, B> Layer<S> for RequireLayer<R, B> {
    type Service = RequireService<S, R, B>;

    fn layer(&self, inner: S) -> RequireService<S, R, B> {
        RequireService { inner, layer: *self }
    }
}

/// The service that a [`RequireLayer`] makes.
pub struct RequireService<S, R, B> {
    inner: S,
    layer: RequireLayer<R, B>,
}

impl<S, R, A, B> Service<Request<A>> for RequireService<S, R, B>
where
    S: Service<Request<A>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send,
    R: Right + 'static,
    A: Send + 'static,
    B: 'static,
{
    type Response = Response<B>;
    type Error = S::Error;
    type Future = Answered<B, S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<A>) -> Self::Future {
        // The one that is ready goes with the request.
        let clone = self.inner.clone();
        let mut inner = core::mem::replace(&mut self.inner, clone);
        let answer = self.layer.answer;
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            let proof = match Caller::find(&mut parts).await {
                Ok(caller) => caller.prove::<R>(core::convert::identity),
                Err(problem) => Err(problem),
            };
            match proof {
                Ok(proof) => {
                    parts.extensions.insert(proof);
                    inner.call(Request::from_parts(parts, body)).await
                }
                Err(problem) => Ok(answer(&problem)),
            }
        })
    }
}

// By hand, so that nothing is asked of the parameters.

impl<B> Clone for GuardLayer<B> {
    fn clone(&self) -> Self {
        Self { guard: self.guard.clone(), answer: self.answer }
    }
}

impl<S: Clone, B> Clone for GuardService<S, B> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), guard: self.guard.clone(), answer: self.answer }
    }
}

impl<R, B> Clone for RequireLayer<R, B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, B> Copy for RequireLayer<R, B> {}

impl<S: Clone, R, B> Clone for RequireService<S, R, B> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), layer: self.layer }
    }
}

macro_rules! opaque {
    ($($type:ident<$($parameter:ident),+>),+) => {$(
        impl<$($parameter),+> fmt::Debug for $type<$($parameter),+> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    )+};
}
opaque!(GuardLayer<B>, GuardService<S, B>, RequireLayer<R, B>, RequireService<S, R, B>);
