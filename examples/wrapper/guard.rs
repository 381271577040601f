//! What every route of the product asks before it does anything with a campaign.

use chrono::{DateTime, Utc};
use sendright::testing::laws::Answer;
use sendright::testing::{About, Question, Row};
use sendright::{AccountId, ApiKeyId, Denial, Directory, PermissionSet, Principal, Request, UserId};

/// Who calls: a person with a session, or a program with a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Caller {
    Session(UserId),
    Token(ApiKeyId),
}

/// A campaign, as the product stores it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Campaign {
    pub(crate) account: AccountId,
    /// Whose it is: a campaign can be given to a colleague.
    pub(crate) owner: Option<UserId>,
    /// Who made it. This is for the audit page, and decides nothing.
    #[allow(dead_code, reason = "the right guard has no use for it; a wrong one has")]
    pub(crate) created_by: UserId,
}

/// May the caller do this with a campaign?
pub(crate) fn may(
    directory: &Directory,
    caller: Caller,
    required: PermissionSet,
    campaign: &Campaign,
    now: DateTime<Utc>,
) -> Result<(), Denial> {
    let request = Request::new(principal(caller), required, campaign.account).owned_by(campaign.owner);
    directory.authorize(&request.at(now)).map(|_| ())
}

/// May the caller do this with all campaigns of an account?
pub(crate) fn may_in(
    directory: &Directory,
    caller: Caller,
    required: PermissionSet,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), Denial> {
    directory.authorize(&Request::new(principal(caller), required, account).at(now)).map(|_| ())
}

pub(crate) const fn principal(caller: Caller) -> Principal {
    match caller {
        Caller::Session(user) => Principal::User(user),
        Caller::Token(key) => Principal::ApiKey(key),
    }
}

/// A random question in the product's own types.
pub(crate) const fn caller(question: &Question) -> Caller {
    match question.principal {
        Principal::User(user) => Caller::Session(user),
        Principal::ApiKey(key) => Caller::Token(key),
    }
}

pub(crate) const fn campaign(question: &Question, row: Row) -> Campaign {
    Campaign { account: question.account, owner: row.owner, created_by: row.creator }
}

/// The guard, for the law of decisions.
pub(crate) fn decide(directory: &Directory, question: &Question) -> Answer {
    let (caller, required, now) = (caller(question), question.required, question.at);
    match question.about {
        About::Row(row) => may(directory, caller, required, &campaign(question, row), now).into(),
        About::Account => may_in(directory, caller, required, question.account, now).into(),
        // The product shares no campaigns, and its new ones are rows already when the guard is asked.
        About::New | About::SharedFrom(_) | _ => Answer::NotAsked,
    }
}
