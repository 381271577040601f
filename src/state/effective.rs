//! What a principal holds in an account: the one plain definition (rules G1, G2, G5 and G6), without the index.
//!
//! The decision's closer look, explanations, coverage and reviews read it. The question of every request reads the index,
//! whose answers are copies of what is said here.

use chrono::{DateTime, Utc};
use smallvec::SmallVec;

use crate::organization::{Account, AccountId, ApiKey, Assignment, Membership, Principal, User, UserId};
use crate::permission::{Grants, Levels};

use super::{AccountEntry, State};

/// A principal that was looked up.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    Person(&'a User),
    /// An API key of a person (rule G5).
    KeyOf(&'a User, &'a ApiKey),
    /// An API key of an account, without a person (rule G6).
    AccountKey(&'a ApiKey),
}

/// The effective permissions of a subject in an account, before the ceiling, source by source.
#[derive(Clone, Debug)]
pub(crate) struct Effective<'a> {
    pub(crate) subject: Subject<'a>,
    /// What a key leaves of its owner's grants, or holds itself; `None` where it does not work (rules G5, G6).
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

impl<'a> Subject<'a> {
    /// The person, or the owner of the key.
    pub(crate) const fn user(self) -> Option<&'a User> {
        match self {
            Self::Person(user) | Self::KeyOf(user, _) => Some(user),
            Self::AccountKey(_) => None,
        }
    }

    pub(crate) const fn key(self) -> Option<&'a ApiKey> {
        match self {
            Self::Person(_) => None,
            Self::KeyOf(_, key) | Self::AccountKey(key) => Some(key),
        }
    }

    /// The user behind it, for whom data can be one's own (rule D2).
    pub(crate) fn user_id(self) -> Option<UserId> {
        self.user().map(|user| user.id)
    }

    /// Whether the subject is a person, in an account of their own tenant (rule G3).
    pub(crate) fn is_person_at_home(&self, entry: AccountEntry<'_>) -> bool {
        matches!(self, Self::Person(user) if user.root == entry.root())
    }

    /// What a key leaves of its owner's grants in an account, or holds itself: its cap, below its account only if it is made
    /// for the subtree, and never one's own details (rules G5, G6). `None` where the key does not work.
    fn cap(self, entry: AccountEntry<'_>) -> Option<Grants> {
        let Some(key) = self.key() else { return Some(Grants::ALL) };
        let grants = key.grants();
        // Below its account, a key of an account that holds nothing is not there (rule D4).
        let is_there = key.account == entry.account.id || key.owner().is_some() || !grants.is_none();
        (is_there && entry.has_key(key)).then_some(grants)
    }

    /// When the subject's power ends, whatever its memberships: the end of a key.
    pub(crate) fn ends(self) -> Option<DateTime<Utc>> {
        self.key().and_then(|key| key.until)
    }

    /// Whether the user, if there is one, is active, and the key, if there is one, has not ended.
    pub(crate) fn may_act(self, at: DateTime<Utc>) -> bool {
        self.user().is_none_or(|user| user.active) && self.key().is_none_or(|key| !key.has_ended(at))
    }
}

impl<'a> Effective<'a> {
    /// Whether a membership, or a key of an account itself, reaches the account, live or not (rule D4).
    pub(crate) fn is_reached(&self) -> bool {
        self.cap.is_some() && (matches!(self.subject, Subject::AccountKey(_)) || !self.sources.is_empty())
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

    /// What is held by those memberships that a condition holds for (rules G2, G5); by a key of an account, its cap (rule G6).
    pub(crate) fn by(&self, counts: impl Fn(&Assignment) -> bool) -> Grants {
        if let Subject::AccountKey(_) = self.subject {
            return self.cap();
        }
        let counting = self.sources.iter().filter(|source| counts(source.membership.assignment));
        counting.fold(Grants::NONE, |held, source| held.union(source.grants)).intersection(self.cap())
    }

    /// The levels that count in an account at an instant: those of the live membership there. Levels do not reach below (rule
    /// V6), and a key has permissions and no levels (rules G5, G6).
    pub(crate) fn levels(&self, account: AccountId, at: DateTime<Utc>) -> Levels {
        let Subject::Person(_) = self.subject else { return Levels::NONE };
        let there = self.sources.iter().map(|source| source.membership).find(|there| there.account == account);
        let live = there.map(|there| there.assignment).filter(|assignment| assignment.counts(at));
        live.map_or(Levels::NONE, Assignment::given_levels)
    }

    /// What is held at an instant.
    pub(crate) fn at(&self, at: DateTime<Utc>) -> Grants {
        self.by(|assignment| assignment.counts(at))
    }
}

impl State {
    pub(crate) fn subject(&self, principal: Principal) -> Option<Subject<'_>> {
        match principal {
            Principal::User(user) => self.user(user).map(Subject::Person),
            Principal::ApiKey(key) => {
                let key = self.key(key)?;
                match key.owner() {
                    Some(owner) => self.user(owner).map(|owner| Subject::KeyOf(owner, key)),
                    None => Some(Subject::AccountKey(key)),
                }
            }
        }
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
        let sources = subject.user_id().map_or_else(Sources::new, |user| self.sources(user, entry));
        Effective { subject, cap: subject.cap(entry), sources }
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
