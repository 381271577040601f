//! C1 to C5 and C8: who may give which command, and where.

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Billing, Command, EmailPolicy, InvitationId, Permission, PermissionSet,
    Preset, RoleId, UserId,
};

use crate::support::commands::*;
use crate::support::stamp::{stamp, stamp_of_fork};
use crate::support::world::*;

/// What commands are about: a sub-account with a member who holds `HELD` there, a role, an invitation and a key.
#[derive(Clone)]
struct Scene {
    w: World,
    acme: AccountId,
    north: AccountId,
    ada: UserId,
    bob: UserId,
    role: RoleId,
    spare: RoleId,
    invitation: InvitationId,
    key: ApiKeyId,
    account_key: ApiKeyId,
}

const HELD: PermissionSet = PermissionSet::SENT_VIEW.union(PermissionSet::INTEGRATION_API);

fn scene() -> Scene {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let (role, spare) = (w.role(north, account(HELD)), w.role(north, account(HELD)));
    let bob = w.member(north, Assignment::of(role));
    let invitation = w.invited(ada, north, Assignment::of(role)).id;
    let key = w.key(bob, north, Permission::SentView);
    let account_key = w.id();
    w.ok(ada, create_account_key(account_key, north, Permission::SentView));
    Scene { w, acme, north, ada, bob, role, spare, invitation, key, account_key }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The account that the command is about.
    Here,
    /// The account above it.
    Parent,
}

/// A row of the table in the documentation of `Command`.
struct Row {
    needs: Permission,
    at: Place,
    covers: bool,
    command: fn(&mut Scene) -> Command,
}

const fn row(needs: Permission, at: Place, covers: bool, command: fn(&mut Scene) -> Command) -> Row {
    Row { needs, at, covers, command }
}

fn rows() -> Vec<Row> {
    use Permission as P;
    use Place::{Here, Parent};
    vec![
        row(P::SubaccountManage, Here, false, |s| open_sub(s.w.id(), s.north)),
        row(P::AccountEdit, Here, false, |s| rename(s.north)),
        row(P::SubaccountManage, Parent, true, |s| suspend(s.north)),
        row(P::SubaccountManage, Parent, true, |s| {
            s.w.ok(s.ada, suspend(s.north));
            resume(s.north)
        }),
        row(P::SubaccountManage, Parent, true, |s| close(s.north)),
        row(P::UserInvite, Here, true, |s| {
            let (_, email) = s.w.person();
            invite(s.w.id(), s.north, &email, Assignment::of(s.role))
        }),
        row(P::UserInvite, Here, true, |s| renew(s.invitation, t(500))),
        row(P::UserInvite, Here, false, |s| revoke_invitation(s.invitation)),
        row(P::UserAssignRole, Here, true, |s| assign(s.bob, s.north, Assignment::of(s.role).until(t(500)))),
        row(P::UserDeactivate, Here, true, |s| remove(s.bob, s.north)),
        row(P::UserEdit, Here, true, |s| edit(s.bob)),
        row(P::UserEdit, Here, true, |s| change_email(s.bob, &address("robert@acme.example"))),
        row(P::UserResetPassword, Here, true, |s| reset(s.bob)),
        row(P::UserDeactivate, Here, true, |s| deactivate(s.bob)),
        row(P::UserDeactivate, Here, true, |s| {
            s.w.ok(Actor::System, deactivate(s.bob));
            reactivate(s.bob)
        }),
        row(P::UserDelete, Here, true, |s| delete(s.bob)),
        row(P::UserManageRoles, Here, true, |s| define(s.w.id(), s.north, account(HELD))),
        row(P::UserManageRoles, Here, true, |s| change_role(s.role, account(Permission::SentView))),
        row(P::UserManageRoles, Here, true, |s| delete_role(s.spare)),
        row(P::IntegrationApi, Here, false, |s| create_key(s.w.id(), s.north, Permission::SentView)),
        row(P::IntegrationKeys, Here, true, |s| change_key(s.key, false, PermissionSet::EMPTY, None)),
        row(P::IntegrationKeys, Here, true, |s| revoke_key(s.key)),
        row(P::IntegrationKeys, Here, true, |s| create_account_key(s.w.id(), s.north, Permission::SentView)),
        row(P::IntegrationKeys, Here, true, |s| change_key(s.account_key, false, PermissionSet::EMPTY, None)),
        row(P::IntegrationKeys, Here, true, |s| reset_key(s.account_key)),
        row(P::IntegrationKeys, Here, true, |s| revoke_key(s.account_key)),
    ]
}

impl Row {
    /// The scene with the command to give in it.
    fn scene(&self) -> (Scene, Command) {
        let mut scene = scene();
        let command = (self.command)(&mut scene);
        (scene, command)
    }

    /// Somebody who holds a permission at a place, or not, and what covers the others or something that does not.
    fn actor(&self, s: &mut Scene, holds: Option<sendright::Grants>, covers: bool) -> UserId {
        let base = if covers { HELD } else { set(Permission::ContactView) };
        let base = match self.at {
            Place::Here => account(base),
            Place::Parent => subtree(base),
        };
        let place = if self.at == Place::Here { s.north } else { s.acme };
        s.w.holding(place, holds.map_or(base, |held| base.union(held)))
    }
}

#[test]
fn c1_the_permission_at_the_account_and_coverage_suffice() {
    for row in rows() {
        let (mut s, command) = row.scene();
        let actor = row.actor(&mut s, Some(account(row.needs)), row.covers);
        s.w.ok(actor, command);
    }
}

#[test]
fn c1_without_the_permission_it_is_refused() {
    for row in rows() {
        let (mut s, command) = row.scene();
        let everything_else = PermissionSet::ALL - row.needs;
        let place = if row.at == Place::Here { s.north } else { s.acme };
        let actor = s.w.holding(place, subtree(everything_else));
        s.w.refuses(actor, command.clone(), "missing");
        let own = s.w.holding(place, subtree(everything_else).union(own(row.needs)));
        s.w.refuses(own, command, "lesser_scope");
    }
}

#[test]
fn c1_the_permission_at_another_account_does_not_count() {
    for row in rows() {
        let (mut s, command) = row.scene();
        let wrong = match row.at {
            Place::Here => s.acme,
            Place::Parent => s.north,
        };
        let actor = row.actor(&mut s, None, true);
        let elsewhere = s.w.giving(wrong, account(row.needs));
        if s.w.directory.membership(actor, wrong).is_none() {
            s.w.join(actor, wrong, elsewhere);
        }
        let name = command.name();
        // `HELD` has `integration.api` itself.
        if row.needs != Permission::IntegrationApi {
            assert_eq!(s.w.code_of(actor, &command), "missing", "{name}");
        }
        let beside = s.w.sub(s.acme);
        let stranger = s.w.holding(beside, subtree(PermissionSet::ALL));
        let code = s.w.code_of(stranger, &command);
        assert!(code == "no_access" || code.starts_with("unknown_"), "{name}: {code}");
    }
}

#[test]
fn c1_the_permission_without_coverage_is_refused() {
    for row in rows().into_iter().filter(|row| row.covers) {
        let (mut s, command) = row.scene();
        let actor = row.actor(&mut s, Some(account(row.needs)), false);
        s.w.refuses(actor, command, "uncovered");
    }
}

#[test]
fn c1_a_root_account() {
    let policy = || EmailPolicy::NO_FREE_MAIL;
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let p = Permission::SentView;
    let cases = [
        (Permission::AccountEdit, rename(acme), own(p)),
        (Permission::AccountSecurity, set_policy(acme, policy()), own(p)),
        (Permission::AccountClose, close(acme), subtree(PermissionSet::ALL - Permission::AccountClose)),
    ];
    for (needs, command, beside) in cases {
        let without = w.holding(acme, subtree(PermissionSet::ALL - needs));
        w.refuses(without, command.clone(), "missing");
        let only = w.holding(acme, beside.union(account(needs)));
        if matches!(command, Command::CloseAccount { .. }) {
            // The administrator's grants are for the subtree, and not all are covered.
            w.refuses(only, command.clone(), "uncovered");
            w.clone().ok(ada, command);
        } else {
            w.clone().ok(only, command);
        }
    }
    w.refuses(ada, set_policy(north, policy()), "not_a_root");
    w.refuses(ada, suspend(acme), "operator_only");
    w.refuses(ada, resume(acme), "operator_only");
    let stranger = w.holding(north, account(PermissionSet::ALL));
    w.refuses(stranger, suspend(acme), "no_access");
    w.refuses(stranger, close(acme), "no_access");
}

#[test]
fn c1_c4_what_is_the_operators_alone() {
    let Scene { mut w, acme, ada, bob, north, .. } = scene();
    let (account, founder, user): (AccountId, UserId, UserId) = (w.id(), w.id(), w.id());
    let email = address("someone@acme.example");
    let key = w.key(ada, acme, PermissionSet::ALL);
    let commands = [
        open_root(account, founder, &email),
        set_billing(north, Billing::Postpaid),
        set_features(north, PermissionSet::ALL),
        add(user, north, &email, Assignment::of(Preset::Sender)),
    ];
    for command in commands {
        for actor in [Actor::from(ada), bob.into(), key.into()] {
            w.refuses(actor, command.clone(), "operator_only");
        }
        w.ok(Actor::System, command);
    }
}

#[test]
fn c4_the_operator_needs_no_permission_and_no_coverage() {
    for row in rows() {
        let (mut s, command) = row.scene();
        // What is a person's own, and what the other side has suspended, is not the operator's.
        match command.name() {
            "create_api_key" => drop(s.w.refuses(Actor::System, command, "person_only")),
            "resume_account" => drop(s.w.refuses(Actor::System, command, "already_so")),
            _ => s.w.ok(Actor::System, command),
        }
    }
}

#[test]
fn c4_the_invariants_hold_for_the_operator_too() {
    let Scene { mut w, acme, ada, bob, north, role, .. } = scene();
    let email = w.email(ada);
    let nil = uuid::Uuid::nil();
    for (command, code) in [
        (deactivate(ada), "last_administrator"),
        (delete(ada), "last_administrator"),
        (remove(ada, acme), "last_administrator"),
        (change_email(bob, &email), "address_taken"),
        (assign(bob, north, Assignment::default()), "empty_assignment"),
        (delete_role(role), "role_in_use"),
        (open_sub(nil.into(), acme), "nil_id"),
        (open_sub(north, acme), "already_so"),
        (open_sub(north, north), "id_taken"),
        (remove(bob, acme), "not_a_member"),
    ] {
        w.refuses(Actor::System, command, code);
    }
}

#[test]
fn c2_plan_has_no_effect_and_commit_is_all_or_nothing() {
    let Scene { mut w, acme, ada, bob, north, .. } = scene();
    let before = w.directory.clone();
    let rename_first = w.directory.plan(ada, &rename(north), stamp(&w.directory, t(1))).unwrap();
    let rename_then = w.directory.plan(ada, &rename(acme), stamp(&w.directory, t(2))).unwrap();
    assert!(w.directory == before);

    // The same revision twice, and a revision that is not there yet.
    let mut directory = before.clone();
    directory.commit(rename_first.clone()).unwrap();
    let after = directory.clone();
    let past = directory.commit(rename_then.clone()).unwrap_err();
    assert!(past.is_past() && !past.is_gap(), "{past}");
    let revision = w.directory.revision();
    assert_eq!(past.to_string(), format!("the next change must have revision {}, not {}", revision + 2, revision + 1));
    let later = directory.plan(ada, &rename(acme), stamp(&directory, t(3))).unwrap();
    let gap = before.clone().commit(later).unwrap_err();
    assert!(gap.is_gap() && !gap.is_past(), "{gap}");
    assert!(directory == after);

    // A clock may go back, and the change before may be of a clock that was ahead.
    let mut ahead = before.clone();
    ahead.commit(ahead.plan(ada, &rename(acme), stamp(&ahead, t(9))).unwrap()).unwrap();
    assert!(ahead.plan(ada, &rename(north), stamp(&ahead, t(9) - MILLI)).is_ok());

    // It must be of the same history of its tree, though its number fits and it would do.
    w.ok(Actor::System, delete(bob));
    let mut other = before.clone();
    other.execute(ada, remove(bob, north), stamp_of_fork(&other, t(1))).unwrap();
    let again = other.plan(ada, &rename(north), stamp(&other, t(1))).unwrap();
    assert_eq!(again.revision(), w.directory.revision() + 1);
    assert!(w.directory.commit(again).unwrap_err().is_fork());
    let delete_bob = before.plan(ada, &delete(bob), stamp(&before, t(1))).unwrap();
    let mut without = before.clone();
    without.commit(delete_bob).unwrap();
    let removal = {
        let mut later = before.clone();
        later.commit(rename_first).unwrap();
        later.plan(ada, &remove(bob, north), stamp(&later, t(2))).unwrap()
    };
    let unfit = without.commit(removal).unwrap_err();
    assert!(!unfit.is_past() && !unfit.is_gap());
    assert!(unfit.to_string().starts_with(&format!("revision {} does not fit: ", revision + 2)), "{unfit}");
}

/// The refusals of one who has no reach are the same, whether what is named is there or not.
#[test]
fn c3_a_refusal_names_nothing_beyond_reach() {
    let s = scene();
    let mut w = s.w.clone();
    let (beside, unknown) = (w.sub(s.acme), uuid::Uuid::from_u128(1 << 100));
    let eve = w.holding(beside, subtree(PermissionSet::ALL));
    let email = address("someone@acme.example");
    let role = Assignment::of(Preset::Template);
    let (fresh, key) = (w.id(), w.id());
    let (a, u) = (AccountId::from(unknown), UserId::from(unknown));
    let pairs: [(Command, Command); 16] = [
        (rename(s.north), rename(a)),
        (suspend(s.north), suspend(a)),
        (close(s.acme), close(a)),
        (set_policy(s.acme, EmailPolicy::ANY), set_policy(a, EmailPolicy::ANY)),
        (invite(fresh, s.north, &email, role.clone()), invite(fresh, a, &email, role.clone())),
        (assign(s.bob, s.north, role.clone()), assign(u, a, role)),
        (remove(s.bob, s.north), remove(u, a)),
        (define(RoleId::from(unknown), s.north, own(HELD)), define(RoleId::from(unknown), a, own(HELD))),
        (create_key(key, s.north, HELD), create_key(key, a, HELD)),
        (edit(s.bob), edit(u)),
        (reset(s.bob), reset(u)),
        (deactivate(s.bob), deactivate(u)),
        (delete(s.ada), delete(u)),
        (revoke_invitation(s.invitation), revoke_invitation(unknown.into())),
        (change_role(s.role, own(HELD)), change_role(unknown.into(), own(HELD))),
        (revoke_key(s.key), revoke_key(unknown.into())),
    ];
    for (there, not_there) in pairs {
        let code = w.code_of(eve, &not_there);
        assert!(code == "no_access" || code.starts_with("unknown_"), "{}: {code}", there.name());
        w.refuses(eve, there, code);
    }
    // To leave what one is no member of: the same, open or closed, there or not.
    w.ok(s.ada, close(s.north));
    for place in [s.acme, s.north, a] {
        w.refuses(eve, leave(place), "not_a_member");
    }
    let mut w = s.w.clone();
    let beside = w.sub(s.acme);
    let eve = w.holding(beside, subtree(PermissionSet::ALL));
    // What a user holds elsewhere is not told.
    let email = w.email(s.bob);
    w.ok(Actor::System, add(s.bob, beside, &email, Assignment::of(Preset::Template)));
    let refusal = w.refuses(eve, deactivate(s.bob), "uncovered_elsewhere");
    assert!(!refusal.to_string().contains(&s.north.to_string()), "{refusal}");
    let unknown_account = w.refuses(Actor::System, rename(a), "unknown_account");
    assert!(unknown_account.to_string().contains(&a.to_string()));
}

#[test]
fn c5_anyone_may_leave_and_change_their_own_details() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.holding(acme, account(HELD));
    let key = w.key(bob, acme, PermissionSet::ALL);
    let new = address("robert@acme.example");
    for command in [leave(acme), edit(bob), change_email(bob, &new), reset(bob)] {
        w.clone().ok(bob, command.clone());
        w.refuses(key, command.clone(), "person_only");
        // Not for others, and not once deactivated.
        let eve = w.holding(acme, account(HELD));
        if !matches!(command, Command::Leave { .. }) {
            w.refuses(eve, command.clone(), "missing");
        }
        let mut w = w.clone();
        w.ok(ada, deactivate(bob));
        w.refuses(bob, command, "user_deactivated");
    }
    w.refuses(Actor::System, leave(acme), "person_only");
    w.ok(bob, call(bob, "+49 30 901820"));
    let user = w.directory.user(bob).unwrap();
    assert_eq!((user.name().as_str(), user.phone().unwrap().as_str()), ("Edited", "+4930901820"));
    // The invariants still hold.
    w.refuses(ada, leave(acme), "last_administrator");
    let taken = w.email(ada);
    w.refuses(bob, change_email(bob, &taken), "address_taken");
    // To deactivate or delete oneself is not among one's own details.
    for command in [deactivate(bob), delete(bob)] {
        w.refuses(bob, command, "missing");
    }
}

#[test]
fn c8_a_reset_and_a_change_of_anothers_address_are_commands() {
    let (mut w, acme, ada) = World::with_root();
    let bob = w.holding(acme, account(HELD));
    let new = address("robert@acme.example");
    w.ok(ada, reset(bob));
    assert_eq!(
        w.changes().last().map(|change| (change.actor(), change.command().name())),
        Some((ada.into(), "reset_password"))
    );
    w.ok(ada, change_email(bob, &new));
    assert_eq!(w.email(bob), new);
    let nobody = w.id();
    w.refuses(ada, reset(nobody), "unknown_user");
    let taken = w.email(ada);
    w.refuses(ada, change_email(bob, &taken), "address_taken");
}

/// Who reaches a sub-account and not the one above is told what is missing, and of no other account (C3).
#[test]
fn c1_what_is_done_from_the_account_above_says_so() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let nora = w.member(north, Assignment::of(Preset::Admin));
    for command in [close(north), suspend(north), resume(north)] {
        w.refuses(nora, command, "from_above");
    }
    w.ok(ada, suspend(north));
}
