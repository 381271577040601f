//! A Bloom filter of who may hold something from above an account (rule G2): it tells most strangers from members in the
//! accounts above without a look at these.
//!
//! Each account stands for two bits of a word. A user's word has the bits of the accounts that their memberships reach down
//! from, and an account's word those of the accounts above it. Where the two words do not share two bits, no membership of
//! the user's is above the account; where they do, it takes a closer look at [`ReachingDown`](super::reach::ReachingDown).
//!
//! Words are found by hash, always that of [`Memberships::hasher`](super::super::memberships::Memberships::hasher), and shared
//! by those with equal hashes, so that two loads which wait for nothing else answer.

use core::hash::BuildHasher;

use hashbrown::DefaultHashBuilder;

use crate::organization::{AccountId, UserId};

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReachFilter {
    users: Words,
    accounts: Words,
}

/// Words, each found by a hash.
#[derive(Clone, Debug, Default)]
struct Words {
    // INVARIANT: as many as a power of two, or none.
    words: Vec<u64>,
    /// How often bits were set that were not.
    used: usize,
}

impl ReachFilter {
    /// Whether a membership of the user may reach down from above the account; certainly not, where it says no.
    #[inline]
    pub(crate) fn may_reach(&self, hasher: DefaultHashBuilder, user: UserId, account: AccountId) -> bool {
        let shared = self.users.at(hasher.hash_one(user)) & self.accounts.at(hasher.hash_one(account));
        // At least two bits: taking away the lowest leaves some.
        shared & shared.wrapping_sub(1) != 0
    }

    /// Notes that a user's membership in an account reaches down.
    ///
    /// It is not forgotten when it ends: until all words are set anew, from `all` that reach down now, it costs a closer look.
    pub(super) fn note_reach(
        &mut self,
        hasher: DefaultHashBuilder,
        (user, account): (UserId, AccountId),
        all: impl Iterator<Item = (UserId, AccountId)>,
    ) {
        self.users.set(hasher.hash_one(user), bits(hasher, account), || {
            all.map(|(user, account)| (hasher.hash_one(user), bits(hasher, account)))
        });
    }

    /// Notes what is above an account; `all` are the accounts that are there, with what is above each.
    pub(super) fn note_above<'a>(
        &mut self,
        hasher: DefaultHashBuilder,
        account: AccountId,
        ancestors: &[AccountId],
        all: impl Iterator<Item = (AccountId, &'a [AccountId])>,
    ) {
        let word = |ancestors: &[AccountId]| ancestors.iter().fold(0, |word, above| word | bits(hasher, *above));
        self.accounts.set(hasher.hash_one(account), word(ancestors), || {
            all.map(|(account, ancestors)| (hasher.hash_one(account), word(ancestors)))
        });
    }
}

impl Words {
    #[inline]
    fn at(&self, hash: u64) -> u64 {
        self.words.get(self.position(hash)).copied().unwrap_or_default()
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "the low bits choose the word")]
    fn position(&self, hash: u64) -> usize {
        hash as usize & self.words.len().wrapping_sub(1)
    }

    /// Sets bits. Where there are too few words, all are set anew: the cost is spread over those that made it necessary.
    fn set<I: Iterator<Item = (u64, u64)>>(&mut self, hash: u64, bits: u64, all: impl FnOnce() -> I) {
        if self.at(hash) & bits == bits {
            return;
        }
        self.used += 1;
        if self.used > self.words.len() {
            let all: Vec<(u64, u64)> = all().collect();
            self.used = all.len() + 1;
            // From four for each to one: so many that few share one, and so few that they stay near.
            self.words = vec![0; (2 * self.used).next_power_of_two()];
            for (hash, bits) in all {
                self.add(hash, bits);
            }
        }
        self.add(hash, bits);
    }

    fn add(&mut self, hash: u64, bits: u64) {
        let position = self.position(hash);
        if let Some(word) = self.words.get_mut(position) {
            *word |= bits;
        }
    }
}

/// The two bits of an account.
fn bits(hasher: DefaultHashBuilder, account: AccountId) -> u64 {
    // The high bits: the low ones choose the word.
    let hash = hasher.hash_one(account);
    let first = hash >> 58;
    let other = 1 + (hash >> 40) % 63;
    1 << first | 1 << ((first + other) % 64)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const EACH: u128 = 4_096;
    const DEPTH: u128 = 4;

    /// An id that looks random, as ids do. Of ids that count up some seeds make hashes that are alike, and the filter lets more pass.
    fn id(number: u128) -> Uuid {
        let factor = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        Uuid::from_u128((number + 1).wrapping_mul(factor))
    }

    fn account(number: u128) -> AccountId {
        id(number).into()
    }

    fn user(number: u128) -> UserId {
        id(EACH + number).into()
    }

    /// An account has those above whose numbers are next to its own, and each user reaches down from one account.
    fn above(number: u128) -> Vec<AccountId> {
        (1..=DEPTH).map(|step| account((number + step) % EACH)).collect()
    }

    fn filled(hasher: DefaultHashBuilder) -> ReachFilter {
        let mut filter = ReachFilter::default();
        let lines: Vec<Vec<AccountId>> = (0..EACH).map(above).collect();
        for (number, line) in (0..EACH).zip(&lines) {
            let all = (0..=number).zip(&lines).map(|(number, line)| (account(number), line.as_slice()));
            filter.note_above(hasher, account(number), line, all);
            let all = (0..=number).map(|number| (user(number), account(number)));
            filter.note_reach(hasher, (user(number), account(number)), all);
        }
        filter
    }

    /// All who reach, and few others: of those who reach elsewhere, one in 25 where there are four words for each, and five where
    /// there is one.
    #[test]
    fn it_lets_pass_who_reaches_and_few_others() {
        let hasher = DefaultHashBuilder::default();
        let filter = filled(hasher);
        let mut mistaken = 0_u32;
        for number in 0..EACH {
            for (step, above) in above(number).into_iter().enumerate() {
                let reaching = user((number + 1 + step as u128) % EACH);
                assert!(filter.may_reach(hasher, reaching, account(number)), "{reaching} reaches from {above}");
            }
            let stranger = user((number + EACH / 2) % EACH);
            mistaken += u32::from(filter.may_reach(hasher, stranger, account(number)));
        }
        assert!(u128::from(mistaken) < EACH / 3, "{mistaken} of {EACH}");
    }

    /// From one word for each to four, and one more in the time in which all are set anew.
    #[test]
    fn it_has_as_many_words_as_it_takes() {
        let filter = filled(DefaultHashBuilder::default());
        for words in [filter.users, filter.accounts] {
            assert!((EACH..=4 * EACH).contains(&(words.words.len() as u128)), "{}", words.words.len());
        }
    }
}
