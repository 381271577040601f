use crate::organization::{AccountId, Actor, ApiKey, ApiKeyId, UserId};

use super::State;
use super::index::SmallSet;

impl State {
    pub(crate) fn key(&self, id: ApiKeyId) -> Option<&ApiKey> {
        self.records.keys.get(&id)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &ApiKey> {
        self.records.keys.values()
    }

    /// Whether a key works in an account (rule G5).
    pub(crate) fn key_works_in(&self, key: &ApiKey, account: AccountId) -> bool {
        key.account == account || self.account(account).is_some_and(|entry| entry.has_key(key))
    }

    /// The keys of an account itself (rule G6); some may have ended.
    pub(crate) fn account_keys_at(&self, account: AccountId) -> impl Iterator<Item = &ApiKey> {
        let keys = self.index.lists_of_account(account).into_iter().flat_map(|lists| lists.rare().own_keys.keys());
        keys.filter_map(|key| self.key(key))
    }

    /// The keys of accounts that a user made, last changed, or was given the secret of, in the order of their ids.
    pub(crate) fn keys_in_custody_of(&self, user: UserId) -> impl Iterator<Item = &ApiKey> {
        self.index.in_custody.get(&user).into_iter().flat_map(SmallSet::keys).filter_map(|key| self.key(key))
    }

    /// The keys that are made for an account; some may have ended.
    pub(crate) fn keys_at(&self, account: AccountId) -> impl Iterator<Item = &ApiKey> {
        let keys = self.index.lists_of_account(account).into_iter().flat_map(|lists| lists.keys.keys());
        keys.filter_map(|key| self.key(key))
    }

    pub(crate) fn insert_key(&mut self, key: ApiKey) {
        let id = key.id;
        self.records.keys.insert(id, key);
        self.index.key_changed(&self.records, id, None);
    }

    /// Whether a key was revoked.
    pub(crate) fn is_revoked(&self, id: ApiKeyId) -> bool {
        self.records.gone.api_keys.contains(&id)
    }

    /// Revokes a key for good, and with it the invitations that it sent (rule C7). Its id stays used.
    pub(crate) fn revoke_key(&mut self, id: ApiKeyId) {
        // First the invitations, which are found by the key's owner.
        for invitation in self.invitations_by(Actor::ApiKey(id)) {
            self.remove_invitation(invitation);
        }
        let Some(before) = self.records.keys.remove(&id) else { return };
        self.records.gone.api_keys.insert(id);
        self.index.key_changed(&self.records, id, Some(&before));
    }

    /// Alters a key; not whose it is nor where.
    pub(crate) fn alter_key(&mut self, id: ApiKeyId, alter: impl FnOnce(&mut ApiKey)) {
        let Some(key) = self.records.keys.get_mut(&id) else { return };
        let before = key.clone();
        alter(key);
        self.index.key_changed(&self.records, id, Some(&before));
    }

    /// Revokes those keys of a user that a condition holds for, for good.
    pub(crate) fn revoke_keys(&mut self, owner: UserId, which: impl Fn(&Self, &ApiKey) -> bool) {
        let keys = self.keys_of(owner).filter(|id| self.key(*id).is_some_and(|key| which(self, key)));
        let keys: Vec<ApiKeyId> = keys.collect();
        for id in keys {
            self.revoke_key(id);
        }
    }
}
