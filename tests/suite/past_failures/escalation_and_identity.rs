//! What has gone wrong elsewhere, up to number 12.

use chrono::{DateTime, Utc};
use sendright::{
    AccountId, Actor, ApiKeyId, Area, Assignment, Billing, Command, Denial, Directory, Email, InvitationId, Level,
    Levels, Permission, PermissionSet, Preset, Principal, Request, RequestDraft, RoleId, UserId,
};
use uuid::Uuid;

use crate::support::commands::*;
use crate::support::stamp::stamp;
use crate::support::world::*;

const VIEW: PermissionSet = PermissionSet::SENT_VIEW;
const SEND: PermissionSet = PermissionSet::SMS_SEND;

/// All administrative rights, which carry no right to send.
fn rights() -> PermissionSet {
    let users = Area::User.permissions(Level::Approver) | Area::Integration.permissions(Level::Approver);
    users | Permission::SubaccountManage | Permission::AccountEdit | Permission::AccountSecurity
}

/// A root and somebody who may do everything to users, and holds nothing else but `sent.view`.
fn lead() -> (World, AccountId, UserId, UserId) {
    let (mut w, acme, ada) = World::with_root();
    let lead = w.holding(acme, account(rights() | VIEW));
    (w, acme, ada, lead)
}

/// Keycloak CVE-2026-94000, Foreman CVE-2026-5136.
#[test]
fn security_01_no_bundle_carries_what_is_refused_directly() {
    let (mut w, acme, ada, lead) = lead();
    let sending = w.role(acme, account(SEND));
    let viewing = w.role(acme, account(VIEW));
    let friend = w.member(acme, Assignment::of(viewing));
    let held_back = w.member(acme, Assignment::of(sending).and(viewing).withholding(SEND));
    let asleep = w.member(acme, Assignment::of(sending));
    w.ok(ada, deactivate(asleep));
    let sms = Levels::NONE.with(Area::Sms, Level::Approver);
    let bundles = [
        ("a custom role", Assignment::of(sending)),
        ("a preset", Assignment::of(Preset::Basic)),
        ("the greatest preset", Assignment::of(Preset::Admin)),
        ("levels", Assignment::levels(sms)),
        ("one role beside another", Assignment::of(viewing).and(sending)),
        ("levels beside a role", Assignment::of(viewing).with_levels(sms)),
        ("what is to begin later", Assignment::of(sending).from(t(50))),
        ("what ends soon", Assignment::of(sending).until(t(1))),
    ];
    let (id, (_, email)) = (w.id::<InvitationId>(), w.person());
    for (bundle, assignment) in bundles {
        for user in [lead, friend] {
            let code = w.code_of(lead, &assign(user, acme, assignment.clone()));
            assert_eq!(code, "uncovered", "{bundle}, assigned");
        }
        let code = w.code_of(lead, &invite(id, acme, &email, assignment.clone()));
        assert_eq!(code, "uncovered", "{bundle}, by invitation");
        let invited = w.invited(ada, acme, assignment);
        assert_eq!(w.code_of(lead, &renew(invited.id, t(2000))), "uncovered", "{bundle}, renewed");
    }
    // Planted fault 6: what was withheld does not come back.
    let back = Assignment::of(sending).and(viewing);
    w.refuses(lead, assign(held_back, acme, back), "uncovered");
    w.refuses(lead, assign(held_back, acme, Assignment::of(sending).withholding(VIEW)), "uncovered");
    w.ok(lead, assign(held_back, acme, Assignment::of(viewing)));
    // Not by a role that is defined or changed, nor by somebody who comes back.
    let new: RoleId = w.id();
    w.refuses(lead, define(new, acme, account(SEND)), "uncovered");
    w.refuses(lead, change_role(viewing, account(VIEW | SEND)), "uncovered");
    w.refuses(lead, reactivate(asleep), "uncovered");
    // A key may be given any cap, and holds no more than its owner.
    let key = w.key(lead, acme, PermissionSet::ALL);
    w.denies(key, SEND, acme, Denial::Missing(SEND));
    w.refuses(key, assign(friend, acme, Assignment::of(sending)), "uncovered");
    w.denies(lead, SEND, acme, Denial::Missing(SEND));
}

/// Keycloak CVE-2026-9099: no command moves an account; opening it again elsewhere is refused.
#[test]
fn security_02_accounts_do_not_move() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let mallory = w.holding(south, subtree(PermissionSet::ALL));
    let own = w.id();
    w.ok(mallory, open_sub(own, south));
    for target in [north, acme, own] {
        let code = if target == own { "already_so" } else { "id_taken" };
        w.refuses(mallory, open_sub(target, south), code);
        w.refuses(Actor::System, open_sub(target, south), code);
    }
    let (user, email) = w.person();
    w.refuses(Actor::System, open_root(north, user, &email), "id_taken");
    for command in [rename(north), suspend(north), resume(north), close(north)] {
        w.ok(ada, command);
        assert_eq!(w.directory.account(north).unwrap().parent(), Some(acme));
        w.denies(mallory, VIEW, north, Denial::NoAccess);
    }
}

/// GitLab 462665, 555786.
#[test]
fn security_03_nobody_widens_the_role_that_they_hold() {
    let (mut w, acme, ada, _) = lead();
    let role = w.role(acme, account(rights() | VIEW));
    let extra = w.role(acme, account(SEND));
    let mallory = w.member(acme, Assignment::of(role));
    let wider = account(rights() | VIEW | SEND);
    w.refuses(mallory, change_role(role, wider), "uncovered");
    w.refuses(mallory, change_role(role, subtree(rights() | VIEW)), "uncovered");
    // Full grants are compared, for every holder: a colleague has one role more.
    w.member(acme, Assignment::of(role).and(extra));
    w.refuses(mallory, change_role(role, account(rights())), "uncovered");
    w.ok(ada, change_role(role, wider));
}

/// wpmgr#406.
#[test]
fn security_04_a_lesser_administrator_does_nothing_to_a_greater_one() {
    let (mut w, acme, ada, lead) = lead();
    let template = Assignment::of(Preset::Template);
    let new = address("robert@acme.example");
    let role = w.role(acme, account(VIEW));
    w.ok(ada, assign(ada, acme, Assignment::of(Preset::Admin).and(role)));
    w.member(acme, Assignment::of(Preset::Admin));
    let adas = w.key(ada, acme, VIEW);
    for command in [
        assign(ada, acme, template),
        assign(ada, acme, Assignment::of(role)),
        assign(ada, acme, Assignment::of(Preset::Admin).until(t(1))),
        remove(ada, acme),
        edit(ada),
        change_email(ada, &new),
        reset(ada),
        deactivate(ada),
        delete(ada),
        change_role(role, own(VIEW)),
        revoke_key(adas),
        change_key(adas, false, PermissionSet::EMPTY, None),
    ] {
        w.refuses(lead, command.clone(), "uncovered");
        let other = w.member(acme, Assignment::of(Preset::Admin));
        w.clone().ok(other, command);
    }
}

/// agenticos#696.
#[test]
fn security_05_no_rule_looks_at_a_name() {
    let (mut w, acme, ada) = World::with_root();
    let role: RoleId = w.id();
    let names = ["admin", "Administrator", "Admin 2", "root", "owner", "*", "system"];
    for name in names {
        let (id, name): (RoleId, sendright::Name) = (w.id(), name.parse().unwrap());
        w.ok(ada, Command::DefineRole { role: id, account: acme, name: name.clone(), grants: account(VIEW) });
        let user = w.member(acme, Assignment::of(id));
        w.ok(user, Command::EditUser { user, name, phone: None, replaces: None });
        w.denies(user, SEND, acme, Denial::Missing(SEND));
        w.refuses(ada, leave(acme), "last_administrator");
    }
    // And a role of another name is an administrator's by what it gives.
    let name = "Trainee".parse().unwrap();
    w.ok(ada, Command::DefineRole { role, account: acme, name, grants: subtree(PermissionSet::ALL) });
    w.member(acme, Assignment::of(role));
    w.ok(ada, leave(acme));
}

/// probo#1071, baserow#1537, bitwarden#467.
#[test]
fn security_06_the_last_administrator_stays() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    // A race: both leave at the same revision. One of the two comes late, and is refused when planned anew.
    let adas = w.directory.plan(ada, &leave(acme), stamp(&w.directory, w.now())).unwrap();
    let bobs = w.directory.plan(bob, &leave(acme), stamp(&w.directory, w.now())).unwrap();
    w.directory.commit(adas).unwrap();
    assert!(w.directory.commit(bobs).unwrap_err().is_past());
    assert_eq!(w.code_of(bob, &leave(acme)), "last_administrator");
    // Demotion, expiry, deactivation; and "administrators" who never accepted, or are there for a time.
    let (id, email) = (w.id(), address("carl@acme.example"));
    let invitation = invite(id, acme, &email, Assignment::of(Preset::Admin));
    w.directory.execute(bob, invitation, stamp(&w.directory, w.now())).unwrap();
    let temporary: UserId = w.id();
    let term = Assignment::of(Preset::Admin).until(t(99));
    w.directory
        .execute(Actor::System, add(temporary, acme, &address("t@acme.example"), term), stamp(&w.directory, w.now()))
        .unwrap();
    for command in [
        leave(acme),
        remove(bob, acme),
        assign(bob, acme, Assignment::of(Preset::SubaccountAdmin)),
        assign(bob, acme, Assignment::of(Preset::Admin).until(t(99))),
        assign(bob, acme, Assignment::of(Preset::Admin).from(t(1))),
        deactivate(bob),
        delete(bob),
    ] {
        assert_eq!(w.code_of(bob, &command), "last_administrator", "{}", command.name());
    }
}

/// Zulip CVE-2022-21706.
#[test]
fn security_07_an_invitation_is_for_one_organization() {
    let (mut w, acme, ada) = World::with_root();
    let (other, eve) = w.root();
    let invited = w.invited(ada, acme, Assignment::of(Preset::Sender));
    let eves = w.email(eve);
    // A user of the other organization, by its address or with the address invited.
    w.refuses(eve, accept(invited.id, &eves), "not_the_invited_address");
    w.refuses(eve, accept(invited.id, &invited.email), "other_tree");
    let id = w.invited_to(ada, acme, &eves, Assignment::of(Preset::Sender));
    w.refuses(eve, accept(id, &eves), "other_tree");
    // Nor does its administrator touch it or send one of that kind.
    w.refuses(eve, renew(invited.id, t(2000)), "unknown_invitation");
    w.refuses(eve, revoke_invitation(invited.id), "unknown_invitation");
    let new: InvitationId = w.id();
    w.refuses(eve, invite(new, acme, &eves, Assignment::of(Preset::Template)), "no_access");
    w.accepts(&invited);
    w.denies(invited.user, VIEW, other, Denial::NoAccess);
}

/// sentry#19592, #116118.
#[test]
fn security_08_an_invitation_is_for_one_person() {
    let (mut w, acme, ada) = World::with_root();
    let invited = w.invited(ada, acme, Assignment::of(Preset::Sender));
    let north = w.sub(acme);
    let bob = w.member(north, Assignment::of(Preset::Template));
    let (stranger, strangers) = w.person();
    let bobs = w.email(bob);
    w.refuses(bob, accept(invited.id, &bobs), "not_the_invited_address");
    w.refuses(bob, accept(invited.id, &invited.email), "not_the_users_address");
    w.refuses(stranger, accept(invited.id, &strangers), "not_the_invited_address");
    w.refuses(bob, decline(invited.id, &invited.email), "not_the_users_address");
    w.refuses(stranger, decline(invited.id, &strangers), "not_the_invited_address");
    // Somebody who is a user with this address is not doubled by a fresh id.
    w.accepts(&invited);
    let again = w.invited_to(ada, north, &invited.email, Assignment::of(Preset::Sender));
    w.refuses(stranger, accept(again, &invited.email), "address_taken");
}

/// `devise_invitable`#200, Flask-User#98.
#[test]
fn security_09_an_invitation_is_used_once() {
    let (mut w, acme, ada) = World::with_root();
    let template = Assignment::of(Preset::Template);
    let (user, email) = w.person();
    let nil = InvitationId::from(Uuid::nil());
    w.refuses(ada, invite(nil, acme, &email, template.clone()), "nil_id");
    w.refuses(user, accept(nil, &email), "unknown_invitation");
    let invited = w.invited(ada, acme, template.clone());
    w.accepts(&invited);
    w.refuses(invited.user, accept(invited.id, &invited.email), "unknown_invitation");
    // Not after the person has left, either.
    w.ok(invited.user, leave(acme));
    w.refuses(invited.user, accept(invited.id, &invited.email), "unknown_invitation");
    w.refuses(ada, invite(invited.id, acme, &invited.email, template), "id_taken");
    // And whoever accepts is somebody.
    let fresh = w.invited(ada, acme, Assignment::of(Preset::Template));
    w.refuses(UserId::from(Uuid::nil()), accept(fresh.id, &fresh.email), "nil_id");
}

/// How an inviter loses authority, and what an acceptance is refused with then.
type Loss = (&'static str, fn(&mut World, AccountId, UserId, Assignment), &'static str);

/// loreai#1345. Planted fault 8.
#[test]
fn security_10_an_invitation_does_not_outlive_its_inviters_authority() {
    let (w, acme, _, _) = lead();
    let lesser = || Assignment::of(Preset::Standard);
    let losses: [Loss; 6] = [
        ("demoted", |w, acme, bob, lesser| w.ok(Actor::System, assign(bob, acme, lesser)), "inviter_lost_authority"),
        ("deactivated", |w, _, bob, _| w.ok(Actor::System, deactivate(bob)), "inviter_lost_authority"),
        ("removed", |w, acme, bob, _| w.ok(Actor::System, remove(bob, acme)), "unknown_invitation"),
        ("left", |w, acme, bob, _| w.ok(bob, leave(acme)), "unknown_invitation"),
        ("deleted", |w, _, bob, _| w.ok(Actor::System, delete(bob)), "unknown_invitation"),
        (
            "their term is over",
            |w, acme, bob, _| {
                w.ok(Actor::System, assign(bob, acme, Assignment::of(Preset::Admin).until(t(5))));
                w.set_clock(t(5));
            },
            "inviter_lost_authority",
        ),
    ];
    for (how, lose, code) in losses {
        let mut w = w.clone();
        let bob = w.member(acme, Assignment::of(Preset::Admin));
        let invited = w.invited(bob, acme, Assignment::of(Preset::Sender));
        w.clone().accepts(&invited);
        lose(&mut w, acme, bob, lesser());
        assert_eq!(w.code_of(invited.user, &accept(invited.id, &invited.email)), code, "{how}");
    }
}

/// Django CVE-2019-19844, Grafana CVE-2023-3128, outline#3364.
#[test]
fn security_11_an_address_is_not_an_identity_and_look_alikes_are_apart() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let mike: UserId = w.id();
    w.ok(Actor::System, add(mike, acme, &address("mike@acme.example"), Assignment::of(Preset::Sender)));
    for look_alike in ["m\u{131}ke@acme.example", "mi\u{212a}e@acme.example", "mik\u{435}@acme.example"] {
        assert!(look_alike.parse::<Email>().is_err(), "{look_alike}");
    }
    // Case makes no second account.
    let (fresh, _) = w.person();
    let shouted = address("MIKE@ACME.EXAMPLE");
    let invitation = w.invited_to(ada, north, &shouted, Assignment::of(Preset::Template));
    w.refuses(fresh, accept(invitation, &shouted), "address_taken");
    w.refuses(fresh, accept(invitation, &address("mike@acm\u{e9}.example")), "not_the_invited_address");
    // Who gives an address up, keeps what they hold, and takes what was offered to them along: nobody gets in by the old one.
    let left_for = address("m@acme.example");
    w.ok(mike, change_email(mike, &left_for));
    w.refuses(mike, accept(invitation, &shouted), "not_the_invited_address");
    w.refuses(fresh, accept(invitation, &shouted), "not_the_invited_address");
    assert!(w.may(mike, SEND, acme));
    w.ok(mike, accept(invitation, &left_for));
}

/// What each may do in each account: on all data, and on their own.
fn masks(directory: &Directory, who: &[Principal], places: &[AccountId], now: DateTime<Utc>) -> Vec<PermissionSet> {
    let mut masks = Vec::new();
    for (who, place) in who.iter().flat_map(|who| places.iter().map(move |place| (*who, *place))) {
        let may = |request: RequestDraft| directory.authorize(&request.at(now)).is_ok();
        let all: PermissionSet = PermissionSet::ALL.iter().filter(|p| may(Request::new(who, *p, place))).collect();
        let own: PermissionSet =
            PermissionSet::ALL.iter().filter(|p| may(Request::new(who, *p, place).own())).collect();
        let taken = directory.access(who, place, now);
        let taken = taken.map_or_else(|_| Default::default(), |taken| (taken.permissions(), taken.own_permissions()));
        let profile = Permission::ProfileEdit;
        assert_eq!((taken.0, taken.1 - profile), (all, own - profile), "access is not authorize");
        masks.extend([all, own]);
    }
    masks
}

/// `OpenFGA` CVE-2024-56323; casbin-rs: grants are kept computed, and every input must reach them.
#[test]
fn security_12_what_is_kept_computed_is_what_is_computed_anew() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let role = w.role(acme, subtree(SEND | VIEW).union(own(Permission::ReportView)));
    let api = w.role(acme, account(Permission::IntegrationApi));
    let bob = w.member(acme, Assignment::of(role).and(api));
    w.join(bob, north, Assignment::of(role).and(api).withholding(VIEW));
    let (key, other): (ApiKeyId, ApiKeyId) = (w.key(bob, north, SEND | VIEW), w.key(bob, acme, VIEW));
    let principals: [Principal; 4] = [bob.into(), ada.into(), key.into(), other.into()];
    let masks = |directory: &Directory, now| masks(directory, &principals, &[acme, north], now);
    let inputs: Vec<(Actor, Command)> = vec![
        (ada.into(), change_role(role, account(SEND))),
        (ada.into(), change_role(role, subtree(VIEW))),
        (ada.into(), change_role(role, subtree(SEND | VIEW))),
        (ada.into(), assign(bob, acme, Assignment::of(role).withholding(SEND))),
        (ada.into(), assign(bob, north, Assignment::of(role).until(t(500)))),
        (Actor::System, set_features(acme, PermissionSet::ALL - VIEW)),
        (Actor::System, set_features(north, SEND)),
        (Actor::System, set_features(north, PermissionSet::ALL)),
        (Actor::System, suspend(acme)),
        (Actor::System, resume(acme)),
        (Actor::System, set_features(acme, PermissionSet::ALL)),
        (Actor::System, set_billing(acme, Billing::Postpaid)),
        (Actor::System, set_billing(acme, Billing::Prepaid)),
        (ada.into(), suspend(north)),
        (ada.into(), resume(north)),
        (bob.into(), change_key(key, false, SEND, Some(t(400)))),
        (ada.into(), revoke_key(other)),
        (ada.into(), remove(bob, north)),
        (ada.into(), deactivate(bob)),
    ];
    let mut before = masks(&w.directory, w.now());
    for (actor, command) in inputs {
        let name = command.name();
        w.ok(actor, command);
        let kept = masks(&w.directory, w.now());
        let replayed = Directory::replay(w.changes().iter().cloned()).unwrap();
        let restored = Directory::restore(w.directory.snapshot()).unwrap();
        for now in [w.now(), t(399), t(400), t(500)] {
            let kept = masks(&w.directory, now);
            assert_eq!(kept, masks(&replayed, now), "{name}: replayed");
            assert_eq!(kept, masks(&restored, now), "{name}: restored");
        }
        assert!(kept != before, "{name} has changed nothing");
        before = kept;
    }
}
