//! What is found by the index is what a look at all entries finds, in the same order, from both ends: whatever was done to the
//! history before, and whatever clocks said.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use sendright::history::{AsOf, EventKind, History, HistoryEntry, HistoryQuery, HistoryReader};
use sendright::{
    AccountId, Actor, Assignment, Command, Directory, Email, Erasure, Permission, Preset, Principal, Request, UserId,
};

use crate::support::histories::{ROOT, Told, at, id, steps};
use crate::support::properties::cases;
use crate::support::stamp::stamp;

/// The users and the accounts that steps name, and one of each that there is not.
fn user(number: u8) -> UserId {
    id(0x2000 + u128::from(number % 9))
}

fn account(number: u8) -> AccountId {
    id(ROOT + u128::from(number % 6))
}

fn address(number: u8) -> Email {
    format!("mail{:03}@example.org", number % 12).parse().unwrap()
}

/// A log that goes on after the steps with changes and actions whose times go back and ahead.
fn prolonged(told: &Told, more: &[(u8, u64, u8)]) -> (Directory, History) {
    let (mut directory, mut history) = (told.directory().clone(), told.history.clone());
    for (number, (what, minute, who)) in more.iter().enumerate() {
        let command = match what % 6 {
            0 => Command::RenameAccount {
                account: account(*who),
                name: format!("Name {number}").parse().unwrap(),
                replaces: None,
            },
            1 => Command::Assign {
                user: user(*who),
                account: account(what / 6),
                assignment: Assignment::of(Preset::Sender),
                replaces: None,
            },
            2 => Command::AddUser {
                user: user(*who),
                account: account(what / 6),
                email: address(*who),
                name: "Name".parse().unwrap(),
                assignment: Assignment::of(Preset::Basic),
                phone: None,
                on_behalf_of: None,
            },
            _ => {
                let request = Request::new(user(*who), Permission::SmsView, account(what / 6)).at(at(*minute));
                if let Ok(proof) = directory.authorize(&request) {
                    history.record(proof, &directory, Some(format!("action {number}").parse().unwrap()));
                }
                continue;
            }
        };
        if let Ok(change) = directory.plan(Actor::System, &command, stamp(&directory, at(*minute))) {
            history.commit(&mut directory, change).unwrap();
        }
    }
    (directory, history)
}

/// A history that lacks every so-manieth entry, or has those alone, so that what is inserted later belongs into the middle.
fn lacks(all: &[HistoryEntry], number: usize) -> History {
    let mut history = History::new();
    let there = all.iter().enumerate().filter(|(place, _)| (place % (number / 2 + 2) == 0) == (number % 2 == 0));
    history.insert(there.map(|(_, entry)| entry.clone())).unwrap();
    history
}

/// What is done to a history, by numbers that choose.
type Deed = (u8, usize, usize);

fn alter(history: History, (kind, one, other): Deed, told: &Told, all: &[HistoryEntry]) -> History {
    let mut history = history;
    let (first, last) = (one % all.len(), other % (all.len() + 1));
    let part: Vec<HistoryEntry> = all[first.min(last)..first.max(last)].to_vec();
    let minute = u64::try_from(other % 120).unwrap();
    match kind % 10 {
        0 => _ = history.insert(part.into_iter().rev()),
        1 => _ = history.insert(part.into_iter().take(1)),
        2 => _ = history.insert(part.into_iter().step_by(3)),
        3 => {
            let mut there = History::new();
            part.into_iter().rev().step_by(2).for_each(|entry| _ = there.insert([entry]));
            there.forget_changes_before(u64::try_from(one % 5).unwrap());
            _ = history.merge(there);
        }
        4 => _ = history.forget_changes_before(u64::try_from(other % 25).unwrap()),
        5 => _ = history.forget_actions_before(at(minute)),
        6 => _ = history.forget_before(at(minute / 4)),
        7 => {
            // Proofs of long ago, one of them twice.
            for state in told.states.iter().skip(first % told.states.len()).step_by(4) {
                let request = Request::new(user(0), Permission::SmsView, account(0)).at(at(minute));
                if let Ok(proof) = state.authorize(&request) {
                    history.record(proof, state, None);
                    history.record(proof, state, None);
                }
            }
        }
        8 => {
            let user = user(u8::try_from(one % 9).unwrap());
            if let Ok(erasure) = Erasure::of_user(user, told.directory(), &told.log) {
                history = history.erasing(&erasure);
            }
        }
        _ => {
            let stored: Vec<HistoryEntry> = history.entries().to_vec();
            // What is stored is read again where changes are in order, which they are.
            history = History::read(stored.into_iter().map(Ok::<_, String>)).unwrap();
        }
    }
    history
}

#[derive(Clone, Debug)]
struct Asked {
    by: Option<u8>,
    affecting: Option<u8>,
    involving: Option<u8>,
    account: Option<u8>,
    accounts: Option<Vec<u8>>,
    address: Option<u8>,
    from: Option<u64>,
    until: Option<u64>,
    kind: Option<&'static str>,
    ends: u64,
}

fn asked() -> impl Strategy<Value = Asked> {
    let maybe = |weight: f64| proptest::option::weighted(weight, any::<u8>());
    let kinds = ["assign", "add_user", "rename_account", "invite", "delete_user", "sms.view", "template.view", "leave"];
    let times = || proptest::option::weighted(0.3, 0_u64..130);
    (
        (maybe(0.2), maybe(0.2), maybe(0.25), maybe(0.25)),
        proptest::option::weighted(0.25, vec(any::<u8>(), 0..5)),
        maybe(0.15),
        times(),
        times(),
        proptest::option::weighted(0.2, proptest::sample::select(kinds.to_vec())),
        any::<u64>(),
    )
        .prop_map(|((by, affecting, involving, account), accounts, address, from, until, kind, ends)| Asked {
            by,
            affecting,
            involving,
            account,
            accounts,
            address,
            from,
            until,
            kind,
            ends,
        })
}

impl Asked {
    /// Does something with the query.
    fn ask<T>(&self, then: impl FnOnce(HistoryQuery<'_>) -> T) -> T {
        let accounts: Option<Vec<AccountId>> =
            self.accounts.as_ref().map(|numbers| numbers.iter().map(|number| account(*number)).collect());
        let address = self.address.map(address);
        let mut query = HistoryQuery::new();
        query = self.by.map_or(query, |by| query.by(user(by)));
        query = self.affecting.map_or(query, |number| query.affecting(user(number)));
        query = self.involving.map_or(query, |number| query.involving(user(number)));
        query = self.account.map_or(query, |number| query.account(account(number)));
        query = accounts.as_ref().map_or(query, |accounts| query.accounts(accounts));
        query = address.as_ref().map_or(query, |address| query.address(address));
        query = self.from.map_or(query, |from| query.from(at(from)));
        query = self.until.map_or(query, |until| query.until(at(until)));
        query = self.kind.map_or(query, |kind| query.kind(kind.parse::<EventKind>().unwrap()));
        then(query)
    }

    fn is_answered_as_by_a_look_at_all(&self, history: &History) -> Result<usize, TestCaseError> {
        self.ask(|query| {
            let place = |entry: &HistoryEntry| history.entries().iter().position(|other| std::ptr::eq(other, entry));
            let expected: Vec<Option<usize>> =
                history.entries().iter().filter(|entry| query.matches(entry)).map(place).collect();
            let found: Vec<Option<usize>> = history.find(query).map(place).collect();
            prop_assert_eq!(&found, &expected, "{:?}", self);
            // From both ends in turns.
            let (mut front, mut back, mut search) = (Vec::new(), Vec::new(), history.find(query));
            for turn in 0.. {
                let from_front = self.ends >> (turn % 64) & 1 == 0;
                let Some(entry) = (if from_front { search.next() } else { search.next_back() }) else { break };
                if from_front { front.push(place(entry)) } else { back.push(place(entry)) }
            }
            prop_assert!(search.next().is_none() && search.next_back().is_none());
            front.extend(back.into_iter().rev());
            prop_assert_eq!(&front, &expected, "{:?}", self);
            Ok(expected.len())
        })
    }
}

fn gaps(history: &History, revisions: RangeInclusive<u64>) -> Vec<u64> {
    let present: BTreeSet<u64> =
        history.entries().iter().filter(|entry| entry.change().is_some()).map(HistoryEntry::revision).collect();
    let is_known = |revision: u64| history.known_from() == 1 || revision >= history.known_from();
    revisions.filter(|revision| is_known(*revision) && !present.contains(revision)).collect()
}

fn as_of(history: &History, instant: DateTime<Utc>) -> Option<(u64, Option<u64>)> {
    let changes = || history.entries().iter().filter(|entry| entry.change().is_some());
    let revision = changes().filter(|entry| entry.at() <= instant).map(HistoryEntry::revision).max()?;
    let ahead = changes().filter(|entry| entry.at() > instant && entry.revision() < revision);
    Some((revision, ahead.map(HistoryEntry::revision).min()))
}

fn answers_of_revisions_are_right(history: &History) -> Result<(), TestCaseError> {
    for range in [0..=40, 1..=1, 3..=17, RangeInclusive::new(17, 3), 30..=30, 0..=0] {
        let found: Vec<u64> = history.gaps_in(range.clone()).flatten().collect();
        prop_assert_eq!(found, gaps(history, range.clone()), "{:?}", range);
        let runs: Vec<RangeInclusive<u64>> = history.gaps_in(range).collect();
        prop_assert!(runs.windows(2).all(|pair| *pair[0].end() + 1 < *pair[1].start()), "{runs:?}");
    }
    prop_assert!(history.gaps_in(u64::MAX - 1..=u64::MAX).eq([u64::MAX - 1..=u64::MAX]));
    for minute in 0..125 {
        let found = history.as_of(at(minute)).map(|AsOf { revision, ahead, .. }| (revision, ahead));
        prop_assert_eq!(found, as_of(history, at(minute)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn what_the_index_finds_is_what_a_look_at_all_finds(
        steps in steps(60),
        more in vec((any::<u8>(), 0_u64..120, any::<u8>()), 0..60),
        lacking in 0_usize..7,
        deeds in vec((any::<u8>(), any::<usize>(), any::<usize>()), 0..10),
        asked in vec(asked(), 12),
    ) {
        let told = Told::of(&steps);
        let (_, whole) = prolonged(&told, &more);
        let all = whole.entries().to_vec();
        let mut history = if lacking == 0 { whole } else { lacks(&all, lacking) };
        for deed in [None].into_iter().chain(deeds.into_iter().map(Some)) {
            history = deed.map_or(history.clone(), |deed| alter(history, deed, &told, &all));
            for asked in &asked {
                asked.is_answered_as_by_a_look_at_all(&history)?;
            }
            answers_of_revisions_are_right(&history)?;
        }
    }

    /// By one reader: entries one by one are read without an index.
    #[test]
    fn what_a_reader_finds_is_what_a_look_at_all_finds(
        steps in steps(60),
        more in vec((any::<u8>(), 0_u64..120, any::<u8>()), 0..40),
        asked in vec(asked(), 6),
    ) {
        let (directory, history) = prolonged(&Told::of(&steps), &more);
        for reader in (0..9).map(|number| Principal::from(user(number))) {
            for asked in &asked {
                asked.ask(|query| {
                    let mut one_by_one = HistoryReader::new(reader, &directory, at(130));
                    let expected: Vec<_> = one_by_one.read_all(query, history.entries().iter().rev()).collect();
                    prop_assert!(one_by_one.is_complete());
                    let found: Vec<_> = history.for_reader(reader, query, &directory, at(130)).rev().collect();
                    prop_assert_eq!(found, expected);
                    Ok(())
                })?;
            }
        }
    }
}

/// The index is no part of what a history is: however it came to its entries, it is equal and is written the same.
#[test]
fn histories_of_equal_entries_are_equal() {
    let steps: Vec<_> = (0..50_u8).map(|number| (number % 30, number, [number; 4])).collect();
    let told = Told::of(&steps);
    let mut history = History::new();
    for entry in told.history.entries().iter().rev() {
        history.insert([entry.clone()]).unwrap();
    }
    assert_eq!(history, told.history);
    assert_eq!(format!("{history:?}"), format!("{:?}", told.history));
    assert!(!format!("{history:?}").contains("index"));
    assert_ne!(history, History::new());
}
