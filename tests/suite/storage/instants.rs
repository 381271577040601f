//! Rule V8: instants are whole milliseconds, and so survive whatever keeps them.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sendright::history::{History, HistoryQuery};
use sendright::{Actor, Assignment, Change, Command, Directory, Permission, Preset, Request};
use serde_json::Value;

use super::every_command::{
    ACME, ADA, EVE, account, add_user, email, invitation, key, minute, name, open_account, user,
};
use crate::support::commands::invite_until;
use crate::support::stamp::stamp;

/// An instant of a clock that counts nanoseconds.
fn precise(number: i64) -> DateTime<Utc> {
    minute(number) + TimeDelta::nanoseconds(123_456_789)
}

/// A log in which every instant was given in nanoseconds.
fn log() -> (Directory, Vec<Change>) {
    let mut directory = Directory::new();
    let term = Assignment::of(Preset::Basic).from(precise(3)).until(precise(900));
    let create = Command::CreateApiKey {
        key: key(1),
        account: account(ACME),
        subtree: false,
        name: name("Key"),
        cap: Preset::Basic.grants().at(sendright::Scope::Own),
        until: Some(precise(800)),
    };
    let nightly = Command::CreateAccountKey {
        key: key(2),
        account: account(ACME),
        subtree: false,
        name: name("Nightly"),
        cap: Preset::Basic.grants().at(sendright::Scope::Account),
        until: Some(precise(800)),
    };
    let (invitation, acme) = (invitation(1), account(ACME));
    let invite = invite_until(invitation, acme, &email("jo"), term.clone(), precise(700));
    let commands = [
        (Actor::System, open_account(ACME, ADA, "ada@acme.example")),
        (Actor::System, add_user(EVE, ACME, "eve", term)),
        (user(ADA).into(), create),
        (user(ADA).into(), nightly),
        (user(ADA).into(), invite),
    ];
    let execute =
        |(number, (actor, command))| directory.execute(actor, command, stamp(&directory, precise(number))).unwrap();
    let changes = (0..).zip(commands).map(execute).collect();
    (directory, changes)
}

/// Rewrites all instants as something does that keeps them to so many digits.
fn kept_to(digits: SecondsFormat, value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
                *text = instant.to_rfc3339_opts(digits, false);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| kept_to(digits, value)),
        Value::Object(map) => map.values_mut().for_each(|value| kept_to(digits, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A database keeps microseconds and a browser milliseconds: the log is the same, and replays.
#[test]
fn security_42_a_log_survives_microseconds_and_milliseconds() {
    let (directory, changes) = log();
    for digits in [SecondsFormat::Millis, SecondsFormat::Micros, SecondsFormat::Nanos] {
        let mut stored = serde_json::to_value(&changes).unwrap();
        kept_to(digits, &mut stored);
        let read: Vec<Change> = serde_json::from_value(stored).unwrap();
        assert_eq!(read, changes, "{digits:?}");
        assert_eq!(Directory::replay(read).unwrap(), directory, "{digits:?}");
    }
    let compact = postcard::to_allocvec(&changes).unwrap();
    assert_eq!(postcard::from_bytes::<Vec<Change>>(&compact).unwrap(), changes);
    assert_eq!(changes[0].at(), minute(0) + TimeDelta::milliseconds(123));
}

/// A form that is saved unchanged, after its instants went through a browser, changes nothing.
#[test]
fn security_42_a_form_that_is_saved_unchanged_moves_no_end() {
    let (directory, _) = log();
    let assigned = directory.membership(user(EVE), account(ACME)).unwrap().assignment().clone();
    let mut form = serde_json::to_value(&assigned).unwrap();
    kept_to(SecondsFormat::Millis, &mut form);
    let assignment: Assignment = serde_json::from_value(form).unwrap();
    assert_eq!(assignment, assigned);

    let assign = |assignment: Assignment, replaces: Assignment| {
        let command = Command::Assign { user: user(EVE), account: account(ACME), assignment, replaces: Some(replaces) };
        directory.plan(user(ADA), &command, stamp(&directory, minute(10))).map_err(|refusal| refusal.code())
    };
    assert_eq!(assign(assignment.clone(), assignment.clone()).unwrap_err(), "already_so");
    let longer = assignment.clone().until(minute(901));
    assert!(assign(longer.clone(), assignment.clone()).is_ok());
    assert_eq!(assign(longer, assignment.until(minute(900))).unwrap_err(), "changed_meanwhile");
}

/// What is asked at an instant is what is asked at its whole millisecond, by every question, also beyond the years that
/// instants have.
#[test]
fn v8_every_question_cuts_its_instant() {
    let (mut directory, _) = log();
    let (acme, ada, eve) = (account(ACME), user(ADA), user(EVE));
    let ever = |from: DateTime<Utc>, until: DateTime<Utc>| Assignment::of(Preset::Basic).from(from).until(until);
    let leap: DateTime<Utc> = "2016-12-31T23:59:60.5Z".parse().unwrap();
    let instants = [precise(3), precise(900), leap, DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC];
    let first = DateTime::<Utc>::MIN_UTC;
    for (from, until) in [(first, leap), (leap, precise(900)), (precise(3), DateTime::<Utc>::MAX_UTC)] {
        let assign = Command::Assign { user: eve, account: acme, assignment: ever(from, until), replaces: None };
        directory.execute(Actor::System, assign, stamp(&directory, first)).unwrap();
        let mut history = History::new();
        for now in instants {
            let action = directory.authorize(&Request::new(ada, Permission::SmsView, acme).at(now)).unwrap();
            let whole = action.at();
            history.record(action, &directory, None);
            let access = |now| directory.access(eve, acme, now);
            let made = access(minute(5)).ok();
            assert_eq!(access(now), access(whole));
            let asked =
                |now| made.as_ref().map(|access| access.authorize(Permission::SmsView, now).map(|proof| proof.at()));
            assert_eq!(asked(now), asked(whole));
            assert!(directory.who_can(Permission::SmsView, acme, now).eq(directory.who_can(
                Permission::SmsView,
                acme,
                whole
            )));
            let assigned = |now| {
                directory.assigned_users(Preset::Basic, acme, now).map(|member| member.user()).collect::<Vec<_>>()
            };
            assert_eq!(assigned(now), assigned(whole));
            assert_eq!(assigned(now).contains(&eve), access(now).is_ok(), "{now}");
            assert!(directory.assigned_roles(eve, now).eq(directory.assigned_roles(eve, whole)));
            assert_eq!(directory.user_permissions(eve, acme, now), directory.user_permissions(eve, acme, whole));
            let pending = |now| directory.open_invitations(acme, now).count();
            assert_eq!(pending(now), pending(whole));
            assert_eq!(directory.member_matrix(acme, now), directory.member_matrix(acme, whole));
            let found = |from, until| history.find(HistoryQuery::new().from(from).until(until)).count();
            assert_eq!(found(now, precise(1000)), found(whole, precise(1000)));
            assert_eq!(found(first, now), found(first, whole));
        }
    }
}
