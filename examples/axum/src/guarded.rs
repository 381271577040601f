//! Routes whose handlers can't forget to ask.
//!
//! They are those of axum, with one condition more: a handler takes [`Allowed`], [`Ask`], [`Acting`], [`Open`] or, to show
//! something by GET, [`Rights`] as its first argument. It is the first because axum takes arguments in their order: who may not
//! is refused before a row is loaded or a body is read.
//!
//! ```
//! use axum::extract::Path;
//! use sendright_axum::{Allowed, Open, guarded};
//!
//! sendright::rights! { pub Purchase = CreditPurchase; }
//!
//! async fn health(_: Open) -> &'static str {
//!     "well"
//! }
//!
//! async fn purchase(proof: Allowed<Purchase>, Path(amount): Path<u32>) -> String {
//!     format!("{amount} for {}", proof.account())
//! }
//!
//! let router = guarded::Router::<()>::new()
//!     .route("/health", guarded::get(health))
//!     .route("/accounts/{account}/credit/{amount}", guarded::post(purchase));
//! # let _ = router;
//! ```
//!
//! A handler that asks for nothing does not compile:
//!
//! ```compile_fail,E0277
//! # use axum::extract::Path;
//! async fn purchase(Path(amount): Path<u32>) -> String {
//!     format!("{amount} for anybody")
//! }
//!
//! let route = sendright_axum::guarded::post::<_, _, ()>(purchase);
//! ```
//!
//! Nor does one without arguments:
//!
//! ```compile_fail,E0277
//! async fn health() -> &'static str {
//!     "well"
//! }
//!
//! let route = sendright_axum::guarded::get::<_, _, ()>(health);
//! ```
//!
//! Nor one that asks after its body was read:
//!
//! ```compile_fail,E0277
//! # use axum::extract::Path;
//! # use sendright_axum::Allowed;
//! # sendright::rights! { pub Purchase = CreditPurchase; }
//! # fn main() {
//! async fn purchase(Path(amount): Path<u32>, proof: Allowed<Purchase>) -> String {
//!     format!("{amount} for {}", proof.account())
//! }
//!
//! let route = sendright_axum::guarded::post::<_, _, ()>(purchase);
//! # }
//! ```
//!
//! Nor one that changes something for whoever has any access. [`Rights`] are shown:
//!
//! ```compile_fail,E0277
//! # use sendright_axum::Rights;
//! async fn purge(Rights(access): Rights) -> &'static str {
//!     "gone"
//! }
//!
//! let route = sendright_axum::guarded::delete::<_, _, ()>(purge);
//! ```
//!
//! [`Allowed`]: crate::Allowed
//! [`Ask`]: crate::Ask
//! [`Rights`]: crate::Rights
//! [`Acting`]: crate::Acting
//! [`Open`]: crate::Open

use core::fmt;

use axum::handler::Handler;
use axum::routing;

use crate::backend::Backend;
use crate::extract::{Door, Window};
use crate::layer::GuardLayer;

/// The arguments of a handler of axum, the first of which is a [`Door`]. Nobody else implements it.
#[diagnostic::on_unimplemented(
    message = "a guarded handler takes `Allowed<R>`, `Ask<R>`, `Acting` or `Open` as its first argument",
    note = "the arguments of this handler are `{Self}`, and the first of them is none of these"
)]
pub trait Guarded: sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

/// The same for a handler that only shows something, whose first argument may be [`Rights`](crate::Rights), too.
#[diagnostic::on_unimplemented(
    message = "a guarded handler takes `Allowed<R>`, `Ask<R>`, `Acting`, `Open` or, to show something, `Rights` as its first argument",
    note = "the arguments of this handler are `{Self}`, and the first of them is none of these"
)]
pub trait Shows: sealed::Sealed {}

macro_rules! arguments {
    ($first:ident $($more:ident)*) => {
        impl<M, $first: Window, $($more),*> sealed::Sealed for (M, $first, $($more,)*) {}
        impl<M, $first: Window, $($more),*> Shows for (M, $first, $($more,)*) {}
        impl<M, $first: Door, $($more),*> Guarded for (M, $first, $($more,)*) {}
        arguments!(@fewer $($more)*);
    };
    (@fewer) => {};
    (@fewer $first:ident $($more:ident)*) => { arguments!($first $($more)*); };
}
arguments!(T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12 T13 T14 T15 T16);

/// The methods of a route, each with a guarded handler.
pub struct MethodRouter<S = ()>(routing::MethodRouter<S>);

macro_rules! methods {
    ($($method:ident $name:literal $condition:ident),+) => {
        $(
            #[doc = concat!("A route whose method ", $name, " has this handler.")]
            pub fn $method<H, T, S>(handler: H) -> MethodRouter<S>
            where
                H: Handler<T, S>,
                T: $condition + 'static,
                S: Clone + Send + Sync + 'static,
            {
                MethodRouter(routing::$method(handler))
            }
        )+

        impl<S: Clone + Send + Sync + 'static> MethodRouter<S> {
            $(
                #[doc = concat!("The same route, whose method ", $name, " has this handler.")]
                #[must_use]
                pub fn $method<H, T>(self, handler: H) -> Self
                where
                    H: Handler<T, S>,
                    T: $condition + 'static,
                {
                    Self(self.0.$method(handler))
                }
            )+
        }
    };
}
methods!(get "GET" Shows, post "POST" Guarded, put "PUT" Guarded, patch "PATCH" Guarded, delete "DELETE" Guarded);

/// For a router of axum, which takes others that are not guarded, too. It needs the [`GuardLayer`] around it.
impl<S> From<MethodRouter<S>> for routing::MethodRouter<S> {
    fn from(route: MethodRouter<S>) -> Self {
        route.0
    }
}

/// A router that takes guarded routes alone.
pub struct Router<S = ()>(axum::Router<S>);

impl<S: Clone + Send + Sync + 'static> Router<S> {
    /// A router without routes.
    #[must_use]
    pub fn new() -> Self {
        Self(axum::Router::new())
    }

    /// The same with a route.
    ///
    /// # Panics
    ///
    /// Like [`axum::Router::route`], if the path is malformed or has a route already.
    #[must_use]
    pub fn route(self, path: &str, route: MethodRouter<S>) -> Self {
        Self(self.0.route(path, route.0))
    }

    /// The same with the routes of another.
    ///
    /// # Panics
    ///
    /// Like [`axum::Router::merge`], if a path has a route in both.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }

    /// The same with the routes of another under a path.
    ///
    /// # Panics
    ///
    /// Like [`axum::Router::nest`], if a path has a route in both.
    #[must_use]
    pub fn nest(self, path: &str, other: Self) -> Self {
        Self(self.0.nest(path, other.0))
    }

    /// The router of axum, with the [`GuardLayer`] around each route.
    pub fn guarded_by(self, backend: impl Backend) -> axum::Router<S> {
        self.0.layer(GuardLayer::new(backend))
    }
}

impl<S: Clone + Send + Sync + 'static> Default for Router<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Clone for MethodRouter<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S> Clone for Router<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S> fmt::Debug for MethodRouter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S> fmt::Debug for Router<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
