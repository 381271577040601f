//! C3: who asks about someone out of reach, about someone who is gone and about someone who never was gets one answer.

use std::fmt::Display;

use sendright::{
    AccountId, Actor, ApiKeyId, Assignment, Command, EmailPolicy, Grants, InvitationId, PermissionSet, Preset, RoleId,
    UserId,
};
use uuid::Uuid;

use crate::support::commands::*;
use crate::support::stamp::stamp;
use crate::support::world::*;

/// What may be named, of one kind: each must be answered as the first is, which never was.
struct Scene {
    w: World,
    asks: Vec<UserId>,
    accounts: Vec<AccountId>,
    users: Vec<UserId>,
    roles: Vec<RoleId>,
    invitations: Vec<InvitationId>,
    keys: Vec<ApiKeyId>,
}

/// Two who ask in one sub-account, with all rights and with none but their own; and beside and above it, in another tree,
/// and in what is gone, one of each kind.
fn scene() -> Scene {
    let (mut w, acme, ada) = World::with_root();
    let (here, beside) = (w.sub(acme), w.sub(acme));
    let asks = vec![w.holding(here, subtree(PermissionSet::ALL)), w.holding(here, own(PermissionSet::ALL))];
    let (other, eve) = w.root();
    let closed = w.sub(acme);
    w.ok(ada, close(closed));
    let never = Uuid::from_u128(1 << 100);

    let (mut users, mut roles, mut invitations, mut keys) =
        (vec![never.into()], vec![never.into()], vec![never.into()], vec![never.into()]);
    for (account, administrator) in [(beside, ada), (acme, ada), (other, eve)] {
        let user = w.member(account, Assignment::of(Preset::Admin));
        users.push(user);
        roles.push(w.role(account, own(PermissionSet::ALL)));
        invitations.push(w.invited(administrator, account, Assignment::of(Preset::Basic)).id);
        keys.push(w.key(user, account, PermissionSet::ALL));
        keys.push(w.account_key(administrator, account, PermissionSet::ALL));
    }
    // Of what is gone, some was in the account of those who ask.
    for (account, administrator) in [(here, ada), (beside, ada), (other, eve)] {
        let user = w.holding(account, account_wide());
        keys.push(w.key(user, account, PermissionSet::ALL));
        let of_account = w.account_key(administrator, account, PermissionSet::ALL);
        w.ok(administrator, revoke_key(of_account));
        keys.push(of_account);
        w.ok(administrator, remove(user, account));
        w.ok(administrator, delete(user));
        users.push(user);
        let role = w.role(account, own(PermissionSet::ALL));
        w.ok(administrator, delete_role(role));
        roles.push(role);
        let invitation = w.invited(administrator, account, Assignment::of(Preset::Basic)).id;
        w.ok(administrator, revoke_invitation(invitation));
        invitations.push(invitation);
    }
    let accounts = vec![never.into(), beside, acme, other, closed];
    Scene { w, asks, accounts, users, roles, invitations, keys }
}

fn account_wide() -> Grants {
    account(PermissionSet::ALL)
}

impl Scene {
    /// A command about each of the ids gets one answer, but for the id itself.
    fn one_answer<T: Copy + Display>(&self, ids: &[T], command: impl Fn(T) -> Command) {
        for actor in self.asks.iter().copied().map(Actor::from) {
            let said = |id: T| {
                let command = command(id);
                let planned = self.w.directory.plan(actor, &command, stamp(&self.w.directory, t(0)));
                let refusal = planned.unwrap_err();
                (command.name(), refusal.code(), refusal.to_string().replace(&id.to_string(), "ID"))
            };
            for id in ids {
                assert_eq!(said(*id), said(ids[0]), "{actor} about {id}");
            }
        }
    }
}

#[test]
fn security_45_c3_an_account_out_of_reach_is_as_one_that_never_was() {
    let mut s = scene();
    let (email, basic) = (address("new@acme.example"), Assignment::of(Preset::Basic));
    let (id, own_rights): (Uuid, _) = (s.w.id::<UserId>().uuid(), own(PermissionSet::ALL));
    let member = s.asks[1];
    let commands: [&dyn Fn(AccountId) -> Command; 16] = [
        &|account| open_sub(id.into(), account),
        &rename,
        &suspend,
        &resume,
        &close,
        &|account| set_billing(account, sendright::Billing::Prepaid),
        &|account| set_features(account, PermissionSet::EMPTY),
        &|account| set_policy(account, EmailPolicy::ANY),
        &|account| invite(id.into(), account, &email, basic.clone()),
        &|account| add(id.into(), account, &email, basic.clone()),
        &|account| assign(member, account, basic.clone()),
        &|account| remove(member, account),
        &leave,
        &|account| define(id.into(), account, own_rights),
        &|account| create_key(id.into(), account, PermissionSet::ALL),
        &|account| create_account_key(id.into(), account, PermissionSet::ALL),
    ];
    for command in commands {
        s.one_answer(&s.accounts, command);
    }
}

#[test]
fn security_45_c3_a_user_out_of_reach_is_as_one_who_never_was() {
    let s = scene();
    let here = s.w.directory.memberships(s.asks[0]).next().unwrap().account();
    let email = address("new@acme.example");
    let commands: [&dyn Fn(UserId) -> Command; 9] = [
        &|user| assign(user, here, Assignment::of(Preset::Basic)),
        &|user| remove(user, here),
        &edit,
        &|user| call(user, "+49 30 901820"),
        &|user| change_email(user, &email),
        &reset,
        &deactivate,
        &reactivate,
        &delete,
    ];
    for command in commands {
        s.one_answer(&s.users, command);
    }
}

#[test]
fn security_45_c3_roles_invitations_and_keys_out_of_reach_are_as_if_they_never_were() {
    let s = scene();
    let here = s.w.directory.memberships(s.asks[0]).next().unwrap().account();
    // A role of an account above can be used, and so is not out of reach.
    let above = s.roles[2];
    let roles: Vec<_> = s.roles.iter().copied().filter(|role| *role != above).collect();
    let (email, member) = (address("new@acme.example"), s.asks[1]);
    let giving = |role| Assignment::of(role);
    let commands: [&dyn Fn(RoleId) -> Command; 4] = [
        &|role| change_role(role, own(PermissionSet::EMPTY)),
        &delete_role,
        &|role| assign(member, here, giving(role)),
        &|role| invite(Uuid::from_u128(1 << 90).into(), here, &email, giving(role)),
    ];
    for command in commands {
        s.one_answer(&roles, command);
    }
    s.one_answer(&s.invitations, revoke_invitation);
    s.one_answer(&s.invitations, |invitation| renew(invitation, t(2000)));
    s.one_answer(&s.keys, revoke_key);
    s.one_answer(&s.keys, reset_key);
    s.one_answer(&s.keys, |key| change_key(key, false, PermissionSet::EMPTY, None));
}
