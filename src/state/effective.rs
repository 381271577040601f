//! What a principal holds in an account: the one plain definition (rules G1, G2 and G5), without the index.
//!
//! The decision's closer look, explanations, coverage and reviews read it. The question of every request reads the index,
//! whose answers are copies of what is said here.

use chrono::{DateTime, Utc};
use smallvec::SmallVec;

use crate::organization::{Account, AccountId, ApiKey, Assignment, Membership, Principal, User, UserId};
use crate::permission::{Grants, PermissionSet, Scope};

use super::{AccountEntry, State};

/// A principal that was looked up: a user or, with its owner, an API key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) user: &'a User,
    pub(crate) key: Option<&'a ApiKey>,
}

/// The effective permissions of a subject in an account, before the ceiling, source by source.
#[derive(Clone, Debug)]
pub(crate) struct Effective<'a> {
    pub(crate) subject: Subject<'a>,
    /// What a key leaves of its owner's grants; `None` where it does not work (rule G5).
    cap: Option<Grants>,
    /// The memberships that reach the account, live or not: the one there, and those above whose subtree set is not empty,
    /// the nearest first (rule D4).
    sources: Sources<'a>,
}

/// As many as an account can have above it, and itself: no question allocates.
type Sources<'a> = SmallVec<[Source<'a>; Account::MAX_DEPTH as usize + 1]>;

/// A membership that reaches an account, and what it grants there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) membership: Membership<'a>,
    pub(crate) grants: Grants,
}

impl Subject<'_> {
    /// Whether the subject is a person, in an account of their own tenant (rule G3).
    pub(crate) fn is_person_at_home(&self, entry: AccountEntry<'_>) -> bool {
        self.key.is_none() && self.user.root == entry.root()
    }

    /// What a key leaves of its owner's grants in an account: its cap, below its account only if it is made for the
    /// subtree, and never one's own details (rule G5). `None` where the key does not work.
    fn cap(&self, entry: AccountEntry<'_>) -> Option<Grants> {
        let Some(key) = self.key else { return Some(Grants::ALL) };
        let scope = if key.subtree { Scope::Subtree } else { Scope::Account };
        entry.has_key(key).then(|| Grants::of(key.cap - PermissionSet::PROFILE_EDIT, scope))
    }

    /// When the subject's power ends, whatever its memberships: the end of a key.
    pub(crate) fn ends(&self) -> Option<DateTime<Utc>> {
        self.key.and_then(|key| key.until)
    }

    /// Whether the user is active and the key, if there is one, has not ended.
    pub(crate) fn may_act(&self, at: DateTime<Utc>) -> bool {
        self.user.active && self.key.is_none_or(|key| !key.has_ended(at))
    }
}

impl<'a> Effective<'a> {
    /// Whether a membership reaches the account, live or not (rule D4).
    pub(crate) fn is_reached(&self) -> bool {
        self.cap.is_some() && !self.sources.is_empty()
    }

    /// Whether the subject, if it is a key, works in the account (rule G5).
    pub(crate) const fn key_works(&self) -> bool {
        self.cap.is_some()
    }

    /// What a key leaves of its owner's grants: everything if there is no key, nothing where it does not work.
    pub(crate) fn cap(&self) -> Grants {
        self.cap.unwrap_or(Grants::NONE)
    }

    pub(crate) fn sources(&self) -> &[Source<'a>] {
        &self.sources
    }

    /// What is held by those memberships that a condition holds for (rules G2, G5).
    pub(crate) fn by(&self, counts: impl Fn(&Assignment) -> bool) -> Grants {
        let counting = self.sources.iter().filter(|source| counts(source.membership.assignment));
        counting.fold(Grants::NONE, |held, source| held.union(source.grants)).intersection(self.cap())
    }

    /// What is held at an instant.
    pub(crate) fn at(&self, at: DateTime<Utc>) -> Grants {
        self.by(|assignment| assignment.counts(at))
    }
}

impl State {
    pub(crate) fn subject(&self, principal: Principal) -> Option<Subject<'_>> {
        let (user, key) = match principal {
            Principal::User(user) => (user, None),
            Principal::ApiKey(key) => self.key(key).map(|key| (key.owner, Some(key)))?,
        };
        self.user(user).map(|user| Subject { user, key })
    }

    /// Whether a live membership of a user reaches an account: for what a change does, so by what memberships carried in the
    /// first catalogue (rules G5, I7).
    pub(crate) fn is_reached_live(&self, user: UserId, entry: AccountEntry<'_>, at: DateTime<Utc>) -> bool {
        entry.path().any(|account| {
            self.membership(user, account).is_some_and(|membership| {
                let carries = account == entry.account.id || membership.grants.reached_down_at_first();
                carries && membership.assignment.counts(at)
            })
        })
    }

    /// The effective permissions of a subject in an account.
    pub(crate) fn effective<'a>(&'a self, subject: Subject<'a>, entry: AccountEntry<'a>) -> Effective<'a> {
        Effective { subject, cap: subject.cap(entry), sources: self.sources(subject.user.id, entry) }
    }

    /// What a user would hold with every membership that a condition holds for, whoever acts for them.
    fn sources<'a>(&'a self, user: UserId, entry: AccountEntry<'a>) -> Sources<'a> {
        let source = |account: AccountId| {
            let membership = self.membership(user, account)?;
            let granted = *membership.grants;
            if account == entry.account.id {
                return Some(Source { membership, grants: granted });
            }
            granted.reaches_down().then(|| Source { membership, grants: granted.inherited() })
        };
        entry.path().filter_map(source).collect()
    }
}
