//! What is traced: nothing that says who asked or whose data it was about.

use sendright::{Denial, PermissionSet, Principal};

use crate::caller::Caller;
use crate::problem::Problem;

/// An event for a decision: the kind of principal, what was required, and the code of a denial. The ids of persons and keys, and
/// what a request has in its path and its headers, are not in it.
pub(crate) fn decided(caller: &Caller, required: PermissionSet, denial: Option<Denial>) {
    let principal = match caller.principal() {
        Principal::User(_) => "user",
        Principal::ApiKey(_) => "api_key",
    };
    let code = denial.map_or("allowed", |denial| denial.code());
    tracing::debug!(target: "sendright", principal, %required, code, "decided");
}

/// What a programmer forgot, by a code: nothing is served, whoever watches the product is told, and the client is not.
pub(crate) fn forgotten(code: &'static str) -> Problem {
    let what = match code {
        "unguarded" => "there is no layer of the guard around this handler: add it",
        _ => "a handler took an `Ask`, and answered before it asked: call `on`, `own` or `listing`",
    };
    tracing::error!(target: "sendright", code, "{what}");
    Problem::internal_as(code)
}
