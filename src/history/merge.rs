//! Entries of several nodes become one history.

use core::cmp::Ordering;

use crate::organization::ChangeId;

use super::entry::HistoryEntry;
use super::index::Arranged;
use super::log::History;
use super::order::order;

/// The reason why entries can't be merged. The history stays as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MergeError {
    /// Two changes have one revision. They are of two timelines: of two logs, of a log and a part of it that was numbered
    /// anew, or of a log and a copy that went on by itself.
    #[error(
        "revision {revision} is change {here} in one and change {there} in the other: they are of two timelines, and only one \
         of them is that of the log"
    )]
    Fork {
        /// The revision that both have.
        revision: u64,
        /// The change that the history has, or that came first.
        here: ChangeId,
        /// The other change.
        there: ChangeId,
    },
    /// One change is told in two ways. Mostly somebody was erased from one entry of it and not from the other.
    #[error(
        "change {change}, of revision {revision}, is told in two ways: if somebody was erased from one of them, erase them \
         from the other"
    )]
    Differs {
        /// Its revision.
        revision: u64,
        /// The change.
        change: ChangeId,
    },
}

impl MergeError {
    /// The stable code, for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Fork { .. } => "fork",
            Self::Differs { .. } => "differs",
        }
    }
}

/// # Entries of several nodes
impl History {
    /// Adds entries that other nodes made or that are read from a database, in any order, and tells how many of them were
    /// new. One that is there already is not added again, so an entry may arrive as often as it likes.
    ///
    /// Afterwards all entries are in one order, the same on every node that has the same entries: by revision, and of one
    /// revision the change before the actions that were allowed at it; these by their times. So what a clock says moves no
    /// change, and an action that a node behind the log allowed stands where the node was.
    ///
    /// A change is known by its revision and id. An action has no id: if two actions are equal in everything, their time to
    /// the millisecond and `about` included, they count as one that arrived twice. Put into `about` what is different each
    /// time. (Those that this history [recorded](Self::record) itself stay as many as they are.)
    ///
    /// What the history has [forgotten](Self::known_from) is not added again.
    ///
    /// It takes a time of n log n in the new entries and in those that come after the first of them: so an entry that is a
    /// little late costs little, and one that belongs to the beginning costs a look at the whole history.
    ///
    /// # Errors
    ///
    /// [`MergeError`] if two of them, or one of them and one that is there, are not of one timeline, or tell one change in two
    /// ways. Then nothing is added.
    ///
    /// ```
    /// # use chrono::{TimeZone, Utc};
    /// use sendright::history::{History, HistoryEntry};
    /// # use sendright::{AccountId, Actor, Billing, Command, Directory, Permission, Request, Selection, Stamp, UserId};
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
    /// let opened = directory.plan(Actor::System, &open, Stamp::new(now, id(100).into()))?;
    /// let opening = HistoryEntry::of(&directory, &opened)?;
    /// directory.commit(opened)?;
    /// let proof = directory.authorize(&Request::new(ada, Permission::SmsLaunch, acme).at(now))?;
    /// let launch = HistoryEntry::of_action(&proof, &directory, Some("campaign 42".parse()?));
    ///
    /// // The launch arrives first, and twice.
    /// let mut history = History::new();
    /// assert_eq!(history.insert([launch.clone(), launch.clone()])?, 1);
    /// assert_eq!(history.insert([opening.clone(), launch.clone()])?, 1);
    /// assert_eq!(history.entries(), [opening, launch]);
    ///
    /// // A copy of the log that went on by itself made another change with the same revision.
    /// let mut copy = Directory::new();
    /// let other = copy.plan(Actor::System, &open, Stamp::new(now, id(999).into()))?;
    /// let error = history.insert([HistoryEntry::of(&copy, &other)?]).unwrap_err();
    /// assert_eq!(error.code(), "fork");
    /// assert_eq!(history.entries().len(), 2, "nothing is added");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn insert(&mut self, entries: impl IntoIterator<Item = HistoryEntry>) -> Result<usize, MergeError> {
        let mut added: Vec<HistoryEntry> = entries.into_iter().filter(|entry| !self.forgets(entry)).collect();
        added.sort_by(order);
        added.windows(2).try_for_each(|pair| if let [one, two] = pair { agree(one, two) } else { Ok(()) })?;
        added.dedup();
        let before = self.entries().len();
        self.join(added)?;
        Ok(self.entries().len() - before)
    }

    /// Adds the entries of another history, as [`insert`](Self::insert) does; of equal actions there are afterwards as many as
    /// in the one that has more of them. What one of the two has [forgotten](Self::known_from), the result has forgotten.
    ///
    /// Histories can be merged in any order and as often as one likes: the result is the same.
    ///
    /// # Errors
    ///
    /// Those of [`insert`](Self::insert). Then this history stays as it was.
    pub fn merge(&mut self, other: Self) -> Result<(), MergeError> {
        let (forgotten, mut entries) = other.into_parts();
        entries.sort_by(order);
        self.join(entries)?;
        self.forget(forgotten);
        Ok(())
    }

    /// Adds entries that are in order.
    fn join(&mut self, added: Vec<HistoryEntry>) -> Result<(), MergeError> {
        let changes = added.iter().filter(|entry| entry.is_change());
        { changes }.try_for_each(|entry| self.of_revision(entry.revision).map_or(Ok(()), |same| agree(same, entry)))?;
        let mut after = self.take_after(added.first());
        after.sort_by(|(_, one), (_, other)| order(one, other));
        self.rearrange(union(after, added));
        Ok(())
    }

    /// Takes off what is not in order, and what comes after it or after an entry that is to be added.
    fn take_after(&mut self, added: Option<&HistoryEntry>) -> Vec<Arranged> {
        let (ordered, others) = self.ordered_and_others();
        let Some(least) = others.iter().chain(added).min_by(|one, other| order(one, other)) else { return Vec::new() };
        let start = ordered.partition_point(|entry| order(entry, least) == Ordering::Less);
        self.take_from(start)
    }
}

/// An error if two entries are of one revision and tell of it differently.
fn agree(one: &HistoryEntry, other: &HistoryEntry) -> Result<(), MergeError> {
    let (Some(here), Some(there)) = (one.change(), other.change()) else { return Ok(()) };
    match (one.revision, one.revision == other.revision) {
        (revision, true) if here != there => Err(MergeError::Fork { revision, here, there }),
        (revision, true) if one != other => Err(MergeError::Differs { revision, change: here }),
        (_, true | false) => Ok(()),
    }
}

/// All entries of two lists that are in order; one that is in both is there once for each time that it is in the longer run
/// of equal ones.
fn union(one: Vec<Arranged>, other: Vec<HistoryEntry>) -> Vec<Arranged> {
    let mut union = Vec::with_capacity(one.len().max(other.len()));
    let (mut one, mut other) = (one.into_iter().peekable(), other.into_iter().peekable());
    loop {
        let next = match (one.peek(), other.peek()) {
            (None, None) => return union,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((_, one)), Some(other)) => order(one, other),
        };
        match next {
            Ordering::Less => union.extend(one.next()),
            Ordering::Greater => union.extend(other.next().map(|new| (None, new))),
            Ordering::Equal => {
                union.extend(one.next());
                other.next();
            }
        }
    }
}
