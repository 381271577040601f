use std::collections::BTreeSet;

use crate::organization::{Role, RoleId};

use super::super::records::{Records, assignment_grants, role_grants};
use super::super::row::{AccountRow, UserRow};
use super::Index;

impl Index {
    /// A role was defined, altered or removed: what its holders hold. Nothing refers to a role that is removed.
    pub(crate) fn role_changed(&mut self, records: &mut Records, id: RoleId, before: Option<&Role>) {
        if let Some(lists) = self.role_lists.get_mut(&id) {
            lists.name_hash.take();
        }
        match (before, records.roles.get(&id)) {
            (None, Some(role)) => {
                self.role_lists.insert(id, super::RoleLists::default());
                if let Some(lists) = self.lists_of_account_mut(role.account) {
                    lists.rare_mut().roles.insert(id);
                }
            }
            (Some(before), None) => {
                self.role_lists.remove(&id);
                if let Some(lists) = self.lists_of_account_mut(before.account) {
                    lists.rare_mut().roles.remove(&id);
                }
            }
            (Some(before), Some(role)) if before.grants != role.grants => self.recompute_holders(records, id),
            (Some(_), Some(_)) | (None, None) => {}
        }
    }

    /// Recomputes the grants of the assignments that have a role, each once, and then what depends on them.
    fn recompute_holders(&mut self, records: &mut Records, id: RoleId) {
        let holders = self.role_lists.get(&id).into_iter().flat_map(|lists| lists.holders.iter().copied());
        let holders: Vec<(AccountRow, UserRow)> = holders.collect();
        let assignments = holders.iter().filter_map(|(account, user)| {
            let (account, user) = (records.account(*account)?, records.user(*user)?);
            records.memberships.find(user.id, account.id).map(|record| record.assignment)
        });
        let assignments: BTreeSet<u32> = assignments.collect();
        let Records { assignments: kept, roles, .. } = records;
        for assignment in assignments {
            kept.compute(assignment, |assignment| assignment_grants(assignment, |role| role_grants(roles, role)));
        }
        for (account, user) in holders {
            self.holding_changed(records, account, user);
        }
    }
}
