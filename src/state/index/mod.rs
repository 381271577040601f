//! The index: everything that is derived from the records, so that a question is one look-up.
//!
//! There is one function for each kind of change, which recomputes what depends on it: [`Index::account_changed`],
//! [`user_changed`](Index::user_changed), [`membership_changed`](Index::membership_changed),
//! [`role_changed`](Index::role_changed), [`invitation_changed`](Index::invitation_changed) and
//! [`key_changed`](Index::key_changed). Each is called with the record as it was, after the records were altered; `None`
//! stands for a record that was not there. Restoring adds users and memberships all at once, in passes:
//! [`Index::users_added`] and [`memberships_added`](Index::memberships_added).
//!
//! What a principal holds is defined in [`effective`](super::effective), without the index. The answers here are copies of
//! it for the question of every request, and `consistency` holds them to it.

mod account;
mod addresses;
mod answer;
mod frame;
mod invitation;
mod key;
mod lists;
mod many;
mod masks;
mod membership;
mod reach;
mod reach_filter;
mod role;
mod small;
mod user;

use hashbrown::HashMap;

use crate::organization::{AccountId, Actor, ApiKeyId, ChangeId, Email, InvitationId, RoleId, UserId};

use super::records::Records;
use super::row::{AccountRow, ById, UserRow};

pub(crate) use answer::Known;
pub(super) use frame::Frame;
pub(super) use lists::AccountLists;
pub(crate) use many::Seat;
pub(crate) use masks::{Answered, LeveledAreas, Masks};
pub(super) use small::SmallSet;
use user::UserIds;

use addresses::Addresses;
use key::KeyAnswer;
use lists::{RoleLists, UserLists, lists_at};
use masks::SharedMasks;
use reach::ReachingDown;
use reach_filter::ReachFilter;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Each account by its id: its row, the rows above it, and its ceiling.
    pub(super) accounts: ById<Frame>,
    /// The row of each user by their id.
    pub(super) users: UserIds,
    /// By the rows of the accounts.
    account_lists: Vec<AccountLists>,
    /// By the rows of the users.
    user_lists: Vec<UserLists>,
    pub(super) role_lists: HashMap<RoleId, RoleLists>,
    pub(super) addresses: Addresses,
    /// The invitations to an address, by tenant.
    pub(super) invited: HashMap<(AccountId, Email), SmallSet<(AccountId, InvitationId), 1>>,
    /// The stored invitations that somebody sent; none by the operator.
    pub(super) sent: HashMap<Actor, SmallSet<InvitationId, 1>>,
    /// The masks that memberships and keys refer to.
    pub(super) masks: SharedMasks,
    pub(super) reaching_down: ReachingDown,
    pub(super) reach_filter: ReachFilter,
    pub(super) key_answers: HashMap<ApiKeyId, KeyAnswer>,
    /// The API keys of each user who has some, by the account that each is made for.
    pub(super) user_keys: HashMap<UserId, SmallSet<(AccountId, ApiKeyId), 1>>,
    /// The keys of accounts that a user made, last changed, or was given the secret of; some of the users may be gone.
    pub(super) in_custody: HashMap<UserId, SmallSet<ApiKeyId, 1>>,
}

/// A user and an account, with their rows: what a membership concerns, found once.
#[derive(Clone, Copy, Debug)]
struct Place {
    user: UserId,
    user_row: UserRow,
    account: AccountId,
    account_row: AccountRow,
}

impl Place {
    /// Of the rows of a user and an account that are there.
    fn at(records: &Records, user_row: UserRow, account_row: AccountRow) -> Option<Self> {
        let (user, account) = (records.user(user_row)?.id, records.account(account_row)?.id);
        Some(Self { user, user_row, account, account_row })
    }
}

impl Index {
    #[inline]
    pub(super) fn account_row(&self, id: AccountId) -> Option<AccountRow> {
        self.accounts.find(id).map(Frame::row)
    }

    #[inline]
    pub(super) fn user_row(&self, records: &Records, id: UserId) -> Option<UserRow> {
        self.users.find(records, id)
    }

    fn place(&self, records: &Records, user: UserId, account: AccountId) -> Option<Place> {
        let (user_row, account_row) = (self.user_row(records, user)?, self.account_row(account)?);
        Some(Place { user, user_row, account, account_row })
    }

    /// Makes room for the lists of so many more.
    pub(super) fn reserve_lists(&mut self, accounts: usize, users: usize) {
        self.account_lists.reserve(accounts);
        self.user_lists.reserve(users);
    }

    pub(super) fn account_lists(&self, row: AccountRow) -> Option<&AccountLists> {
        self.account_lists.get(row.position())
    }

    pub(super) fn user_lists(&self, row: UserRow) -> Option<&UserLists> {
        self.user_lists.get(row.position())
    }

    pub(super) fn lists_of_account(&self, id: AccountId) -> Option<&AccountLists> {
        self.account_lists(self.account_row(id)?)
    }

    fn account_lists_mut(&mut self, row: AccountRow) -> Option<&mut AccountLists> {
        self.account_lists.get_mut(row.position())
    }

    fn user_lists_mut(&mut self, row: UserRow) -> Option<&mut UserLists> {
        self.user_lists.get_mut(row.position())
    }

    fn lists_of_account_mut(&mut self, id: AccountId) -> Option<&mut AccountLists> {
        let row = self.account_row(id)?;
        self.account_lists_mut(row)
    }

    /// The last change of the tree of an account, and its revision, if that is known.
    #[inline]
    pub(super) fn last_change_around(&self, account: AccountId) -> Option<(ChangeId, u64)> {
        self.account_lists(self.accounts.find(account)?.root())?.rare().last_change
    }

    pub(super) fn note_change(&mut self, root: AccountId, change: ChangeId, revision: u64) {
        if let Some(lists) = self.lists_of_account_mut(root) {
            lists.rare_mut().last_change = Some((change, revision));
        }
    }

    /// A user's API keys, by the accounts that they are made for.
    pub(super) fn keys_of(&self, user: UserId) -> impl Iterator<Item = (AccountId, ApiKeyId)> + '_ {
        self.user_keys.get(&user).into_iter().flat_map(SmallSet::keys)
    }

    /// The root account of an account's tenant.
    #[inline]
    pub(super) fn root_of(&self, id: AccountId) -> Option<AccountId> {
        self.accounts.find(id).map(|frame| self.ancestors(frame).last().copied().unwrap_or(id))
    }
}
