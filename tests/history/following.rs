//! The history follows a directory: what is refused is not noted, what is missing shows, what was noted is not noted
//! again.

use sendright::{
    Actor, Assignment, Command, CommitError, Directory, Grants, History, HistoryQuery, Permission, PermissionSet,
    Preset, Scope,
};

use crate::world::{ACME, ADA, BOB, CLERK, KEY, SALES, World, account, email, invitation, key, role, user};

fn rename(name: &str) -> Command {
    Command::RenameAccount { account: account(ACME), name: name.parse().unwrap() }
}

#[test]
fn what_does_not_fit_is_not_noted() {
    let mut world = World::new();
    let change = world.directory.plan(user(ADA), &rename("B"), world.now).unwrap();
    world.does(user(ADA), rename("A"));
    let before = world.clone();
    let error = world.history.commit(&mut world.directory, change).unwrap_err();
    assert_eq!(error, CommitError::OutOfOrder { expected: 3, found: 2 });
    assert_eq!((&world.history, &world.directory), (&before.history, &before.directory));

    let (mut directory, mut history) = (Directory::new(), History::new());
    let later = world.directory.plan(user(ADA), &rename("C"), world.now).unwrap();
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
    world.directory.execute(user(ADA), rename("A"), world.now).unwrap();
    world.directory.execute(user(ADA), rename("B"), world.now).unwrap();
    assert_eq!(world.history.gaps().count(), 0, "not known yet");
    world.does(user(ADA), rename("C"));
    world.does(user(ADA), rename("D"));
    world.directory.execute(user(ADA), rename("E"), world.now).unwrap();
    world.does(user(ADA), rename("F"));
    assert_eq!(world.history.gaps().collect::<Vec<_>>(), [2..=3, 6..=6]);
}

#[test]
fn a_directory_that_catches_up_is_not_noted_again() {
    let mut world = World::new();
    let older = world.directory.clone();
    let first = world.directory.plan(user(ADA), &rename("A"), world.now).unwrap();
    world.history.commit(&mut world.directory, first.clone()).unwrap();
    let noted = world.history.clone();

    let mut behind = older.clone();
    world.history.commit(&mut behind, first).unwrap();
    assert_eq!(behind, world.directory);
    assert_eq!(world.history, noted);

    // Another change in its place is of another directory.
    let mut fork = older.clone();
    let other = fork.plan(user(ADA), &rename("B"), world.now).unwrap();
    let error = world.history.commit(&mut fork, other).unwrap_err();
    assert_eq!(error, CommitError::OutOfOrder { expected: 3, found: 2 });
    assert!(error.is_past());
    assert_eq!((fork, &world.history), (older, &noted));
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
        Command::Invite {
            invitation: invitation(41),
            account: account(SALES),
            email: email("bob"),
            assignment: Assignment::of(Preset::Basic),
            expires: world.now + chrono::Duration::days(30),
        },
    );
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::Sender));
    let entry = world.history.entries().last().unwrap();
    assert_eq!(entry.actor(), Actor::System);
    assert_eq!(entry.differences().len(), 3, "the user, the membership, and the invitation that it ended");
    assert!(entry.brief().to_string().ends_with("; this ended the invitation of bob@acme.example to Sales"), "{entry}");
}

#[test]
fn an_expired_invitation_that_goes_with_its_role_is_noted() {
    let mut world = World::new();
    let (acme, clerk) = (account(ACME), role(CLERK));
    let grants = Grants::NONE.with(Permission::ContactView, Scope::Account);
    world.does(user(ADA), Command::DefineRole { role: clerk, account: acme, name: "Clerk".parse().unwrap(), grants });
    let expires = world.now + chrono::Duration::hours(1);
    let assignment = Assignment::of(clerk);
    let invite =
        Command::Invite { invitation: invitation(41), account: acme, email: email("bob"), assignment, expires };
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
    let invite =
        Command::Invite { invitation: invitation(41), account: acme, email: email("bob"), assignment, expires };
    world.does(nightly, invite);
    let name = "Bob".parse().unwrap();
    world.does(user(BOB), Command::AcceptInvitation { invitation: invitation(41), email: email("bob"), name });

    let by_ada: Vec<String> =
        world.history.find(HistoryQuery::new().by(user(ADA))).map(|entry| entry.brief().to_string()).collect();
    assert_eq!(
        by_ada.last().unwrap(),
        "2026-11-03 09:00 UTC: Ada, by the API key Nightly, invited bob@acme.example to Acme: as basic, open until \
         2026-11-12 09:00 UTC"
    );
    assert_eq!(
        world.history.entries().last().unwrap().brief().to_string(),
        "2026-11-04 09:00 UTC: Bob accepted the invitation of bob@acme.example to Acme, which the API key Nightly sent: \
         is basic"
    );
}
