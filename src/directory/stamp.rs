use chrono::{DateTime, Utc};

use crate::organization::ChangeId;
use crate::organization::instant::whole;

/// When a command is given, and the id of the change that it becomes.
///
/// Where a stamp is asked for, an instant does: with the feature `generate` it gets a new id. Without that feature, or where
/// everything is to be the same each time, give both.
///
/// The instant is what the application's clock says, cut to whole milliseconds (rule V8). No command is refused for it:
/// revisions order changes, and clocks don't (rule C2).
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use sendright::{ChangeId, Stamp};
/// use uuid::Uuid;
///
/// let noon = Utc.with_ymd_and_hms(2026, 11, 25, 12, 0, 0).unwrap();
/// let stamp = Stamp::new(noon, ChangeId::from(Uuid::from_u128(7)));
/// assert_eq!((stamp.at(), stamp.id()), (noon, Uuid::from_u128(7).into()));
/// # #[cfg(feature = "generate")]
/// assert_ne!(Stamp::from(noon), Stamp::from(noon), "each has an id of its own");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct Stamp {
    at: DateTime<Utc>,
    id: ChangeId,
}

impl Stamp {
    /// An instant, cut to whole milliseconds, and an id that was never used in any tree.
    ///
    /// It is the id of this change alone. The id of a request that may be tried again is not: for a command that is accepted
    /// each time, as a reset is, the id would then stand for two changes, and neither [`Erasure`](crate::Erasure) nor a log
    /// could tell them apart (rule C2).
    pub fn new(at: DateTime<Utc>, id: ChangeId) -> Self {
        Self { at: whole(at), id }
    }

    /// The instant.
    #[must_use]
    pub const fn at(self) -> DateTime<Utc> {
        self.at
    }

    /// The id of the change.
    #[must_use]
    pub const fn id(self) -> ChangeId {
        self.id
    }
}

/// The instant with a new id.
#[cfg(feature = "generate")]
impl From<DateTime<Utc>> for Stamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self::new(at, ChangeId::new())
    }
}
