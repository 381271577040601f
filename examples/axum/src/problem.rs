use core::fmt;

use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use sendright::{CustomNames, Denial, PermissionSet, Refusal};
use serde::Serialize;

/// Why a request is not served: the body of the answer, as `application/problem+json` (RFC 9457).
///
/// Its members are `type`, which is always `about:blank`, `title`, the phrase of the status, `status`, `detail`, a sentence,
/// and, beyond those of the RFC, `code`, which is stable, and `permissions`, the names of those that the sentence names.
///
/// It is made of a [`Denial`] or a [`Refusal`], whose code and status it has, or of the application's own.
///
/// ```
/// use sendright::{Denial, Permission};
/// use sendright_axum::Problem;
///
/// let problem = Problem::from(Denial::Missing(Permission::SmsSend.into()));
/// assert_eq!((problem.status().as_u16(), problem.code()), (403, "missing"));
/// assert!(problem.to_string().starts_with("`sms.send` is missing"));
///
/// let gone = Problem::new(http::StatusCode::NOT_FOUND, "no_campaign", "there is no such campaign");
/// assert_eq!(gone.code(), "no_campaign");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    permissions: Vec<String>,
}

/// The members of the body, in their order.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    permissions: &'a [String],
}

impl Problem {
    /// A problem of the application's own, with a stable code for programs and a sentence for people.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), permissions: Vec::new() }
    }

    /// The answer to a request that does not prove who sends it: 401, which asks for a bearer token.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "the request does not prove who sends it: sign in")
    }

    /// The answer where the application fails: 500, and nothing of why. What it was is for the application's log.
    #[must_use]
    pub fn internal() -> Self {
        Self::internal_as("internal")
    }

    /// The same with a code of its own.
    pub(crate) fn internal_as(code: &'static str) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, code, "something went wrong here: try again later")
    }

    /// Why a request is denied, under the application's names.
    #[must_use]
    pub fn of_denial(denial: Denial, names: &CustomNames<'_>) -> Self {
        let sentence = denial.with_names(names).to_string();
        Self::of((denial.http_status(), denial.code()), sentence, listed(denial.permissions(), names))
    }

    /// Why a command is refused, under the application's names. Where it is denied, it is the problem of the denial.
    #[must_use]
    pub fn of_refusal(refusal: &Refusal, names: &CustomNames<'_>) -> Self {
        if let Refusal::Denied(denial) = refusal {
            return Self::of_denial(*denial, names);
        }
        let sentence = refusal.with_names(names).to_string();
        Self::of((refusal.http_status(), refusal.code()), sentence, listed(refusal.permissions(), names))
    }

    fn of((status, code): (u16, &'static str), detail: String, permissions: Vec<String>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
        Self { status, code, detail, permissions }
    }

    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The status of an answer in gRPC, which has no statuses of HTTP: `UNAUTHENTICATED`, `PERMISSION_DENIED`, `NOT_FOUND`,
    /// `FAILED_PRECONDITION`, `RESOURCE_EXHAUSTED`, `INVALID_ARGUMENT`, `UNAVAILABLE`, of which a client knows that it may try
    /// again, or `INTERNAL`.
    ///
    /// ```
    /// use sendright_axum::Problem;
    ///
    /// assert_eq!(Problem::from(sendright::Denial::NoAccess).grpc_status(), 5);
    /// assert_eq!(Problem::unauthenticated().grpc_status(), 16);
    /// let away = Problem::new(http::StatusCode::SERVICE_UNAVAILABLE, "away", "the sessions can't be read: try again");
    /// assert_eq!(away.grpc_status(), 14);
    /// ```
    #[must_use]
    pub const fn grpc_status(&self) -> u8 {
        match self.status.as_u16() {
            401 => 16,
            403 => 7,
            404 => 5,
            409 => 9,
            429 => 8,
            400..500 => 3,
            503 => 14,
            _ => 13,
        }
    }

    /// The body: JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        let body = Body {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or_default(),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            permissions: &self.permissions,
        };
        // Texts and numbers are always JSON.
        serde_json::to_string(&body).unwrap_or_default()
    }

    /// The answer. No cache keeps it, and a 401 says how to sign in (RFC 9110, 15.5.2).
    #[must_use]
    pub fn to_response<B: From<String>>(&self) -> Response<B> {
        let mut response = Response::new(self.to_json().into());
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Permissions by name.
fn listed(permissions: PermissionSet, names: &CustomNames<'_>) -> Vec<String> {
    permissions.iter().map(|permission| names.name(permission).to_owned()).collect()
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl core::error::Error for Problem {}

impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        Self::of_denial(denial, &CustomNames::NONE)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of_refusal(&refusal, &CustomNames::NONE)
    }
}

#[cfg(feature = "axum")]
impl axum_core::response::IntoResponse for Problem {
    fn into_response(self) -> axum_core::response::Response {
        self.to_response()
    }
}
