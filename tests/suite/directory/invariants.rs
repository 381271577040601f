//! I: what holds in every state, whoever commands. Hostile snapshots and changes are in `storage`.

use sendright::{
    Account, AccountId, Actor, ApiKeyId, Area, Assignment, Command, Directory, EmailPolicy, InvitationId, Level,
    Levels, Permission, PermissionSet, Preset, RoleId, UserId,
};
use uuid::Uuid;

use crate::support::commands::*;
use crate::support::world::*;

/// What would leave a root without its one administrator, who has the role given.
fn endings(acme: AccountId, ada: UserId, role: RoleId) -> Vec<Command> {
    let admin = || Assignment::of(role);
    vec![
        assign(ada, acme, Assignment::of(Preset::Standard)),
        assign(ada, acme, admin().until(t(900))),
        assign(ada, acme, admin().from(t(10) + MILLI)),
        assign(ada, acme, admin().withholding(Permission::SmsSend)),
        assign(ada, acme, admin().withholding(Permission::custom(31).unwrap())),
        remove(ada, acme),
        deactivate(ada),
        delete(ada),
        change_role(role, account(PermissionSet::ALL)),
        change_role(role, subtree(PermissionSet::ALL - Permission::AuditExport)),
    ]
}

#[test]
fn i1_a_root_keeps_an_administrator() {
    let (mut w, acme, ada) = World::with_root();
    let role = w.role(acme, subtree(PermissionSet::ALL - Permission::ProfileEdit));
    w.ok(ada, assign(ada, acme, Assignment::of(role)));
    w.set_clock(t(10));
    for command in endings(acme, ada, role) {
        w.refuses(ada, command.clone(), "last_administrator");
        w.refuses(Actor::System, command, "last_administrator");
    }
    w.refuses(ada, leave(acme), "last_administrator");
    // What makes her no less one is accepted: the same by a preset, from now on, and more beside.
    for assignment in [
        Assignment::of(Preset::Admin),
        Assignment::of(role).from(t(10)),
        Assignment::of(role).and(Preset::Basic).withholding(Permission::ProfileEdit),
    ] {
        w.clone().ok(ada, assign(ada, acme, assignment));
    }
    // With another who will stay one, all of it is.
    w.member(acme, Assignment::of(Preset::Admin));
    for command in endings(acme, ada, role) {
        w.clone().ok(Actor::System, command);
    }
    w.ok(ada, leave(acme));
}

#[test]
fn i1_who_does_not_count_as_an_administrator() {
    type Other = fn(&mut World, AccountId);
    let others: [(&str, Other); 6] = [
        ("one who was invited and never accepted", |w, acme| {
            w.invited(Actor::System, acme, Assignment::of(Preset::Admin));
        }),
        ("one for a time", |w, acme| {
            w.member(acme, Assignment::of(Preset::Admin).until(t(999_999)));
        }),
        ("one who has yet to begin", |w, acme| {
            w.member(acme, Assignment::of(Preset::Admin).from(t(0) + MILLI));
        }),
        ("one who is deactivated", |w, acme| {
            let other = w.member(acme, Assignment::of(Preset::Admin));
            w.ok(Actor::System, deactivate(other));
        }),
        ("one of a sub-account", |w, acme| {
            let north = w.sub(acme);
            w.member(north, Assignment::of(Preset::Admin));
        }),
        ("one with everything but for the account alone", |w, acme| {
            w.holding(acme, account(PermissionSet::ALL));
        }),
    ];
    for (who, make) in others {
        let (mut w, acme, ada) = World::with_root();
        make(&mut w, acme);
        for command in [leave(acme), deactivate(ada), delete(ada)] {
            assert_eq!(w.code_of(ada, &command), "last_administrator", "{who}");
        }
    }
}

#[test]
fn i1_begins_with_the_instant_and_ignores_ceilings() {
    let (mut w, acme, ada) = World::with_root();
    w.member(acme, Assignment::of(Preset::Admin).from(t(5)));
    w.set_clock(t(5) - MILLI);
    w.refuses(ada, leave(acme), "last_administrator");
    w.set_clock(t(5));
    w.clone().ok(ada, leave(acme));
    w.ok(Actor::System, set_features(acme, PermissionSet::EMPTY));
    w.ok(ada, leave(acme));
    // A root that is closed needs none; a sub-account never does.
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let nora = w.member(north, Assignment::of(Preset::Admin));
    w.ok(nora, leave(north));
    w.ok(ada, close(acme));
    w.ok(Actor::System, delete(ada));
}

#[test]
fn i2_there_is_a_deepest_account() {
    let (mut w, acme, ada) = World::with_root();
    let mut deepest = acme;
    for level in 1..=Account::MAX_DEPTH {
        deepest = w.sub(deepest);
        assert_eq!(w.directory.account(deepest).unwrap().depth(), level);
    }
    assert_eq!(w.directory.ancestors(deepest).count(), usize::from(Account::MAX_DEPTH));
    assert_eq!(w.directory.ancestors(deepest).last().map(Account::id), Some(acme));
    let below = w.id();
    w.refuses(Actor::System, open_sub(below, deepest), "too_deep");
    w.refuses(ada, open_sub(below, deepest), "ceiling");
    w.refuses(Actor::System, open_sub(below, below), "unknown_account");
}

#[test]
fn i2_every_reference_points_to_something_that_is_there() {
    let (mut w, acme, _) = World::with_root();
    let unknown = Uuid::from_u128(1 << 100);
    let (a, u, i) = (AccountId::from(unknown), UserId::from(unknown), InvitationId::from(unknown));
    let template = Assignment::of(Preset::Template);
    let (fresh, email): (UserId, _) = w.person();
    let (account_id, id, role): (AccountId, InvitationId, RoleId) = (w.id(), w.id(), w.id());
    let dangling = Assignment::of(RoleId::from(unknown));
    for (command, code) in [
        (open_sub(account_id, a), "unknown_account"),
        (rename(a), "unknown_account"),
        (suspend(a), "unknown_account"),
        (close(a), "unknown_account"),
        (invite(id, a, &email, template.clone()), "unknown_account"),
        (add(fresh, a, &email, template.clone()), "unknown_account"),
        (define(role, a, own(Permission::SmsSend)), "unknown_account"),
        (invite(id, acme, &email, dangling.clone()), "role_not_usable"),
        (add(fresh, acme, &email, dangling), "role_not_usable"),
        (assign(u, acme, template), "not_a_member"),
        (deactivate(u), "unknown_user"),
        (reactivate(u), "unknown_user"),
        (delete(u), "unknown_user"),
        (edit(u), "unknown_user"),
        (change_email(u, &email), "unknown_user"),
        (revoke_invitation(i), "unknown_invitation"),
        (delete_role(unknown.into()), "unknown_role"),
        (change_role(unknown.into(), own(Permission::SmsSend)), "unknown_role"),
        (revoke_key(unknown.into()), "unknown_api_key"),
    ] {
        w.refuses(Actor::System, command, code);
    }
    w.refuses(u, rename(acme), "no_access");
    w.refuses(ApiKeyId::from(unknown), rename(acme), "no_access");
}

#[test]
fn i3_one_user_per_address_in_a_tree() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let template = Assignment::of(Preset::Template);
    let bob = w.member(north, template.clone());
    let before = w.email(bob);
    let mixed = address(&before.as_str().to_uppercase());
    let (fresh, _) = w.person();
    for place in [acme, north] {
        w.refuses(Actor::System, add(fresh, place, &mixed, template.clone()), "address_taken");
    }
    w.refuses(ada, change_email(ada, &mixed), "address_taken");
    w.refuses(Actor::System, add(bob, acme, &w.email(ada), template.clone()), "not_the_users_address");
    // Another case is no other address: a correction revokes nothing (security_40).
    w.refuses(bob, change_email(bob, &mixed), "already_so");
    // An address that was given up is free.
    w.ok(bob, change_email(bob, &address("robert@acme.example")));
    w.ok(Actor::System, add(fresh, acme, &before, template));
}

#[test]
fn i4_a_membership_has_a_role_or_a_level() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.member(acme, Assignment::of(Preset::Template));
    let nothing = [
        Assignment::default(),
        Assignment::levels(Levels::NONE.with(Area::Sms, Level::None)),
        Assignment::default().withholding(Permission::SmsSend).until(t(5)),
    ];
    let (user, email) = w.person();
    let id: InvitationId = w.id();
    for empty in nothing {
        w.refuses(ada, assign(bob, acme, empty.clone()), "empty_assignment");
        w.refuses(ada, invite(id, acme, &email, empty.clone()), "empty_assignment");
        w.refuses(Actor::System, add(user, acme, &email, empty), "empty_assignment");
    }
    w.ok(ada, assign(bob, acme, Assignment::levels(Levels::NONE.with(Area::Sms, Level::Guest))));
}

#[test]
fn i4_a_custom_role_is_used_at_its_account_or_below() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let (below, south) = (w.sub(north), w.sub(acme));
    let (other, _) = w.root();
    let role = w.role(north, own(Permission::SmsSend));
    for (place, code) in [(acme, "role_not_usable"), (north, "ok"), (below, "ok"), (south, "role_not_usable")] {
        let (user, email) = w.person();
        let (id, assignment) = (w.id(), Assignment::of(Preset::Template).and(role));
        let member = w.member(place, Assignment::of(Preset::Template));
        assert_eq!(w.code_of(ada, &invite(id, place, &email, assignment.clone())), code);
        assert_eq!(w.code_of(ada, &assign(member, place, assignment.clone())), code);
        assert_eq!(w.code_of(Actor::System, &add(user, place, &email, assignment)), code);
    }
    let (user, email) = w.person();
    w.refuses(Actor::System, add(user, other, &email, Assignment::of(role)), "role_not_usable");
}

/// One command for each kind of id that a command makes.
fn making(w: &mut World, acme: AccountId, uuid: Uuid) -> [(Actor, Command); 6] {
    let ada = w.directory.members(acme).next().unwrap().user();
    let (fresh, email) = w.person();
    let account_id: AccountId = w.id();
    let template = Assignment::of(Preset::Template);
    [
        (Actor::System, open_root(uuid.into(), fresh, &email)),
        (Actor::System, open_root(account_id, uuid.into(), &email)),
        (Actor::System, add(uuid.into(), acme, &email, template.clone())),
        (ada.into(), define(uuid.into(), acme, own(Permission::SmsSend))),
        (ada.into(), invite(uuid.into(), acme, &email, template)),
        (ada.into(), create_key(uuid.into(), acme, Permission::SmsSend)),
    ]
}

#[test]
fn i5_no_id_is_nil() {
    let (mut w, acme, _) = World::with_root();
    for (actor, command) in making(&mut w, acme, Uuid::nil()) {
        w.refuses(actor, command, "nil_id");
    }
    w.refuses(Actor::System, open_sub(Uuid::nil().into(), acme), "nil_id");
}

#[test]
fn i5_no_id_is_used_twice_also_after_deletion_and_a_snapshot() {
    let (mut w, acme, ada) = World::with_root();
    let uuid = Uuid::from_u128(1 << 90);
    let template = Assignment::of(Preset::Template);
    let (_, email) = w.person();
    // The kinds of ids are apart: one UUID may be an account, a user, a role, an invitation and a key.
    w.ok(Actor::System, open_sub(uuid.into(), acme));
    w.ok(Actor::System, add(uuid.into(), acme, &email, Assignment::of(Preset::Admin)));
    w.ok(ada, define(uuid.into(), acme, own(Permission::SmsSend)));
    w.ok(ada, invite(uuid.into(), acme, &address("other@acme.example"), template));
    w.ok(UserId::from(uuid), create_key(uuid.into(), acme, Permission::SmsSend));
    let taken = |w: &mut World| {
        let codes = making(w, acme, uuid).map(|(actor, command)| w.code_of(actor, &command));
        // The user of this id is there, and the address given is another's.
        assert!(codes[2] == "id_taken" || codes[2] == "not_the_users_address");
        let role = if w.directory.role(uuid.into()).is_some() { "already_so" } else { "id_taken" };
        assert_eq!(
            [codes[0], codes[1], codes[3], codes[4], codes[5]],
            ["id_taken", "id_taken", role, "id_taken", "id_taken"],
            "the same role is there already"
        );
    };
    taken(&mut w);
    w.ok(ada, close(uuid.into()));
    w.ok(ada, delete(uuid.into()));
    w.ok(ada, delete_role(uuid.into()));
    w.ok(ada, revoke_invitation(uuid.into()));
    taken(&mut w);
    w.directory = Directory::restore(w.directory.snapshot()).unwrap();
    taken(&mut w);
    // Neither as somebody who accepts.
    let invited = w.invited(ada, acme, Assignment::of(Preset::Template));
    w.refuses(UserId::from(uuid), accept(invited.id, &invited.email), "id_taken");
}

#[test]
fn i6_the_roots_policy_binds_what_enters_anywhere_in_its_tree() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let template = Assignment::of(Preset::Template);
    let outside = address("someone@gmail.com");
    let early = w.invited_to(ada, north, &outside, template.clone());
    let bob = w.member(acme, template.clone());
    let old_hand = address("old@hotmail.com");
    let carl: UserId = w.id();
    w.ok(Actor::System, add(carl, acme, &old_hand, template.clone()));
    w.ok(ada, set_policy(acme, EmailPolicy::NO_FREE_MAIL));

    let (fresh, id): (UserId, InvitationId) = (w.id(), w.id());
    for place in [acme, north] {
        w.refuses(ada, invite(id, place, &outside, template.clone()), "email_policy");
        w.refuses(Actor::System, add(fresh, place, &outside, template.clone()), "email_policy");
    }
    w.refuses(fresh, accept(early, &outside), "email_policy");
    w.refuses(bob, change_email(bob, &outside), "email_policy");
    w.refuses(ada, change_email(bob, &outside), "email_policy");
    // Who was there stays, goes where they are invited, and is listed.
    w.ok(ada, invite(id, north, &old_hand, template.clone()));
    w.ok(carl, accept(id, &old_hand));
    w.refuses(carl, change_email(carl, &old_hand), "already_so");
    let listed: Vec<UserId> = w.directory.outside_email_policy(acme).iter().map(|user| user.id()).collect();
    assert_eq!(listed, [carl]);
    // An address that is admitted enters; another tree has another policy.
    w.ok(bob, change_email(bob, &address("robert@acme.example")));
    let (other, eve) = w.root();
    w.invited_to(eve, other, &outside, template);
    assert!(w.directory.outside_email_policy(other).is_empty());
    // A corporate domain is one domain.
    w.ok(ada, set_policy(acme, EmailPolicy::corporate("acme.example").unwrap()));
    w.refuses(bob, change_email(bob, &address("robert@mail.acme.example")), "email_policy");
    w.ok(ada, set_policy(acme, EmailPolicy::ANY));
    w.ok(fresh, accept(early, &outside));
}

/// I1 is about what results: a change of a role may make one person an administrator while another ceases to be one.
#[test]
fn i1_a_role_change_may_hand_administration_over() {
    let (mut w, acme, ada) = World::with_root();
    let all_but = |permission: Permission| subtree(PermissionSet::ALL - permission);
    let (send, edit) = (Permission::SmsSend, Permission::SmsEdit);
    let (without_send, without_edit) = (w.role(acme, all_but(send)), w.role(acme, all_but(edit)));
    let rest = w.role(acme, subtree(send));
    let bob = w.member(acme, Assignment::of(without_send).and(rest));
    let cleo = w.member(acme, Assignment::of(without_edit).and(rest).until(t(9)));
    w.ok(Actor::System, assign(ada, acme, Assignment::of(Preset::Basic)));
    // Cleo would be one, and not for good.
    w.refuses(Actor::System, change_role(rest, subtree(edit)), "last_administrator");
    w.ok(Actor::System, assign(cleo, acme, Assignment::of(without_edit).and(rest)));
    w.ok(Actor::System, change_role(rest, subtree(edit)));
    w.refuses(Actor::System, remove(cleo, acme), "last_administrator");
    w.ok(Actor::System, remove(bob, acme));
}
