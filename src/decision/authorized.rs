use chrono::{DateTime, Utc};

use crate::organization::{AccountId, Principal, UserId};
use crate::permission::{PermissionSet, Scope};
use crate::state::State;

use super::request::{Data, Request};

/// The proof that a request was allowed: only [`Directory::authorize`](crate::Directory::authorize) makes one (rule D5).
///
/// A function that takes an `Authorized` can't be called without a check. Read the account, the user and the rest *from*
/// it, and what was checked is what is done.
///
/// ```compile_fail,E0451
/// # fn forge(proof: sendright::Authorized, everything: sendright::PermissionSet) {
/// let forged = sendright::Authorized { required: everything, ..proof };
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a proof is there to be asked for: pass it to what acts on it"]
pub struct Authorized {
    pub(super) principal: Principal,
    pub(super) user: UserId,
    pub(super) account: AccountId,
    /// Never `Own`: then it is owned by the user.
    pub(super) data: Data,
    pub(super) required: PermissionSet,
    pub(super) at: DateTime<Utc>,
    pub(super) revision: u64,
}

impl Authorized {
    /// The proof for a request that was decided.
    #[inline]
    pub(super) const fn new(state: &State, request: &Request, user: UserId) -> Self {
        let draft = &request.draft;
        Self {
            principal: draft.principal,
            user,
            account: draft.account,
            data: if let Data::Own = draft.data { Data::OwnedBy(user) } else { draft.data },
            required: draft.required,
            at: request.at,
            revision: state.revision,
        }
    }

    /// Who asked.
    #[must_use]
    pub const fn principal(&self) -> Principal {
        self.principal
    }

    /// The user who asked, or the owner of the key that did.
    #[must_use]
    pub const fn user(&self) -> UserId {
        self.user
    }

    /// The account that was asked about.
    #[must_use]
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// The account above that shares the data, if the request was about shared data (rule D3).
    #[must_use]
    pub const fn shared_from(&self) -> Option<AccountId> {
        match self.data {
            Data::SharedFrom(ancestor) => Some(ancestor),
            Data::OfTheAccount | Data::Own | Data::OwnedBy(_) => None,
        }
    }

    /// Whose data it is, if the request said so.
    #[must_use]
    pub const fn owner(&self) -> Option<UserId> {
        self.data.owner(self.user)
    }

    /// What was required, and is allowed.
    pub const fn required(&self) -> PermissionSet {
        self.required
    }

    /// The scope at which it was needed: Own for one's own data, else Account (rule D2).
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.data.scope(self.user)
    }

    /// The time of the request.
    #[must_use]
    pub const fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// The revision of the directory that answered.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }
}
