//! How much of the past a history keeps.

use chrono::{DateTime, Utc};

use crate::organization::instant::whole;

use super::entry::HistoryEntry;
use super::forgotten::Forgotten;
use super::index::Window;
use super::log::History;

/// # Forgetting
///
/// An application that keeps its entries in a database need not hold them all in memory, and nobody may keep what is about
/// people for ever. A history that has forgotten its beginning commits, merges, finds gaps and is read by readers as before, and
/// says from where on it [knows](Self::known_from). What it has forgotten does not come back: not when older changes are
/// committed to a directory that catches up, nor by [`insert`](Self::insert) and [`merge`](Self::merge).
///
/// Changes are forgotten by revision, as they are numbered without a gap; actions by time, as one that was done today may have
/// been allowed at a revision of last year. That it has forgotten is not stored with the entries: after
/// [`read`](Self::read), say it again.
///
/// ```
/// # use chrono::{Duration, TimeZone, Utc};
/// use sendright::history::History;
/// # use sendright::{AccountId, Actor, Billing, Command, Directory, Selection, Stamp, UserId};
/// # let id = uuid::Uuid::from_u128;
/// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
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
/// # let rename = |name: &str| Command::RenameAccount { account: acme, name: name.parse().unwrap(), replaces: None };
/// # for (number, command) in (1..).zip([open, rename("B"), rename("C")]) {
/// #     let at = now + Duration::days(i64::from(number));
/// #     let change = directory.plan(Actor::System, &command, Stamp::new(at, id(100 + number as u128).into()))?;
/// #     history.commit(&mut directory, change)?;
/// # }
/// // Three changes, a day apart.
/// let second = history.entries()[1].at();
/// assert_eq!(history.known_from(), 1);
/// assert_eq!(history.forget_before(second), 1);
/// assert_eq!(history.known_from(), 2);
/// assert_eq!(history.gaps_in(1..=directory.revision()).count(), 0, "what is forgotten is no gap");
/// assert_eq!(history.forget_changes_before(2), 0, "it is forgotten already");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl History {
    /// The first revision whose change it would have, had it not been lost: 1 if it has forgotten nothing.
    #[must_use]
    pub const fn known_from(&self) -> u64 {
        self.forgotten().changes.saturating_add(1)
    }

    /// The instant from which on it would have every action that was recorded in it or added to it; `None` if it has forgotten
    /// none.
    #[must_use]
    pub const fn actions_known_from(&self) -> Option<DateTime<Utc>> {
        self.forgotten().actions
    }

    /// Forgets the changes with a lower revision than this. It tells how many there were.
    pub fn forget_changes_before(&mut self, revision: u64) -> usize {
        self.forget(Forgotten { changes: revision.saturating_sub(1), actions: None })
    }

    /// Forgets the actions whose time is before an instant, whatever the revision at which they were allowed. It tells how
    /// many there were.
    pub fn forget_actions_before(&mut self, instant: DateTime<Utc>) -> usize {
        self.forget(Forgotten { changes: 0, actions: Some(whole(instant)) })
    }

    /// Forgets what was done before an instant: the actions whose time is before it, and the changes up to the first one whose
    /// time is not. Nothing is forgotten that is not old, also where a clock went back. Where a clock was ahead, what follows the
    /// change that it dated is kept, too, until that time has come: [`forget_changes_before`](Self::forget_changes_before)
    /// takes it away. It tells how many entries there were.
    pub fn forget_before(&mut self, instant: DateTime<Utc>) -> usize {
        let instant = whole(instant);
        let kept = self.index().change_times().next(0, Window::between(Some(instant), None));
        let last = kept.map_or(self.last_revision(), |kept| {
            kept.checked_sub(1).and_then(|last| self.change(last)).map_or(0, HistoryEntry::revision)
        });
        self.forget(Forgotten { changes: last, actions: Some(instant) })
    }

    /// Forgets what another has forgotten, too, and tells how many entries that were.
    pub(super) fn forget(&mut self, forgotten: Forgotten) -> usize {
        let forgotten = self.forgotten().and(forgotten);
        self.set_forgotten(forgotten);
        let Some(first) = self.entries().iter().position(|entry| forgotten.has(entry)) else { return 0 };
        let mut kept = self.take_from(first);
        let before = kept.len();
        kept.retain(|(_, entry)| !forgotten.has(entry));
        let gone = before - kept.len();
        self.rearrange(kept);
        gone
    }

    pub(super) fn forgets(&self, entry: &HistoryEntry) -> bool {
        self.forgotten().has(entry)
    }
}
