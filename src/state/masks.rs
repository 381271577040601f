use hashbrown::HashMap;

use crate::permission::{Grants, PermissionSet, Scope};

/// The masks of the one equation for somebody in an account: what is granted, and what is available (rule D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Masks {
    /// What is granted at Own and at Account.
    pub(crate) own: PermissionSet,
    pub(crate) account: PermissionSet,
    /// The ceiling as it would be without statuses, and as it is.
    pub(crate) offer: PermissionSet,
    pub(crate) available: PermissionSet,
    /// Whether the account or one above it is closed.
    pub(crate) closed: bool,
}

impl Masks {
    pub(crate) const fn new(granted: &Grants, offer: PermissionSet, available: PermissionSet, closed: bool) -> Self {
        Self { own: granted.at(Scope::Own), account: granted.at(Scope::Account), offer, available, closed }
    }
}

/// Masks that many share, each kept once while somebody refers to it.
#[derive(Clone, Debug, Default)]
pub(super) struct SharedMasks {
    places: HashMap<Masks, u32>,
    masks: Vec<(Masks, usize)>,
    free: Vec<u32>,
}

impl SharedMasks {
    #[inline]
    pub(super) fn at(&self, place: u32) -> Option<&Masks> {
        self.masks.get(place as usize).map(|(masks, _)| masks)
    }

    /// The place of these masks, with one more who refers to it.
    pub(super) fn refer(&mut self, masks: Masks) -> u32 {
        if let Some(place) = self.places.get(&masks) {
            if let Some((_, references)) = self.masks.get_mut(*place as usize) {
                *references += 1;
            }
            return *place;
        }
        let place = self.free.pop().unwrap_or_else(|| u32::try_from(self.masks.len()).unwrap_or(u32::MAX));
        match self.masks.get_mut(place as usize) {
            Some(free) => *free = (masks, 1),
            None => self.masks.push((masks, 1)),
        }
        self.places.insert(masks, place);
        place
    }

    /// One fewer refers to a place; nobody left, and it is free.
    pub(super) fn release(&mut self, place: u32) {
        let Some((masks, references)) = self.masks.get_mut(place as usize) else { return };
        *references -= 1;
        if *references == 0 {
            self.places.remove(masks);
            self.free.push(place);
        }
    }
}
