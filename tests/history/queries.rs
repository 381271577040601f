//! What is found is what a naive filter leaves, in the order in which it was noted.

use proptest::prelude::*;
use sendright::{Deed, DeedKind, HistoryEntry, HistoryQuery, Permission, Record};

use crate::world::{ACME, ADA, BOB, CLEO, DAN, NORTH, SALES, World, account, day, user};

#[derive(Clone, Debug)]
struct Asked {
    by: Option<u128>,
    to: Option<u128>,
    involving: Option<u128>,
    account: Option<u128>,
    from: Option<i64>,
    until: Option<i64>,
    kind: Option<DeedKind>,
}

impl Asked {
    fn query(&self) -> HistoryQuery {
        let mut query = HistoryQuery::new();
        if let Some(by) = self.by {
            query = query.by(user(by));
        }
        if let Some(to) = self.to {
            query = query.to(user(to));
        }
        if let Some(involving) = self.involving {
            query = query.involving(user(involving));
        }
        if let Some(id) = self.account {
            query = query.account(account(id));
        }
        if let Some(from) = self.from {
            query = query.from(day(from));
        }
        if let Some(until) = self.until {
            query = query.until(day(until));
        }
        if let Some(kind) = self.kind {
            query = query.kind(kind);
        }
        query
    }

    /// By what an entry prints of itself, not by what the query looks at.
    fn holds(&self, entry: &HistoryEntry) -> bool {
        let did = |id| entry.user() == Some(user(id));
        let underwent = |id| entry.whom().any(|whom| whom == user(id));
        let sentence = entry.to_string();
        let touches = |id| {
            let ids =
                entry.differences().iter().flat_map(|d| [d.before(), d.after()]).flatten().any(|record| match record {
                    Record::Account(a) => a.id() == account(id),
                    Record::Membership { account: a, .. } => *a == account(id),
                    Record::Role(r) => r.account() == account(id),
                    Record::Invitation(i) => i.account() == account(id),
                    Record::ApiKey(k) => k.account() == account(id),
                    Record::User(_) | _ => false,
                });
            let shared = matches!(entry.deed(), Deed::Action { shared_from, .. } if *shared_from == Some(account(id)));
            ids || shared || entry.account() == Some(account(id))
        };
        let kind = |kind: DeedKind| match entry.deed() {
            Deed::Change { command, .. } => command.name() == kind.name(),
            Deed::Action { .. } | _ => sentence.contains(&format!("used {kind} in")),
        };
        self.by.is_none_or(did)
            && self.to.is_none_or(underwent)
            && self.involving.is_none_or(|id| did(id) || underwent(id))
            && self.account.is_none_or(touches)
            && self.from.is_none_or(|from| entry.at() >= day(from))
            && self.until.is_none_or(|until| entry.at() < day(until))
            && self.kind.is_none_or(kind)
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    let who = || proptest::option::weighted(0.3, proptest::sample::select(vec![ADA, BOB, CLEO, DAN, 99]));
    let place = proptest::option::weighted(0.4, proptest::sample::select(vec![ACME, SALES, NORTH, 98]));
    let days = || proptest::option::weighted(0.4, -2..50_i64);
    let kinds: Vec<DeedKind> = ["assign", "invite", "delete_user", "create_api_key", "sms.launch", "sent.view"]
        .map(|kind| kind.parse().unwrap())
        .into();
    let kind = proptest::option::weighted(0.3, proptest::sample::select(kinds));
    (who(), who(), who(), place, days(), days(), kind).prop_map(|(by, to, involving, account, from, until, kind)| {
        Asked { by, to, involving, account, from, until, kind }
    })
}

proptest! {
    #[test]
    fn what_is_found_is_what_a_naive_filter_leaves(asked in asked()) {
        let world = World::whole();
        let found: Vec<&HistoryEntry> = world.history.find(asked.query()).collect();
        let naive: Vec<&HistoryEntry> = world.history.entries().iter().filter(|entry| asked.holds(entry)).collect();
        prop_assert_eq!(found, naive);
    }
}

#[test]
fn nothing_asked_finds_everything_and_the_window_is_half_open() {
    let world = World::whole();
    let all: Vec<&HistoryEntry> = world.history.find(HistoryQuery::new()).collect();
    assert_eq!(all.len(), world.history.entries().len());
    let one_day: Vec<_> = world.history.find(HistoryQuery::new().from(day(3)).until(day(4))).collect();
    assert_eq!(one_day.len(), 1);
    assert_eq!(one_day[0].at(), day(3));
}

#[test]
fn who_did_it_through_a_key_did_it() {
    let world = World::whole();
    let launched = HistoryQuery::new().kind(Permission::SmsLaunch);
    assert_eq!(world.history.find(launched.by(user(ADA))).count(), 1);
    assert_eq!(world.history.find(launched.by(user(BOB))).count(), 1);
    assert_eq!(world.history.find(launched).count(), 2);
}
