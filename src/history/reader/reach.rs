//! What is within a reader's reach: the accounts whose history the reader may read, and when who was a member there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::history::beyond::Beyond;
use crate::history::entry::HistoryEntry;
use crate::history::index::{Index, Sought, Term};
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, Actor, ApiKeyId, Principal, RoleId, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::{AccountEntry, State, Subject};

use super::presence::{Memberships, Presence};

pub(super) struct Reach<'a> {
    state: &'a State,
    /// An earlier state, which has some of what is gone since.
    earlier: Option<&'a State>,
    places: Places,
    members: Members,
    /// The entries of a history, in which it looks up when somebody was a member and where a role or key was; `None` where it
    /// is told so, entry by entry.
    past: Option<Past<'a>>,
    /// Those of whom it was looked up.
    known: BTreeSet<UserId>,
    /// The accounts of roles and keys, some of which are gone.
    roles: BTreeMap<RoleId, AccountId>,
    keys: BTreeMap<ApiKeyId, AccountId>,
    /// The first state of which it is known who was a member where.
    known_from: u64,
}

/// The entries of a history, and what finds them.
#[derive(Clone, Copy)]
pub(super) struct Past<'a> {
    pub(super) entries: &'a [HistoryEntry],
    pub(super) index: &'a Index,
}

impl<'a> Past<'a> {
    /// The differences of the entries that have a term, with their revisions.
    fn differences(self, term: Term<'_>) -> impl DoubleEndedIterator<Item = (u64, &'a Difference)> + use<'a> {
        let entries =
            self.index.positions_of(term).iter().filter_map(move |position| self.entries.get(*position as usize));
        entries.flat_map(|entry| entry.differences().iter().map(|difference| (entry.revision, difference)))
    }
}

/// Where the reader may read the history, and what is above.
struct Places {
    accounts: BTreeSet<AccountId>,
    /// Those above them that are not among them.
    above: BTreeSet<AccountId>,
    root: Option<AccountId>,
}

/// Who was a member when: of an account within reach, of one above, of the root account, of any.
#[derive(Default)]
pub(super) struct Members {
    within: Presence,
    from_above: Presence,
    at_root: Presence,
    anywhere: Presence,
}

impl<'a> Reach<'a> {
    /// By the entries of a history that has forgotten what was before a state.
    pub(super) fn new(
        state: &'a State,
        reader: Principal,
        now: DateTime<Utc>,
        past: Past<'a>,
        known_from: u64,
    ) -> Self {
        Self { known_from, past: Some(past), ..Self::without_entries(state, reader, now) }
    }

    /// The entries that touch an account within reach, and maybe others.
    pub(super) fn sought<'i>(&self, index: &'i Index) -> Sought<'i> {
        Sought::any(self.places.accounts.iter().map(|account| index.positions_of(Term::Account(*account))))
    }

    /// Looks up when those whom an entry mentions were members.
    pub(super) fn learn(&mut self, entry: &HistoryEntry) {
        let Some(past) = self.past else { return };
        for user in mentioned(entry) {
            if self.known.insert(user) {
                let mut memberships = Memberships::of(user);
                past.differences(Term::Member(user))
                    .for_each(|(revision, difference)| memberships.note(revision, difference));
                self.add_member(user, &memberships);
            }
        }
    }

    fn add_member(&mut self, user: UserId, memberships: &Memberships) {
        let Self { state, members, places: Places { accounts, above, root }, .. } = self;
        members.within.add(user, memberships.spans(state, |account| accounts.contains(&account)));
        members.from_above.add(user, memberships.spans(state, |account| above.contains(&account)));
        members.at_root.add(user, memberships.spans(state, |account| Some(account) == *root));
        members.anywhere.add(user, memberships.spans(state, |_| true));
    }

    /// Nobody was a member anywhere, until it is [told](Self::tell).
    pub(super) fn without_entries(state: &'a State, reader: Principal, now: DateTime<Utc>) -> Self {
        let accounts = readable(state, reader, now);
        let ancestors = accounts.iter().filter_map(|id| state.account(*id)).flat_map(|entry| entry.ancestors);
        let above: BTreeSet<AccountId> = ancestors.copied().filter(|id| !accounts.contains(id)).collect();
        let root = accounts.iter().find_map(|id| state.account(*id)).map(AccountEntry::root);
        let places = Places { accounts, above, root };
        let (roles, keys) = (BTreeMap::new(), BTreeMap::new());
        let (members, known) = (Members::default(), BTreeSet::new());
        Self { state, earlier: None, places, members, past: None, known, roles, keys, known_from: 0 }
    }

    /// Looks up in an earlier state, too, what may be gone.
    pub(super) fn with_earlier(self, earlier: &'a State) -> Self {
        Self { earlier: Some(earlier), ..self }
    }

    /// Notes the accounts of roles and keys that a change altered.
    pub(super) fn note_places(&mut self, entry: &HistoryEntry) {
        for difference in entry.differences() {
            match difference.sides().next() {
                Some(Record::Role(role)) => _ = self.roles.insert(role.id, role.account),
                Some(Record::ApiKey(key)) => _ = self.keys.insert(key.id, key.account),
                Some(Record::Account(_) | Record::User(_) | Record::Membership { .. } | Record::Invitation(_))
                | None => {}
            }
        }
    }

    /// From here on, these users were members of these accounts and no others, in every state that is asked for. If that is
    /// not `whole`, anybody may have been a member elsewhere.
    pub(super) fn tell(&mut self, members: &BTreeMap<UserId, BTreeSet<AccountId>>, whole: bool) {
        let Places { accounts, above, root } = &self.places;
        let of = |is_one_of: &dyn Fn(&AccountId) -> bool| {
            let users = members.iter().filter(|(_, accounts)| accounts.iter().any(is_one_of));
            Presence::always(users.map(|(user, _)| *user))
        };
        self.members = Members {
            within: of(&|account| accounts.contains(account)),
            from_above: of(&|account| above.contains(account)),
            at_root: of(&|account| Some(*account) == *root),
            anywhere: if whole { of(&|_| true) } else { Presence::always(members.keys().copied()) },
        };
    }

    pub(super) fn is_empty(&self) -> bool {
        self.places.accounts.is_empty()
    }

    pub(super) fn account(&self, id: AccountId) -> Result<(), Beyond> {
        if self.places.accounts.contains(&id) { Ok(()) } else { Err(self.beyond(id)) }
    }

    /// A user is within reach if a member of an account that is, in one of these states; and beyond, where that is not known.
    pub(super) fn user(&self, id: UserId, states: (u64, u64)) -> Result<(), Beyond> {
        if self.knows(states) && self.members.within.is_member(id, states) {
            return Ok(());
        }
        let from_above = self.knows(states) && self.members.from_above.is_member(id, states);
        Err(if from_above { Beyond::Above } else { Beyond::Elsewhere })
    }

    /// Whether an act on a user as a whole touches the root account: the user was a member there, or nowhere.
    pub(super) fn is_of_root(&self, id: UserId, states: (u64, u64)) -> bool {
        let Members { at_root, anywhere, .. } = &self.members;
        self.knows(states) && (at_root.is_member(id, states) || !anywhere.is_member(id, states))
    }

    const fn knows(&self, (first, _): (u64, u64)) -> bool {
        self.known_from <= first
    }

    /// A role that is used here and defined beyond is defined above (rule I4).
    pub(super) fn role(&self, id: RoleId) -> Result<(), Beyond> {
        let account = self.states().find_map(|state| Some(state.role(id)?.account));
        let account = account.or_else(|| self.roles.get(&id).copied()).or_else(|| {
            self.past(Term::Role(id))
                .find_map(|record| record.as_role().filter(|role| role.id == id))
                .map(|role| role.account)
        });
        account.map_or(Err(Beyond::Above), |account| self.account(account))
    }

    pub(super) fn key(&self, id: ApiKeyId) -> Result<(), Beyond> {
        let account = self.states().find_map(|state| Some(state.key(id)?.account));
        let account = account.or_else(|| self.keys.get(&id).copied()).or_else(|| {
            self.past(Term::ApiKey(id))
                .find_map(|record| record.as_api_key().filter(|key| key.id == id))
                .map(|key| key.account)
        });
        account.map_or(Err(Beyond::Elsewhere), |account| self.account(account))
    }

    /// The records of the past by a term, the last first.
    fn past(&self, term: Term<'_>) -> impl Iterator<Item = &'a Record> + use<'a> {
        let past = self.past.map(|past| past.differences(term).rev());
        past.into_iter().flatten().filter_map(|(_, difference)| difference.sides().next())
    }

    fn states(&self) -> impl Iterator<Item = &'a State> + use<'a> {
        [self.state].into_iter().chain(self.earlier)
    }

    fn beyond(&self, account: AccountId) -> Beyond {
        if self.places.above.contains(&account) { Beyond::Above } else { Beyond::Elsewhere }
    }
}

/// The accounts where a principal has `audit.view` at an instant, at Account, by grants and product plan: the status of an
/// account does not stand against it, that of a user does.
fn readable(state: &State, reader: Principal, now: DateTime<Utc>) -> BTreeSet<AccountId> {
    let Some(subject) = state.subject(reader).filter(|subject| subject.may_act(now)) else { return BTreeSet::new() };
    let may = |entry: AccountEntry<'_>| {
        let granted = state.effective(subject, entry).at(now);
        PermissionSet::AUDIT_VIEW.is_subset(granted.at(Scope::Account) & entry.entitlement())
    };
    reached(state, subject).into_iter().filter(|id| state.account(*id).is_some_and(may)).collect()
}

/// The accounts where a subject can have `audit.view`: by a membership, or by a key of an account.
fn reached(state: &State, subject: Subject<'_>) -> BTreeSet<AccountId> {
    let mut reached = BTreeSet::new();
    if let Subject::AccountKey(key) = subject {
        reached.extend(state.subtree(key.account).iter().map(|entry| entry.account.id));
    }
    for membership in subject.user_id().into_iter().flat_map(|user| state.memberships_of(user)) {
        if PermissionSet::AUDIT_VIEW.is_subset(membership.grants.at(Scope::Subtree)) {
            reached.extend(state.subtree(membership.account).iter().map(|entry| entry.account.id));
        } else {
            reached.insert(membership.account);
        }
    }
    reached
}

/// The users whom an entry mentions.
pub(super) fn mentioned(entry: &HistoryEntry) -> BTreeSet<UserId> {
    let mut users: BTreeSet<UserId> = entry.affected_users().chain(entry.user).collect();
    for record in entry.differences().iter().flat_map(Difference::sides) {
        users.extend(record.user());
        users.extend(record.actors().filter_map(|actor| match actor {
            Actor::User(user) => Some(user),
            Actor::System | Actor::ApiKey(_) => None,
        }));
    }
    users
}
