//! What is noted of each kind of command and action, and how it reads.

use std::collections::BTreeSet;

use sendright::history::{Event, EventKind, Record};
use sendright::{Actor, Command, Permission, Scope};

use super::every_kind::{ACME, ADA, BOB, CLERK, DAN, KEY, SALES, World, account, day, key, role, user};
use crate::support::golden::assert_golden;

#[test]
fn sentences_are_those_of_the_golden_files() {
    let world = World::whole();
    let lines = |text: fn(&sendright::history::HistoryEntry) -> String| -> String {
        world.history.entries().iter().map(|entry| text(entry) + "\n").collect()
    };
    assert_golden("history/sentences.txt", &lines(ToString::to_string));
    assert_golden("history/brief.txt", &lines(|entry| entry.brief().to_string()));
}

#[test]
fn every_kind_of_command_is_noted_and_is_a_kind() {
    let world = World::whole();
    let kinds: BTreeSet<&str> = world
        .history
        .entries()
        .iter()
        .filter_map(|entry| {
            let Event::Change { command, .. } = entry.event() else { return None };
            assert_eq!(command.name().parse::<EventKind>(), Ok(EventKind::from(&**command)));
            Some(command.name())
        })
        .collect();
    assert_eq!(kinds.len(), Command::NAMES.len(), "{kinds:?}");
    for permission in Permission::ALL {
        assert_eq!(permission.name().parse::<EventKind>(), Ok(permission.into()));
    }
    for wrong in ["", "Assign", "assign ", "sms", "sms.lunch", "a\nb"] {
        assert_eq!(wrong.parse::<EventKind>().unwrap_err().input(), wrong);
    }
}

#[test]
fn an_entry_tells_who_what_when_where_and_to_whom() {
    let mut world = World::new();
    world.add(BOB, "Bob", ACME, sendright::Assignment::of(sendright::Preset::Sender));
    let assignment = sendright::Assignment::of(sendright::Preset::Basic);
    world.does(
        user(ADA),
        Command::Assign { user: user(BOB), account: account(ACME), assignment: assignment.clone(), replaces: None },
    );

    let entry = world.history.entries().last().unwrap();
    assert_eq!((entry.at(), entry.revision()), (day(2), 3));
    assert_eq!((entry.actor(), entry.user()), (Actor::User(user(ADA)), Some(user(ADA))));
    assert_eq!(entry.account(), Some(account(ACME)));
    assert_eq!(entry.affected_users().collect::<Vec<_>>(), [user(BOB)]);
    assert_eq!(entry.user_name(user(BOB)).unwrap().as_str(), "Bob");
    assert_eq!(entry.account_name(account(ACME)).unwrap().as_str(), "Acme");
    let [difference] = entry.differences() else { panic!("{:?}", entry.differences()) };
    let membership = |assignment| Record::Membership { user: user(BOB), account: account(ACME), assignment };
    assert_eq!(difference.before(), Some(&membership(sendright::Assignment::of(sendright::Preset::Sender))));
    assert_eq!(difference.after(), Some(&membership(assignment)));
}

#[test]
fn an_action_is_what_its_proof_says() {
    let world = World::whole();
    let actions: Vec<_> =
        world.history.entries().iter().filter(|entry| matches!(entry.event(), Event::Action { .. })).collect();
    let [launch, by_key, of_dan, own, shared, by_account_key] = actions[..] else { panic!("{}", actions.len()) };

    assert_eq!((launch.actor(), launch.user()), (Actor::User(user(BOB)), Some(user(BOB))));
    assert_eq!((by_key.actor(), by_key.user()), (Actor::ApiKey(key(KEY)), Some(user(ADA))));
    assert_eq!(by_key.api_key_name(key(KEY)).unwrap().as_str(), "Weekly");
    assert_eq!((by_account_key.actor(), by_account_key.user()), (Actor::ApiKey(key(KEY + 4)), None));
    assert_eq!(by_account_key.api_key_name(key(KEY + 4)).unwrap().as_str(), "Nightly");
    assert_eq!(of_dan.affected_users().collect::<Vec<_>>(), [user(DAN)]);
    assert_eq!(own.affected_users().collect::<Vec<_>>(), [user(DAN)]);
    assert_eq!(shared.affected_users().count(), 0);
    let scope = |entry: &sendright::history::HistoryEntry| {
        let Event::Action { scope, .. } = entry.event() else { panic!("{entry}") };
        *scope
    };
    assert_eq!((scope(of_dan), scope(own)), (Scope::Account, Scope::Own));
    assert!(shared.affects_account(account(ACME)) && !shared.affects_account(account(SALES)));
    assert!(actions.iter().all(|entry| entry.differences().is_empty()));
}

/// A proof of a later revision than the directory's is noted, and says so.
#[test]
fn an_action_that_was_allowed_later_than_the_directory_knows_is_flagged() {
    let mut world = World::new();
    let behind = world.directory.clone();
    world.add(BOB, "Bob", ACME, sendright::Assignment::of(sendright::Preset::Sender));
    let request = sendright::Request::new(user(BOB), Permission::SmsLaunch, account(ACME)).at(world.now);
    let proof = world.directory.authorize(&request).unwrap();
    world.history.record(proof, &behind, None);
    world.history.record(proof, &world.directory, None);
    let [.., flagged, plain] = world.history.entries() else { panic!() };
    assert!(matches!(flagged.event(), Event::Action { directory_revision: 1, .. }));
    assert_eq!((flagged.revision(), flagged.user_name(user(BOB))), (2, None));
    assert_eq!(
        flagged.brief().to_string(),
        format!(
            "2026-11-03 09:00 UTC: user {} used sms.launch in “Acme”; allowed at revision 2, and noted by a directory at \
             revision 1",
            user(BOB)
        )
    );
    assert!(matches!(plain.event(), Event::Action { directory_revision: 2, .. }));
    assert!(plain.brief().to_string().ends_with("“Bob” used sms.launch in “Acme”"), "{plain}");
}

#[test]
fn a_change_of_a_role_is_done_to_its_holders() {
    let world = World::whole();
    let change = world
        .history
        .entries()
        .iter()
        .find(|entry| matches!(entry.event(), Event::Change { command, .. } if command.name() == "change_role"))
        .unwrap();
    assert_eq!(change.affected_users().collect::<Vec<_>>(), [user(DAN)]);
    assert_eq!(change.role_name(role(CLERK)).unwrap().as_str(), "Clerk", "as it was called before");
}

#[test]
fn names_are_those_of_the_time_and_deletion_keeps_the_past() {
    let world = World::whole();
    assert!(world.directory.user(user(BOB)).is_none());
    let called: Vec<&str> = world
        .history
        .entries()
        .iter()
        .filter_map(|entry| entry.user_name(user(BOB)))
        .map(sendright::Name::as_str)
        .collect();
    assert!(called.starts_with(&["Bob"]) && called.ends_with(&["Robert"]), "{called:?}");
    let query = sendright::history::HistoryQuery::new().by(user(BOB));
    let did: Vec<String> = world.history.find(query).map(|entry| entry.brief().to_string()).collect();
    assert_eq!(did.len(), 5, "{did:#?}");

    let mut without = World::whole();
    let noted = without.history.entries().to_vec();
    without.does(user(ADA), Command::DeleteUser { user: user(DAN) });
    assert_eq!(&without.history.entries()[..noted.len()], noted);
}
