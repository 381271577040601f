//! An organization with everything that a matrix of its members must tell apart.

use crate::support::stamp::stamp;
use chrono::{DateTime, Duration, TimeZone, Utc};
use sendright::{
    AccountId, Actor, Area, Assignment, Billing, Command, CustomNames, Directory, Grants, Level, Levels, Permission,
    Preset, RoleId, Scope, Selection, UserId,
};
use uuid::Uuid;

pub(crate) const FAX: Permission = Permission::custom(0).unwrap();
pub(crate) const PRICE: Permission = Permission::custom(5).unwrap();

pub(crate) fn names() -> CustomNames<'static> {
    CustomNames::new(&[(FAX, "fax.send"), (PRICE, "price.approve")]).unwrap()
}

pub(crate) fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap()
}

pub(crate) fn account(number: u128) -> AccountId {
    AccountId::from(Uuid::from_u128(number))
}

pub(crate) fn user(number: u128) -> UserId {
    UserId::from(Uuid::from_u128(100 + number))
}

pub(crate) const ROOT: u128 = 1;
pub(crate) const SUB: u128 = 2;
pub(crate) const OTHER: u128 = 3;

/// Acme with a sub-account and another beside it, and people of all kinds.
pub(crate) struct Acme {
    pub(crate) directory: Directory,
}

impl Acme {
    pub(crate) fn new() -> Self {
        let mut acme = Self { directory: Directory::new() };
        acme.open();
        acme.define(1, ROOT, "Help desk", Grants::NONE.with(FAX | Permission::InboxReply, Scope::Account));
        acme.define(2, SUB, "Help desk", Grants::NONE.with(Permission::InboxReply, Scope::Subtree));
        acme.define(3, ROOT, "Auditor", Grants::NONE.with(Permission::AuditView, Scope::Subtree));
        acme.define(4, OTHER, "Not here", Grants::NONE.with(Permission::SmsView, Scope::Own));
        acme.add(1, ROOT, "Bob", Assignment::of(Preset::Sender).withholding(Permission::SmsLaunch));
        acme.add(2, ROOT, "carol", Assignment::of(role(3)));
        acme.add(3, ROOT, "Dan", Assignment::of(Preset::Basic).and(role(1)));
        acme.add(4, SUB, "Erin", Assignment::of(role(2)));
        acme.add(5, SUB, "Frank", Assignment::of(Preset::Regular).until(start() + Duration::hours(1)));
        acme.add(6, SUB, "Grace", Assignment::of(Preset::Standard).from(start() + Duration::days(30)));
        acme.add(7, SUB, "Heidi", Assignment::of(Preset::Advanced));
        acme.add(8, SUB, "Bob", Assignment::levels(Levels::NONE.with(Area::Email, Level::Editor)));
        acme.add(9, OTHER, "Ivan", Assignment::of(Preset::SubaccountAdmin));
        acme.add(10, ROOT, "Judy", Assignment::of(Preset::SubaccountAdmin).until(start() + Duration::hours(1)));
        acme.add(11, ROOT, "Ken", Assignment::of(Preset::SubaccountAdmin).until(start() + Duration::hours(1)));
        acme.add(11, SUB, "Ken", Assignment::of(Preset::Advanced));
        acme.run(Command::DeactivateUser { user: user(7) });
        acme.add(2, SUB, "carol", Assignment::of(Preset::Basic));
        acme
    }

    pub(crate) fn run(&mut self, command: Command) {
        self.directory.execute(Actor::System, command, stamp(&self.directory, start())).unwrap();
    }

    fn open(&mut self) {
        self.run(Command::OpenAccount {
            account: account(ROOT),
            name: "Acme".parse().unwrap(),
            billing: Billing::Postpaid,
            features: Selection::all_but(Permission::VoiceSend),
            administrator: user(0),
            email: "ada@acme.example".parse().unwrap(),
            administrator_name: "Ada".parse().unwrap(),
        });
        for number in [SUB, OTHER] {
            let name = format!("Acme {number}").parse().unwrap();
            self.run(Command::OpenSubaccount { account: account(number), parent: account(ROOT), name });
        }
    }

    fn define(&mut self, number: u128, at: u128, name: &str, grants: Grants) {
        let define =
            Command::DefineRole { role: role(number), account: account(at), name: name.parse().unwrap(), grants };
        self.run(define);
    }

    fn add(&mut self, number: u128, at: u128, name: &str, assignment: Assignment) {
        let email = format!("user{number}@acme.example").parse().unwrap();
        let name = name.parse().unwrap();
        self.run(Command::AddUser {
            user: user(number),
            account: account(at),
            email,
            name,
            assignment,
            phone: None,
            on_behalf_of: None,
        });
    }
}

pub(crate) fn role(number: u128) -> RoleId {
    RoleId::from(Uuid::from_u128(200 + number))
}
