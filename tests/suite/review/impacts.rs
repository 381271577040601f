//! What an impact says of a change, in words. That it says what is so, the model holds.

use sendright::{
    Actor, ApiKeyId, Assignment, Command, CustomNames, Grants, Permission, PermissionSet, Preset, Scope, UserId,
};

use crate::support::commands::*;
use crate::support::stamp::stamp;
use crate::support::world::*;

fn told(w: &World, by: impl Into<Actor>, command: &Command) -> String {
    told_with(w, by, command, &CustomNames::NONE)
}

fn told_with(w: &World, by: impl Into<Actor>, command: &Command, names: &CustomNames<'_>) -> String {
    let change = w.directory.plan(by, command, stamp(&w.directory, w.now())).unwrap();
    w.directory.impact(&change).unwrap().display_with(&w.directory, names).to_string()
}

fn named(w: &mut World, user: UserId, name: &str) {
    w.ok(user, Command::EditUser { user, name: name.parse().unwrap(), phone: None, replaces: None });
}

#[test]
fn an_impact_tells_what_is_gained_lost_and_kept_and_where() {
    let (mut w, acme, ada) = World::with_root();
    let grants = |scopes: [(Permission, Scope); 4]| {
        scopes.into_iter().fold(Grants::NONE, |grants, (permission, scope)| grants.with(permission, scope))
    };
    let (sms, contact, report, sent) =
        (Permission::SmsSend, Permission::ContactView, Permission::ReportView, Permission::SentView);
    let before = [(sms, Scope::Own), (contact, Scope::Subtree), (report, Scope::Account), (sent, Scope::Account)];
    let after = [
        (sms, Scope::Account),
        (contact, Scope::Account),
        (report, Scope::Own),
        (Permission::InboxView, Scope::Subtree),
    ];
    let role = w.role(acme, grants(before));
    let bob = w.member(acme, Assignment::of(role).until(t(500)));
    named(&mut w, bob, "Bob");
    let change = change_role(role, grants(after));
    assert_eq!(
        told(&w, ada, &change),
        "“Bob” in “Root”, from 2026-11-22 09:00 UTC until 2026-12-13 05:00 UTC: gain inbox.view here and below; gain \
         sms.send here; lose sent.view; keep contact.view here only; keep report.view on their own data only"
    );
    w.ok(ada, change);
    let back = change_role(role, Grants::NONE.with(sms, Scope::Own));
    let lost = "lose contact.view, inbox.view, report.view; keep sms.send on their own data only";
    assert_eq!(told(&w, ada, &back).split_once(": ").unwrap().1, lost);
    assert_eq!(told(&w, bob, &reset(bob)), "nobody gains or loses anything, and nothing ends");
}

#[test]
fn an_impact_names_eight_whom_it_concerns_alike_and_counts_the_others() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, account(Permission::SmsSend));
    for number in 0..10 {
        let user = w.member(acme, Assignment::of(role));
        named(&mut w, user, &format!("U{number}"));
    }
    let change = change_role(role, account(Permission::SmsView));
    assert_eq!(
        told(&w, ada, &change),
        "“U0”, “U1”, “U2”, “U3”, “U4”, “U5”, “U6”, “U7” and 2 more in “Root”, from 2026-11-22 09:00 UTC: gain sms.view \
         here; lose sms.send"
    );
}

/// A name that somebody chose is in quotation marks, and none of its own end them.
#[test]
fn an_impact_says_nothing_that_somebody_chose_in_its_own_words() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    named(&mut w, bob, "Bob” in “Root”, “Ada");
    let key = w.key(bob, acme, PermissionSet::ALL);
    w.ok(
        bob,
        Command::ChangeApiKey {
            key,
            subtree: false,
            name: "x is revoked\\”".parse().unwrap(),
            cap: PermissionSet::ALL,
            until: None,
            replaces: None,
        },
    );
    w.invited(bob, acme, Assignment::of(Preset::Basic));
    let lines = told(&w, ada, &remove(bob, acme));
    let lines: Vec<&str> = lines.lines().collect();
    assert!(
        lines[0].starts_with(r"“Bob\” in \“Root\”, \“Ada” in “Root”, from 2026-11-22 09:00 UTC: lose "),
        "{lines:?}"
    );
    assert_eq!(lines[1..], [r"the API key “x is revoked\\\”” is revoked", "an invitation to “Root” ends"]);
}

#[test]
fn an_impact_has_the_applications_names_for_its_permissions() {
    let fax = Permission::custom(3).unwrap();
    let list = [(fax, "fax.send")];
    let names = CustomNames::new(&list).unwrap();
    let (mut w, acme, ada) = World::with_root();
    let user = w.holding(acme, account(fax));
    let remove = remove(user, acme);
    assert!(told_with(&w, ada, &remove, &names).ends_with(": lose fax.send"));
    assert!(told(&w, ada, &remove).ends_with(": lose custom.3"));
}

#[test]
fn an_impact_tells_of_the_keys_of_accounts_too() {
    let (mut w, acme, ada) = World::with_root();
    let shop = w.sub(acme);
    let key: ApiKeyId = w.id();
    let create = Command::CreateAccountKey {
        key,
        account: acme,
        subtree: true,
        name: "Nightly".parse().unwrap(),
        cap: PermissionSet::SMS_SEND,
        until: None,
    };
    // It has no name yet.
    let gains = format!("the API key {key} in “Root”, from 2026-11-22 09:00 UTC: gain sms.send here and below");
    assert_eq!(told(&w, ada, &create), format!("{gains}\n{}", gains.replace("Root", "Sub")));
    w.ok(ada, create);
    let impact = |w: &World, command: &Command| {
        let change = w.directory.plan(Actor::System, command, stamp(&w.directory, w.now())).unwrap();
        w.directory.impact(&change).unwrap()
    };
    // What stops the sending below is said, whoever else is there, and from above as well as there.
    let suspended = impact(&w, &suspend(shop));
    let of_key = suspended.accesses().iter().filter(|access| access.principal == key.into());
    assert!(
        of_key.map(|access| (access.account, access.lost().at(Scope::Account))).eq([(shop, set(Permission::SmsSend))])
    );
    let closed = impact(&w, &close(acme));
    assert!(closed.ended_keys().eq([key]));
    assert_eq!(closed.accesses().iter().filter(|access| access.principal == key.into()).count(), 2);
    assert!(impact(&w, &reset(ada)).accesses().is_empty());
}
