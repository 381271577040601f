//! Random worlds of the testing kit, and all that there is to ask about in one: what it has, and one of each that it does not
//! know.

use sendright::testing::strategies::{Worlds, worlds};
use sendright::testing::{World, account, key, user};
use sendright::{AccountId, Directory, Principal, UserId};

/// As large as they come.
pub(crate) const fn large() -> Worlds {
    worlds().accounts(8).people(8).keys(6)
}

pub(crate) fn accounts(world: &World) -> Vec<AccountId> {
    world.accounts().into_iter().chain([account("nowhere")]).collect()
}

pub(crate) fn users(world: &World) -> Vec<UserId> {
    world.users().into_iter().chain([user("mallory")]).collect()
}

pub(crate) fn principals(world: &World) -> Vec<Principal> {
    let keys = world.keys().into_iter().chain([key("lost")]);
    users(world).into_iter().map(Principal::from).chain(keys.map(Principal::from)).collect()
}

/// Everybody with every account.
pub(crate) fn everything(world: &World) -> Vec<(Principal, AccountId)> {
    let accounts = accounts(world);
    principals(world).into_iter().flat_map(|principal| accounts.iter().map(move |at| (principal, *at))).collect()
}

pub(crate) fn is_at_or_below(directory: &Directory, account: AccountId, top: AccountId) -> bool {
    account == top || directory.ancestors(account).any(|above| above.id() == top)
}
