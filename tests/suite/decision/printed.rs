//! What a test prints of a question, an answer and a directory, and that a proof is a value.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hash};

use sendright::testing::{World, account, user};
use sendright::{Permission, Preset, Proof, Request};

sendright::rights! {
    Send = SmsSend;
    Launch = SmsLaunch;
}

fn world() -> World {
    World::new().account("acme").member("bob", Preset::Sender)
}

#[test]
fn a_question_without_a_time_is_printed_without_one() {
    let (draft, now) = (Request::new(user("bob"), Permission::SmsSend, account("acme")), world().now());
    let printed = format!("{draft:?}");
    assert!(printed.starts_with("RequestDraft { principal: ") && printed.contains("sms.send"), "{printed}");
    let asked = format!("{:?}", draft.at(now));
    assert_eq!(printed.replace("RequestDraft", "Request").replace(" }", &format!(", at: {now:?} }}")), asked);
}

/// A directory may have a million records, so it is printed by its revision.
#[test]
fn a_directory_and_its_snapshot_are_printed_by_their_revision() {
    let world = world();
    let directory = world.directory();
    assert_eq!(format!("{directory:?}"), "Directory { revision: 2, .. }");
    #[cfg(feature = "serde")]
    assert_eq!(format!("{:?}", directory.snapshot_ref()), "SnapshotRef { revision: 2, .. }");
}

/// The marker of a proof has no traits, and asks for none.
#[test]
fn d5_a_proof_is_a_value() {
    let world = world();
    let ask = |at| {
        let request = Request::new(user("bob"), Permission::SmsSend, account("acme")).at(at);
        world.directory().authorize_as::<Send>(&request).unwrap()
    };
    let (proof, later) = (ask(world.now()), ask(world.now() + chrono::Duration::hours(1)));
    let copy = Clone::clone(&proof);
    assert!(copy == proof && later != proof);
    assert_eq!(HashSet::from([proof, copy, later]).len(), 2);
    // What it proves is read through it.
    assert_eq!((proof.user(), proof.account()), (Some(user("bob")), account("acme")));
    let printed = format!("{:?}", proof.authorized());
    assert!(printed.contains("sms.send") && printed.ends_with(", revision: 2 }"), "{printed}");
    assert_eq!(format!("{proof:?}"), format!("Proof({printed})"));
}

/// Many proofs can be kept in one table, typed or not: they are found by what differs.
#[test]
fn d5_proofs_of_different_requests_have_different_hashes() {
    fn hash(proof: impl Hash) -> u64 {
        BuildHasherDefault::<DefaultHasher>::default().hash_one(proof)
    }
    let world = world();
    let request = Request::new(user("bob"), Permission::SmsSend, account("acme"));
    let [one, other] = [request, request.own()].map(|request| request.at(world.now()));
    let [one, other] = [one, other].map(|request| world.directory().authorize_as::<Send>(&request).unwrap());
    assert_ne!(hash(one), hash(other));
    assert_ne!(hash(one.authorized()), hash(other.authorized()));
}

#[test]
fn d5_a_proof_of_something_else_says_what_it_lacks() {
    let world = world();
    let request = Request::new(user("bob"), Permission::SmsSend, account("acme")).at(world.now());
    let error = Proof::<Launch>::try_from(world.directory().authorize(&request).unwrap()).unwrap_err();
    assert_eq!(error.lacks(), Permission::SmsLaunch.into());
    assert_eq!(error.to_string(), "the proof is of `sms.send`, and lacks `sms.launch`: ask for that");
}
