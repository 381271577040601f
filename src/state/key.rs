use crate::organization::{AccountId, ApiKey, ApiKeyId, UserId};

use super::records::Answer;
use super::{Masks, State};

/// A key, and before it what most questions need of it.
#[derive(Clone, Debug)]
#[repr(C)]
pub(super) struct KeyEntry {
    owner: UserId,
    account: AccountId,
    /// What the key may do in its account, if it is the same at any time: a copy, made when the key or its owner's record
    /// there changes.
    answer: Answer,
    key: ApiKey,
}

impl State {
    pub(crate) fn key(&self, id: ApiKeyId) -> Option<&ApiKey> {
        self.keys.get(&id).map(|entry| &entry.key)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &ApiKey> {
        self.keys.values().map(|entry| &entry.key)
    }

    /// The owner of a key and its masks in an account, if they are the same at any time (rule G5).
    #[inline]
    pub(crate) fn key_masks(&self, id: ApiKeyId, account: AccountId) -> Option<(UserId, &Masks)> {
        let entry = self.keys.get(&id).filter(|entry| entry.account == account)?;
        self.masks.at(entry.answer.place()).map(|(masks, ())| (entry.owner, masks))
    }

    /// Whether a key works in an account (rule G5).
    pub(crate) fn key_works_in(&self, key: &ApiKey, account: AccountId) -> bool {
        key.account == account || self.account(account).is_some_and(|entry| entry.has_key(key))
    }

    /// The keys that are made for an account, revoked ones too.
    pub(crate) fn keys_at(&self, account: AccountId) -> impl Iterator<Item = &ApiKey> {
        let keys = self.account(account).into_iter().flat_map(|entry| entry.keys.iter());
        keys.filter_map(|key| self.key(*key))
    }

    pub(crate) fn insert_key(&mut self, key: ApiKey) {
        let (id, owner, account) = (key.id, key.owner, key.account);
        if let Some(owner) = self.user_entry_mut(owner) {
            owner.keys.insert(id);
        }
        if let Some(account) = self.entry_mut(account) {
            account.keys.insert(id);
        }
        self.keys.insert(id, KeyEntry { owner, account, answer: Answer::LOOK_AROUND, key });
        self.note_key_answer(id);
    }

    /// Removes a key whose owner goes; its id stays used.
    pub(super) fn remove_key(&mut self, id: ApiKeyId) {
        let Some(entry) = self.keys.remove(&id) else { return };
        self.masks.release(entry.answer.place());
        if let Some(account) = self.entry_mut(entry.account) {
            account.keys.remove(&id);
        }
        self.gone.api_keys.insert(id);
    }

    /// Alters a key; not whose it is nor where.
    pub(crate) fn alter_key(&mut self, id: ApiKeyId, alter: impl FnOnce(&mut ApiKey)) {
        if let Some(entry) = self.keys.get_mut(&id) {
            alter(&mut entry.key);
        }
        self.note_key_answer(id);
    }

    /// Revokes those keys of a user that a condition holds for, for good.
    pub(crate) fn revoke_keys(&mut self, owner: UserId, which: impl Fn(&Self, &ApiKey) -> bool) {
        let keys: Vec<ApiKeyId> =
            self.keys_of(owner).filter(|id| self.key(*id).is_some_and(|key| which(self, key))).collect();
        for id in keys {
            self.alter_key(id, |key| key.revoked = true);
        }
    }

    /// Notes anew what a user's keys for an account may do there, after the user's record did.
    pub(super) fn note_key_answers(&mut self, owner: UserId, account: AccountId) {
        let is_there = |id: &ApiKeyId| self.keys.get(id).is_some_and(|entry| entry.account == account);
        let keys: Vec<ApiKeyId> = self.keys_of(owner).filter(is_there).collect();
        for id in keys {
            self.note_key_answer(id);
        }
    }

    fn note_key_answer(&mut self, id: ApiKeyId) {
        let Some(masks) = self.keys.get(&id).map(|entry| self.lasting_key_masks(&entry.key)) else { return };
        let answer = masks.map(|masks| Answer::masks(self.masks.refer(masks, |_| ()), false));
        if let Some(entry) = self.keys.get_mut(&id) {
            let before = core::mem::replace(&mut entry.answer, answer.unwrap_or(Answer::LOOK_AROUND));
            self.masks.release(before.place());
        }
    }

    /// The masks of a key in its account, if neither it nor its owner's membership there counts for a time only.
    fn lasting_key_masks(&self, key: &ApiKey) -> Option<Masks> {
        let record = self.records.find(key.owner, key.account)?;
        let (masks, ()) = self.masks.at(record.answer.place())?;
        let lasts = !key.revoked && key.until.is_none() && !record.answer.is_for_a_time();
        lasts.then(|| masks.capped(key.cap))
    }
}
