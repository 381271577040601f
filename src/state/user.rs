use std::collections::BTreeSet;

use smallvec::SmallVec;

use crate::organization::{AccountId, ApiKeyId, Email, InvitationId, Membership, User, UserId};

use super::State;
use super::roster::{AccountPlace, Card, UserPlace};

/// A user and what is theirs.
#[derive(Clone, Debug)]
pub(crate) struct UserEntry {
    pub(crate) user: User,
    /// Where the user is a member, in the order of the places; most are in one account or a few.
    pub(super) accounts: SmallVec<[AccountPlace; 4]>,
    pub(super) keys: BTreeSet<ApiKeyId>,
    /// The pending invitations that the user or a key of theirs sent.
    pub(super) sent: BTreeSet<InvitationId>,
}

/// Where a user is found.
#[derive(Clone, Copy, Debug)]
pub(super) struct UserCard {
    id: UserId,
    place: UserPlace,
}

impl Card for UserCard {
    type Id = UserId;
    type Place = UserPlace;

    #[inline]
    fn id(&self) -> UserId {
        self.id
    }

    #[inline]
    fn place(&self) -> UserPlace {
        self.place
    }
}

impl State {
    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(id).map(|entry| &entry.user)
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.users.iter().map(|entry| &entry.user)
    }

    /// The user of an address in a tree.
    pub(crate) fn user_of(&self, root: AccountId, email: &Email) -> Option<UserId> {
        let place = self.addresses.find(&self.users, root, email)?;
        self.users.at(place).map(|entry| entry.user.id)
    }

    /// The user's memberships, ended ones too, in the order of the accounts' ids.
    pub(crate) fn memberships_of(&self, id: UserId) -> impl Iterator<Item = Membership<'_>> {
        let mut accounts = self.accounts_of(id);
        accounts.sort_unstable();
        accounts.into_iter().filter_map(move |account| self.membership(id, account))
    }

    /// Where a user is a member.
    pub(super) fn accounts_of(&self, id: UserId) -> SmallVec<[AccountId; 4]> {
        let places = self.users.get(id).into_iter().flat_map(|entry| entry.accounts.iter());
        places.filter_map(|place| self.accounts.at(*place)).map(|entry| entry.account.id).collect()
    }

    /// The user's keys, revoked ones too.
    pub(crate) fn keys_of(&self, id: UserId) -> impl Iterator<Item = ApiKeyId> + '_ {
        self.users.get(id).into_iter().flat_map(|entry| entry.keys.iter().copied())
    }

    /// The stored invitations that the user or a key of theirs vouches for.
    pub(crate) fn invitations_sent_by(&self, id: UserId) -> impl Iterator<Item = InvitationId> + '_ {
        self.users.get(id).into_iter().flat_map(|entry| entry.sent.iter().copied())
    }

    pub(crate) fn insert_user(&mut self, user: User) {
        let id = user.id;
        let entry = UserEntry { accounts: SmallVec::new(), keys: BTreeSet::new(), sent: BTreeSet::new(), user };
        let place = self.users.insert(entry, |place| UserCard { id, place });
        self.addresses.note(&self.users, place);
    }

    /// Alters what a user says of themselves and whether they are active.
    pub(crate) fn alter_user(&mut self, id: UserId, alter: impl FnOnce(&mut User)) {
        let Some(place) = self.users.place(id) else { return };
        self.addresses.forget(&self.users, place);
        let Some(entry) = self.users.at_mut(place) else { return };
        alter(&mut entry.user);
        let (root, active) = (entry.user.root, entry.user.active);
        self.addresses.note(&self.users, place);
        self.note_administrator(id, root);
        self.reaching_down.set_active(id, active);
        self.note_answers_of(id);
    }

    /// Removes a user with their memberships and keys, the invitations to their address and those that they sent.
    pub(crate) fn remove_user(&mut self, id: UserId) {
        for account in self.accounts_of(id) {
            self.remove_membership(id, account);
        }
        let Some(place) = self.users.place(id) else { return };
        self.addresses.forget(&self.users, place);
        let Some(entry) = self.users.remove(id) else { return };
        for invitation in self.invitations_to(entry.user.root, &entry.user.email).chain(entry.sent).collect::<Vec<_>>()
        {
            self.remove_invitation(invitation);
        }
        for key in entry.keys {
            self.remove_key(key);
        }
        self.gone.users.insert(id);
    }

    pub(super) fn user_entry_mut(&mut self, id: UserId) -> Option<&mut UserEntry> {
        self.users.get_mut(id)
    }
}
