//! The description of the routes, as `OpenAPI`.

use sendright_sqlx::Counts;
use serde::Serialize;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{IntoResponses, OpenApi, ToSchema};

/// The description of all routes, made of their handlers.
#[must_use]
pub fn description() -> utoipa::openapi::OpenApi {
    let mut description = crate::routes::Description::openapi();
    let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
    description.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    description
}

/// Why a request is not served (RFC 9457).
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Always `about:blank`.
    r#type: String,
    /// The phrase of the status.
    title: String,
    /// The status.
    status: u16,
    /// A sentence for people.
    detail: String,
    /// A stable code for programs.
    code: String,
    /// The permissions that the sentence names.
    permissions: Option<Vec<String>>,
}

/// What is answered instead, where a question is asked.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is for the description alone")]
pub(crate) enum NotTold {
    /// What was sent can't be read.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(#[to_schema] Problem),
    /// The request does not prove who sends it; or it proves somebody who is shut out.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(#[to_schema] Problem),
    /// The sender may not.
    #[response(status = 403, content_type = "application/problem+json")]
    Denied(#[to_schema] Problem),
    /// It is not there, or the sender has no access to it: nobody can tell which.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// Something went wrong in the service.
    #[response(status = 500, content_type = "application/problem+json")]
    Failed(#[to_schema] Problem),
    /// The database does not answer, or others were before this one: try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(#[to_schema] Problem),
}

/// What is answered, beside [`NotTold`], where something was to be done.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "it is for the description alone")]
pub(crate) enum NotDone {
    /// What is there stands against it. `already_so`: it was done before.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] Problem),
    /// The body is too long.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLong(#[to_schema] Problem),
    /// The body is not said to be JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    NotJson(#[to_schema] Problem),
    /// It can't be done, whoever asks.
    #[response(status = 422, content_type = "application/problem+json")]
    Impossible(#[to_schema] Problem),
}

/// How the service is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// The revision of the log that it knows.
    pub(crate) revision: u64,
    /// For how long the log may have grown without the service's knowing, in milliseconds.
    pub(crate) age_ms: u64,
    /// Commands that were stored.
    stored: u64,
    /// Commands that were refused.
    refused: u64,
    /// How often another node was faster.
    lost: u64,
    /// How often the database asked for another try.
    conflicts: u64,
    /// Commands that failed.
    failed: u64,
    /// Commands of which it was not known whether they were stored. Each is to be looked at.
    uncertain: u64,
}

impl Health {
    pub(crate) fn new(revision: u64, age: core::time::Duration, counts: Counts) -> Self {
        let Counts { stored, refused, lost, conflicts, failed, uncertain, .. } = counts;
        let age_ms = u64::try_from(age.as_millis()).unwrap_or(u64::MAX);
        Self { revision, age_ms, stored, refused, lost, conflicts, failed, uncertain }
    }
}
