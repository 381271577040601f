//! R1 case by case: what the administrator of a sub-account reads of what happens there, above and beside it.

use sendright::history::{HistoryQuery, ReaderEntry, Seen, SeenActor};
use sendright::{
    Actor, Assignment, Command, Email, Grants, Permission, PermissionSet, Preset, Principal, Request, Scope, Selection,
};

use super::every_kind::{
    ACME, ADA, BOB, CLERK, DAN, KEY, NORTH, SALES, World, account, email, invitation, key, role, user,
};
use super::readers::everything;
use crate::support::commands::invite_until;

/// Who administers Sales alone.
const SUE: u128 = 15;

/// Acme with Sales and North below it, which are sisters. Ada administers Acme, Sue Sales, Bob is in both, Dan in North.
fn world() -> World {
    let mut world = World::new();
    for (id, name) in [(SALES, "Sales"), (NORTH, "North")] {
        let (account, name) = (account(id), name.parse().unwrap());
        world.does(user(ADA), Command::OpenSubaccount { account, parent: super::every_kind::account(ACME), name });
    }
    world.add(SUE, "Sue", SALES, Assignment::of(Preset::SubaccountAdmin));
    world.add(BOB, "Bob", ACME, Assignment::of(Preset::Basic));
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::Sender));
    world.add(DAN, "Dan", NORTH, Assignment::of(Preset::Sender));
    world
}

fn read(world: &World, reader: impl Into<Principal>) -> Vec<ReaderEntry> {
    world.history.for_reader(reader, HistoryQuery::new(), &world.directory, world.now).collect()
}

/// What is read of what happened after so many entries, without the times.
fn sentences(world: &World, reader: impl Into<Principal>, after: usize) -> Vec<String> {
    let since = world.history.entries().get(after).map(sendright::history::HistoryEntry::at);
    let entries = read(world, reader).into_iter().filter(|entry| since.is_some_and(|since| entry.at() >= since));
    entries.map(|entry| entry.brief().to_string().split_once(": ").unwrap().1.to_owned()).collect()
}

/// What Sue reads of one command.
#[track_caller]
fn sue_reads(world: &mut World, actor: impl Into<Actor>, command: Command) -> Vec<String> {
    let before = world.history.entries().len();
    world.does(actor, command);
    sentences(world, user(SUE), before)
}

#[test]
fn security_37_the_administrator_of_a_sub_account_reads_nothing_of_what_happens_above_or_beside_it() {
    let mut world = world();
    let begun = world.history.entries().len();
    let assignment = Assignment::of(Preset::Basic);
    let expires = world.now + chrono::Duration::days(90);
    world.does(
        user(ADA),
        Command::RenameAccount { account: account(ACME), name: "Acme SE".parse().unwrap(), replaces: None },
    );
    world.does(user(ADA), invite_until(invitation(41), account(ACME), &email("eve"), assignment, expires));
    world.does(
        user(ADA),
        Command::EditUser { user: user(DAN), name: "Daniel".parse().unwrap(), phone: None, replaces: None },
    );
    world.does(
        user(ADA),
        Command::Assign {
            user: user(BOB),
            account: account(ACME),
            assignment: Assignment::of(Preset::Regular),
            replaces: None,
        },
    );
    world.uses(user(ADA), Permission::SmsLaunch, ACME, 0, "campaign 1");
    world.uses(user(DAN), Permission::SmsLaunch, NORTH, 0, "campaign 2");
    assert_eq!(sentences(&world, user(SUE), begun), <[&str; 0]>::default());
    assert_eq!(sentences(&world, user(ADA), begun).len(), 6);

    let all: String = read(&world, user(SUE)).iter().map(everything).collect();
    for secret in ["Ada", "Acme", "North", "Dan", "ada@", "dan@", "eve@"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    assert!(!all.contains(&account(ACME).to_string()) && !all.contains(&user(ADA).to_string()), "{all}");
}

#[test]
fn security_37_asking_tells_no_more_than_reading() {
    let world = world();
    let count =
        |query: HistoryQuery<'_>| world.history.for_reader(user(SUE), query, &world.directory, world.now).count();
    let (hidden, unknown): (Email, Email) = (email("dan"), email("nobody"));
    for id in [ADA, DAN, 999, 0] {
        assert_eq!(count(HistoryQuery::new().by(user(id))), 0);
        assert_eq!(count(HistoryQuery::new().affecting(user(id))), 0);
        assert_eq!(count(HistoryQuery::new().involving(user(id))), 0);
    }
    for id in [uuid::Uuid::nil(), uuid::Uuid::max()] {
        assert_eq!(count(HistoryQuery::new().involving(id.into())), 0, "nobody is found by a placeholder");
        assert_eq!(count(HistoryQuery::new().account(id.into())), 0);
    }
    for id in [ACME, NORTH, 999] {
        assert_eq!(count(HistoryQuery::new().account(account(id))), 0);
        assert_eq!(count(HistoryQuery::new().accounts(&[account(id)])), 0);
    }
    assert_eq!((count(HistoryQuery::new().address(&hidden)), count(HistoryQuery::new().address(&unknown))), (0, 0));
    assert_eq!(
        count(HistoryQuery::new().affecting(user(BOB))),
        1,
        "Bob was added to Sales, and that he was to Acme is Acme's"
    );
}

#[test]
fn r1_what_happens_in_ones_account_is_read_whoever_does_it() {
    let mut world = world();
    let rename = Command::RenameAccount { account: account(SALES), name: "Vertrieb".parse().unwrap(), replaces: None };
    assert_eq!(sue_reads(&mut world, user(ADA), rename), ["somebody from above renamed “Sales”: is “Vertrieb”"]);
    world.uses(user(ADA), Permission::SmsLaunch, SALES, BOB, "campaign 3");
    let last = read(&world, user(SUE)).pop().unwrap();
    assert!(
        last.brief()
            .to_string()
            .ends_with("somebody from above used sms.launch in “Vertrieb” on the data of “Bob”: “campaign 3”"),
        "{last}"
    );
    assert_eq!(last.actor(), SeenActor::User(Seen::Above));
    assert_eq!(last.account().id(), Some(account(SALES)));
    assert_eq!((last.command(), last.required()), (None, Some(PermissionSet::SMS_LAUNCH)));
}

/// Two who are both beyond reach are not taken for one.
#[test]
fn r1_data_of_another_who_is_beyond_reach_is_not_the_actors_own() {
    let mut world = world();
    world.uses(user(ADA), Permission::SmsView, SALES, DAN, "");
    let last = read(&world, user(SUE)).pop().unwrap().brief().to_string();
    assert!(last.ends_with("somebody from above used sms.view in “Sales” on the data of somebody elsewhere"), "{last}");
    world.uses(user(ADA), Permission::SmsView, SALES, ADA, "");
    let last = read(&world, user(SUE)).pop().unwrap().brief().to_string();
    assert!(last.ends_with("somebody from above used sms.view in “Sales” on their own data"), "{last}");
}

#[test]
fn r1_whose_membership_is_withheld_audit_view_reads_nothing_there() {
    let mut world = world();
    let without = Assignment::of(Preset::SubaccountAdmin).withholding(Permission::AuditView);
    world.does(
        Actor::System,
        Command::Assign { user: user(SUE), account: account(SALES), assignment: without, replaces: None },
    );
    assert_eq!(read(&world, user(SUE)).len(), 0, "not even of herself");
    // Bob's own role gives it to him for nothing at all, or for his own data.
    assert_eq!(read(&world, user(BOB)).len(), 0);
    assert_eq!(read(&world, user(999)).len(), 0, "who is not known");
}

#[test]
fn r1_a_key_reads_within_its_cap_and_not_who_owns_it_from_above() {
    let mut world = world();
    let create = |id, account, subtree, cap| Command::CreateApiKey {
        key: key(id),
        account,
        subtree,
        name: format!("Key {id}").parse().unwrap(),
        cap,
        until: None,
    };
    world.does(user(ADA), create(KEY, account(SALES), false, PermissionSet::ALL));
    world.does(user(ADA), create(KEY + 1, account(SALES), false, PermissionSet::SMS_SEND));
    world.uses(key(KEY), Permission::SmsSend, SALES, 0, "");
    let told: Vec<String> = read(&world, key(KEY)).iter().map(|entry| entry.brief().to_string()).collect();
    assert!(
        told.last().unwrap().ends_with("somebody from above, by the API key “Key 31”, used sms.send in “Sales”"),
        "{told:?}"
    );
    assert!(told.iter().all(|told| !told.contains("Ada")), "{told:?}");
    assert_eq!(read(&world, key(KEY)).len(), read(&world, user(SUE)).len());
    assert_eq!(read(&world, key(KEY + 1)).len(), 0, "its cap does not have it");
    world.does(user(ADA), Command::RevokeApiKey { key: key(KEY) });
    assert_eq!(read(&world, key(KEY)).len(), 0, "it is revoked");

    // A key from above that acts here.
    world.does(user(ADA), create(KEY + 2, account(ACME), true, PermissionSet::ALL));
    world.uses(key(KEY + 2), Permission::SmsSend, SALES, 0, "");
    let last = read(&world, user(SUE)).pop().unwrap();
    assert!(
        last.brief().to_string().ends_with("somebody from above, by an API key from above, used sms.send in “Sales”"),
        "{last}"
    );
    assert_eq!(last.actor(), SeenActor::ApiKey { key: Seen::Above, owner: Some(Seen::Above) });
}

#[test]
fn r1_a_role_from_above_has_no_name_and_no_content() {
    let mut world = world();
    let (id, name) = (role(CLERK), "Clerk".parse().unwrap());
    let grants = Grants::of(PermissionSet::SMS_VIEW, Scope::Account);
    world.does(user(ADA), Command::DefineRole { role: id, account: account(ACME), name, grants });
    let assignment = Assignment::of(Preset::Basic).and(id);
    let assign = Command::Assign { user: user(BOB), account: account(SALES), assignment, replaces: None };
    let told = sue_reads(&mut world, user(ADA), assign);
    assert_eq!(
        told,
        ["somebody from above changed what “Bob” is in “Sales”: was sender, is basic and a role from above"]
    );
    assert_eq!(read(&world, user(SUE)).pop().unwrap().differences(), [], "the membership names the role");

    let grants = Grants::of(PermissionSet::SMS_SEND, Scope::Account);
    let change = Command::ChangeRole { role: id, name: "Boss".parse().unwrap(), grants, replaces: None };
    assert_eq!(sue_reads(&mut world, user(ADA), change), ["somebody from above changed a role of an account above"]);
    let last = everything(&read(&world, user(SUE)).pop().unwrap());
    for secret in ["Clerk", "Boss", "sms.send", "sms.view", &id.to_string()] {
        assert!(!last.contains(secret), "{secret}: {last}");
    }
}

#[test]
fn r1_an_invitation_does_not_tell_whose_address_it_is_elsewhere() {
    let mut world = world();
    let expires = world.now + chrono::Duration::days(90);
    let invite = invite_until(invitation(41), account(SALES), &email("dan"), Assignment::of(Preset::Basic), expires);
    let told = sue_reads(&mut world, user(SUE), invite);
    assert_eq!(told, ["“Sue” invited dan@acme.example to “Sales”: as basic, open until 2027-02-06 09:00 UTC"]);
    let last = read(&world, user(SUE)).pop().unwrap();
    assert_eq!(last.affected_users().count(), 0, "that it is Dan's is not told");
    assert!(!everything(&last).contains(&user(DAN).to_string()));
    let decline = Command::DeclineInvitation { invitation: invitation(41), email: email("dan") };
    assert_eq!(
        sue_reads(&mut world, user(DAN), decline),
        ["somebody elsewhere declined the invitation of dan@acme.example to “Sales”"]
    );
}

#[test]
fn r1_an_act_on_a_user_is_read_where_they_were_a_member_and_without_addresses() {
    let mut world = world();
    let edit = Command::EditUser {
        user: user(BOB),
        name: "Rob".parse().unwrap(),
        phone: Some("+4930901820".parse().unwrap()),
        replaces: None,
    };
    assert_eq!(sue_reads(&mut world, user(ADA), edit), ["somebody from above edited the details of “Bob”"]);
    let change = Command::ChangeEmail { user: user(BOB), email: email("robert") };
    assert_eq!(sue_reads(&mut world, user(ADA), change), ["somebody from above changed the address of “Rob”"]);
    assert_eq!(
        sue_reads(&mut world, user(BOB), Command::ResetPassword { user: user(BOB) }),
        ["“Rob” reset their own password"]
    );
    assert_eq!(sue_reads(&mut world, user(ADA), Command::ResetPassword { user: user(DAN) }), <[&str; 0]>::default());

    // Of Acme alone one reads of Bob, who is a member there, and not of Dan.
    world.add(
        16,
        "Root",
        ACME,
        Assignment::levels(sendright::Levels::NONE.with(sendright::Area::Audit, sendright::Level::Guest)),
    );
    let of: Vec<_> = read(&world, user(16))
        .iter()
        .filter_map(ReaderEntry::command)
        .filter(|name| *name == "reset_password")
        .collect();
    assert_eq!(of, ["reset_password"]);

    let told = sue_reads(&mut world, user(ADA), Command::DeleteUser { user: user(BOB) });
    assert_eq!(told, ["somebody from above deleted “Rob”; was sender in “Sales”"]);
    assert_eq!(read(&world, user(SUE)).pop().unwrap().affected_users().collect::<Vec<_>>(), [user(BOB)]);
    let all: String = read(&world, user(SUE)).iter().map(everything).collect();
    assert!(!all.contains("+4930901820") && !all.contains("robert@"), "{all}");
    assert!(all.contains("“Bob”"), "who is deleted has left what they did");
}

#[test]
fn r1_what_is_set_above_is_told_where_it_reaches_and_without_what_it_is() {
    let mut world = world();
    let acme = account(ACME);
    let features = Selection::from(PermissionSet::ALL - PermissionSet::SMS_LAUNCH);
    let told = sue_reads(&mut world, Actor::System, Command::SetFeatures { account: acme, features });
    assert_eq!(told, ["the operator set what an account above includes"]);
    assert!(!everything(&read(&world, user(SUE)).pop().unwrap()).contains("sms.launch"));
    let told = sue_reads(
        &mut world,
        Actor::System,
        Command::SetBilling { account: acme, billing: sendright::Billing::Postpaid },
    );
    assert_eq!(told, ["the operator set how an account above pays"]);
    let told = sue_reads(&mut world, Actor::System, Command::SuspendAccount { account: acme });
    assert_eq!(told, ["the operator suspended an account above"]);
    let told = sue_reads(&mut world, Actor::System, Command::ResumeAccount { account: acme });
    assert_eq!(told, ["the operator resumed an account above"]);
}

#[test]
fn r1_status_and_closing_do_not_stand_against_reading_and_deactivation_does() {
    let mut world = world();
    let told = sue_reads(&mut world, user(ADA), Command::SuspendAccount { account: account(SALES) });
    assert_eq!(told, ["somebody from above suspended “Sales”"]);
    let told = sue_reads(&mut world, user(ADA), Command::CloseAccount { account: account(SALES) });
    assert_eq!(told, ["somebody from above closed “Sales” for good"]);
    world.does(user(ADA), Command::DeactivateUser { user: user(SUE) });
    assert_eq!(read(&world, user(SUE)).len(), 0);
}

#[test]
fn r1_the_product_plan_stands_against_reading() {
    let mut world = world();
    let features = Selection::from(PermissionSet::ALL - PermissionSet::AUDIT_VIEW);
    world.does(Actor::System, Command::SetFeatures { account: account(SALES), features });
    assert_eq!(read(&world, user(SUE)).len(), 0);
    assert!(read(&world, user(ADA)).iter().all(|entry| entry.affected_accounts().all(|id| id != account(SALES))));
}

#[test]
fn r1_shared_data_tells_each_side_its_own_part() {
    let mut world = world();
    let template = world.now;
    let request =
        Request::new(user(BOB), Permission::TemplateView, account(SALES)).shared_from(account(ACME)).at(template);
    let proof = world.directory.authorize(&request).unwrap();
    world.history.record(proof, &world.directory, Some("template 5".parse().unwrap()));
    let last = read(&world, user(SUE)).pop().unwrap().brief().to_string();
    assert!(
        last.ends_with("“Bob” used template.view in “Sales”, shared from an account above: “template 5”"),
        "{last}"
    );

    // Acme's side: who reads Acme alone.
    world.add(
        16,
        "Root",
        ACME,
        Assignment::levels(sendright::Levels::NONE.with(sendright::Area::Audit, sendright::Level::Guest)),
    );
    let told: Vec<String> = read(&world, user(16)).iter().map(|entry| entry.brief().to_string()).collect();
    let shared = told.iter().find(|told| told.contains("template.view")).unwrap();
    assert!(shared.ends_with("“Bob” used template.view in an account elsewhere, shared from “Acme”"), "{shared}");
}

#[test]
fn r1_an_account_is_opened_below_one() {
    let mut world = world();
    let told = sentences(&world, user(SUE), 0);
    assert_eq!(told.first().unwrap(), "somebody from above opened “Sales” under an account above");
    // Who reads Acme alone reads that something was opened under it, and not what.
    world.add(
        16,
        "Root",
        ACME,
        Assignment::levels(sendright::Levels::NONE.with(sendright::Area::Audit, sendright::Level::Guest)),
    );
    let told = sentences(&world, user(16), 0);
    assert!(told.contains(&"“Ada” opened an account elsewhere under “Acme”".to_owned()), "{told:?}");
}

#[test]
fn r1_keys_and_invitations_here_that_end_by_an_act_above_are_told() {
    let mut world = world();
    let name = "Nightly".parse().unwrap();
    let create = Command::CreateApiKey {
        key: key(KEY),
        account: account(SALES),
        subtree: false,
        name,
        cap: PermissionSet::ALL,
        until: None,
    };
    world.does(user(ADA), create);
    let expires = world.now + chrono::Duration::days(90);
    let invite =
        |id, to| invite_until(invitation(id), account(to), &email("ada2"), Assignment::of(Preset::Basic), expires);
    world.does(user(ADA), invite(41, SALES));
    world.does(user(ADA), invite(42, NORTH));
    let told = sue_reads(&mut world, user(ADA), Command::ResetPassword { user: user(ADA) });
    assert_eq!(told, ["somebody from above reset their own password; this revoked the API key “Nightly”"]);
    world.add(17, "Abe", ACME, Assignment::of(Preset::Admin));
    let told = sue_reads(&mut world, user(17), Command::DeleteUser { user: user(ADA) });
    assert_eq!(told, ["somebody from above deleted somebody from above; this ended an invitation to “Sales”"]);
}

/// A membership that the history first tells of when it changes was there before.
#[test]
fn r1_in_a_history_that_begins_late_members_are_who_they_were() {
    let mut world = world();
    world.history = sendright::history::History::new();
    world.uses(user(BOB), Permission::SmsLaunch, SALES, 0, "");
    let assignment = Assignment::of(Preset::Basic);
    world.does(user(ADA), Command::Assign { user: user(BOB), account: account(SALES), assignment, replaces: None });
    world.uses(user(SUE), Permission::SmsView, SALES, BOB, "");
    let told = sentences(&world, user(SUE), 0);
    assert_eq!(
        told,
        [
            "“Bob” used sms.launch in “Sales”",
            "somebody from above changed what “Bob” is in “Sales”: was sender, is basic",
            "“Sue” used sms.view in “Sales” on the data of “Bob”",
        ]
    );
}

/// Who is a member of nothing is the root account's, also where an invitation elsewhere ends by it.
#[test]
fn r1_an_act_on_a_member_of_nothing_touches_the_root_account() {
    let mut world = world();
    world.does(user(ADA), Command::RemoveMember { user: user(DAN), account: account(NORTH) });
    let expires = world.now + chrono::Duration::days(90);
    let assignment = Assignment::of(Preset::Basic);
    let invite = invite_until(invitation(41), account(SALES), &email("dan"), assignment, expires);
    world.does(user(ADA), invite);
    let before = world.history.entries().len();
    world.does(user(ADA), Command::DeleteUser { user: user(DAN) });
    assert_eq!(
        sentences(&world, user(SUE), before),
        ["somebody from above deleted somebody elsewhere; this ended an invitation to “Sales”"]
    );
    assert_eq!(
        sentences(&world, user(ADA), before),
        ["“Ada” deleted somebody elsewhere; this ended an invitation to “Sales”"]
    );
    let last = read(&world, user(ADA)).pop().unwrap();
    assert_eq!(last.affected_accounts().collect::<Vec<_>>(), [account(ACME), account(SALES)]);
}

/// The member on whose behalf somebody was added may be from above, as may whoever else acts.
#[test]
fn r1_c6_on_whose_behalf_from_above_is_not_told() {
    let mut world = world();
    let (before, email) = (world.history.entries().len(), email("eve"));
    let added = Command::AddUser {
        user: user(99),
        account: account(SALES),
        email,
        name: "Eve".parse().unwrap(),
        phone: None,
        assignment: Assignment::of(Preset::Sender),
        on_behalf_of: Some(user(ADA)),
    };
    world.does(Actor::System, added);
    let told = sentences(&world, user(SUE), before);
    assert_eq!(told, ["the operator added “Eve” to “Sales” on behalf of somebody from above: is sender"]);
    let seen = read(&world, user(SUE));
    let whole = format!("{:?} {}", seen.last().unwrap(), seen.last().unwrap());
    assert!(!whole.contains(&user(ADA).to_string()) && !whole.contains("Ada"), "{whole}");
    assert_eq!(
        sentences(&world, user(ADA), before),
        ["the operator added “Eve” to “Sales” on behalf of “Ada”: is sender"]
    );
}
