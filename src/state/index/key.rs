use uuid::Uuid;

use crate::organization::{AccountId, Actor, ApiKey, ApiKeyId, Custody, UserId};

use super::super::memberships::Answer;
use super::super::records::Records;
use super::super::row::AccountRow;
use super::{Index, Masks, Place};

/// What most questions need of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyAnswer {
    /// `None` for a key of the account.
    pub(crate) owner: Option<UserId>,
    pub(crate) account: AccountId,
    /// What the key may do in its account, if that is the same at any time.
    pub(crate) answer: Answer,
}

impl Index {
    /// The owner of a key, if it has one, and its masks in an account, if they are the same at any time (rules G5, G6).
    #[inline]
    pub(crate) fn key_masks(&self, id: ApiKeyId, account: AccountId) -> Option<(Option<UserId>, &Masks)> {
        let known = self.key_answers.get(&id).filter(|known| known.account == account)?;
        self.masks.at(known.answer.row()).map(|answered| (known.owner, &answered.masks))
    }

    /// A key was made, altered or removed: whose and where it is, in whose custody, and its answer.
    pub(crate) fn key_changed(&mut self, records: &Records, id: ApiKeyId, before: Option<&ApiKey>) {
        let after = records.keys.get(&id);
        match (before, after) {
            (None, Some(key)) => self.set_key_listed(key, true),
            (Some(before), None) => self.set_key_listed(before, false),
            (Some(_), Some(_)) | (None, None) => {}
        }
        for (key, is_there) in before.map(|key| (key, false)).into_iter().chain(after.map(|key| (key, true))) {
            self.set_in_custody(key, is_there);
        }
        self.answer_again_for_key(records, id);
    }

    fn set_key_listed(&mut self, key: &ApiKey, is_there: bool) {
        let (id, owner, account) = (key.id, key.owner(), key.account);
        if let Some(owner) = owner {
            let keys = self.user_keys.entry(owner).or_default();
            keys.set((account, id), is_there);
            if keys.is_empty() {
                self.user_keys.remove(&owner);
            }
        }
        if let Some(lists) = self.lists_of_account_mut(account) {
            lists.keys.set(id, is_there);
            if owner.is_none() {
                lists.rare_mut().own_keys.set(id, is_there);
            }
        }
        if is_there {
            self.key_answers.insert(id, KeyAnswer { owner, account, answer: Answer::UNKNOWN });
        }
    }

    /// Lists a key of an account with the users who had it in their hands (rule G6).
    fn set_in_custody(&mut self, key: &ApiKey, is_there: bool) {
        let actors = key.custody().into_iter().flat_map(Custody::actors);
        let users = actors.filter_map(|actor| match actor {
            Actor::User(user) => Some(user),
            Actor::System | Actor::ApiKey(_) => None,
        });
        for user in users {
            let keys = self.in_custody.entry(user).or_default();
            keys.set(key.id, is_there);
            if keys.is_empty() {
                self.in_custody.remove(&user);
            }
        }
    }

    /// Answers again for a user's keys for an account, after the membership there changed.
    pub(super) fn answer_again_for_keys(&mut self, records: &Records, place: Place) {
        let Some(keys) = self.user_keys.get(&place.user) else { return };
        let (first, last) = (Uuid::nil().into(), Uuid::max().into());
        let keys: Vec<_> = keys.keys_between((place.account, first), (place.account, last)).collect();
        for (_, id) in keys {
            self.answer_again_for_key(records, id);
        }
    }

    fn answer_again_for_key(&mut self, records: &Records, id: ApiKeyId) {
        let masks = records.keys.get(&id).and_then(|key| self.lasting_masks_of_key(records, key));
        let answer = masks.map_or(Answer::UNKNOWN, |masks| Answer::masks(self.masks.refer(masks, 0), false));
        let Some(known) = self.key_answers.get_mut(&id) else { return };
        let before = core::mem::replace(&mut known.answer, answer);
        self.masks.release(before.row());
        if !records.keys.contains_key(&id) {
            self.key_answers.remove(&id);
        }
    }

    /// Answers again for the keys that an account itself has, after its ceiling changed.
    pub(super) fn answer_again_for_keys_at(&mut self, records: &Records, row: AccountRow) {
        let Some(lists) = self.account_lists(row) else { return };
        let keys: Vec<ApiKeyId> = lists.rare().own_keys.keys().collect();
        for id in keys {
            self.answer_again_for_key(records, id);
        }
    }

    /// The masks of a key in its account, if neither it nor its owner's membership there counts for a time only.
    fn lasting_masks_of_key(&self, records: &Records, key: &ApiKey) -> Option<Masks> {
        if key.until.is_some() {
            return None;
        }
        let Some(owner) = key.owner() else {
            return self.accounts.find(key.account).map(|frame| frame.masks(&key.grants()));
        };
        let record = records.memberships.find(owner, key.account)?;
        let masks = self.masks.at(record.answer.row())?;
        (!record.answer.is_within_window()).then(|| masks.masks.capped(key.cap))
    }
}
