use crate::organization::{Account, AccountId, AccountStatus};
use crate::permission::PermissionSet;

use super::super::records::Records;
use super::super::row::AccountRow;
use super::{AccountLists, Frame, Index, Place, lists_at};

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
        if let Some(parent) = &parent {
            let path =
                || parent.line().rev().filter_map(|row| records.account(row)).map(|account| account.id).collect();
            if let Some(lists) = self.account_lists_mut(parent.row()) {
                lists.add_child(id, path);
            }
        }
        let frame = Frame::new(id, row, parent.as_ref());
        self.accounts.insert(frame);
        lists_at(&mut self.account_lists, row.position());
        let Self { reach_filter, account_lists, accounts, .. } = self;
        let ancestors = |frame: &Frame| ancestors(account_lists, frame);
        let all = records
            .accounts
            .iter()
            .filter_map(|(_, account)| Some((account.id, ancestors(accounts.find(account.id)?))));
        reach_filter.note_above(records.memberships.hasher(), id, ancestors(&frame), all);
    }

    /// The accounts above one, the parent first and the root account last.
    pub(crate) fn ancestors(&self, frame: &Frame) -> &[AccountId] {
        ancestors(&self.account_lists, frame)
    }

    /// Recomputes the ceilings of an account and of those below it.
    fn recompute_ceilings(&mut self, records: &mut Records, row: AccountRow) {
        let mut waiting = vec![row];
        while let Some(row) = waiting.pop() {
            let Some(account) = self.recompute_ceiling(records, row) else { continue };
            let Some(lists) = self.account_lists(row) else { continue };
            waiting.extend(lists.children().iter().filter_map(|child| self.account_row(*child)));
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
        let frame = self.accounts.find_mut(account.id)?;
        let line = frame.line().filter_map(|row| records.account(row));
        let features = line.clone().map(|account| account.features.permissions());
        let features = features.fold(PermissionSet::ALL, PermissionSet::intersection);
        let billing = line.clone().rev().find_map(|account| account.billing).unwrap_or_default();
        let status = line.map(Account::status).max().unwrap_or(AccountStatus::Active);
        frame.set_ceiling(features.difference(account.depth_cut()).difference(billing.cut()), status);
        self.account_lists_mut(row)?.billing = billing;
        Some(account.id)
    }
}

fn ancestors<'a>(lists: &'a [AccountLists], frame: &Frame) -> &'a [AccountId] {
    let parent = frame.above().last().and_then(|parent| lists.get(parent.position()));
    parent.map_or(&[], AccountLists::above_children)
}
