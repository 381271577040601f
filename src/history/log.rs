//! Who did what, when, on which account, to whom.

mod before;
mod called;
mod clauses;
mod entry;
mod names;
mod query;
mod record;
mod sentence;
#[cfg(feature = "serde")]
mod wire;
mod words;

use core::fmt;
use core::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use crate::decision::Authorized;
use crate::directory::{Change, CommitError, Directory};
use crate::organization::Name;

use before::Before;

pub use entry::{Deed, HistoryEntry};
pub use query::{DeedKind, HistoryQuery, UnknownDeedKind};
pub use record::{Difference, Record};

/// Who did what, when, on which account, to whom: the changes of a directory with what was before and is after, and what
/// the application did with an [`Authorized`].
///
/// Changes are committed *through* the history: [`commit`](Self::commit) reads what the change touches, commits it to the
/// directory, and notes what differs, so that before and after can't be mixed up and what was refused is not noted.
/// An action can't be noted without a proof that it was allowed, and all that is said of it is read from the proof;
/// [`record`](Self::record) says what that guarantees, and what not.
///
/// Entries stay as they were written: renaming, removing or deleting a user changes none. (Source: products that keep a
/// history of each user's actions, and where "a colleague leaves: the user is removed; the history keeps what they
/// did".) So they hold names and addresses of people who are gone; how long the application keeps them is its own rule.
///
/// ```
/// use chrono::{Duration, TimeZone, Utc};
/// use sendright::history::{History, HistoryQuery};
/// use sendright::{
///     AccountId, Actor, Assignment, Billing, Command, Directory, Permission, PermissionSet, Preset, Request, UserId,
/// };
/// # let id = uuid::Uuid::from_u128;
///
/// let (acme, ada, bob) = (AccountId::from(id(1)), UserId::from(id(2)), UserId::from(id(3)));
/// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
/// let (mut directory, mut history) = (Directory::new(), History::new());
/// let open = Command::OpenAccount {
///     account: acme,
///     name: "Acme".parse()?,
///     billing: Billing::Prepaid,
///     features: PermissionSet::ALL,
///     administrator: ada,
///     email: "ada@acme.example".parse()?,
///     administrator_name: "Ada".parse()?,
/// };
/// let add = Command::AddUser {
///     user: bob,
///     account: acme,
///     email: "bob@acme.example".parse()?,
///     name: "Bob".parse()?,
///     assignment: Assignment::of(Preset::Sender),
/// };
/// for command in [open, add] {
///     let change = directory.plan(Actor::System, &command, now)?;
///     history.commit(&mut directory, change)?;
/// }
///
/// // Bob launches a campaign, later is something else, and then leaves.
/// let proof = directory.authorize(&Request::new(bob, Permission::SmsLaunch, acme).at(now))?;
/// history.record(proof, &directory, Some("campaign 42".parse()?));
/// let assign = Command::Assign { user: bob, account: acme, assignment: Assignment::of(Preset::Basic) };
/// for command in [assign, Command::DeleteUser { user: bob }] {
///     let change = directory.plan(ada, &command, now + Duration::hours(1))?;
///     history.commit(&mut directory, change)?;
/// }
///
/// assert!(directory.user(bob).is_none(), "the user is gone");
/// let lines: Vec<String> =
///     history.find(HistoryQuery::new().involving(bob)).map(|entry| entry.brief().to_string()).collect();
/// assert_eq!(lines, [
///     "2026-11-22 09:00 UTC: the operator added “Bob” to “Acme”: is sender",
///     "2026-11-22 09:00 UTC: “Bob” used sms.launch in “Acme”: “campaign 42”",
///     "2026-11-22 10:00 UTC: “Ada” changed what “Bob” is in “Acme”: was sender, is basic",
///     "2026-11-22 10:00 UTC: “Ada” deleted “Bob” <bob@acme.example>: was basic in “Acme”",
/// ]);
///
/// // A change that was never accepted is not noted.
/// let leave = directory.plan(ada, &Command::RenameAccount { account: acme, name: "ACME".parse()? }, now);
/// assert!(leave.is_err(), "it is of before the last change");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// An action takes a proof, and only the library makes one (rule D5):
///
/// ```compile_fail,E0308
/// # fn unchecked(history: &mut sendright::history::History, directory: &sendright::Directory, user: sendright::UserId) {
/// history.record(user, directory, None);
/// # }
/// ```
///
/// Nor can an entry be written by hand:
///
/// ```compile_fail,E0451
/// # fn forge(entry: sendright::history::HistoryEntry, somebody: Option<sendright::UserId>) {
/// let forged = sendright::history::HistoryEntry { user: somebody, ..entry };
/// # }
/// ```
///
/// # Storing it
///
/// With the feature `serde` an entry is a line of JSON, or of another format; [`read`](Self::read) takes lines in again. The
/// format has a version, and is stable. A history is as trustworthy as the place where its lines are kept: what comes
/// in is taken as it was stored. Of a line it is checked that it fits together: who may give such a command at all, that
/// accounts and users are those of the command and the records, what an action on shared data may be. That it happened is
/// not. Of all lines it is checked that changes follow one another; how many actions there are and in which order is
/// not, and a change that is missing shows in [`gaps_in`](Self::gaps_in) alone.
///
#[cfg_attr(feature = "serde", doc = "```")]
#[cfg_attr(not(feature = "serde"), doc = "```ignore")]
/// use sendright::history::History;
///
/// # let history = History::new();
/// let mut stored = String::new();
/// for entry in history.entries() {
///     // Or, after each change and action, those that are new.
///     stored += &serde_json::to_string(entry)?;
///     stored += "\n";
/// }
/// let again = History::read(stored.lines().map(serde_json::from_str))?;
/// assert_eq!(again, history);
///
/// let refused = History::read("{\"v\":2}".lines().map(serde_json::from_str)).unwrap_err();
/// assert!(refused.to_string().starts_with("line 1: the format version is 2"), "{refused}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    entries: Vec<HistoryEntry>,
    /// The places of the changes among them, in the order of their revisions.
    changes: Vec<usize>,
}

/// Entries that are not a history.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HistoryError<E: fmt::Display> {
    /// A line is no entry.
    #[error("line {line}: {error}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// The format's error.
        error: E,
    },
    /// A change is not after the one before it.
    #[error("line {line}: revision {found} at {at} does not follow revision {last} at {last_at}")]
    Order {
        /// Which, from 1.
        line: usize,
        /// Its revision.
        found: u64,
        /// Its time.
        at: DateTime<Utc>,
        /// The revision of the change before it.
        last: u64,
        /// The time of the change before it.
        last_at: DateTime<Utc>,
    },
}

impl History {
    /// A history with nothing in it. It may begin at any revision of a directory.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), changes: Vec::new() }
    }

    /// Commits a change to a directory and notes it. It does what [`Directory::commit`] does, and takes its place.
    ///
    /// A directory that was restored from an older snapshot catches up this way: what the history has noted before is
    /// committed and not noted again, and so is what it is past without having noted it, because it begins later or
    /// has a gap there. Changes that were committed without the history stay missing in it: [`gaps`](Self::gaps),
    /// [`gaps_in`](Self::gaps_in).
    ///
    /// A history is of one timeline. Of a directory that went another way, it notices a change with a revision that it
    /// has noted otherwise, and one from before the last that it has noted up to there. It does not notice a change
    /// beyond all of these that is late enough, if those in which the timelines differ were committed without it.
    ///
    /// # Errors
    ///
    /// Those of [`Directory::commit`]; also [`CommitError::OutOfOrder`] if the history has noted another change with this
    /// revision, and [`CommitError::Time`] if the change is from before one that it has noted with a lower revision.
    /// Nothing has changed then, neither the history nor the directory.
    pub fn commit(&mut self, directory: &mut Directory, change: Change) -> Result<(), CommitError> {
        if !self.is_news(&change)? {
            return directory.commit(change);
        }
        let before = Before::new(&directory.state, &change);
        directory.commit(change)?;
        self.push(before.compare(&directory.state));
        Ok(())
    }

    /// Notes what the application did with a proof: who, when, on which account, on whose data and what was required
    /// are the proof's. `about` is the application's word for it: `campaign 42`. The names are those that the directory
    /// knows now.
    ///
    /// Note it when it is done; what was allowed and then not done is not noted.
    ///
    /// # What it guarantees
    ///
    /// That such a request was allowed, and no more:
    ///
    /// - by a directory, which need not be this one: a proof of any other is a proof, too. One of a later revision than
    ///   this directory's is noted all the same, as what was done must not be lost, and says so (`noted_at` of
    ///   [`Deed::Action`]).
    /// - at the time that the caller gave with the request; the library reads no clock.
    /// - at least once: a proof is `Copy`, and can be recorded as often as it is passed.
    ///
    /// ```
    /// # use chrono::{TimeZone, Utc};
    /// # use sendright::history::{Deed, History};
    /// # use sendright::{AccountId, Actor, Billing, Command, Directory, Permission, PermissionSet, Request, UserId};
    /// # let id = uuid::Uuid::from_u128;
    /// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
    /// # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// # let mut directory = Directory::new();
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: PermissionSet::ALL,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// # directory.execute(Actor::System, open, now)?;
    /// let mut history = History::new();
    /// let proof = directory.authorize(&Request::new(ada, Permission::SmsLaunch, acme).at(now))?;
    /// history.record(proof, &directory, Some("campaign 42".parse()?));
    /// assert_eq!(
    ///     history.entries()[0].brief().to_string(),
    ///     "2026-11-22 09:00 UTC: “Ada” used sms.launch in “Acme”: “campaign 42”",
    /// );
    ///
    /// // With a directory that has not come so far, which shows.
    /// history.record(proof, &Directory::new(), None);
    /// assert!(matches!(history.entries()[1].deed(), Deed::Action { noted_at: 0, .. }));
    /// assert!(history.entries()[1].revision() > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record(&mut self, proof: Authorized, directory: &Directory, about: Option<Name>) {
        self.push(HistoryEntry::action(&proof, &directory.state, about));
    }

    /// All entries, in the order in which they were noted.
    #[must_use]
    pub fn entries(&self) -> &[HistoryEntry] {
        &self.entries
    }

    /// The entries that are looked for, in the order in which they were noted. It looks at each.
    #[must_use = "it finds as it is iterated"]
    pub fn find<'a>(&'a self, query: HistoryQuery<'a>) -> impl DoubleEndedIterator<Item = &'a HistoryEntry> {
        self.entries.iter().filter(move |entry| query.matches(entry))
    }

    /// The revisions between the first and the last change in it that are missing: they were committed without the
    /// history, or their lines are lost. What is lost at either end is found by [`gaps_in`](Self::gaps_in).
    pub fn gaps(&self) -> impl Iterator<Item = RangeInclusive<u64>> + '_ {
        let revision = |entry: Option<&HistoryEntry>| entry.map_or(0, HistoryEntry::revision);
        self.gaps_in(revision(self.changes().next())..=revision(self.changes().next_back()))
            .filter(|_| !self.changes.is_empty())
    }

    /// The revisions among these whose changes are missing, also at the ends: `1..=directory.revision()` compares it with
    /// a directory from the first change to the last.
    ///
    /// Actions have no number of their own, so that one that is missing is not found.
    ///
    /// ```
    /// use sendright::history::History;
    /// use sendright::Directory;
    ///
    /// let (directory, history) = (Directory::new(), History::new());
    /// assert_eq!(history.gaps_in(1..=directory.revision()).count(), 0, "nothing was done");
    /// assert_eq!(history.gaps_in(1..=3).collect::<Vec<_>>(), [1..=3], "none of three was noted");
    /// ```
    pub fn gaps_in(&self, revisions: RangeInclusive<u64>) -> impl Iterator<Item = RangeInclusive<u64>> + '_ {
        let (start, end) = revisions.into_inner();
        let noted = self.changes().map(HistoryEntry::revision).filter(move |noted| (start..=end).contains(noted));
        let mut next = Some(start);
        noted.map(Some).chain([None]).filter_map(move |noted| {
            let first = next?;
            next = noted.and_then(|noted| noted.checked_add(1));
            let gap = first..=noted.map_or(end, |noted| noted.saturating_sub(1));
            (!gap.is_empty() && noted != Some(first)).then_some(gap)
        })
    }

    /// The history of entries that were stored, in the order in which they were noted. The iterator reads each, with
    /// whatever format they are in; a line is one item of it.
    ///
    /// # Errors
    ///
    /// [`HistoryError`], which names the first line that is no entry, or whose change does not come after the one
    /// before it.
    pub fn read<E: fmt::Display>(
        lines: impl IntoIterator<Item = Result<HistoryEntry, E>>,
    ) -> Result<Self, HistoryError<E>> {
        let mut history = Self::new();
        for (line, entry) in (1..).zip(lines) {
            let entry = entry.map_err(|error| HistoryError::Line { line, error })?;
            if let Some(last) = history.changes().next_back().filter(|_| entry.is_change()) {
                if entry.revision <= last.revision || entry.at < last.at {
                    let (found, at, last, last_at) = (entry.revision, entry.at, last.revision, last.at);
                    return Err(HistoryError::Order { line, found, at, last, last_at });
                }
            }
            history.push(entry);
        }
        Ok(history)
    }

    fn push(&mut self, entry: HistoryEntry) {
        if entry.is_change() {
            self.changes.push(self.entries.len());
        }
        self.entries.push(entry);
    }

    fn changes(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.changes.iter().filter_map(|place| self.entries.get(*place))
    }

    fn change(&self, number: usize) -> Option<&HistoryEntry> {
        self.changes.get(number).and_then(|place| self.entries.get(*place))
    }

    /// Whether a change comes after all that were noted; an error if it can't be of the same timeline.
    fn is_news(&self, change: &Change) -> Result<bool, CommitError> {
        let found = change.revision();
        let earlier = |place: &usize| self.entries.get(*place).is_some_and(|entry| entry.revision < found);
        let number = self.changes.partition_point(earlier);
        if let Some(noted) = self.change(number).filter(|noted| noted.revision == found) {
            let last = self.changes().next_back().map_or(0, HistoryEntry::revision);
            let expected = last.saturating_add(1);
            return if noted.is_of(change) { Ok(false) } else { Err(CommitError::OutOfOrder { expected, found }) };
        }
        match number.checked_sub(1).and_then(|number| self.change(number)) {
            Some(HistoryEntry { at: last, .. }) if change.at() < *last => {
                Err(CommitError::Time { last: *last, found: change.at() })
            }
            Some(_) | None => Ok(number == self.changes.len()),
        }
    }
}
