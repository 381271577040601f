//! When somebody was a member of one of a set of accounts, by the revisions of the history.

use std::collections::BTreeMap;

use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, UserId};
use crate::state::State;

/// The states from a revision on, and before another.
pub(super) type Span = (u64, u64);

/// The memberships of a user that the history tells of: for an account, the spans that are over, and since when it lasts.
pub(super) struct Memberships {
    user: UserId,
    told: BTreeMap<AccountId, Told>,
}

#[derive(Default)]
struct Told {
    over: Vec<Span>,
    since: Option<u64>,
    last: u64,
}

/// Of each user the spans, in order and apart.
#[derive(Default)]
pub(super) struct Presence(BTreeMap<UserId, Vec<Span>>);

impl Memberships {
    pub(super) const fn of(user: UserId) -> Self {
        Self { user, told: BTreeMap::new() }
    }

    /// Notes what a change did, after those before it. A membership that the first of them found was there from the beginning.
    pub(super) fn note(&mut self, revision: u64, difference: &Difference) {
        let Some(Record::Membership { user, account, .. }) = difference.sides().next() else { return };
        if *user != self.user {
            return;
        }
        let is_first = !self.told.contains_key(account);
        let told = self.told.entry(*account).or_default();
        if is_first && difference.before().is_some() {
            told.since = Some(0);
        }
        told.last = revision;
        match (difference.after().is_some(), told.since) {
            (true, None) => told.since = Some(revision),
            (false, Some(since)) => {
                told.over.push((since, revision));
                told.since = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }

    /// When the user was a member of the accounts for which a condition holds. A membership of which the history does not
    /// tell is now what it always was. One that is gone without its end being told is counted to its last change alone.
    pub(super) fn spans(&self, state: &State, is_one_of: impl Fn(AccountId) -> bool) -> Vec<Span> {
        let mut spans = Vec::new();
        for (account, told) in self.told.iter().filter(|(account, _)| is_one_of(**account)) {
            let lasts = state.membership(self.user, *account).is_some() || state.revision < told.last;
            let until = if lasts { u64::MAX } else { told.last.saturating_add(1) };
            let now = told.since.map(|since| (since, until));
            spans.extend(told.over.iter().copied().chain(now));
        }
        let mut accounts = state.memberships_of(self.user).map(|membership| membership.account);
        if accounts.any(|account| is_one_of(account) && !self.told.contains_key(&account)) {
            spans.push((0, u64::MAX));
        }
        apart(spans)
    }
}

/// The union of spans, in order and apart.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut union = Vec::<Span>::new();
    for (from, until) in spans {
        match union.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            Some(_) | None => union.push((from, until)),
        }
    }
    union
}

impl Presence {
    /// These users, in every state.
    pub(super) fn always(users: impl IntoIterator<Item = UserId>) -> Self {
        Self(users.into_iter().map(|user| (user, vec![(0, u64::MAX)])).collect())
    }

    /// That of one more user.
    pub(super) fn add(&mut self, user: UserId, spans: Vec<Span>) {
        self.0.insert(user, spans);
    }

    /// Whether a user was a member in one of the states from a revision to another, both included.
    pub(super) fn is_member(&self, user: UserId, (first, last): (u64, u64)) -> bool {
        let Some(spans) = self.0.get(&user) else { return false };
        let next = spans.partition_point(|(_, until)| *until <= first);
        spans.get(next).is_some_and(|(from, _)| *from <= last)
    }
}
