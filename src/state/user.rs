use smallvec::SmallVec;

use crate::organization::{AccountId, Actor, ApiKeyId, Email, InvitationId, Membership, User, UserId};

use super::State;
use super::row::UserRow;

impl State {
    pub(crate) fn user(&self, id: UserId) -> Option<&User> {
        self.records.user(self.index.user_row(&self.records, id)?)
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = &User> {
        self.records.users.iter().map(|(_, user)| user)
    }

    /// The user of an address in a tenant.
    pub(crate) fn user_of(&self, root: AccountId, email: &Email) -> Option<UserId> {
        let row = self.index.addresses.find(&self.records, root, email)?;
        self.records.user(row).map(|user| user.id)
    }

    /// The user's memberships, ended ones too, in the order of the accounts' ids.
    pub(crate) fn memberships_of(&self, id: UserId) -> impl Iterator<Item = Membership<'_>> {
        let mut accounts: SmallVec<[AccountId; 4]> = self.accounts_of(id).collect();
        accounts.sort_unstable();
        accounts.into_iter().filter_map(move |account| self.membership(id, account))
    }

    /// Where a user is a member, as long as anybody asks; in no order in particular.
    pub(crate) fn accounts_of(&self, id: UserId) -> impl Iterator<Item = AccountId> + '_ {
        let lists = self.index.user_row(&self.records, id).and_then(|row| self.index.user_lists(row));
        let rows = lists.into_iter().flat_map(|lists| lists.accounts.keys());
        rows.filter_map(|row| self.records.account(row)).map(|account| account.id)
    }

    /// The users of a root account's tree.
    pub(crate) fn users_of(&self, root: AccountId) -> impl Iterator<Item = &User> {
        let rows = self.index.lists_of_account(root).into_iter().flat_map(|lists| lists.rare().users.iter());
        rows.filter_map(|row| self.records.user(*row))
    }

    /// The user's keys, by the accounts that they are made for.
    pub(crate) fn keys_of(&self, id: UserId) -> impl Iterator<Item = ApiKeyId> + '_ {
        self.index.keys_of(id).map(|(_, key)| key)
    }

    /// The stored invitations that the user or a key of theirs sent.
    pub(crate) fn invitations_sent_by(&self, id: UserId) -> Vec<InvitationId> {
        let senders = core::iter::once(Actor::User(id)).chain(self.keys_of(id).map(Actor::ApiKey));
        senders.flat_map(|sender| self.invitations_by(sender)).collect()
    }

    pub(crate) fn insert_user(&mut self, user: User) {
        let row = UserRow::new(self.records.users.insert(user));
        self.index.user_changed(&mut self.records, row, None);
    }

    /// Alters what a user says of themselves and whether they are active.
    pub(crate) fn alter_user(&mut self, id: UserId, alter: impl FnOnce(&mut User)) {
        let Some(row) = self.index.user_row(&self.records, id) else { return };
        let Some(user) = self.records.users.get_mut(row.position()) else { return };
        let before = user.clone();
        alter(user);
        self.index.user_changed(&mut self.records, row, Some(&before));
    }

    /// Removes a user with their memberships and keys, the invitations to their address and those that they sent.
    pub(crate) fn remove_user(&mut self, id: UserId) {
        let Some(user) = self.user(id) else { return };
        let (root, email) = (user.root, user.email.clone());
        let sent = self.invitations_sent_by(id);
        let keys: Vec<ApiKeyId> = self.keys_of(id).collect();
        let accounts: Vec<AccountId> = self.accounts_of(id).collect();
        self.remove_memberships(id, accounts);
        self.remove_invitations_to(root, &email);
        for invitation in sent {
            self.remove_invitation(invitation);
        }
        for key in keys {
            self.revoke_key(key);
        }
        let Some(row) = self.index.user_row(&self.records, id) else { return };
        let Some(before) = self.records.users.try_remove(row.position()) else { return };
        self.records.gone.users.insert(id);
        self.index.user_changed(&mut self.records, row, Some(&before));
    }
}
