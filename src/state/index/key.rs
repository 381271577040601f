use crate::organization::{AccountId, ApiKey, ApiKeyId, UserId};

use super::super::memberships::Answer;
use super::super::records::Records;
use super::{Index, Masks};

/// What most questions need of a key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyAnswer {
    pub(crate) owner: UserId,
    pub(crate) account: AccountId,
    /// What the key may do in its account, if that is the same at any time.
    pub(crate) answer: Answer,
}

impl Index {
    /// The owner of a key and its masks in an account, if they are the same at any time (rule G5).
    #[inline]
    pub(crate) fn key_masks(&self, id: ApiKeyId, account: AccountId) -> Option<(UserId, &Masks)> {
        let known = self.key_answers.get(&id).filter(|known| known.account == account)?;
        self.masks.at(known.answer.row()).map(|(masks, ())| (known.owner, masks))
    }

    /// A key was made, altered or removed: whose and where it is, and its answer.
    pub(crate) fn key_changed(&mut self, records: &Records, id: ApiKeyId, before: Option<&ApiKey>) {
        match (before, records.keys.get(&id)) {
            (None, Some(key)) => self.set_key_listed(key, true),
            (Some(before), None) => self.set_key_listed(before, false),
            (Some(_), Some(_)) | (None, None) => {}
        }
        self.answer_again_for_key(records, id);
    }

    fn set_key_listed(&mut self, key: &ApiKey, is_there: bool) {
        let (id, owner, account) = (key.id, key.owner, key.account);
        if let Some(lists) = self.lists_of_user_mut(owner) {
            if is_there {
                lists.keys.insert((account, id))
            } else {
                lists.keys.remove(&(account, id))
            };
        }
        if let Some(lists) = self.lists_of_account_mut(account) {
            if is_there {
                lists.keys.insert(id)
            } else {
                lists.keys.remove(&id)
            };
        }
        if is_there {
            self.key_answers.insert(id, KeyAnswer { owner, account, answer: Answer::UNKNOWN });
        }
    }

    /// Answers again for a user's keys for an account, after the membership there changed.
    pub(super) fn answer_again_for_keys(&mut self, records: &Records, owner: UserId, account: AccountId) {
        let Some(lists) = self.lists_of_user(owner).filter(|lists| !lists.keys.is_empty()) else { return };
        let keys: Vec<ApiKeyId> = lists.keys_for(account).collect();
        for id in keys {
            self.answer_again_for_key(records, id);
        }
    }

    fn answer_again_for_key(&mut self, records: &Records, id: ApiKeyId) {
        let masks = records.keys.get(&id).and_then(|key| self.lasting_masks_of_key(records, key));
        let answer = masks.map_or(Answer::UNKNOWN, |masks| Answer::masks(self.masks.refer(masks, |_| ()), false));
        let Some(known) = self.key_answers.get_mut(&id) else { return };
        let before = core::mem::replace(&mut known.answer, answer);
        self.masks.release(before.row());
        if !records.keys.contains_key(&id) {
            self.key_answers.remove(&id);
        }
    }

    /// The masks of a key in its account, if neither it nor its owner's membership there counts for a time only.
    fn lasting_masks_of_key(&self, records: &Records, key: &ApiKey) -> Option<Masks> {
        let record = records.memberships.find(key.owner, key.account)?;
        let (masks, ()) = self.masks.at(record.answer.row())?;
        let lasts = key.until.is_none() && !record.answer.is_within_window();
        lasts.then(|| masks.capped(key.cap))
    }
}
