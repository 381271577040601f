//! Which revisions a history has, and which of them counted when.

use core::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use crate::organization::instant::whole;

use super::entry::HistoryEntry;
use super::index::Window;
use super::log::History;

/// What counts as of an instant. See [`History::as_of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AsOf {
    /// The revision of the last change whose time is not after the instant.
    pub revision: u64,
    /// The revision of the first change before it whose time is after the instant, if there is one: a clock was ahead.
    pub ahead: Option<u64>,
}

/// # Which revisions it has
impl History {
    /// The revisions that are missing between the first change in the history and the last: their changes were committed
    /// without the history, or their entries are lost. [`gaps_in`](Self::gaps_in) also finds what is missing before the
    /// first and after the last.
    pub fn gaps(&self) -> impl Iterator<Item = RangeInclusive<u64>> + '_ {
        let revision = |entry: Option<&HistoryEntry>| entry.map_or(0, HistoryEntry::revision);
        let first = if self.forgotten().changes == 0 { revision(self.changes().next()) } else { self.known_from() };
        self.gaps_in(first..=revision(self.changes().next_back())).filter(|_| self.change(0).is_some())
    }

    /// The revisions in this range whose changes are missing in the history. `1..=directory.revision()` compares the
    /// history with everything that a directory went through.
    ///
    /// Actions have no number of their own, so a missing action is not found. What the history has
    /// [forgotten](Self::known_from) is not missing.
    ///
    /// ```
    /// use sendright::history::History;
    /// use sendright::Directory;
    ///
    /// let (directory, history) = (Directory::new(), History::new());
    /// assert_eq!(history.gaps_in(1..=directory.revision()).count(), 0, "nothing has happened, so nothing is missing");
    /// assert_eq!(history.gaps_in(1..=3).collect::<Vec<_>>(), [1..=3], "three changes, and no entry");
    /// ```
    pub fn gaps_in(&self, revisions: RangeInclusive<u64>) -> impl Iterator<Item = RangeInclusive<u64>> + '_ {
        let (start, end) = revisions.into_inner();
        let start = if self.forgotten().changes == 0 { start } else { start.max(self.known_from()) };
        let mut next = Some(start);
        core::iter::from_fn(move || {
            let from = next.take().filter(|from| *from <= end)?;
            let number = self.number_before(from);
            let is_there = self.change(number).is_some_and(|change| change.revision == from);
            let present = if is_there { self.following_from(number) } else { 0 };
            let first = from.checked_add(u64::try_from(present).ok()?).filter(|first| *first <= end)?;
            let following = self.change(number + present).map(HistoryEntry::revision);
            next = following;
            Some(first..=following.map_or(end, |following| end.min(following - 1)))
        })
    }

    /// The last revision that counts as of an instant: that of the last change whose time is not after it (rule C2).
    ///
    /// Where clocks differed, a change before that one may have a later time. [`AsOf::ahead`] names the first that has, so
    /// that whoever shows the answer can say that it includes what a clock dated later.
    ///
    /// `None` if every change in the history is after the instant, those aside that it has [forgotten](Self::known_from).
    #[must_use]
    pub fn as_of(&self, instant: DateTime<Utc>) -> Option<AsOf> {
        let (instant, times) = (whole(instant), self.index().change_times());
        let last = times.previous(usize::MAX, Window::not_after(instant))?;
        let ahead = times.next(0, Window::after(instant)).filter(|ahead| *ahead < last);
        let revision = |number: usize| self.change(number).map(HistoryEntry::revision);
        Some(AsOf { revision: revision(last)?, ahead: ahead.and_then(revision) })
    }
}
