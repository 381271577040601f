use core::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::organization::{AccountId, Email};

use super::roster::{Roster, UserPlace};
use super::user::{UserCard, UserEntry};

type Users = Roster<UserCard, UserEntry>;

/// Who has an address in a root account's tree (rule I3); the addresses themselves stand with the users.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    places: HashTable<UserPlace>,
    hasher: DefaultHashBuilder,
}

impl Addresses {
    pub(super) fn reserve(&mut self, users: &Users, more: usize) {
        let Self { places, hasher } = self;
        places.reserve(more, |place| hash_at(*hasher, users, *place));
    }

    pub(super) fn find(&self, users: &Users, root: AccountId, email: &Email) -> Option<UserPlace> {
        let has_it = |place: &UserPlace| {
            users.at(*place).is_some_and(|entry| entry.user.root == root && entry.user.email == *email)
        };
        self.places.find(hash(self.hasher, root, email), has_it).copied()
    }

    /// Notes the address of a user.
    pub(super) fn note(&mut self, users: &Users, place: UserPlace) {
        let Self { places, hasher } = self;
        places.insert_unique(hash_at(*hasher, users, place), place, |place| hash_at(*hasher, users, *place));
    }

    /// Forgets the address of a user, before it changes.
    pub(super) fn forget(&mut self, users: &Users, place: UserPlace) {
        let hash = hash_at(self.hasher, users, place);
        if let Ok(entry) = self.places.find_entry(hash, |other| *other == place) {
            entry.remove();
        }
    }
}

fn hash(hasher: DefaultHashBuilder, root: AccountId, email: &Email) -> u64 {
    hasher.hash_one((root, email))
}

fn hash_at(hasher: DefaultHashBuilder, users: &Users, place: UserPlace) -> u64 {
    users.at(place).map_or(0, |entry| hash(hasher, entry.user.root, &entry.user.email))
}
