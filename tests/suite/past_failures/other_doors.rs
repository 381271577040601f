//! What was closed at one door and open at another: an addition beside an edit, a renewal beside an invitation, a membership below
//! beside one there.

use sendright::history::{History, HistoryEntry};
use sendright::testing::{KeyTerms, World, account, day, invitation, key, role, user};
use sendright::{
    Actor, Assignment, ChangeId, Command, EmailPolicy, Grants, InvitationId, Permission, Preset, Request, Scope, Stamp,
    UserId,
};
use uuid::Uuid;

fn stamp(at: chrono::DateTime<chrono::Utc>) -> Stamp {
    Stamp::new(at, ChangeId::from(Uuid::from_u128(7)))
}

fn phone() -> sendright::Phone {
    "+4930901820".parse().unwrap()
}

/// Somebody new, added in North.
fn added(name: &str, on_behalf_of: Option<UserId>, phone: Option<sendright::Phone>) -> Command {
    Command::AddUser {
        user: user(name),
        account: account("north"),
        email: World::email(name),
        name: name.parse().unwrap(),
        phone,
        assignment: Assignment::of(Preset::Basic),
        on_behalf_of,
    }
}

/// Mallory administers a sub-account, and writes down her own number for somebody whom the root's administrator has invited. She
/// could sign in as them, and accept.
#[test]
fn e1_c8_security_01_17_33_a_number_of_a_new_user_ends_what_others_promised_them() {
    let world = World::new().account("acme").invitation("xavier", Preset::Admin).sub("north");
    let world = world.member("mallory", Preset::Admin).invitation("yves", Preset::Basic);
    let promised = |world: &World| world.directory().invitation(invitation("xavier", "acme")).is_some();
    let mallory = Some(user("mallory"));

    // In two steps the promise ends, and in one.
    let without = world.clone().given(Actor::System, added("xavier", mallory, None));
    assert!(promised(&without), "there is no way in but the address");
    let edit = Command::EditUser {
        user: user("xavier"),
        name: "xavier".parse().unwrap(),
        phone: Some(phone()),
        replaces: None,
    };
    assert!(!promised(&without.given(user("mallory"), edit)));
    let added_with = world.clone().given(Actor::System, added("xavier", mallory, Some(phone())));
    assert!(!promised(&added_with));
    assert!(added_with.directory().invitation(invitation("yves", "north")).is_some(), "it is to somebody else");

    // What the operator knows is no way in of a member's.
    assert!(promised(&world.clone().given(Actor::System, added("xavier", None, Some(phone())))));

    // A user who is there keeps their number, so nobody comes in by another.
    let there = world.within("acme").member("zoe", Preset::Basic).sub("south").invitation("zoe", Preset::Admin);
    let zoe = there.given(Actor::System, added("zoe", mallory, Some(phone())));
    assert!(zoe.directory().invitation(invitation("zoe", "south")).is_some());
    assert_eq!(zoe.directory().user(user("zoe")).unwrap().phone(), None);
}

/// Bob's membership in North has ended, and with it his key there, for the accounts below, too. He joins one of those.
#[test]
fn g5_security_26_joining_below_wakes_no_key_up() {
    let keys = |world: World| {
        world.key("below", "bob", KeyTerms::of(Permission::SmsSend).below()).key(
            "north alone",
            "bob",
            Permission::SmsSend,
        )
    };
    let ended =
        keys(World::new().account("acme").sub("north").member("bob", Assignment::of(Preset::Admin).until(day(-30))));
    let ended = ended.sub("stall").within("north").sub("shop").on(day(-20));
    let sends = |world: &World, place: &str| {
        let request = Request::new(key("below"), Permission::SmsSend, account(place)).at(day(-10));
        world.directory().authorize(&request).is_ok()
    };
    assert!(!sends(&ended, "stall") && ended.directory().api_key(key("below")).is_some(), "it sleeps");

    for (how, world) in [
        ("joining", ended.clone().within("stall").member("bob", Preset::Sender)),
        ("another assignment", {
            let later = ended.clone().within("stall").member("bob", Assignment::of(Preset::Sender).from(day(100)));
            later.assign("bob", Preset::Sender)
        }),
    ] {
        assert!(!sends(&world, "stall"), "{how}");
        assert!(world.directory().api_key(key("below")).is_none(), "{how}");
        assert!(world.directory().api_key(key("north alone")).is_some(), "{how}: it reaches nothing below");
    }

    // A key that is in use in one account below is not asleep, and works in another that its owner joins.
    let used = ended.within("shop").member("bob", Assignment::of(Preset::Sender).from(day(100)));
    assert!(used.directory().api_key(key("below")).is_none(), "what begins later wakes it no less");
    let live = World::new().account("acme").sub("north").member("bob", Assignment::of(Preset::Admin).until(day(-30)));
    let live = keys(live.sub("shop").member("bob", Preset::Sender).within("north")).sub("stall").on(day(-20));
    assert!(sends(&live, "shop") && !sends(&live, "stall"));
    let live = live.member("bob", Preset::Sender);
    assert!(sends(&live, "shop") && sends(&live, "stall"));
}

/// A renewal is asked what an invitation is.
#[test]
fn c7_i6_security_17_30_nobody_is_invited_again_into_a_dead_end() {
    let renewed = |world: &World, id: InvitationId, by: Actor| {
        let renew = Command::RenewInvitation { invitation: id, expires: day(30) };
        world.directory().plan(by, &renew, stamp(world.now())).map_or_else(|refusal| refusal.code(), |_| "accepted")
    };
    let admin = Actor::from(user("acme-admin"));
    let away = World::new().account("acme").member("bob", Preset::Basic).sub("north").invitation("bob", Preset::Basic);
    let away = away.member("nora", Preset::Admin);
    assert_eq!(renewed(&away, invitation("bob", "north"), admin), "accepted");
    let away = away.deactivated("bob");
    assert_eq!(renewed(&away, invitation("bob", "north"), admin), "user_deactivated");
    // Whoever may not know of Bob is not told.
    assert_eq!(renewed(&away, invitation("bob", "north"), user("nora").into()), "accepted");

    let policy = World::new().account("acme").member("kim@gmail.com", Preset::Basic);
    let policy =
        policy.invitation("eve@gmail.com", Preset::Basic).sub("north").invitation("kim@gmail.com", Preset::Basic);
    let eve = invitation("eve@gmail.com", "acme");
    assert_eq!(renewed(&policy, eve, admin), "accepted");
    let policy = policy.within("acme").email_policy(EmailPolicy::NO_FREE_MAIL);
    assert_eq!(renewed(&policy, eve, admin), "email_policy");
    assert_eq!(renewed(&policy, eve, Actor::System), "email_policy");
    assert_eq!(renewed(&policy, invitation("kim@gmail.com", "north"), admin), "accepted", "she is there");
}

/// Ada administers the root, and has a key and an invitation in North. Nora invites there, and may take neither from her; but she
/// has Ada added for an hour, and then once more, by which the membership that has ended is removed.
#[test]
fn c6_e2_security_04_32_whoever_is_added_on_behalf_loses_nothing_to_a_lesser_member() {
    let world = World::new().account("acme").member("ada", Preset::Admin).sub("north");
    let rights =
        Permission::UserInvite | Permission::UserDeactivate | Permission::IntegrationKeys | Permission::SentView;
    let world = world
        .key("ada's", "ada", KeyTerms::of(Permission::SmsSend))
        .role("clerk", Grants::of(rights, Scope::Account))
        .member("nora", role("clerk"));
    let world = world.role("viewer", Grants::of(Permission::SentView.into(), Scope::Account));
    let adding = |name: &str, until: i32, on_behalf_of: Option<UserId>| Command::AddUser {
        user: user(name),
        account: account("north"),
        email: World::email(name),
        name: name.parse().unwrap(),
        phone: None,
        assignment: Assignment::of(role("viewer")).until(day(until)),
        on_behalf_of,
    };
    let add = |name: &str, until: i32| adding(name, until, Some(user("nora")));
    let planned = |world: &World, actor: Actor, command: &Command, at: i32| {
        world.directory().plan(actor, command, stamp(day(at))).map_or_else(|refusal| refusal.code(), |_| "accepted")
    };
    let nora = Actor::from(user("nora"));
    assert_eq!(planned(&world, nora, &Command::RevokeApiKey { key: key("ada's") }, 0), "uncovered");
    let once = world.clone().given(Actor::System, add("ada", -100));
    assert_eq!(planned(&once, Actor::System, &add("ada", -100), -200), "already_so", "a retry");
    assert_eq!(planned(&once, Actor::System, &add("ada", 3), -200), "already_member");

    // It is over, and her key works by her membership in the root.
    let request = Request::new(key("ada's"), Permission::SmsSend, account("north")).at(day(0));
    assert!(once.directory().authorize(&request).is_ok());
    let remove = Command::RemoveMember { user: user("ada"), account: account("north") };
    assert_eq!(planned(&once, nora, &remove, 0), "uncovered");
    assert_eq!(planned(&once, Actor::System, &add("ada", 3), 0), "uncovered");

    // Who holds nothing more there is added again, and the operator adds anybody.
    assert_eq!(planned(&once, Actor::System, &adding("ada", 3, None), 0), "accepted");
    let yves = world.given(Actor::System, add("yves", -100));
    assert_eq!(planned(&yves, Actor::System, &add("yves", 3), 0), "accepted");
}

/// Bob's key for North and below is in use in the shop, until that is closed for good. What can do nothing any more does not come
/// back where Bob joins later.
#[test]
fn g5_security_26_a_key_that_is_used_in_a_closed_account_alone_does_not_wake_up() {
    let world = World::new().account("acme").sub("north").member("bob", Assignment::of(Preset::Admin).until(day(-30)));
    let world = world.key("below", "bob", KeyTerms::of(Permission::SmsSend).below());
    let world = world.sub("shop").member("bob", Preset::Sender).within("north").sub("stall").on(day(-20));
    let sends = |world: &World, place: &str| {
        let request = Request::new(key("below"), Permission::SmsSend, account(place)).at(day(-10));
        world.directory().authorize(&request).is_ok()
    };
    assert!(sends(&world, "shop"));
    let joined = |world: &World| world.clone().within("stall").member("bob", Preset::Sender);
    assert!(sends(&joined(&world), "stall"), "it is in use");
    let closed = world.given(Actor::System, Command::CloseAccount { account: account("shop") });
    assert!(["acme", "north", "shop", "stall"].iter().all(|place| !sends(&closed, place)));
    let joined = joined(&closed);
    assert!(!sends(&joined, "stall") && joined.directory().api_key(key("below")).is_none());
}

/// The entry of a change that is made before it is committed, and stored with it, is the one that a history makes. It is tried out
/// on what it touches: whether a key above is in use depends on what its owner has elsewhere below.
#[test]
fn g5_an_entry_that_is_made_before_a_change_ends_the_keys_that_the_change_ends() {
    let same = |world: &World, actor: Actor, command: Command| {
        let mut directory = world.directory().clone();
        let change = directory.plan(actor, &command, stamp(world.now())).unwrap();
        let entry = HistoryEntry::of(&directory, &change).unwrap();
        let mut history = History::new();
        history.commit(&mut directory, change).unwrap();
        assert_eq!(entry.to_string(), history.entries()[0].to_string(), "{}", command.name());
        assert!([entry] == *history.entries(), "{}", command.name());
        directory.api_key(key("below")).is_some()
    };
    let adding = |place: &str| Command::AddUser {
        user: user("bob"),
        account: account(place),
        email: World::email("bob"),
        name: "bob".parse().unwrap(),
        phone: None,
        assignment: Assignment::of(Preset::Sender),
        on_behalf_of: None,
    };
    let world = World::new().account("acme").role("sends", Grants::of(Permission::SmsSend.into(), Scope::Account));
    let world = world.sub("north").member("bob", Assignment::of(Preset::Admin).until(day(-30)));
    let world = world.key("below", "bob", KeyTerms::of(Permission::SmsSend).below());
    let change_role = Command::ChangeRole {
        role: role("sends"),
        name: "sends".parse().unwrap(),
        grants: Grants::of(Permission::SmsEdit.into(), Scope::Account),
        replaces: None,
    };
    let assign = |assignment: Assignment| Command::Assign {
        user: user("bob"),
        account: account("stall"),
        assignment,
        replaces: None,
    };

    // In use in the shop, so that no joining ends it.
    let used = world.clone().sub("shop").member("bob", Preset::Sender).within("north").sub("stall");
    assert!(same(&used.clone().on(day(-20)), Actor::System, adding("stall")), "it is in use");
    let member = used.member("bob", role("sends")).on(day(-20));
    assert!(same(&member, Actor::System, assign(Preset::Basic.into())), "it is in use");
    assert!(same(&member, Actor::System, change_role.clone()), "it is in use");
    let two = world.clone().sub("shop").member("bob", Preset::Sender).within("north").sub("stall");
    let two = two.member("bob", Assignment::of(role("sends")).from(day(100))).on(day(-20));
    assert!(same(&two, Actor::System, assign(Preset::Basic.into())), "it is in use in the shop");

    // Asleep, as what is held below begins later: each ends it.
    let later = world.sub("stall").member("bob", Assignment::of(role("sends")).from(day(100))).on(day(-20));
    assert!(!same(&later, Actor::System, assign(Preset::Basic.into())));
    assert!(!same(&later, Actor::System, change_role));
    let later = later.within("north").sub("shop");
    assert!(!same(&later, Actor::System, adding("shop")));
}
