//! Rule C2: planning has no effect, committing is all or nothing, and several machines follow one log.

use chrono::{DateTime, TimeDelta, Utc};
use sendright::{Actor, Assignment, Change, Command, CommitError, Directory, Preset};

use super::every_command::{
    ACME, ADA, BOB, EVE, FAY, GUS, OTHER, ZOE, account, add_user, changes, directory, email, invitation, key, minute,
    name, open_account, put_in_place, role, unplanned, user,
};
use crate::support::stamp::{stamp, stamp_of_fork};

fn rename(text: &str) -> Command {
    Command::RenameAccount { account: account(ACME), name: name(text), replaces: None }
}

fn now() -> DateTime<Utc> {
    minute(1_000)
}

/// Commits what must be refused; nothing has changed then.
#[track_caller]
fn refused(directory: &mut Directory, change: &Change) -> CommitError {
    let before = directory.clone();
    let error = directory.commit(change.clone()).unwrap_err();
    assert!(*directory == before, "a refused change left its mark: {change:?}");
    error
}

#[test]
fn c2_planning_has_no_effect() {
    let directory = directory();
    let before = directory.clone();
    let planned = directory.plan(user(ADA), &rename("Acme Group"), stamp(&directory, now())).unwrap();
    assert_eq!(planned.revision(), directory.revision() + 1);
    assert_eq!((planned.at(), planned.actor()), (now(), user(ADA).into()));
    assert_eq!(planned.command(), &rename("Acme Group"));
    directory.plan(user(BOB), &rename("Bob's"), stamp(&directory, now())).unwrap_err();
    assert_eq!(directory, before);
}

#[test]
fn c2_a_change_is_committed_once_and_in_order() {
    let mut directory = directory();
    let first = directory.plan(user(ADA), &rename("One"), stamp(&directory, now())).unwrap();
    let mut ahead = directory.clone();
    ahead.commit(first.clone()).unwrap();
    let second = ahead.plan(user(ADA), &rename("Two"), stamp(&ahead, now())).unwrap();
    let (expected, found) = (first.revision(), second.revision());

    let gap = refused(&mut directory, &second);
    assert_eq!(gap, CommitError::OutOfOrder { expected, found });
    assert!(gap.is_gap() && !gap.is_past());
    assert_eq!(gap.to_string(), format!("the next change must have revision {expected}, not {found}"));

    directory.commit(first.clone()).unwrap();
    let past = refused(&mut directory, &first);
    assert_eq!(past, CommitError::OutOfOrder { expected: found, found: expected });
    assert!(past.is_past() && !past.is_gap());

    directory.commit(second).unwrap();
    assert_eq!(directory.account(account(ACME)).unwrap().name(), &name("Two"));
}

/// Two planned on the same revision: the second to arrive is past, and has to be planned anew.
#[test]
fn c2_of_two_rivals_one_is_committed() {
    let mut directory = directory();
    let plan = |directory: &Directory, text| {
        directory.plan(user(ADA), &rename(text), stamp_of_fork(directory, now())).unwrap()
    };
    let ours = plan(&directory, "Ours");
    directory.execute(user(ADA), rename("Theirs"), stamp(&directory, now())).unwrap();
    assert!(refused(&mut directory, &ours).is_past());

    // To give it the next number does not help: it was planned without what the rival did.
    let renumbered = ours.clone().renumbered(directory.revision() + 1);
    let fork = refused(&mut directory, &renumbered);
    let (expected, found) = (directory.last_change(account(ACME)), ours.previous());
    assert_eq!(fork, CommitError::Fork { revision: directory.revision() + 1, expected, found });
    assert!(fork.is_fork() && !fork.is_past() && !fork.is_gap());

    let again = plan(&directory, "Ours");
    assert_eq!(again.previous(), expected);
    directory.commit(again).unwrap();
    assert_eq!(directory.account(account(ACME)).unwrap().name(), &name("Ours"));
}

/// A change of another tenant is no rival: with the next number, it fits.
#[test]
fn c2_a_change_of_another_tree_does_not_make_a_fork() {
    let mut directory = directory();
    let ours = directory.plan(user(ADA), &rename("Ours"), stamp_of_fork(&directory, now())).unwrap();
    let theirs = Command::RenameAccount { account: account(OTHER), name: name("Theirs"), replaces: None };
    directory.execute(user(ZOE), theirs, stamp(&directory, now())).unwrap();
    assert!(refused(&mut directory, &ours).is_past());
    directory.commit(ours.renumbered(directory.revision() + 1)).unwrap();
    assert_eq!(directory.account(account(ACME)).unwrap().name(), &name("Ours"));
}

/// The log of a directory, split by root account and numbered anew, makes a directory for each tenant.
#[test]
fn c2_a_directory_is_split_by_tenant() {
    let mut whole = Directory::new();
    let mut parts = [(ACME, Directory::new()), (OTHER, Directory::new())];
    for change in changes() {
        let root = whole.root_of(&change).unwrap();
        let (_, part) = parts.iter_mut().find(|(number, _)| account(*number) == root).unwrap();
        part.commit(change.clone().renumbered(part.revision() + 1)).unwrap();
        whole.commit(change).unwrap();
    }
    let [(_, acme), (_, other)] = parts;
    assert_eq!(acme.revision() + other.revision(), whole.revision());
    assert_eq!(other.revision(), 1);
    for (part, root) in [(&acme, account(ACME)), (&other, account(OTHER))] {
        assert_eq!(part.last_change(root), whole.last_change(root));
        assert!(part.members(root).eq(whole.members(root)));
    }
    assert_eq!(acme.account(account(OTHER)), None);
    assert_eq!(acme.last_change(account(OTHER)), None);
}

/// Two clocks differ, one was years ahead, one is broken: a change is never refused for its time, and the log goes on.
#[test]
fn c2_security_23_no_clock_stops_the_log() {
    let original = directory();
    let last = original.time().unwrap();
    let year_2099: DateTime<Utc> = "2099-01-01T00:00:00Z".parse().unwrap();
    let mut log = changes();
    let mut directory = original.clone();
    let clocks: [DateTime<Utc>; 6] =
        [year_2099, last, last - TimeDelta::milliseconds(1), DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, last];
    for (number, at) in clocks.into_iter().enumerate() {
        let change = directory.plan(user(ADA), &rename(&format!("Acme {number}")), stamp(&directory, at)).unwrap();
        directory.commit(change.clone()).unwrap();
        let latest = log.iter().map(Change::at).chain([change.at()]).max();
        log.push(change);
        assert_eq!((directory.time(), directory.latest_time()), (log.last().map(Change::at), latest));
        assert_eq!(Directory::replay(log.clone()).unwrap(), directory);
        assert_eq!(Directory::restore(directory.snapshot()).unwrap(), directory);
    }
    assert_eq!(directory.account(account(ACME)).unwrap().name(), &name("Acme 5"));
}

/// Changes that were planned soundly, on a directory that is not this one.
#[test]
fn c2_a_change_that_does_not_fit_is_invalid() {
    let mut other = Directory::new();
    let commands = [
        (open_account(77, 77, "ada@acme.example"), "no account"),
        (add_user(78, 77, "new", Assignment::of(Preset::Basic)), "no account"),
        (Command::DeleteUser { user: user(78) }, "no user"),
        (Command::ChangeEmail { user: user(77), email: email("fay") }, "no user"),
    ];
    let mut target = directory();
    for (number, (command, message)) in (0..).zip(commands) {
        let change = other.execute(Actor::System, command, stamp(&other, now())).unwrap();
        if number == 0 {
            continue;
        }
        let stored = put_in_place(&target, serde_json::to_value(change).unwrap());
        let change = serde_json::from_value(stored).unwrap();
        let error = refused(&mut target, &change);
        assert!(matches!(error, CommitError::Invalid { .. }), "{error:?}");
        assert!(!error.is_past() && !error.is_gap());
        let start = format!("revision {} does not fit: {message}", target.revision() + 1);
        assert!(error.to_string().starts_with(&start), "{error}");
    }
}

/// The same commands, refused when planned by the operator and invalid when they come as changes; neither leaves a mark.
#[test]
fn c2_c3_all_or_nothing() {
    let commands = [
        (open_account(ACME, 77, "new@acme.example"), "id_taken", "id_taken"),
        (open_account(77, EVE, "new@acme.example"), "id_taken", "id_taken"),
        (add_user(77, ACME, "fay", Assignment::of(Preset::Basic)), "address_taken", "address_taken"),
        (add_user(FAY, ACME, "fay", Assignment::of(Preset::Basic)), "already_member", "already_member"),
        (add_user(77, ACME, "new", Assignment::default()), "empty_assignment", "empty_assignment"),
        (add_user(77, 77, "new", Assignment::of(Preset::Basic)), "unknown_account", "unknown_account"),
        (Command::ChangeEmail { user: user(EVE), email: email("fay") }, "address_taken", "address_taken"),
        // What is gone can't be taken away again; the operator is told that it is gone (rule C11).
        (Command::RevokeApiKey { key: key(1) }, "already_so", "unknown_api_key"),
        (Command::RevokeInvitation { invitation: invitation(1) }, "already_so", "unknown_invitation"),
    ];
    for (command, planned, committed) in commands {
        let (mut directory, system) = (directory(), Actor::System);
        assert_eq!(directory.plan(system, &command, stamp(&directory, now())).unwrap_err().code(), planned);
        assert_eq!(directory.execute(system, command.clone(), stamp(&directory, now())).unwrap_err().code(), planned);
        assert!(directory == super::every_command::directory(), "a refused command left its mark: {command:?}");

        let change = serde_json::from_value(unplanned(&directory, system, &command, now())).unwrap();
        let CommitError::Invalid { refusal, .. } = refused(&mut directory, &change) else { panic!("{command:?}") };
        assert_eq!(refusal.code(), committed, "{command:?}");
    }
}

/// Only planning judges whether everything is already so: another version may have thought that something would change.
#[test]
fn c11_i7_a_change_that_changes_nothing_is_not_planned_but_committed() {
    let directory = directory();
    let acme = directory.account(account(ACME)).unwrap();
    let (ada, day_shift, import) =
        (directory.user(user(ADA)).unwrap(), directory.role(role(1)).unwrap(), directory.api_key(key(2)).unwrap());
    let assignment = directory.membership(ada.id(), acme.id()).unwrap().assignment().clone();
    let commands = [
        Command::DeactivateUser { user: user(GUS) },
        // She has a key, which ends where another reactivates her or gives her another address or number (rule C8).
        Command::ReactivateUser { user: ada.id() },
        Command::ChangeEmail { user: ada.id(), email: ada.email().clone() },
        Command::EditUser { user: ada.id(), name: ada.name().clone(), phone: ada.phone().cloned(), replaces: None },
        Command::Assign { user: ada.id(), account: acme.id(), assignment, replaces: None },
        Command::ChangeRole {
            role: day_shift.id(),
            name: day_shift.name().clone(),
            grants: day_shift.grants(),
            replaces: None,
        },
        Command::ChangeApiKey {
            key: import.id(),
            subtree: import.is_for_subtree(),
            name: import.name().clone(),
            cap: import.cap(),
            until: import.ends(),
            replaces: None,
        },
        Command::RenameAccount { account: account(ACME), name: acme.name().clone(), replaces: None },
        Command::RenameAccount { account: account(ACME), name: acme.name().clone(), replaces: Some(name("Acme")) },
        Command::SetFeatures { account: account(ACME), features: acme.features() },
        Command::SetBilling { account: account(ACME), billing: acme.own_billing().unwrap() },
        Command::SetEmailPolicy { account: account(ACME), policy: acme.email_policy().clone() },
        Command::ResumeAccount { account: account(ACME) },
    ];
    for command in commands {
        let mut directory = directory.clone();
        let refusal = directory.plan(Actor::System, &command, stamp(&directory, now())).unwrap_err();
        assert_eq!(refusal.code(), "already_so", "{command:?}");

        let change: Change = serde_json::from_value(unplanned(&directory, Actor::System, &command, now())).unwrap();
        directory.commit(change.clone()).unwrap();
        assert_eq!(directory.last_change(account(ACME)), Some(change.id()));
        let records = |directory: &Directory| {
            let mut snapshot = serde_json::to_value(directory.snapshot()).unwrap();
            for field in ["revision", "time", "latest_time", "trees"] {
                snapshot.as_object_mut().unwrap().remove(field).unwrap();
            }
            snapshot
        };
        assert_eq!(records(&directory), records(&super::every_command::directory()), "{command:?}");
    }
}

/// What a person does, neither a key nor the operator can have done: a log that says so was not planned.
#[test]
fn c2_i7_what_is_a_persons_own_is_no_change_of_the_operator_or_a_key() {
    let mut directory = directory();
    let (cap, until) = (sendright::PermissionSet::SMS_SEND, None);
    let create = Command::CreateApiKey {
        key: key(77),
        account: account(ACME),
        subtree: false,
        name: name("Nobody's"),
        cap,
        until,
    };
    for command in [create, Command::Leave { account: account(ACME) }] {
        for actor in [Actor::System, key(2).into()] {
            let change = serde_json::from_value(unplanned(&directory, actor, &command, now())).unwrap();
            let error = refused(&mut directory, &change);
            assert!(matches!(error, CommitError::Invalid { refusal, .. } if refusal.code() == "person_only"));
        }
    }
}

#[test]
fn c2_many_machines_follow_one_log() {
    let mut nodes = vec![Directory::new(); 3];
    let mut log: Vec<Change> = Vec::new();
    for (turn, (number, (actor, command))) in (0..3).cycle().zip((0..).zip(super::every_command::steps())) {
        // A node plans what it is asked, once it knows the whole log; the others hear of it later.
        let planner: &mut Directory = &mut nodes[turn];
        catch_up(planner, &log);
        let change = planner.plan(actor, &command, stamp(planner, minute(number))).unwrap();
        planner.commit(change.clone()).unwrap();
        log.push(serde_json::from_str(&serde_json::to_string(&change).unwrap()).unwrap());
    }
    for node in &mut nodes {
        catch_up(node, &log);
        assert_eq!(*node, directory());
    }
    assert_eq!(log, changes());
}

/// Offers the whole log, as a node would that lost its place: what is past is skipped, nothing is missing.
fn catch_up(node: &mut Directory, log: &[Change]) {
    for change in log {
        match node.commit(change.clone()) {
            Ok(()) => {}
            Err(error) => assert!(error.is_past(), "{error}"),
        }
    }
}

#[test]
fn c2_replay_stops_at_the_first_change_that_can_not_be() {
    let mut changes = changes();
    changes.remove(3);
    let error = Directory::replay(changes).unwrap_err();
    assert_eq!(error, CommitError::OutOfOrder { expected: 4, found: 5 });
    assert_eq!(Directory::replay([]).unwrap(), Directory::new());
}

/// C6: whoever a change says that the operator acts for is a user of the tree, also if nobody planned it.
#[test]
fn c6_a_change_on_behalf_of_nobody_or_of_a_stranger_does_not_fit() {
    let mut directory = directory();
    for (member, code) in [(99, "unknown_user"), (ZOE, "other_tree")] {
        let mut command = add_user(50, ACME, "newcomer", Assignment::of(Preset::Sender));
        let Command::AddUser { on_behalf_of, .. } = &mut command else { unreachable!() };
        *on_behalf_of = Some(user(member));
        let change = unplanned(&directory, Actor::System, &command, now());
        let error = refused(&mut directory, &serde_json::from_value(change).unwrap());
        let CommitError::Invalid { refusal, .. } = error else { panic!("{error:?}") };
        assert_eq!(refusal.code(), code);
    }
}
