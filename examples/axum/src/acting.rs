use core::fmt;

use chrono::{DateTime, Utc};
use http::request::Parts;
use sendright::{Actor, Principal, Refusal};

use crate::caller::Guard;
use crate::problem::Problem;

/// Who sends the request and when, for a handler that gives a [`Command`](sendright::Command): it is no decision, as
/// [`Directory::plan`](sendright::Directory::plan) decides about every command, and about one of somebody who has no access yet,
/// too.
///
/// ```
/// # use std::sync::{Arc, RwLock};
/// use axum::extract::{Path, State};
/// use sendright::commands::DeclineInvitation;
/// use sendright::{Directory, Email, InvitationId};
/// use sendright_axum::{Acting, Problem};
/// # struct Product { directory: RwLock<Directory> }
/// # fn proved(_: &Acting) -> Email { "dan@acme.example".parse().unwrap() }
///
/// async fn decline(by: Acting, State(app): State<Arc<Product>>, Path(id): Path<InvitationId>) -> Result<(), Problem> {
///     let command = DeclineInvitation::new(id, proved(&by)).into();
///     let mut directory = app.directory.write().unwrap();
///     let change = directory.plan(by.actor(), &command, by.at()).map_err(|refusal| by.refused(&refusal))?;
///     // Store it here.
///     directory.commit(change).map_err(|_| Problem::internal())
/// }
/// # let _ = sendright_axum::guarded::post::<_, _, Arc<Product>>(decline);
/// ```
#[derive(Clone)]
#[must_use = "it decides nothing: give a command by its `actor`"]
pub struct Acting {
    pub(crate) guard: Guard,
    pub(crate) principal: Principal,
    pub(crate) at: DateTime<Utc>,
}

impl Acting {
    /// Finds who sends a request, by the [`Backend`](crate::Backend) of the layer; once in a request.
    ///
    /// # Errors
    ///
    /// The [`Problem`] of the backend; and, with status 500, that there is no [`GuardLayer`](crate::GuardLayer) around the handler.
    pub async fn find(request: &mut Parts) -> Result<Self, Problem> {
        if let Some(found) = request.extensions.get::<Self>() {
            return Ok(found.clone());
        }
        let guard = Guard::around(request)?;
        let principal = guard.backend.principal(request).await?;
        let acting = Self { at: guard.backend.now(), guard, principal };
        request.extensions.insert(acting.clone());
        Ok(acting)
    }

    /// Who gives the command.
    #[must_use]
    pub fn actor(&self) -> Actor {
        self.principal.into()
    }

    /// Who sends the request.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.principal
    }

    /// The instant of the request.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The problem of a refusal, under the application's names for its own permissions.
    #[must_use]
    pub fn refused(&self, refusal: &Refusal) -> Problem {
        Problem::of_refusal(refusal, &self.guard.backend.names())
    }
}

/// Nobody's id, as this is printed to logs.
impl fmt::Debug for Acting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acting").field("at", &self.at).finish_non_exhaustive()
    }
}

#[cfg(feature = "axum")]
impl<S: Sync> axum_core::extract::FromRequestParts<S> for Acting {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::find(parts).await
    }
}
