use core::cmp::Ordering;
use core::fmt;

use crate::decision::Authorized;
use crate::directory::{Change, CommitError, Directory, Erasure};
use crate::organization::Name;

use super::collect::BeforeChange;
use super::entry::HistoryEntry;
use super::forgotten::Forgotten;
use super::index::{Arranged, Index, Positions, compact};
use super::order::order;
use super::query::{HistoryQuery, Prepared};

/// A log of the changes of a directory and of the actions that an application performed: who did what, when, on which
/// account, and which users and accounts it affected.
///
/// Changes are committed *through* the history: [`commit`](Self::commit) reads the records that the change can alter,
/// commits the change to the directory, and adds an entry with the records that differ. A change that the directory
/// refuses gets no entry. Actions are added with [`record`](Self::record), which requires the [`Authorized`] proof that
/// they were allowed and reads the entry from the proof.
///
/// Entries never change: renaming, removing or deleting a user leaves all earlier entries as they are. (Source: products
/// that keep a history of each user's actions, and where "a colleague leaves: the user is removed; the history keeps what
/// they did".) So a history contains names and addresses of people who are gone. How long to keep them is for the
/// application to decide: [`erasing`](Self::erasing) takes them out, and [`forget_before`](Self::forget_before) what is old.
///
/// It holds its entries in memory. An application that keeps them in a database needs none of this, or only the last weeks of
/// it: the [module](crate::history#in-a-database-on-several-nodes) says how.
///
#[cfg_attr(feature = "generate", doc = "```")]
#[cfg_attr(not(feature = "generate"), doc = "```ignore")]
/// use chrono::{Duration, TimeZone, Utc};
/// use sendright::history::{History, HistoryQuery};
/// use sendright::{
///     AccountId, Actor, Assignment, Billing, Command, Directory, Permission, Selection, Preset, Request, UserId,
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
///     features: Selection::EVERYTHING,
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
///     phone: None,
///     on_behalf_of: None,
/// };
/// for command in [open, add] {
///     let change = directory.plan(Actor::System, &command, now)?;
///     history.commit(&mut directory, change)?;
/// }
///
/// // Bob launches a campaign, later gets another role, and is then deleted.
/// let proof = directory.authorize(&Request::new(bob, Permission::SmsLaunch, acme).at(now))?;
/// history.record(proof, &directory, Some("campaign 42".parse()?));
/// let assign = Command::Assign { user: bob, account: acme, assignment: Assignment::of(Preset::Basic), replaces: None };
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
/// // A command that is refused makes no change, so there is nothing to commit.
/// let rename = Command::RenameAccount { account: acme, name: "ACME".parse()?, replaces: None };
/// assert!(directory.plan(bob, &rename, now).is_err(), "he is gone");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// An action requires a proof, and only the library can make one (rule D5):
///
/// ```compile_fail,E0277
/// # fn unchecked(history: &mut sendright::history::History, directory: &sendright::Directory, user: sendright::UserId) {
/// history.record(user, directory, None);
/// # }
/// ```
///
/// An application can't make or alter an entry either:
///
/// ```compile_fail,E0451
/// # fn forge(entry: sendright::history::HistoryEntry, somebody: Option<sendright::UserId>) {
/// let forged = sendright::history::HistoryEntry { user: somebody, ..entry };
/// # }
/// ```
///
/// # Storing it
///
/// With the feature `serde`, an entry can be stored, for instance as a line of JSON, and [`read`](Self::read) makes a
/// history of stored entries. The format is stable and has a version.
///
/// Reading checks that the parts of an entry fit together: that the actor can give such a command at all, that its
/// account and users are those of the command and the records, that an action on shared data is one that shared data
/// allows. It also checks that changes follow one another. It can't check that what an entry says has happened, nor that
/// no action is missing or out of order; missing changes are listed by [`gaps_in`](Self::gaps_in). So protect the place
/// where the entries are stored.
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
/// let refused = History::read("{\"v\":3}".lines().map(serde_json::from_str)).unwrap_err();
/// assert!(refused.to_string().starts_with("line 1: update sendright to read this: it is of format 3"), "{refused}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct History {
    entries: Vec<HistoryEntry>,
    /// The positions in `entries` of the changes, in the order of their revisions.
    changes: Vec<u32>,
    /// How many entries from the first on stand where merging would put them.
    ordered: usize,
    forgotten: Forgotten,
    index: Index,
}

/// All else is derived from the entries.
impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        self.forgotten == other.forgotten && self.entries == other.entries
    }
}

impl Eq for History {}

impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { entries, forgotten, .. } = self;
        f.debug_struct("History").field("entries", entries).field("forgotten", forgotten).finish_non_exhaustive()
    }
}

/// The error for stored entries that can't be read as a [`History`].
///
/// Its sentence has that of the format's error, so its [source](core::error::Error::source) is the source of that error: a
/// chain says nothing twice, and loses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HistoryError<E> {
    /// A line is not an entry.
    Line {
        /// The number of the line; the first is 1.
        line: usize,
        /// The error of the format.
        error: E,
    },
    /// A change does not have a higher revision than the change before it.
    Order {
        /// The number of the line; the first is 1.
        line: usize,
        /// The revision of the change.
        found: u64,
        /// The revision of the change before it.
        last: u64,
    },
}

impl<E: fmt::Display> fmt::Display for HistoryError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { line, error } => write!(f, "line {line}: {error}"),
            Self::Order { line, found, last } => {
                write!(f, "line {line}: revision {found} does not follow revision {last}")
            }
        }
    }
}

impl<E: core::error::Error> core::error::Error for HistoryError<E> {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Line { error, .. } => error.source(),
            Self::Order { .. } => None,
        }
    }
}

impl<E> HistoryError<E> {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } => "invalid_line",
            Self::Order { .. } => "out_of_order",
        }
    }
}

impl History {
    /// An empty history. Its first change can have any revision.
    #[must_use]
    pub const fn new() -> Self {
        let forgotten = Forgotten { changes: 0, actions: None };
        Self { entries: Vec::new(), changes: Vec::new(), ordered: 0, forgotten, index: Index::new() }
    }

    /// Commits a change to a directory and adds an entry for it. Use it in place of [`Directory::commit`].
    ///
    /// # Catching up
    ///
    /// A directory that was restored from an older snapshot catches up with the same method. A change that is already in
    /// the history is committed and gets no second entry. A change with a lower revision than the last one in the history
    /// that is missing there is committed too, and stays missing. Changes that are committed without the history are
    /// missing as well; [`gaps`](Self::gaps) and [`gaps_in`](Self::gaps_in) list what is missing, and
    /// [`insert`](Self::insert) adds it. What the history has [forgotten](Self::known_from) is committed, and not added again.
    ///
    /// # Changes of another timeline
    ///
    /// All changes in a history belong to one timeline: one sequence of changes from the first revision on. A directory
    /// can leave it, for instance if it is restored from a backup and then changed differently. This method refuses a
    /// change of the other timeline if the history contains another change with its revision, and the directory refuses one
    /// that does not name the last change of its tree ([`CommitError::Fork`]).
    ///
    /// # Errors
    ///
    /// Those of [`Directory::commit`]; [`CommitError::OutOfOrder`] if the history contains another change with this
    /// revision. On an error, neither the history nor the directory has changed.
    pub fn commit(&mut self, directory: &mut Directory, change: Change) -> Result<(), CommitError> {
        if !self.is_new(&change)? {
            return directory.commit(change);
        }
        let before = BeforeChange::new(&directory.state, &change);
        directory.commit(change)?;
        self.push(before.into_entry(&directory.state));
        Ok(())
    }

    /// Adds an entry for an action that the application performed with a proof. The user, the time, the account, the
    /// owner of the data and the required permissions are those of the proof. `about` is the application's own
    /// description, such as `campaign 42`. Names are those that the directory has now.
    ///
    /// Call it after the action was performed, not when it was allowed. Without a history,
    /// [`HistoryEntry::of_action`] makes the entry.
    ///
    /// # What an entry proves
    ///
    /// An entry proves that such a request was allowed:
    ///
    /// - by some directory, not necessarily by the one that is passed here. If the revision of the proof is higher than
    ///   the revision of this directory, the entry is added all the same, so that no action is lost, and both revisions
    ///   are in it (`directory_revision` of [`Event::Action`](crate::history::Event::Action));
    /// - at the time that the caller gave with the request; the library does not read a clock;
    /// - at least once: a proof is `Copy` and can be recorded several times.
    ///
    /// ```
    /// # use chrono::{TimeZone, Utc};
    /// # use sendright::history::{Event, History};
    /// # use sendright::{AccountId, Actor, Billing, Command, Directory, Permission, Selection, Request, UserId};
    /// # let id = uuid::Uuid::from_u128;
    /// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
    /// # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// # let mut directory = Directory::new();
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: Selection::EVERYTHING,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// # directory.execute(Actor::System, open, sendright::Stamp::new(now, id(3).into()))?;
    /// let mut history = History::new();
    /// let proof = directory.authorize(&Request::new(ada, Permission::SmsLaunch, acme).at(now))?;
    /// history.record(proof, &directory, Some("campaign 42".parse()?));
    /// assert_eq!(
    ///     history.entries()[0].brief().to_string(),
    ///     "2026-11-22 09:00 UTC: “Ada” used sms.launch in “Acme”: “campaign 42”",
    /// );
    ///
    /// // With a directory that is behind, which the entry says.
    /// history.record(proof, &Directory::new(), None);
    /// assert!(matches!(history.entries()[1].event(), Event::Action { directory_revision: 0, .. }));
    /// assert!(history.entries()[1].revision() > 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn record(&mut self, proof: impl Into<Authorized>, directory: &Directory, about: Option<Name>) {
        self.push(HistoryEntry::of_action(&proof.into(), directory, about));
    }

    /// All entries, in the order in which they were added.
    #[must_use]
    pub fn entries(&self) -> &[HistoryEntry] {
        &self.entries
    }

    /// The entries that match a query, in the order in which they were added; [`rev`](Iterator::rev) gives the newest first.
    ///
    /// An index that is kept with the entries finds them (rule I9): it costs what the most selective of the conditions finds,
    /// times a logarithm, and not a look at all entries. Where there are several conditions, only entries that meet all of them
    /// are tested. Each account of a list is looked up once. A window of time costs what is in it; where a clock dated an entry
    /// far from its neighbours, it costs a look at these neighbours, too.
    #[must_use = "it searches only while it is iterated"]
    pub fn find<'a>(&'a self, query: HistoryQuery<'a>) -> impl DoubleEndedIterator<Item = &'a HistoryEntry> {
        let query = Prepared::new(query);
        let positions = Positions::in_all(self.entries.len(), query.sought(&self.index));
        let found = positions.filter_map(|position| self.entries.get(position));
        found.filter(move |entry| query.matches(entry))
    }

    /// The history of stored entries, in the order in which they were added. Each item of the iterator is one entry as the
    /// application's format reads it, for instance a line of JSON; errors count them as lines.
    ///
    /// # Errors
    ///
    /// [`HistoryError`], which names the first line that is not an entry, or whose change does not come after the change
    /// before it.
    pub fn read<E: fmt::Display>(
        lines: impl IntoIterator<Item = Result<HistoryEntry, E>>,
    ) -> Result<Self, HistoryError<E>> {
        let mut history = Self::new();
        for (line, entry) in (1..).zip(lines) {
            let entry = entry.map_err(|error| HistoryError::Line { line, error })?;
            if let Some(last) = history.changes().next_back().filter(|_| entry.is_change()) {
                if entry.revision <= last.revision {
                    return Err(HistoryError::Order { line, found: entry.revision, last: last.revision });
                }
            }
            history.push(entry);
        }
        Ok(history)
    }

    /// The same history without the persons of an erasure. See [`Erasure`].
    #[must_use]
    pub fn erasing(self, erasure: &Erasure) -> Self {
        let (forgotten, entries) = self.into_parts();
        Self::of_parts(forgotten, entries.into_iter().map(|entry| entry.erasing(erasure)))
    }

    pub(super) fn into_parts(self) -> (Forgotten, Vec<HistoryEntry>) {
        (self.forgotten, self.entries)
    }

    /// Of entries whose changes are in the order of their revisions.
    pub(super) fn of_parts(forgotten: Forgotten, entries: impl IntoIterator<Item = HistoryEntry>) -> Self {
        let mut history = Self { forgotten, ..Self::new() };
        entries.into_iter().for_each(|entry| history.push(entry));
        history
    }

    pub(super) fn push(&mut self, entry: HistoryEntry) {
        self.index.push(&entry);
        self.place(entry);
    }

    /// Takes off the entries from a position on, each with its position, until they are [arranged](Self::rearrange) again.
    pub(super) fn take_from(&mut self, start: usize) -> Vec<Arranged> {
        let taken = self.entries.split_off(start.min(self.entries.len()));
        (start..).map(compact).map(Some).zip(taken).collect()
    }

    /// Adds entries after those that are left: ones that were [taken off](Self::take_from), and others.
    pub(super) fn rearrange(&mut self, arranged: Vec<Arranged>) {
        let start = self.entries.len();
        self.changes.truncate(self.changes.partition_point(|change| (*change as usize) < start));
        self.ordered = self.ordered.min(start);
        self.index.rearrange(start, self.changes.len(), &arranged);
        for (_, entry) in arranged {
            self.place(entry);
        }
    }

    /// Adds an entry that the index has.
    fn place(&mut self, entry: HistoryEntry) {
        let follows = self.entries.last().is_none_or(|last| order(last, &entry) != Ordering::Greater);
        if self.ordered == self.entries.len() && follows {
            self.ordered += 1;
        }
        if entry.is_change() {
            self.changes.push(compact(self.entries.len()));
        }
        self.entries.push(entry);
    }

    /// The entries that stand where merging would put them, and those after them.
    pub(super) fn ordered_and_others(&self) -> (&[HistoryEntry], &[HistoryEntry]) {
        self.entries.split_at_checked(self.ordered).unwrap_or((&self.entries, &[]))
    }

    pub(super) const fn forgotten(&self) -> Forgotten {
        self.forgotten
    }

    pub(super) fn set_forgotten(&mut self, forgotten: Forgotten) {
        self.forgotten = forgotten;
    }

    pub(super) const fn index(&self) -> &Index {
        &self.index
    }

    pub(super) fn changes(&self) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.changes.iter().filter_map(|position| self.entries.get(*position as usize))
    }

    /// How many changes there are, from the one of this number on, whose revisions follow one another.
    pub(super) fn following_from(&self, number: usize) -> usize {
        let changes = self.changes.get(number..).unwrap_or_default();
        let revision = |number: usize| self.change(number).map(HistoryEntry::revision);
        let Some(first) = revision(number) else { return 0 };
        let mut numbers = (0, changes.len());
        while numbers.0 < numbers.1 {
            let middle = numbers.0 + (numbers.1 - numbers.0) / 2;
            let offset = revision(number + middle).map(|revision| revision - first);
            if offset == u64::try_from(middle).ok() { numbers.0 = middle + 1 } else { numbers.1 = middle }
        }
        numbers.0
    }

    /// The change of this number; that of the first is 0.
    pub(super) fn change(&self, number: usize) -> Option<&HistoryEntry> {
        self.entries.get(*self.changes.get(number)? as usize)
    }

    /// How many changes come before a revision.
    pub(super) fn number_before(&self, revision: u64) -> usize {
        let is_before =
            |position: &u32| self.entries.get(*position as usize).is_some_and(|entry| entry.revision < revision);
        self.changes.partition_point(is_before)
    }

    /// The revision of the last change; 0 if there is none.
    pub(super) fn last_revision(&self) -> u64 {
        self.changes().next_back().map_or(0, HistoryEntry::revision)
    }

    /// The change of a revision.
    pub(super) fn of_revision(&self, revision: u64) -> Option<&HistoryEntry> {
        self.change(self.number_before(revision)).filter(|entry| entry.revision == revision)
    }

    /// Whether a change comes after all changes in the history; an error if it belongs to another timeline.
    fn is_new(&self, change: &Change) -> Result<bool, CommitError> {
        let found = change.revision();
        if let Some(same) = self.of_revision(found) {
            let last = self.last_revision();
            let expected = last.saturating_add(1);
            return if same.is_of(change) { Ok(false) } else { Err(CommitError::OutOfOrder { expected, found }) };
        }
        Ok(self.number_before(found) == self.changes.len() && found >= self.known_from())
    }
}
