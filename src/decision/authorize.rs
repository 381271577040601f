//! The question of every request. What the index knows is answered by one look-up; everything else by the evidence. Both
//! end in the same equation, and the index holds copies of what the evidence reads: there is no second way to decide.

use crate::organization::{ApiKey, Principal, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::{Known, Masks, MembershipRecord, State};

use super::authorized::Authorized;
use super::denial::Denial;
use super::equation::{check, denial, masks};
use super::evidence::Evidence;
use super::request::Request;

/// Decides a request (rules D1 to D4).
#[inline(always)]
#[expect(clippy::inline_always, reason = "see `Directory::authorize`")]
pub(crate) fn authorize(state: &State, request: &Request) -> Result<Authorized, Denial> {
    let Principal::User(user) = request.principal() else { return by_key(state, *request) };
    by_record(state, request, user, state.record(user, request.account()))
}

/// The same for a user, by the user's record in the account, if there is one.
#[inline(always)]
#[expect(clippy::inline_always, reason = "it is the rest of `authorize`")]
fn by_record(
    state: &State,
    request: &Request,
    user: UserId,
    record: Option<&MembershipRecord>,
) -> Result<Authorized, Denial> {
    let answered = record.and_then(|record| state.answered(record, request.at()));
    if let Some(answered) = answered {
        // It allows nothing that takes a closer look: neither an empty requirement nor one's own details.
        if !request.is_shared() && answered.allowed(request.scope(Some(user))).allows(request.required()) {
            return Ok(Authorized::of_user(state, request));
        }
    }
    if !request.is_plain() {
        return by_evidence(state, *request);
    }
    match answered {
        Some(answered) => refused(&answered.masks, request.required(), request.scope(Some(user))),
        None if record.is_none() && !state.may_reach_from_above(user, request.account()) => Err(Denial::NoAccess),
        None => beyond_the_record(state, *request, user, record),
    }
}

/// Why masks do not allow a requirement.
#[cold]
#[inline(never)]
fn refused(masks: &Masks, required: PermissionSet, scope: Scope) -> Result<Authorized, Denial> {
    Err(denial(masks, required, scope))
}

/// How many records are looked up before the first of their requests is decided: so many that the processor waits for them at
/// once, and so few that they are still in its cache then. Measured with `cargo bench -p sendright-benches --bench authorize`.
const AT_ONCE: usize = 64;

/// Decides many requests, in their order: the records of some are found first, and then these requests are decided.
pub(crate) fn authorize_many(state: &State, requests: &[Request]) -> Vec<Result<Authorized, Denial>> {
    let mut answers = Vec::with_capacity(requests.len());
    let mut records = [None; AT_ONCE];
    for requests in requests.chunks(AT_ONCE) {
        for (record, request) in records.iter_mut().zip(requests) {
            *record = match request.principal() {
                Principal::User(user) => state.record(user, request.account()),
                Principal::ApiKey(_) => None,
            };
        }
        answers.extend(requests.iter().zip(&records).map(|(request, record)| match request.principal() {
            Principal::User(user) => by_record(state, request, user, *record),
            Principal::ApiKey(_) => by_key(state, *request),
        }));
    }
    answers
}

/// The same for a user whose record does not have the answer: there may be none.
#[inline(never)]
fn beyond_the_record(
    state: &State,
    request: Request,
    user: UserId,
    record: Option<&MembershipRecord>,
) -> Result<Authorized, Denial> {
    match state.known(user, request.account(), record, request.at(), |_| {}) {
        Known::Masks(masks) => {
            let scope = request.scope(Some(user));
            if masks.allowed(scope).allows(request.required()) {
                return Ok(Authorized::of_user(state, &request));
            }
            Err(denial(&masks, request.required(), scope))
        }
        Known::NoMembership => Err(Denial::NoAccess),
        Known::Nothing => by_evidence(state, request),
    }
}

fn by_masks(state: &State, request: &Request, user: Option<UserId>, masks: &Masks) -> Result<Authorized, Denial> {
    check(masks, request.required(), request.scope(user))?;
    Ok(Authorized::new(state, request, user))
}

/// The same for a key: a person's, which holds what its owner holds, within its cap (rule G5), or an account's (rule G6).
#[inline(never)]
fn by_key(state: &State, request: Request) -> Result<Authorized, Denial> {
    let Principal::ApiKey(id) = request.principal() else { return by_evidence(state, request) };
    if !request.is_plain() {
        return by_evidence(state, request);
    }
    if let Some((owner, masks)) = state.key_masks(id, request.account()) {
        return by_masks(state, &request, owner, masks);
    }
    match state.key(id) {
        Some(key) if is_working(state, key, &request) => match key.owner() {
            Some(owner) => by_owner(state, request, key, owner),
            None => by_account(state, request, key),
        },
        Some(_) | None => by_evidence(state, request),
    }
}

fn is_working(state: &State, key: &ApiKey, request: &Request) -> bool {
    !key.has_ended(request.at()) && state.key_works_in(key, request.account())
}

/// The same for a key of an account that works, by itself.
fn by_account(state: &State, request: Request, key: &ApiKey) -> Result<Authorized, Denial> {
    let grants = key.grants();
    match state.account(request.account()) {
        Some(entry) if !grants.is_none() => by_masks(state, &request, None, &masks(&grants, entry, None)),
        Some(_) | None => by_evidence(state, request),
    }
}

/// The same for a key that works, by what its owner has.
fn by_owner(state: &State, request: Request, key: &ApiKey, owner: UserId) -> Result<Authorized, Denial> {
    let record = state.record(owner, request.account());
    let masks = match record.and_then(|record| state.answered(record, request.at())) {
        Some(answered) => answered.masks.capped(key.cap),
        None => match state.known(owner, request.account(), record, request.at(), |_| {}) {
            Known::Masks(masks) => masks.capped(key.cap),
            Known::NoMembership => return Err(Denial::NoAccess),
            Known::Nothing => return by_evidence(state, request),
        },
    };
    by_masks(state, &request, Some(owner), &masks)
}

/// The same by a closer look: what is shared, one's own details, and why nothing counts.
#[inline(never)]
fn by_evidence(state: &State, request: Request) -> Result<Authorized, Denial> {
    let evidence = Evidence::gather(state, &request)?;
    evidence.outcome()?;
    Ok(Authorized::new(state, &request, evidence.user()))
}
