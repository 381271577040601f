//! Size: what is stored grows with what there is, and huge input is refused, or taken for what it is (rule I7).

use sendright::{Actor, Assignment, Change, Directory, Preset, Snapshot};
use serde_json::json;

use super::every_command::{ACME, ADA, EVE, account, add_user, minute, open_account, user};
use super::hostile_snapshots::{replay, restore, snapshot};
use crate::support::stamp::stamp;

/// A directory with so many members beside its administrator.
fn crowd(members: u128) -> (Directory, Vec<Change>) {
    let mut directory = Directory::new();
    let open = open_account(ACME, ADA, "ada@acme.example");
    let mut changes = vec![directory.execute(Actor::System, open, stamp(&directory, minute(0))).unwrap()];
    for number in 1..=members {
        let command = add_user(1_000_000 + number, ACME, &format!("user{number:08}"), Assignment::of(Preset::Basic));
        changes.push(directory.execute(Actor::System, command, stamp(&directory, minute(1))).unwrap());
    }
    (directory, changes)
}

#[test]
fn i7_what_is_stored_grows_with_the_members_and_no_faster() {
    let sizes = [0, 1_000, 2_000, 4_000].map(sizes);
    let near = |a: usize, b: usize| a.abs_diff(b) * 50 < b;
    for format in 0..FORMATS {
        let [none, one, two, four] = sizes.map(|sizes| sizes[format]);
        let (first, second, third) = (one - none, two - one, four - two);
        assert!(near(second, first) && near(third, 2 * second), "format {format}: {first}, {second}, {third}");
    }
}

const FORMATS: usize = 4;

/// How many bytes the snapshot and the changes of a crowd take, in JSON and in a compact format.
fn sizes(members: u128) -> [usize; FORMATS] {
    let (directory, changes) = crowd(members);
    let snapshot = directory.snapshot();
    assert_eq!(Directory::restore(snapshot.clone()).unwrap(), directory);
    assert_eq!(Directory::replay(changes.clone()).unwrap(), directory);
    [
        serde_json::to_vec(&snapshot).unwrap().len(),
        postcard::to_allocvec(&snapshot).unwrap().len(),
        serde_json::to_vec(&changes).unwrap().len(),
        postcard::to_allocvec(&changes).unwrap().len(),
    ]
}

#[test]
fn i7_a_large_directory_is_restored_and_replayed() {
    let (directory, changes) = crowd(30_000);
    let compact = postcard::to_allocvec(&directory.snapshot()).unwrap();
    let restored = Directory::restore(postcard::from_bytes(&compact).unwrap()).unwrap();
    assert_eq!(restored.members(account(ACME)).count(), 30_001);
    assert_eq!(restored.revision(), 30_001);
    assert_eq!(Directory::replay(changes).unwrap().members(account(ACME)).count(), 30_001);
}

/// A list that claims more than follows is refused before anything is made ready for it.
#[test]
fn i7_a_length_that_lies_costs_nothing() {
    let endless = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let directory = Directory::new();
    // Format, revision, no time, no latest time; then seven lists and those of the ids that are gone, all of them empty.
    let empty = postcard::to_allocvec(&directory.snapshot()).unwrap();
    assert_eq!(empty, [&[2][..], &[0; 3], &[0; 7], &[0; 4]].concat());
    for place in 4..empty.len() {
        let spoilt = [&empty[..place], &endless, &empty[place + 1..]].concat();
        assert!(postcard::from_bytes::<Snapshot>(&spoilt).is_err(), "the length at {place}");
    }
    assert!(postcard::from_bytes::<Vec<Change>>(&endless).is_err());
}

/// A large text is refused, and not repeated in the message.
#[test]
fn i7_a_huge_text_is_refused_with_a_short_message() {
    let huge = "x".repeat(1 << 20);
    let fields = [("email", format!("{huge}@acme.example")), ("name", huge.clone()), ("phone", huge.clone())];
    for (field, text) in fields {
        let mut spoilt = snapshot();
        spoilt["users"][0][field] = json!(text);
        let error = restore(spoilt).unwrap_err();
        assert!(error.len() < 300, "{field}: {} bytes of message", error.len());
    }
    let fields = [
        ("users", "/id"),
        ("invitations", "/expires"),
        ("accounts", "/features"),
        ("api_keys", "/cap"),
        ("memberships", "/assignment/levels"),
        ("memberships", "/assignment/withheld"),
        ("roles", "/grants"),
    ];
    for (list, field) in fields {
        let mut spoilt = snapshot();
        *spoilt[list][0].pointer_mut(field).unwrap() = json!(huge);
        let error = restore(spoilt).unwrap_err();
        assert!(error.len() < 300, "{field}: {} bytes of message", error.len());
    }
    let deep = format!("{}{}", "[".repeat(1 << 20), "]".repeat(1 << 20));
    assert!(serde_json::from_str::<Snapshot>(&format!(r#"{{"v": 2, "revision": {deep}}}"#)).is_err());
    assert!(serde_json::from_str::<Snapshot>(&deep).is_err());
}

/// The same thing said over and over is said once, or refused.
#[test]
fn i7_repetition_adds_nothing() {
    let mut repeated = snapshot();
    let members = repeated["memberships"].as_array_mut().unwrap();
    let eve = members.iter_mut().find(|member| member["user"] == user(EVE).to_string().as_str()).unwrap();
    eve["assignment"]["roles"] = json!(vec!["standard"; 100_000]);
    assert_eq!(restore(repeated).unwrap(), super::every_command::directory());

    let mut repeated = snapshot();
    let gone = repeated["gone"]["users"].as_array_mut().unwrap();
    gone.extend(vec![gone[0].clone(); 100_000]);
    assert_eq!(restore(repeated).unwrap(), super::every_command::directory());

    let mut repeated = snapshot();
    repeated["roles"][0]["grants"] = json!({"own": vec!["sms.send"; 100_000]});
    assert!(restore(repeated).unwrap_err().contains("`sms.send` is listed twice: list it once"));

    let change = serde_json::to_value(&super::every_command::changes()[0]).unwrap();
    assert_eq!(replay(vec![change; 10_000]).unwrap_err(), "the next change must have revision 2, not 1");
}
