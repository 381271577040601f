use crate::organization::{Account, AccountId};
use crate::permission::{Grants, PermissionSet};

use super::Masks;
use super::roster::{AccountPlace, Card};

/// What a question reads of an account, side by side: what is above it, and what it makes available.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    id: AccountId,
    place: AccountPlace,
    /// The accounts above, the root first; as many as the level says.
    above: [AccountPlace; Account::MAX_DEPTH as usize],
    level: u8,
    closed: bool,
    offer: PermissionSet,
    ceiling: PermissionSet,
}

impl Frame {
    /// Of an account at a place, under another or none; until it is read through, it makes nothing available.
    pub(super) fn new(id: AccountId, place: AccountPlace, above: Option<&Self>) -> Self {
        let mut frame = Self {
            id,
            place,
            above: above.map_or([place; Account::MAX_DEPTH as usize], |above| above.above),
            level: above.map_or(0, |above| above.level + 1),
            closed: true,
            offer: PermissionSet::EMPTY,
            ceiling: PermissionSet::EMPTY,
        };
        if let Some((above, parent)) =
            above.and_then(|above| frame.above.get_mut(usize::from(above.level)).zip(Some(above)))
        {
            *above = parent.place;
        }
        frame
    }

    /// What it makes available, read through from above (rule G4).
    pub(super) fn read_through(&mut self, offer: PermissionSet, ceiling: PermissionSet, closed: bool) {
        *self = Self { closed, offer, ceiling, ..*self };
    }

    /// The accounts above, the parent first.
    #[inline]
    pub(super) fn above(&self) -> impl Iterator<Item = AccountPlace> + '_ {
        self.above.get(..usize::from(self.level)).unwrap_or_default().iter().rev().copied()
    }

    /// The masks of what is granted there.
    #[inline]
    pub(super) fn masks(&self, granted: &Grants) -> Masks {
        Masks::new(granted, self.offer, self.ceiling, self.closed)
    }
}

impl Card for Frame {
    type Id = AccountId;
    type Place = AccountPlace;

    #[inline]
    fn id(&self) -> AccountId {
        self.id
    }

    #[inline]
    fn place(&self) -> AccountPlace {
        self.place
    }
}
