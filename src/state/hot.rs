//! The common answer in one lookup: what a user may do in an account by a membership there and nothing else.
//!
//! It is a copy of what the memberships, accounts and users say, made when they change. Whoever has a window, rights from
//! above, or is deactivated, is asked about at length.

use core::hash::{BuildHasher, Hasher};

use hashbrown::{DefaultHashBuilder, HashMap, HashTable, hash_table::Entry};

use crate::organization::{AccountId, AccountStatus, UserId};
use crate::permission::{PermissionSet, Scope};

use super::State;
use super::masks::{Masks, SharedMasks};

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Hot {
    records: HashTable<Record>,
    hasher: DefaultHashBuilder,
    masks: SharedMasks,
    /// How many memberships of a user reach below their account; none for who is not here.
    reaching_down: HashMap<UserId, usize>,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    user: UserId,
    account: AccountId,
    /// The place of the masks; [`AT_LENGTH`] for who is asked about at length.
    masks: u32,
}

const AT_LENGTH: u32 = u32::MAX;

/// What the copy knows of a user in an account.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a> {
    /// These are the masks, at any time.
    Masks(&'a Masks),
    /// No membership reaches the account.
    NoMembership,
    /// It takes a look at the memberships.
    AtLength,
}

impl Hot {
    #[inline]
    fn hash(hasher: DefaultHashBuilder, user: UserId, account: AccountId) -> u64 {
        let mut hasher = hasher.build_hasher();
        hasher.write_u128(user.uuid().as_u128());
        hasher.write_u128(account.uuid().as_u128());
        hasher.finish()
    }

    #[inline]
    fn known(&self, user: UserId, account: AccountId) -> Known<'_> {
        let hash = Self::hash(self.hasher, user, account);
        match self.records.find(hash, |record| record.user == user && record.account == account) {
            Some(record) => self.masks.at(record.masks).map_or(Known::AtLength, Known::Masks),
            None if self.reaching_down.contains_key(&user) => Known::AtLength,
            None => Known::NoMembership,
        }
    }

    fn set(&mut self, user: UserId, account: AccountId, masks: Option<Masks>) {
        let Self { records, hasher, masks: shared, .. } = self;
        let masks = masks.map_or(AT_LENGTH, |masks| shared.refer(masks));
        let entry = records.entry(
            Self::hash(*hasher, user, account),
            |record| record.user == user && record.account == account,
            |record| Self::hash(*hasher, record.user, record.account),
        );
        match entry {
            Entry::Occupied(mut entry) => {
                let before = core::mem::replace(&mut entry.get_mut().masks, masks);
                shared.release(before);
            }
            Entry::Vacant(entry) => {
                entry.insert(Record { user, account, masks });
            }
        }
    }

    fn remove(&mut self, user: UserId, account: AccountId) {
        let hash = Self::hash(self.hasher, user, account);
        let found = self.records.find_entry(hash, |record| record.user == user && record.account == account);
        if let Ok(entry) = found {
            let (record, _) = entry.remove();
            self.masks.release(record.masks);
        }
    }
}

impl State {
    /// What is known of a user in an account without a look at the memberships.
    #[inline]
    pub(crate) fn known(&self, user: UserId, account: AccountId) -> Known<'_> {
        self.hot.known(user, account)
    }

    /// Copies a membership anew, after it, its user or its account changed.
    pub(super) fn copy_membership(&mut self, user: UserId, account: AccountId) {
        if self.membership(user, account).is_none() {
            return self.hot.remove(user, account);
        }
        let masks = self.lasting_masks(user, account);
        self.hot.set(user, account, masks);
    }

    /// Copies all memberships of a user anew, after what reaches down from one of them changed, or the user.
    pub(super) fn copy_memberships_of(&mut self, user: UserId) {
        let accounts: Vec<AccountId> = self.memberships_of(user).map(|membership| membership.account).collect();
        for account in accounts {
            self.copy_membership(user, account);
        }
    }

    /// Notes that one more, or one fewer, of a user's memberships reaches below its account, and says whether that can
    /// matter to the others: none, one, and more than one are told apart.
    pub(super) fn note_reaching_down(&mut self, user: UserId, reaches: bool) -> bool {
        let count = self.hot.reaching_down.entry(user).or_default();
        let before = *count;
        *count = if reaches { before + 1 } else { before.saturating_sub(1) };
        let after = *count;
        if after == 0 {
            self.hot.reaching_down.remove(&user);
        }
        before.min(2) != after.min(2)
    }

    /// The masks of a user in an account, if they are the same at any time and come from the membership there alone.
    fn lasting_masks(&self, user: UserId, account: AccountId) -> Option<Masks> {
        let membership = self.membership(user, account)?;
        let entry = self.account(account)?;
        let lasts = membership.assignment.starts().is_none() && membership.assignment.ends().is_none();
        let reaching_down = self.hot.reaching_down.get(&user).copied().unwrap_or_default();
        let from_others = reaching_down > usize::from(!membership.grants.at(Scope::Subtree).is_empty());
        let active = self.user(user).is_some_and(|user| user.active);
        (lasts && active && !from_others).then(|| {
            let closed = entry.status() == AccountStatus::Closed;
            let mut masks = Masks::new(&membership.grants, entry.offer(), entry.ceiling(), closed);
            // Every person's own, given or withheld (rule G3).
            masks.own |= PermissionSet::PROFILE_EDIT;
            masks
        })
    }
}
