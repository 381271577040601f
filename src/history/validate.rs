//! Whether the parts of an entry fit together. Whether what it says happened can't be seen from it.

use uuid::Uuid;

use crate::decision::evidence::SHAREABLE;
use crate::directory::{Facts, GivenBy};
use crate::organization::{AccountId, Actor, UserId};
use crate::permission::{PermissionSet, Scope};

use super::entry::HistoryEntry;
use super::event::Event;
use super::record::{Difference, Record};

type Validity = Result<(), &'static str>;

/// Checks an entry that is read from a store. The error says which of its parts contradict each other.
pub(super) fn validate(entry: &HistoryEntry) -> Validity {
    check_actor(entry)?;
    check_ids(entry)?;
    match &entry.event {
        Event::Change { command, differences, .. } => check_change(entry, &command.facts(), differences),
        Event::Action { required, scope, owner, shared_from, .. } => {
            check_action(entry, *scope, *owner, *shared_from)?;
            check_requirement(*required, *owner, *shared_from)
        }
    }
}

const fn check(holds: bool, otherwise: &'static str) -> Validity {
    if holds { Ok(()) } else { Err(otherwise) }
}

fn check_actor(entry: &HistoryEntry) -> Validity {
    let fits = match entry.actor {
        Actor::System => entry.user.is_none(),
        Actor::User(actor) => entry.user == Some(actor),
        // A key of an account has no person, and gives no commands (rule G6).
        Actor::ApiKey(_) => entry.user.is_some() || !entry.is_change(),
    };
    check(fits, "`user` is not who is behind `actor`")
}

fn check_ids(entry: &HistoryEntry) -> Validity {
    let actor = match entry.actor {
        Actor::System => None,
        Actor::User(user) => Some(user.uuid()),
        Actor::ApiKey(key) => Some(key.uuid()),
    };
    let users = entry.affected_users().chain(entry.user).map(UserId::uuid);
    let accounts = entry.affected_accounts().chain(entry.account).map(AccountId::uuid);
    let mut ids = users.chain(accounts).chain(actor);
    check(!ids.any(|id| Uuid::is_nil(&id)), "an id is nil")
}

fn check_change(entry: &HistoryEntry, command: &Facts<'_>, differences: &[Difference]) -> Validity {
    check(entry.revision > 0, "the revision of a change is 1 or more")?;
    check(entry.clock_was.is_none_or(|was| entry.at < was), "`clock_was` is not later than `at`")?;
    let ordered = differences.is_sorted_by(|a, b| a.thing() < b.thing());
    check(ordered, "the differences are not in order, each thing once")?;
    check_giver(entry, command)?;
    let records = || differences.iter().flat_map(Difference::sides);
    let oneself = entry.user.filter(|_| command.affects_actor());
    let mut users = records().filter_map(Record::user).chain(command.user).chain(oneself);
    check(users.all(|user| entry.affected_users.contains(&user)), "a user whom it changes is not in `whom`")?;
    let fits = command.account.is_none() || command.account == entry.account;
    check(fits, "`account` is not that of the command")?;
    let mut accounts = records().filter_map(Record::account).chain(entry.account).chain(command.parent);
    check(accounts.all(|account| entry.affects_account(account)), "an account that it concerns is not in `accounts`")
}

/// Who can give the command at all (rules C4, C5, C9).
fn check_giver(entry: &HistoryEntry, command: &Facts<'_>) -> Validity {
    let (is_operator, is_person, is_key) = match entry.actor {
        Actor::System => (true, false, false),
        Actor::User(_) => (false, true, false),
        Actor::ApiKey(_) => (false, false, true),
    };
    match command.given_by {
        GivenBy::Operator => check(is_operator, "the command is the operator's"),
        GivenBy::Person => check(is_person, "the command is for the person concerned"),
        GivenBy::PersonOrOperator => check(!is_key, "the command is for persons and the operator"),
        GivenBy::Anyone => {
            let of_its_owner = command.own_details && command.user == entry.user;
            check(!(is_key && of_its_owner), "one's own details are not for a key")
        }
    }
}

/// On whose data it was done, and where (rule D2).
fn check_action(entry: &HistoryEntry, scope: Scope, owner: Option<UserId>, shared_from: Option<AccountId>) -> Validity {
    check(entry.revision > 0, "nothing is allowed before the first revision")?;
    let is_somebodys = entry.actor != Actor::System && entry.account.is_some();
    check(is_somebodys, "an action is somebody's, on an account")?;
    check(entry.clock_was.is_none(), "an action has no change before it")?;
    let own = owner.is_some() && owner == entry.user;
    let fits = (scope == Scope::Own) == own && scope != Scope::Subtree;
    check(fits, "the scope is not that of the data's owner")?;
    check(entry.affected_users().eq(owner), "`whom` is not the data's owner")?;
    let accounts = entry.account.into_iter().chain(shared_from).collect();
    check(entry.affected_accounts == accounts, "`accounts` is not where the data is")?;
    check(shared_from.is_none() || shared_from != entry.account, "an account does not share with itself")
}

/// What was required: something (rule V4), and of shared data only a look at it (rule D3).
fn check_requirement(required: PermissionSet, owner: Option<UserId>, shared_from: Option<AccountId>) -> Validity {
    check(!required.is_empty(), "an action requires something")?;
    let is_look = required.is_subset(SHAREABLE) && owner.is_none();
    check(shared_from.is_none() || is_look, "shared data is only looked at: templates and contacts")
}
