//! Entries that come one by one from a database, the newest first, are read as from a whole history; with some missing, less is
//! shown and never more (rule R1).

use std::collections::BTreeSet;

use proptest::prelude::*;
use sendright::history::{HistoryEntry, HistoryQuery, HistoryReader, ReaderEntry};
use sendright::{AccountId, Principal, UserId};

use super::readers::everything;
use crate::support::histories::{Told, id, steps};
use crate::support::properties::cases;

/// Ids, names, addresses and numbers that can be got out of what a reader gets.
fn shown(entry: &ReaderEntry) -> BTreeSet<String> {
    let text = everything(entry);
    let is_word = |c: char| c.is_ascii_alphanumeric() || "-@.+".contains(c);
    let words = text.split(|c| !is_word(c)).map(|word| word.trim_end_matches(['.', '-']));
    let placeholders = [uuid::Uuid::nil(), uuid::Uuid::max()].map(|id| id.to_string());
    let is_told = |word: &&str| {
        let is_id = word.len() == 36 && word.parse::<uuid::Uuid>().is_ok();
        (is_id && !placeholders.iter().any(|id| id == word))
            || word.starts_with("Nom")
            || word.starts_with("mail")
            || word.starts_with("+49")
    };
    words.filter(is_told).map(str::to_owned).collect()
}

fn queries(user: &UserId, account: &AccountId) -> [HistoryQuery<'static>; 4] {
    let query = HistoryQuery::new;
    [query(), query().by(*user), query().affecting(*user), query().account(*account)]
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn r1_entries_one_by_one_are_read_as_a_whole_history(
        steps in steps(60), user in 0_u128..6, account in 0_u128..5, back in 0_usize..60,
    ) {
        let told = Told::of(&steps);
        let (user, account) = (id(0x2000 + user), id(0x1000 + account));
        for principal in told.principals() {
            for query in queries(&user, &account) {
                let mut expected: Vec<_> =
                    told.history.for_reader(principal, query, told.directory(), told.now()).collect();
                expected.reverse();
                let mut reader = HistoryReader::new(principal, told.directory(), told.now());
                let read: Vec<_> = reader.read_all(query, told.history.entries().iter().rev()).collect();
                prop_assert_eq!(&read, &expected);
                prop_assert!(reader.is_complete());
            }
            // From a snapshot on, and entry by entry.
            let earlier = &told.states[told.states.len().saturating_sub(back + 1).max(1)];
            let before = || { told.history.entries().iter() }.filter(|entry| entry.revision() <= earlier.revision());
            let mut reader = HistoryReader::new(principal, told.directory(), told.now()).beginning_at(earlier);
            let read: Vec<_> = before().rev().filter_map(|entry| reader.read(entry)).collect();
            let all = told.history.for_reader(principal, HistoryQuery::new(), told.directory(), told.now());
            let mut all: Vec<_> = all.collect();
            all.reverse();
            prop_assert!(all.ends_with(&read), "{read:?}");
            let mut touching = HistoryReader::new(principal, told.directory(), told.now());
            let later = { told.history.entries().iter().rev() }.filter(|entry| entry.revision() > earlier.revision());
            let later = later.filter_map(|entry| touching.read(entry)).count();
            prop_assert_eq!(read.len() + later, all.len());
        }
    }

    #[test]
    fn r1_with_entries_missing_or_out_of_order_nothing_more_is_shown(
        steps in steps(60),
        missing in proptest::collection::vec(0_u8..12, 100),
        swapped in proptest::option::of((0_usize..60, 0_usize..60)),
        behind in 0_usize..3,
    ) {
        let told = Told::of(&steps);
        let directory = &told.states[told.states.len().saturating_sub(behind + 1)];
        for principal in told.principals() {
            // What is shown of each entry if nothing is missing. Whoever may read is told by the same directory.
            let mut whole_reader = HistoryReader::new(principal, directory, told.now()).beginning_at(told.directory());
            let mut given: Vec<_> =
                told.history.entries().iter().rev().map(|entry| (entry, whole_reader.read(entry))).collect();
            let mut number = 0;
            given.retain(|_| { number += 1; missing.get(number % 100) != Some(&0) });
            if let Some((one, other)) = swapped.filter(|(one, other)| one.max(other) < &given.len()) {
                given.swap(one, other);
            }
            let mut reader = HistoryReader::new(principal, directory, told.now());
            for (entry, whole) in given {
                let Some(seen) = reader.read(entry) else { continue };
                let Some(whole) = whole else {
                    return Err(TestCaseError::fail(format!("{principal} reads {seen}, which is not theirs")));
                };
                let (more, all) = (shown(&seen), shown(&whole));
                prop_assert!(more.is_subset(&all), "{:?}\n{:?}\n{:?}", more.difference(&all), seen, whole);
                let accounts: BTreeSet<_> = whole.affected_accounts().collect();
                prop_assert!(seen.affected_accounts().all(|account| accounts.contains(&account)));
            }
        }
    }
}
