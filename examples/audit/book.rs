//! What the construction knows: kept by hand beside the directory, and never asked of it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use sendright::{AccountId, InvitationId, Permission, Preset, Scope, UserId};

/// What a person is in a shop or a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    pub(crate) preset: Preset,
    /// Whether launching SMS campaigns is withheld.
    pub(crate) tamed: bool,
    /// Whether the person has a place at the launch desk, too.
    pub(crate) desk: bool,
    /// The last day on which it counts, by the calendar.
    pub(crate) last: Option<NaiveDate>,
}

impl Job {
    pub(crate) const fn of(preset: Preset) -> Self {
        Self { preset, tamed: false, desk: false, last: None }
    }

    /// Whether the desk or the preset lets the person launch SMS campaigns, at this scope.
    fn launches(self, scope: Scope) -> bool {
        let desk = self.desk && scope == Scope::Account;
        !self.tamed && (desk || self.preset.grants().at(scope).contains(Permission::SmsLaunch))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) active: bool,
    pub(crate) jobs: BTreeMap<AccountId, Job>,
    /// What the person did in the application, in order.
    pub(crate) did: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub(crate) account: AccountId,
    pub(crate) email: String,
    pub(crate) expires: DateTime<Utc>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Book {
    pub(crate) people: BTreeMap<UserId, Person>,
    pub(crate) gone: BTreeSet<UserId>,
    pub(crate) offers: BTreeMap<InvitationId, Offer>,
    /// The accounts above an account.
    pub(crate) above: BTreeMap<AccountId, Vec<AccountId>>,
}

impl Book {
    pub(crate) fn join(&mut self, user: UserId, name: &str, account: AccountId, job: Job) {
        let person =
            Person { name: name.to_owned(), active: true, jobs: BTreeMap::from([(account, job)]), did: vec![] };
        self.people.insert(user, person);
    }

    /// Users who may launch SMS campaigns of the whole account: by a job there, or one above that reaches down.
    pub(crate) fn launchers(&self, account: AccountId, now: DateTime<Utc>) -> BTreeSet<UserId> {
        let launches = |at: AccountId, job: &Job| {
            let scope = if at == account { Scope::Account } else { Scope::Subtree };
            let reaches = at == account || self.above.get(&account).is_some_and(|above| above.contains(&at));
            let over = job.last.is_some_and(|last| last < now.date_naive());
            reaches && !over && job.launches(scope)
        };
        let may = |person: &Person| person.active && person.jobs.iter().any(|(at, job)| launches(*at, job));
        self.present().filter(|(_, person)| may(person)).map(|(user, _)| user).collect()
    }

    /// Jobs whose last day is in a month, by the calendar and not by instants.
    pub(crate) fn last_in(&self, year: i32, month: u32) -> BTreeSet<(AccountId, UserId)> {
        let ends = |job: &Job| job.last.is_some_and(|last| (last.year(), last.month()) == (year, month));
        let jobs = self.present().flat_map(|(user, person)| person.jobs.iter().map(move |(at, job)| (*at, user, job)));
        jobs.filter(|(_, _, job)| ends(job)).map(|(at, user, _)| (at, user)).collect()
    }

    pub(crate) fn open_offers(&self, now: DateTime<Utc>) -> BTreeSet<InvitationId> {
        self.offers.iter().filter(|(_, offer)| now < offer.expires).map(|(id, _)| *id).collect()
    }

    /// The people who are not gone.
    pub(crate) fn present(&self) -> impl Iterator<Item = (UserId, &Person)> {
        self.people.iter().filter(|(user, _)| !self.gone.contains(user)).map(|(user, person)| (*user, person))
    }

    /// The people with a job at an account or one above it.
    pub(crate) fn reaching(&self, account: AccountId) -> BTreeSet<&str> {
        let above = self.above.get(&account);
        let reaches = |at: &AccountId| *at == account || above.is_some_and(|above| above.contains(at));
        self.present().filter(|(_, p)| p.jobs.keys().any(reaches)).map(|(_, p)| p.name.as_str()).collect()
    }
}
