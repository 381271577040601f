//! What is traced: nothing that says who asked or whose data it was about.

use sendright::{Denial, PermissionSet, Principal};

use crate::caller::Caller;

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

/// An event for what a programmer forgot, by the code of the answer, for whoever watches the product.
pub(crate) fn forgotten(code: &'static str) {
    tracing::error!(target: "sendright", code, "a handler does not decide");
}
