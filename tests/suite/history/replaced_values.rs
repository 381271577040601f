//! R1, C11: what a command says that it replaces is told as all else in it.

use sendright::commands::Assign;
use sendright::history::{History, HistoryQuery};
use sendright::testing::{World, account, role, user};
use sendright::{Actor, Assignment, Directory, Grants, PermissionSet, Preset, Scope};

/// Bob has a role of Acme in the shop, and gets another.
fn world() -> World {
    let grants = Grants::of(PermissionSet::SENT_VIEW, Scope::Account);
    let before = Assignment::of(role("auditor"));
    let assign = Assign::new(user("bob"), account("shop"), Preset::Sender.into()).replacing(before.clone());
    World::new()
        .account("acme")
        .role("auditor", grants)
        .sub("shop")
        .member("dan", Preset::Admin)
        .member("bob", before)
        .given(Actor::System, assign)
}

#[test]
fn r1_a_role_beyond_reach_is_not_told_as_what_was_replaced() {
    let world = world();
    let (mut directory, mut history) = (Directory::new(), History::new());
    for change in world.changes() {
        history.commit(&mut directory, change.clone()).unwrap();
    }
    let told = |reader| {
        let read = history.for_reader(user(reader), HistoryQuery::new(), &directory, world.now());
        let entry = read.last().unwrap();
        assert_eq!(entry.change(), world.changes().last().map(sendright::Change::id), "{reader}");
        format!("{entry:?}")
    };
    let id = role("auditor").uuid().to_string();
    assert!(told("acme-admin").contains(&id), "{}", told("acme-admin"));
    assert!(!told("dan").contains(&id), "{}", told("dan"));
}
