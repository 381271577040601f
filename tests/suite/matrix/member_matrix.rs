//! The matrix of members says what `authorize` answers, and who is there at all.

use std::collections::BTreeSet;

use chrono::{DateTime, Duration, Utc};
use sendright::{Account, AccountId, Command, Directory, Permission, PermissionSet, Request, Scope, UserId};

use super::acme::{Acme, FAX, OTHER, ROOT, SUB, account, start, user};

/// The widest scope that `authorize` and the live memberships tell, one question at a time.
fn answered(
    directory: &Directory,
    user: UserId,
    permission: Permission,
    at: AccountId,
    now: DateTime<Utc>,
) -> Option<Scope> {
    let request = Request::new(user, permission, at);
    let allowed = |request: &Request| directory.authorize(request).is_ok();
    let path: BTreeSet<AccountId> = directory.ancestors(at).map(Account::id).chain([at]).collect();
    let mut live = directory.memberships(user).filter(|membership| membership.assignment().is_live(now));
    let goes_down = live.any(|membership| {
        path.contains(&membership.account()) && membership.grants().scope_of(permission) == Some(Scope::Subtree)
    });
    match (allowed(&request.at(now)), allowed(&request.own().at(now))) {
        (true, _) if goes_down => Some(Scope::Subtree),
        (true, _) => Some(Scope::Account),
        (false, true) => Some(Scope::Own),
        (false, false) => None,
    }
}

/// The numbers of the columns' users, who have an address each.
fn users(directory: &Directory, at: AccountId, now: DateTime<Utc>) -> Vec<(String, UserId)> {
    let number = |heading: &str| match heading.split_once("(user") {
        Some((_, rest)) => rest.split_once('@').unwrap().0.parse().unwrap(),
        None => 0,
    };
    let matrix = directory.member_matrix(at, now).unwrap();
    matrix.columns().map(|heading| (heading.clone(), user(number(&heading)))).collect()
}

fn check(directory: &Directory) -> usize {
    let mut held = 0;
    for at in [ROOT, SUB, OTHER].map(account) {
        for now in [start(), start() + Duration::days(1), start() + Duration::days(31)] {
            let matrix = directory.member_matrix(at, now).unwrap();
            for (heading, user) in users(directory, at, now) {
                for permission in PermissionSet::ALL {
                    let cell = matrix.cell(permission, &heading);
                    assert_eq!(cell, answered(directory, user, permission, at, now), "{heading} {permission} {now}");
                    held += usize::from(cell.is_some());
                }
            }
        }
    }
    held
}

#[test]
fn every_cell_is_what_authorize_answers() {
    let mut acme = Acme::new();
    assert!(check(&acme.directory) > 1500);
    acme.run(Command::SuspendAccount { account: account(SUB) });
    check(&acme.directory);
    acme.run(Command::CloseAccount { account: account(SUB) });
    check(&acme.directory);
}

#[test]
fn who_reaches_an_account_has_a_column_that_says_why_if_it_is_empty() {
    let directory = Acme::new().directory;
    let headings =
        |at, now| -> Vec<String> { users(&directory, account(at), now).into_iter().map(|(h, _)| h).collect() };
    let tomorrow = start() + Duration::days(1);
    assert_eq!(
        headings(SUB, tomorrow),
        [
            "Ada (ada@acme.example)",
            "Bob (user8@acme.example)",
            "carol (user2@acme.example)",
            "Erin (user4@acme.example)",
            "Frank (user5@acme.example, ended)",
            "Grace (user6@acme.example, not begun)",
            "Heidi (user7@acme.example, deactivated)",
            "Judy (user10@acme.example, ended)",
            "Ken (user11@acme.example)",
        ],
        "Bob of the root and Dan hold nothing below it; Ivan is elsewhere"
    );
    assert!(headings(SUB, start()).contains(&"Judy (user10@acme.example)".to_owned()));
    assert!(headings(SUB, start() + Duration::days(31)).contains(&"Grace (user6@acme.example)".to_owned()));
    assert_eq!(headings(OTHER, tomorrow).len(), 5, "Ada, carol, Ivan, Judy and Ken");
}

#[test]
fn the_members_are_those_whom_authorize_does_not_take_for_strangers() {
    let directory = Acme::new().directory;
    for at in [ROOT, SUB, OTHER].map(account) {
        let listed: BTreeSet<UserId> = users(&directory, at, start()).into_iter().map(|(_, user)| user).collect();
        let reaching = (0..=11).map(user).filter(|user| {
            let request = Request::new(*user, Permission::AuditExport, at).at(start());
            directory.authorize(&request).map_or_else(|denial| denial.code() != "no_access", |_| true)
        });
        assert_eq!(listed, reaching.collect());
    }
}

#[test]
fn what_the_account_does_not_make_available_is_not_held() {
    let mut acme = Acme::new();
    let ada = "Ada (ada@acme.example)";
    let cell =
        |acme: &Acme, permission| acme.directory.member_matrix(account(SUB), start()).unwrap().cell(permission, ada);
    assert_eq!(cell(&acme, Permission::SmsSend), Some(Scope::Subtree));
    assert_eq!(cell(&acme, Permission::VoiceSend), None, "no feature of the root's");
    assert_eq!(cell(&acme, Permission::CreditPurchase), None, "postpaid");
    assert_eq!(cell(&acme, Permission::ProfileEdit), Some(Scope::Own), "one's own, whatever else is held");

    acme.run(Command::SuspendAccount { account: account(ROOT) });
    assert_eq!(cell(&acme, Permission::SmsSend), None);
    assert_eq!(cell(&acme, Permission::SmsView), Some(Scope::Subtree));
    let title = acme.directory.member_matrix(account(SUB), start()).unwrap().title().to_owned();
    assert_eq!(title, "Access to Acme 2 (suspended) at 2026-11-22T09:00:00Z");
    acme.run(Command::CloseAccount { account: account(SUB) });
    assert_eq!(cell(&acme, Permission::SmsView), None);
    let title = acme.directory.member_matrix(account(SUB), start()).unwrap().title().to_owned();
    assert_eq!(title, "Access to Acme 2 (closed) at 2026-11-22T09:00:00Z");
}

#[test]
fn an_administrator_makes_no_rows_of_slots_that_nobody_uses() {
    let mut acme = Acme::new();
    let custom = |acme: &Acme, at| -> PermissionSet {
        let matrix = acme.directory.member_matrix(account(at), start()).unwrap();
        matrix.permissions().collect::<PermissionSet>() & PermissionSet::CUSTOM
    };
    assert_eq!(custom(&acme, ROOT), FAX.into(), "Dan is of the help desk");
    assert!(custom(&acme, SUB).is_empty());
    let features = PermissionSet::ALL - Permission::custom(7).unwrap();
    acme.run(Command::SetFeatures { account: account(ROOT), features: features.into() });
    let taken = Permission::custom(7).unwrap();
    assert_eq!(custom(&acme, SUB), taken.into(), "what the account does not make available stands out");
}

#[test]
fn an_unknown_account_has_no_matrix() {
    assert!(Acme::new().directory.member_matrix(account(99), start()).is_none());
}
