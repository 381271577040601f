//! R1 by a naive definition: it goes over an entry's differences one by one, and over a list of everything that is beyond.

#![allow(clippy::wildcard_enum_match_arm, reason = "most kinds of commands are alike here")]

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use sendright::history::{Event, HistoryEntry, HistoryQuery, ReaderEntry, Record};
use sendright::{AccountId, ChangeId, Command, Denial, Directory, Email, Permission, Principal, Request, UserId};

use crate::support::histories::{Told, id, steps};
use crate::support::properties::cases;

/// What a reader reaches now, and everything that was ever there.
struct Naive<'a> {
    told: &'a Told,
    reached: BTreeSet<AccountId>,
}

impl<'a> Naive<'a> {
    /// Where the reader would have `audit.view`, if no account were suspended or closed.
    fn new(told: &'a Told, reader: Principal) -> Self {
        let may = |account: &AccountId| {
            let request = Request::new(reader, Permission::AuditView, *account).at(told.now());
            matches!(
                told.directory().authorize(&request),
                Ok(_) | Err(Denial::AccountSuspended | Denial::AccountClosed)
            )
        };
        Self { told, reached: Told::accounts().filter(may).collect() }
    }

    /// The states just before and just after an entry.
    fn states(&self, entry: &HistoryEntry) -> [&'a Directory; 2] {
        let after = usize::try_from(entry.revision()).unwrap();
        let before = if entry.differences().is_empty() && entry.change().is_none() { after } else { after - 1 };
        [&self.told.states[before], &self.told.states[after]]
    }

    fn reaches_user(&self, user: UserId, entry: &HistoryEntry) -> bool {
        let mut states = self.states(entry).into_iter();
        states.any(|state| self.reached.iter().any(|account| state.membership(user, *account).is_some()))
    }

    fn touched(&self, entry: &HistoryEntry) -> BTreeSet<AccountId> {
        let records = || entry.differences().iter().flat_map(|d| d.before().into_iter().chain(d.after()));
        let mut touched: BTreeSet<AccountId> = match whole_user(entry) {
            Some(user) => {
                let [before, _] = self.states(entry);
                let accounts: BTreeSet<_> = before.memberships(user).map(|member| member.account()).collect();
                if accounts.is_empty() { entry.account().into_iter().collect() } else { accounts }
            }
            None => entry.affected_accounts().collect(),
        };
        touched.extend(records().filter_map(account_of));
        touched.retain(|account| self.reached.contains(account));
        touched
    }

    /// The addresses that may be told.
    fn addresses(&self, entry: &HistoryEntry) -> BTreeSet<Email> {
        let Some(account) = entry.account().filter(|account| self.reached.contains(account)) else {
            return BTreeSet::new();
        };
        // Of an act on somebody beyond reach, no address is told: it could be theirs.
        if whole_user(entry).is_some_and(|user| !self.reaches_user(user, entry)) {
            return BTreeSet::new();
        }
        let records = entry.differences().iter().flat_map(|d| d.before().into_iter().chain(d.after()));
        let mut told: BTreeSet<Email> = records
            .filter_map(|record| match record {
                Record::User(user) => self.reaches_user(user.id(), entry).then(|| user.email().clone()),
                Record::Invitation(i) => self.reached.contains(&i.account()).then(|| i.email().clone()),
                _ => None,
            })
            .collect();
        assert!(entry.affects_account(account));
        let Event::Change { command, .. } = entry.event() else { return told };
        match &**command {
            Command::ChangeEmail { user, email } if self.reaches_user(*user, entry) => _ = told.insert(email.clone()),
            Command::OpenAccount { email, .. }
            | Command::Invite { email, .. }
            | Command::AcceptInvitation { email, .. }
            | Command::DeclineInvitation { email, .. }
            | Command::AddUser { email, .. } => _ = told.insert(email.clone()),
            _ => {}
        }
        told
    }

    /// Every id, name, number and address of what is beyond.
    fn secrets(&self, entry: &HistoryEntry) -> BTreeSet<String> {
        let mut secrets = BTreeSet::new();
        let addresses = self.addresses(entry);
        let everybody: BTreeSet<UserId> = (0x2000_u128..0x2010).chain(0x2800..0x2900).map(id).collect();
        for state in &self.told.states {
            for account in Told::accounts() {
                let Some(record) = state.account(account) else { continue };
                if !self.reached.contains(&account) {
                    secrets.extend([account.to_string(), record.name().to_string()]);
                }
                for invitation in state.invitations(account) {
                    secrets.insert(invitation.email().to_string());
                    if !self.reached.contains(&invitation.account()) {
                        secrets.insert(invitation.id().to_string());
                    }
                }
            }
            for user in &everybody {
                let Some(record) = state.user(*user) else { continue };
                secrets.insert(record.email().to_string());
                if !self.reaches_user(*user, entry) {
                    secrets.extend([user.to_string(), record.name().to_string()]);
                    secrets.extend(record.phone().map(ToString::to_string));
                }
            }
            let beyond = |account| !self.reached.contains(&account);
            let roles = self.told.roles.iter().filter_map(|role| state.role(*role));
            for role in roles.filter(|role| beyond(role.account())) {
                secrets.extend([role.id().to_string(), role.name().to_string()]);
            }
            let keys = self.told.keys.iter().filter_map(|key| state.api_key(*key));
            for key in keys.filter(|key| beyond(key.account())) {
                secrets.extend([key.id().to_string(), key.name().to_string()]);
            }
        }
        secrets.retain(|secret| !addresses.iter().any(|address| address.as_str() == secret));
        secrets
    }
}

/// The user, if the entry is an act on a user as a whole.
fn whole_user(entry: &HistoryEntry) -> Option<UserId> {
    let Event::Change { command, .. } = entry.event() else { return None };
    match **command {
        Command::EditUser { user, .. }
        | Command::ChangeEmail { user, .. }
        | Command::ResetPassword { user }
        | Command::DeactivateUser { user }
        | Command::ReactivateUser { user }
        | Command::DeleteUser { user } => Some(user),
        _ => None,
    }
}

fn account_of(record: &Record) -> Option<AccountId> {
    match record {
        Record::Account(account) => Some(account.id()),
        Record::Role(role) => Some(role.account()),
        Record::Membership { account, .. } => Some(*account),
        Record::Invitation(invitation) => Some(invitation.account()),
        Record::ApiKey(key) => Some(key.account()),
        _ => None,
    }
}

/// Everything that can be got out of what a reader gets.
pub(super) fn everything(entry: &ReaderEntry) -> String {
    let text = format!("{entry}\n{}\n{entry:?}\n{:?}\n{:?}", entry.brief(), entry.actor(), entry.account());
    #[cfg(feature = "serde")]
    let text = format!("{text}\n{}", serde_json::to_string(entry).unwrap());
    text
}

fn check(told: &Told, reader: Principal) -> Result<usize, TestCaseError> {
    let naive = Naive::new(told, reader);
    let read: Vec<ReaderEntry> =
        told.history.for_reader(reader, HistoryQuery::new(), told.directory(), told.now()).collect();
    let shown: Vec<&HistoryEntry> =
        told.history.entries().iter().filter(|entry| !naive.touched(entry).is_empty()).collect();
    prop_assert_eq!(read.len(), shown.len(), "{} reads other entries", reader);
    for (seen, entry) in read.iter().zip(&shown) {
        prop_assert_eq!((seen.at(), seen.change()), (entry.at(), entry.change()));
        prop_assert_eq!(seen.affected_accounts().collect::<BTreeSet<_>>(), naive.touched(entry), "{}", entry);
        let users: Vec<_> = entry.affected_users().filter(|user| naive.reaches_user(*user, entry)).collect();
        prop_assert_eq!(seen.affected_users().collect::<Vec<_>>(), users, "{}", entry);
        let text = everything(seen);
        for secret in naive.secrets(entry) {
            prop_assert!(!text.contains(&secret), "`{secret}` is beyond {reader}:\n{text}\nof {entry}");
        }
    }
    check_queries(told, reader, &naive, &shown)?;
    Ok(read.len())
}

fn found(told: &Told, reader: Principal, query: HistoryQuery<'_>) -> Vec<(DateTime<Utc>, Option<ChangeId>)> {
    let read = told.history.for_reader(reader, query, told.directory(), told.now());
    read.map(|entry| (entry.at(), entry.change())).collect()
}

/// What is asked for is found where it may be read, and nowhere else.
fn check_queries(told: &Told, reader: Principal, naive: &Naive, shown: &[&HistoryEntry]) -> Result<(), TestCaseError> {
    let changes = |query: HistoryQuery<'_>| found(told, reader, query);
    let naively = |is: &dyn Fn(&HistoryEntry) -> bool| -> Vec<_> {
        shown.iter().filter(|entry| is(entry)).map(|entry| (entry.at(), entry.change())).collect()
    };
    for user in (0x2000_u128..0x2008).map(id::<UserId>).chain([id(0), uuid::Uuid::max().into()]) {
        let by = |entry: &HistoryEntry| entry.user() == Some(user) && naive.reaches_user(user, entry);
        let to = |entry: &HistoryEntry| entry.affected_users().any(|u| u == user) && naive.reaches_user(user, entry);
        prop_assert_eq!(changes(HistoryQuery::new().by(user)), naively(&by));
        prop_assert_eq!(changes(HistoryQuery::new().affecting(user)), naively(&to));
        prop_assert_eq!(changes(HistoryQuery::new().involving(user)), naively(&|entry| by(entry) || to(entry)));
    }
    for account in Told::accounts().chain([id(0), uuid::Uuid::max().into()]) {
        let touches = |entry: &HistoryEntry| naive.touched(entry).contains(&account);
        prop_assert_eq!(changes(HistoryQuery::new().account(account)), naively(&touches));
        prop_assert_eq!(changes(HistoryQuery::new().accounts(&[account, id(7)])), naively(&touches));
    }
    for number in 0..12 {
        let address: Email = format!("mail{number:03}@example.org").parse().unwrap();
        let has = |entry: &HistoryEntry| naive.addresses(entry).contains(&address);
        prop_assert_eq!(changes(HistoryQuery::new().address(&address)), naively(&has));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(16))]

    /// In random histories, everybody reads what the naive definition says, and no secret.
    #[test]
    fn r1_no_reader_learns_what_is_beyond_reach(steps in steps(60)) {
        let told = Told::of(&steps);
        for reader in told.principals() {
            check(&told, reader)?;
        }
    }
}

proptest! {
    #![proptest_config(cases(100))]

    /// A query by many accounts finds what asking for each of them finds.
    #[test]
    fn a_query_by_accounts_finds_what_one_by_one_finds(
        steps in steps(40),
        asked in proptest::collection::vec((0_u128..40).prop_map(|number| id::<AccountId>(0x1000 + number % 12)), 0..40),
    ) {
        let told = Told::of(&steps);
        let query = HistoryQuery::new().accounts(&asked);
        let naively: Vec<_> = { told.history.entries().iter() }
            .filter(|entry| asked.iter().any(|account| entry.affects_account(*account)))
            .collect();
        prop_assert_eq!(told.history.find(query).collect::<Vec<_>>(), naively.clone());
        prop_assert!(told.history.entries().iter().filter(|entry| query.matches(entry)).eq(naively));
    }
}

/// The property is about something: readers of every kind read something, and most do not read everything.
#[test]
fn r1_random_readers_read_something_and_not_everything() {
    let (mut read, mut whole, mut nothing, mut keys) = (0, 0, 0, 0);
    let mut runner = crate::support::properties::counting_runner();
    for _ in 0..30 {
        let steps = steps(60).new_tree(&mut runner).unwrap().current();
        let told = Told::of(&steps);
        for reader in told.principals() {
            let found = told.history.for_reader(reader, HistoryQuery::new(), told.directory(), told.now()).count();
            read += usize::from(found > 0 && found < told.history.entries().len() / 2);
            whole += usize::from(found > told.history.entries().len() / 2);
            nothing += usize::from(found == 0);
            keys += usize::from(found > 0 && matches!(reader, Principal::ApiKey(_)));
        }
    }
    assert!(read > 20 && whole > 20 && nothing > 20 && keys > 3, "{read} {whole} {nothing} {keys}");
}
