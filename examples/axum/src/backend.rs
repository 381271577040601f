use core::future::Future;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use http::request::Parts;
use sendright::{AccountId, CustomNames, Directory, Principal};

use crate::problem::Problem;

/// What an application tells of itself: who sends a request, which account it is about, and where the directory is.
///
/// Nothing of it decides. A request whose sender is not known is answered with [`Problem::unauthenticated`].
///
/// ```
/// use std::sync::RwLock;
///
/// use http::request::Parts;
/// use sendright::{AccountId, ApiKeyId, Directory, Principal};
/// use sendright_axum::{Backend, Digest, Problem, Token};
///
/// struct Product {
///     directory: RwLock<Directory>,
///     digests: std::collections::HashMap<ApiKeyId, Digest>,
/// }
///
/// impl Backend for Product {
///     async fn principal(&self, request: &mut Parts) -> Result<Principal, Problem> {
///         let token = Token::of(request)?;
///         token.principal_if(self.digests.get(&token.key()))
///     }
///
///     async fn account(&self, request: &mut Parts) -> Result<AccountId, Problem> {
///         sendright_axum::account_of(request.headers.get("x-account").and_then(|id| id.to_str().ok()))
///     }
///
///     fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
///         ask(&self.directory.read().unwrap_or_else(|poisoned| poisoned.into_inner()))
///     }
/// }
/// ```
pub trait Backend: Send + Sync + 'static {
    /// Who sends the request, as its session, cookie or token proves. It may look at a store.
    ///
    /// # Errors
    ///
    /// The answer, if it proves nobody: [`Problem::unauthenticated`], mostly.
    fn principal(&self, request: &mut Parts) -> impl Future<Output = Result<Principal, Problem>> + Send;

    /// The account that the request is about: in its path, a header, or the name of its host.
    ///
    /// # Errors
    ///
    /// The answer, if there is none. What is not the id of an account is answered like one that does not exist:
    /// [`account_of`](crate::account_of) does.
    fn account(&self, request: &mut Parts) -> impl Future<Output = Result<AccountId, Problem>> + Send;

    /// Asks the directory. It is called for each decision and keeps nothing, so that a lock is held for a moment only. A handler
    /// that holds the lock itself, as for a command, has asked before: two of them would wait for each other.
    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T;

    /// The time. A request is decided at one instant, however long it takes.
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// The application's names for its own permissions, in problems.
    fn names(&self) -> CustomNames<'static> {
        CustomNames::NONE
    }
}

/// The backend that an application keeps a share of.
impl<B: Backend> Backend for Arc<B> {
    fn principal(&self, request: &mut Parts) -> impl Future<Output = Result<Principal, Problem>> + Send {
        B::principal(self, request)
    }

    fn account(&self, request: &mut Parts) -> impl Future<Output = Result<AccountId, Problem>> + Send {
        B::account(self, request)
    }

    fn with_directory<T>(&self, ask: impl FnOnce(&Directory) -> T) -> T {
        B::with_directory(self, ask)
    }

    fn now(&self) -> DateTime<Utc> {
        B::now(self)
    }

    fn names(&self) -> CustomNames<'static> {
        B::names(self)
    }
}

/// The account with an id in a path or a header. What is not an id is answered like an account that does not exist.
///
/// # Errors
///
/// The problem of [`Denial::NoAccess`](sendright::Denial::NoAccess).
pub fn account_of(id: Option<&str>) -> Result<AccountId, Problem> {
    id.and_then(|id| id.parse().ok()).ok_or_else(|| sendright::Denial::NoAccess.into())
}
