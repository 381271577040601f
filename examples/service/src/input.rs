//! Whom a request is from, and which account it is about.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use sendright::AccountId;
use sendright_axum::{Problem, bearer};

use crate::product::Product;
use crate::secret::SecretDigest;
use crate::store::{Person, Store};

/// The account in the path. What is not the id of one is answered like one that does not exist.
pub(crate) struct At(pub(crate) AccountId);

/// Proof that the operator sends the request.
pub(crate) struct Operator;

impl<S: Sync> FromRequestParts<S> for At {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        sendright_axum::account_in_path(parts).await.map(Self)
    }
}

impl<DB: Store> FromRequestParts<Arc<Product<DB>>> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, product: &Arc<Product<DB>>) -> Result<Self, Problem> {
        // Digests are compared, so that the time tells nothing of the secret.
        let is_operator = bearer(parts).is_some_and(|sent| product.is_operator(&SecretDigest::of(sent)));
        is_operator.then_some(Self).ok_or_else(Problem::unauthenticated)
    }
}

/// Whoever has signed in, as the backend found them. An API key is no person.
impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let person = parts.extensions.get().cloned();
        person.ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "person_only", "only a person can do this: sign in"))
    }
}
