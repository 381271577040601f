use crate::decision::Authorized;
use crate::directory::{Change, CommitError, Directory};
use crate::organization::Name;

use super::collect::{BeforeChange, entry_of_action};
use super::entry::HistoryEntry;

/// # Without a history
///
/// For an application that stores entries in a database, and holds few of them in memory or none. See the
/// [module](crate::history#in-a-database-on-several-nodes).
impl HistoryEntry {
    /// The entry of a change, from the directory *before* it: to store both in one transaction, and then to
    /// [commit](Directory::commit) the change in memory. It is the entry that
    /// [`History::commit`](crate::history::History::commit) makes of the change.
    ///
    /// The directory stays as it is. The change is tried out on the records that it touches, in a time that these take
    /// (rule I9), and not on a copy of the directory.
    ///
    /// # Errors
    ///
    /// Those of [`Directory::commit`]: the change does not fit this directory, and there is no entry to store.
    ///
    /// ```
    /// use chrono::{TimeZone, Utc};
    /// use sendright::history::{History, HistoryEntry};
    /// # use sendright::{Billing, Selection, UserId};
    /// use sendright::{AccountId, Actor, Command, Directory, Stamp};
    /// # let id = uuid::Uuid::from_u128;
    ///
    /// # let (acme, ada) = (AccountId::from(id(1)), UserId::from(id(2)));
    /// let now = Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap();
    /// let mut directory = Directory::new();
    /// # let open = Command::OpenAccount {
    /// #     account: acme,
    /// #     name: "Acme".parse()?,
    /// #     billing: Billing::Prepaid,
    /// #     features: Selection::EVERYTHING,
    /// #     administrator: ada,
    /// #     email: "ada@acme.example".parse()?,
    /// #     administrator_name: "Ada".parse()?,
    /// # };
    /// # directory.execute(Actor::System, open, Stamp::new(now, id(100).into()))?;
    /// let rename = Command::RenameAccount { account: acme, name: "Acme SE".parse()?, replaces: None };
    /// let change = directory.plan(ada, &rename, Stamp::new(now, id(101).into()))?;
    /// let entry = HistoryEntry::of(&directory, &change)?;
    /// assert_eq!(entry.brief().to_string(), "2026-11-22 09:00 UTC: “Ada” renamed “Acme”: is “Acme SE”");
    /// assert_eq!(directory.account(acme).unwrap().name().as_str(), "Acme", "nothing has happened yet");
    ///
    /// // It is the entry that a history makes.
    /// let mut history = History::new();
    /// history.commit(&mut directory, change.clone())?;
    /// assert_eq!(history.entries(), [entry]);
    ///
    /// // Once the change is committed, the directory is not the one before it.
    /// assert!(HistoryEntry::of(&directory, &change).unwrap_err().is_past());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(directory: &Directory, change: &Change) -> Result<Self, CommitError> {
        directory.check(change)?;
        let before = BeforeChange::new(&directory.state, change);
        let after = before.tried(&directory.state, change);
        Ok(before.into_entry(&after))
    }

    /// The entry of an action that the application performed with a proof: the entry that
    /// [`History::record`](crate::history::History::record) adds. There it says what an entry proves.
    ///
    /// Store it when the action was performed, in its transaction if it has one.
    ///
    /// An action has no id of its own, so two entries that are equal in everything can't be told from one that arrives twice
    /// ([`History::insert`](crate::history::History::insert)). Put into `about` what is different each time: the number of
    /// the campaign, the id of the request.
    #[must_use]
    pub fn of_action(proof: &Authorized, directory: &Directory, about: Option<Name>) -> Self {
        entry_of_action(proof, &directory.state, about)
    }
}
