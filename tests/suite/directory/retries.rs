//! C11: a retry is safe and told so, and nobody undoes unseen what another did.

use sendright::{
    Actor, Assignment, Billing, Command, EmailPolicy, InvitationId, Name, Permission, PermissionSet, Preset, Selection,
};

use crate::support::commands::*;
use crate::support::world::*;

/// The same command once more is refused: nothing is done twice, and nothing is said of why to one who may not.
#[test]
fn c11_security_36_the_same_command_twice_is_accepted_once() {
    let (mut w, acme, ada) = World::with_root();
    let (bob, email) = w.person();
    let north = w.sub(acme);
    let (role, invitation, key) = (w.id(), w.id(), w.id());
    let (other, administrator) = (w.id(), w.id());
    let (outside, (_, invited)) = (w.person().1, w.person());
    let system = Actor::System;
    let commands = [
        (system, open_root(other, administrator, &outside)),
        (ada.into(), open_sub(w.id(), acme)),
        (ada.into(), rename(acme)),
        (ada.into(), suspend(north)),
        (ada.into(), resume(north)),
        (system, set_billing(acme, Billing::Postpaid)),
        (system, set_features(acme, PermissionSet::ALL)),
        (ada.into(), set_policy(acme, EmailPolicy::corporate("acme.example").unwrap())),
        (system, add(bob, acme, &email, Assignment::of(Preset::Basic))),
        (ada.into(), assign(bob, acme, Assignment::of(Preset::Sender))),
        (ada.into(), define(role, acme, own(Permission::SmsSend))),
        (ada.into(), change_role(role, own(Permission::SmsView))),
        (ada.into(), invite(invitation, acme, &invited, Assignment::of(Preset::Basic))),
        (ada.into(), renew(invitation, t(2000))),
        (ada.into(), create_key(key, acme, Permission::SmsSend)),
        (ada.into(), change_key(key, true, Permission::SmsSend, None)),
        (ada.into(), edit(bob)),
        (ada.into(), change_email(bob, &address("robert@acme.example"))),
        (ada.into(), deactivate(bob)),
        (ada.into(), reactivate(bob)),
        (ada.into(), close(north)),
    ];
    let nobody = w.member(acme, Assignment::of(Preset::Template));
    for (actor, command) in commands {
        let of_anyone = command.given_by() == sendright::GivenBy::Anyone;
        w.ok(actor, command.clone());
        let again = w.refuses(actor, command.clone(), "already_so");
        assert!(again.to_string().contains(command.name()), "{again}");
        if of_anyone {
            assert_ne!(w.code_of(nobody, &command), "already_so", "{}", command.name());
        }
    }
    // A reset is an order to act, each time.
    w.ok(ada, reset(bob));
    w.ok(ada, reset(bob));
    // Under its id is something else: that is another mistake.
    w.refuses(ada, define(role, acme, own(Permission::VoiceSend)), "id_taken");
    w.refuses(ada, invite(invitation, acme, &invited, Assignment::of(Preset::Sender)), "id_taken");
    w.refuses(ada, create_key(key, acme, Permission::VoiceSend), "id_taken");
    // And the same by another is another's.
    let carl = w.member(acme, Assignment::of(Preset::Admin));
    w.refuses(carl, create_key(key, acme, Permission::SmsSend), "id_taken");
    let renewed = w.directory.invitation(invitation).unwrap().expires();
    w.ok(carl, renew(invitation, renewed));
    assert_eq!(w.directory.invitation(invitation).unwrap().inviter(), carl.into());
}

/// Whoever opens an account under the id of one that was opened otherwise is told that its id is taken.
#[test]
fn c11_an_account_is_the_same_only_with_all_that_it_is_opened_with() {
    let mut w = World::new();
    let (root, ada, bob) = (w.id(), w.id(), w.id());
    let (email, others) = (w.person().1, w.person().1);
    w.ok(Actor::System, open_root(root, ada, &email));
    for differs in 0..6 {
        let mut command = open_root(root, ada, &email);
        let Command::OpenAccount { name, billing, features, administrator, email, administrator_name, .. } =
            &mut command
        else {
            unreachable!()
        };
        match differs {
            0 => *name = "Another name".parse().unwrap(),
            1 => *billing = Billing::Postpaid,
            2 => *features = PermissionSet::ALL.into(),
            3 => *administrator = bob,
            4 => *email = others.clone(),
            _ => *administrator_name = "Bob".parse().unwrap(),
        }
        w.refuses(Actor::System, command, "id_taken");
    }
}

/// To a member, what is gone was never there; the operator is told that it is gone.
#[test]
fn c11_what_is_gone_is_told_to_the_operator_alone() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Basic));
    let role = w.role(acme, own(Permission::SmsSend));
    let key = w.key(ada, acme, Permission::SmsSend);
    let invitation: InvitationId = w.invited(ada, acme, Assignment::of(Preset::Basic)).id;
    let never = (w.id(), w.id(), w.id(), w.id());
    let pairs = [
        (delete(bob), delete(never.0), "unknown_user"),
        (delete_role(role), delete_role(never.1), "unknown_role"),
        (revoke_key(key), revoke_key(never.2), "unknown_api_key"),
        (revoke_invitation(invitation), revoke_invitation(never.3), "unknown_invitation"),
    ];
    for (command, of_nothing, code) in pairs {
        w.ok(ada, command.clone());
        w.refuses(ada, command.clone(), code);
        w.refuses(ada, of_nothing.clone(), code);
        w.refuses(Actor::System, command, "already_so");
        w.refuses(Actor::System, of_nothing, code);
    }
}

/// matomo#22931: two administrators saved one form, and the second undid the first unseen.
#[test]
fn c11_security_36_what_another_changed_meanwhile_is_not_undone() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Basic));
    let role = w.role(acme, own(Permission::SmsSend));
    let key = w.key(ada, acme, Permission::SmsSend);
    let seen = w.clone();
    let name = |text: &str| text.parse::<Name>().unwrap();
    let forms = |text: &'static str| {
        let (role_of, key_of, user_of) = (
            seen.directory.role(role).unwrap().definition(),
            seen.directory.api_key(key).unwrap().settings(),
            seen.directory.user(bob).unwrap().details(),
        );
        let assignment = seen.directory.membership(bob, acme).unwrap().assignment().clone();
        let preset = if text == "One" { Preset::Sender } else { Preset::Standard };
        [
            Command::RenameAccount {
                account: acme,
                name: name(text),
                replaces: Some(seen.directory.account(acme).unwrap().name().clone()),
            },
            Command::Assign {
                user: bob,
                account: acme,
                assignment: Assignment::of(preset),
                replaces: Some(assignment),
            },
            Command::EditUser { user: bob, name: name(text), phone: None, replaces: Some(user_of) },
            Command::ChangeRole { role, name: name(text), grants: own(Permission::SmsSend), replaces: Some(role_of) },
            Command::ChangeApiKey {
                key,
                subtree: false,
                name: name(text),
                cap: Permission::SmsSend.into(),
                until: None,
                replaces: Some(key_of),
            },
        ]
    };
    for (one, other) in forms("One").into_iter().zip(forms("Other")) {
        w.ok(ada, one.clone());
        // A retry is told that it is done, not that somebody else was faster.
        w.refuses(ada, one, "already_so");
        w.refuses(ada, other.clone(), "changed_meanwhile");
        w.refuses(Actor::System, other, "changed_meanwhile");
    }
    // One who may not is not told either.
    let nobody = w.member(acme, Assignment::of(Preset::Template));
    for command in forms("Other") {
        assert_ne!(w.code_of(nobody, &command), "changed_meanwhile", "{}", command.name());
    }
}

/// "Correcting" the case of an address revoked all keys of its user.
#[test]
fn c11_security_40_an_address_in_another_case_is_no_change() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Admin));
    let key = w.key(bob, acme, Permission::SmsSend);
    let shouted = address(&w.email(bob).as_str().to_uppercase());
    for actor in [Actor::User(ada), Actor::User(bob), Actor::System] {
        w.refuses(actor, change_email(bob, &shouted), "already_so");
    }
    assert!(w.may(key, Permission::SmsSend, acme));
}

/// An account that was sold everything and one that was sold all there is are two things (rule V7).
#[test]
fn v7_c11_everything_is_not_all_there_is() {
    let (mut w, acme, _) = World::with_root();
    w.refuses(Actor::System, set_features(acme, Selection::EVERYTHING), "already_so");
    w.ok(Actor::System, set_features(acme, PermissionSet::ALL));
    assert_eq!(w.directory.ceiling(acme), Some(PermissionSet::ALL));
    w.ok(Actor::System, set_features(acme, Selection::EVERYTHING));
    assert_eq!(w.directory.account(acme).unwrap().features(), Selection::EVERYTHING);
}
