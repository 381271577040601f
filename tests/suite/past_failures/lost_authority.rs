//! What an inviter can lose without an act on them: a key, a role, what the account has, the membership above.

use sendright::{AccountId, Actor, ApiKeyId, Assignment, Permission, PermissionSet, RoleId, UserId};

use crate::support::commands::*;
use crate::support::world::*;

/// What somebody who is not the inviter does, after which the inviter could not invite.
type Loss = fn(&mut World, &Scene);

/// Somebody may invite to an account below for what a member of the root account holds; their keys do, too.
struct Scene {
    acme: AccountId,
    shop: AccountId,
    bob: UserId,
    role: RoleId,
    key: ApiKeyId,
}

/// loreai#1345: the right to invite can be lost without an act on the inviter.
#[test]
fn security_10_an_invitation_does_not_outlive_what_gave_its_inviter_the_right() {
    let (mut w, acme, _) = World::with_root();
    let shop = w.sub(acme);
    let gives = Permission::UserInvite | Permission::SmsSend | Permission::IntegrationApi;
    let role = w.role(acme, subtree(gives));
    let bob = w.member(acme, Assignment::of(role));
    let key: ApiKeyId = w.id();
    w.ok(bob, create_key_with(key, acme, true, gives, None));
    let scene = Scene { acme, shop, bob, role, key };
    let assignment = w.giving(shop, account(Permission::SmsSend));

    let (by_user, by_key) = (Actor::from(bob), Actor::from(key));
    let losses: [(&str, &[Actor], Loss, &str); 7] = [
        (
            "the role gives less",
            &[by_user, by_key],
            |w, it| {
                let less = Permission::UserInvite | Permission::IntegrationApi;
                w.ok(Actor::System, change_role(it.role, subtree(less)));
            },
            "inviter_lost_authority",
        ),
        (
            "the role does not reach down",
            &[by_user, by_key],
            |w, it| {
                let gives = Permission::UserInvite | Permission::SmsSend;
                w.ok(Actor::System, change_role(it.role, account(gives)));
            },
            "inviter_lost_authority",
        ),
        (
            "the membership above has ended",
            &[by_user, by_key],
            |w, it| {
                w.ok(Actor::System, assign(it.bob, it.acme, Assignment::of(it.role).until(t(5))));
                w.set_clock(t(5));
            },
            "inviter_lost_authority",
        ),
        (
            "the membership above is gone",
            &[by_user, by_key],
            |w, it| w.ok(Actor::System, remove(it.bob, it.acme)),
            "unknown_invitation",
        ),
        (
            "nobody may invite in the account",
            &[by_user, by_key],
            |w, it| {
                let features = PermissionSet::ALL - Permission::UserInvite;
                w.ok(Actor::System, set_features(it.acme, features));
            },
            "inviter_lost_authority",
        ),
        (
            "the key has not what the invitation gives",
            &[by_key],
            |w, it| {
                let less = Permission::UserInvite | Permission::IntegrationApi;
                w.ok(it.bob, change_key(it.key, true, less, None));
            },
            "inviter_lost_authority",
        ),
        (
            "the key has ended",
            &[by_key],
            |w, it| {
                let gives = Permission::UserInvite | Permission::SmsSend;
                w.ok(it.bob, change_key(it.key, true, gives, Some(t(5))));
                w.set_clock(t(5));
            },
            "inviter_lost_authority",
        ),
    ];
    for (how, inviters, lose, code) in losses {
        for inviter in inviters {
            let mut w = w.clone();
            let invited = w.invited(*inviter, scene.shop, assignment.clone());
            w.clone().accepts(&invited);
            lose(&mut w, &scene);
            assert_eq!(w.code_of(invited.user, &accept(invited.id, &invited.email)), code, "{how}, {inviter:?}");
        }
    }
}
