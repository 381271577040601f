//! What a change is said to do beforehand, held against the model before and after it, instant by instant.

use std::collections::BTreeSet;

use sendright::{AccessChange, AccountId, ApiKeyId, Impact, InvitationId, Permission, PermissionSet, Principal};

use crate::coverage::{around, far_future};
use crate::held::Held;
use crate::model::{Instant, Model};

impl Model {
    /// What a principal can do in an account at an instant, permission by permission; nobody's own details.
    fn can_do(&self, principal: Principal, account: AccountId, at: Instant) -> Held {
        let by_itself = self.account_key(principal).is_some_and(|key| !key.ended(at));
        let may_act = by_itself || self.person(principal).is_some_and(|(user, _)| user.active);
        if self.account(account).is_none() || !may_act {
            return Held::NOTHING;
        }
        let cut: PermissionSet =
            PermissionSet::ALL.iter().filter(|permission| !self.offers(account, *permission, false)).collect();
        self.granted(principal, account, at).without(cut | Permission::ProfileEdit)
    }
}

/// An error if an impact says of anybody, anywhere, at any instant, what is not so, or does not say what is.
pub(crate) fn is_what_happens(impact: &Impact, before: &Model, after: &Model, at: Instant) -> Result<(), String> {
    let users = before.users.iter().chain(&after.users).map(|row| Principal::User(row.id));
    let keys = before.keys.iter().chain(&after.keys).filter(|row| row.person().is_none());
    let principals: BTreeSet<Principal> = users.chain(keys.map(|row| Principal::ApiKey(row.id))).collect();
    let accounts: BTreeSet<AccountId> = after.accounts.iter().map(|row| row.id).collect();
    let boundaries = before.boundaries().into_iter().chain(after.boundaries());
    let instants: BTreeSet<Instant> =
        boundaries.flat_map(around).chain([at, far_future()]).filter(|instant| at <= *instant).collect();
    for principal in &principals {
        for account in &accounts {
            let told = |then: Instant| {
                let is_then = |change: &&AccessChange| {
                    (change.principal, change.account) == (*principal, *account)
                        && change.from <= then
                        && change.until.is_none_or(|until| then < until)
                };
                let mut changes = impact.accesses().iter().filter(is_then);
                (changes.next(), changes.next())
            };
            for then in &instants {
                let (was, is) = (before.can_do(*principal, *account, *then), after.can_do(*principal, *account, *then));
                let expected = [is.beyond(&was), was.beyond(&is)].map(|held| held.grants());
                let (change, twice) = told(*then);
                let nothing = Held::NOTHING.grants();
                let told = change.map_or([nothing; 2], |change| [change.gained(), change.lost()]);
                let has = |change: &AccessChange| [change.before, change.after] == [was.grants(), is.grants()];
                if twice.is_some() || told != expected || !change.is_none_or(has) {
                    return Err(format!(
                        "the impact says of {principal} in {account} at {then} that they gain and lose {told:?}, and it is \
                         {expected:?}: {change:?}"
                    ));
                }
            }
        }
    }
    let ended: Vec<ApiKeyId> = impact.ended_keys().collect();
    let keys = before.keys.iter().map(|row| row.id).filter(|key| after.key(*key).is_none());
    let invited: Vec<InvitationId> = impact.ended_invitations().collect();
    let invitations = before.invitations.iter().map(|row| row.id).filter(|id| after.invitation(*id).is_none());
    let (keys, invitations): (BTreeSet<_>, BTreeSet<_>) = (keys.collect(), invitations.collect());
    if keys.iter().eq(&ended) && invitations.iter().eq(&invited) {
        return Ok(());
    }
    Err(format!("the impact ends {ended:?} and {invited:?}, and it is {keys:?} and {invitations:?}"))
}
