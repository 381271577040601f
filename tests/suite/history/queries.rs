//! What is found is what the hand-written rows of the story say, in the order in which it was noted.

use proptest::prelude::*;
use sendright::history::HistoryQuery;
use sendright::{AccountId, Email, Permission};

use super::every_kind::{ACME, ADA, BOB, CLEO, DAN, NORTH, SALES, World, account, day, email, user};
use super::what_commands_concern::{EAST, Row, Story};
use crate::support::properties::cases;

#[derive(Clone, Debug)]
struct Asked {
    by: Option<u128>,
    to: Option<u128>,
    involving: Option<u128>,
    account: Option<u128>,
    accounts: Option<Vec<u128>>,
    address: Option<&'static str>,
    from: Option<i64>,
    until: Option<i64>,
    kind: Option<&'static str>,
}

impl Asked {
    /// The places of what is found.
    fn found(&self, world: &World) -> Vec<usize> {
        let accounts: Option<Vec<AccountId>> =
            self.accounts.as_ref().map(|ids| ids.iter().map(|id| account(*id)).collect());
        let address: Option<Email> = self.address.map(email);
        let mut query = HistoryQuery::new();
        query = self.by.map_or(query, |by| query.by(user(by)));
        query = self.to.map_or(query, |to| query.affecting(user(to)));
        query = self.involving.map_or(query, |id| query.involving(user(id)));
        query = self.account.map_or(query, |id| query.account(account(id)));
        query = accounts.as_ref().map_or(query, |accounts| query.accounts(accounts));
        query = address.as_ref().map_or(query, |address| query.address(address));
        query = self.from.map_or(query, |from| query.from(day(from)));
        query = self.until.map_or(query, |until| query.until(day(until)));
        query = self.kind.map_or(query, |kind| query.kind(kind.parse::<sendright::history::EventKind>().unwrap()));
        let found: Vec<_> = world.history.find(query).collect();
        let entries = world.history.entries().iter().enumerate();
        entries.filter(|(_, entry)| found.iter().any(|f| std::ptr::eq(*f, *entry))).map(|(place, _)| place).collect()
    }

    fn holds(&self, row: &Row, day: i64) -> bool {
        self.by.is_none_or(|id| row.by == id)
            && self.to.is_none_or(|id| row.whom.contains(&id))
            && self.involving.is_none_or(|id| row.by == id || row.whom.contains(&id))
            && self.account.is_none_or(|id| row.accounts.contains(&id))
            && self.accounts.as_ref().is_none_or(|ids| ids.iter().any(|id| row.accounts.contains(id)))
            && self.address.is_none_or(|address| row.addresses.contains(address))
            && self.from.is_none_or(|from| day >= from)
            && self.until.is_none_or(|until| day < until)
            && self.kind.is_none_or(|kind| row.kinds.contains(&kind))
    }
}

/// Of each row the day: every change is a day after the one before it, and an action on the day of the next change.
fn days(rows: &[Row]) -> Vec<i64> {
    let mut next = 0;
    let of_row = |row: &Row| {
        let is_change = !row.kinds[0].contains('.');
        let late = row.kinds.len() == 2;
        let day = if late { next - 1 } else { next };
        next += i64::from(is_change);
        day
    };
    rows.iter().map(of_row).collect()
}

fn asked() -> impl Strategy<Value = Asked> {
    let who = || proptest::option::weighted(0.3, proptest::sample::select(vec![ADA, BOB, CLEO, DAN, 99]));
    let places = vec![ACME, SALES, NORTH, EAST, 98];
    let place = proptest::option::weighted(0.3, proptest::sample::select(places.clone()));
    let places = proptest::option::weighted(0.3, proptest::sample::subsequence(places, 0..4));
    let address =
        proptest::option::weighted(0.2, proptest::sample::select(vec!["bob", "robert", "cleo", "dan", "eve"]));
    let days = || proptest::option::weighted(0.3, -2..50_i64);
    let kinds = vec!["assign", "invite", "delete_user", "create_api_key", "sms.send", "sms.launch", "template.view"];
    let kind = proptest::option::weighted(0.3, proptest::sample::select(kinds));
    (who(), who(), who(), place, places, address, days(), days(), kind).prop_map(
        |(by, to, involving, account, accounts, address, from, until, kind)| Asked {
            by,
            to,
            involving,
            account,
            accounts,
            address,
            from,
            until,
            kind,
        },
    )
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn what_is_found_is_what_was_written_down(asked in asked()) {
        let Story { world, rows } = Story::whole();
        let rows = rows.iter().zip(days(rows)).enumerate();
        let expected: Vec<usize> = rows.filter(|(_, (row, day))| asked.holds(row, *day)).map(|(place, _)| place).collect();
        prop_assert_eq!(asked.found(world), expected);
    }
}

#[test]
fn nothing_asked_finds_everything_and_the_window_is_half_open() {
    let world = World::whole();
    assert_eq!(world.history.find(HistoryQuery::new()).count(), world.history.entries().len());
    let one_day: Vec<_> = world.history.find(HistoryQuery::new().from(day(3)).until(day(4))).collect();
    assert_eq!(one_day.len(), 1);
    assert_eq!(one_day[0].at(), day(3));
    assert_eq!(world.history.find(HistoryQuery::new().accounts(&[])).count(), 0);
}

/// Who gave it: the invitation is found by address, though the person was no user yet.
#[test]
fn an_invitation_is_found_before_there_is_a_user() {
    let Story { world, .. } = Story::whole();
    let kinds = |query: HistoryQuery<'_>| -> Vec<&str> {
        let found = world.history.find(query);
        found
            .map(|entry| match entry.event() {
                sendright::history::Event::Change { command, .. } => command.name(),
                sendright::history::Event::Action { .. } | _ => panic!("{entry}"),
            })
            .collect()
    };
    let (bob, there) = (email("bob"), HistoryQuery::new().account(account(NORTH)));
    let joined = ["invite", "renew_invitation", "accept_invitation"];
    assert_eq!(kinds(there.address(&bob).until(day(16))), joined);
    assert_eq!(kinds(there.affecting(user(BOB)).until(day(14))), ["accept_invitation"]);
}

/// Of an account with all below it, by the directory's own list.
#[test]
fn an_account_is_asked_for_with_all_below_it() {
    let Story { world, rows } = Story::whole();
    let below: Vec<AccountId> = world.directory.subtree(account(SALES)).map(sendright::Account::id).collect();
    assert_eq!(below, [account(SALES), account(NORTH)]);
    let expected = rows.iter().filter(|row| row.accounts.contains(&SALES) || row.accounts.contains(&NORTH));
    assert_eq!(world.history.find(HistoryQuery::new().accounts(&below)).count(), expected.count());
}

#[test]
fn an_action_is_of_each_kind_that_it_required() {
    let Story { world, .. } = Story::whole();
    let count = |permission: Permission| world.history.find(HistoryQuery::new().kind(permission)).count();
    let found = [Permission::SmsSend, Permission::SmsLaunch, Permission::TemplateView, Permission::SmsEdit].map(count);
    assert_eq!(found, [2, 1, 1, 0]);
}
