//! No escalation (rules E1 to E6), asked at one sampled instant after another.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use sendright::{AccountId, Actor, Assignment, Principal, UserId};

use crate::held::Held;
use crate::model::{Instant, MembershipRow, Model, ended, live};

/// Something that begins or goes on to be held in an account, for as long as the window of an assignment.
#[derive(Clone, Debug)]
pub(crate) struct Gain {
    pub(crate) account: AccountId,
    pub(crate) held: Held,
    pub(crate) window: Assignment,
}

/// After every window.
pub(crate) fn far_future() -> Instant {
    DateTime::<Utc>::MAX_UTC
}

/// Instants one millisecond around another, and itself: there are none between (rule V8).
pub(crate) fn around(instant: Instant) -> impl Iterator<Item = Instant> {
    let millisecond = TimeDelta::milliseconds(1);
    [instant.checked_sub_signed(millisecond), Some(instant), instant.checked_add_signed(millisecond)]
        .into_iter()
        .flatten()
}

impl Model {
    /// Now and every instant to come at which anything may begin or end, those beside it, and one after all of them.
    pub(crate) fn instants_from(&self, now: Instant, more: &Assignment) -> BTreeSet<Instant> {
        let boundaries = self.boundaries().into_iter().chain(more.starts()).chain(more.ends());
        boundaries.flat_map(around).chain([now, far_future()]).filter(|instant| *instant >= now).collect()
    }

    /// What a target counts with in an account: every membership that has not ended, whatever its status or start, but
    /// none in a closed account (rule E1).
    pub(crate) fn counts_with(&self, user: UserId, account: AccountId, at: Instant) -> Held {
        let counts = |row: &&MembershipRow| !ended(&row.assignment, at) && !self.closed(row.account);
        self.memberships_of(user).filter(counts).fold(Held::NOTHING, |held, row| held.or(&self.brings(row, account)))
    }

    /// The same, where a closed account counts like an open one: to remove a member, to revoke a key (rule C10).
    pub(crate) fn held_by(&self, user: UserId, account: AccountId, at: Instant) -> Held {
        let counts = |row: &&MembershipRow| !ended(&row.assignment, at);
        self.memberships_of(user).filter(counts).fold(Held::NOTHING, |held, row| held.or(&self.brings(row, account)))
    }

    /// What an actor holds in an account now and also at a later instant, by memberships that are live at both, through
    /// a key only if that has not ended by then (rule E3).
    fn lasting(&self, actor: Principal, account: AccountId, now: Instant, then: Instant) -> Held {
        let over = |until: Option<Instant>| until.is_some_and(|until| until <= then);
        if self.person(actor).and_then(|(_, key)| key).is_some_and(|key| over(key.until)) {
            return Held::NOTHING;
        }
        self.granted_by(actor, account, |row| live(&row.assignment, now) && live(&row.assignment, then))
    }

    /// Whether an actor holds now, in an account, at least this (rules E1, E2).
    pub(crate) fn covers(&self, actor: Actor, account: AccountId, held: &Held, now: Instant) -> bool {
        actor.principal().is_none_or(|actor| self.lasting(actor, account, now, now).covers(held))
    }

    /// Whether an actor covers what is gained at each instant (rule E3), `gained` telling how much that is.
    pub(crate) fn covers_throughout(
        &self,
        actor: Actor,
        account: AccountId,
        window: &Assignment,
        now: Instant,
        gained: impl Fn(Instant) -> Held,
    ) -> bool {
        let Some(actor) = actor.principal() else { return true };
        let mut instants = self.instants_from(now, window).into_iter().filter(|instant| live(window, *instant));
        instants.all(|then| self.lasting(actor, account, now, then).covers(&gained(then)))
    }

    pub(crate) fn covers_gain(&self, actor: Actor, gain: &Gain, now: Instant) -> bool {
        self.covers_throughout(actor, gain.account, &gain.window, now, |_| gain.held)
    }

    /// All that E1 counts for a user, as gains: the memberships. Invitations end by what would give them (rule C8).
    pub(crate) fn everything_of(&self, user: UserId, now: Instant) -> Vec<Gain> {
        let counts = |row: &&MembershipRow| !ended(&row.assignment, now) && !self.closed(row.account);
        let gain = |row: &MembershipRow| self.gain(row.account, &row.assignment);
        self.memberships_of(user).filter(counts).map(gain).collect()
    }

    pub(crate) fn gain(&self, account: AccountId, assignment: &Assignment) -> Gain {
        Gain { account, held: self.gives(assignment), window: assignment.clone() }
    }
}
