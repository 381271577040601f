//! What has gone wrong elsewhere, from number 13 on.

use sendright::actions::{self, Action};
use sendright::{
    Account, AccountId, Actor, ApiKey, ApiKeyId, Assignment, Denial, Directory, Feature, InvitationId, Level, Levels,
    Permission, PermissionSet, Preset, Request, RoleId, Scope, UserId,
};
use uuid::Uuid;

use crate::support::catalogue::reserved_bits;
use crate::support::commands::*;
use crate::support::stamp::stamp;
use crate::support::world::*;

const VIEW: PermissionSet = PermissionSet::SENT_VIEW;
const SEND: PermissionSet = PermissionSet::SMS_SEND;

/// cedar#2428, casbin#760.
#[test]
fn security_13_nothing_is_allowed_by_default_or_by_an_error() {
    let unknown = Uuid::from_u128(1 << 100);
    let empty = Directory::new();
    for permission in PermissionSet::ALL {
        let request = Request::new(UserId::from(unknown), permission, unknown.into());
        for request in [request, request.own(), request.shared_from(unknown.into())] {
            assert_eq!(empty.authorize(&request.at(t(0))).map(|_| ()), Err(Denial::NoAccess));
        }
    }
    assert_eq!(
        empty.plan(UserId::from(unknown), &rename(unknown.into()), stamp(&empty, t(0))).unwrap_err().code(),
        "no_access"
    );
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    w.denies(ada, PermissionSet::EMPTY, acme, Denial::EmptyRequirement);
    // An ancestor that is not there is not "nothing shared, so ask without".
    let views = Request::new(ada, Permission::TemplateView, north);
    assert!(w.ask(views).is_ok());
    assert_eq!(w.ask(views.shared_from(unknown.into())).map(|_| ()), Err(Denial::NoAccess));
    // Nothing offered, nothing in the role, everything withheld: nothing.
    let nothing = w.member(acme, Assignment::of(Preset::Admin).withholding(PermissionSet::ALL));
    let hollow = w.holding(acme, sendright::Grants::NONE);
    for user in [nothing, hollow] {
        for permission in PermissionSet::ALL {
            assert!(!w.may(user, permission, acme) && !w.may(user, permission, north));
        }
    }
    w.ok(Actor::System, set_features(acme, PermissionSet::EMPTY));
    for permission in PermissionSet::ALL - Permission::ProfileEdit {
        w.denies(ada, permission, acme, Denial::Ceiling(set(permission)));
    }
}

/// Grafana CVE-2026-21727, django-guardian#15.
#[test]
fn security_14_no_sentinels_no_orphans_no_reused_ids() {
    let (mut w, acme, ada) = World::with_root();
    let nil = Uuid::nil();
    w.denies(UserId::from(nil), VIEW, acme, Denial::NoAccess);
    w.denies(ApiKeyId::from(nil), VIEW, acme, Denial::NoAccess);
    w.denies(ada, VIEW, AccountId::from(nil), Denial::NoAccess);
    w.refuses(UserId::from(nil), rename(acme), "no_access");
    w.refuses(Actor::System, open_sub(nil.into(), acme), "nil_id");
    // What was left of one who is deleted is not found by one who comes with the same id.
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let key = w.key(bob, acme, SEND);
    w.ok(ada, delete(bob));
    assert!(w.directory.membership(bob, acme).is_none() && w.directory.api_key(key).is_none());
    w.denies(key, SEND, acme, Denial::KeyRevoked);
    let email = address("other@acme.example");
    w.refuses(Actor::System, add(bob, acme, &email, Assignment::of(Preset::Template)), "id_taken");
    w.refuses(ada, create_key(key, acme, SEND), "id_taken");
    // The same UUID as a user's and a key's: each is asked about as what it is.
    let uuid = Uuid::from_u128(1 << 90);
    w.ok(Actor::System, add(uuid.into(), acme, &email, Assignment::of(Preset::Template)));
    w.denies(ApiKeyId::from(uuid), VIEW, acme, Denial::NoAccess);
    assert!(w.may(UserId::from(uuid), VIEW, acme));
}

/// zitadel#8631, spicedb PR 2152. Planted fault 7.
#[test]
fn security_15_status_and_revocation_count_at_once_and_to_the_instant() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let sender = w.giving(north, account(SEND | Permission::IntegrationApi));
    let bob = w.member(north, sender.clone());
    let key: ApiKeyId = w.id();
    w.ok(bob, create_key_with(key, north, false, SEND, Some(t(30))));
    let ask = |w: &World| {
        (
            w.ask(Request::new(bob, SEND, north)).map(|_| ()).err(),
            w.ask(Request::new(key, SEND, north)).map(|_| ()).err(),
        )
    };
    assert_eq!(ask(&w), (None, None));
    for (command, expected) in [
        (suspend(north), Denial::AccountSuspended),
        (suspend(acme), Denial::AccountSuspended),
        (close(north), Denial::AccountClosed),
        (close(acme), Denial::AccountClosed),
    ] {
        let mut w = w.clone();
        w.ok(Actor::System, command);
        assert_eq!(ask(&w), (Some(expected), Some(expected)));
    }
    let mut away = w.clone();
    away.ok(Actor::System, deactivate(bob));
    assert_eq!(ask(&away), (Some(Denial::UserDeactivated), Some(Denial::KeyRevoked)));
    let mut revoked = w.clone();
    revoked.ok(ada, revoke_key(key));
    assert_eq!(ask(&revoked), (None, Some(Denial::KeyRevoked)));
    // Boundaries: from `from` inclusive, until `until` exclusive; of a key too.
    w.ok(ada, assign(bob, north, sender.from(t(10)).until(t(40))));
    let (early, late) = (Some(Denial::NotYetValid), Some(Denial::Expired));
    for (now, expected) in [
        (t(10) - MILLI, (early, early)),
        (t(10), (None, None)),
        (t(30) - MILLI, (None, None)),
        (t(30), (None, late)),
        (t(40) - MILLI, (None, late)),
        (t(40), (late, late)),
    ] {
        w.set_clock(now);
        assert_eq!(ask(&w), expected, "{now}");
    }
    // One whose term is over commands nothing; and covers nothing.
    let nora = w.member(north, Assignment::of(Preset::Admin).until(t(50)));
    let carl = w.member(north, Assignment::of(Preset::Template));
    w.set_clock(t(50) - MILLI);
    w.clone().ok(nora, remove(carl, north));
    w.set_clock(t(50));
    w.refuses(nora, remove(carl, north), "expired");
}

/// Grafana CVE-2026-21721.
#[test]
fn security_16_the_target_is_checked_and_not_only_the_action() {
    let (mut w, acme, ada) = World::with_root();
    let (north, south) = (w.sub(acme), w.sub(acme));
    let nora = w.holding(north, subtree(PermissionSet::ALL));
    // All of it in another account, over which she has no rights.
    let role = w.role(south, account(VIEW));
    let bob = w.member(south, Assignment::of(Preset::Standard));
    let key = w.key(bob, south, VIEW);
    let invited = w.invited(ada, south, Assignment::of(Preset::Template));
    let new = address("robert@acme.example");
    for (command, code) in [
        (assign(bob, south, Assignment::of(Preset::Template)), "no_access"),
        (assign(bob, north, Assignment::of(Preset::Template)), "not_a_member"),
        (remove(bob, south), "no_access"),
        (remove(bob, north), "not_a_member"),
        (edit(bob), "unknown_user"),
        (change_email(bob, &new), "unknown_user"),
        (reset(bob), "unknown_user"),
        (deactivate(bob), "unknown_user"),
        (delete(bob), "unknown_user"),
        (change_role(role, own(VIEW)), "unknown_role"),
        (delete_role(role), "unknown_role"),
        (revoke_invitation(invited.id), "unknown_invitation"),
        (renew(invited.id, t(2000)), "unknown_invitation"),
        (revoke_key(key), "unknown_api_key"),
        (change_key(key, false, PermissionSet::EMPTY, None), "unknown_api_key"),
        (suspend(south), "no_access"),
        (close(south), "no_access"),
        (rename(south), "no_access"),
    ] {
        w.refuses(nora, command.clone(), code);
        if code != "not_a_member" {
            w.clone().ok(ada, command);
        }
    }
    // To read is no different: somebody else's data takes more than one's own.
    let basic = w.member(north, Assignment::of(Preset::Basic));
    let request = Request::new(basic, Permission::ReportView, north);
    assert!(w.ask(request.own()).is_ok());
    assert_eq!(w.ask(request.owned_by(nora)).map(|_| ()), Err(Denial::LesserScope(set(Permission::ReportView))));
}

/// Mattermost CVE-2026-6689, Keycloak CVE-2026-18571.
#[test]
fn security_17_what_is_checked_on_an_update_is_checked_on_a_creation() {
    let (mut w, acme, ada) = World::with_root();
    let rights = Permission::UserManageRoles | Permission::UserInvite | Permission::UserAssignRole;
    let mallory = w.holding(acme, account(rights | VIEW));
    let role = w.role(acme, account(VIEW));
    let bob = w.member(acme, Assignment::of(role));
    let invited = w.invited(ada, acme, Assignment::of(Preset::Sender));
    let (fresh, id, (_, email)): (RoleId, InvitationId, _) = (w.id(), w.id(), w.person());
    let sender = Assignment::of(Preset::Sender);
    let pairs = [
        (define(fresh, acme, account(SEND)), change_role(role, account(SEND))),
        (invite(id, acme, &email, sender.clone()), renew(invited.id, t(2000))),
        (invite(id, acme, &email, sender.clone()), assign(bob, acme, sender)),
    ];
    for (creation, update) in pairs {
        w.refuses(mallory, creation, "uncovered");
        w.refuses(mallory, update, "uncovered");
    }
    // Keys: to make one and to widen one take the same right.
    let owner = w.holding(acme, account(Permission::IntegrationApi | SEND));
    let key = w.key(owner, acme, PermissionSet::EMPTY);
    let less = w.giving(acme, account(SEND));
    w.ok(ada, assign(owner, acme, less));
    let other: ApiKeyId = w.id();
    w.refuses(owner, create_key(other, acme, SEND), "missing");
    w.refuses(owner, change_key(key, false, SEND, None), "missing");
    // Sub-accounts: to open and to rename.
    let north = w.sub(acme);
    let sub = w.id();
    w.refuses(mallory, open_sub(sub, acme), "missing");
    w.refuses(mallory, rename(north), "missing");
    // In a creation, the data will be somebody's: for somebody else it takes account scope.
    let regular = w.member(acme, Assignment::of(Preset::Regular));
    let create = Request::new(regular, Permission::SmsEdit, acme);
    assert!(w.ask(create.own()).is_ok());
    assert!(w.ask(create.owned_by(bob)).is_err() && w.ask(create).is_err());
}

/// casbin#1507: the depth, in a command, in a commit and in a replay. (In a snapshot: `storage/restore_and_replay.rs`.)
#[test]
fn security_18_the_depth_holds_at_every_door() {
    let (mut w, acme, _) = World::with_root();
    let mut path = vec![acme];
    for _ in 1..Account::MAX_DEPTH {
        path.push(w.sub(path[path.len() - 1]));
    }
    let mut higher = w.clone();
    let (last, below): (AccountId, AccountId) = (w.id(), w.id());
    w.ok(Actor::System, open_sub(last, path[path.len() - 1]));
    w.refuses(Actor::System, open_sub(below, last), "too_deep");
    // The same account one level higher elsewhere, where a sub-account of it fits.
    higher.ok(Actor::System, open_sub(last, path[path.len() - 2]));
    higher.ok(Actor::System, open_sub(below, last));
    let fits_there = higher.changes().last().unwrap().clone();
    let error = w.directory.clone().commit(fits_there.clone()).unwrap_err();
    let expected = format!("can't have sub-accounts: it is at depth {}, the greatest allowed", Account::MAX_DEPTH);
    assert!(error.to_string().ends_with(&expected), "{error}");
    let spliced = w.changes().iter().cloned().chain([fits_there]);
    assert_eq!(Directory::replay(spliced).map(|_| ()), Err(error));
    assert!(Directory::replay(higher.changes().iter().cloned()).is_ok());
}

/// bitflags#363; chat permission crates.
#[test]
fn security_19_bits_that_stand_for_nothing_are_refused() {
    for bit in 0..u8::try_from(u128::BITS).unwrap() {
        let defined = reserved_bits().all(|reserved| reserved != bit);
        for bits in [1_u128 << bit, 1 << bit | 1] {
            assert_eq!(PermissionSet::from_bits(bits).is_ok(), defined, "bit {bit}");
        }
    }
    assert!(PermissionSet::from_bits(u128::MAX).is_err());
    // Nothing that can be built has one, so nothing that a directory holds has.
    let (mut w, acme, ada) = World::with_root();
    w.ok(Actor::System, set_features(acme, PermissionSet::ALL - SEND));
    w.ok(ada, define(RoleId::from(Uuid::from_u128(1 << 90)), acme, subtree(PermissionSet::ALL)));
    let undefined = reserved_bits().fold(0_u128, |bits, bit| bits | 1 << bit);
    assert_eq!(w.directory.ceiling(acme).unwrap().bits() & undefined, 0);
    assert_eq!((PermissionSet::ALL - SEND).bits() & undefined, 0);
    assert!((0..=255).filter_map(Permission::custom).all(|custom| PermissionSet::CUSTOM.contains(custom)));
}

/// Haven#5481.
#[test]
fn security_20_delete_and_recreate_neither_wipes_nor_widens() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let role = w.role(acme, account(SEND));
    let bob = w.member(acme, Assignment::of(role));
    w.join(bob, north, Assignment::of(Preset::Admin));
    let email = w.email(bob);
    w.key(bob, north, SEND);
    let pending = w.sub(acme);
    let offer = w.invited_to(ada, pending, &email, Assignment::of(Preset::Admin));
    // A user who is deleted and comes back by the same address is somebody new, with nothing.
    w.ok(ada, delete(bob));
    let again: UserId = w.id();
    w.ok(Actor::System, add(again, acme, &email, Assignment::of(Preset::Template)));
    assert_eq!(w.directory.memberships(again).count(), 1);
    for place in [north, pending] {
        w.denies(again, VIEW, place, Denial::NoAccess);
    }
    w.refuses(again, accept(offer, &email), "unknown_invitation");
    // A role under the same id is not made again; under the same name it is another, which nobody holds.
    w.ok(ada, delete_role(role));
    w.refuses(ada, define(role, acme, account(SEND)), "id_taken");
    let namesake = w.role(acme, account(SEND));
    w.denies(again, Permission::SmsLaunch, acme, Denial::Missing(set(Permission::SmsLaunch)));
    assert_ne!(namesake, role);
    // Planted fault 6: one who is removed and comes back gets what is given then, no more and no less.
    let carl = w.member(acme, Assignment::of(Preset::Sender).withholding(SEND));
    let carls = w.email(carl);
    w.ok(ada, remove(carl, acme));
    let back = w.invited_to(ada, acme, &carls, Assignment::of(Preset::Sender).withholding(SEND | VIEW));
    w.ok(carl, accept(back, &carls));
    w.denies(carl, SEND, acme, Denial::Missing(SEND));
    w.denies(carl, VIEW, acme, Denial::Missing(VIEW));
    assert!(w.may(carl, Permission::ContactView, acme));
    // To edit a role or a term brings nothing back that is withheld.
    let wide = w.role(acme, account(VIEW));
    let dora = w.member(acme, Assignment::of(wide).withholding(SEND));
    w.ok(ada, change_role(wide, account(VIEW | SEND)));
    w.denies(dora, SEND, acme, Denial::Missing(SEND));
    w.ok(ada, deactivate(dora));
    w.ok(ada, reactivate(dora));
    w.denies(dora, SEND, acme, Denial::Missing(SEND));
}

/// lemmy#3436, RocketChat#21272.
#[test]
fn security_35_a_name_is_seen_and_told_apart() {
    for nothing in ["\u{200b}", "\u{3164}", "\u{2800}", "\u{ad}", "\u{2060}\u{2060}", "\u{a0}", "\u{3000}", "\u{301}"] {
        assert!(nothing.parse::<sendright::Name>().is_err(), "{nothing:?}");
    }
    let (mut w, acme, ada) = World::with_root();
    let named = |role: RoleId, name: &str| sendright::Command::DefineRole {
        role,
        account: acme,
        name: name.parse().unwrap(),
        grants: sendright::Grants::NONE,
    };
    let (one, two) = (w.id(), w.id());
    w.ok(ada, named(one, "Support"));
    w.refuses(ada, named(two, "SUPPORT"), "role_name_taken");
    w.ok(ada, named(two, "Support, abroad"));
}

/// lightdash#22402.
#[test]
fn security_39_whoever_is_a_member_of_nothing_is_found_and_acted_on() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Template));
    let email = w.email(bob);
    w.ok(ada, remove(bob, acme));
    assert!(w.directory.memberships(bob).next().is_none());
    assert!(w.directory.users(acme).any(|user| user.id() == bob));
    assert_eq!(w.directory.user_by_email(acme, &email).map(sendright::User::id), Some(bob));
    // By the permission in the root account, somebody does away with the user, and the address is free.
    let nobody = w.member(acme, Assignment::of(Preset::Template));
    w.refuses(nobody, delete(bob), "missing");
    w.ok(ada, delete(bob));
    assert_eq!(w.directory.user_by_email(acme, &email), None);
    let other = w.id::<UserId>();
    w.ok(Actor::System, add(other, acme, &email, Assignment::of(Preset::Template)));
}

/// zod#5563.
#[test]
fn security_44_a_telephone_number_is_read_in_one_way_or_refused() {
    for text in ["+49 (0)30 901820", "+49 30 901820 x12", "+49 30 901820;ext=5", "030 901820", "+49 30 901820 / 5"] {
        assert!(text.parse::<sendright::Phone>().is_err(), "{text}");
    }
    assert_eq!("+49 (30) 901820".parse::<sendright::Phone>().unwrap().as_str(), "+4930901820");
}

/// OpenAEV#5114, opencve#741, proxcenter-ui#632.
#[test]
fn g6_security_46_a_sending_outlives_its_maker_who_is_named_until_its_secret_is_reset() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let (personal, nightly) = (w.key(bob, acme, SEND), w.account_key(bob, acme, SEND));
    w.ok(ada, delete(bob));
    w.denies(personal, SEND, acme, Denial::KeyRevoked);
    assert!(w.may(nightly, SEND, acme), "the company sends every night");
    // With the secret he can send, so it is to be reset: the key is found by him, who is gone.
    assert_eq!(w.directory.user(bob), None);
    let knows = |w: &World| -> Vec<ApiKeyId> {
        let keys = w.directory.keys_in_custody_of(bob);
        keys.filter(|key| key.custody().unwrap().secret_given_to() == bob.into()).map(ApiKey::id).collect()
    };
    assert_eq!(knows(&w), [nightly]);
    // He gives no commands by it, nor to it.
    w.refuses(nightly, rename(acme), "not_by_account_key");
    w.refuses(nightly, reset_key(nightly), "not_by_account_key");
    w.refuses(bob, reset_key(nightly), "unknown_api_key");
    w.ok(ada, reset_key(nightly));
    assert_eq!(knows(&w), []);
    let custody = *w.directory.api_key(nightly).unwrap().custody().unwrap();
    assert_eq!((custody.created_by(), custody.secret_given_to()), (bob.into(), ada.into()));
    assert!(w.may(nightly, SEND, acme), "and it sends on, with another secret");
}

/// Every action, without each of its permissions in turn: the rest of all that there is does not make up for it.
#[test]
fn v6_security_47_every_permission_of_an_action_is_needed() {
    let (w, acme, _) = World::with_root();
    for lacking in PermissionSet::ALL - Permission::ProfileEdit {
        let mut w = w.clone();
        let bob = w.member(acme, Assignment::of(Preset::Admin).withholding(lacking));
        for action in Action::ALL {
            let request = Request::new(bob, *action, acme);
            let answer = w.ask(if action.scope() == Scope::Own { request.own() } else { request }).map(|_| ());
            let needed = action.permissions().contains(lacking);
            assert_eq!(answer, if needed { Err(Denial::Missing(set(lacking))) } else { Ok(()) }, "{action}: {lacking}");
        }
    }
}

/// lago-front#3348.
#[test]
fn v6_security_47_what_a_permission_alone_says_yes_to_is_refused() {
    let (mut w, acme, _) = World::with_root();
    let emailings = Levels::NONE.raise(Feature::EMAILINGS, Level::Approver);
    let eve = w.member(acme, Assignment::levels(emailings.raise(Feature::SMS, Level::Editor)));
    let tom = w.member(acme, Assignment::of(Preset::Template));
    for (who, alone, button, lacks) in [
        (eve, Permission::MessageCancel, actions::SMS_CAMPAIGN_CANCEL, PermissionSet::SMS_LAUNCH),
        (eve, Permission::MessageDelete, actions::SMS_CAMPAIGN_DELETE, PermissionSet::SMS_LAUNCH),
        (eve, Permission::MessageSchedule, actions::SMS_CAMPAIGN_LAUNCH_LATER, PermissionSet::SMS_LAUNCH),
        (eve, Permission::TemplateDelete, actions::SMS_TEMPLATE_DELETE, PermissionSet::SMS_LAUNCH),
        (tom, Permission::SmsSend, actions::SMS_SEND_FREE_TEXT_NOW, PermissionSet::MESSAGE_FREE_TEXT),
    ] {
        assert!(w.may(who, alone, acme), "{alone}");
        w.denies(who, button, acme, Denial::Missing(lacks));
    }
    for button in [actions::EMAIL_CAMPAIGN_CANCEL, actions::EMAIL_TEMPLATE_DELETE, actions::SMS_CAMPAIGN_EDIT_TEMPLATE]
    {
        assert!(w.may(eve, button, acme), "{button}");
    }
    assert!(w.may(tom, actions::SMS_SEND_TEMPLATE_NOW, acme));
}
