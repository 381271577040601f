use crate::organization::{Account, AccountId, AccountStatus, Billing};
use crate::permission::PermissionSet;

use super::super::records::Records;
use super::super::row::AccountRow;
use super::{Frame, Index, Place, lists_at};

impl Index {
    /// An account was opened or altered: its ceiling and those below it, and the answers about everybody who is a member
    /// there (rule G4).
    pub(crate) fn account_changed(&mut self, records: &mut Records, row: AccountRow, before: Option<&Account>) {
        let Some(account) = records.account(row) else { return };
        if before.is_none() {
            self.add_account(records, account, row);
        }
        let decides = |account: &Account| (account.features, account.billing, account.status());
        if before.is_none_or(|before| decides(before) != decides(account)) {
            self.recompute_ceilings(records, row);
        }
    }

    fn add_account(&mut self, records: &Records, account: &Account, row: AccountRow) {
        let id = account.id;
        let parent = account.parent.and_then(|parent| self.accounts.find(parent)).copied();
        let mut ancestors = Box::default();
        if let Some((parent, lists)) =
            account.parent.zip(parent.and_then(|parent| self.account_lists_mut(parent.row())))
        {
            lists.children.insert(id);
            ancestors = core::iter::once(parent).chain(lists.ancestors.iter().copied()).collect();
        }
        self.accounts.insert(Frame::new(id, row, parent.as_ref()));
        if let Some(lists) = lists_at(&mut self.account_lists, row.position()) {
            lists.ancestors = ancestors;
        }
        let Self { reach_filter, account_lists, .. } = self;
        let ancestors = |row: usize| account_lists.get(row).map_or(&[][..], |lists| &lists.ancestors);
        let all = records.accounts.iter().map(|(row, account)| (account.id, ancestors(row)));
        reach_filter.note_above(records.memberships.hasher(), id, ancestors(row.position()), all);
    }

    /// Recomputes the ceilings of an account and of those below it.
    fn recompute_ceilings(&mut self, records: &mut Records, row: AccountRow) {
        let mut waiting = vec![row];
        while let Some(row) = waiting.pop() {
            let Some(account) = self.recompute_ceiling(records, row) else { continue };
            let Some(lists) = self.account_lists(row) else { continue };
            waiting.extend(lists.children.iter().filter_map(|child| self.account_row(*child)));
            let members = lists.members.iter().filter_map(|member| {
                let (user, user_row) = (records.user(*member)?.id, *member);
                Some(Place { user, user_row, account, account_row: row })
            });
            for member in members.collect::<Vec<Place>>() {
                self.answer_again(records, member);
            }
            self.answer_again_for_keys_at(records, row);
        }
    }

    fn recompute_ceiling(&mut self, records: &Records, row: AccountRow) -> Option<AccountId> {
        let account = records.account(row)?;
        let parent = account.parent.and_then(|parent| self.accounts.find(parent));
        let from_above = parent.and_then(|parent| {
            let lists = self.account_lists(parent.row())?;
            Some((lists.passed_down, lists.billing, parent.status()))
        });
        let (passed_down, billing, status) =
            from_above.unwrap_or((PermissionSet::ALL, Billing::default(), AccountStatus::Active));
        let passed_down = passed_down.intersection(account.features.permissions());
        let billing = account.billing.unwrap_or(billing);
        let entitlement = passed_down.difference(account.depth_cut()).difference(billing.cut());
        let status = status.max(account.status());
        let lists = self.account_lists_mut(row)?;
        (lists.passed_down, lists.billing) = (passed_down, billing);
        self.accounts.find_mut(account.id)?.set_ceiling(entitlement, status);
        Some(account.id)
    }
}
