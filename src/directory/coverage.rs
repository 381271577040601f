//! No escalation: whoever does something to others must hold what they hold and what they will hold (rules E1 to E6).

use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Actor, ApiKey, Assignment, Membership, Principal, RoleId, UserId};
use crate::permission::{Grants, Scope};
use crate::state::{AccountEntry, FIRST_ADMIN, NOT_PROFILE, State, Subject};

use super::refusal::Refusal;

/// The one who must cover something, and when: the actor, or the inviter in the actor's place (rule C7).
pub(super) struct Coverer<'a> {
    state: &'a State,
    /// `None` for the operator, who covers everything (rule C4).
    subject: Option<Subject<'a>>,
    at: DateTime<Utc>,
}

/// The part of time from an instant on, and until another one or for ever.
#[derive(Clone, Copy, Debug)]
struct Window {
    from: DateTime<Utc>,
    until: Option<DateTime<Utc>>,
}

impl Window {
    /// What is left of an assignment's window.
    fn left(assignment: &Assignment, at: DateTime<Utc>) -> Self {
        Self { from: assignment.starts().map_or(at, |from| from.max(at)), until: assignment.ends() }
    }

    fn is_empty(self) -> bool {
        self.until.is_some_and(|until| until <= self.from)
    }

    /// The parts before, within and after another window.
    fn split(self, other: Self) -> [Self; 3] {
        let earlier = |a: Option<DateTime<Utc>>, b: DateTime<Utc>| Some(a.map_or(b, |a| a.min(b)));
        let end = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let before = Self { until: earlier(self.until, other.from), ..self };
        let within = Self { from: self.from.max(other.from), until: end };
        // Nothing comes after a window that never ends.
        let after = Self { from: other.until.map_or(self.from, |end| end.max(self.from)), ..self };
        let after = if other.until.is_none() { Self { until: Some(after.from), ..after } } else { after };
        [before, within, after]
    }
}

impl<'a> Coverer<'a> {
    /// `None` if the actor is a principal that is not there.
    pub(super) fn new(state: &'a State, actor: Actor, at: DateTime<Utc>) -> Option<Self> {
        let subject = match actor.principal() {
            None => None,
            Some(principal) => Some(state.subject(principal)?),
        };
        Some(Self { state, subject, at })
    }

    /// E1: the actor covers these grants in an account by what is live now.
    pub(super) fn covers(&self, entry: AccountEntry<'_>, target: Grants) -> Result<(), Refusal> {
        let lacks = self.lacks(entry, target, |assignment| assignment.counts(self.at));
        self.refuse_unless_none(entry, lacks, |account, lacks| Refusal::Uncovered { account, lacks })
    }

    /// E3: the actor covers these grants, which are gained in a window, throughout it and by what is live now.
    fn covers_gain(&self, entry: AccountEntry<'_>, gain: Grants, window: Window) -> Result<(), Refusal> {
        if window.is_empty() {
            return Ok(());
        }
        let outlasts = |until: Option<DateTime<Utc>>| match (until, window.until) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(until), Some(needed)) => until >= needed,
        };
        let key_lasts = self.subject.is_none_or(|subject| outlasts(subject.ends()));
        let lacks = self
            .lacks(entry, gain, |assignment| key_lasts && assignment.counts(self.at) && outlasts(assignment.ends()));
        self.refuse_unless_none(entry, lacks, |account, lacks| Refusal::Outlasts { account, lacks })
    }

    /// The part of some grants that the actor does not hold by the memberships that count; one's own details are ignored
    /// (rule G3).
    fn lacks(&self, entry: AccountEntry<'_>, target: Grants, counts: impl Fn(&Assignment) -> bool) -> Grants {
        match self.subject {
            None => Grants::NONE,
            Some(subject) if !subject.may_act(self.at) => target.within(NOT_PROFILE),
            Some(subject) => target.within(NOT_PROFILE).beyond(&self.state.effective(subject, entry).by(counts)),
        }
    }

    /// An account beyond the actor's reach is not named (rule C3).
    fn refuse_unless_none(
        &self,
        entry: AccountEntry<'_>,
        lacks: Grants,
        refusal: impl FnOnce(AccountId, Grants) -> Refusal,
    ) -> Result<(), Refusal> {
        if lacks.is_none() {
            return Ok(());
        }
        let within_reach = self.subject.is_some_and(|subject| self.state.effective(subject, entry).is_reached());
        Err(if within_reach { refusal(entry.account.id, lacks) } else { Refusal::UncoveredElsewhere })
    }

    /// E3 for an invitation: the grants of its assignment, for all that is left of its window.
    pub(super) fn covers_offer(
        &self,
        entry: AccountEntry<'_>,
        assignment: &Assignment,
        gain: Gain,
    ) -> Result<(), Refusal> {
        let grants = gain.of(self.state.grants_of(assignment));
        self.covers_all_gained(entry, grants, Window::left(assignment, self.at))
    }

    fn covers_all_gained(&self, entry: AccountEntry<'_>, grants: Grants, window: Window) -> Result<(), Refusal> {
        self.covers(entry, grants)?;
        self.covers_gain(entry, grants, window)
    }

    /// E2 and E3 for a key of an account that is made or reset: all that it holds is gained, until its end (rule G6).
    pub(super) fn covers_key(
        &self,
        entry: AccountEntry<'_>,
        grants: Grants,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        self.covers_all_gained(entry, grants, Window { from: self.at, until })
    }

    /// E2 and E3 for a key of an account that is changed: before, after, and what is gained; all of it, if it had ended (rule
    /// G6).
    pub(super) fn covers_key_change(
        &self,
        entry: AccountEntry<'_>,
        key: &ApiKey,
        new: Grants,
        until: Option<DateTime<Utc>>,
    ) -> Result<(), Refusal> {
        let old = key.grants();
        self.covers(entry, old)?;
        self.covers(entry, new)?;
        let window = Window { from: self.at, until };
        let [_, within, after] = window.split(Window { from: self.at, until: key.until });
        self.covers_gain(entry, new.beyond(&old), within)?;
        self.covers_gain(entry, new, after)
    }

    /// E2 for a key of an account that is revoked: what it holds, if it has not ended. Whoever covers what rule I1 calls Admin
    /// can revoke any, also one that holds what a later version brought (rule G6).
    pub(super) fn covers_key_to_take(&self, entry: AccountEntry<'_>, key: &ApiKey) -> Result<(), Refusal> {
        if key.has_ended(self.at) || self.covers(entry, FIRST_ADMIN).is_ok() {
            return Ok(());
        }
        self.covers(entry, key.grants())
    }

    /// E2 for one account: the actor covers what a user holds there by every membership that has not ended (rule E1).
    pub(super) fn covers_member(&self, entry: AccountEntry<'_>, user: UserId) -> Result<(), Refusal> {
        let Some(user) = self.state.user(user) else { return Ok(()) };
        let held = self.state.effective(Subject::Person(user), entry);
        self.covers(entry, held.by(|assignment| !assignment.has_ended(self.at)))
    }

    /// E2 and E3 for a membership that gets another assignment: before, after, and what is gained.
    pub(super) fn covers_assignment(
        &self,
        entry: AccountEntry<'_>,
        old: Membership<'_>,
        assignment: &Assignment,
    ) -> Result<(), Refusal> {
        self.covers_member(entry, old.user)?;
        let new = self.state.grants_of(assignment);
        self.covers(entry, new)?;
        let window = Window::left(assignment, self.at);
        let [before, within, after] = window.split(Window::left(old.assignment, self.at));
        self.covers_gain(entry, new, before)?;
        self.covers_gain(entry, new.beyond(old.grants), within)?;
        self.covers_gain(entry, new, after)
    }

    /// E2 in all accounts of a user.
    pub(super) fn covers_user(&self, user: UserId) -> Result<(), Refusal> {
        self.for_memberships(user, |entry, _, grants| self.covers(entry, grants))
    }

    /// E2, E3 and E5 in all accounts of a user: all of it is gained. Invitations to the address end by it (rule C8).
    pub(super) fn covers_user_gained(&self, user: UserId, gain: Gain) -> Result<(), Refusal> {
        self.for_memberships(user, |entry, assignment, grants| {
            self.covers_all_gained(entry, gain.of(grants), Window::left(assignment, self.at))
        })
    }

    /// E4 for the holders of a role and the invitations that would give it, expired or not: one that has expired by this clock
    /// may be pending by a slower one, and can be renewed.
    pub(super) fn covers_role_change(&self, role: RoleId, grants: Grants) -> Result<(), Refusal> {
        let Some(role_entry) = self.state.role_entry(role) else { return Ok(()) };
        for (membership, new) in self.state.holders_if(role, grants) {
            let Some(entry) = self.state.open_account(membership.account) else { continue };
            if membership.assignment.has_ended(self.at) {
                continue;
            }
            self.covers_member(entry, membership.user)?;
            self.covers(entry, new)?;
            self.covers_gain(entry, new.beyond(membership.grants), Window::left(membership.assignment, self.at))?;
        }
        for invitation in role_entry.invitations.iter().filter_map(|id| self.state.invitation(*id)) {
            let Some(entry) = self.state.open_account(invitation.account) else { continue };
            let old = self.state.grants_of(&invitation.assignment);
            let new = self.state.grants_if(&invitation.assignment, Some((role, grants)));
            self.covers(entry, old)?;
            self.covers(entry, new)?;
            self.covers_gain(entry, new.beyond(&old), Window::left(&invitation.assignment, self.at))?;
        }
        Ok(())
    }

    /// E6: every membership in an account and in those below it, and every key of these accounts that has not ended.
    pub(super) fn covers_everyone_below(&self, account: AccountId) -> Result<(), Refusal> {
        for entry in self.state.subtree(account) {
            if self.state.open_account(entry.account.id).is_none() {
                continue;
            }
            for user in self.state.members(entry.account.id) {
                let membership = self.state.membership(user, entry.account.id);
                if membership.is_some_and(|membership| !membership.assignment.has_ended(self.at)) {
                    self.covers_member(entry, user)?;
                }
            }
            for key in self.state.account_keys_at(entry.account.id).filter(|key| !key.has_ended(self.at)) {
                self.covers(entry, key.grants())?;
            }
        }
        Ok(())
    }

    /// The user's memberships that have not ended, in open accounts (rule E1).
    fn for_memberships(
        &self,
        user: UserId,
        check: impl Fn(AccountEntry<'_>, &Assignment, Grants) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        for membership in self.state.memberships_of(user) {
            if membership.assignment.has_ended(self.at) {
                continue;
            }
            if let Some(entry) = self.state.open_account(membership.account) {
                check(entry, membership.assignment, *membership.grants)?;
            }
        }
        Ok(())
    }
}

/// What somebody gains by an act on a user.
#[derive(Clone, Copy, Debug)]
pub(super) enum Gain {
    /// The user gets back what they hold.
    Access,
    /// The actor could come to act as the user: the user's own data is as good as the account's (rule E5).
    Identity,
}

impl Gain {
    fn of(self, grants: Grants) -> Grants {
        match self {
            Self::Access => grants,
            Self::Identity => grants.union(Grants::of(grants.at(Scope::Own), Scope::Account)),
        }
    }
}

/// Whether some membership of a principal, live or not, reaches an account, so that the principal may be told of it (rule
/// C3).
pub(super) fn reaches(state: &State, principal: Principal, account: AccountId) -> bool {
    let subject = state.subject(principal);
    subject.zip(state.account(account)).is_some_and(|(subject, entry)| state.effective(subject, entry).is_reached())
}
