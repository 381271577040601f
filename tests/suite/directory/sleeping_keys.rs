//! G5: nothing that slept wakes up, and a removal reaches no farther than what was removed.

use sendright::{AccountId, ApiKeyId, Assignment, Denial, Permission, Preset, UserId};

use crate::support::commands::*;
use crate::support::world::*;

const SEND: Permission = Permission::SmsSend;

/// Whether a key is gone for good.
fn gone(w: &World, key: ApiKeyId) -> bool {
    w.directory.api_key(key).is_none()
}

/// Somebody whose membership in an account ended at hour 5, with a key there and one below.
fn ended() -> (World, AccountId, AccountId, UserId, [ApiKeyId; 2]) {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let below = w.sub(north);
    let bob = w.member(north, Assignment::of(Preset::Admin).until(t(5)));
    let keys = [north, below].map(|place| w.key(bob, place, SEND));
    assert!(w.may(keys[0], SEND, north) && w.may(keys[1], SEND, below));
    w.set_clock(t(5));
    w.denies(keys[0], SEND, north, Denial::Expired);
    (w, acme, north, bob, keys)
}

/// A way to join, with its name.
type Joining<'a> = (&'a str, &'a dyn Fn(&mut World));

/// signon#2308: the membership had ended, and the key with it; a new invitation must not bring it back.
#[test]
fn g5_security_26_joining_wakes_no_key_up() {
    let (w, acme, north, bob, keys) = ended();
    let ada = w.directory.members(acme).next().unwrap().user();
    let email = w.email(bob);
    let joins: [Joining; 3] = [
        ("invited and accepted", &|w| {
            let invitation = w.invited_to(ada, north, &email, Assignment::of(Preset::Admin));
            w.ok(bob, accept(invitation, &email));
        }),
        ("added", &|w| w.join(bob, north, Assignment::of(Preset::Admin))),
        ("joined above", &|w| w.join(bob, acme, Assignment::of(Preset::Admin))),
    ];
    for (how, join) in joins {
        let mut w = w.clone();
        join(&mut w);
        assert!(keys.iter().all(|key| gone(&w, *key)), "{how}");
        w.denies(keys[0], SEND, north, Denial::KeyRevoked);
        assert!(w.may(bob, SEND, north), "{how}");
        // He makes himself another.
        w.key(bob, north, SEND);
    }
    // Joining elsewhere touches neither them nor what works.
    let mut w = w.clone();
    let south = w.sub(acme);
    w.join(bob, south, Assignment::of(Preset::Admin));
    assert!(!keys.iter().any(|key| gone(&w, *key)));
}

/// The other ways to be given more, where a membership comes to reach what it did not.
#[test]
fn g5_security_26_a_wider_assignment_and_a_wider_role_wake_no_key_up() {
    let (mut w, acme, _) = World::with_root();
    let north = w.sub(acme);
    let role = w.role(acme, account(Permission::SentView));
    let bob = w.member(acme, Assignment::of(role));
    w.join(bob, north, Assignment::of(Preset::Admin).until(t(5)));
    let (here, slept) = (w.role(acme, account(Permission::IntegrationApi)), w.key(bob, north, SEND));
    w.set_clock(t(5));
    let wide = subtree(SEND | Permission::IntegrationApi);
    let ways = [
        assign(bob, acme, Assignment::of(Preset::Admin)),
        assign(bob, acme, Assignment::of(role).and(here)),
        change_role(role, wide),
    ];
    for way in ways {
        let mut w = w.clone();
        w.ok(sendright::Actor::System, way);
        assert!(gone(&w, slept));
    }
    // While a live membership reaches it, a key stays through all of them.
    w.ok(sendright::Actor::System, assign(bob, acme, Assignment::of(Preset::Admin)));
    let lives = w.key(bob, north, SEND);
    w.ok(sendright::Actor::System, assign(bob, acme, Assignment::of(Preset::Admin).withholding(Permission::VoiceSend)));
    w.ok(sendright::Actor::System, assign(bob, acme, Assignment::of(role).and(Preset::Admin)));
    w.ok(sendright::Actor::System, change_role(role, wide));
    assert!(!gone(&w, lives) && w.may(lives, SEND, north));
}

/// Removing a member from one account revoked keys of a mightier membership below.
#[test]
fn g5_security_32_removal_reaches_no_farther_than_what_was_removed() {
    let (mut w, acme, ada) = World::with_root();
    let north = w.sub(acme);
    let (below, beside) = (w.sub(north), w.sub(acme));
    let bob = w.member(acme, Assignment::of(Preset::SubaccountAdmin));
    w.join(bob, below, Assignment::of(Preset::Admin));
    w.join(bob, beside, Assignment::of(Preset::Admin).until(t(5)));
    let keys = [acme, north, below, beside].map(|place| w.key(bob, place, SEND));
    let sent = [acme, north, below].map(|place| w.invited(bob, place, Assignment::of(Preset::Basic)).id);
    w.set_clock(t(5));
    for (actor, command) in [(ada, remove(bob, acme)), (bob, leave(acme))] {
        let mut w = w.clone();
        w.ok(actor, command);
        // There, and below where nothing else of his is live; not where another membership is.
        assert_eq!(keys.map(|key| gone(&w, key)), [true, true, false, true]);
        assert!(w.may(keys[2], SEND, below));
        // The same for what he sent.
        assert_eq!(sent.map(|id| w.directory.invitation(id).is_none()), [true, true, false]);
    }
}
