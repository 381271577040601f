use core::borrow::Borrow;
use core::fmt;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::directory::Directory;
use crate::history::entry::HistoryEntry;
use crate::history::query::{HistoryQuery, Prepared};
use crate::organization::instant::whole;
use crate::organization::{Principal, UserId};

use super::entry::ReaderEntry;
use super::reach::{Reach, mentioned};
use super::sight::seen;
use super::walk::Walk;

/// Reads entries for one principal (rule R1), the newest first, one by one as they come from a database, and holds none of
/// them.
///
/// Of each entry it gives what [`History::for_reader`](crate::history::History::for_reader) gives of it, where the meaning is
/// explained. Which users are within reach depends on who was a member when. That it knows of the present by the directory,
/// and of the past by the changes that lie between: so it must meet *every change*, from the directory's revision down, also
/// those that a query leaves out; as `ORDER BY` has it in the [table](crate::history#in-a-database-on-several-nodes). It
/// remembers an id of a user and of an account for each membership that a change altered, and the account of each role and
/// key.
///
/// Where a change is missing, or out of order, it does not guess: a user of whom it is not told is beyond reach from there on,
/// and an act on a user as a whole does not touch the root account. So it shows less than if nothing were missing, and never
/// more; [`is_complete`](Self::is_complete) tells whether that was so.
///
/// To read what is long ago without all that came later, [begin](Self::beginning_at) at a snapshot of that time.
///
/// ```
/// # use chrono::{TimeZone, Utc};
/// use sendright::history::{History, HistoryQuery, HistoryReader};
/// # use sendright::{Billing, Selection, Stamp};
/// # use sendright::{AccountId, Actor, Command, Directory, UserId};
/// # let id = uuid::Uuid::from_u128;
/// # let (acme, ada, mallory) = (AccountId::from(id(1)), UserId::from(id(2)), UserId::from(id(3)));
/// # let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
/// # let (mut directory, mut history) = (Directory::new(), History::new());
/// # let open = Command::OpenAccount {
/// #     account: acme,
/// #     name: "Acme".parse()?,
/// #     billing: Billing::Prepaid,
/// #     features: Selection::EVERYTHING,
/// #     administrator: ada,
/// #     email: "ada@acme.example".parse()?,
/// #     administrator_name: "Ada".parse()?,
/// # };
/// # let rename = Command::RenameAccount { account: acme, name: "Acme SE".parse()?, replaces: None };
/// # for (number, (actor, command)) in [(Actor::System, open), (ada.into(), rename)].into_iter().enumerate() {
/// #     let change = directory.plan(actor, &command, Stamp::new(now, id(100 + number as u128).into()))?;
/// #     history.commit(&mut directory, change)?;
/// # }
/// // SELECT entry FROM history ORDER BY revision DESC, change_id IS NULL DESC, at DESC
/// # let rows = || history.entries().iter().rev();
/// let mut reader = HistoryReader::new(ada, &directory, now);
/// let page: Vec<String> = reader.read_all(HistoryQuery::new(), rows()).map(|entry| entry.brief().to_string()).collect();
/// assert_eq!(page, [
///     "2026-11-22 09:00 UTC: “Ada” renamed “Acme”: is “Acme SE”",
///     "2026-11-22 09:00 UTC: the operator opened “Acme”, prepaid, with “Ada” <ada@acme.example> as its administrator",
/// ]);
/// assert!(reader.is_complete());
///
/// // Mallory is nobody there, and reads nothing.
/// let mut reader = HistoryReader::new(mallory, &directory, now);
/// assert_eq!(reader.read_all(HistoryQuery::new(), rows()).count(), 0);
///
/// // If the last change is missing, it is not known whether Ada was a member before it, but for what the entry tells itself.
/// let mut reader = HistoryReader::new(ada, &directory, now);
/// assert_eq!(reader.read_all(HistoryQuery::new(), rows().skip(1)).count(), 1);
/// assert!(!reader.is_complete());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct HistoryReader<'a> {
    reach: Reach<'a>,
    walk: Walk<'a>,
    complete: bool,
}

impl fmt::Debug for HistoryReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HistoryReader").field("complete", &self.complete).finish_non_exhaustive()
    }
}

impl<'a> HistoryReader<'a> {
    /// A reader of entries up to the revision of this directory. What the principal may read now, the directory says.
    #[must_use]
    pub fn new(principal: impl Into<Principal>, directory: &'a Directory, now: DateTime<Utc>) -> Self {
        let reach = Reach::without_entries(&directory.state, principal.into(), whole(now));
        Self { reach, walk: Walk::from(&directory.state), complete: true }
    }

    /// The same reader, who begins at the revision of an earlier directory: restored from a snapshot of the same log. It meets
    /// the changes up to that one alone.
    ///
    /// Of a role or key that was made and removed between the two, it does not know in which account it was; none is mentioned
    /// before.
    #[must_use]
    pub fn beginning_at(self, earlier: &'a Directory) -> Self {
        Self { reach: self.reach.with_earlier(&earlier.state), walk: Walk::from(&earlier.state), complete: true }
    }

    /// What the principal may read of the next entry, the one just before the last; `None` if it touches nothing that the
    /// principal reaches.
    pub fn read(&mut self, entry: &HistoryEntry) -> Option<ReaderEntry> {
        if self.reach.is_empty() {
            return None;
        }
        self.pass(entry, &mentioned(entry));
        seen(&self.reach, entry)
    }

    /// What the principal may read of the next entries, of those that match a query. It finds by what is read, as
    /// [`History::for_reader`](crate::history::History::for_reader) does. Take as many as a page has, and go on with the
    /// next entry.
    ///
    /// The entries are all that there are, owned or borrowed, and not those alone that match.
    pub fn read_all<'r>(
        &'r mut self,
        query: HistoryQuery<'r>,
        entries: impl IntoIterator<Item: Borrow<HistoryEntry>> + 'r,
    ) -> impl Iterator<Item = ReaderEntry> + 'r {
        let query = Prepared::new(query);
        entries.into_iter().filter_map(move |entry| {
            let entry = entry.borrow();
            if query.matches(entry) {
                return self.read(entry).filter(|seen| query.matches_seen(seen));
            }
            self.pass(entry, &BTreeSet::new());
            None
        })
    }

    /// Whether no change was missing or out of order so far, so that everything was read that there was to read.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    fn pass(&mut self, entry: &HistoryEntry, users: &BTreeSet<UserId>) {
        if self.reach.is_empty() {
            return;
        }
        self.reach.note_places(entry);
        let (places, whole) = self.walk.at(entry, users);
        self.complete &= whole;
        self.reach.tell(&places, whole);
    }
}
