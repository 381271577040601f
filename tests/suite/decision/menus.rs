//! Which menus an access offers (rule D6): a level above None, or anything that is held, where the account has something of
//! the area to offer.

use proptest::prelude::*;
use sendright::testing::Question;
use sendright::{
    Access, Account, AccountId, Actor, Area, Assignment, Command, Directory, Level, Levels, Permission, PermissionSet,
    Preset, Principal, Selection,
};

use super::questions::asked;
use crate::support::catalogue::every_area;
use crate::support::commands::{close, deactivate, set_features, suspend};
use crate::support::properties::cases;
use crate::support::world::{World, account, own, subtree, t};

fn every(area: Area) -> PermissionSet {
    PermissionSet::ALL.iter().filter(|permission| permission.area() == area).collect()
}

fn access(world: &World, principal: impl Into<Principal>, account: AccountId) -> Access {
    world.directory.access(principal, account, world.now()).unwrap()
}

/// The areas of which the menu is offered; every person has their own details.
#[track_caller]
fn assert_shows(world: &World, user: impl Into<Principal>, account: AccountId, expected: &[Area]) {
    let shown: Vec<Area> = access(world, user, account).shown_areas().filter(|area| *area != Area::Profile).collect();
    assert_eq!(shown, expected);
}

/// The levels of a person's live membership in the account; none for a key.
fn levels(directory: &Directory, Question { principal, account, at, .. }: Question) -> Levels {
    let Principal::User(user) = principal else { return Levels::NONE };
    let mut there = directory.memberships(user).filter(|there| there.account() == account);
    let live = there.find(|there| there.assignment().is_live(at));
    live.map_or(Levels::NONE, |there| there.assignment().given_levels())
}

proptest! {
    #![proptest_config(cases(200))]

    /// The rule, word by word, for every area.
    #[test]
    fn d6_an_access_shows_what_is_held_or_has_a_level(asked in asked(8)) {
        let directory = asked.world().directory();
        for question in asked.parts() {
            let Ok(access) = directory.access(question.principal, question.account, question.at) else { continue };
            let levels = levels(directory, *question);
            let ceiling = directory.ceiling(question.account).unwrap();
            for area in every_area() {
                let held = every(area).iter().any(|permission| access.allows_own(permission));
                let offered = levels.level(area) > Level::None && ceiling.intersects(every(area));
                prop_assert_eq!(access.shows(area), held || offered, "{}", area);
            }
            let shown = every_area().into_iter().filter(|area| access.shows(*area)).collect::<Vec<_>>();
            prop_assert_eq!(access.shown_areas().collect::<Vec<_>>(), shown);
        }
    }
}

/// Every level of every area, and every way in which it may come to nothing.
#[test]
fn d6_every_level_shows_its_area_alone() {
    for area in every_area() {
        for level in [Level::Guest, Level::Editor, Level::Approver] {
            let (mut world, root, _) = World::with_root();
            let sub = world.sub(root);
            let given = Assignment::levels(Levels::NONE.with(area, level));
            let member = world.member(root, given.clone());
            let shown = |world: &World| access(world, member, root).shows(area);
            // Own details are everybody's.
            let expected: &[Area] = if area == Area::Profile { &[] } else { &[area] };
            assert_shows(&world, member, root, expected);
            assert!(world.directory.access(member, sub, world.now()).is_err(), "levels do not reach below (V6)");

            // A level shows its area also where all that it gives is withheld.
            let withheld = given.clone().withholding(every(area));
            let guest = world.member(root, withheld.clone());
            assert_shows(&world, guest, root, expected);
            let menu_only = world.member(root, given.clone().withholding(Selection::EVERYTHING));
            assert_shows(&world, menu_only, root, expected);
            // And to one who reaches down, but elsewhere.
            let (north, role) = (world.sub(root), world.role(root, subtree(Permission::SentView)));
            let abroad = world.member(north, Assignment::of(role));
            world.join(abroad, sub, given.withholding(Selection::EVERYTHING));
            assert_shows(&world, abroad, sub, expected);

            // The plan has nothing of the area; then a single permission, which need not be the member's.
            world.ok(Actor::System, set_features(root, PermissionSet::ALL - every(area)));
            assert_eq!(shown(&world), area == Area::Profile, "{area} {level}");
            for permission in every(area) {
                world.ok(Actor::System, set_features(root, permission));
                assert!(shown(&world), "{permission} is left of {area}");
            }
            world.ok(Actor::System, set_features(root, Selection::EVERYTHING));

            // A suspended account shows what it keeps something of, a closed one nothing.
            world.ok(Actor::System, suspend(root));
            let kept = world.directory.ceiling(root).unwrap().intersects(every(area));
            assert_eq!(shown(&world), kept || area == Area::Profile, "{area} {level}");
            world.ok(Actor::System, close(root));
            assert_eq!(shown(&world), area == Area::Profile, "{area} {level}");
        }
    }
}

/// Without a level, one permission on one's own data is enough, and its area alone is shown.
#[test]
fn d6_every_permission_shows_its_area_alone() {
    for permission in PermissionSet::ALL - PermissionSet::PROFILE_EDIT {
        let (mut world, root, _) = World::with_root();
        let user = world.holding(root, own(permission));
        assert_shows(&world, user, root, &[permission.area()]);
        let assignment = world.giving(root, account(permission)).withholding(permission);
        let withheld = world.member(root, assignment);
        assert_shows(&world, withheld, root, &[]);
        world.ok(Actor::System, set_features(root, PermissionSet::ALL - permission));
        assert_shows(&world, user, root, &[]);
    }
}

#[test]
fn d6_levels_show_for_as_long_as_they_are_live() {
    let (mut world, root, _) = World::with_root();
    let guest = || Assignment::levels(Levels::NONE.with(Area::Message, Level::Guest));
    let sub = world.sub(root);
    // Held below only from tomorrow on, and until then reached by a role from above.
    let user = world.member(root, Assignment::of(Preset::Basic));
    world.join(user, sub, guest().from(t(5)).until(t(8)));
    let above = world.member(root, guest().with_levels(Levels::NONE.with(Area::Form, Level::Guest)).until(t(8)));
    let role = world.role(root, subtree(Permission::SentView));
    let both = world.member(root, Assignment::of(role).with_levels(Levels::NONE.with(Area::Form, Level::Approver)));
    world.join(both, sub, guest().from(t(5)).until(t(8)));
    assert_shows(&world, above, root, &[Area::Form]);
    assert_shows(&world, both, sub, &[Area::Sent]);
    let before = access(&world, both, sub);
    assert_eq!(before.valid_until(), Some(t(5)), "when to ask again");
    world.set_clock(t(5));
    assert_shows(&world, user, sub, &[Area::Message]);
    assert_shows(&world, both, sub, &[Area::Message, Area::Sent]);
    assert!(!before.shows(Area::Message), "it answers for its instant");
    world.set_clock(t(8));
    assert_shows(&world, both, sub, &[Area::Sent]);
    assert_eq!(world.directory.access(above, root, t(8)).unwrap_err().code(), "expired");
    assert_eq!(world.directory.access(user, sub, t(8)).unwrap_err().code(), "expired");
}

/// A key has permissions and no levels: its own, not what its owner may see.
#[test]
fn d6_a_key_shows_what_it_holds() {
    let (mut world, root, administrator) = World::with_root();
    let everything = every_area().into_iter().fold(Levels::NONE, |levels, area| levels.with(area, Level::Approver));
    let owner = world.member(root, Assignment::levels(everything));
    assert_eq!(access(&world, owner, root).shown_areas().count(), every_area().len());
    let key = world.key(owner, root, Permission::SentView | Permission::SmsSend);
    assert_eq!(access(&world, key, root).shown_areas().collect::<Vec<_>>(), [Area::Sms, Area::Sent]);
    let empty = world.key(owner, root, PermissionSet::EMPTY);
    assert_eq!(access(&world, empty, root).shown_areas().count(), 0);

    let of_the_account = world.id();
    let create = Command::CreateAccountKey {
        key: of_the_account,
        account: root,
        subtree: true,
        name: "Key".parse().unwrap(),
        cap: Permission::SmsSend.into(),
        until: None,
    };
    world.ok(administrator, create);
    let sub = world.sub(root);
    for place in [root, sub] {
        assert_eq!(access(&world, of_the_account, place).shown_areas().collect::<Vec<_>>(), [Area::Sms]);
    }
    world.ok(Actor::System, suspend(root));
    assert_eq!(access(&world, of_the_account, root).shown_areas().count(), 0);
    world.ok(Actor::System, deactivate(owner));
    assert_eq!(world.directory.access(owner, root, world.now()).unwrap_err().code(), "user_deactivated");
}

/// An administrator serves an account below with what is held there, whatever levels the membership above has.
#[test]
fn d6_from_above_only_what_is_held_is_shown() {
    let (mut world, root, administrator) = World::with_root();
    let sub = world.sub(root);
    for place in [root, sub] {
        let shown: Vec<Area> = access(&world, administrator, place).shown_areas().collect();
        assert_eq!(shown, every_area(), "Admin holds something everywhere");
    }
    // A membership above reaches the account by its role, and its levels stay where they are.
    let role = world.role(root, subtree(Permission::SentView));
    let auditor = Assignment::of(role).with_levels(Levels::NONE.with(Area::Form, Level::Approver));
    let auditor = world.member(root, auditor);
    assert_shows(&world, auditor, root, &[Area::Sent, Area::Form]);
    assert_shows(&world, auditor, sub, &[Area::Sent]);
    let deepest = (0..Account::MAX_DEPTH).fold(root, |parent, _| world.sub(parent));
    assert!(access(&world, administrator, deepest).shows(Area::Subaccount), "`subaccount.view` is left");
}
