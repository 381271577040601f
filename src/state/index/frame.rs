use crate::organization::{Account, AccountId, AccountStatus};
use crate::permission::{Grants, PermissionSet};

use super::super::row::{AccountRow, Card};
use super::Masks;

const MAX_ABOVE: usize = Account::MAX_DEPTH as usize;

/// What a question reads of an account, side by side: what is above it, and its ceiling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    id: AccountId,
    row: AccountRow,
    /// The accounts above, the root account first; as many as the depth says.
    above: [AccountRow; MAX_ABOVE],
    depth: u8,
    status: AccountStatus,
    entitlement: PermissionSet,
    ceiling: PermissionSet,
}

impl Frame {
    /// Of an account in a row, under another or none; until its ceiling is set, it makes nothing available.
    pub(super) fn new(id: AccountId, row: AccountRow, parent: Option<&Self>) -> Self {
        let mut frame = Self {
            id,
            row,
            above: parent.map_or([row; MAX_ABOVE], |parent| parent.above),
            depth: parent.map_or(0, |parent| parent.depth + 1),
            status: AccountStatus::Closed,
            entitlement: PermissionSet::EMPTY,
            ceiling: PermissionSet::EMPTY,
        };
        if let Some(parent) = parent {
            if let Some(above) = frame.above.get_mut(usize::from(parent.depth)) {
                *above = parent.row;
            }
        }
        frame
    }

    /// Sets what it makes available (rule G4).
    pub(super) fn set_ceiling(&mut self, entitlement: PermissionSet, status: AccountStatus) {
        let ceiling = entitlement.intersection(status.ceiling());
        *self = Self { status, entitlement, ceiling, ..*self };
    }

    #[inline]
    pub(crate) const fn row(&self) -> AccountRow {
        self.row
    }

    /// The worst status of the account and those above it.
    pub(crate) const fn status(&self) -> AccountStatus {
        self.status
    }

    /// What the account would make available if neither it nor one above it were suspended or closed (rule G4).
    pub(crate) const fn entitlement(&self) -> PermissionSet {
        self.entitlement
    }

    /// What the account makes available (rule G4).
    pub(crate) const fn ceiling(&self) -> PermissionSet {
        self.ceiling
    }

    /// The accounts above, the root account first.
    #[inline]
    pub(crate) fn above(&self) -> &[AccountRow] {
        self.above.get(..usize::from(self.depth)).unwrap_or_default()
    }

    /// The accounts above, and the account itself last.
    pub(super) fn line(&self) -> impl DoubleEndedIterator<Item = AccountRow> + Clone + '_ {
        self.above().iter().copied().chain([self.row])
    }

    /// The root account of its tree.
    #[inline]
    pub(crate) fn root(&self) -> AccountRow {
        self.above().first().copied().unwrap_or(self.row)
    }

    /// Whether an account is above.
    #[inline]
    pub(super) fn is_below(&self, account: AccountRow) -> bool {
        self.above().contains(&account)
    }

    /// The masks of what is granted there.
    #[inline]
    pub(crate) fn masks(&self, granted: &Grants) -> Masks {
        Masks::new(granted, self.entitlement, self.ceiling, matches!(self.status, AccountStatus::Closed))
    }
}

impl Card for Frame {
    type Id = AccountId;

    #[inline]
    fn id(&self) -> AccountId {
        self.id
    }
}
