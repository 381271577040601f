use crate::permission::{Grants, PermissionSet, Scope};

use super::super::shared::Shared;

/// The masks of the one equation for a principal in an account: what is granted, and what is available (rule D1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Masks {
    /// What is granted at Own and at Account.
    pub(crate) own: PermissionSet,
    pub(crate) account: PermissionSet,
    /// The ceiling as it would be without statuses, and as it is.
    pub(crate) entitlement: PermissionSet,
    pub(crate) ceiling: PermissionSet,
    /// Whether the account or one above it is closed.
    pub(crate) closed: bool,
}

impl Masks {
    pub(crate) const fn new(
        granted: &Grants,
        entitlement: PermissionSet,
        ceiling: PermissionSet,
        closed: bool,
    ) -> Self {
        Self { own: granted.at(Scope::Own), account: granted.at(Scope::Account), entitlement, ceiling, closed }
    }

    /// What is granted at a scope; not one's own details, which nobody holds over others (rule G3).
    #[inline]
    pub(crate) fn granted(&self, scope: Scope) -> PermissionSet {
        let granted = if scope == Scope::Own { self.own } else { self.account };
        granted - PermissionSet::PROFILE_EDIT
    }

    /// What is allowed at a scope (rule D1).
    #[inline]
    pub(crate) fn allowed(&self, scope: Scope) -> PermissionSet {
        self.granted(scope) & self.ceiling
    }

    /// The same for a key with a cap: never one's own details (rule G5).
    pub(crate) const fn capped(&self, cap: PermissionSet) -> Self {
        let cap = cap.difference(PermissionSet::PROFILE_EDIT);
        Self { own: self.own.intersection(cap), account: self.account.intersection(cap), ..*self }
    }
}

/// The masks that memberships and keys refer to, each with the areas that are shown because of a level.
#[derive(Clone, Debug, Default)]
pub(crate) struct SharedMasks {
    kept: Shared<(Masks, LeveledAreas)>,
    /// A copy by the rows of the masks, with what each allows: one step for every question. Where no masks are any more, nothing
    /// refers to it.
    rows: Vec<Answered>,
}

/// The areas in which a user has a level above None, a bit for each; none for a key.
pub(crate) type LeveledAreas = u32;

/// Masks with what they allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Answered {
    own: PermissionSet,
    account: PermissionSet,
    pub(crate) masks: Masks,
    /// Beside the masks, so that an access looks up no assignment.
    pub(crate) leveled: LeveledAreas,
}

impl Answered {
    fn by(masks: Masks, leveled: LeveledAreas) -> Self {
        Self { own: masks.allowed(Scope::Own), account: masks.allowed(Scope::Account), masks, leveled }
    }

    /// What is allowed at a scope (rule D1).
    #[inline]
    pub(crate) fn allowed(&self, scope: Scope) -> PermissionSet {
        if scope == Scope::Own { self.own } else { self.account }
    }
}

impl SharedMasks {
    /// The masks of an answer's row; none for the row of an answer that has none.
    #[inline]
    pub(crate) fn at(&self, row: u32) -> Option<&Answered> {
        self.rows.get(row as usize)
    }

    /// The row of masks, with one more reference to it.
    pub(super) fn refer(&mut self, masks: Masks, leveled: LeveledAreas) -> u32 {
        let mut is_new = false;
        let row = self.kept.refer((masks, leveled), |_| is_new = true);
        if is_new {
            let (position, answered) = (row as usize, Answered::by(masks, leveled));
            if self.rows.len() <= position {
                self.rows.resize(position + 1, answered);
            }
            if let Some(at) = self.rows.get_mut(position) {
                *at = answered;
            }
        }
        row
    }

    /// One reference less to a row.
    pub(super) fn release(&mut self, row: u32) {
        self.kept.release(row);
    }

    /// All masks that are kept, with how many references there are.
    #[cfg(debug_assertions)]
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &(Masks, LeveledAreas), usize)> {
        self.kept.iter().map(|(row, masks, (), references)| (row, masks, references))
    }

    /// Whether what questions read of a row is of its masks.
    #[cfg(debug_assertions)]
    pub(crate) fn is_right_at(&self, row: u32, (masks, leveled): &(Masks, LeveledAreas)) -> bool {
        self.at(row) == Some(&Answered::by(*masks, *leveled))
    }
}
