//! Sentences that could mislead: each tells what it is, and nothing that somebody chose is taken for its own words.

use chrono::Duration;
use sendright::history::{History, HistoryEntry};
use sendright::{
    Actor, Assignment, Command, CustomNames, Directory, EmailPolicy, Grants, Permission, PermissionSet, Preset,
    Request, Scope, Selection,
};

use super::every_kind::{ACME, ADA, BOB, CLERK, KEY, SALES, World, account, day, email, invitation, key, role, user};
use crate::support::commands::invite_until;

/// The sentence of the last entry, after its time.
#[track_caller]
fn last(world: &World) -> String {
    told(world.history.entries().last().unwrap())
}

#[track_caller]
fn told(entry: &HistoryEntry) -> String {
    let sentence = entry.brief().to_string();
    sentence.split_once("UTC: ").unwrap().1.to_owned()
}

#[test]
fn an_invitation_names_who_vouches_and_a_renewal_what_changed() {
    let mut world = World::new();
    let (assignment, expires) = (Assignment::of(Preset::Basic), day(60));
    let (acme, id) = (account(ACME), invitation(41));
    world.does(user(ADA), invite_until(id, acme, &email("bob"), assignment, expires));
    let renew = |expires| Command::RenewInvitation { invitation: id, expires };
    let renewed = "renewed the invitation of bob@acme.example to “Acme”:";
    world.does(Actor::System, renew(expires));
    let other = "open until 2026-12-31 09:00 UTC, as before; the operator vouches for it, no longer “Ada”";
    assert_eq!(last(&world), format!("the operator {renewed} {other}"));
    world.does(Actor::System, renew(day(30)));
    let sooner = "was open until 2026-12-31 09:00 UTC, is open until 2026-12-01 09:00 UTC";
    assert_eq!(last(&world), format!("the operator {renewed} {sooner}"));

    let name = "Bob".parse().unwrap();
    world.does(user(BOB), Command::AcceptInvitation { invitation: id, email: email("bob"), name, phone: None });
    let accepted = "accepted the invitation of bob@acme.example to “Acme”, for which the operator vouches: is basic";
    assert_eq!(last(&world), format!("“Bob” {accepted}"));
}

#[test]
fn a_change_of_an_email_policy_tells_domains() {
    let mut world = World::new();
    let corporate = |domain| EmailPolicy::corporate(domain).unwrap();
    let refusing = |policy: EmailPolicy, domain| policy.also_refusing(domain).unwrap();
    let steps = [
        (corporate("acme.example"), "was any address, is addresses at acme.example"),
        (corporate("acme.org"), "was addresses at acme.example, is addresses at acme.org"),
        (
            refusing(EmailPolicy::NO_FREE_MAIL, "a.example"),
            "was addresses at acme.org, is addresses that are not at a free-mail provider (and none at 1 refused \
             domain); now also refuses a.example",
        ),
        (
            refusing(refusing(EmailPolicy::ANY, "b.example"), "c.example"),
            "was addresses that are not at a free-mail provider (and none at 1 refused domain), is any address (and \
             none at 2 refused domains); now also refuses b.example, c.example; no longer refuses a.example",
        ),
        (
            (1..=9).fold(EmailPolicy::ANY, |policy, i| policy.also_refusing(&format!("d{i}.example")).unwrap()),
            "was any address (and none at 2 refused domains), is any address (and none at 9 refused domains); now also \
             refuses d1.example, d2.example, d3.example, d4.example, d5.example, d6.example, d7.example, d8.example \
             and 1 more; no longer refuses b.example, c.example",
        ),
        (
            corporate("acme.example").and_with_subdomains("acme.test").unwrap(),
            "was any address (and none at 9 refused domains), is addresses at acme.example, acme.test and its \
             sub-domains; no longer refuses d1.example, d2.example, d3.example, d4.example, d5.example, d6.example, \
             d7.example, d8.example and 1 more",
        ),
        (
            (1..=8).fold(corporate("a.example"), |policy, i| policy.and(&format!("d{i}.example")).unwrap()),
            "was addresses at acme.example, acme.test and its sub-domains, is addresses at a.example, d1.example, \
             d2.example, d3.example, d4.example, d5.example, d6.example, d7.example and 1 more; now also admits \
             a.example, d1.example, d2.example, d3.example, d4.example, d5.example, d6.example, d7.example and 1 more; \
             no longer admits acme.example, acme.test and its sub-domains",
        ),
        (
            // What is cut off is told where it changes.
            (1..=7)
                .fold(corporate("a.example"), |policy, i| policy.and(&format!("d{i}.example")).unwrap())
                .and("z.example")
                .unwrap(),
            "was addresses at a.example, d1.example, d2.example, d3.example, d4.example, d5.example, d6.example, \
             d7.example and 1 more, is addresses at a.example, d1.example, d2.example, d3.example, d4.example, \
             d5.example, d6.example, d7.example and 1 more; now also admits z.example; no longer admits d8.example",
        ),
    ];
    for (policy, told) in steps {
        world.does(user(ADA), Command::SetEmailPolicy { account: account(ACME), policy });
        assert_eq!(last(&world), format!("“Ada” set which addresses may enter “Acme”: {told}"));
    }
}

#[test]
fn an_account_that_one_side_resumes_may_stay_suspended() {
    let mut world = World::new();
    let sales = account(SALES);
    let open = Command::OpenSubaccount { account: sales, parent: account(ACME), name: "Sales".parse().unwrap() };
    world.does(user(ADA), open);
    world.does(user(ADA), Command::SuspendAccount { account: sales });
    world.does(Actor::System, Command::SuspendAccount { account: sales });
    world.does(user(ADA), Command::ResumeAccount { account: sales });
    assert_eq!(last(&world), "“Ada” resumed “Sales”; it stays suspended by the operator");
    world.does(user(ADA), Command::SuspendAccount { account: sales });
    world.does(Actor::System, Command::ResumeAccount { account: sales });
    assert_eq!(last(&world), "the operator resumed “Sales”; it stays suspended by members");
    world.does(user(ADA), Command::ResumeAccount { account: sales });
    assert_eq!(last(&world), "“Ada” resumed “Sales”");
}

#[test]
fn a_role_tells_what_is_narrowed_and_what_is_gone() {
    let mut world = World::new();
    let grants = Grants::NONE
        .with(Permission::ContactView, Scope::Account)
        .with(Permission::SentView, Scope::Subtree)
        .with(Permission::SmsEdit, Scope::Own)
        .with(Permission::EmailEdit, Scope::Account);
    let name = || "Clerk".parse().unwrap();
    world.does(user(ADA), Command::DefineRole { role: role(CLERK), account: account(ACME), name: name(), grants });
    assert_eq!(
        last(&world),
        "“Ada” defined the role “Clerk” in “Acme”: gives sent.view here and below, and email.edit, contact.view here, \
         and sms.edit on their own data"
    );
    let grants = Grants::NONE
        .with(Permission::ContactView, Scope::Own)
        .with(Permission::SentView, Scope::Account)
        .with(Permission::SmsEdit, Scope::Account)
        .with(Permission::SmsView, Scope::Own);
    world.does(user(ADA), Command::ChangeRole { role: role(CLERK), name: name(), grants, replaces: None });
    assert_eq!(
        last(&world),
        "“Ada” changed the role “Clerk” of “Acme”; now also sms.edit here, and sms.view on their own data; now only \
         sent.view here, and contact.view on their own data; no longer email.edit here"
    );
}

#[test]
fn what_has_no_name_is_called_by_its_id_once() {
    let mut world = World::new();
    let (name, cap) = ("Nightly".parse().unwrap(), PermissionSet::ALL);
    let create =
        Command::CreateApiKey { key: key(KEY), account: account(ACME), subtree: false, name, cap, until: None };
    world.does(user(ADA), create);
    let request = Request::new(key(KEY), Permission::SmsSend, account(ACME)).at(world.now);
    let proof = world.directory.authorize(&request).unwrap();
    let mut history = History::new();
    history.record(proof, &Directory::new(), None);
    let (ada, nightly, acme) = (user(ADA), key(KEY), account(ACME));
    let sentence = told(&history.entries()[0]);
    assert!(
        sentence.starts_with(&format!("user {ada}, by the API key {nightly}, used sms.send in account {acme};")),
        "{sentence}"
    );
    world.history.record(proof, &world.directory, None);
    let entry = world.history.entries().last().unwrap();
    assert!(
        entry.to_string().ends_with(&format!(
            "UTC: “Ada” (user {ada}), by the API key “Nightly” (API key {nightly}), used sms.send in “Acme” (account {acme})"
        )),
        "{entry}"
    );
}

#[test]
fn who_deletes_their_own_user_is_told_so() {
    let mut world = World::new();
    let open =
        Command::OpenSubaccount { account: account(SALES), parent: account(ACME), name: "Sales".parse().unwrap() };
    world.does(user(ADA), open);
    world.add(BOB, "Bob", ACME, Assignment::of(Preset::Admin));
    world.add(BOB, "Bob", SALES, Assignment::of(Preset::Sender));
    world.does(user(BOB), Command::DeleteUser { user: user(BOB) });
    assert_eq!(
        last(&world),
        "“Bob” deleted their own user <bob@acme.example>: was admin in “Acme”, and sender in “Sales”"
    );
}

#[test]
fn own_permissions_have_the_names_that_the_application_gives() {
    let fax = Permission::custom(3).unwrap();
    let given = [(fax, "fax.send")];
    let names = CustomNames::new(&given).unwrap();
    let mut world = World::new();
    let withholding = Assignment::of(Preset::Admin).withholding(fax);
    let invite =
        invite_until(invitation(41), account(ACME), &email("bob"), withholding, world.now + Duration::days(90));
    world.does(user(ADA), invite);
    let grants = Grants::NONE.with(fax, Scope::Account);
    let name = "Clerk".parse().unwrap();
    world.does(user(ADA), Command::DefineRole { role: role(CLERK), account: account(ACME), name, grants });
    let (name, cap) = ("Nightly".parse().unwrap(), fax.into());
    let create =
        Command::CreateApiKey { key: key(KEY), account: account(ACME), subtree: false, name, cap, until: None };
    world.does(user(ADA), create);
    let (name, cap) = ("Nightly".parse().unwrap(), PermissionSet::SMS_SEND);
    world.does(
        user(ADA),
        Command::ChangeApiKey { key: key(KEY), subtree: false, name, cap, until: None, replaces: None },
    );
    world.does(Actor::System, Command::SetFeatures { account: account(ACME), features: Selection::all_but(fax) });
    world.does(Actor::System, Command::SetFeatures { account: account(ACME), features: Selection::EVERYTHING });
    world.uses(user(ADA), fax, ACME, 0, "");
    for entry in &world.history.entries()[1..] {
        for (sentence, plain) in [
            (entry.display(&names).to_string(), entry.to_string()),
            (entry.brief_with(&names).to_string(), entry.brief().to_string()),
        ] {
            assert!(sentence.contains("fax.send") && !sentence.contains("custom"), "{sentence}");
            assert_eq!(sentence.replace("fax.send", "custom.3"), plain);
        }
    }
}

/// Who is called `the operator` is not the operator, and what an action is said to be about is no consequence of it.
#[test]
fn nothing_that_somebody_chose_reads_as_the_sentences_own_words() {
    let mut world = World::new();
    world.add(BOB, "Bob", ACME, Assignment::of(Preset::Admin));
    let edit =
        |name: &str| Command::EditUser { user: user(BOB), name: name.parse().unwrap(), phone: None, replaces: None };
    world.does(user(BOB), edit("the operator"));
    world.does(user(BOB), Command::ResetPassword { user: user(BOB) });
    assert_eq!(last(&world), "“the operator” reset their own password");
    world.uses(user(BOB), Permission::SmsSend, ACME, 0, "x; this revoked the API key “Nightly”");
    assert_eq!(last(&world), r"“the operator” used sms.send in “Acme”: “x; this revoked the API key \“Nightly\””");
    world.does(user(BOB), edit("Bob” deleted “Ada"));
    assert_eq!(last(&world), r"“the operator” edited their own details: was “the operator”, is “Bob\” deleted \“Ada”");
    world.does(user(BOB), edit(r"Bob\"));
    assert_eq!(last(&world), r"“Bob\” deleted \“Ada” edited their own details: was “Bob\” deleted \“Ada”, is “Bob\\”");
    world.does(
        user(ADA),
        Command::RenameAccount { account: account(ACME), name: "Acme: was closed".parse().unwrap(), replaces: None },
    );
    assert_eq!(last(&world), "“Ada” renamed “Acme”: is “Acme: was closed”");
}
