//! All of an organization, indexed so that a question is a lookup: what is remembered, and nothing that decides.
//!
//! The methods that alter it keep the indices true and expect what they are given to fit; the directory sees to that.

mod account;
mod hot;
mod invitation;
mod key;
mod masks;
mod membership;
mod role;
mod used_ids;
mod user;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hashbrown::HashMap;

use crate::organization::{AccountId, ApiKey, ApiKeyId, Email, Invitation, InvitationId, Membership, RoleId, UserId};

pub(crate) use account::AccountEntry;
pub(crate) use hot::Known;
pub(crate) use masks::Masks;
pub(crate) use membership::{NOT_PROFILE, covers_admin};
pub(crate) use role::RoleEntry;
pub(crate) use used_ids::{Id, UsedIds};
pub(crate) use user::UserEntry;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// How many changes made it.
    pub(crate) revision: u64,
    /// When the last change was.
    pub(crate) time: Option<DateTime<Utc>>,
    accounts: HashMap<AccountId, AccountEntry>,
    users: HashMap<UserId, UserEntry>,
    memberships: HashMap<(UserId, AccountId), Membership>,
    roles: HashMap<RoleId, RoleEntry>,
    /// The pending ones; some may have expired.
    invitations: HashMap<InvitationId, Invitation>,
    keys: HashMap<ApiKeyId, ApiKey>,
    /// Who has an address, by root account.
    addresses: HashMap<(AccountId, Email), UserId>,
    /// The invitations to an address, by root account.
    invited: HashMap<(AccountId, Email), BTreeSet<(AccountId, InvitationId)>>,
    /// The ids of what is gone.
    gone: UsedIds,
    /// A copy of what is asked most.
    hot: hot::Hot,
}

/// A membership that reaches an account, and what it gives there (rule G2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reaching<'a> {
    pub(crate) membership: &'a Membership,
    pub(crate) grants: crate::permission::Grants,
}

impl State {
    /// Whether an id of this kind is or was somebody's (rule I5).
    pub(crate) fn is_used(&self, id: Id) -> bool {
        let present = match id {
            Id::Account(id) => self.accounts.contains_key(&id),
            Id::User(id) => self.users.contains_key(&id),
            Id::Role(id) => self.roles.contains_key(&id),
            Id::Invitation(id) => self.invitations.contains_key(&id),
            Id::ApiKey(id) => self.keys.contains_key(&id),
        };
        present || self.gone.contains(id)
    }

    /// The ids of what is gone.
    pub(crate) const fn gone(&self) -> &UsedIds {
        &self.gone
    }

    /// Remembers ids of what is gone, from a snapshot.
    pub(crate) fn remember_gone(&mut self, gone: UsedIds) {
        self.gone = gone;
    }
}
