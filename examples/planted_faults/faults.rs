//! Six faults that wrappers have had, each planted in what was right, and found by a law.

use sendright::testing::laws::{Answer, Broken, Cache, Tally, Trial};
use sendright::testing::{About, Question};
use sendright::{Account, AccountId, ApiKey, Denial, Directory, Principal, Request};

use super::sessions::Sessions;

/// A fault, and the law that finds it.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// What the author of the wrapper thought.
    pub(crate) thought: &'static str,
    pub(crate) found: fn(&Trial) -> Result<Tally, Broken>,
}

pub(crate) const FAULTS: [Fault; 6] = [
    Fault {
        name: "scope dropped",
        thought: "who may send may send this one",
        found: |trial| trial.decision(scope_dropped),
    },
    Fault {
        name: "stale cache",
        thought: "an access holds until it ends",
        found: |trial| trial.cache(StaleSessions::default),
    },
    Fault {
        name: "off by one on expiry",
        thought: "at its end an access still holds",
        found: |trial| trial.cache(LateSessions::default),
    },
    Fault {
        name: "owner confused with creator",
        thought: "a row is whose who made it",
        found: |trial| trial.decision(creator_for_owner),
    },
    Fault {
        name: "key taken for its owner",
        thought: "a token tells who calls",
        found: |trial| trial.decision(owner_for_key),
    },
    Fault {
        name: "ancestor taken for sibling",
        thought: "whoever administers an account administers those around it",
        found: |trial| trial.decision(sibling_for_ancestor),
    },
];

/// Asks whether the caller may do it with data of their own, whose ever the row is.
fn scope_dropped(directory: &Directory, question: &Question) -> Answer {
    let request = Request::new(question.principal, question.required, question.account);
    directory.authorize(&request.own().at(question.at)).into()
}

fn creator_for_owner(directory: &Directory, question: &Question) -> Answer {
    let Some(row) = question.row() else { return Answer::NotAsked };
    let request = Request::new(question.principal, question.required, question.account);
    directory.authorize(&request.owned_by(row.creator).at(question.at)).into()
}

/// Looks up whose the token is, and goes on with the person.
fn owner_for_key(directory: &Directory, question: &Question) -> Answer {
    let owner = match question.principal {
        Principal::User(user) => Some(user),
        Principal::ApiKey(key) => directory.api_key(key).and_then(ApiKey::owner),
    };
    let principal = owner.map_or(question.principal, Principal::User);
    directory.authorize(&Question { principal, ..*question }.request()).into()
}

/// Lets whoever may do it in an account do it in the accounts that have the same parent, too.
fn sibling_for_ancestor(directory: &Directory, question: &Question) -> Answer {
    let parent = |id: AccountId| directory.account(id).and_then(Account::parent);
    let Principal::User(user) = question.principal else { return Answer::NotAsked };
    let around = directory.memberships(user).map(|membership| membership.account());
    let around = around.filter(|id| parent(*id).is_some() && parent(*id) == parent(question.account));
    let mut asked = around.chain([question.account]).map(|account| Question { account, ..*question });
    asked.any(|question| directory.authorize(&question.request()).is_ok()).into()
}

/// Never asks whether anything has changed.
#[derive(Default)]
struct StaleSessions(Sessions);

impl Cache for StaleSessions {
    fn ask(&mut self, _: &Directory, question: &Question) -> Option<Answer> {
        let access = self.0.kept(question).filter(|_| question.about == About::Account)?;
        let answer = access.authorize(question.required, question.at);
        (answer != Err(Denial::Outdated)).then(|| answer.into())
    }

    fn fill(&mut self, directory: &Directory, question: &Question) -> Answer {
        self.0.keep(directory, question)
    }
}

/// Compares with the end itself, by `<=` in place of `<`.
#[derive(Default)]
struct LateSessions(Sessions);

impl Cache for LateSessions {
    fn ask(&mut self, directory: &Directory, question: &Question) -> Option<Answer> {
        let access = self.0.kept(question).filter(|access| access.is_current(directory))?;
        let holds = access.at() <= question.at && access.valid_until().is_none_or(|until| question.at <= until);
        // What it allowed when it was made.
        let answer = || access.authorize(question.required, access.at()).into();
        (holds && question.about == About::Account).then(answer)
    }

    fn fill(&mut self, directory: &Directory, question: &Question) -> Answer {
        self.0.keep(directory, question)
    }
}
