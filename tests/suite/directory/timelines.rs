//! C2: which change follows which, in each tree, whatever the clocks say.

use chrono::{DateTime, Duration, Utc};
use sendright::{
    Actor, Assignment, Change, Command, CommitError, Directory, Permission, Preset, Principal, Refusal, Request, Stamp,
    UserId,
};
use uuid::Uuid;

use crate::support::commands::*;
use crate::support::stamp::{stamp, stamp_of_fork};
use crate::support::world::*;

/// spicedb#1541: a change that was planned on a copy gave rights that its actor never could give.
#[test]
fn c2_security_41_a_change_of_a_copy_does_not_fit_though_its_number_does() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Template));
    // On the copy, for staging, Bob is made an administrator, and makes Eve one.
    let mut copy = w.directory.clone();
    let promote = assign(bob, acme, Assignment::of(Preset::Admin));
    copy.execute(Actor::System, promote, stamp_of_fork(&copy, t(1))).unwrap();
    let eve: UserId = w.id();
    let (_, email) = w.person();
    let invitation = w.id();
    let forged = copy.plan(bob, &invite(invitation, acme, &email, Assignment::of(Preset::Admin)), stamp(&copy, t(1)));
    let forged = forged.unwrap();
    // On the true log something else has the number in between.
    w.ok(ada, rename(acme));
    let before = w.directory.clone();
    assert_eq!(forged.revision(), before.revision() + 1);
    let error = w.directory.commit(forged.clone()).unwrap_err();
    assert!(error.is_fork() && error.code() == "fork", "{error}");
    let CommitError::Fork { revision, expected, found } = error else { panic!("{error}") };
    assert_eq!((revision, expected), (forged.revision(), before.last_change(acme)));
    assert_eq!((found, found == expected), (forged.previous(), false));
    assert!(w.directory == before);
    assert!(w.directory.user(eve).is_none());
    // A log with it in its place is not replayed either.
    let log = w.changes().iter().cloned().chain([forged]);
    assert!(Directory::replay(log).unwrap_err().is_fork());
}

/// Each tree has its own: what one tenant does leaves another's changes and answers as they were.
#[test]
fn c2_each_tree_has_a_timeline_of_its_own() {
    let (mut w, acme, ada) = World::with_root();
    let (other, _) = w.root();
    let (of_acme, of_other) = (w.directory.last_change(acme), w.directory.last_change(other));
    assert!(of_acme.is_some() && of_other.is_some() && of_acme != of_other);
    assert_eq!(w.changes().iter().filter(|change| change.previous().is_none()).count(), 2, "one opens each");
    let access = w.directory.access(ada, acme, w.now()).unwrap();
    assert!(access.is_current(&w.directory));
    w.ok(Actor::System, rename(other));
    assert_eq!(w.directory.last_change(acme), of_acme);
    assert!(access.is_current(&w.directory), "another tenant's change makes no answer stale");
    let north = w.sub(acme);
    assert_eq!(w.changes().last().unwrap().previous(), of_acme);
    assert!(!access.is_current(&w.directory));
    assert!(w.directory.access(ada, north, w.now()).unwrap().is_current(&w.directory));
    assert!(!access.is_current(&Directory::new()));
    assert_eq!(w.directory.last_change(north), None, "a sub-account is in its root's tree");
}

/// A reset is accepted each time: one that is tried again with the id of its change makes no access current that had been outdated.
#[test]
fn c2_d6_security_12_an_id_of_a_change_that_is_used_again_makes_no_old_access_current() {
    let (mut w, acme, ada) = World::with_root();
    let (bob, carl) = (w.member(acme, Assignment::of(Preset::Sender)), w.member(acme, Assignment::of(Preset::Basic)));
    let [first, second] = [77, 78].map(|id| Stamp::new(w.now(), Uuid::from_u128(id).into()));
    w.directory.execute(ada, reset(carl), first).unwrap();
    let access = w.directory.access(bob, acme, w.now()).unwrap();
    // A copy from a snapshot, which tells no revision of a tree, takes the answer for what it is.
    let restored = Directory::restore(w.directory.snapshot()).unwrap();
    assert!(access.is_current(&w.directory) && access.is_current(&restored));
    w.directory.execute(ada, remove(bob, acme), second).unwrap();
    assert!(!access.is_current(&w.directory));
    w.directory.execute(ada, reset(carl), first).unwrap();
    assert_eq!(w.directory.last_change(acme), Some(first.id()), "it has the id that it had when the access was made");
    assert!(!access.is_current(&w.directory));
    assert!(w.directory.access(bob, acme, w.now()).is_err());
}

/// An answer about a sub-account is as old as its tree, however it was found: for a member, from above, for a key.
#[test]
fn c2_an_access_in_a_sub_account_ages_with_its_tree() {
    let (mut w, acme, ada) = World::with_root();
    let (other, _) = w.root();
    let north = w.sub(acme);
    let bob = w.member(north, Assignment::of(Preset::Standard));
    let key = w.key(bob, north, Permission::SmsSend);
    let principals: [Principal; 3] = [bob.into(), ada.into(), key.into()];
    let accesses = principals.map(|principal| w.directory.access(principal, north, w.now()).unwrap());
    w.ok(Actor::System, rename(other));
    assert!(accesses.iter().all(|access| access.is_current(&w.directory)), "another tenant's");
    w.ok(ada, rename(acme));
    assert!(accesses.iter().all(|access| !access.is_current(&w.directory)), "a change above");
}

/// To split a directory: each part of its log, numbered anew, makes a directory with the same answers about its tree.
#[test]
fn c2_a_log_splits_by_root() {
    let (mut w, acme, ada) = World::with_root();
    let (other, eve) = w.root();
    for root in [acme, other] {
        let north = w.sub(root);
        let bob = w.member(north, Assignment::of(Preset::Admin));
        w.key(bob, north, Permission::SmsSend);
        w.ok(bob, edit(bob));
        w.invited(bob, north, Assignment::of(Preset::Basic));
    }
    let (mut whole, mut parts) = (Directory::new(), [(acme, Vec::new()), (other, Vec::new())]);
    for change in w.changes() {
        let root = whole.root_of(change);
        whole.commit(change.clone()).unwrap();
        let (_, part) = parts.iter_mut().find(|(id, _)| Some(*id) == root).unwrap();
        let revision = part.len() as u64 + 1;
        part.push(change.clone().renumbered(revision));
    }
    for (root, part) in parts {
        let alone = Directory::replay(part).unwrap();
        assert_eq!(alone.last_change(root), whole.last_change(root));
        assert!(alone.subtree(root).eq(whole.subtree(root)) && alone.users(root).eq(whole.users(root)));
        assert!(alone.api_keys(root).eq(whole.api_keys(root)) && alone.invitations(root).eq(whole.invitations(root)));
        let administrator = if root == acme { ada } else { eve };
        for (who, permission) in [(ada, Permission::UserInvite), (eve, Permission::SmsSend)] {
            let request = Request::new(who, permission, root).at(w.now());
            assert_eq!(alone.authorize(&request).is_ok(), who == administrator);
        }
    }
}

#[test]
fn c2_the_id_of_a_change_is_neither_nil_nor_that_of_the_change_before() {
    let (mut w, acme, ada) = World::with_root();
    let nil = Stamp::new(t(1), Uuid::nil().into());
    assert_eq!(w.directory.plan(ada, &rename(acme), nil), Err(Refusal::NilId));
    let last = w.directory.last_change(acme).unwrap();
    let again = Stamp::new(t(1), last);
    assert_eq!(w.directory.execute(ada, rename(acme), again), Err(Refusal::IdTaken(last.uuid())));
    w.ok(ada, rename(acme));
}

/// cockroach#5822: two nodes whose clocks are apart, and one instant for each request that then waits for its turn.
#[test]
fn c2_security_23_contention_and_clocks_apart_stop_nobody() {
    let (mut w, acme, ada) = World::with_root();
    let skew = [Duration::zero(), Duration::seconds(40), Duration::seconds(-40)];
    // Each node takes its instant when the request comes in, and gets its turn later, in another order.
    for (turn, place) in [2, 0, 1, 5, 4, 3, 8, 6, 7].into_iter().enumerate() {
        let at = t(1) + Duration::milliseconds(place) + skew[turn % 3];
        w.set_clock(at);
        let name = format!("Name {turn}").parse().unwrap();
        w.ok(ada, Command::RenameAccount { account: acme, name, replaces: None });
    }
    assert_eq!(w.directory.revision(), 10);
    let times: Vec<DateTime<Utc>> = w.changes().iter().map(Change::at).collect();
    assert!(!times.is_sorted());
    assert_eq!(w.directory.latest_time(), times.iter().copied().max());
}

/// After a clock that was years ahead, windows and terms mean what the instant of each question and command says.
#[test]
fn c2_security_23_windows_mean_what_the_instant_says() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Sender).from(t(5)).until(t(50)));
    let invited = w.invited(ada, acme, Assignment::of(Preset::Basic));
    w.set_clock("2099-01-01T00:00:00Z".parse().unwrap());
    w.ok(ada, rename(acme));
    assert!(!w.may(bob, Permission::SmsSend, acme));
    w.refuses(invited.user, accept(invited.id, &invited.email), "invitation_over");
    for (hour, may) in [(4, false), (5, true), (49, true), (50, false)] {
        w.set_clock(t(hour));
        assert_eq!(w.may(bob, Permission::SmsSend, acme), may, "{hour}");
    }
    w.accepts(&invited);
    // Whose clock was it? The administrators' terms count by the command's own time (rule I1).
    let carl = w.member(acme, Assignment::of(Preset::Admin).from(t(60)));
    w.refuses(ada, leave(acme), "last_administrator");
    let dora = w.member(acme, Assignment::of(Preset::Basic));
    w.set_clock(t(60));
    w.ok(ada, leave(acme));
    w.set_clock(t(10));
    // Nobody is an administrator by this clock; what takes none away is accepted all the same.
    w.ok(Actor::System, assign(dora, acme, Assignment::of(Preset::Sender)));
    w.ok(Actor::System, remove(dora, acme));
    w.refuses(Actor::System, remove(carl, acme), "last_administrator");
}
