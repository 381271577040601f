//! The history follows a directory: what is refused is not noted, what is missing shows, what was noted is not noted
//! again.

use sendright::history::{History, HistoryQuery};
use sendright::{Actor, Assignment, Command, CommitError, Directory, Grants, Permission, PermissionSet, Preset, Scope};

use super::every_kind::{ACME, ADA, BOB, CLERK, KEY, SALES, World, account, email, invitation, key, role, user};
use crate::support::commands::invite_until;
use crate::support::stamp::{stamp, stamp_of_fork};

fn rename(name: &str) -> Command {
    Command::RenameAccount { account: account(ACME), name: name.parse().unwrap(), replaces: None }
}

/// What was noted is this command, by this actor, at this time.
#[test]
fn the_same_command_by_another_or_at_another_time_is_another_change() {
    let mut world = World::new();
    let older = world.directory.clone();
    world.does(user(ADA), rename("A"));
    let (at, later) = (world.now - chrono::Duration::days(1), world.now);
    for (actor, at) in [(Actor::System, at), (Actor::User(user(ADA)), later)] {
        let mut fork = older.clone();
        let change = fork.plan(actor, &rename("A"), stamp_of_fork(&fork, at)).unwrap();
        let error = world.history.commit(&mut fork, change).unwrap_err();
        assert_eq!(error, CommitError::OutOfOrder { expected: 3, found: 2 });
    }
}

#[test]
fn what_does_not_fit_is_not_noted() {
    let mut world = World::new();
    let change = world.directory.plan(user(ADA), &rename("B"), stamp(&world.directory, world.now)).unwrap();
    world.does(user(ADA), rename("A"));
    let before = world.clone();
    let error = world.history.commit(&mut world.directory, change).unwrap_err();
    assert_eq!(error, CommitError::OutOfOrder { expected: 3, found: 2 });
    assert_eq!((&world.history, &world.directory), (&before.history, &before.directory));

    let (mut directory, mut history) = (Directory::new(), History::new());
    let later = world.directory.plan(user(ADA), &rename("C"), stamp(&world.directory, world.now)).unwrap();
    assert!(history.commit(&mut directory, later).unwrap_err().is_gap());
    assert!(history.entries().is_empty());
}

#[test]
fn committing_through_the_history_makes_the_same_directory() {
    let world = World::whole();
    assert_eq!(world.directory.revision(), world.directory.clone().revision());
    assert_eq!(world.history.gaps().count(), 0);
    let changes = world.history.entries().iter().filter(|entry| !entry.differences().is_empty());
    assert!(changes.count() > 30);
}

#[test]
fn what_is_committed_past_the_history_shows_as_a_gap() {
    let mut world = World::new();
    world.directory.execute(user(ADA), rename("A"), stamp(&world.directory, world.now)).unwrap();
    world.directory.execute(user(ADA), rename("B"), stamp(&world.directory, world.now)).unwrap();
    assert_eq!(world.history.gaps().count(), 0, "not known yet");
    world.does(user(ADA), rename("C"));
    world.does(user(ADA), rename("D"));
    world.directory.execute(user(ADA), rename("E"), stamp(&world.directory, world.now)).unwrap();
    world.does(user(ADA), rename("F"));
    assert_eq!(world.history.gaps().collect::<Vec<_>>(), [2..=3, 6..=6]);
}

#[test]
fn a_directory_that_catches_up_is_not_noted_again() {
    let mut world = World::new();
    let older = world.directory.clone();
    let first = world.directory.plan(user(ADA), &rename("A"), stamp(&world.directory, world.now)).unwrap();
    world.history.commit(&mut world.directory, first.clone()).unwrap();
    let noted = world.history.clone();

    let mut behind = older.clone();
    world.history.commit(&mut behind, first).unwrap();
    assert_eq!(behind, world.directory);
    assert_eq!(world.history, noted);

    // Another change in its place is of another directory.
    let mut fork = older.clone();
    let other = fork.plan(user(ADA), &rename("B"), stamp_of_fork(&fork, world.now)).unwrap();
    let error = world.history.commit(&mut fork, other).unwrap_err();
    assert_eq!(error, CommitError::OutOfOrder { expected: 3, found: 2 });
    assert!(error.is_past());
    assert_eq!((fork, &world.history), (older, &noted));
}

/// Two directories part after the first change; the history goes with one of them.
#[test]
fn security_41_a_change_of_another_timeline_is_refused() {
    let mut world = World::new();
    let mut fork = world.directory.clone();
    for name in ["A", "B"] {
        fork.execute(user(ADA), rename(name), stamp_of_fork(&fork, world.now)).unwrap();
    }
    world.does(user(ADA), rename("C"));
    world.does(user(ADA), rename("D"));
    let (noted, directory) = (world.history.clone(), world.directory.clone());

    let change = fork.plan(user(ADA), &rename("E"), stamp_of_fork(&fork, world.now)).unwrap();
    assert_eq!(change.revision(), directory.revision() + 1, "its number fits");
    let error = world.history.commit(&mut world.directory, change).unwrap_err();
    assert!(error.is_fork() && !error.is_past() && !error.is_gap(), "{error}");
    assert_eq!((&world.directory, &world.history), (&directory, &noted));
}

/// Revisions order a history, clocks don't: what is earlier is noted, and says so.
#[test]
fn c2_a_history_says_where_the_clock_went_back() {
    let mut world = World::new();
    let start = world.now;
    for (name, hours) in [("A", 1), ("B", 30), ("C", 2), ("D", 3), ("E", 40)] {
        world.now = start + chrono::Duration::hours(hours);
        world.does(user(ADA), rename(name));
    }
    let revisions = |clock_was: bool| {
        let entries = world.history.entries().iter().filter(move |entry| entry.clock_was().is_some() == clock_was);
        entries.map(sendright::history::HistoryEntry::revision).collect::<Vec<_>>()
    };
    assert_eq!(revisions(true), [4], "D is later than C, though earlier than B");
    let entry = &world.history.entries()[3];
    assert_eq!(entry.clock_was(), Some(start + chrono::Duration::hours(30)));
    let told = entry.to_string();
    assert!(told.contains("(the clock went back from 2026-"), "{told}");
    #[cfg(feature = "serde")]
    {
        let again = world.history.entries().iter().map(|entry| serde_json::to_string(entry).unwrap());
        let again = History::read(again.map(|line| serde_json::from_str(&line)));
        assert_eq!(again.unwrap(), world.history);
    }

    let as_of =
        |hours| world.history.as_of(start + chrono::Duration::hours(hours)).map(|as_of| (as_of.revision, as_of.ahead));
    assert_eq!(world.history.as_of(chrono::DateTime::<chrono::Utc>::MIN_UTC), None);
    assert_eq!(as_of(0), Some((1, None)));
    assert_eq!(as_of(1), Some((2, None)));
    assert_eq!(as_of(2), Some((4, Some(3))), "C counts, and B, whose clock was ahead, is before it");
    assert_eq!(as_of(29), Some((5, Some(3))));
    assert_eq!(as_of(30), Some((5, None)), "everything before is not later");
    assert_eq!(as_of(99), Some((6, None)));
}

#[test]
fn a_directory_catches_up_through_a_gap_and_from_before_the_beginning() {
    let mut world = World::new();
    let older = world.directory.clone();
    let mut log = Vec::new();
    for (name, noted) in [("A", false), ("B", true), ("C", false), ("D", true)] {
        let change = world.directory.plan(user(ADA), &rename(name), stamp(&world.directory, world.now)).unwrap();
        log.push(change.clone());
        if noted { world.history.commit(&mut world.directory, change) } else { world.directory.commit(change) }
            .unwrap();
        world.now += chrono::Duration::days(1);
    }
    for (mut history, news) in [(world.history.clone(), 0), (World::new().history, 4), (later(&world), 0)] {
        let mut behind = older.clone();
        let noted = history.entries().len();
        for change in log.clone() {
            history.commit(&mut behind, change).unwrap();
        }
        assert_eq!(behind, world.directory);
        assert_eq!(history.entries().len(), noted + news, "what it is past is not noted");
    }
}

/// A history that begins with one more change.
fn later(world: &World) -> History {
    let (mut history, mut directory) = (History::new(), world.directory.clone());
    let change = directory.plan(user(ADA), &rename("E"), stamp(&directory, world.now)).unwrap();
    history.commit(&mut directory, change).unwrap();
    history
}

#[test]
fn what_is_missing_at_the_ends_shows_in_a_comparison_with_a_directory() {
    let mut world = World::new();
    for (name, noted) in [("A", true), ("B", true), ("C", false), ("D", true), ("E", false)] {
        let change = world.directory.plan(user(ADA), &rename(name), stamp(&world.directory, world.now)).unwrap();
        if noted { world.history.commit(&mut world.directory, change) } else { world.directory.commit(change) }
            .unwrap();
    }
    let gaps = |range| world.history.gaps_in(range).collect::<Vec<_>>();
    assert_eq!(gaps(1..=world.directory.revision()), [4..=4, 6..=6]);
    let cases = [
        (0..=0, vec![0..=0]),
        (0..=1, vec![0..=0]),
        (1..=3, vec![]),
        (2..=5, vec![4..=4]),
        (4..=4, vec![4..=4]),
        (6..=u64::MAX, vec![6..=u64::MAX]),
        (5..=7, vec![6..=7]),
    ];
    for (range, expected) in cases {
        assert_eq!(gaps(range.clone()), expected, "{range:?}");
    }
    #[allow(clippy::reversed_empty_ranges, reason = "a range that is empty has no gaps")]
    let empty = 3..=2;
    assert_eq!(gaps(empty), []);
    assert_eq!(History::new().gaps().count(), 0);
}

#[test]
fn a_history_may_begin_at_any_revision() {
    let mut world = World::whole();
    world.history = History::new();
    world.does(user(ADA), rename("A"));
    let [entry] = world.history.entries() else { panic!() };
    assert_eq!(entry.revision(), world.directory.revision());
    assert_eq!(entry.user_name(user(ADA)).unwrap().as_str(), "Ada");
}

#[test]
fn what_the_command_ends_is_noted() {
    let mut world = World::new();
    world.does(
        user(ADA),
        Command::OpenSubaccount { account: account(SALES), parent: account(ACME), name: "Sales".parse().unwrap() },
    );
    world.does(
        user(ADA),
        invite_until(
            invitation(41),
            account(SALES),
            &email("bob"),
            Assignment::of(Preset::Basic),
            world.now + chrono::Duration::days(30),
        ),
    );
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::Sender));
    let entry = world.history.entries().last().unwrap();
    assert_eq!(entry.actor(), Actor::System);
    assert_eq!(entry.differences().len(), 3, "the user, the membership, and the invitation that it ended");
    assert!(
        entry.brief().to_string().ends_with("; this ended the invitation of bob@acme.example to “Sales”"),
        "{entry}"
    );
}

#[test]
fn an_expired_invitation_that_goes_with_its_role_is_noted() {
    let mut world = World::new();
    let (acme, clerk) = (account(ACME), role(CLERK));
    let grants = Grants::NONE.with(Permission::ContactView, Scope::Account);
    world.does(user(ADA), Command::DefineRole { role: clerk, account: acme, name: "Clerk".parse().unwrap(), grants });
    let expires = world.now + chrono::Duration::hours(1);
    let assignment = Assignment::of(clerk);
    let invite = invite_until(invitation(41), acme, &email("bob"), assignment, expires);
    world.does(user(ADA), invite);
    world.does(user(ADA), Command::DeleteRole { role: clerk });
    let entry = world.history.entries().last().unwrap();
    assert_eq!(entry.differences().len(), 2, "{entry}");
    assert!(world.directory.invitation(invitation(41)).is_none());
}

#[test]
fn what_a_key_does_its_owner_did() {
    let mut world = World::new();
    let (acme, nightly) = (account(ACME), key(KEY));
    let (name, cap) = ("Nightly".parse().unwrap(), PermissionSet::ALL);
    world
        .does(user(ADA), Command::CreateApiKey { key: nightly, account: acme, subtree: false, name, cap, until: None });
    let (assignment, expires) = (Assignment::of(Preset::Basic), world.now + chrono::Duration::days(9));
    let invite = invite_until(invitation(41), acme, &email("bob"), assignment, expires);
    world.does(nightly, invite);
    let name = "Bob".parse().unwrap();
    world.does(
        user(BOB),
        Command::AcceptInvitation { invitation: invitation(41), email: email("bob"), name, phone: None },
    );

    let by_ada: Vec<String> =
        world.history.find(HistoryQuery::new().by(user(ADA))).map(|entry| entry.brief().to_string()).collect();
    assert_eq!(
        by_ada.last().unwrap(),
        "2026-11-03 09:00 UTC: “Ada”, by the API key “Nightly”, invited bob@acme.example to “Acme”: as basic, open until \
         2026-11-12 09:00 UTC"
    );
    assert_eq!(
        world.history.entries().last().unwrap().brief().to_string(),
        "2026-11-04 09:00 UTC: “Bob” accepted the invitation of bob@acme.example to “Acme”, for which the API key “Nightly” \
         vouches: is basic"
    );
}
