//! The builder of fixtures: what it makes, what it prints, and what it refuses.

use std::panic::{AssertUnwindSafe, catch_unwind};

use sendright::testing::{KeyTerms, MILLI, World, account, day, invitation, key, now, role, user};
use sendright::{
    AccountStatus, Actor, Area, Assignment, Billing, Command, Directory, EmailPolicy, Grants, Level, Levels,
    Permission, PermissionSet, Preset, Request, Scope, Selection,
};

/// Without white space, which lines have where programs have none.
fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The world prints the very lines that make it.
macro_rules! prints_itself {
    ($($name:ident: $world:expr;)*) => {$(
        #[test]
        fn $name() {
            let world: World = $world;
            assert_eq!(bare(&format!("{world:?}")), bare(stringify!($world)), "{world:?}");
            assert!(Directory::replay(world.changes().iter().cloned()).unwrap() == *world.directory());
        }
    )*};
}

prints_itself! {
    an_empty_world: World::new();
    accounts: World::new().account("acme").sub("shop").within("acme").sub("kiosk").account_for("globex", "zoe");
    members: World::new()
        .account("acme")
        .member("bob", Preset::Basic)
        .member("cleo", Assignment::of(Preset::Sender).until(day(-1)))
        .member("dan", Assignment::of(Preset::Template).and(Preset::Sender).from(day(1)).until(day(30) - MILLI))
        .member("eve", Assignment::levels(Levels::NONE.with(Area::Sms, Level::Editor)))
        .member("finn", Assignment::of(Preset::Regular).with_levels(Levels::NONE.with(Area::Sent, Level::Guest)))
        .member("gus", Assignment::of(Preset::Admin).withholding(Permission::SmsSend | Permission::SmsLaunch))
        .member("hal", Assignment::of(Preset::Admin).withholding(Selection::all_but(Permission::SmsView)).until(now() + MILLI));
    a_role: World::new()
        .account("acme")
        .role(
            "clerk",
            Grants::NONE.with(Permission::ContactView, Scope::Account).with(Permission::SmsSend, Scope::Own)
        )
        .sub("shop")
        .member("bob", role("clerk"))
        .member("cleo", Assignment::of(Preset::Basic).and(role("clerk")));
    keys: World::new()
        .account("acme")
        .member("bob", Preset::Admin)
        .key("ci", "bob", Permission::SmsSend)
        .key("bot", "bob", KeyTerms::of(PermissionSet::ALL).below().until(day(7)))
        .assign("bob", Preset::Basic)
        .account_key("nightly", PermissionSet::ALL - Permission::SmsSend)
        .account_key("reports", Permission::SmsView | Permission::SentView)
        .revoked("ci");
    people_who_are_gone: World::new()
        .account("acme")
        .member("bob", Preset::Basic)
        .member("cleo", Preset::Basic)
        .member("dan", Preset::Basic)
        .deactivated("bob")
        .deleted("cleo")
        .removed("dan");
    invitations: World::new()
        .account("acme")
        .invitation("eve", Preset::Sender)
        .expired_invitation("finn", Preset::Sender);
    accounts_in_trouble: World::new()
        .account("acme")
        .billing(Billing::Postpaid)
        .features(Selection::all_but(Permission::VoiceSend))
        .email_policy(EmailPolicy::corporate("example.org").unwrap().and_with_subdomains("acme.example").unwrap())
        .sub("shop")
        .suspended()
        .within("acme")
        .sub("kiosk")
        .closed();
    policies: World::new()
        .account("acme")
        .email_policy(EmailPolicy::NO_FREE_MAIL.also_refusing("rival.example").unwrap())
        .account("globex")
        .email_policy(EmailPolicy::corporate("globex.example").unwrap())
        .email_policy(EmailPolicy::ANY);
    a_story: World::new().account("acme").on(day(-3)).member("bob", Preset::Basic).on(now()).removed("bob");
    any_command: World::new()
        .account("acme")
        .sub("shop")
        .given(Actor::System, Command::SuspendAccount { account: account("shop") });
}

#[test]
fn a_world_of_another_time_prints_its_instants() {
    let at = day(3) + MILLI;
    let world = World::at(at).account("acme").member("bob", Assignment::of(Preset::Basic).until(at));
    let lines = "World::at(\"2030-01-04T00:00:00.001+00:00\".parse().unwrap())\n    .account(\"acme\")\n    \
                 .member(\"bob\", Assignment::of(Preset::Basic).until(\"2030-01-04T00:00:00.001+00:00\".parse().unwrap()))";
    assert_eq!(format!("{world:?}"), lines);
    assert_eq!("2030-01-04T00:00:00.001+00:00".parse(), Ok(at));
}

#[test]
fn each_state_of_a_member_is_made_in_a_line() {
    let world = World::new()
        .account("acme")
        .member("now", Preset::Sender)
        .member("ended", Assignment::of(Preset::Sender).until(now()))
        .member("later", Assignment::of(Preset::Sender).from(now() + MILLI))
        .member("off", Preset::Sender)
        .deactivated("off")
        .member("deleted", Preset::Sender)
        .deleted("deleted")
        .member("removed", Preset::Sender)
        .removed("removed")
        .member("own", Preset::Regular)
        .member("maker", Preset::Admin)
        .key("dead", "maker", PermissionSet::ALL)
        .revoked("dead")
        .key("narrow", "maker", Permission::SmsView)
        .account_key("over", KeyTerms::of(PermissionSet::ALL).until(day(-1)))
        .sub("shop")
        .suspended()
        .within("acme")
        .sub("kiosk")
        .closed()
        .within("acme")
        .sub("stall")
        .features(Selection::all_but(Permission::SmsSend));
    let asked = |request: sendright::RequestDraft| {
        world.directory().authorize(&request.at(world.now())).map_or_else(|denial| denial.code(), |_| "allowed")
    };
    let sends = |name: &str| asked(Request::new(user(name), Permission::SmsSend, account("acme")));
    let states = [
        ("now", "allowed"),
        ("ended", "expired"),
        ("later", "not_yet_valid"),
        ("off", "user_deactivated"),
        ("deleted", "no_access"),
        ("removed", "no_access"),
        ("nobody", "no_access"),
        ("own", "lesser_scope"),
    ];
    for (name, code) in states {
        assert_eq!(sends(name), code, "{name}");
    }
    for (name, code) in [("dead", "key_revoked"), ("narrow", "missing"), ("over", "expired"), ("none", "no_access")] {
        assert_eq!(asked(Request::new(key(name), Permission::SmsSend, account("acme"))), code, "{name}");
    }
    for (at, code) in [("shop", "account_suspended"), ("kiosk", "account_closed"), ("stall", "ceiling")] {
        assert_eq!(asked(Request::new(user("acme-admin"), Permission::SmsSend, account(at))), code, "{at}");
    }
    assert_eq!(world.directory().status(account("kiosk")), Some(AccountStatus::Closed));
}

type Made = fn() -> World;

#[test]
fn what_a_directory_refuses_is_no_fixture() {
    let refused = |made: Made| {
        let panic = catch_unwind(AssertUnwindSafe(made)).map(|world| format!("{world:?}")).unwrap_err();
        panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string))
            .unwrap()
    };
    let cases: [(Made, &str); 8] = [
        (
            || World::new().account("acme").member("bob", Preset::Basic).member("bob", Preset::Sender),
            "`.member(\"bob\", Preset::Sender)` is refused: user bob is already a member of account acme: change the \
             assignment instead\nWorld::new()\n    .account(\"acme\")\n    .member(\"bob\", Preset::Basic)",
        ),
        (|| World::new().member("bob", Preset::Basic), "there is no account yet: a world begins with `.account(…)`"),
        (
            || World::new().account("acme").sub("shop").within("shpo"),
            "there is no account `shpo` in this world; there are: acme, shop",
        ),
        (
            || World::new().account("acme").member("bob", Preset::Basic).key("ci", "bob", Permission::SmsSend),
            "`.key(\"ci\", \"bob\", Permission::SmsSend)` is refused: not permitted: `integration.api` is missing",
        ),
        (
            || World::new().account("acme").member("bob", Assignment::of(Preset::Basic).until(day(-400))),
            "`.member(\"bob\", Assignment::of(Preset::Basic).until(day(-400)))` is refused: no time is left",
        ),
        (|| World::new().account("acme").deactivated("acme-admin"), "`.deactivated(\"acme-admin\")` is refused"),
        (|| World::new().account(""), "`` can't be a name in a world: "),
        (|| World::new().account("acme").member("bob@", Preset::Basic), "there is no address for `bob@` in a world: "),
    ];
    for (made, message) in cases {
        let said = refused(made);
        assert!(said.starts_with(message), "{said}\n{message}");
    }
}

#[test]
fn a_misspelt_name_is_a_stranger_or_an_error_as_one_asks() {
    let world = World::new().account("acme").member("bob", Preset::Basic).invitation("eve", Preset::Basic);
    assert_eq!(world.user_id("bob"), user("bob"));
    assert_eq!(world.invitation_id("eve", "acme"), invitation("eve", "acme"));
    assert!(world.directory().user(user("bbo")).is_none());
    let asked = catch_unwind(AssertUnwindSafe(|| world.user_id("bbo"))).unwrap_err();
    let said = asked.downcast_ref::<String>().unwrap();
    assert_eq!(said, "there is no user `bbo` in this world; there are: acme-admin, bob");
    let ids: [fn(&World) -> uuid::Uuid; 4] = [
        |world| world.account_id("x").uuid(),
        |world| world.role_id("x").uuid(),
        |world| world.key_id("x").uuid(),
        |world| world.invitation_id("bob", "acme").uuid(),
    ];
    for id in ids {
        assert!(catch_unwind(AssertUnwindSafe(|| id(&world))).is_err());
    }
}

#[test]
fn an_account_that_a_command_opened_has_its_name() {
    let open = Command::OpenSubaccount {
        account: account("shop"),
        parent: account("acme"),
        name: "The shop".parse().unwrap(),
    };
    let world =
        World::new().account("acme").given(user("acme-admin"), open).within("shop").member("bob", Preset::Basic);
    assert!(world.directory().membership(user("bob"), world.account_id("shop")).is_some());
}

/// Whoever made it, by a method or by a command of the test's own, and whether it is still there.
#[test]
fn a_world_tells_all_that_it_made_in_order_and_once() {
    let accept = Command::AcceptInvitation {
        invitation: invitation("eve", "shop"),
        email: World::email("eve"),
        name: "Eve".parse().unwrap(),
        phone: None,
    };
    let open =
        Command::OpenSubaccount { account: account("kiosk"), parent: account("acme"), name: "K".parse().unwrap() };
    let world = World::new()
        .account("acme")
        .role("clerk", Grants::NONE.with(Permission::SmsView, Scope::Account))
        .key("ci", "acme-admin", Permission::SmsView)
        .member("bob", Preset::Basic)
        .sub("shop")
        .member("bob", Preset::Basic)
        .account_key("nightly", Permission::SmsView)
        .invitation("eve", Preset::Basic)
        .invitation("finn", Preset::Basic)
        .given(user("eve"), accept)
        .given(Actor::System, open)
        .closed()
        .account_for("globex", "zoe")
        .deleted("bob")
        .revoked("ci");
    assert_eq!(world.accounts(), ["acme", "shop", "kiosk", "globex"].map(account));
    assert_eq!(world.users(), ["acme-admin", "bob", "eve", "zoe"].map(user));
    assert_eq!(world.roles(), [role("clerk")]);
    assert_eq!(world.keys(), ["ci", "nightly"].map(key));
    assert_eq!(world.invitations(), ["eve", "finn"].map(|person| invitation(person, "shop")));
    assert!(World::new().accounts().is_empty());
}

#[test]
fn ids_of_names_differ_by_kind_and_by_name() {
    let names = ["acme", "acm", "e", "", "acme-admin", "a", "me"];
    let mut ids: Vec<_> = names
        .iter()
        .flat_map(|name| [account(name).uuid(), user(name).uuid(), role(name).uuid(), key(name).uuid()])
        .chain(names.iter().flat_map(|one| names.iter().map(move |other| invitation(one, other).uuid())))
        .collect();
    let number = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), number);
    assert!(ids.iter().all(|id| id.get_version_num() == 8 && id.get_variant() == uuid::Variant::RFC4122));
}

#[test]
fn a_fixture_is_the_same_each_time() {
    let made = || World::new().account("acme").sub("shop").member("bob", Preset::Basic);
    assert!(made().directory() == made().directory());
    assert_eq!(made().changes(), made().changes());
}
