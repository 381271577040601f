//! Questions of the testing kit about random worlds, and what the rules say of them.

use sendright::testing::strategies::Scenarios;
use sendright::testing::{About, Question};
use sendright::{Account, AccountId, Directory, Principal, UserId};

use crate::support::worlds::large;

/// A world with so many questions: anybody's, about any account and anybody's data, at any time.
pub(crate) const fn asked(number: usize) -> Scenarios<Question> {
    large().with_questions(number)
}

/// The user who asks, or the owner of the key, if they are there.
pub(crate) fn asker(directory: &Directory, question: &Question) -> Option<UserId> {
    match question.principal {
        Principal::User(user) => directory.user(user).map(sendright::User::id),
        Principal::ApiKey(key) => directory.api_key(key).and_then(sendright::ApiKey::owner),
    }
}

/// The account from which the data is to be shared, if it is.
pub(crate) const fn shared_from(question: &Question) -> Option<AccountId> {
    if let About::SharedFrom(ancestor) = question.about { Some(ancestor) } else { None }
}

/// Whether the user who asks belongs to another tree than the account.
pub(crate) fn crosses_trees(directory: &Directory, question: &Question) -> bool {
    let user = asker(directory, question).and_then(|user| directory.user(user));
    let root = path(directory, question.account).last().map(|root| root.id());
    user.is_some_and(|user| root.is_some_and(|root| user.root() != root))
}

/// An account and those above it; none if it is unknown.
pub(crate) fn path(directory: &Directory, at: AccountId) -> Vec<&Account> {
    directory.account(at).into_iter().chain(directory.ancestors(at)).collect()
}
