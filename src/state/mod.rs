//! All of an organization, indexed so that a question is a lookup: what is remembered, and nothing that decides.
//!
//! The methods that alter it keep the indices true and expect what they are given to fit; the directory sees to that.

mod account;
mod addresses;
mod ahead;
mod frame;
mod invitation;
mod key;
mod known;
mod masks;
mod membership;
mod reach;
mod records;
mod role;
mod roster;
mod shared;
mod used_ids;
mod user;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hashbrown::HashMap;

use crate::organization::{AccountId, ApiKeyId, Assignment, Email, Invitation, InvitationId, Membership, RoleId};
use crate::permission::Grants;

pub(crate) use account::AccountEntry;
pub(crate) use known::Known;
pub(crate) use masks::Masks;
pub(crate) use membership::{NOT_PROFILE, covers_admin};
pub(crate) use records::Record;
pub(crate) use role::RoleEntry;
pub(crate) use used_ids::{Id, UsedIds};
pub(crate) use user::UserEntry;

use addresses::Addresses;
use frame::Frame;
use key::KeyEntry;
use reach::ReachingDown;
use records::Records;
use roster::Roster;
use shared::Shared;
use user::UserCard;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// How many changes made it.
    pub(crate) revision: u64,
    /// When the last change was.
    pub(crate) time: Option<DateTime<Utc>>,
    accounts: Roster<Frame, AccountEntry>,
    users: Roster<UserCard, UserEntry>,
    /// The memberships.
    records: Records,
    /// What is assigned to them, and what it grants with the roles as they stand.
    assignments: Shared<Assignment, Grants>,
    /// What comes of it.
    masks: Shared<Masks>,
    reaching_down: ReachingDown,
    roles: HashMap<RoleId, RoleEntry>,
    /// The pending ones; some may have expired.
    invitations: HashMap<InvitationId, Invitation>,
    keys: HashMap<ApiKeyId, KeyEntry>,
    /// Who has an address, by root account.
    addresses: Addresses,
    /// The invitations to an address, by root account.
    invited: HashMap<(AccountId, Email), BTreeSet<(AccountId, InvitationId)>>,
    /// The ids of what is gone.
    gone: UsedIds,
}

/// A membership that reaches an account, and what it gives there (rule G2).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reaching<'a> {
    pub(crate) membership: Membership<'a>,
    pub(crate) grants: Grants,
}

impl State {
    /// Makes room for so many, all at once.
    pub(crate) fn reserve(&mut self, accounts: usize, users: usize, memberships: usize) {
        self.accounts.reserve(accounts);
        self.users.reserve(users);
        self.addresses.reserve(&self.users, users);
        self.records.reserve(memberships);
    }

    /// Whether an id of this kind is or was somebody's (rule I5).
    #[inline]
    pub(crate) fn is_used(&self, id: Id) -> bool {
        let present = match id {
            Id::Account(id) => self.accounts.get(id).is_some(),
            Id::User(id) => self.users.get(id).is_some(),
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
