//! What stands in the place of an id that a reader may not see (rule R1).

use uuid::Uuid;

/// Where something beyond a reader's reach is. It is not told more closely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beyond {
    /// In an account above one that the reader reaches.
    Above,
    Elsewhere,
}

impl Beyond {
    /// No record has the nil id (rule I5). A record may have the greatest one: an entry has its name, which is looked for first.
    pub(super) const fn uuid(self) -> Uuid {
        match self {
            Self::Above => Uuid::max(),
            Self::Elsewhere => Uuid::nil(),
        }
    }

    pub(super) fn in_place_of(id: Uuid) -> Option<Self> {
        [Self::Above, Self::Elsewhere].into_iter().find(|beyond| beyond.uuid() == id)
    }

    /// How a sentence calls it.
    pub(super) fn called(self, kind: &'static str) -> &'static str {
        match (self, kind) {
            (Self::Above, "user") => "somebody from above",
            (Self::Elsewhere, "user") => "somebody elsewhere",
            (Self::Above, "account") => "an account above",
            (Self::Elsewhere, "account") => "an account elsewhere",
            (_, "role") => "a role from above",
            (Self::Above, _) => "an API key from above",
            (Self::Elsewhere, _) => "an API key elsewhere",
        }
    }
}
