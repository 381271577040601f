//! Every [`Denial`], as the answer to a request.

use std::collections::BTreeSet;

use sendright::testing::{MILLI, World, account, day, key, user};
use sendright::{Assignment, Denial, Permission, PermissionSet, Preset, Principal, Request, RequestDraft, Selection};

use crate::support::variants::assert_all_made;

/// A code, a world, and what is denied there with this code at the present of the world.
type Row = (&'static str, World, RequestDraft);

fn acme() -> World {
    World::new().account("acme").member("bob", Preset::Sender)
}

/// May this principal send SMS, or something else, in the account `acme`?
fn asks(who: impl Into<Principal>, required: impl Into<PermissionSet>) -> RequestDraft {
    Request::new(who, required, account("acme"))
}

fn bob_sends() -> RequestDraft {
    asks(user("bob"), Permission::SmsSend)
}

fn rows() -> Vec<Row> {
    let shop = || acme().sub("shop").member("cleo", Preset::Sender);
    let bob = |assignment: Assignment| World::new().account("acme").member("bob", assignment);
    vec![
        ("empty_requirement", acme(), asks(user("bob"), PermissionSet::EMPTY)),
        ("no_access", acme(), asks(user("mallory"), Permission::SmsSend)),
        ("user_deactivated", acme().deactivated("bob"), bob_sends()),
        (
            "key_revoked",
            acme().key("ci", "acme-admin", Permission::SmsSend).revoked("ci"),
            asks(key("ci"), Permission::SmsSend),
        ),
        ("not_yet_valid", bob(Assignment::of(Preset::Sender).from(day(1))), bob_sends()),
        ("expired", bob(Assignment::of(Preset::Sender).until(day(-1))), bob_sends()),
        (
            "not_shared",
            shop(),
            Request::new(user("cleo"), Permission::SmsSend, account("shop")).shared_from(account("acme")),
        ),
        ("account_suspended", acme().suspended(), bob_sends()),
        ("account_closed", acme().closed(), bob_sends()),
        ("ceiling", acme().features(Selection::all_but(Permission::SmsSend)), bob_sends()),
        ("lesser_scope", bob(Preset::Basic.into()), asks(user("bob"), Permission::ReportView)),
        ("missing", acme(), asks(user("bob"), Permission::SmsLaunch | Permission::UserInvite)),
    ]
}

/// A request never is outdated, but an [`Access`](sendright::Access) that was made for another time is.
fn outdated() -> Denial {
    let world = acme();
    let access = world.directory().access(user("bob"), account("acme"), world.now()).unwrap();
    access.authorize(Permission::SmsSend, world.now() - MILLI).unwrap_err()
}

#[test]
fn d4_every_denial_is_the_answer_to_a_request() {
    let mut made = vec![outdated()];
    for (code, world, request) in rows() {
        let denial = world.directory().authorize(&request.at(world.now())).map(|_| "allowed").unwrap_err();
        assert_eq!(denial.code(), code, "{world:?}");
        made.push(denial);
    }
    let codes: BTreeSet<&str> = made.iter().map(Denial::code).collect();
    assert_eq!(codes.len(), made.len(), "one row a code");
    assert_all_made(include_str!("../../../src/decision/denial.rs"), "Denial", made);
}
