//! Whoever is erased leaves log, snapshots and history, and everything still replays to the same answers.

use proptest::prelude::*;
use sendright::history::{History, HistoryEntry};
use sendright::{Change, Command, Directory, Email, Erasure, ErasureError, Preset, Snapshot, UserId};

use crate::support::commands::invite_until;
use crate::support::histories::{ROOT, Told, id, steps};
use crate::support::properties::cases;
use crate::support::stamp::stamp;

fn erased(log: &[Change], erasure: &Erasure) -> Vec<Change> {
    log.iter().map(|change| change.clone().erasing(erasure)).collect()
}

/// The history that a log gives, with the actions of another where they were.
fn history_of(log: &[Change]) -> History {
    let (mut directory, mut history) = (Directory::new(), History::new());
    for change in log {
        history.commit(&mut directory, change.clone()).unwrap();
    }
    history
}

fn changes(history: &History) -> Vec<&HistoryEntry> {
    history.entries().iter().filter(|entry| entry.change().is_some()).collect()
}

/// Every name, address and number of some users in a state.
fn personal(states: &[Directory], users: &[UserId], kept: &[Email]) -> Vec<String> {
    let records = states.iter().flat_map(|state| users.iter().filter_map(|user| state.user(*user)));
    let texts = records.flat_map(|user| {
        let email = Some(user.email()).filter(|email| !kept.contains(email)).map(ToString::to_string);
        [Some(user.name().to_string()), email, user.phone().map(ToString::to_string)]
    });
    texts.flatten().collect()
}

/// A snapshot as text: its fields are private.
fn text(snapshot: &Snapshot) -> String {
    format!("{snapshot:?}")
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn erasure_leaves_ids_and_answers_and_no_name_address_or_number(steps in steps(70)) {
        let told = Told::of(&steps);
        let everybody = (0x2000_u128..0x2010).chain(0x2800..0x2900).map(id::<UserId>);
        for user in everybody {
            let was = told.states.iter().any(|state| state.user(user).is_some());
            let erasure = match Erasure::of_user(user, told.directory(), &told.log) {
                Ok(erasure) => erasure,
                Err(ErasureError::StillUser(_)) => {
                    prop_assert!(told.directory().user(user).is_some());
                    continue;
                }
                Err(ErasureError::UnknownUser(_)) => {
                    prop_assert!(!was);
                    continue;
                }
                Err(error) => return Err(TestCaseError::fail(error.to_string())),
            };
            prop_assert!(was && told.directory().user(user).is_none());
            check(&told, &erasure, user)?;
        }
    }
}

fn check(told: &Told, erasure: &Erasure, user: UserId) -> Result<(), TestCaseError> {
    let log = erased(&told.log, erasure);
    let secrets = personal(&told.states, &[user], erasure.kept());

    // What is there now has nothing of a person who is gone, so that it stays as it is.
    let replayed = Directory::replay(log.clone()).unwrap();
    prop_assert!(replayed == *told.directory());

    // Each earlier state is the snapshot that was made then, without them.
    let mut directory = Directory::new();
    for (change, state) in log.iter().zip(&told.states[1..]) {
        directory.commit(change.clone()).unwrap();
        let snapshot = state.snapshot().erasing(erasure);
        prop_assert_eq!(&directory.snapshot(), &snapshot);
        prop_assert!(Directory::restore(snapshot.clone()).unwrap() == directory);
        let text = text(&snapshot);
        prop_assert!(secrets.iter().all(|secret| !text.contains(secret)), "{:?} in {}", secrets, text);
    }

    // The history is that of the log without them.
    let history = told.history.clone().erasing(erasure);
    let rebuilt = history_of(&log);
    prop_assert_eq!(changes(&history), changes(&rebuilt));
    let text = format!("{log:?}{history:?}");
    for secret in &secrets {
        prop_assert!(!text.contains(secret), "{} of {}", secret, user);
    }

    // Ids, revisions and times stay, and what is erased is erased.
    for (before, after) in told.log.iter().zip(&log) {
        prop_assert_eq!(
            (before.id(), before.previous(), before.revision(), before.at(), before.actor(), before.command().name()),
            (after.id(), after.previous(), after.revision(), after.at(), after.actor(), after.command().name())
        );
    }
    prop_assert_eq!(&erased(&log, erasure), &log);
    let again = Erasure::of_user(user, &replayed, &log).unwrap();
    prop_assert_eq!(erased(&log, &again), log);
    prop_assert_eq!(again.addresses().count(), 0);
    prop_assert_eq!(history.clone().erasing(&again), history);
    Ok(())
}

/// The root of Acme is opened, and the people of a story come and go.
struct Story {
    directory: Directory,
    log: Vec<Change>,
}

impl Story {
    fn new() -> Self {
        let told = Told::of(&[]);
        Self { directory: told.directory().clone(), log: told.log }
    }

    #[track_caller]
    fn does(&mut self, actor: impl Into<sendright::Actor>, command: Command) {
        let time = stamp(&self.directory, crate::support::histories::at(self.directory.revision() + 1));
        self.log.push(self.directory.execute(actor, command, time).unwrap());
    }

    fn add(&mut self, user: u128, root: u128, address: &str, name: &str) {
        let (email, name) = (address.parse().unwrap(), name.parse().unwrap());
        let assignment = sendright::Assignment::of(Preset::Basic);
        self.does(
            sendright::Actor::System,
            Command::AddUser {
                user: id(user),
                account: id(root),
                email,
                name,
                assignment,
                phone: None,
                on_behalf_of: None,
            },
        );
    }
}

#[test]
fn erasure_refuses_who_is_a_user_and_says_what_to_do() {
    let mut story = Story::new();
    story.add(0x3001, ROOT, "eve@example.com", "Eve");
    let refused = Erasure::of_user(id(0x3001), &story.directory, &story.log).unwrap_err();
    assert_eq!(refused.to_string(), "user 00000000-0000-0000-0000-000000003001 is still there: delete the user first");
    let email: Email = "eve@example.com".parse().unwrap();
    let refused = Erasure::of_address(id(ROOT), &email, &story.directory, &story.log).unwrap_err();
    assert_eq!(refused.to_string(), "the address is in use: delete its user, or revoke the invitations to it, first");
    let refused = Erasure::of_user(id(0x3002), &story.directory, &story.log).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the log does not tell of user 00000000-0000-0000-0000-000000003002 from the beginning of their tree"
    );
    let refused = Erasure::of_user(id(0x3002), &story.directory, &story.log[1..3]).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the log ends at revision 3, and the directory is at revision 12: bring both to the same"
    );
}

/// Two persons of one address, one after the other: the unit is the address.
#[test]
fn erasure_of_an_address_is_of_everybody_who_had_it() {
    let mut story = Story::new();
    story.add(0x3001, ROOT, "eve@example.com", "Eve One");
    story.does(sendright::Actor::System, Command::DeleteUser { user: id(0x3001) });
    story.add(0x3002, ROOT, "eve@example.com", "Eve Two");

    // While the second is a user, the first can be erased but for the address.
    let first = Erasure::of_user(id(0x3001), &story.directory, &story.log).unwrap();
    assert_eq!((first.addresses().count(), first.kept().len()), (0, 1));
    let text = format!("{:?}", erased(&story.log, &first));
    assert!(!text.contains("Eve One") && text.contains("Eve Two") && text.contains("eve@example.com"), "{text}");

    story.does(sendright::Actor::System, Command::DeleteUser { user: id(0x3002) });
    let both = Erasure::of_user(id(0x3002), &story.directory, &story.log).unwrap();
    assert_eq!(both.users().collect::<Vec<_>>(), [id(0x3001), id(0x3002)]);
    let log = erased(&story.log, &both);
    let text = format!("{log:?}");
    assert!(!text.contains("Eve") && !text.contains("eve@"), "{text}");
    assert!(text.contains("erased-00000000000000000000000000003002@erased.invalid"), "{text}");
    assert!(Directory::replay(log).unwrap() == story.directory);
    // By the address alone it is called after the first who had it.
    let email: Email = "eve@example.com".parse().unwrap();
    let both = Erasure::of_address(id(ROOT), &email, &story.directory, &story.log).unwrap();
    assert_eq!(placeholders(&both), ["erased-00000000000000000000000000003001@erased.invalid"]);
}

fn placeholders(erasure: &Erasure) -> Vec<String> {
    erasure.addresses().map(|(_, placeholder)| placeholder.to_string()).collect()
}

/// An invited address that never became a user's, and the same address in another tree.
#[test]
fn erasure_of_an_invited_address_leaves_other_trees_alone() {
    let mut story = Story::new();
    let email: Email = "eve@example.com".parse().unwrap();
    let (invitation, assignment) = (id(0x3101), sendright::Assignment::of(Preset::Basic));
    let expires = crate::support::histories::at(10_000);
    story.does(sendright::Actor::System, invite_until(invitation, id(ROOT), &email, assignment, expires));
    story.add(0x3003, crate::support::histories::OTHER, "eve@example.com", "Eve");
    assert_eq!(Erasure::of_address(id(ROOT), &email, &story.directory, &story.log), Err(ErasureError::AddressInUse));
    story.does(sendright::Actor::System, Command::RevokeInvitation { invitation });
    let erasure = Erasure::of_address(id(ROOT), &email, &story.directory, &story.log).unwrap();
    let log = erased(&story.log, &erasure);
    assert_eq!(format!("{log:?}").matches("eve@example.com").count(), 1, "that of the other tree");
    assert!(Directory::replay(log).unwrap() == story.directory);
    assert!(story.directory.user(id(0x3003)).is_some());
}

/// A name that was given with an acceptance.
#[test]
fn erasure_of_who_accepted_an_invitation() {
    let mut story = Story::new();
    let (invitation, assignment) = (id(0x3101), sendright::Assignment::of(Preset::Basic));
    let (email, expires): (Email, _) = ("eve@example.com".parse().unwrap(), crate::support::histories::at(10_000));
    let invite = invite_until(invitation, id(ROOT), &email, assignment, expires);
    story.does(sendright::Actor::System, invite);
    let eve: UserId = id(0x3001);
    story.does(eve, Command::AcceptInvitation { invitation, email, name: "Eve".parse().unwrap(), phone: None });
    story.does(sendright::Actor::System, Command::DeleteUser { user: eve });
    let erasure = Erasure::of_user(eve, &story.directory, &story.log).unwrap();
    let log = erased(&story.log, &erasure);
    let text = format!("{log:?}");
    assert!(!text.contains("Eve") && !text.contains("eve@"), "{text}");
    assert!(Directory::replay(log).unwrap() == story.directory);
}

/// Whoever enters the placeholder of somebody in advance does not stop the erasure, nor become them.
#[test]
fn erasure_takes_no_placeholder_that_somebody_has() {
    let mut story = Story::new();
    story.add(0x3001, ROOT, "eve@example.com", "Eve");
    story.add(0x3002, ROOT, "erased-00000000000000000000000000003001@erased.invalid", "Mallory");
    story.does(sendright::Actor::System, Command::DeleteUser { user: id(0x3001) });
    let erasure = Erasure::of_user(id(0x3001), &story.directory, &story.log).unwrap();
    assert_eq!(placeholders(&erasure), ["erased-00000000000000000000000000003001-2@erased.invalid"]);
    assert!(Directory::replay(erased(&story.log, &erasure)).unwrap() == story.directory);
}

/// Lesson 45: nothing personal must be kept for ever, not even in an account that is closed.
#[test]
fn security_45_who_is_gone_can_be_forgotten_and_a_closed_account_keeps_no_names() {
    let mut story = Story::new();
    story.add(0x3001, 0x1004, "eve@example.com", "Eve");
    let role = id(0x3201);
    let grants = sendright::Grants::of(sendright::PermissionSet::SMS_SEND, sendright::Scope::Account);
    let operator = sendright::Actor::System;
    story.does(operator, Command::DefineRole { role, account: id(0x1004), name: "Eve's".parse().unwrap(), grants });
    story.does(operator, Command::CloseAccount { account: id(0x1004) });
    story.does(
        operator,
        Command::RenameAccount { account: id(0x1004), name: "Closed".parse().unwrap(), replaces: None },
    );
    story.does(operator, Command::DeleteRole { role });
    story.does(operator, Command::DeleteUser { user: id(0x3001) });
    let erasure = Erasure::of_user(id(0x3001), &story.directory, &story.log).unwrap();
    let directory = Directory::replay(erased(&story.log, &erasure)).unwrap();
    assert!(!text(&directory.snapshot()).contains("Eve"));
    assert_eq!(directory.account(id(0x1004)).unwrap().name().as_str(), "Closed");

    // The policy of a closed root account goes, too.
    let policy: sendright::EmailPolicy = sendright::EmailPolicy::corporate("eve.example").unwrap();
    story.does(operator, Command::SetEmailPolicy { account: id(ROOT), policy });
    story.does(operator, Command::CloseAccount { account: id(ROOT) });
    story.does(operator, Command::SetEmailPolicy { account: id(ROOT), policy: sendright::EmailPolicy::ANY });
    assert!(!text(&story.directory.snapshot()).contains("eve.example"));
}
