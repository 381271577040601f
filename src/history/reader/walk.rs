//! Who is a member where, from a known state back to earlier ones, change by change.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::history::entry::HistoryEntry;
use crate::history::record::{Difference, Record};
use crate::organization::{AccountId, UserId};
use crate::state::State;

/// The memberships in the state of a revision.
#[derive(Clone, Debug)]
pub(super) struct Walk<'a> {
    revision: u64,
    /// A later state, which says what nothing else tells; `None` if a change between is missing.
    later: Option<&'a State>,
    /// Whether there was a membership here, where a change between altered it.
    told: BTreeMap<(UserId, AccountId), bool>,
}

/// Where users were members, just before an entry or just after it.
pub(super) type Places = BTreeMap<UserId, BTreeSet<AccountId>>;

impl<'a> Walk<'a> {
    pub(super) const fn from(state: &'a State) -> Self {
        Self { revision: state.revision, later: Some(state), told: BTreeMap::new() }
    }

    /// Nothing is known of the state of this revision.
    const fn nowhere(revision: u64) -> Self {
        Self { revision, later: None, told: BTreeMap::new() }
    }

    /// Whether it knows all memberships.
    pub(super) const fn is_whole(&self) -> bool {
        self.later.is_some()
    }

    /// Where these users were members at an entry, and whether that is all. A change takes it to the state before. A change
    /// that is missing before it ends all that is known but for what this one tells itself.
    pub(super) fn at(&mut self, entry: &HistoryEntry, users: &BTreeSet<UserId>) -> (Places, bool) {
        let mut places: Places = users.iter().map(|user| (*user, BTreeSet::new())).collect();
        if !entry.is_change() {
            let is_here = entry.revision == self.revision;
            if is_here {
                self.add(&mut places);
            }
            return (places, is_here && self.is_whole());
        }
        if entry.revision > self.revision {
            // It was passed by: what it tells is of another state than the one that this has come to.
            let mut aside = Self::nowhere(entry.revision);
            aside.pass(entry, &mut places);
            return (places, false);
        }
        if entry.revision < self.revision {
            *self = Self::nowhere(entry.revision);
        }
        self.pass(entry, &mut places);
        (places, self.is_whole())
    }

    /// Goes from the state after a change to the one before it.
    fn pass(&mut self, entry: &HistoryEntry, places: &mut Places) {
        self.tell(entry, Difference::after);
        self.add(places);
        self.tell(entry, Difference::before);
        self.add(places);
        self.revision = entry.revision.saturating_sub(1);
    }

    fn tell(&mut self, entry: &HistoryEntry, side: fn(&Difference) -> Option<&Record>) {
        for difference in entry.differences() {
            if let Some(Record::Membership { user, account, .. }) = difference.sides().next() {
                self.told.insert((*user, *account), side(difference).is_some());
            }
        }
    }

    fn add(&self, places: &mut Places) {
        let (first, last) = (Uuid::nil().into(), Uuid::max().into());
        for (user, accounts) in places {
            let told = self.told.range((*user, first)..=(*user, last));
            accounts.extend(told.filter(|(_, is_there)| **is_there).map(|((_, account), _)| *account));
            let lasting = self.later.into_iter().flat_map(|state| state.memberships_of(*user));
            let lasting = lasting.map(|membership| membership.account);
            accounts.extend(lasting.filter(|account| !self.told.contains_key(&(*user, *account))));
        }
    }
}
