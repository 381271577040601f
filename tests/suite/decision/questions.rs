//! Questions about random organizations: anybody's, about any account and anybody's data, at any time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use sendright::{Account, AccountId, Directory, PermissionSet, Principal, Request, RequestDraft, UserId};

use crate::support::organizations::{ACCOUNTS, USERS, World, account, days, key, required, user, world};
use crate::support::properties::runner;

pub(crate) fn principal() -> impl Strategy<Value = Principal> {
    prop_oneof![
        6 => (0..=USERS).prop_map(|n| user(n).into()),
        1 => (200..202_u8).prop_map(|administrator| user(administrator).into()),
        3 => (0..8_u8).prop_map(|n| key(n).into()),
    ]
}

/// A question with all but the requirement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) principal: Principal,
    pub(crate) account: AccountId,
    pub(crate) data: Data,
    pub(crate) now: DateTime<Utc>,
}

/// Whose data a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    OfTheAccount,
    Own,
    OwnedBy(UserId),
    SharedFrom(AccountId),
}

impl Question {
    pub(crate) fn asking(&self, required: impl Into<PermissionSet>) -> Request {
        let draft: RequestDraft = Request::new(self.principal, required, self.account);
        let draft = match self.data {
            Data::OfTheAccount => draft,
            Data::Own => draft.own(),
            Data::OwnedBy(owner) => draft.owned_by(owner),
            Data::SharedFrom(ancestor) => draft.shared_from(ancestor),
        };
        draft.at(self.now)
    }

    /// The user who asks, or the owner of the key, if they are there.
    pub(crate) fn user(&self, directory: &Directory) -> Option<UserId> {
        match self.principal {
            Principal::User(user) => directory.user(user).map(sendright::User::id),
            Principal::ApiKey(key) => directory.api_key(key).and_then(sendright::ApiKey::owner),
        }
    }
}

/// Any question about any account and anybody's data.
pub(crate) fn question() -> impl Strategy<Value = Question> {
    let data = prop_oneof![
        3 => Just(Data::OfTheAccount),
        2 => Just(Data::Own),
        2 => (0..USERS).prop_map(|owner| Data::OwnedBy(user(owner))),
        1 => (0..ACCOUNTS).prop_map(|ancestor| Data::SharedFrom(account(ancestor))),
    ];
    let at = (0..=ACCOUNTS).prop_map(account);
    (principal(), at, data, days()).prop_map(|(principal, account, data, now)| Question {
        principal,
        account,
        data,
        now,
    })
}

/// An organization and a question about it, mostly one about an account that a membership reaches.
pub(crate) fn asked() -> impl Strategy<Value = (Arc<World>, Question)> {
    let near = proptest::option::weighted(0.8, (any::<Index>(), any::<Index>(), any::<Index>()));
    (world(), question(), near).prop_map(|(world, question, near)| {
        let near = near.and_then(|near| nearby(&world, question, near));
        (world, near.unwrap_or(question))
    })
}

/// The question for a member, a member's key or one of the account, in the membership's account or below it, and shared from above.
fn nearby(world: &World, question: Question, (who, at, which): (Index, Index, Index)) -> Option<Question> {
    let directory = &world.directory;
    let memberships: Vec<_> = world.users.iter().flat_map(|user| directory.memberships(*user)).collect();
    let membership = memberships.get(who.index(memberships.len().max(1)))?;
    let accounts: Vec<AccountId> = directory.subtree(membership.account()).map(Account::id).collect();
    let account = *at.get(&accounts);
    let of_account = directory.api_keys(membership.account()).filter(|key| key.owner().is_none());
    let keys: Vec<_> = directory.api_keys_of(membership.user()).chain(of_account).map(sendright::ApiKey::id).collect();
    let principal = match question.principal {
        Principal::ApiKey(_) if !keys.is_empty() => (*which.get(&keys)).into(),
        Principal::ApiKey(_) | Principal::User(_) => membership.user().into(),
    };
    let above: Vec<AccountId> = directory.ancestors(account).map(Account::id).collect();
    let data = match question.data {
        Data::SharedFrom(_) if !above.is_empty() => Data::SharedFrom(*which.get(&above)),
        data @ (Data::SharedFrom(_) | Data::OfTheAccount | Data::Own | Data::OwnedBy(_)) => data,
    };
    Some(Question { principal, account, data, ..question })
}

/// Whether the user who asks belongs to another tree than the account.
pub(crate) fn crosses_trees(directory: &Directory, question: &Question) -> bool {
    let user = question.user(directory).and_then(|user| directory.user(user));
    let root = path(directory, question.account).last().map(|root| root.id());
    user.is_some_and(|user| root.is_some_and(|root| user.root() != root))
}

/// An account and those above it; none if it is unknown.
pub(crate) fn path(directory: &Directory, at: AccountId) -> Vec<&Account> {
    directory.account(at).into_iter().chain(directory.ancestors(at)).collect()
}

/// Every answer is met often enough that a property about it says something.
#[test]
fn random_questions_meet_every_answer() {
    let (mut runner, asked) = (runner(), (asked(), required()));
    let mut met: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..800 {
        let ((world, question), required) = asked.new_tree(&mut runner).unwrap().current();
        let answer = world.directory.authorize(&question.asking(required));
        *met.entry(answer.map_or_else(|denial| denial.code(), |_| "allowed")).or_default() += 1;
    }
    for code in ["empty_requirement", "no_access", "user_deactivated", "key_revoked", "not_yet_valid", "expired"] {
        assert!(met[code] >= 2, "{code}: {met:?}");
    }
    for code in ["account_suspended", "account_closed", "ceiling", "not_shared", "lesser_scope", "missing"] {
        assert!(met[code] >= 3, "{code}: {met:?}");
    }
    assert!(met["allowed"] >= 100, "{met:?}");
}
