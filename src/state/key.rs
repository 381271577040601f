use crate::organization::{AccountId, ApiKey, ApiKeyId, UserId};

use super::State;

impl State {
    pub(crate) fn key(&self, id: ApiKeyId) -> Option<&ApiKey> {
        self.keys.get(&id)
    }

    /// Whether a key works in an account (rule G5).
    #[inline]
    pub(crate) fn key_works_in(&self, key: &ApiKey, account: AccountId) -> bool {
        key.account == account || self.account(account).is_some_and(|entry| entry.has_key(key))
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &ApiKey> {
        self.keys.values()
    }

    pub(crate) fn insert_key(&mut self, key: ApiKey) {
        if let Some(owner) = self.user_entry_mut(key.owner) {
            owner.keys.insert(key.id);
        }
        if let Some(account) = self.entry_mut(key.account) {
            account.keys.insert(key.id);
        }
        self.keys.insert(key.id, key);
    }

    /// Removes a key whose owner goes; its id stays used.
    pub(super) fn remove_key(&mut self, id: ApiKeyId) {
        let Some(key) = self.keys.remove(&id) else { return };
        if let Some(account) = self.entry_mut(key.account) {
            account.keys.remove(&id);
        }
        self.gone.api_keys.insert(id);
    }

    /// The keys that are made for an account, revoked ones too.
    pub(crate) fn keys_at(&self, account: AccountId) -> impl Iterator<Item = &ApiKey> {
        let keys = self.account(account).into_iter().flat_map(|entry| entry.keys.iter());
        keys.filter_map(|key| self.key(*key))
    }

    /// Alters a key; not whose it is nor where.
    pub(crate) fn alter_key(&mut self, id: ApiKeyId, alter: impl FnOnce(&mut ApiKey)) {
        if let Some(key) = self.keys.get_mut(&id) {
            alter(key);
        }
    }

    /// Revokes those keys of a user that a condition holds for, for good.
    pub(crate) fn revoke_keys(&mut self, owner: UserId, which: impl Fn(&Self, &ApiKey) -> bool) {
        let keys: Vec<ApiKeyId> =
            self.keys_of(owner).filter(|id| self.key(*id).is_some_and(|key| which(self, key))).collect();
        for id in keys {
            self.alter_key(id, |key| key.revoked = true);
        }
    }
}
