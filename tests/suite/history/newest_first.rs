//! Entries that come one by one from a database, the newest first, are read as from a whole history; with some missing, less is
//! shown and never more (rule R1).

use std::collections::BTreeSet;

use proptest::prelude::*;
use sendright::history::{History, HistoryQuery, HistoryReader, ReaderEntry, Seen, SeenActor};
use sendright::{AccountId, Assignment, Command, Preset, UserId};

use super::every_kind::{ACME, ADA, BOB, CLEO, SALES, World, account, user};
use super::readers::everything;
use crate::support::histories::{Told, id, steps};
use crate::support::properties::cases;

/// Ids, names, addresses and numbers that can be got out of what a reader gets.
pub(super) fn shown(entry: &ReaderEntry) -> BTreeSet<String> {
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
        misplaced in proptest::collection::vec((0_usize..100, 0_usize..100), 0..8),
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
            for (from, to) in &misplaced {
                // Once more, elsewhere.
                let again = given[from % given.len()].clone();
                given.insert(to % given.len(), again);
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

proptest! {
    #![proptest_config(cases(24))]

    /// The same for a history that lacks changes, and for a directory that is not at its end.
    #[test]
    fn r1_of_a_history_with_gaps_nothing_more_is_shown(
        steps in steps(60), missing in proptest::collection::vec(0_u8..12, 100), behind in 0_usize..3, shorter in 0_usize..3,
    ) {
        let told = Told::of(&steps);
        let directory = &told.states[told.states.len().saturating_sub(behind + 1)];
        let entries = told.history.entries();
        let kept = { entries.iter().zip(missing.iter().cycle()) }.filter(|(_, missing)| **missing > 0).map(|(entry, _)| entry);
        let kept: Vec<_> = kept.cloned().collect();
        let kept = kept.iter().take(kept.len().saturating_sub(shorter)).cloned();
        let gappy = History::read(kept.map(Ok::<_, std::convert::Infallible>)).unwrap();
        for principal in told.principals() {
            let mut whole_reader = HistoryReader::new(principal, directory, told.now()).beginning_at(told.directory());
            let whole: Vec<_> = entries.iter().rev().filter_map(|entry| whole_reader.read(entry)).collect();
            let all: BTreeSet<_> = whole.iter().map(|entry| (entry.at(), shown(entry))).collect();
            for seen in gappy.for_reader(principal, HistoryQuery::new(), directory, told.now()) {
                let more = shown(&seen);
                let is_less = |(at, all): &(_, BTreeSet<String>)| *at == seen.at() && more.is_subset(all);
                prop_assert!(all.iter().any(is_less), "{} reads {:?}", principal, seen);
            }
        }
    }
}

/// Bob left Sales, and then renamed it from above. Cleo, who reads the history of Sales, does not learn who it was: also not
/// if the entry arrives once more, after the reader has come to the time when he was a member.
#[test]
fn r1_an_entry_that_comes_too_late_is_read_by_what_it_tells_itself() {
    let mut world = World::new();
    let (acme, sales) = (account(ACME), account(SALES));
    world.does(user(ADA), Command::OpenSubaccount { account: sales, parent: acme, name: "Sales".parse().unwrap() });
    world.add(BOB, "Bob", ACME, Assignment::of(Preset::Admin));
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::Admin));
    world.add(CLEO, "Cleo", SALES, Assignment::of(Preset::Admin));
    let behind = world.directory.clone();
    world.does(user(ADA), Command::RemoveMember { user: user(BOB), account: sales });
    world.does(user(BOB), Command::RenameAccount { account: sales, name: "Shop".parse().unwrap(), replaces: None });
    let entries = world.history.entries();
    let [.., rename] = entries else { panic!() };

    let mut reader = HistoryReader::new(user(CLEO), &world.directory, world.now);
    let first = reader.read(rename).unwrap();
    assert_eq!(first.actor(), SeenActor::User(Seen::Above));
    let rest: Vec<_> = entries.iter().rev().skip(1).take(3).filter_map(|entry| reader.read(entry)).collect();
    assert!(rest.iter().any(|seen| seen.affected_users().any(|affected| affected == user(BOB))), "he was a member");
    assert!(reader.is_complete());
    let again = reader.read(rename).unwrap();
    assert_eq!(again.actor(), SeenActor::User(Seen::Elsewhere), "nothing is known of that time any more");
    assert!(!reader.is_complete());

    // Nor is it by a history that lacks the removal, with a directory from before it, or from now.
    let lacking = entries.iter().filter(|entry| entry.revision() != rename.revision() - 1);
    let lacking = History::read(lacking.cloned().map(Ok::<_, std::convert::Infallible>)).unwrap();
    let now = &world.directory;
    for (history, directory, told) in [
        (&world.history, now, Seen::Above),
        (&world.history, &behind, Seen::Above),
        (&lacking, now, Seen::Above),
        (&lacking, &behind, Seen::Elsewhere),
    ] {
        let last = history.for_reader(user(CLEO), HistoryQuery::new(), directory, world.now).next_back().unwrap();
        assert_eq!(last.actor(), SeenActor::User(told), "{last}");
    }

    // After a gap nothing is known but what a change tells itself: whom it made a member, and whom it removed.
    let mut reader = HistoryReader::new(user(CLEO), &world.directory, world.now);
    let [_, _, _, adding, joining, removal, _] = entries else { panic!() };
    assert_eq!(reader.read(removal).unwrap().affected_users().collect::<Vec<_>>(), [user(BOB)]);
    assert!(!reader.is_complete());
    assert_eq!(reader.read(joining).unwrap().affected_users().collect::<Vec<_>>(), [user(CLEO)]);
    assert_eq!(reader.read(adding).unwrap().affected_users().collect::<Vec<_>>(), [user(BOB)]);
}
