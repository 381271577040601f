use crate::organization::{Account, AccountId, AccountStatus};
use crate::permission::PermissionSet;

use super::case::{Case, Named, named_account};

/// What an account of the path takes from the ceiling, of what is asked, and by what (rule G4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) account: Named<AccountId>,
    pub(super) cause: Cause,
    pub(super) permissions: PermissionSet,
}

/// By what an account makes less available.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    Features,
    /// It pays afterwards: as this account above, if it does not say so itself.
    Postpaid(Option<Named<AccountId>>),
    Depth,
    SuspendedByMembers,
    SuspendedByOperator,
    Closed,
}

/// All that the account, and then those above it, take from what is asked.
pub(super) fn cuts(case: &Case<'_>) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for entry in case.path() {
        for (cause, taken) in taken(entry.account, entry.account.id == case.entry().account.id, case) {
            let permissions = case.by_account() & taken;
            if !permissions.is_empty() {
                cuts.push(Cut { account: named_account(entry), cause, permissions });
            }
        }
    }
    cuts
}

fn taken(account: &Account, is_asked: bool, case: &Case<'_>) -> Vec<(Cause, PermissionSet)> {
    let all = PermissionSet::ALL;
    let features = account.features.permissions();
    let mut taken = vec![(Cause::Features, all - features)];
    // The billing and the depth of an account above take nothing from those below.
    if is_asked {
        let payer = case.path().find(|entry| entry.account.billing.is_some());
        let above = payer.filter(|payer| payer.account.id != account.id).map(named_account);
        taken.push((Cause::Postpaid(above), features & case.entry().billing().cut()));
        taken.push((Cause::Depth, account.depth_cut()));
    }
    // What is shared takes active accounts, whatever is asked (rule D3).
    let shared = case.evidence.sharing_account().is_some();
    let suspended = if shared { all } else { all - AccountStatus::Suspended.ceiling() };
    match (account.closed, account.suspension) {
        (true, _) => taken.push((Cause::Closed, all)),
        (false, suspension) => {
            let by = [
                (suspension.by_members, Cause::SuspendedByMembers),
                (suspension.by_operator, Cause::SuspendedByOperator),
            ];
            taken.extend(by.into_iter().filter(|(by, _)| *by).map(|(_, cause)| (cause, suspended)));
        }
    }
    taken
}
